package columns

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
)

func wordsOf(t *testing.T) Words {
	t.Helper()
	known := policy.Load().Catalogue().Titles()
	return Words{Recipients: known.Recipients, Law: known.Law, Data: known.Data, Evidence: known.Evidence}
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
		if got := Cell(value, ""); got != want {
			t.Errorf("%v: got %q, want %q", value, got, want)
		}
	}
	if got := Cell([]any{true, false, true}, ""); got != "yes; no" {
		t.Errorf("a list: %q", got)
	}
}

// Sentences stand one behind another, each with its full stop alone; names and ids have a
// semicolon between them.
func TestSentencesAreNotListedAsWordsAre(t *testing.T) {
	for place, tt := range map[string]struct {
		parts []any
		want  string
	}{
		"because":                {[]any{"It tells of a marker.", "It may do harm.", "not decided"}, "It tells of a marker. It may do harm. not decided"},
		"because.says":           {[]any{map[string]any{"says": "It tells of a marker."}, map[string]any{"says": "It may do harm."}}, "It tells of a marker. It may do harm."},
		"data.description":       {[]any{map[string]any{"description": "Complaint form"}, map[string]any{"description": "Letters."}, map[string]any{"description": "A photograph"}}, "Complaint form; Letters. A photograph"},
		"bases":                  {[]any{"It was for a public task.", "The law obliged us."}, "It was for a public task. The law obliged us."},
		"recipient":              {[]any{"Sample Ltd.", "Sample Co."}, "Sample Ltd.; Sample Co."},
		"flags.met.reason":       {[]any{map[string]any{"met": map[string]any{"reason": "Why?"}}, map[string]any{"met": map[string]any{"reason": "So"}}}, "Why? So"},
		"corrects":               {[]any{"e-1", "e-2"}, "e-1; e-2"},
		"purpose":                {[]any{"answer", "survey"}, "answer; survey"},
		"disclosure.reasonGiven": {nil, ""},
	} {
		object, _, _ := strings.Cut(place, ".")
		row := map[string]any{object: tt.parts}
		if got := Cell(row, place); got != tt.want {
			t.Errorf("%s: got %q, want %q", place, got, tt.want)
		}
		if tt.parts != nil {
			if got := (List{Columns: []Column{columnOf("it=" + place)}}).Cells(wordsOf(t), row); got[0] != tt.want {
				t.Errorf("%s as a column: got %q, want %q", place, got[0], tt.want)
			}
		}
	}
}

func TestTheEarliestReviewStandsFirst(t *testing.T) {
	rows := [][]string{{"a"}, {"b"}, {"c"}, {"d"}}
	days := []string{firstDay(map[string]any{}, "g.on"), firstDay(map[string]any{"g": []any{map[string]any{"on": "2027-01-01"}, map[string]any{"on": "2026-02-01"}}}, "g.on"), "2026-01-01", "2026-02-01"}
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
	words := wordsOf(t)
	for name, tt := range map[string]struct{ recipient, want map[string]any }{
		"in the evidence": {map[string]any{"category": "police"}, map[string]any{"force": "Sample Constabulary", "officer": "PC 1 Sample", "legal power": "Sample Act 2026, section 1"}},
		"in both":         {map[string]any{"organisation": "Sample Constabulary", "person": "Sgt Example"}, map[string]any{"force": "Sample Constabulary", "officer": "Sgt Example; PC 1 Sample"}},
	} {
		list := listOf("disclosures", "", police...)
		cells := list.Cells(words, map[string]any{"disclosure": map[string]any{
			"recipient": tt.recipient,
			"evidence":  map[string]any{"force": "Sample Constabulary", "officerNameRankNumber": "PC 1 Sample", "legalPower": "Sample Act 2026, section 1"},
		}})
		for heading, want := range tt.want {
			if n := slices.Index(list.Headings(), strings.ToUpper(heading[:1])+heading[1:]); n < 0 || cells[n] != want {
				t.Errorf("%s: %s is not %q: %q", name, heading, want, cells)
			}
		}
	}
}

