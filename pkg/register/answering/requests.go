package answering

import (
	"context"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
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
// was released is recorded by [Answers.Release] alone.
func (r *Answers) RecordRequest(ctx context.Context, by desk.Asking, q RequestForAccess) (desk.Recorded, error) {
	if _, err := power.May(by.Caller, "record-access-request"); err != nil {
		return desk.Recorded{}, err
	}
	if today := disclosure.DateOf(r.desk.Now()); q.Received.IsZero() || q.Received.After(today) {
		return desk.Recorded{}, form.NotWellFormed(form.Finding("/received", "Give the day on which the council received it. It cannot be later than today."))
	}
	f := disclosure.Fact{
		Kind: disclosure.FactAccessRequest, About: facts.OfAnswers(q.Subject), From: q.Received,
		Replaces: q.Replaces, Reference: q.Reference, Request: &q.AccessRequest,
	}
	if q.NoAnswer != "" {
		f.Until = disclosure.DateOf(r.desk.Now())
	}
	// The day on which it ended is no part of what was asked: a repeat gets the first answer.
	o, err := r.desk.Request(by, "record-access-request", q)
	if err != nil {
		return desk.Recorded{}, err
	}
	return desk.Insist(ctx, r.desk, func(answer *desk.Recorded) error {
		return r.desk.Learn(ctx, by.Caller, o, f, answer, answer)
	})
}

// RequestsAbout reads the requests for a person's data, those that have ended too while
// they are kept, however the reference is spelt.
func (r *Answers) RequestsAbout(ctx context.Context, register disclosure.Register, subject string) ([]facts.Known, error) {
	known, err := r.desk.KnownAbout(ctx, register, facts.OfAnswers(subject))
	return slices.DeleteFunc(known, func(k facts.Known) bool { return k.Kind != disclosure.FactAccessRequest }), err
}
