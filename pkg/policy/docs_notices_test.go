package policy_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// allRows returns the project's own list of every row of every notice.
func allRows(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadFile("rows.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(list))
}

// Every row of the list has a test, and every test names a row of the list.
func TestEveryRowOfTheListHasATest(t *testing.T) {
	tested := map[string]bool{}
	for id := range acrossNotices {
		tested[id] = true
	}
	for _, n := range allNotices {
		maps.Copy(tested, n.tested())
	}
	listed := map[string]bool{}
	for _, id := range allRows(t) {
		if listed[id] {
			t.Errorf("row %s is listed twice", id)
		}
		listed[id] = true
		if !tested[id] {
			t.Errorf("row %s has no test", id)
		}
	}
	for id := range tested {
		if !listed[id] {
			t.Errorf("a test names %s, which is no row of the list", id)
		}
	}
	if got, want := len(listed), 233; got != want {
		t.Errorf("got %d rows, want %d", got, want)
	}
}

// across says what the rows hold that compare notices or hold for all of them,
// and what enforces each.
var across = map[string][2]string{
	"XX-1":  {"Whether the person complained to the Local Government and Social Care Ombudsman is a condition for Dartford's complaints and for Kent, and for nobody else; Maidstone asks for consent first.", "each notice's own row on the ombudsman"},
	"XX-2":  {"The police: consent first in Maidstone, only where the law requires it in Kent, weighed in North Kesteven, on no condition under managing contact, and not named for Dartford's complaints.", "each notice's own row on the police; compulsion"},
	"XX-3":  {"A complaint is kept for 2, 1, 6, at most 6, or 7 years.", "`retention` of each notice"},
	"XX-4":  {"A compliment is kept for 2 years in Kent and 7 in North Kesteven.", "`retention` of each notice"},
	"XX-5":  {"Consent is a basis in North Kesteven, for adjustments in Kent, for passing data on in Maidstone, and in Dartford not at all.", "`lawfulBases` and `conditions` of each notice; XX-10"},
	"XX-6":  {"Kent names one transfer; North Kesteven lets nothing leave the European Economic Area; the others are silent. A mechanism is needed everywhere.", "`transfers`, NK-X1; transfer.go"},
	"XX-7":  {"Exact, at most and at least are three kinds of period, and a period whose start is not stated says so.", "`bound` and `assumption` of each class; clock.go"},
	"XX-8":  {"A complaint by somebody with a marker stands under two notices: each class has its own clock, and the file goes with the last.", "retention_case.go"},
	"XX-9":  {"Nobody approves their own: flagged when recorded, and nobody clears a flag on what they recorded.", "cross.go (flag); the register refuses such a clearance"},
	"XX-10": {"A recipient, basis or purpose that the notice does not name is flagged; the law applies in full.", "cross.go, bynotice.go (flag)"},
	"XX-11": {"Special category or criminal offence data on which the notice is silent is flagged; the law's condition is needed.", "`silentOnSpecialCategory`, `silentOnCriminalOffence`; cross.go (flag)"},
	"XX-12": {"Sale and marketing are refused, by the notice's own row or by this one.", "cross.go (refuse)"},
	"XX-13": {"A disclosure is dated neither in the future nor before its notice began. A day of review is neither past when it is recorded nor more than five years ahead.", "days.go (refuse), review_day.go (flag)"},
	"XX-14": {"An emergency is recorded at once with who, whom and why; the rest is flagged until it follows.", "bynotice.go (flag)"},
}

// docs/notices.md says of every row what it asks, what enforces it and which test
// shows it.
func TestNoticesAreDocumented(t *testing.T) {
	const page, begin, end = "../../docs/notices.md", "TestNoticesAreDocumented -update -->\n", "<!-- end -->"
	source, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(source), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("docs/notices.md has lost the marks around its tables")
	}
	want := before + begin + rowTables(t) + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(source) {
		t.Error("docs/notices.md is stale: run go generate ./pkg/policy")
	}
}

