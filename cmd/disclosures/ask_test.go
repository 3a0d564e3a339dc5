package main_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// notInWords finds an id of the catalogue, and an instant in UTC: what a table
// puts in words.
var notInWords = regexp.MustCompile(`\b(?:ukgdpr|dpa18|gw)-\S+|\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z`)

// questionsNeed says what each question still needs that is asked with nothing.
var questionsNeed = map[string]string{
	"1": "needs --subject (", "2": "needs --subject and --to (", "3": "needs --subject and --to (", "4": "", "5": "needs --subject (",
	"6": "needs --subject and --since (", "7": "needs --subject (", "8": "needs --reference or --entry (", "9": "", "10": "", "11": "", "12": "", "13": "",
	"14": "", "15": "needs --subject (", "16": "", "17": "", "18": "", "19": "needs --from and --to (", "20": "needs --case and --document (",
	"21": "", "22": "", "23": "", "24": "needs --entry (", "25": "", "26": "", "27": "",
}

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
	if len(documented) != len(asked) || len(documented) != len(questionsNeed) {
		t.Errorf("docs/questions.md has %d questions, asked %d, and %d with nothing", len(documented), len(asked), len(questionsNeed))
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

	// Asked with nothing, each question is answered or says what it needs.
	for n, q := range questionsNeed {
		if out, code := ask(append([]string{n}, why...)...); (code == 0) != (q == "") || !strings.Contains(out, q) {
			t.Errorf("question %s with nothing: got %q (%d), want %q in it", n, out, code, q)
		}
	}

	for name, tt := range map[string]struct {
		args []string
		says string
	}{
		"a question with no call":     {append(why, "28"), "there is no question 28"},
		"a day that would be ignored": {append(why, "14", "--from", "2026-01-01"), "not asked with --from"},
		"no purpose":                  {append(subject, "1"), "say why you ask"},
		"nobody said to ask":          {append(why, append(subject, "2")...), "needs --to"},
		"not a day":                   {append(why, append(subject, "6", "--since", "May")...), "422: The question is not well formed. Nothing was looked up.\n  since: "},
	} {
		if out, code := ask(tt.args...); code == 0 || !strings.Contains(out, tt.says) {
			t.Errorf("%s: got %q (%d), want %q in it", name, out, code, tt.says)
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
