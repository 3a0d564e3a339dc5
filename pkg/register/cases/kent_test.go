package cases_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
)

const (
	kent    disclosure.Register = "E10000016"
	kentRef disclosure.CaseRef  = "KCC-FB-2026-00077"
)

var (
	feedback = disclosure.Caller{Register: kent, Subject: "sub-feedback", Name: "F. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "feedback"}
	kentDPO  = disclosure.Caller{Register: kent, Subject: "sub-kent-dpo", Name: "K. Officer", Roles: []disclosure.Role{disclosure.DPO}}
)

func (o *office) recordInKent() {
	o.t.Helper()
	text, err := os.ReadFile("../../../docs/examples/kent-highways.json")
	if err != nil {
		o.t.Fatal(err)
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(text, &d); err != nil {
		o.t.Fatal(err)
	}
	d.Case, d.Reason = kentRef, planted+" reason"
	d.DisclosedAt = o.Now().Add(-time.Hour)
	d.TellSubject.On = disclosure.DateOf(o.Now())
	o.must(o.Record(o.t.Context(), o.asks(feedback), d))
}

func (o *office) runKent() (certified int) {
	o.t.Helper()
	report, err := o.runner().Run(o.t.Context(), kent)
	if err != nil {
		o.t.Fatal(err)
	}
	return report.Certified
}

// kentWeek lets the days of a cooling-off pass, with a run before and after.
func (o *office) kentWeek() (certified int) {
	o.t.Helper()
	o.turn(day)
	certified = o.runKent()
	o.turn(8 * day)
	return certified + o.runKent()
}

func (o *office) kentRetention() policy.Retention {
	o.t.Helper()
	view, err := o.Case(o.t.Context(), looking(kentDPO), kentRef, "")
	o.must(view, err)
	return view.Retention
}

func (o *office) date(d disclosure.CaseDates) {
	o.t.Helper()
	d.Reason = planted + " file"
	o.must(o.DateCase(o.t.Context(), o.asks(kentDPO), kentRef, d))
}

// A maximum class begins a fortnight early, and is gone by its last lawful day.
func TestAMaximumIsGoneByItsLastLawfulDay(t *testing.T) {
	o := newOffice(t)
	o.recordInKent()
	today := disclosure.DateOf(o.Now())
	// Six years from this day end in twenty days.
	o.must(o.Close(t.Context(), o.asks(kentDPO), kentRef, disclosure.Closure{ClosedOn: today.AddDays(20).AddYears(-6), Confirmed: true}))
	last := today.AddDays(20)
	if got := o.kentRetention(); got.DueOn != last || got.BeginsOn != last.AddDays(-14) {
		t.Fatalf("got due on %s, beginning on %s, want %s and a fortnight before", got.DueOn, got.BeginsOn, last)
	}
	certified := 0
	for certified == 0 && !disclosure.DateOf(o.Now()).After(last) {
		o.turn(day)
		o.vault.lifecycle()
		certified += o.runKent()
		if on := disclosure.DateOf(o.Now()); certified > 0 && on.Before(last.AddDays(-14)) {
			t.Errorf("destroyed on %s, before it may begin", on)
		}
	}
	if certified != 1 {
		t.Errorf("got %d certificates by %s, want 1", certified, last)
	}
}

// A corrected date that shortens a clock takes effect at once, and nothing of
// the child is in the certificate that stays for ever.
func TestACorrectedDeathShortensTheClock(t *testing.T) {
	o := newOffice(t)
	o.recordInKent()
	born := disclosure.NewDate(1990, 3, 4)
	o.date(disclosure.CaseDates{Born: born, Classes: []string{"kc-child-in-care"}})
	if got, want := o.kentRetention().DueOn, disclosure.NewDate(2065, 3, 5); got != want {
		t.Fatalf("got due on %s, want %s", got, want)
	}
	if o.turn(day); o.runKent() != 0 {
		t.Fatal("destroyed forty years too soon")
	}
	// Fifteen years from 10 May 2005 ended with 10 May 2020.
	o.date(disclosure.CaseDates{Born: born, Died: disclosure.NewDate(2005, 5, 10), Classes: []string{"kc-child-in-care"}})
	if o.kentWeek() != 1 {
		t.Fatalf("not destroyed: %+v", o.kentRetention())
	}
	report, err := o.Certificates(t.Context(), looking(kentDPO), disclosure.DateOf(o.Now()).String()[:7], "")
	o.must(report, err)
	if len(report.Certificates) != 1 || report.Certificates[0].Classes[0].Class != "kc-child-in-care-death" {
		t.Errorf("got %+v, want the class of a child who died", report.Certificates)
	}
	for _, private := range []string{planted, "1990-03-04", "2005-05-10", "2020-05-11"} {
		if files := leftIn(t, filepath.Dir(o.path), private); files != nil {
			t.Errorf("%s is left in %v", private, files)
		}
	}
}

// "At least" ends in a review, and only a review lets the case go.
func TestAtLeastIsNeverDestroyedUnasked(t *testing.T) {
	o := newOffice(t)
	o.recordInKent()
	o.date(disclosure.CaseDates{ApprovalTerminated: disclosure.NewDate(2010, 1, 1), Classes: []string{"kc-foster-carer"}})
	reviews := func() []cases.DueRow {
		report, err := o.Reviews(t.Context(), looking(kentDPO), "")
		o.must(report, err)
		return report.Cases
	}
	for range 30 {
		if o.turn(day); o.runKent() != 0 {
			t.Fatal("destroyed with no review")
		}
	}
	if got := reviews(); len(got) != 1 || got[0].Case != kentRef || got[0].Clock != policy.ForReview {
		t.Fatalf("got %+v, want the case up for review", got)
	}
	next := disclosure.DateOf(o.Now()).AddDays(10)
	o.must(o.ReviewCase(t.Context(), o.asks(kentDPO), kentRef, disclosure.CaseReviewed{Outcome: disclosure.Keep, NextOn: next, Reason: "Asked for."}))
	if got := reviews(); len(got) != 0 {
		t.Errorf("kept until %s: got %+v, want none up for review", next, got)
	}
	o.turn(11 * day)
	if got := reviews(); len(got) != 1 {
		t.Errorf("after %s: got %+v, want it up for review again", next, got)
	}
	o.must(o.ReviewCase(t.Context(), o.asks(kentDPO), kentRef, disclosure.CaseReviewed{Outcome: disclosure.Destroy, Reason: "No longer needed."}))
	if o.kentWeek() != 1 {
		t.Errorf("not destroyed after its review: %+v", o.kentRetention())
	}
}

func TestReportsOfHoldsAndClocksThatWait(t *testing.T) {
	o := newOffice(t)
	o.recordInKent()
	o.date(disclosure.CaseDates{Classes: []string{"kc-child-in-care"}}) // whose birth nobody knows
	waiting := func() int {
		report, err := o.NotStarted(t.Context(), looking(kentDPO), "")
		o.must(report, err)
		return len(report.Cases)
	}
	if got := waiting(); got != 1 {
		t.Errorf("got %d clocks that have not started, want 1", got)
	}
	o.must(o.PlaceHold(t.Context(), o.asks(kentDPO), kentRef, disclosure.HoldPlaced{By: "Coroner", Reason: "An inquest.", ReviewOn: disclosure.DateOf(o.Now()).AddDays(3)}))
	holds := func() []cases.HoldRow {
		report, err := o.Holds(t.Context(), looking(kentDPO), "")
		o.must(report, err)
		return report.Holds
	}
	if got := holds(); len(got) != 1 || got[0].Overdue || got[0].By != "Coroner" {
		t.Errorf("got %+v, want one hold, not overdue", got)
	}
	o.turn(5 * day)
	o.runKent()
	got := holds()
	if len(got) != 1 || !got[0].Overdue {
		t.Fatalf("got %+v, want its review overdue", got)
	}
	o.must(o.ReleaseHold(t.Context(), o.asks(kentDPO), kentRef, got[0].ID, disclosure.HoldReleased{Reason: "Closed."}))
	o.date(disclosure.CaseDates{Born: disclosure.NewDate(2015, 1, 1), Classes: []string{"kc-child-in-care"}})
	o.runKent()
	if holding, waits := holds(), waiting(); len(holding) != 0 || waits != 0 {
		t.Errorf("got %d holds and %d clocks that wait, want none", len(holding), waits)
	}
	for _, pk := range o.partitions() {
		if pk == "due#"+kent.String() {
			return
		}
	}
	t.Error("there is no reminder of the child's seventy-five years")
}