func rowTables(t *testing.T) string {
	var page strings.Builder
	heading := func(title string) {
		fmt.Fprintf(&page, "\n### %s\n\n| row | what it says | what enforces it | test |\n|---|---|---|---|\n", title)
	}
	line := func(id, says, by string) {
		fmt.Fprintf(&page, "| %s | %s | %s | `TestNotices/%s` |\n", id, strings.ReplaceAll(says, "|", "\\|"), strings.ReplaceAll(by, "|", "\\|"), id)
	}
	rows := allRows(t)
	for _, n := range allNotices {
		notice := n.latest(t, policy.Load())
		heading(fmt.Sprintf("%s: %s (`%s`, version %s)", notice.Control.Name, notice.Title, notice.ID, notice.Version))
		for _, id := range rows {
			if uses := notice.Row(id); len(uses) > 0 {
				line(id, said(uses), enforced(uses))
			}
		}
	}
	heading("Across the notices")
	for _, id := range rows {
		if both, ok := across[id]; ok {
			line(id, both[0], both[1])
		}
	}
	page.WriteString("\n")
	return page.String()
}

// said joins what the notice says under a row, each thing once.
func said(uses []policy.RowUse) string {
	var texts []string
	for _, use := range uses {
		text := strings.Join(strings.Fields(use.Says), " ")
		if !strings.HasSuffix(text, ".") {
			text += "."
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "<br>")
}

// enforced says which parts of the notice's file hold the row, and what breaking
// them brings.
func enforced(uses []policy.RowUse) string {
	var parts []string
	for _, use := range uses {
		part := "`" + use.Part + "`"
		switch {
		case len(use.Severities) > 0:
			part += fmt.Sprintf(" (%s)", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(use.Severities)), ", "), "[]"))
		case use.Part == "lawRows":
			part += ", by the law"
		case use.Part != "retention" && use.Part != "silences":
			part += ", shown"
		}
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "; ")
}

// Every row of the list is documented, whichever notice it is of.
func TestEveryRowIsDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/notices.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range allRows(t) {
		if !strings.Contains(string(page), "\n| "+id+" | ") {
			t.Errorf("docs/notices.md has no line for %s", id)
		}
	}
}

// docs/facts.md shows a fact of every kind, each as the API takes it: no field it
// does not know, and nothing that a fact of the kind lacks.
func TestFactsAreDocumented(t *testing.T) {
	source, err := os.ReadFile("../../docs/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[disclosure.FactKind]int{}
	blocks := strings.Split(string(source), "```json\n")
	for _, block := range blocks[1:] {
		body, _, _ := strings.Cut(block, "```")
		decoder := json.NewDecoder(strings.NewReader(body))
		decoder.DisallowUnknownFields()
		var f disclosure.Fact
		if err := decoder.Decode(&f); err != nil {
			t.Errorf("%s: %v", strings.TrimSpace(body), err)
			continue
		}
		shown[f.Kind]++
		if wrong := policy.CheckFact(f, disclosure.DateOf(recordedAt)); len(wrong) > 0 {
			t.Errorf("%s: got %v, want a fact the register would learn", f.Kind, wrong)
		}
	}
	field, _ := reflect.TypeFor[disclosure.Fact]().FieldByName("Kind")
	for kind := range strings.SplitSeq(field.Tag.Get("enum"), ",") {
		if shown[disclosure.FactKind(kind)] != 1 {
			t.Errorf("%s: got %d examples, want one", kind, shown[disclosure.FactKind(kind)])
		}
	}
	for _, id := range regexp.MustCompile(`\b[A-Z]{2}-[A-Z]\d+\b`).FindAllString(string(source), -1) {
		if !slices.Contains(allRows(t), id) {
			t.Errorf("the page names %s, which is no row", id)
		}
	}
}
