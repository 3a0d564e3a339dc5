package cases_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
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

// An upload that was under way at the fence may arrive after its letter was let go: while
// it is there it is let go again, until it is gone.
func TestALetterThatArrivesAfterTheFenceIsLetGoToo(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.run() // lets it go
	for key, letter := range o.vault.objects {
		letter.held, letter.tag, letter.releasedAt, letter.lockedUntil = true, "", time.Time{}, time.Time{}
		o.vault.objects[key] = letter // as its ticket has it put
	}
	if got := o.nights(10); got.Certified != 1 || o.vault.count() != 0 {
		t.Errorf("got %+v with %d letters left, want it destroyed", got, o.vault.count())
	}
}

// unreachable is S3 that does not say whether a letter is there.
type unreachable struct{ *vault }

var errUnreachable = errors.New("nobody answers")

func (unreachable) Absent(context.Context, string, string) (bool, error) {
	return false, errUnreachable
}

// A letter of which S3 does not say whether it is there is an error of the run, which the
// next run meets again, and not a letter that waits until tomorrow.
func TestALetterOfWhichNothingIsSaidIsAnError(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.run()
	o.turn(20 * day) // its cooling-off is over
	o.vault.lifecycle()
	for range 2 {
		runner := cases.NewRunner(o.Registrar.Retention, unreachable{o.vault}, o.vault, cases.Config{Now: o.Now, Today: disclosure.DateOf(o.Now()), Scrub: o.real.Scrub, Workers: 1})
		if report, err := runner.Run(t.Context(), dartford); !errors.Is(err, errUnreachable) || report.Failed == 0 || report.Waiting != 0 {
			t.Errorf("got %+v and %v, want the error", report, err)
		}
	}
	if got := o.run(); got.Certified != 1 {
		t.Errorf("once S3 answers: %+v", got)
	}
}
