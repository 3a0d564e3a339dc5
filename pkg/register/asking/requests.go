package asking

import (
	"cmp"
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/power"
)

// AccessRequests is a page of the requests for access.
type AccessRequests struct {
	AsOf     disclosure.Date `json:"asOf" format:"date"`
	Requests []RequestView   `json:"requests" doc:"Of the open ones, the one whose last day comes first; of those that have ended, the latest"`
	// Cursor asks for the next page. A page may be short, or empty, and still have a
	// cursor.
	Cursor  string             `json:"cursor,omitempty"`
	Nothing *desk.NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// RequestView is a request and where its time stands.
type RequestView struct {
	Entry     disclosure.EntryID `json:"entry" doc:"Entry of the request as it now stands"`
	Subject   string             `json:"subject" doc:"Whose data: the council's reference for the person"`
	Received  disclosure.Date    `json:"received" format:"date"`
	Reference string             `json:"reference,omitempty"`
	Clock     policy.AnswerClock `json:"clock"`
	Overdue   int                `json:"overdue" doc:"Days since its last day; 0 while it is not past, or once it has ended"`
	Ended     disclosure.Date    `json:"ended,omitzero" format:"date" doc:"The day on which it was answered, or ended without an answer"`
	disclosure.AccessRequest
	Released *disclosure.Released `json:"released,omitempty" doc:"What was released"`
}

func viewRequest(id disclosure.EntryID, f disclosure.Fact, today disclosure.Date) RequestView {
	v := RequestView{
		Entry: id, Subject: f.About.Reference, Received: f.From, Reference: f.Reference,
		Clock: policy.ClockOfRequest(f), Ended: f.Until, AccessRequest: *f.Request, Released: f.Released,
	}
	if f.Until.IsZero() && today.After(v.Clock.LastDay) {
		v.Overdue = today.DaysSince(v.Clock.LastDay)
	}
	return v
}

// AccessRequests shows the requests for access that are open, the one whose last day
// comes first, or those that have ended, the latest first. A page is one query and
// one batch read.
func (a *Room) AccessRequests(ctx context.Context, by desk.Looking, ended bool, cursor string) (AccessRequests, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-access-requests"); err != nil {
		return AccessRequests{}, err
	}
	page := desk.PageOf{List: desk.ListRequests, Cursor: cursor, Shows: shownByFact}
	if ended {
		page.List = desk.ListAnswered
	}
	listed, next, err := a.desk.List(ctx, by.Caller, page)
	if err != nil {
		return AccessRequests{}, err
	}
	answer := AccessRequests{AsOf: a.desk.Today(), Requests: []RequestView{}, Cursor: next}
	var shown []desk.Sight
	for _, l := range listed {
		f, err := desk.FactOf(l.Entry)
		if err != nil {
			return AccessRequests{}, err
		}
		answer.Requests = append(answer.Requests, viewRequest(l.Entry.ID, f, answer.AsOf))
		shown = append(shown, l.Sight)
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{Action: "show-access-requests", Results: len(answer.Requests)}, shown...)
}

// AccessRequestsAbout shows those of one person, whole: one batch read.
func (a *Room) AccessRequestsAbout(ctx context.Context, by desk.Looking, subject string, ended bool) (AccessRequests, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-access-requests"); err != nil {
		return AccessRequests{}, err
	}
	known, err := a.answers.RequestsAbout(ctx, by.Caller.Register, subject)
	if err != nil {
		return AccessRequests{}, err
	}
	answer := AccessRequests{AsOf: a.desk.Today(), Requests: []RequestView{}}
	for _, k := range known {
		if k.Until.IsZero() != ended {
			answer.Requests = append(answer.Requests, viewRequest(k.Entry, k.Fact, answer.AsOf))
		}
	}
	slices.SortFunc(answer.Requests, func(a, b RequestView) int {
		return cmp.Or(b.Ended.Compare(a.Ended), a.Clock.LastDay.Compare(b.Clock.LastDay), cmp.Compare(a.Entry, b.Entry))
	})
	look := disclosure.Access{
		Action: "show-access-requests", Asked: a.desk.Asked(by.Caller.Register, desk.Search{Subject: subject}), Results: len(answer.Requests),
	}
	var near desk.Sight
	if len(answer.Requests) == 0 {
		if answer.Nothing, near, err = desk.NothingAbout(ctx, a.desk, by.Caller, desk.Sought{Subject: subject, Asks: true}); err != nil {
			return AccessRequests{}, err
		}
	}
	return desk.Shown(ctx, a.desk, by, answer, look, near)
}
