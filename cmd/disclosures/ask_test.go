package main_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// notInWords finds an id of the catalogue, and an instant in UTC: what a table
// puts in words.
var notInWords = regexp.MustCompile(`\b(?:ukgdpr|dpa18|gw)-\S+|\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z`)

// Each question is asked of the running service, on its sample.
func TestQuestionsAreAskedOfTheService(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	ask := func(args ...string) (string, int) { return r.tool(t, append([]string{"ask"}, args...)...) }
	why := []string{"--purpose", "Yearly audit"}
	sample, err := os.ReadFile("sample/1-housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	who := regexp.MustCompile(`"reference": *"([^"]+)"`).FindSubmatch(sample)
	if who == nil {
		t.Fatal("the sample names nobody")
	}
	subject := []string{"--subject", string(who[1])}
	all, code := ask(append(why, append(subject, "1", "--json")...)...)
	id := regexp.MustCompile(`"entry":"([^"]+)"`).FindStringSubmatch(all)
	if code != 0 || id == nil {
		t.Fatalf("question 1 in JSON: %s, ended with %d", all, code)
	}
	asked := map[string]bool{}
	for _, tt := range []struct {
		number, says string
		args         []string
	}{
		{"1", "SAMPLE-1", subject},
		{"2", "We tell nobody if we did. Every letter says this", append(subject, "--to", "person")},
		{"2", "Left out of it today, in whole or in part:", append(subject, "--to", "person")},
		{"3", "shown", append(subject, "--to", "person")},
		{"5", "not yet", subject},
		{"6", "SAMPLE-1", append(subject, "--since", "2026-01-01")},
		{"7", "only what rested on consent", subject},
		{"4", "Nothing was found. What was asked: question 4 of the register E07000107: Which withholdings have passed their review date or lost their ground?", nil},
		{"8", "72 hours", []string{"--reference", "SAMPLE-BR-1"}},
		{"9", "SAMPLE-3", nil},
		{"10", "Nothing was found", nil},
		{"11", "SAMPLE-4", nil},
		{"12", "Nothing was found", nil},
		{"13", "question 13 of the register E07000107, from 2026-01-01: Was consent obtained", []string{"--from", "2026-01-01"}},
		{"14", "Nothing was found", nil},
		{"15", "Nothing was found", subject},
		{"16", "Nothing was found", nil},
		{"17", "Nothing was found", nil},
		{"21", "not known", nil},
		{"18", "its head is signed by its key", nil},
		{"19", "Fingerprint of them", []string{"--from", "2026-01-01", "--to", "2026-12-31", "--seed", "2026-audit"}},
		{"20", "matches", append(sampleLetter(t, r), why...)},
		{"23", "to the nearest five, and one under five", nil},
		{"22", "SAMPLE-4", []string{"--since", "2026-01-01"}},
		{"24", "Complaints", []string{"--entry", id[1]}},
		{"25", "Yearly audit", nil},
		{"26", "Nothing was found. What was asked: question 26 of the register E07000107: Whom were we to tell by now of what was shared or refused?", nil},
		{"27", "Nothing was found. What was asked: question 27 of the register E07000107: Which sharing agreements have we", nil},
	} {
		asked[tt.number] = true
		out, code := ask(append(append([]string{tt.number}, why...), tt.args...)...)
		if code != 0 || !strings.Contains(out, tt.says) {
			t.Errorf("question %s: got %q (%d), want %q in it", tt.number, out, code, tt.says)
		}
		if raw := notInWords.FindString(out); raw != "" {
			t.Errorf("question %s is answered with %q: %s", tt.number, raw, out)
		}
	}

	page, err := os.ReadFile("../../docs/questions.md")
	if err != nil {
		t.Fatal(err)
	}
	if out, code := ask(append([]string{"18", "--since", "1"}, why...)...); code != 0 || !strings.Contains(out, "Recorded since:") {
		t.Errorf("the log since it had one entry: got %q (%d)", out, code)
	}
	if out, code := ask(append([]string{"18", "--since", "1000000"}, why...)...); code != 1 || !strings.Contains(out, "a log never shrinks") {
		t.Errorf("the log since it had a million entries: got %q (%d)", out, code)
	}

	documented := regexp.MustCompile(`(?m)^\| (\d+) \|`).FindAllStringSubmatch(string(page), -1)
	for _, match := range documented {
		if !asked[match[1]] {
			t.Errorf("docs/questions.md has question %s, which was not asked", match[1])
		}
	}
	if len(documented) != len(asked) {
		t.Errorf("docs/questions.md has %d questions, asked %d", len(documented), len(asked))
	}

	list, code := ends(t, "ask", "--list")
	if code != 0 {
		t.Errorf("ask --list ended with %d", code)
	}
	for n := range asked {
		if !regexp.MustCompile(`(?m)^` + n + ` +[A-Z].*\S`).MatchString(list) {
			t.Errorf("the list does not put question %s into words: %s", n, list)
		}
	}
	if !regexp.MustCompile(`(?m)^20 .*--document \[--file\]$`).MatchString(list) {
		t.Errorf("the list does not say that question 20 takes a file: %s", list)
	}

	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"a question with no call":     {append(why, "28"), "there is no question 28"},
		"a day that would be ignored": {append(why, "14", "--from", "2026-01-01"), "not asked with --from"},
		"no purpose":                  {append(subject, "1"), "--purpose    why you ask"},
		"nobody":                      {append(why, "1"), "--subject    the council's reference"},
		"nobody said to ask":          {append(why, append(subject, "2")...), "--to         who asks: person or representative"},
		"a breach named twice":        {append(why, "8", "--reference", "SAMPLE-BR-1", "--entry", "e"), "one of       --reference"},
		"not a day":                   {append(why, append(subject, "6", "--since", "May")...), "422: The question is not well formed. Nothing was looked up.\n  since: "},
	} {
		if out, code := ask(tt.args...); code == 0 || !strings.Contains(out, tt.says) {
			t.Errorf("%s: got %q (%d), want %q in it", name, out, code, tt.says)
		}
	}
}

