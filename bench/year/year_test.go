package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// A small year is loaded as the documentation teaches, and every question about it has
// its right answer.
func TestTheQuestionsAboutAYearAreAnsweredRight(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "disclosures")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../cmd/disclosures").CombinedOutput(); err != nil {
		t.Fatalf("build the program: %s", out)
	}
	var out strings.Builder
	if err := measure(t.Context(), program, t.TempDir(), 7, size{singles: 60, shares: 4, members: 100, agreements: 3}, 2, &out); err != nil {
		t.Fatalf("%s\n%v", &out, err)
	}
	for n := 1; n <= 27; n++ {
		if !strings.Contains(out.String(), fmt.Sprintf("\n%d ", n)) {
			t.Errorf("question %d was not asked:\n%s", n, &out)
		}
	}
}

// An answer that lacks something, or has too much, or has it twice, is wrong.
func TestAnAnswerThatIsNotTheInventedOneIsWrong(t *testing.T) {
	for name, got := range map[string][]string{"lacks one": {"a"}, "one too much": {"a", "b", "c"}, "one twice": {"a", "b", "b"}, "another": {"a", "c"}} {
		if wrong([]asked{{question: question{want: []string{"a", "b"}}, got: got}}) == nil {
			t.Errorf("%s: it is called right", name)
		}
	}
	if err := wrong([]asked{{question: question{want: []string{"a", "b"}}, got: []string{"a", "b"}}}); err != nil {
		t.Error(err)
	}
}

// A year is the same whenever it is invented, and has all of what is asked about.
func TestTheSameSeedInventsTheSameYear(t *testing.T) {
	s := size{singles: 60, shares: 4, members: 100, agreements: 3}
	today := disclosure.NewDate(2026, time.November, 28)
	one, two := invent(7, s, today), invent(7, s, today)
	rows := 0
	for n, log := range one.logs {
		rows += len(log.rows)
		for at, r := range log.rows {
			if !slices.Equal(r.cells, two.logs[n].rows[at].cells) {
				t.Fatalf("row %d of %s differs", at, log.name)
			}
		}
	}
	if rows != 60+6+6 {
		t.Errorf("%d rows, want 60 of Dartford's and 6 of each of the others", rows)
	}
	for _, what := range []string{noFooting, outside, leftUK, toPolice, refused, ownApproval, emergency, tellingDue, withholding, onConsent, exemption, breached} {
		if len(one.files(dartford, what)) == 0 {
			t.Errorf("nothing is: %s", what)
		}
	}
	if got := len(one.listedIn(mrsA)); got != 3 {
		t.Errorf("Mrs A is in %d shares, want all but the unfinished one", got)
	}
}
