package cases

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// CaseView is a case, when each thing in it is due for destruction and why, and
// its letters.
type CaseView struct {
	disclosure.Case
	Held     bool         `json:"held" doc:"True while any hold stands: nothing is destroyed"`
	Schedule []policy.Due `json:"schedule" doc:"Every class of the case's notices: when it is due for destruction, and why"`
	// Retention is when the register destroys the case.
	Retention policy.Retention `json:"retention" doc:"When the register destroys the case as a whole, and why"`
	Disposal  *DisposalView    `json:"disposal,omitempty" doc:"How far its destruction is"`
	Letters   []desk.Letter    `json:"correspondence"`
	Cursor    string           `json:"cursor,omitempty" doc:"Asks for the next page of letters"`
}

// lettersPage is how many letters one view of a case shows.
const lettersPage = 100

// Case shows a case to the DPO or an auditor.
func (r *Retention) Case(ctx context.Context, by desk.Looking, ref disclosure.CaseRef, cursor string) (CaseView, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-case"); err != nil {
		return CaseView{}, err
	}
	file, err := r.desk.CaseOf(ctx, by.Caller.Register, ref)
	if isNotFound(err) {
		return CaseView{}, r.desk.UnseenOf(ctx, by, ref, disclosure.Access{Action: "show-case"}, err)
	}
	if err != nil {
		return CaseView{}, err
	}
	letters, next, err := r.desk.LettersListed(ctx, by.Caller, file, lettersPage, cursor)
	if err != nil {
		return CaseView{}, err
	}
	today := disclosure.DateOf(r.desk.Now())
	view := CaseView{
		Case: file.Case, Held: file.Held(), Letters: letters, Cursor: next,
		Schedule: policy.Schedule(r.desk.Law().Classes(by.Caller.Register, file.Notices, today), file.Case, today),
	}
	view.Retention = r.desk.Law().Retention(by.Caller.Register, file.Case, today)
	if view.Disposal, err = r.disposalView(ctx, by.Caller.Register, file); err != nil {
		return CaseView{}, err
	}
	return desk.ShownOf(ctx, r.desk, by, ref, view, disclosure.Access{Action: "show-case", Results: 1 + len(view.Letters)})
}
