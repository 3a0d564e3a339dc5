package asking

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// ClosedBreaches is a page of the breaches with nothing left to do.
type ClosedBreaches struct {
	Breaches []ClosedBreach `json:"breaches" doc:"By the day from which what is on record of each holds, the latest first"`
	Cursor   string         `json:"cursor,omitempty" doc:"Asks for the next page. A page may be short, or empty, and still have one"`
}

// ClosedBreach is a breach whose 72 hours are settled, and of which nobody is left to be
// told.
type ClosedBreach struct {
	Fact      disclosure.EntryID   `json:"fact" doc:"The entry that says how it stands"`
	Reference string               `json:"reference"`
	From      disclosure.Date      `json:"from" format:"date" doc:"The first day on which that holds"`
	Clock     policy.BreachClock   `json:"clock"`
	Retrieved disclosure.Retrieved `json:"retrieved,omitempty" enum:"asked,returned,destroyed,refused,not-possible" doc:"The last that was heard of getting it back"`
}

// ClosedBreaches lists, over the whole register, the breaches of which nothing is left to
// do: as [desk.Registrar.OpenBreaches] lists the others. One of which a department has
// given another account since is on both lists.
func (a *Room) ClosedBreaches(ctx context.Context, by desk.Looking, cursor string) (ClosedBreaches, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-closed-breaches"); err != nil {
		return ClosedBreaches{}, err
	}
	listed, next, err := a.desk.List(ctx, by.Caller, desk.PageOf{List: desk.ListClosedBreaches, Cursor: cursor})
	if err != nil {
		return ClosedBreaches{}, err
	}
	answer := ClosedBreaches{Breaches: []ClosedBreach{}, Cursor: next}
	for _, l := range listed {
		f, err := desk.FactOf(l.Entry)
		if err != nil {
			return ClosedBreaches{}, err
		}
		one := ClosedBreach{Fact: l.Entry.ID, Reference: f.About.Reference, From: f.From, Clock: policy.ClockOfBreach(f, disclosure.Date{}, a.desk.Now())}
		if f.Breach != nil {
			for _, step := range f.Breach.Retrieval {
				one.Retrieved = step.Outcome
			}
		}
		answer.Breaches = append(answer.Breaches, one)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-closed-breaches", Results: len(answer.Breaches)})
}