// What the police were obliged to show, or obliged the council by, is in the row: an order,
// and what the council relied on to answer it.
func TestWhatObligedTheCouncilIsInTheRow(t *testing.T) {
	answer, _ := Of("/disclosures/current", url.Values{"recipientCategory": {"police"}})
	list := answer.Lists[0]
	cells := list.Cells(wordsOf(t), map[string]any{"disclosure": map[string]any{
		"recipient":     map[string]any{"category": "police"},
		"evidence":      map[string]any{"legalCompulsion": "production-order", "orderNumber": "PO-17", "orderDate": "2026-11-02", "authorisingOfficer": "Insp. Sample", "statutoryProvision": "Sample Act 2026, section 1"},
		"justification": map[string]any{"lawfulBases": []any{"ukgdpr-6-1-c"}, "conditions": []any{"dpa18-sch1-para10"}},
	}})
	for heading, want := range map[string]string{
		"Obliged by": "A production order", "Order": "PO-17", "Order of": "2026-11-02", "Authorised there by": "Insp. Sample", "Legal power": "Sample Act 2026, section 1",
		"Basis": wordsOf(t).Law["ukgdpr-6-1-c"], "Condition": wordsOf(t).Law["dpa18-sch1-para10"],
	} {
		if n := slices.Index(list.Headings(), heading); n < 0 || cells[n] != want || want == "" {
			t.Errorf("%s is not %q: %q", heading, want, cells)
		}
	}
}

