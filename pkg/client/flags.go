package client

import (
	"context"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// FlagFilter says which flags of the queue are meant. Zero is all.
type FlagFilter struct {
	Rule       string `json:"rule,omitempty"`
	Case       string `json:"case,omitempty"`
	Subject    string `json:"subject,omitempty"`
	Recipient  string `json:"recipient,omitempty"`
	Department string `json:"department,omitempty"`
	RecordedBy string `json:"recordedBy,omitempty"`
	From       string `json:"from,omitempty"` // a day
	To         string `json:"to,omitempty"`
}

// OpenFlags is a page of the queue of flags.
type OpenFlags struct {
	Flags   []OpenFlag `json:"flags"` // departures first, then the oldest
	Cursor  string     `json:"cursor"`
	Nothing *Nothing   `json:"nothing"` // where nothing was found
}

// OpenFlag is a flag that waits.
type OpenFlag struct {
	Entry      disclosure.EntryID `json:"entry"`
	Kind       disclosure.Kind    `json:"kind"`
	Number     int                `json:"flag"`
	RecordedAt time.Time          `json:"recordedAt"`
	Days       int                `json:"days"`
	disclosure.Flag
	Name        string               `json:"name"` // what the rule is about
	Case        disclosure.CaseRef   `json:"case"`
	Subjects    []disclosure.Subject `json:"subjects"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Department  string               `json:"department"`
	RecordedBy  string               `json:"recordedBy"`
	DisclosedAt time.Time            `json:"disclosedAt"`
}

// Flags asks for the queue of flags.
func (c *Client) Flags(ctx context.Context, purpose string, f FlagFilter, cursor string) (OpenFlags, error) {
	return look[OpenFlags](ctx, c, purpose, "/flags", set(
		"rule", f.Rule, "case", f.Case, "subject", f.Subject, "recipient", f.Recipient, "department", f.Department,
		"recordedBy", f.RecordedBy, "from", f.From, "to", f.To, "cursor", cursor,
	))
}

// FlagsOn asks for the flags that wait on the entries, 25 at most.
func (c *Client) FlagsOn(ctx context.Context, purpose string, entries []disclosure.EntryID) (OpenFlags, error) {
	var all []string
	for _, id := range entries {
		all = append(all, id.String())
	}
	return look[OpenFlags](ctx, c, purpose, "/flags", set("entry", strings.Join(all, ",")))
}

// ClearedFilter says which cleared flags are meant. From and To of it are days on which
// they were cleared. Zero is all.
type ClearedFilter struct {
	FlagFilter
	ClearedBy string
}

// ClearedFlags is a page of the flags that were cleared, the latest first.
type ClearedFlags struct {
	Flags   []ClearedFlag `json:"flags"`
	Cursor  string        `json:"cursor"`
	Nothing *Nothing      `json:"nothing"` // where nothing was found
}

// ClearedFlag is a flag that was cleared, and by whom.
type ClearedFlag struct {
	OpenFlag
	Cleared struct {
		Entry  disclosure.EntryID `json:"entry"`
		At     time.Time          `json:"at"`
		By     string             `json:"by"`
		Reason string             `json:"reason"`
	} `json:"cleared"`
}

// ClearedFlags asks for the flags that were cleared.
func (c *Client) ClearedFlags(ctx context.Context, purpose string, f ClearedFilter, cursor string) (ClearedFlags, error) {
	return look[ClearedFlags](ctx, c, purpose, "/flags/cleared", set(
		"rule", f.Rule, "case", f.Case, "subject", f.Subject, "recipient", f.Recipient, "department", f.Department,
		"recordedBy", f.RecordedBy, "clearedBy", f.ClearedBy, "from", f.From, "to", f.To, "cursor", cursor,
	))
}

// FlagRef names a flag.
type FlagRef struct {
	Entry disclosure.EntryID `json:"entry"`
	Flag  int                `json:"flag"`
}

// FlagsCleared says what became of each flag that was to be cleared.
type FlagsCleared struct {
	Count   int `json:"count"`
	Cleared []struct {
		FlagRef
	} `json:"cleared"`
	Left []struct {
		FlagRef
		Why string `json:"why"`
	} `json:"left"`
}

// ClearFlags takes flags off the queue, with one reason.
func (c *Client) ClearFlags(ctx context.Context, key string, flags []FlagRef, reason string) (FlagsCleared, error) {
	return change[FlagsCleared](ctx, c, key, "/flags/clear", struct {
		Flags  []FlagRef `json:"flags"`
		Reason string    `json:"reason"`
	}{flags, reason})
}
