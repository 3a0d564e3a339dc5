package client

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Case is a case, what is in it and when each thing goes.
type Case struct {
	disclosure.Case
	Held     bool  `json:"held"`
	Schedule []Due `json:"schedule"`
	// Retention is when the register destroys the case as a whole.
	Retention struct {
		Clock    string          `json:"clock"`
		DueOn    disclosure.Date `json:"dueOn"`
		BeginsOn disclosure.Date `json:"beginsOn"`
		Reason   string          `json:"reason"`
	} `json:"retention"`
	Disposal *struct {
		Phase  string    `json:"phase"`
		StopBy time.Time `json:"stopBy"` // zero when it can no longer be stopped
		Late   bool      `json:"late"`
	} `json:"disposal"`
	Letters []CaseLetter `json:"correspondence"`
	Cursor  string       `json:"cursor"` // of the next page of letters
}

// Due is when the things of one retention class go, and why.
type Due struct {
	What       string          `json:"what"`
	Clock      string          `json:"clock"` // not-started, running, due, held or review
	DueOn      disclosure.Date `json:"dueOn"`
	Reason     string          `json:"reason"`
	Assumption string          `json:"assumption"`
}

// CaseLetter is a letter of a case, or one that was begun.
type CaseLetter struct {
	State      string    `json:"state"` // awaiting-upload, archived, lapsed or destroyed
	Title      string    `json:"title"`
	ArchivedAt time.Time `json:"archivedAt"`
}

// Case asks for a case.
func (c *Client) Case(ctx context.Context, purpose string, ref disclosure.CaseRef) (Case, error) {
	return look[Case](ctx, c, purpose, "/cases"+segment(ref.String()), nil)
}

// PlaceHold has nothing in the case destroyed until the hold is released. The answer
// names the hold.
func (c *Client) PlaceHold(ctx context.Context, key string, ref disclosure.CaseRef, h disclosure.HoldPlaced) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/holds", h)
}

// ReleaseHold lets disposal go on, once no other hold stands.
func (c *Client) ReleaseHold(ctx context.Context, key string, ref disclosure.CaseRef, hold disclosure.EntryID, h disclosure.HoldReleased) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/holds"+segment(hold.String())+"/release", h)
}

// StopDisposal stops the destruction of a case while that can be done, and holds it.
func (c *Client) StopDisposal(ctx context.Context, key string, ref disclosure.CaseRef, h disclosure.DisposalStopped) (Recorded, error) {
	return change[Recorded](ctx, c, key, "/cases"+segment(ref.String())+"/disposal/stop", h)
}
