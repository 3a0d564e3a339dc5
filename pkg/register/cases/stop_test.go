package cases_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// A disposal is stopped, and its hold released before the letters are held again:
// the case is due as it was, and is destroyed.
func TestAStopThatIsReleasedAtOnceForgetsNoCase(t *testing.T) {
	fence := func(o *office) {
		o.must(nil, o.Fence(t.Context(), dartford, disclosure.DateOf(o.Now())))
	}
	for name, begin := range map[string]func(*office){
		"while letters are let go":            func(o *office) { o.turn(2 * day); fence(o) },
		"on the day that the case is due":     fence,
		"while the cooling-off is waited for": func(o *office) { o.run(); o.turn(2 * day) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.aFullCase(ref, 1)
			begin(o)
			o.turn(time.Minute)
			o.must(o.StopDisposal(t.Context(), o.asks(dpo), ref, disclosure.DisposalStopped{By: "Ombudsman", Reason: "An inquiry", ReviewOn: disclosure.DateOf(o.Now()).AddDays(9)}))
			view, err := o.Case(t.Context(), looking(dpo), ref, "")
			o.must(view, err)
			for state, want := range map[string]int{"": 1, "stopped": 1, "held": 1, "due": 0} {
				list, err := o.CaseList(t.Context(), looking(dpo), cases.CaseFilter{State: state}, "")
				o.must(list, err)
				if len(list.Cases) != want {
					t.Errorf("%d cases are listed as %q once its destruction was stopped; want %d", len(list.Cases), state, want)
				}
			}
			o.must(o.ReleaseHold(t.Context(), o.asks(dpo), ref, view.Holds[len(view.Holds)-1].ID, disclosure.HoldReleased{Reason: "Over"}))
			fenced := -1
			for night := range 20 {
				o.turn(day)
				o.vault.lifecycle()
				if o.run().Begun > 0 && fenced < 0 {
					fenced = night
				}
			}
			if fenced < 0 || fenced > 1 || len(o.certificates()) != 1 {
				t.Errorf("fenced again on night %d, with %d certificates; want it at once, and one", fenced, len(o.certificates()))
			}
		})
	}
}
