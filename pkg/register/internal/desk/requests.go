package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// RequestForAccess is what the Data Protection Officer records of a request for a
// person's data.
type RequestForAccess struct {
	Subject   string             `json:"subject" minLength:"1" maxLength:"128" doc:"Whose data: the council's reference for the person" example:"DBC-P-204417"`
	Received  disclosure.Date    `json:"received" format:"date" doc:"The day on which the council received it"`
	Reference string             `json:"reference,omitempty" maxLength:"200" doc:"The council's own record of it, such as a letter"`
	Replaces  disclosure.EntryID `json:"replaces,omitempty" doc:"Entry of the request, as it now stands, that this takes the place of: the identity was settled, it was extended, or it ended without an answer"`
	disclosure.AccessRequest
}

// RecordRequest records that somebody asked for a person's data, or what changed
// about a request: the request is a fact, and what changes replaces it whole. What
// was released is recorded by [Registrar.Release] alone.
func (r *Registrar) RecordRequest(ctx context.Context, by Asking, q RequestForAccess) (Recorded, error) {
	if _, err := power.May(by.Caller, "record-access-request"); err != nil {
		return Recorded{}, err
	}
	if today := disclosure.DateOf(r.at()); q.Received.IsZero() || q.Received.After(today) {
		return Recorded{}, notWellFormed(formFinding("/received", "Give the day on which the council received it. It cannot be later than today."))
	}
	f := disclosure.Fact{
		Kind: disclosure.FactAccessRequest, About: ofAnswers(q.Subject), From: q.Received,
		Replaces: q.Replaces, Reference: q.Reference, Request: &q.AccessRequest,
	}
	if q.NoAnswer != "" {
		f.Until = disclosure.DateOf(r.at())
	}
	// The day on which it ended is no part of what was asked: a repeat gets the first answer.
	o, err := r.once(by, "record-access-request", q)
	if err != nil {
		return Recorded{}, err
	}
	return afresh(ctx, func(answer *Recorded) error {
		return r.learnFact(ctx, by.Caller, power.All, o, f, answer)
	})
}

// againstAnswered refuses what would change a request that has ended: what was
// released stays as it was released.
func againstAnswered(f disclosure.Fact, known []Known) []disclosure.Finding {
	if replaced := find(known, f.Replaces); replaced != nil && f.Kind == disclosure.FactAccessRequest && !replaced.Until.IsZero() {
		return []disclosure.Finding{formFinding("/replaces", "This request has ended. Record what was asked since as a request of its own.")}
	}
	return nil
}

// AccessRequests is a page of the requests for access.
type AccessRequests struct {
	AsOf     disclosure.Date `json:"asOf" format:"date"`
	Requests []RequestView   `json:"requests" doc:"Of the open ones, the one whose last day comes first; of those that have ended, the latest"`
	// Cursor asks for the next page. A page may be short, or empty, and still have a
	// cursor.
	Cursor string `json:"cursor,omitempty"`
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

// requestsPage bounds a page of requests: each is of one person, whom the look is
// found by.
const requestsPage = 50

// AccessRequests shows the requests for access that are open, the one whose last day
// comes first, or those that have ended, the latest first. A page is one query and
// one batch read.
func (r *Registrar) AccessRequests(ctx context.Context, by Looking, ended bool, cursor string) (AccessRequests, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-access-requests"); err != nil {
		return AccessRequests{}, err
	}
	register := by.Caller.Register
	p, query := plan{partition: store.WatchPartition(register.String(), store.WatchRequest)}, store.Query{Limit: requestsPage}
	if ended {
		p.partition, query.Descending = store.IndexPartition(register.String(), store.ByAnswered, answeredRequests), true
	}
	listed, next, err := r.listed(ctx, "query requests for access", by.Caller, p, query, cursor)
	if err != nil {
		return AccessRequests{}, err
	}
	entries, err := r.entriesOf(ctx, register, listed)
	if err != nil {
		return AccessRequests{}, err
	}
	answer := AccessRequests{AsOf: disclosure.DateOf(r.at()), Requests: []RequestView{}, Cursor: next}
	var shown []term
	for _, e := range entries {
		f, err := factOf(e.entry)
		if err != nil {
			return AccessRequests{}, err
		}
		answer.Requests = append(answer.Requests, viewRequest(e.entry.ID, f, answer.AsOf))
		shown = append(shown, r.showingPeople(register, f.About.Reference)...)
	}
	return seen(answer, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-access-requests", Results: len(answer.Requests)}, shown...))
}
