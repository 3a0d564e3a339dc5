package client

import (
	"context"
	"net/url"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Sought says of which disclosure the needs are asked, as far as it is decided.
type Sought struct {
	Notice     string                 `json:"n,omitempty"`
	Category   string                 `json:"c,omitempty"` // of recipient
	Kind       string                 `json:"k,omitempty"`
	Data       []string               `json:"d,omitempty"` // categories
	Decision   disclosure.Decision    `json:"o,omitempty"`
	Urgency    disclosure.Urgency     `json:"u,omitempty"`
	Bases      []string               `json:"b,omitempty"`
	Conditions []string               `json:"s,omitempty"`
	Gateway    string                 `json:"g,omitempty"`
	Exemptions []string               `json:"e,omitempty"`
	Telling    disclosure.TellOutcome `json:"t,omitempty"`
	On         disclosure.Date        `json:"w,omitzero"`
}

func (s Sought) query() url.Values {
	list := func(ids []string) string { return strings.Join(ids, ",") }
	q := set(
		"notice", s.Notice, "category", s.Category, "kind", s.Kind, "data", list(s.Data), "decision", string(s.Decision), "urgency", string(s.Urgency),
		"basis", list(s.Bases), "condition", list(s.Conditions), "gateway", s.Gateway, "exemption", list(s.Exemptions), "telling", string(s.Telling),
	)
	if !s.On.IsZero() {
		q.Set("on", s.On.String())
	}
	return q
}

// Requirements is what a disclosure needs (docs/requirements.md).
type Requirements struct {
	On      disclosure.Date `json:"on"`
	Fixed   []Needed        `json:"fixed"`
	IfGiven []Needed        `json:"ifGiven"`
	Terms   map[string]Term `json:"terms"`
	Choices []Choice        `json:"choices"`
}

// Term is something that several needs ask.
type Term struct {
	Says string `json:"says"`
	Need Need   `json:"need"`
}

// Needed is what one rule asks. Lack is refuse or flag.
type Needed struct {
	Rule        string `json:"rule"`
	Lack        string `json:"lack"`
	Yields      bool   `json:"yields"`
	Unavoidable bool   `json:"unavoidable"`
	Pointer     string `json:"pointer"`
	Detail      string `json:"detail"`
	Clears      string `json:"clears"`
	Need        Need   `json:"need"`
}

// Need is a tree: all or any of more, or a leaf.
type Need struct {
	All      []Need          `json:"all"`
	Any      []Need          `json:"any"`
	Pointer  string          `json:"pointer"`
	Label    string          `json:"label"`
	Type     string          `json:"type"`
	Values   []any           `json:"values"`
	Optional bool            `json:"optional"`
	Absent   bool            `json:"absent"`
	NotAfter disclosure.Date `json:"notAfter"`
	Test     string          `json:"test"`
	Term     string          `json:"term"`
}

// Choice is what a person has still to choose.
type Choice struct {
	Of      string   `json:"of"`
	Pointer string   `json:"pointer"`
	Label   string   `json:"label"`
	Needed  []Needed `json:"needed"`
	Options []Option `json:"options"`
}

// Option is one of the things that may be chosen.
type Option struct {
	Put      []string `json:"put"`
	Title    string   `json:"title"`
	Citation string   `json:"citation"`
	Test     string   `json:"test"`
	NamedBy  string   `json:"namedBy"` // notice, recipient or law
	Covers   []string `json:"covers"`
	Never    bool     `json:"never"`
	Needs    []Needed `json:"needs"`
}

// Requirements asks what a disclosure needs. It is about nobody.
func (c *Client) Requirements(ctx context.Context, of Sought) (Requirements, error) {
	return look[Requirements](ctx, c, "", "/policy/requirements", of.query())
}

// Tried is what would become of a disclosure: accept, flag or refuse, and why.
type Tried struct {
	Outcome string `json:"outcome"`
	Rules   []struct {
		disclosure.Finding
		Severity string `json:"severity"`
		Clears   string `json:"clears"`
	} `json:"rules"`
}

// TryDisclosure asks what would become of a disclosure, and records nothing. The body
// is as docs/openapi.yaml has it.
func (c *Client) TryDisclosure(ctx context.Context, body map[string]any) (Tried, error) {
	return change[Tried](ctx, c, "", "/disclosures?dryRun=true", body)
}

// RecordedWith is what was recorded, with its flags.
type RecordedWith struct {
	ID         disclosure.EntryID `json:"id"`
	RecordedAt time.Time          `json:"recordedAt"`
	Flags      []disclosure.Flag  `json:"flags"`
}

// RecordDisclosure records a disclosure.
func (c *Client) RecordDisclosure(ctx context.Context, key string, body map[string]any) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/disclosures", body)
}

// TryCorrection asks what would become of a correction, and records nothing.
func (c *Client) TryCorrection(ctx context.Context, id disclosure.EntryID, reason string, body map[string]any) (Tried, error) {
	return change[Tried](ctx, c, "", "/disclosures"+segment(id.String())+"/corrections?dryRun=true", correction{reason, body})
}

// Correct records how a disclosure should read.
func (c *Client) Correct(ctx context.Context, key string, id disclosure.EntryID, reason string, body map[string]any) (RecordedWith, error) {
	return change[RecordedWith](ctx, c, key, "/disclosures"+segment(id.String())+"/corrections", correction{reason, body})
}

type correction struct {
	Reason     string         `json:"reason"`
	Disclosure map[string]any `json:"disclosure"`
}
