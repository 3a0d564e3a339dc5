package main_test

import (
	"strings"
	"testing"
)

// The way from a request for access to the answer is run as docs/answers.md has it,
// but for where the service and the scratch files are.
func TestTheWayToAnAnswerWorks(t *testing.T) {
	t.Parallel()
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, t.TempDir())
	scratch := t.TempDir()
	out := follow(t, fileText(t, "../../docs/answers.md"),
		"http://127.0.0.1:8080", r.url,
		"go run ./cmd/disclosures token --data /tmp/dr", path+" token --data "+r.data,
		"/tmp/", scratch+"/",
	)
	for what, want := range map[string]string{
		"the list of requests":  `"askedBy":"B. Sample"`,
		"the draft":             `"outcome":"undecided"`,
		"what to decide first":  `"cause":"provisions-unreadable"`,
		"its request":           `"lastDay":"2026-12-02"`,
		"the decision":          `"stands":true`,
		"the answer, as it was": `"released":{"digest":"` + between(t, out, `"digest":"`, `"`) + `"`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %s in\n%s", what, want, out)
		}
	}
	page := fileText(t, scratch+"/answer.html")
	if !strings.Contains(page, "DBC-P-550195") || strings.Contains(page, "Housing Ombudsman") {
		t.Error("the page is not the answer, or shows what is undecided")
	}
}

// between returns what stands in the text between the first of one mark and the next
// of another.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, from)
	what, _, closed := strings.Cut(rest, to)
	if !found || !closed {
		t.Fatalf("no %s in\n%s", from, text)
	}
	return what
}
