package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/compile"
)

const rules = "../../pkg/policy/"

// written puts text into a file of its own.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPolicyCheckPassesEveryNotice(t *testing.T) {
	notices, err := filepath.Glob(rules + "notices/*.yaml")
	if err != nil || len(notices) < 4 {
		t.Fatalf("got %d notices, %v", len(notices), err)
	}
	for _, notice := range notices {
		if out, notes, code := run(t, "policy", "check", notice); code != 0 || out != notice+": nothing wrong.\n" {
			t.Errorf("%s: got exit %d, %s%s", notice, code, out, notes)
		}
	}
}

// A council that does not exist is data alone: its notice and a list of registers.
func TestPolicyCheckTakesANewCouncil(t *testing.T) {
	notice := rules + "testdata/sampleford/notices/sampleford-feedback.yaml"
	if out, _, code := run(t, "policy", "check", "--registers", rules+"testdata/sampleford/registers.yaml", notice); code != 0 {
		t.Errorf("got exit %d, %s", code, out)
	}
	if out, _, code := run(t, "policy", "check", notice); code != 1 || !strings.Contains(out, ":5: there is no such register in registers.yaml") {
		t.Errorf("without the list: got exit %d, %s", code, out)
	}
}

func TestPolicyCheckExplainsEveryProblem(t *testing.T) {
	source := fileText(t, rules+"notices/north-kesteven-feedback.yaml")
	for _, change := range [][2]string{
		{"channels: [", "chanels: ["},
		{"kinds: [lgsco]", "kinds: [lgsko]"},
		{"    trigger: file-closed", "    trigger: file-shut"},
		{"    condition: The council has a contract", "    conditions: The council has a contract"},
	} {
		if !strings.Contains(source, change[0]) {
			t.Fatalf("the notice does not hold %q", change[0])
		}
		source = strings.Replace(source, change[0], change[1], 1)
	}
	line := func(text string) int { return 1 + strings.Count(source[:strings.Index(source, text)], "\n") }
	path := written(t, "mine.yaml", source)
	out, notes, code := run(t, "policy", "check", path)
	want := []compile.Problem{
		{File: path, Line: line("chanels:"), Reason: `unknown field "chanels"`},
		{File: path, Line: line("lgsko"), Reason: "lgsko is not a kind of ombudsman"},
		{File: path, Line: line("row: NK-R4"), Reason: "condition is missing"},
		{File: path, Line: line("conditions: The council has a contract"), Reason: `unknown field "conditions"`},
		{File: path, Line: line("file-shut"), Reason: "not an event a period can start from"},
	}
	for _, problem := range want {
		if !strings.Contains(out, problem.Error()+"\n") {
			t.Errorf("got\n%swant among them\n%s", out, problem)
		}
	}
	if got := strings.Count(out, "\n"); got != len(want) || code != 1 || !strings.Contains(notes, "5 problems") {
		t.Errorf("got %d problems, exit %d and %q; want %d, 1 and their number", got, code, notes, len(want))
	}
	if out, _, code := run(t, "policy", "check", written(t, "not.yaml", "id: [")); code != 1 || !strings.Contains(out, "not.yaml:1: ") {
		t.Errorf("what is no YAML: got exit %d, %q", code, out)
	}
	if _, notes, code := run(t, "policy", "check", "nowhere.yaml"); code != 1 || !strings.Contains(notes, "read the notice") {
		t.Errorf("no file: got exit %d, %q", code, notes)
	}
}

// at keeps the answers the same for ever.
const at = "--at=2026-11-09T15:00:00Z"

func explain(t *testing.T, args ...string) policy.Explanation {
	t.Helper()
	out, notes, code := run(t, append([]string{"policy", "explain", "--json", at}, args...)...)
	if code != 0 {
		t.Fatalf("got exit %d, %s", code, notes)
	}
	var e policy.Explanation
	if err := json.Unmarshal([]byte(out), &e); err != nil {
		t.Fatalf("read %q: %v", out, err)
	}
	return e
}

func short(e policy.Explanation) string {
	lines := []string{string(e.Outcome)}
	for _, r := range e.Rules {
		if r.Detail == "" || r.Severity == policy.Flag && r.Clears == "" {
			lines = append(lines, "says nothing:")
		}
		lines = append(lines, string(r.Severity)+" "+r.Rule+" "+r.Pointer)
	}
	return strings.Join(lines, "; ")
}

