package client

import (
	"context"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Case is a case, what is in it and when each thing goes.
type Case struct {
	disclosure.Case
	Held     bool  `json:"held"`
	Schedule []Due `json:"schedule"`
	// Retention is when the register destroys the case as a whole.
	Retention Retention `json:"retention"`
	Disposal  *struct {
		Phase  string    `json:"phase"`
		StopBy time.Time `json:"stopBy"` // zero while its letters are being released, and where it can no longer be stopped
		Late   bool      `json:"late"`
	} `json:"disposal"`
	Letters []CaseLetter `json:"correspondence"`
	Cursor  string       `json:"cursor"` // of the next page of letters
}

// Retention is when a case is destroyed as a whole, and why. Every day is zero where there
// is none.
type Retention struct {
	Clock    string          `json:"clock"` // not-started, running, due, held or review
	BeginsOn disclosure.Date `json:"beginsOn"`
	Reason   string          `json:"reason"`
	Classes  []Due           `json:"classes"` // that the case is of
}

// Due is when the things of one retention class go, and why.
type Due struct {
	Class      string          `json:"class"`
	What       string          `json:"what"`
	Clock      string          `json:"clock"` // not-started, running, due, held or review
	DueOn      disclosure.Date `json:"dueOn"`
	Reason     string          `json:"reason"`
	Assumption string          `json:"assumption"`
}

// CaseLetter is a letter of a case, or one that was begun.
type CaseLetter struct {
	Document   disclosure.DocumentID `json:"document"`
	State      string                `json:"state"` // awaiting-upload, archived, lapsed or destroyed
	Title      string                `json:"title"`
	ArchivedAt time.Time             `json:"archivedAt"`
}

// Case asks for a case, with a page of its letters.
func (c *Client) Case(ctx context.Context, purpose string, ref disclosure.CaseRef, cursor string) (Case, error) {
	return look[Case](ctx, c, purpose, "/cases"+segment(ref.String()), set("cursor", cursor))
}

// CaseRow is a case in a list. To a department it says no more than its state, and since
// when the department works on it.
type CaseRow struct {
	Case        disclosure.CaseRef   `json:"case"`
	State       disclosure.CaseState `json:"state"`
	Since       disclosure.Date      `json:"since"`
	ClosedOn    disclosure.Date      `json:"closedOn"`
	Departments []string             `json:"departments"`
	BeginsOn    disclosure.Date      `json:"beginsOn"` // of its destruction
	Reason      string               `json:"reason"`
	Held        bool                 `json:"held"`
	Stopped     bool                 `json:"stopped"`
}

// CaseRows is a page of cases.
type CaseRows struct {
	Cases   []CaseRow `json:"cases"`
	Cursor  string    `json:"cursor"`
	Nothing *Nothing  `json:"nothing"` // where nothing was found
}

// Cases asks for a page of at most so many cases: all that the caller may see, or those of a state (open,
// closed, due, held or stopped) or a department.
func (c *Client) Cases(ctx context.Context, purpose, state, department string, most int, cursor string) (CaseRows, error) {
	return look[CaseRows](ctx, c, purpose, "/cases", set("state", state, "department", department, "limit", strconv.Itoa(most), "cursor", cursor))
}

// OwnCase is what is a department's own in a case.
type OwnCase struct {
	Case        disclosure.CaseRef   `json:"case"`
	State       disclosure.CaseState `json:"state"`
	Disclosures []Row                `json:"disclosures"`    // newest first
	Letters     []OwnLetter          `json:"correspondence"` // on the first page alone
	MoreLetters bool                 `json:"moreLetters"`
	Cursor      string               `json:"cursor"` // of the next page of disclosures
}

// OwnLetter is a letter of the caller's department.
type OwnLetter struct {
	Case       disclosure.CaseRef    `json:"case"` // in a list over all cases
	Document   disclosure.DocumentID `json:"document"`
	State      string                `json:"state"` // awaiting-upload or archived
	Title      string                `json:"title"`
	Size       int64                 `json:"size"`
	SHA256     string                `json:"sha256"`
	TicketedAt time.Time             `json:"ticketedAt"`
	ArchivedAt time.Time             `json:"archivedAt"`
	Lapses     time.Time             `json:"lapses"` // of one that has not arrived
}

// OwnCase asks what is the caller's department's own in a case.
func (c *Client) OwnCase(ctx context.Context, purpose string, ref disclosure.CaseRef, cursor string) (OwnCase, error) {
	return look[OwnCase](ctx, c, purpose, "/cases"+segment(ref.String())+"/own", set("cursor", cursor))
}

// OwnWork is a page of what the caller's department has left to do.
type OwnWork struct {
	Letters     []OwnLetter `json:"letters"` // that have not arrived; on the first page alone
	MoreLetters bool        `json:"moreLetters"`
	Disclosures []OwnLeft   `json:"disclosures"` // newest first
	Cursor      string      `json:"cursor"`
}

// OwnLeft is a disclosure of which something is left to do.
type OwnLeft struct {
	Row
	Waiting   []disclosure.Flag `json:"waiting"`
	TellBy    disclosure.Date   `json:"tellBy"` // zero where nobody is to be told by now
	Overdue   int               `json:"overdue"`
	Corrected bool              `json:"corrected"` // a correction took its place
}

// OwnWork asks what the caller's department has left to do.
func (c *Client) OwnWork(ctx context.Context, purpose, cursor string) (OwnWork, error) {
	return look[OwnWork](ctx, c, purpose, "/own-work", set("cursor", cursor))
}

// UnfinishedLetters is a page of the letters of every department that have not arrived,
// those that are given up first before the others. It may be empty, and still have a
// cursor.
type UnfinishedLetters struct {
	Letters []UnfinishedLetter `json:"letters"`
	Cursor  string             `json:"cursor"`
}

// UnfinishedLetter is one of them, and whose it is; the Data Protection Officer's has no
// department.
type UnfinishedLetter struct {
	OwnLetter
	Department string `json:"department"`
}

// UnfinishedLetters asks which letters have not arrived.
func (c *Client) UnfinishedLetters(ctx context.Context, purpose, cursor string) (UnfinishedLetters, error) {
	return look[UnfinishedLetters](ctx, c, purpose, "/letters/unfinished", set("cursor", cursor))
}

// UnfinishedLetter asks for one of them, which is not there any more once it has arrived or
// is given up.
func (c *Client) UnfinishedLetter(ctx context.Context, purpose string, ref disclosure.CaseRef, document disclosure.DocumentID) (UnfinishedLetters, error) {
	return look[UnfinishedLetters](ctx, c, purpose, "/letters/unfinished", set("case", ref.String(), "document", document.String()))
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
