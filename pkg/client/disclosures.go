package client

import (
	"context"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Row is a line of a search.
type Row struct {
	ID                disclosure.EntryID  `json:"id"`
	Corrects          disclosure.EntryID  `json:"corrects"`
	DisclosedAt       time.Time           `json:"disclosedAt"`
	Case              disclosure.CaseRef  `json:"case"`
	Decision          disclosure.Decision `json:"decision"`
	RecipientCategory string              `json:"recipientCategory"`
	RecipientKind     string              `json:"recipientKind"`
	Department        string              `json:"department"`
	Legal             []string            `json:"legal"`
	Flags             []string            `json:"flags"`
}

// Rows is a page of a search.
type Rows struct {
	Rows    []Row    `json:"rows"`    // newest first
	Cursor  string   `json:"cursor"`  // of the next page; empty on the last
	Nothing *Nothing `json:"nothing"` // where nothing was found
	// RowsSHA256 is the digest of the rows, of a page that is the whole and was asked for with it.
	RowsSHA256 string `json:"rowsSha256"`
}

// Nothing is what is said where nothing was found.
type Nothing struct {
	// Near are references in the register that come near what was asked, for the Data
	// Protection Officer alone. There may be others.
	Near []string `json:"near"`
}

// Search says which disclosures are meant: all that is given has to hold. Zero is all
// that the caller may see; a recorder sees its own department's.
type Search struct {
	Subject           string `json:"s,omitempty"`
	Case              string `json:"q,omitempty"`
	Recipient         string `json:"r,omitempty"` // in full
	RecipientCategory string `json:"c,omitempty"`
	Basis             string `json:"b,omitempty"` // the id of a basis, condition, exemption or gateway
	Department        string `json:"d,omitempty"`
	Decision          string `json:"k,omitempty"`
	Aspect            string `json:"a,omitempty"`
	From              string `json:"f,omitempty"` // a day
	To                string `json:"t,omitempty"`
}

// Search asks for a page of at most so many disclosures, the newest first. A page may be
// empty and have a next one.
func (c *Client) Search(ctx context.Context, purpose string, s Search, most int, cursor string) (Rows, error) {
	return c.search(ctx, purpose, s, most, cursor, "")
}

// SearchWithDigest is [Client.Search], with the digest of the rows where the page is the
// whole of them and the caller may ask for a spreadsheet, which has the same.
func (c *Client) SearchWithDigest(ctx context.Context, purpose string, s Search, most int, cursor string) (Rows, error) {
	return c.search(ctx, purpose, s, most, cursor, "true")
}

func (c *Client) search(ctx context.Context, purpose string, s Search, most int, cursor, digest string) (Rows, error) {
	return look[Rows](ctx, c, purpose, "/disclosures", set(
		"subject", s.Subject, "case", s.Case, "recipient", s.Recipient, "recipientCategory", s.RecipientCategory, "basis", s.Basis,
		"department", s.Department, "decision", s.Decision, "aspect", s.Aspect, "from", s.From, "to", s.To, "limit", strconv.Itoa(most), "cursor", cursor, "digest", digest,
	))
}

// Reading is a disclosure as it now reads, whole.
type Reading struct {
	Entry      disclosure.EntryID    `json:"entry"`
	Corrects   disclosure.EntryID    `json:"corrects"` // empty where it was not corrected
	Department string                `json:"department"`
	Disclosure disclosure.Disclosure `json:"disclosure"`
	Flags      []struct {
		Open bool `json:"open"` // nobody has cleared it
	} `json:"flags"`
}

// Readings is a page of disclosures as they now read.
type Readings struct {
	Disclosures []Reading `json:"disclosures"` // newest first
	Cursor      string    `json:"cursor"`
}

// Current asks for a page of at most so many disclosures about a person as they now read,
// those that a correction took the place of left out. A page may be empty and have a next
// one.
func (c *Client) Current(ctx context.Context, purpose, subject string, most int, cursor string) (Readings, error) {
	return look[Readings](ctx, c, purpose, "/disclosures/current", set("subject", subject, "limit", strconv.Itoa(most), "cursor", cursor))
}

// Opened is an entry with what was said about it since.
type Opened struct {
	Entry       disclosure.Entry   `json:"entry"`
	Leaf        string             `json:"leaf"`
	Original    *disclosure.Entry  `json:"original"`       // what a correction corrects
	Corrections []disclosure.Entry `json:"corrections"`    // oldest first
	Letters     []disclosure.Entry `json:"correspondence"` // archived for it
	Others      []disclosure.Entry `json:"others"`
	Before      []struct {         // flags that still wait on an earlier word of it
		disclosure.Flag
		Number int                `json:"flag"`
		Entry  disclosure.EntryID `json:"before"`
	} `json:"before"`
	Met []struct { // flags of earlier words that a correction met
		disclosure.Flag
		Number int                `json:"flag"`
		Entry  disclosure.EntryID `json:"before"`
		MetBy  struct {
			Entry  disclosure.EntryID `json:"entry"`
			At     time.Time          `json:"at"`
			By     string             `json:"by"`
			Reason string             `json:"reason"`
		} `json:"metBy"`
	} `json:"met"`
}

// First is the disclosure as it was recorded first; of a correction whose original is not to
// be seen, the correction.
func (o Opened) First() disclosure.Entry {
	if o.Original != nil {
		return *o.Original
	}
	return o.Entry
}

// Open asks for a disclosure, whole.
func (c *Client) Open(ctx context.Context, purpose string, id disclosure.EntryID) (Opened, error) {
	return look[Opened](ctx, c, purpose, "/disclosures"+segment(id.String()), nil)
}

// LawApplied is what a disclosure was recorded under, beside what was in force on its
// day as the register now knows it.
type LawApplied struct {
	Applied disclosure.PolicyVersions `json:"applied"`
	Rules   []struct {
		Rule   string `json:"rule"`
		Name   string `json:"name"`
		Detail string `json:"detail"`
	} `json:"rules"` // not met when it was recorded
	Aspects []string `json:"aspects"` // what the rules found of it besides
	// Asked is what the rules of its day, as they are told now, ask of such a record, and what
	// this one says to each.
	Asked []struct {
		Rule   string `json:"rule"`
		Name   string `json:"name"`
		Detail string `json:"detail"`
		OneOf  bool   `json:"oneOf"` // one of what it gives is enough
		Gives  []struct {
			Pointer string `json:"pointer"`
			Label   string `json:"label"`
			Value   any    `json:"value"` // nil where nothing stands there
			Title   string `json:"title"`
		} `json:"gives"`
		Flagged bool `json:"flagged"` // it is among Rules
	} `json:"asked"`
	Now struct {
		Items []struct {
			ID       string `json:"id"`
			Citation string `json:"citation"`
			Title    string `json:"title"`
			InForce  bool   `json:"inForce"`
			Amended  []struct {
				From disclosure.Date `json:"from"`
				What string          `json:"what"`
			} `json:"amended"`
		} `json:"items"`
	} `json:"now"`
	Same bool `json:"same"`
}

// LawOf asks what law a disclosure was recorded under.
func (c *Client) LawOf(ctx context.Context, purpose string, id disclosure.EntryID) (LawApplied, error) {
	return look[LawApplied](ctx, c, purpose, "/disclosures"+segment(id.String())+"/law", nil)
}

// Receipt asks for the entry's proof that it is in the log, as text. It is none for a
// short while after the recording.
func (c *Client) Receipt(ctx context.Context, id disclosure.EntryID) (string, error) {
	text, err := c.text(ctx, "", "/receipts"+segment(id.String()), nil)
	return string(text), err
}
