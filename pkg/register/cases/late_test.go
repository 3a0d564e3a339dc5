package cases_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/register/cases"
)

// A letter that never goes, whatever keeps it, is not waited for in silence.
func TestADisposalThatWaitsLongerThanPlannedIsSaidTo(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.run()
	o.vault.stuck = true
	report := func() cases.DueRow {
		t.Helper()
		due, err := o.DueWithin(t.Context(), looking(dpo), 30, "")
		if err != nil || len(due.Cases) != 1 || due.Cases[0].Disposal == nil {
			t.Fatalf("got %+v (%v), want the case and how far it is", due, err)
		}
		return due.Cases[0]
	}
	if got := o.nights(10); got.Late != 0 || report().Disposal.Late {
		t.Errorf("ten nights later: got %+v, want it within its plan", got)
	}
	if got := o.nights(10); got.Late == 0 {
		t.Errorf("twenty nights later: got %+v, want it late", got)
	}
	if got := report(); !got.Disposal.Late || !strings.Contains(got.Reason, "has waited longer than planned") {
		t.Errorf("twenty nights later: got %+v, want it said", got)
	}
	o.vault.stuck = false
	if got := o.nights(3); got.Certified != 1 {
		t.Errorf("once nothing keeps it: got %+v, want it destroyed", got)
	}
}
