package cases

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// CaseTried is what would become of a case if it were changed so.
type CaseTried struct {
	State     disclosure.CaseState `json:"state" enum:"open,closed"`
	Held      bool                 `json:"held" doc:"True where a hold would stand"`
	Before    policy.Retention     `json:"before" doc:"When the register destroys the case as it stands, and why"`
	Retention policy.Retention     `json:"retention" doc:"When it would, and why"`
	Schedule  []policy.Due         `json:"schedule" doc:"Every class of the case's notices: when it would be due"`
	Flags     []disclosure.Flag    `json:"flags" doc:"What would wait for the Data Protection Officer"`
}

// TryCase says what would become of a case if the change were made, and records nothing of
// it. What would be refused is refused. It shows the case, so it is a look at it, with why,
// of who may see a case whole: a department is told nothing of what others have in one.
func (r *Retention) TryCase(ctx context.Context, by desk.Looking, ref disclosure.CaseRef, change func(desk.Asking) (desk.Recorded, error)) (CaseTried, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-case"); err != nil {
		return CaseTried{}, err
	}
	var tried CaseTried
	asking := desk.Trying(by.Caller, func(t desk.Tried) { tried = r.tried(by.Caller.Register, t) })
	if _, err := change(asking); err != nil {
		if isNotFound(err) {
			return CaseTried{}, r.desk.UnseenOf(ctx, by, ref, disclosure.Access{Action: "show-case"}, err)
		}
		return CaseTried{}, err
	}
	return desk.ShownOf(ctx, r.desk, by, ref, tried, disclosure.Access{Action: "show-case", Results: 1})
}

func (r *Retention) tried(register disclosure.Register, t desk.Tried) CaseTried {
	law, today := r.desk.Law(), t.On
	return CaseTried{
		State: t.After.State, Held: t.After.Held(), Before: law.Retention(register, t.Before, today), Retention: law.Retention(register, t.After, today),
		Schedule: policy.Schedule(law.Classes(register, t.After.Notices, today), t.After, today), Flags: append([]disclosure.Flag{}, t.Flags...),
	}
}