func TestPolicyExplainInJSON(t *testing.T) {
	marker := `[{"kind": "marker", "about": {"dimension": "subject", "reference": "DBC-P-310577"}, "from": "2026-01-05",
		"reason": "Threats to staff", "reviewBy": "2026-07-05", "subjectTold": "told", "toldOn": "2026-01-06"}]`
	reviewed := `[{"entry": "0199a000-0000-7000-8000-000000000001", "kind": "marker", "about": {"dimension": "subject", "reference": "DBC-P-310577"}, "from": "2026-01-05",
		"reason": "Threats to staff", "reviewBy": "2026-07-05", "subjectTold": "told", "toldOn": "2026-01-06"},
		{"kind": "marker", "about": {"dimension": "subject", "reference": "DBC-P-310577"}, "from": "2026-01-05", "lastReview": "2026-07-03", "replaces": "0199a000-0000-7000-8000-000000000001",
		"reason": "Threats to staff", "reviewBy": "2027-01-03", "subjectTold": "told", "toldOn": "2026-01-06"}]`
	elsewhere := strings.Replace(marker, "DBC-P-310577", "DBC-P-1", 1)
	data := rules + "testdata/"
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"accepted":                {[]string{data + "dartford-lgsco.json"}, "accept"},
		"refused":                 {[]string{data + "bad-no-case-reference.json"}, "refuse; refuse DC-R5 /evidence/ombudsmanCaseRef; refuse DC-R5 /evidence/investigationRequestDate"},
		"malformed":               {[]string{written(t, "d.json", `{"notice": "dartford-complaints", "subjects": "nobody"}`)}, "refuse; refuse form /subjects"},
		"a field nobody knows":    {[]string{written(t, "d.json", `{"notice": "dartford-complaints", "colour": "red"}`)}, "refuse; refuse form "},
		"another council":         {[]string{data + "north-kesteven-police.json"}, "accept"},
		"a register of its own":   {[]string{"--register", "E07000110", data + "north-kesteven-police.json"}, "refuse; refuse form /notice"},
		"recorded by who allowed": {[]string{"--recorded-by", "S. Manager", data + "dartford-contact-marker.json"}, "flag; flag XX-9 /authorisedBy/name"},
		"without facts":           {[]string{data + "dartford-contact-marker.json"}, "accept"},
		"with a fact":             {[]string{"--facts", written(t, "f.json", marker), data + "dartford-contact-marker.json"}, "flag; flag DM-W7 /subjects"},
		"with a fact replaced":    {[]string{"--facts", written(t, "f.json", reviewed), data + "dartford-contact-marker.json"}, "accept"},
		"with another's fact":     {[]string{"--facts", written(t, "f.json", elsewhere), data + "dartford-contact-marker.json"}, "accept"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := short(explain(t, c.args...)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestPolicyExplainInWords(t *testing.T) {
	out, _, code := run(t, "policy", "explain", at, rules+"testdata/dartford-emergency.json")
	for _, want := range []string{
		"It would be recorded, and flagged for the Data Protection Officer.\n",
		"Flagged by DC-R3 (Kent County Council social services)\n  Where: /evidence/concernSummary\n  Why: Give what the concern for well-being is.\n  Cleared when: A correction",
		"Flagged by ukgdpr-6-1-d (UK GDPR Article 6(1)(d), Vital interests)\n",
		"Flagged by XX-14 (Emergencies)\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("got\n%swant in it\n%s", out, want)
		}
	}
	if code != 0 {
		t.Errorf("got exit %d", code)
	}
	out, _, _ = run(t, "policy", "explain", at, rules+"testdata/bad-no-basis.json")
	if !strings.HasPrefix(out, "It would be refused: nothing would be recorded.\n\nRefused by DC-B6 (") || !strings.Contains(out, "record it with a departure") {
		t.Errorf("got\n%s", out)
	}
}

func TestPolicyExplainRefuses(t *testing.T) {
	good := rules + "testdata/dartford-lgsco.json"
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a file that is not there":        {[]string{"nowhere.json"}, "read the disclosure"},
		"what is no JSON":                 {[]string{written(t, "d.json", "{")}, "this is not JSON"},
		"a notice nobody runs under":      {[]string{written(t, "d.json", `{"notice": "nobodys"}`)}, "no register runs under the notice"},
		"a register there is none of":     {[]string{"--register", "E99999999", good}, "there is no register E99999999"},
		"a register that is no ONS code":  {[]string{"--register", "Dartford", good}, "not an ONS code"},
		"facts that are no array":         {[]string{"--facts", written(t, "f.json", `{}`), good}, "an array of facts"},
		"facts with something after them": {[]string{"--facts", written(t, "f.json", `[] []`), good}, "something after"},
		"a fact that lacks what it needs": {[]string{"--facts", written(t, "f.json", `[{"kind": "consent", "about": {"dimension": "subject", "reference": "P"}, "from": "2026-01-01"}]`), good}, "fact 1, at /recipient: Name the recipient"},
	} {
		t.Run(name, func(t *testing.T) {
			out, notes, code := run(t, append([]string{"policy", "explain", at}, c.args...)...)
			if code != 1 || out != "" || !strings.Contains(notes, c.want) {
				t.Errorf("got exit %d, %q and %q; want 1, nothing, and %q", code, out, notes, c.want)
			}
		})
	}
}
