package client

import (
	"context"

	"disclosure-register/pkg/disclosure"
)

// Recorded is the answer to a change: the entry that it is.
type Recorded struct {
	ID disclosure.EntryID `json:"id"`
}

// AskForAccess is a request for access, as it is recorded or takes another's place.
type AskForAccess struct {
	Subject   string             `json:"subject"`
	Received  disclosure.Date    `json:"received"`
	Reference string             `json:"reference,omitempty"`
	Replaces  disclosure.EntryID `json:"replaces,omitempty"`
	disclosure.AccessRequest
}

// RecordRequest records a request for access.
func (c *Client) RecordRequest(ctx context.Context, key string, r AskForAccess) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/access-requests", r)
}

// AccessRequests is a page of requests for access.
type AccessRequests struct {
	AsOf     disclosure.Date `json:"asOf"`
	Requests []AccessRequest `json:"requests"`
	Cursor   string          `json:"cursor"` // of the next page; empty on the last
}

// AccessRequest is a request for access and where its time stands.
type AccessRequest struct {
	Entry     disclosure.EntryID `json:"entry"`
	Subject   string             `json:"subject"`
	Received  disclosure.Date    `json:"received"`
	Reference string             `json:"reference"`
	Clock     struct {
		From    disclosure.Date `json:"from"`
		Month   disclosure.Date `json:"month"`
		LastDay disclosure.Date `json:"lastDay"`
	} `json:"clock"`
	Overdue int             `json:"overdue"` // days
	Ended   disclosure.Date `json:"ended"`
	disclosure.AccessRequest
	Released *disclosure.Released `json:"released"`
}

// AccessRequests asks for the requests for access that are open, the most pressing
// first, or those that have ended, the latest first.
func (c *Client) AccessRequests(ctx context.Context, purpose string, ended bool, cursor string) (AccessRequests, error) {
	state := "open"
	if ended {
		state = "ended"
	}
	return look[AccessRequests](ctx, c, purpose, "/access-requests", set("state", state, "cursor", cursor))
}

// AccessRequestsAbout asks for the requests for one person's data that are open.
func (c *Client) AccessRequestsAbout(ctx context.Context, purpose, subject string) (AccessRequests, error) {
	return look[AccessRequests](ctx, c, purpose, "/access-requests", set("subject", subject))
}

// ToDecide is a page of what is undecided.
type ToDecide struct {
	AsOf       disclosure.Date `json:"asOf"`
	PerhapsOne []PerhapsOne    `json:"perhapsOne"` // before anything else
	Undecided  []UndecidedWord `json:"undecided"`  // the most pressing first
	// Shares are those that somebody who asks was perhaps in.
	Shares []struct {
		Subject string           `json:"subject"`
		To      disclosure.Asker `json:"to"`
		Since   disclosure.Date  `json:"since"`
		UnlistedShare
		HoldsUp  bool            `json:"holdsUp"`
		DecideBy disclosure.Date `json:"decideBy"`
		Overdue  int             `json:"overdue"`
	} `json:"shares"`
	Cursor string `json:"cursor"`
}

// PerhapsOne are two records that may be of one sharing, of which one is kept back and the
// other would be shown.
type PerhapsOne struct {
	Subject  string             `json:"subject"`
	To       disclosure.Asker   `json:"to"`
	Kept     disclosure.EntryID `json:"kept"`
	Shown    disclosure.EntryID `json:"shown"`
	Outcome  Outcome            `json:"outcome"`
	Because  []Because          `json:"because"` // why it is kept back
	Says     string             `json:"says"`
	Proposed disclosure.EntryID `json:"proposed"` // a first person's decision that they are two
	DecideBy disclosure.Date    `json:"decideBy"`
	Overdue  int                `json:"overdue"`
}

// UndecidedWord is a disclosure that is kept from somebody until it is decided.
type UndecidedWord struct {
	Subject string           `json:"subject"`
	To      disclosure.Asker `json:"to"`
	Since   disclosure.Date  `json:"since"`
	Judged
	Department string            `json:"department"`
	RecordedBy string            `json:"recordedBy"`
	Asked      *disclosure.Asked `json:"asked"`
	Others     []struct {
		Subject string  `json:"subject"`
		Outcome Outcome `json:"outcome"`
	} `json:"others"`
	Last *struct {
		Entry    disclosure.EntryID `json:"entry"`
		By       string             `json:"by"`
		Decision disclosure.Verdict `json:"decision"`
		Reason   string             `json:"reason"`
		Asked    *disclosure.Asked  `json:"asked"`
		Lapsed   disclosure.Date    `json:"lapsed"`
		Proposed bool               `json:"proposed"` // somebody else has still to confirm it
	} `json:"last"`
	Request *struct {
		LastDay disclosure.Date `json:"lastDay"`
	} `json:"request"`
	DecideBy disclosure.Date `json:"decideBy"`
	Overdue  int             `json:"overdue"` // days
}

// Undecided asks for what is undecided: of one person, or of everybody where subject
// is empty.
func (c *Client) Undecided(ctx context.Context, purpose, subject, cursor string) (ToDecide, error) {
	return look[ToDecide](ctx, c, purpose, "/answers/undecided", set("subject", subject, "cursor", cursor))
}

// Decided is the answer to a decision.
type Decided struct {
	Recorded
	Stands bool `json:"stands"` // false while somebody else has still to confirm it
}

// Decide records what the Data Protection Officer decided for an answer.
func (c *Client) Decide(ctx context.Context, key string, d disclosure.AnswerDecision) (Decided, error) {
	return change[Decided](ctx, c, key, "/answers/decisions", d)
}

// Release is what an answer is released with.
type Release struct {
	Digest   string          `json:"digest"` // of the draft that was reviewed
	AsOf     disclosure.Date `json:"asOf,omitzero"`
	LeaveOut []LeftOut       `json:"leaveOut,omitempty"`
}

// LeftOut is a disclosure that is undecided and left out of one answer by name.
type LeftOut struct {
	Entry  disclosure.EntryID `json:"entry"`
	Reason string             `json:"reason"`
}

// Release records that the answer to the request went out as the draft with the
// digest.
func (c *Client) Release(ctx context.Context, key string, request disclosure.EntryID, r Release) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/access-requests"+segment(request.String())+"/release", r)
}
