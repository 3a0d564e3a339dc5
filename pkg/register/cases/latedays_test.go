package cases_test

import (
	"maps"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// A day of disclosure that was a slip kept the case three weeks too long. Once it
// is put right the case is reported as due at once, and the night takes it.
func TestADayPutRightIsReportedAtOnce(t *testing.T) {
	o := newOffice(t) // 20 November 2026
	o.record(ref)
	o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 1), Confirmed: true}))
	slip := o.record(ref) // on 20 November: two years from it end with 20 November 2028
	o.turnTo(2028, 11, 10)
	due := func() int {
		t.Helper()
		report, err := o.DueWithin(t.Context(), looking(dpo), 0, "")
		o.must(report, err)
		return len(report.Cases)
	}
	if got := o.run(); got.Begun != 0 || due() != 0 {
		t.Fatalf("before the correction: got %+v and %d due, want nothing", got, due())
	}
	d := o.disclosure(ref)
	d.DisclosedAt = disclosure.NewDate(2026, 10, 30).Start()
	d.Evidence = maps.Clone(d.Evidence)
	d.Evidence["investigationRequestDate"] = "2026-10-30"
	o.must(o.Correct(t.Context(), o.asks(housing), slip.ID, disclosure.Correction{Reason: "The day was wrong", Disclosure: d}))
	if got := due(); got != 1 {
		t.Errorf("corrected: %d cases are reported as due, want the one", got)
	}
	if got := o.run(); got.Begun != 1 {
		t.Errorf("the next night: got %+v, want it fenced", got)
	}
}
