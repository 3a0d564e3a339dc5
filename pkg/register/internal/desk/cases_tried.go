package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
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
func (r *Registrar) TryCase(ctx context.Context, by Looking, ref disclosure.CaseRef, change func(Asking) (Recorded, error)) (CaseTried, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-case"); err != nil {
		return CaseTried{}, err
	}
	tried := &CaseTried{}
	if _, err := change(Asking{Caller: by.Caller, trying: tried}); err != nil {
		if isNotFound(err) {
			return CaseTried{}, r.unseen(ctx, by, ref, disclosure.Access{Action: "show-case"}, err)
		}
		return CaseTried{}, err
	}
	return seen(*tried, r.recordAccess(ctx, by, ref, disclosure.Access{Action: "show-case", Results: 1}))
}

// tries says what would become of the case: before is how it stood.
func (r *Registrar) tries(tried *CaseTried, register disclosure.Register, before disclosure.Case, file *caseFile, draft *draft) {
	today := disclosure.DateOf(draft.at)
	*tried = CaseTried{
		State: file.State, Held: file.Held(), Before: r.law.Retention(register, before, today), Retention: r.law.Retention(register, file.Case, today),
		Schedule: policy.Schedule(r.law.Classes(register, file.Notices, today), file.Case, today), Flags: append([]disclosure.Flag{}, draft.entry.Flags...),
	}
}

// asCase is the case as it stands, apart from what is changed of the file after.
func (f *caseFile) asCase() disclosure.Case {
	c := f.Case
	c.Holds = append([]disclosure.Hold{}, f.Holds...)
	return c
}
