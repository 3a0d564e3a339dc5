package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// Whoever wants to hold a case that is being destroyed hears how to stop that, and
// until when. Others hear what they did.
func TestAHoldOnACaseThatIsBeingDestroyedSaysHowToStopIt(t *testing.T) {
	l := newLogged(t)
	body := toOmbudsman(t)
	l.record(t, housing, body)
	l.closeLongAgo(body.Case)
	if _, err := l.retain().Run(t.Context(), dartford); err != nil {
		t.Fatal(err)
	}
	view, err := l.Case(t.Context(), looking(dpo), body.Case, "")
	if err != nil || view.Disposal == nil || view.Disposal.StopBy.IsZero() {
		t.Fatalf("its destruction is not under way: %+v, %v", view.Disposal, err)
	}
	hold := func() error {
		day := disclosure.DateOf(l.clock()).AddDays(9)
		_, err := l.PlaceHold(t.Context(), asks(dpo), body.Case, disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: day})
		return err
	}
	until := view.Disposal.StopBy.In(disclosure.London).Format("15:04 MST on Monday 2 January 2006")
	want := "The destruction of this case has begun. It can be stopped until " + until +
		": POST /cases/{case}/disposal/stop, or Stop the destruction in the console. That places a hold; another can be placed after it."
	refused(t, hold(), want)
	_, err = l.Record(t.Context(), asks(housing), body)
	refused(t, err, "The retention period of this case has ended and it is being destroyed: nothing can be added. Use a new case reference.")

	l.turnClock(6 * 24 * time.Hour)
	refused(t, hold(), "The destruction of this case has begun and can no longer be stopped: no hold can be placed on it.")

	l.turnClock(-5 * 24 * time.Hour)
	stop := disclosure.DisposalStopped{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.DateOf(l.clock()).AddDays(9)}
	if _, err := l.StopDisposal(t.Context(), asks(dpo), body.Case, stop); err != nil {
		t.Fatal(detail(err))
	}
	if err := hold(); err != nil {
		t.Errorf("stopped, and another hold: %v", detail(err))
	}
}

// The register took a letter's hold off for a destruction that was stopped: until it is
// back the check says so, and calls nothing wrong. What is off after that is.
func TestAHoldThatIsOffForAStoppedDestructionIsNotWrong(t *testing.T) {
	p := newPostRoom(t, asItIs)
	retain := func() {
		t.Helper()
		config := cases.Config{Now: p.clock, Today: disclosure.DateOf(p.clock()), Workers: 1}
		if _, err := cases.NewRunner(p.Retention, archive.NewDisposal(p.client, p.bucket), archive.NewDisposed(p.client, p.bucket), config).Run(t.Context(), dartford); err != nil {
			t.Fatal(err)
		}
	}
	check := func(when string, outcome cases.CheckOutcome, hold string, differ ...string) {
		t.Helper()
		if c := p.check(t); c.Outcome != outcome || c.LegalHold != hold || !slices.Equal(differences(c), differ) {
			t.Errorf("%s: got %s, %q, %v", when, c.Outcome, c.LegalHold, differences(c))
		}
	}
	closed := disclosure.Closure{ClosedOn: disclosure.DateOf(p.clock()).AddYears(-3), Confirmed: true}
	if _, err := p.Close(t.Context(), asks(dpo), p.ref, closed); err != nil {
		t.Fatal(detail(err))
	}
	retain()
	stop := disclosure.DisposalStopped{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.DateOf(p.clock()).AddDays(9)}
	if _, err := p.StopDisposal(t.Context(), asks(dpo), p.ref, stop); err != nil {
		t.Fatal(detail(err))
	}
	check("stopped", cases.LetterMatches, "Its legal hold was off for a destruction that was stopped; it is put back by the next run of retention.")
	p.swap(t)
	check("stopped, and something put over it", cases.LetterDiffers, "Its legal hold was off for a destruction that was stopped; it is put back by the next run of retention.", "newer-version")
	p.turnClock(16 * time.Minute)
	retain()
	check("held again", cases.LetterDiffers, "", "newer-version")
	p.release(t)
	check("off by somebody's hand", cases.LetterDiffers, "", "legal-hold", "newer-version")
}

// refused wants a conflict in these words.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	var e *disclosure.Error
	if !errors.As(err, &e) || e.Kind != disclosure.Conflict || !strings.Contains(e.Detail, want) {
		t.Errorf("got %v, want %q", err, want)
	}
}
