package client

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Duplicates is a page of pairs of disclosures that look alike.
type Duplicates struct {
	Pairs  []LookAlikes `json:"pairs"`
	Cursor string       `json:"cursor"`
}

// LookAlikes are two disclosures that may be one sharing recorded twice.
type LookAlikes struct {
	Case     disclosure.CaseRef `json:"case"`
	Subjects []string           `json:"subjects"`
	Entries  []LookAlike        `json:"entries"`
	Same     []string           `json:"same"` // parts of a disclosure's body
	Differs  []string           `json:"differs"`
	Proposed disclosure.EntryID `json:"proposed"` // a first person's decision that they are two, for a second to confirm
}

// LookAlike is one of two.
type LookAlike struct {
	Entry       disclosure.EntryID   `json:"entry"`
	RecordedAt  time.Time            `json:"recordedAt"`
	RecordedBy  string               `json:"recordedBy"`
	Department  string               `json:"department"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Data        []string             `json:"data"` // categories
	Purpose     string               `json:"purpose"`
	Reason      string               `json:"reason"`
}

// Duplicates asks for what may be recorded twice of what was disclosed from a day to a
// day.
func (c *Client) Duplicates(ctx context.Context, purpose string, from, to disclosure.Date, cursor string) (Duplicates, error) {
	return look[Duplicates](ctx, c, purpose, "/duplicates", set("from", from.String(), "to", to.String(), "cursor", cursor))
}

// DuplicatesOf asks for the pairs of which one is the entry.
func (c *Client) DuplicatesOf(ctx context.Context, purpose string, entry disclosure.EntryID) (Duplicates, error) {
	return look[Duplicates](ctx, c, purpose, "/duplicates", set("entry", entry.String()))
}

// DecideDuplicate puts on record whether two disclosures are one.
func (c *Client) DecideDuplicate(ctx context.Context, key string, id disclosure.EntryID, d disclosure.DuplicateDecided) (Decided, error) {
	return change[Decided](ctx, c, key, "/disclosures"+segment(id.String())+"/duplicate", d)
}
