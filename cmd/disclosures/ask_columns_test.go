package main

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// described is a value of the API's description.
type described map[string]any

// in follows a reference to what it is of.
func (d described) in(whole described) described {
	for {
		ref, is := d["$ref"].(string)
		if !is {
			return d
		}
		var at any = map[string]any(whole)
		for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			at = at.(map[string]any)[step]
		}
		d = at.(map[string]any)
	}
}

// leaves returns what may stand at a dotted place, in lists or not; none where the
// description has no such place.
func (d described) leaves(whole described, place []string) (all []described) {
	d = d.in(whole)
	if either, is := d["anyOf"].([]any); is {
		for _, one := range either {
			all = append(all, described(one.(map[string]any)).leaves(whole, place)...)
		}
		return all
	}
	if items, is := d["items"].(map[string]any); is {
		return described(items).leaves(whole, place)
	}
	if len(place) == 0 {
		return []described{d}
	}
	properties, _ := d["properties"].(map[string]any)
	if property, is := properties[place[0]].(map[string]any); is {
		return described(property).leaves(whole, place[1:])
	}
	if more, is := d["additionalProperties"].(map[string]any); is {
		return described(more).leaves(whole, place[1:])
	}
	return nil
}

// properties are those of an object, of whichever kind it may be.
func (d described) properties(whole described) map[string]described {
	all := map[string]described{}
	for _, way := range []string{"anyOf", "allOf", "oneOf"} {
		either, _ := d[way].([]any)
		for _, one := range either {
			maps.Copy(all, described(one.(map[string]any)).in(whole).properties(whole))
		}
	}
	own, _ := d["properties"].(map[string]any)
	for name, property := range own {
		all[name] = described(property.(map[string]any)).in(whole)
	}
	return all
}

// sameForEverybody are the lists of an answer to a person that say nothing about them:
// where to write, and where to complain.
var sameForEverybody = []string{"contacts", "complaints"}