// Asked with its number alone, every question is answered, or says in one answer and in
// words all that it needs: what it names is enough.
func TestEveryQuestionAnswersOrSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir())
	enough := map[string]string{
		"subject": "SAMPLE-PERSON-1", "to": "person", "since": "2026-01-01", "from": "2026-01-01", "case": "SAMPLE-1", "purpose": "Yearly audit",
		"document": "01a20172-07b2-7000-98aa-41ecb2cff494", "entry": "01a20172-07b2-7000-98aa-41ecb2cff494",
	}
	named := regexp.MustCompile(`(?m)^  --(\S+) +\S`)
	alone := 0
	for number := range 27 {
		number := strconv.Itoa(number + 1)
		args := []string{"ask", number, "--purpose", "Yearly audit"}
		out, code := r.tool(t, args...)
		if code == 0 {
			alone++
		} else if !regexp.MustCompile(`question ` + number + ` \([A-Z].*\) needs\n  --`).MatchString(out) {
			t.Errorf("question %s alone: %q (%d)", number, out, code)
		}
		out, code = r.tool(t, "ask", number)
		needs := named.FindAllStringSubmatch(out, -1)
		if code == 0 || len(needs) == 0 || needs[len(needs)-1][1] != "purpose" {
			t.Errorf("question %s with no purpose: %q (%d)", number, out, code)
		}
		args = []string{"ask", number}
		for _, need := range needs {
			value := enough[need[1]]
			if need[1] == "to" && number == "19" {
				value = "2026-12-31"
			}
			args = append(args, "--"+need[1], value)
		}
		if out, code := r.tool(t, args...); code != 0 && !strings.Contains(out, "404: There is no such") {
			t.Errorf("question %s with all that it says it needs: %q (%d)", number, out, code)
		}
	}
	if alone != 18 {
		t.Errorf("%d questions are answered when asked with their number alone, want 18", alone)
	}
	for number, says := range map[string]string{"5": "all changes of which somebody is still to be told", "8": "all breaches that are open"} {
		out, code := r.tool(t, "ask", number, "--purpose", "Yearly audit")
		if code != 0 || !strings.Contains(out, says) || !strings.Contains(out, "SAMPLE-") {
			t.Errorf("question %s of the whole register: %q (%d)", number, out, code)
		}
	}
}

// Of somebody of whom nothing is listed, a share of which not everybody is known to be
// listed is shown all the same: they may have been in it.
func TestNothingIsSaidToBeFoundOnlyWhereNothingIs(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	person := []string{"--subject", "DBC-P-900001", "--purpose", "Yearly audit"}
	asked := map[string][]string{"1": nil, "3": {"--to", "person"}, "6": {"--since", "2026-01-01"}, "7": nil}
	for number, args := range asked {
		out, code := r.tool(t, append(append([]string{"ask", number}, person...), args...)...)
		if code != 0 || !strings.HasPrefix(out, "Nothing was found. What was asked: ") {
			t.Errorf("question %s before anything was shared: %q (%d)", number, out, code)
		}
	}
	if out, err := r.sharing(t, listOf(t, 1, 2)).CombinedOutput(); err != nil {
		t.Fatalf("share: %s, %v", out, err)
	}
	for number, args := range asked {
		ask := append(append([]string{"ask", number}, person...), args...)
		out, code := r.tool(t, ask...)
		if code != 0 || strings.Contains(out, "Nothing was found") || !strings.Contains(out, "Shares of which not everybody is known to be listed") || !strings.Contains(out, "Sample Mailing Ltd") {
			t.Errorf("question %s: %q (%d)", number, out, code)
		}
		out, code = r.tool(t, append(ask, "--json")...)
		if code != 0 || !regexp.MustCompile(`(?m)^\{"unlisted":\{.*"organisation":"Sample Mailing Ltd"`).MatchString(out) {
			t.Errorf("question %s in JSON: %q (%d)", number, out, code)
		}
	}
}