// A row of the sample says what was asked, decided and flagged, and what became of each
// flag, whether its entry is the disclosure or a correction of it.
func TestASampledDisclosureIsReadWhole(t *testing.T) {
	body := map[string]any{
		"decision": "refused", "reason": "No form came.", "refusedFor": "request-unclear", "purpose": "find a witness",
		"intake": map[string]any{"recordKind": "enquiry", "channel": "email"}, "evidence": map[string]any{"specificDataRequested": "The address"},
		"justification": map[string]any{"exemptions": []any{map[string]any{"id": "dpa18-sch2-para2", "reason": "It would tip him off."}}},
	}
	flags := []any{
		map[string]any{"rule": "DC-R9", "detail": "The form lacks.", "open": false, "cleared": map[string]any{"by": "D. Sample", "reason": "It has come."}},
		map[string]any{"rule": "XX-9", "detail": "It was their own.", "open": true},
	}
	letters := []any{map[string]any{"title": "The answer", "document": "d-1"}, map[string]any{"title": "The request", "document": "d-2"}}
	answer, _ := Of("/sample", nil)
	list := answer.Lists[0]
	for name, as := range map[string]map[string]any{"as recorded": body, "as corrected": {"reason": "The day was wrong.", "disclosure": body}} {
		lines := list.Table(wordsOf(t), []any{map[string]any{"entry": map[string]any{"body": as}, "flags": flags, "correspondence": letters}}, "")
		if len(lines) != len(flags) {
			t.Fatalf("%s: %d rows, want one a flag: %q", name, len(lines), lines)
		}
		for heading, want := range map[string][2]string{
			"Decision": {"refused", "refused"}, "Why": {"No form came.", "No form came."}, "Refused for": {"request unclear", "request unclear"},
			"Asked for": {"The address", "The address"}, "Came in as": {"enquiry", "enquiry"}, "What for": {"find a witness", "find a witness"},
			"Flag": {"The form lacks.", "It was their own."}, "Waits": {"no", "yes"}, "Cleared by": {"D. Sample", ""}, "Cleared because": {"It has come.", ""},
			"Letters": {"The answer; The request; d-1; d-2", "The answer; The request; d-1; d-2"},
		} {
			n := slices.Index(list.Headings(), heading)
			if n < 0 || lines[0][n] != want[0] || lines[1][n] != want[1] {
				t.Errorf("%s: %s is not %q: %q", name, heading, want, lines)
			}
		}
		if n := slices.Index(list.Headings(), "Exemption"); n < 0 || !strings.HasSuffix(lines[0][n], "; It would tip him off.") || strings.Contains(lines[0][n], "dpa18") {
			t.Errorf("%s: the exemption is not in words, with why: %q", name, lines[0])
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
	words := wordsOf(t)
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
			map[string]any{"against": []any{map[string]any{"what": "objection", "decided": "undecided"}, map[string]any{"what": "objection", "decided": "upheld"}}},
			[]string{"against.what", "against.decided"},
			[]string{"objection, undecided", "objection, upheld"},
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
		var got []string
		for _, cells := range listOf("", "", tt.columns...).Table(words, []any{tt.row}, "") {
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
	words := wordsOf(t)
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
		if got := words.shown(tt.row, columnOf(tt.column)); got == "" || got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	for path, declare := range declared {
		for _, list := range declare(nil).Lists {
			var places []string
			for _, c := range list.Columns {
				places = append(places, c.Places...)
			}
			for _, place := range places {
				if above, is := strings.CutSuffix(place, "recipient.category"); is && !slices.Contains(places, above+"recipient.organisation") {
					t.Errorf("%s says what sort of recipient it was, and never who", path)
				}
			}
		}
	}
}

// What a rule is about stands beside its id: nobody knows XX-10 by heart.
func TestARuleIsSaidByWhatItIsAbout(t *testing.T) {
	words := wordsOf(t)
	words = words.With(map[string]any{"titles": map[string]any{"XX-10": "Outside the notice", "DC-G1": "A gateway"}})
	row := map[string]any{"flags": []any{"XX-10", "DC-G1", "no-rule"}}
	got := strings.Split(words.shown(row, columnOf("flags")), "; ")
	if len(got) != 3 || got[0] != "Outside the notice (XX-10)" || got[1] != "A gateway (DC-G1)" || got[2] != "no-rule" {
		t.Errorf("the flags are shown as %q", got)
	}
	if none := words.shown(map[string]any{"flags": []any{}}, columnOf("flags")); none != "" {
		t.Errorf("no flag is shown as %q", none)
	}
}

// Who decided is said of every line of a review, also where nobody is on record: a blank
// would read as if the register had not looked.
func TestNobodyOnRecordIsSaidInWords(t *testing.T) {
	words := wordsOf(t)
	review, _ := Of("/subject-report/review", nil)
	for _, list := range review.Lists {
		at := slices.Index(list.Headings(), "Decided by")
		if list.Name != "about" && list.Name != "perhaps" {
			continue
		}
		for name, want := range map[string]string{"": "nobody is on record", "A. Sample": "A. Sample"} {
			if got := list.Cells(words, map[string]any{"outcome": "withheld", "decidedBy": map[string]any{"name": name, "post": ""}})[at]; got != want {
				t.Errorf("%s: %q decided is shown as %q, want %q", list.Name, name, got, want)
			}
		}
	}
}

// A disclosure is one row, however much was said against it and flagged in it, and its
// headings can be read alone.
func TestADisclosureAboutAPersonIsOneRow(t *testing.T) {
	answer, _ := Of("/sharing", nil)
	list := answer.Lists[0]
	two := func(name string) []any {
		return []any{map[string]any{"says": name + " A", "became": name + " A"}, map[string]any{"says": name + " B", "became": name + " B"}}
	}
	row := map[string]any{
		"recipient": map[string]any{"category": "ombudsman", "kind": "lgsco"}, "against": two("Objection"), "becameOfFlags": two("Flag"),
		"leftOut": []any{map[string]any{"category": "name"}, map[string]any{"category": "health"}},
	}
	lines := list.Table(wordsOf(t), []any{row}, "")
	if len(lines) != 1 {
		t.Fatalf("%d rows, want 1: %q", len(lines), lines)
	}
	for heading, want := range map[string]string{
		"Said against it by then": "Objection A; Objection B", "Flags and what became of them": "Flag A; Flag B", "Kind": wordsOf(t).Recipients["ombudsman/lgsco"],
	} {
		if n := slices.Index(list.Headings(), heading); n < 0 || lines[0][n] != want {
			t.Errorf("%s is not %q: %q", heading, want, lines[0])
		}
	}
	for _, alone := range []string{"From", "Until", "Because", "Consent to", "Decided then", "Went wrong"} {
		if slices.Contains(list.Headings(), alone) {
			t.Errorf("the heading %q says nothing alone", alone)
		}
	}
}

// A recipient is of one kind in every answer: the kind or, where there is none, the category.
func TestKindIsOneThing(t *testing.T) {
	words := wordsOf(t)
	for path, declares := range declared {
		for _, asked := range []url.Values{nil, {"aspect": {"no-footing"}}, {"recipientCategory": {"police"}}} {
			for _, list := range declares(asked).Lists {
				for _, c := range list.Columns {
					if c.Heading == "Kind" && slices.ContainsFunc(c.Places, func(p string) bool { return strings.HasSuffix(strings.ToLower(p), "category") }) {
						t.Errorf("%s: Kind is the category", path)
					}
				}
			}
		}
	}
	c := columnOf("kind=recipient.kind")
	for kind, want := range map[any]string{"lgsco": words.Recipients["ombudsman/lgsco"], nil: words.Recipients["ombudsman"]} {
		if got := words.shown(map[string]any{"recipient": map[string]any{"category": "ombudsman", "kind": kind}}, c); got != want || want == "" {
			t.Errorf("%v: got %q, want %q", kind, got, want)
		}
	}
}

// What an officer wrote of data stands with the kind that it is of.
func TestFreeTextStandsWithItsKindOfData(t *testing.T) {
	row := map[string]any{"data": []any{
		map[string]any{"category": "Health", "description": "That she is ill"}, map[string]any{"category": "Name", "description": "Name"}, map[string]any{"category": "Address", "description": ""},
	}}
	if got, want := wordsOf(t).shown(row, columnOf("what=data.category&data.description")), "Health: That she is ill; Name; Address"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Exact numbers have a column where they were asked for, and no empty one elsewhere.
func TestExactNumbersHaveAColumnWhereTheyWereAskedFor(t *testing.T) {
	for exact, want := range map[string]bool{"": false, "true": true} {
		answer, _ := Of("/statistics", url.Values{"exact": {exact}})
		if got := slices.Contains(answer.Lists[0].Headings(), "Exact number"); got != want {
			t.Errorf("asked %q: %v", exact, got)
		}
	}
}

// Whether data is equality data may lie in where it came from alone.
func TestEqualityDataSaysWhereItCameFrom(t *testing.T) {
	answer, _ := Of("/disclosures/current", url.Values{"aspect": {"equality-data"}})
	list := answer.Lists[0]
	cells := list.Cells(wordsOf(t), map[string]any{"disclosure": map[string]any{"data": []any{map[string]any{"category": "name", "source": "about-you"}}}})
	if n := slices.Index(list.Headings(), "What, and where it came from"); n < 0 || cells[n] != wordsOf(t).Data["name"]+": about-you" {
		t.Errorf("got %q", cells)
	}
}

// Who asks what the notice does not cover is shown the flags that say so, and not what else
// is flagged; how many people a share was about; and why none is flagged, where none is.
func TestTheFlagsThatAnswerAreShown(t *testing.T) {
	flag := func(rule string, answers ...any) any {
		return map[string]any{"rule": rule, "detail": "By " + rule + ".", "answers": answers}
	}
	row := func(flags ...any) any {
		return map[string]any{"disclosure": map[string]any{"share": map[string]any{"people": 1400}}, "flags": flags}
	}
	other, outside, footing := flag("XX-9"), flag("XX-10", "outside-notice"), flag("ukgdpr-6", "no-footing")
	for name, tt := range map[string]struct {
		aspect string
		flags  []any
		want   []string
	}{
		"outside the notice":      {"outside-notice", []any{other, outside, footing}, []string{"By XX-10."}},
		"on nothing":              {"no-footing", []any{other, outside, footing}, []string{"By ukgdpr-6."}},
		"on nothing, twice":       {"no-footing", []any{footing, flag("ukgdpr-9", "no-footing")}, []string{"By ukgdpr-6.", "By ukgdpr-9."}},
		"flagged before":          {"outside-notice", []any{other}, []string{"None of its own. What the notice does not name is flagged once for each recipient in a case: look in the flags of the case."}},
		"whatever it was, of all": {"marker", []any{other, outside}, []string{"By XX-9.", "By XX-10."}},
	} {
		answer, _ := Of("/disclosures/current", url.Values{"aspect": {tt.aspect}})
		list := answer.Lists[0]
		said, people := slices.Index(list.Headings(), "Flag"), slices.Index(list.Headings(), "Of a share, people")
		var got []string
		for _, line := range list.Table(wordsOf(t), []any{row(tt.flags...)}, "") {
			if got = append(got, line[said]); line[people] != "1400" {
				t.Errorf("%s: of %q people", name, line[people])
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
