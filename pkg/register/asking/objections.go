package asking

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// UndecidedObjection is an objection on which nobody has decided. Until somebody has, what
// the person objects to is flagged.
type UndecidedObjection struct {
	Fact       disclosure.EntryID `json:"fact" doc:"The entry of the objection as it stands: what was decided is recorded in its place (replaces)"`
	Subject    string             `json:"subject" doc:"The council's reference for the person"`
	Made       disclosure.Date    `json:"made" format:"date" doc:"The day on which it was made"`
	DecideBy   disclosure.Date    `json:"decideBy" format:"date" doc:"The last day of its month (UK GDPR Article 12(3))"`
	Overdue    int                `json:"overdue" doc:"Days since then; 0 while it is not past"`
	Until      disclosure.Date    `json:"until,omitzero" format:"date" doc:"Its last day, where it was said to have one"`
	Reason     string             `json:"reason,omitempty" doc:"On what grounds"`
	Reference  string             `json:"reference,omitempty" doc:"The council's own record of it"`
	Department string             `json:"department,omitempty" doc:"Which recorded it; left out of the Data Protection Officer's"`
	RecordedBy string             `json:"recordedBy" doc:"Name of who recorded it"`
}

// UndecidedObjections is a page, the one first that was made first.
type UndecidedObjections struct {
	AsOf       disclosure.Date      `json:"asOf" format:"date"`
	Objections []UndecidedObjection `json:"objections"`
	Cursor     string               `json:"cursor,omitempty" doc:"Asks for the next page. A page may be short, or empty, and still have one"`
}

// UndecidedObjections lists, over the whole register, the objections that stand and on
// which nobody has decided. One on which a decision waits for a second person is
// undecided still, and is one line: a word of a department that awaits the Data
// Protection Officer, or was refused, is none. A page is one query and two batch reads.
func (a *Room) UndecidedObjections(ctx context.Context, by desk.Looking, cursor string) (UndecidedObjections, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-undecided-objections"); err != nil {
		return UndecidedObjections{}, err
	}
	today := a.desk.Today()
	listed, next, err := a.desk.List(ctx, by.Caller, desk.PageOf{
		List: desk.ListObjections, Cursor: cursor, Shows: shownByFact, Stands: true,
		Keeps: func(l desk.Waits) (bool, error) {
			f, err := desk.FactOf(l.Entry)
			return f.Until.IsZero() || !f.Until.Before(today), err
		},
	})
	if err != nil {
		return UndecidedObjections{}, err
	}
	answer := UndecidedObjections{AsOf: today, Objections: []UndecidedObjection{}, Cursor: next}
	var shown []desk.Sight
	for _, l := range listed {
		f, err := desk.FactOf(l.Entry)
		if err != nil {
			return UndecidedObjections{}, err
		}
		o := UndecidedObjection{
			Fact: l.Entry.ID, Subject: f.About.Reference, Made: f.From, DecideBy: policy.DecideObjectionBy(f.From), Until: f.Until,
			Reason: f.Reason, Reference: f.Reference, Department: l.Entry.Owner(), RecordedBy: l.Entry.RecordedBy.Name,
		}
		if today.After(o.DecideBy) {
			o.Overdue = today.DaysSince(o.DecideBy)
		}
		answer.Objections = append(answer.Objections, o)
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-undecided-objections", Results: len(answer.Objections)}, shown...)
}
