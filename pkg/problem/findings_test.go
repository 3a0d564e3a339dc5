package problem_test

import (
	"strconv"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

func TestFiftyFindingsAreNamedAndTheRestCounted(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 50: 50, 51: 51, 52: 51, 100_000: 51} {
		var gathered problem.Findings
		var all []disclosure.Finding
		for i := range n {
			f := disclosure.Finding{Rule: disclosure.FormRule, Pointer: "/" + strconv.Itoa(i)}
			gathered.Add(f)
			gathered.Add(f) // said twice, named once
			all = append(all, f)
		}
		if got := gathered.List(); len(got) != want {
			t.Errorf("%d findings: named %d, want %d", n, len(got), want)
		}
		errors := problem.Of(422, "Refused.", all).Errors
		if len(errors) != want {
			t.Errorf("%d findings: a problem names %d, want %d", n, len(errors), want)
		}
		if n > 51 && !strings.HasPrefix(errors[50].Detail, "And "+strconv.Itoa(n-50)+" more.") {
			t.Errorf("%d findings: the last says %q", n, errors[50].Detail)
		}
	}
}