// Every column of every question is in the answer that it is asked of, every list of the
// answer is shown, and what is no
// word of the council's is put in words: an id as its title, an instant in London, a
// word of the API without its hyphens, true as yes.
func TestEveryColumnOfEveryQuestionIsInWords(t *testing.T) {
	text, err := os.ReadFile("../../docs/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var whole described
	if err := yaml.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	words, err := titlesOf("E07000107")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, of := range []map[string]string{words.Recipients, words.Law, words.Data, words.notices} {
		maps.Copy(ids, of)
	}
	columns := 0
	for number, q := range questions {
		if number == logUnaltered {
			continue // is no table
		}
		path := "/v1/registers/{register}" + strings.Replace(q.path, "{entry}", "{id}", 1)
		answer := described{"$ref": "#/paths"}.in(whole)
		for _, step := range []string{path, "get", "responses", "200", "content", "application/json", "schema"} {
			next, is := answer[step].(map[string]any)
			if !is {
				t.Fatalf("question %d: the description of %s has no %s", number, q.path, step)
			}
			answer = next
		}
		shown := map[string]bool{}
		for _, of := range append([]beside{{"", q.list, q.columns}}, q.beside...) {
			shown[of.list] = true
			if of.list != "" && len(answer.leaves(whole, []string{of.list})) == 0 {
				t.Errorf("question %d: the answer has no list %s", number, of.list)
			}
			table := tableOf(of.title, of.list, of.columns)
			for i, heading := range table.headings {
				for place := range strings.SplitSeq(table.places[i], "|") {
					columns++
					steps := strings.FieldsFunc(of.list+"."+place, func(c rune) bool { return c == '.' })
					shown[steps[0]] = true
					leaves := answer.leaves(whole, steps)
					if len(leaves) == 0 {
						t.Errorf("question %d, %s: the answer has no %s", number, heading, place)
					}
					for _, leaf := range leaves {
						for _, value := range list(leaf["enum"]) {
							if got := words.inWords(place, value); strings.Contains(got, "-") {
								t.Errorf("question %d, %s: %s is shown as %q", number, heading, value, got)
							}
						}
					}
				}
			}
		}
		for _, place := range q.about {
			shown[place] = true
			if len(answer.leaves(whole, strings.Split(place, "."))) == 0 {
				t.Errorf("question %d: the answer has no %s", number, place)
			}
		}
		for name, property := range answer.in(whole).properties(whole) {
			if _, is := property["items"]; is && !shown[name] && !slices.Contains(sameForEverybody, name) {
				t.Errorf("question %d: nothing shows the list %s of the answer, so that it may say that nothing was found", number, name)
			}
		}
	}
	if columns < 250 {
		t.Errorf("only %d columns were looked at", columns)
	}
	for place, id := range map[string]string{
		"recipient.category": "police", "disclosure.recipient.category": "ombudsman", "disclosures.data.category": "health", "data": "name",
		"legal": "ukgdpr-6-1-e", "grounds.ground": "dpa18-sch2-para2", "disclosure.justification.exemptions.id": "dpa18-sch2-para2",
		"disclosure.justification.gateway": "gw-ha96-s51", "disclosure.justification.lawfulBases": "ukgdpr-6-1-e", "disclosure.justification.conditions": "ukgdpr-9-2-g",
		"applied.notice": "dartford-complaints", "action": "show-sharing", "by.roles": "dpo",
	} {
		if got := words.inWords(place, id+"; "+id); slices.Contains(strings.Split(got, "; "), id) || strings.HasPrefix(got, id) {
			t.Errorf("%s: %s is shown as %q", place, id, got)
		}
	}
	for place, own := range map[string]string{"case": "not-yet", "department": "police", "entry": "name", "purpose": "health"} {
		if got := words.inWords(place, own); got != own {
			t.Errorf("%s: the council's own %q is shown as %q", place, own, got)
		}
	}
	if len(ids) < 100 {
		t.Errorf("only %d ids have titles", len(ids))
	}
}

func list(value any) (all []string) {
	values, _ := value.([]any)
	for _, one := range values {
		if text, is := one.(string); is {
			all = append(all, text)
		}
	}
	return all
}

// An instant is shown in London, and a day stays the day it is, on either side of
// midnight and of the hour that the clocks change.
func TestInstantsAreShownInLondon(t *testing.T) {
	for value, want := range map[any]string{
		"2026-05-02T22:59:59Z":      "2026-05-02 23:59 BST",
		"2026-05-02T23:00:00Z":      "2026-05-03 00:00 BST",
		"2026-03-29T00:59:59Z":      "2026-03-29 00:59 GMT",
		"2026-03-29T01:00:00Z":      "2026-03-29 02:00 BST",
		"2026-10-25T00:30:00Z":      "2026-10-25 01:30 BST",
		"2026-10-25T01:30:00Z":      "2026-10-25 01:30 GMT",
		"2026-12-31T23:59:59.999Z":  "2026-12-31 23:59 GMT",
		"2026-06-01T00:30:00+01:00": "2026-06-01 00:30 BST",
		"2026-05-03":                "2026-05-03",
		true:                        "yes",
		false:                       "no",
		nil:                         "",
	} {
		if got := cell(value, ""); got != want {
			t.Errorf("%v: got %q, want %q", value, got, want)
		}
	}
	if got := cell([]any{true, false, true}, ""); got != "yes; no" {
		t.Errorf("a list: %q", got)
	}
}

func TestTheEarliestReviewStandsFirst(t *testing.T) {
	rows := [][]string{{"a"}, {"b"}, {"c"}, {"d"}}
	days := []string{earliest(map[string]any{}, "g.on"), earliest(map[string]any{"g": []any{map[string]any{"on": "2027-01-01"}, map[string]any{"on": "2026-02-01"}}}, "g.on"), "2026-01-01", "2026-02-01"}
	var got []string
	for _, row := range byDay(rows, days) {
		got = append(got, row[0])
	}
	if want := []string{"c", "b", "d", "a"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// The police are named where the record names them: as the recipient, or in the evidence.
func TestThePoliceAreNamedWhereverTheRecordNamesThem(t *testing.T) {
	words, err := titlesOf("E07000107")
	if err != nil {
		t.Fatal(err)
	}
	const police = 9
	for name, tt := range map[string]struct{ recipient, want map[string]any }{
		"in the evidence": {map[string]any{"category": "police"}, map[string]any{"force": "Sample Constabulary", "officer": "PC 1 Sample", "legal power": "Sample Act 2026, section 1"}},
		"in both":         {map[string]any{"organisation": "Sample Constabulary", "person": "Sgt Example"}, map[string]any{"force": "Sample Constabulary", "officer": "Sgt Example; PC 1 Sample"}},
	} {
		table := tableOf("", "", questions[police].columns)
		table.rows = []any{map[string]any{"disclosure": map[string]any{
			"recipient": tt.recipient,
			"evidence":  map[string]any{"force": "Sample Constabulary", "officerNameRankNumber": "PC 1 Sample", "legalPower": "Sample Act 2026, section 1"},
		}}}
		cells := table.cells(words)[0]
		for heading, want := range tt.want {
			if n := slices.Index(table.headings, heading); n < 0 || cells[n] != want {
				t.Errorf("%s: %s is not %q: %q", name, heading, want, cells)
			}
		}
	}
}

// Who was told, and when, is a row of its own: what is said of one recipient is read of no
// other, and what they have in common stands with each.
func TestWhatIsSaidOfOneIsReadOfNoOther(t *testing.T) {
	told := func(name, outcome string, on any) map[string]any {
		return map[string]any{"organisation": name, "outcome": outcome, "toldOn": on}
	}
	change := map[string]any{"on": "2026-11-01", "what": "erasure", "data": []any{"name", "health"}, "recipients": []any{
		told("Sample A", "told", "2026-11-02"), told("Sample B", "told", "2026-11-02"), told("Sample C", "not-yet", nil),
	}}
	words, err := titlesOf("E07000107")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		row     any
		columns []string
		want    []string
	}{
		"who was told": {
			change,
			[]string{"on", "what", "data", "recipients.organisation|recipients.person", "recipients.outcome", "recipients.toldOn"},
			[]string{
				"2026-11-01, erasure, Name; Health, Sample A, told, 2026-11-02",
				"2026-11-01, erasure, Name; Health, Sample B, told, 2026-11-02",
				"2026-11-01, erasure, Name; Health, Sample C, not yet, ",
			},
		},
		"one column of a list": {change, []string{"what", "recipients.organisation"}, []string{"erasure, Sample A; Sample B; Sample C"}},
		"nobody to tell":       {map[string]any{"what": "erasure", "recipients": []any{}}, []string{"what", "recipients.organisation", "recipients.outcome"}, []string{"erasure, , "}},
		"an objection that was undecided": {
			map[string]any{"against": []any{map[string]any{"what": "objection"}, map[string]any{"what": "objection", "decided": "upheld"}}},
			[]string{"against.what", "against.decided"},
			[]string{"objection, ", "objection, upheld"},
		},
		"a list in a list": {
			map[string]any{"d": []any{
				map[string]any{"case": "A", "letters": []any{map[string]any{"title": "First", "sha256": "1"}, map[string]any{"title": "Second", "sha256": "2"}}},
				map[string]any{"case": "B", "letters": []any{}},
			}},
			[]string{"d.case", "d.letters.title", "d.letters.sha256"},
			[]string{"A, First, 1", "A, Second, 2", "B, , "},
		},
		"a list under an object": {
			map[string]any{"case": "A", "disclosure": map[string]any{"notice": "N", "flags": []any{map[string]any{"rule": "1", "open": true}, map[string]any{"rule": "2", "open": false}}}},
			[]string{"case", "disclosure.notice", "disclosure.flags.rule", "disclosure.flags.open"},
			[]string{"A, N, 1, yes", "A, N, 2, no"},
		},
	} {
		table := tableOf("", "", tt.columns)
		table.rows = []any{tt.row}
		var got []string
		for _, cells := range table.cells(words) {
			got = append(got, strings.Join(cells, ", "))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
	if len(change["recipients"].([]any)) != 3 {
		t.Error("the answer itself was changed")
	}
}

// A recipient that has no name of its own, such as a body that there is one of, is
// called by what it is: its row is not blank, whatever else of the row is named.
func TestARecipientWithoutANameIsCalledByItsKind(t *testing.T) {
	words, err := titlesOf("E07000107")
	if err != nil {
		t.Fatal(err)
	}
	nobody := func(category, kind string) map[string]any {
		return map[string]any{"category": category, "kind": kind}
	}
	const ombudsman = "Local Government and Social Care Ombudsman"
	for name, tt := range map[string]struct {
		row    any
		column string
		want   string
	}{
		"one recipient": {map[string]any{"recipient": nobody("ombudsman", "lgsco")}, "recipient.organisation|recipient.person", ombudsman},
		"no kind":       {map[string]any{"recipient": nobody("ombudsman", "")}, "recipient.organisation", words.Recipients["ombudsman"]},
		"the row is it": {nobody("ombudsman", "lgsco"), "organisation|person", ombudsman},
		"a person":      {map[string]any{"recipient": map[string]any{"category": "ombudsman", "kind": "lgsco", "person": "P. Example"}}, "recipient.organisation|recipient.person", "P. Example"},
		"one of several": {
			map[string]any{"recipients": []any{map[string]any{"category": "mp", "organisation": "Sample A"}, nobody("ombudsman", "lgsco")}},
			"recipients.organisation|recipients.person", ombudsman + "; Sample A",
		},
		"named as evidence": {
			map[string]any{"disclosure": map[string]any{"recipient": nobody("police", "police-force"), "evidence": map[string]any{"force": "Sample Constabulary"}}},
			"disclosure.recipient.organisation|disclosure.evidence.force", "Sample Constabulary",
		},
	} {
		if got := words.shown(tt.row, tt.column); got == "" || got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	for number, q := range questions {
		for _, column := range q.columns {
			if _, place, _ := strings.Cut(column, "="); strings.Contains(column, "recipient.category") && !strings.Contains(strings.Join(q.columns, " "), strings.TrimSuffix(place, "category")+"organisation") {
				t.Errorf("question %d says what sort of recipient it was, and never who", number)
			}
		}
	}
}

// What a rule is about stands beside its id: nobody knows XX-10 by heart.
func TestARuleIsSaidByWhatItIsAbout(t *testing.T) {
	words, err := titlesOf("E07000107")
	if err != nil {
		t.Fatal(err)
	}
	row := map[string]any{"flags": []any{"XX-10", "DC-G1", "no-rule"}}
	got := strings.Split(words.shown(row, "flags"), "; ")
	if len(got) != 3 || got[0] != "Outside the notice (XX-10)" || !strings.HasSuffix(got[1], " (DC-G1)") || got[2] != "no-rule" {
		t.Errorf("the flags are shown as %q", got)
	}
	if none := words.shown(map[string]any{"flags": []any{}}, "flags"); none != "" {
		t.Errorf("no flag is shown as %q", none)
	}
}
