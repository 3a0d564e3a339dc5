package client

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
)

// OverdueDisclosure is a disclosure that has to be looked at again. What does not apply is
// zero.
type OverdueDisclosure struct {
	Entry      disclosure.EntryID   `json:"entry"`
	Case       disclosure.CaseRef   `json:"case"`
	Department string               `json:"department"`
	Recipient  disclosure.Recipient `json:"recipient"`
	Subjects   []disclosure.Subject `json:"subjects"`
	Share      *disclosure.Share    `json:"share"`    // of a share of many people
	PutOffTo   disclosure.Date      `json:"putOffTo"` // of a telling, where its record gives a day
	Since      disclosure.Date      `json:"since"`    // the day from which it is overdue
	Days       int                  `json:"days"`     // for how many it has been overdue
	Grounds    []struct {
		Ground string `json:"ground"`
		Due    string `json:"due"` // why it is looked at again
	} `json:"grounds"` // of a withholding
	Missing []struct {
		Field string `json:"field"`
	} `json:"missing"` // of an emergency
}

// Overdue is a page of a list of what is overdue, the longest first.
type Overdue struct {
	Withholdings []OverdueDisclosure `json:"withholdings"`
	Tellings     []OverdueDisclosure `json:"tellings"`
	Emergencies  []OverdueDisclosure `json:"emergencies"`
	Markers      []OverdueMarker     `json:"markers"`
	Cursor       string              `json:"cursor"`
}

// OverdueMarker is a warning marker to look at again.
type OverdueMarker struct {
	Fact         disclosure.EntryID     `json:"fact"`
	Subject      string                 `json:"subject"`
	From         disclosure.Date        `json:"from"`
	ReviewBy     disclosure.Date        `json:"reviewBy"`
	OverdueSince disclosure.Date        `json:"overdueSince"` // zero where its review is not overdue
	SubjectTold  disclosure.TellOutcome `json:"subjectTold"`
	Reason       string                 `json:"reason"`
	Copies       []struct {
		Recipient disclosure.Recipient `json:"recipient"`
	} `json:"copies"`
}

// OverdueWithholdings asks which grounds for keeping something from a person have to be
// looked at again.
func (c *Client) OverdueWithholdings(ctx context.Context, purpose, cursor string) (Overdue, error) {
	return look[Overdue](ctx, c, purpose, "/overdue/withholdings", set("cursor", cursor))
}

// OverdueTellings asks who was to be told by now.
func (c *Client) OverdueTellings(ctx context.Context, purpose, cursor string) (Overdue, error) {
	return look[Overdue](ctx, c, purpose, "/overdue/tellings", set("cursor", cursor))
}

// OverdueEmergencies asks which emergencies are still to be recorded in full.
func (c *Client) OverdueEmergencies(ctx context.Context, purpose, cursor string) (Overdue, error) {
	return look[Overdue](ctx, c, purpose, "/overdue/emergencies", set("cursor", cursor))
}

// OverdueMarkers asks which markers have to be looked at again, and who holds copies.
func (c *Client) OverdueMarkers(ctx context.Context, purpose, cursor string) (Overdue, error) {
	return look[Overdue](ctx, c, purpose, "/overdue/markers", set("cursor", cursor))
}

// PendingFacts is a page of what takes away of a person's protection and somebody has to
// confirm.
type PendingFacts struct {
	Facts []struct {
		Fact
		Department string    `json:"department"`
		RecordedAt time.Time `json:"recordedAt"`
		RecordedBy string    `json:"recordedBy"`
	} `json:"facts"`
	Cursor string `json:"cursor"`
}

// PendingFacts asks which facts have to be confirmed, those first that are decided first.
func (c *Client) PendingFacts(ctx context.Context, purpose, cursor string) (PendingFacts, error) {
	return look[PendingFacts](ctx, c, purpose, "/facts/pending", set("cursor", cursor))
}
