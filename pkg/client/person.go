package client

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Sharing is a page of what has been shared about a person.
type Sharing struct {
	// Counts are of all pages, by what becomes of each in an answer to the person.
	Counts struct {
		All         int `json:"all"`
		Shown       int `json:"shown"`
		ShownInPart int `json:"shownInPart"`
		Withheld    int `json:"withheld"`
		Undecided   int `json:"undecided"`
	} `json:"counts"`
	Recipients  []SharedWith  `json:"recipients"`  // on the first page alone
	Disclosures []SharedAbout `json:"disclosures"` // newest first
	Nothing     *Nothing      `json:"nothing"`     // where there are none
	// Unlisted are the shares of many people of which not everybody is known to be listed.
	Unlisted []UnlistedShare `json:"unlisted"`
	Joined   []string        `json:"joined"` // other references whose disclosures the answer to the person has, and this has not
	Cursor   string          `json:"cursor"` // of the next page
}

// SharedWith is somebody outside the council who has received data of the person, once
// for all that was shared with them.
type SharedWith struct {
	Category     string    `json:"category"`
	Kind         string    `json:"kind"`
	Organisation string    `json:"organisation"`
	Person       string    `json:"person"` // where no organisation is named
	Times        int       `json:"times"`
	Last         time.Time `json:"last"`
	Data         []string  `json:"data"`
}

// SharedAbout is one disclosure as it now reads, with what stood against it. Ids are
// the catalogue's.
type SharedAbout struct {
	Entry       disclosure.EntryID   `json:"entry"`
	Case        disclosure.CaseRef   `json:"case"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Decision    disclosure.Decision  `json:"decision"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Data        []string             `json:"data"`
	Purpose     string               `json:"purpose"`
	Reason      string               `json:"reason"`
	Department  string               `json:"department"`
	Series      string               `json:"series"`   // of a share of many people: the routine
	Occasion    string               `json:"occasion"` // and which of its occasions
	// Occasions are the person's in that series, of which this is the newest, where each
	// series is asked for once.
	Occasions *SharedOccasions   `json:"occasions"`
	Legal     []string           `json:"legal"`
	Override  string             `json:"override"`
	Departure string             `json:"departure"`
	Against   []Against          `json:"against"`
	Flags     []string           `json:"flags"`
	Waiting   []string           `json:"openFlags"` // those of the flags that nobody has cleared
	NotSince  *time.Time         `json:"notSince"`  // nil while it is about the person
	OneWith   disclosure.EntryID `json:"oneWith"`   // the entry that counts in its place, where it was recorded twice
	// What becomes of it in an answer to the person today, and why it or some of it is kept.
	ToPerson Outcome      `json:"toPerson"`
	Because  []string     `json:"because"`
	LeftOut  []JudgedItem `json:"leftOut"`
	People   bool         `json:"withoutPeople"` // it is shown without the names of individuals
}

// SharedOccasions are the occasions of a series on which something was shared about a
// person, and the newest of those before the newest.
type SharedOccasions struct {
	All     int `json:"all"`
	Earlier []struct {
		Entry       disclosure.EntryID `json:"entry"`
		DisclosedAt time.Time          `json:"disclosedAt"`
		Occasion    string             `json:"occasion"`
		ToPerson    Outcome            `json:"toPerson"`
		Flagged     bool               `json:"flagged"`
		Against     bool               `json:"against"`
	} `json:"earlier"`
}

// Against is what the person had said against a disclosure by then.
type Against struct {
	What      string          `json:"what"`
	From      disclosure.Date `json:"from"`
	Decided   string          `json:"decided"`
	Names     bool            `json:"namesRecipient"`
	Recipient string          `json:"recipient"`
}

// SharingPage is which part of what was shared is asked for. The zero page is everything,
// in one piece.
type SharingPage struct {
	Limit  int // at most so many; any number when 0
	Cursor string
	Series string // the occasions of this series of shares alone
	Once   bool   // of each series the newest occasion alone
}

// Sharing asks what has been shared about a person.
func (c *Client) Sharing(ctx context.Context, purpose, subject string, of SharingPage) (Sharing, error) {
	asked := set("subject", subject, "cursor", of.Cursor, "series", of.Series)
	if of.Limit > 0 {
		asked.Set("limit", strconv.Itoa(of.Limit))
	}
	if of.Once {
		asked.Set("once", "true")
	}
	return look[Sharing](ctx, c, purpose, "/sharing", asked)
}

// Fact is a fact as it is known, which may await the Data Protection Officer.
type Fact struct {
	Entry disclosure.EntryID `json:"entry"`
	disclosure.Fact
	Department string `json:"department"`
	Awaits     *struct {
		By      disclosure.Date `json:"by"`
		Refused bool            `json:"refused"`
	} `json:"awaits"`
}

// FactsOf asks what is known of a person.
func (c *Client) FactsOf(ctx context.Context, purpose, subject string) ([]Fact, error) {
	return c.Facts(ctx, purpose, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject})
}

// Review is a draft of an answer to a person, beside what is not in it and why.
type Review struct {
	Answer      Answer        `json:"answer"` // what would be printed
	Digest      string        `json:"digest"` // what a release names
	About       []Judged      `json:"about"`  // newest first
	Perhaps     []Judged      `json:"perhaps"`
	Differences []Differences `json:"differences"`
	// Unlisted are the shares of many people of which not everybody is known to be listed.
	Unlisted []UnlistedShare `json:"unlisted"`
	// Changes are all of the person's, newest first, those too that the person is not told of.
	Changes []ChangeOutstanding `json:"changes"`
	Nothing *Nothing            `json:"nothing"` // where nothing was found
}

// ChangeOutstanding is how many recipients are still to be told of a change.
type ChangeOutstanding struct {
	Outstanding int `json:"outstanding"`
}

// UnlistedShare is a share that the person was perhaps in.
type UnlistedShare struct {
	Entry       disclosure.EntryID   `json:"entry"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	Recipient   disclosure.Recipient `json:"recipient"`
	Data        []string             `json:"data"`
	Decided     disclosure.Verdict   `json:"decided"`
	Share       disclosure.Share     `json:"share"`
}

// Answer is an answer to a person, in words.
type Answer struct {
	Controller string            `json:"controller"`
	AsOf       disclosure.Date   `json:"asOf"`
	Shared     []Printed         `json:"shared"` // oldest first
	Perhaps    []json.RawMessage `json:"perhaps"`
	Changes    []json.RawMessage `json:"changes"`
}

// Printed is one disclosure as an answer prints it.
type Printed struct {
	On        disclosure.Date `json:"on"`
	Recipient string          `json:"recipient"`
	Kind      string          `json:"kind"`
	Person    string          `json:"person"`
	Post      string          `json:"post"`
	Data      []struct {
		Category    string `json:"category"`
		Description string `json:"description"`
	} `json:"data"`
	Purpose string   `json:"purpose"`
	Bases   []string `json:"bases"`
	Country string   `json:"country"`
}

// Outcome is what becomes of a disclosure in an answer.
type Outcome string

// The outcomes.
const (
	Shown     Outcome = "shown"
	InPart    Outcome = "shown-in-part" // of GET /sharing, where a review says which items are left out
	Withheld  Outcome = "withheld"
	Undecided Outcome = "undecided"
	NotInIt   Outcome = "not-in-it"
)

// Judged is what an answer does with one disclosure, and why.
type Judged struct {
	Entry       disclosure.EntryID `json:"entry"` // the last word
	Root        disclosure.EntryID `json:"root"`
	Case        disclosure.CaseRef `json:"case"`
	DisclosedAt time.Time          `json:"disclosedAt"`
	Outcome     Outcome            `json:"outcome"`
	Because     []Because          `json:"because"`
	Grounds     []struct {
		Ground     string          `json:"ground"`
		Provisions []string        `json:"provisions"`
		Reason     string          `json:"reason"`
		ReviewBy   disclosure.Date `json:"reviewBy"`
		Due        string          `json:"due"`
	} `json:"grounds"`
	// DecidedOn is zero where no decision of a Data Protection Officer stands.
	DecidedBy  disclosure.Officer `json:"decidedBy"`
	DecidedOn  disclosure.Date    `json:"decidedOn"`
	DecidedWhy string             `json:"decidedWhy"`
	CouldReach []string           `json:"couldReach"`
	Items      []JudgedItem       `json:"items"`         // left out, where the rest is shown
	People     bool               `json:"withoutPeople"` // it is shown without the names of individuals
	Until      disclosure.Date    `json:"until"`
	Prints     *Printed           `json:"prints"` // of what is not shown: what would be printed
	// DepartureOpen: it was recorded as a departure, and nobody has dealt with all of that.
	DepartureOpen bool `json:"departureOpen"`
}

// Because is one cause of an outcome.
type Because struct {
	Ground string `json:"ground"`
	Says   string `json:"says"`
}

// JudgedItem is an item that is left out of a disclosure which is shown.
type JudgedItem struct {
	Category string  `json:"category"`
	Outcome  Outcome `json:"outcome"`
	Because  Because `json:"because"`
}

// Differences are what an answer released before showed otherwise.
type Differences struct {
	AsOf       disclosure.Date      `json:"asOf"`
	NoLonger   []disclosure.EntryID `json:"noLonger"`
	ShownSince []disclosure.EntryID `json:"shownSince"`
	Otherwise  []Otherwise          `json:"otherwise"`
}

// Otherwise is what both answers tell of, and not the same.
type Otherwise struct {
	Entry      disclosure.EntryID `json:"entry"`
	NoLonger   []string           `json:"noLonger"`
	ShownSince []string           `json:"shownSince"`
}

// Review asks for the draft of an answer to a person, or to who acts for them, as of
// today.
func (c *Client) Review(ctx context.Context, purpose, subject string, to disclosure.Asker) (Review, error) {
	return look[Review](ctx, c, purpose, "/subject-report/review", set("subject", subject, "to", string(to)))
}

// Letter is an answer to a person as a page of HTML, made by the service, with the
// Content-Security-Policy that its style needs.
type Letter struct {
	HTML   []byte
	Policy string
}

// Letter asks for the answer to a person as a page to print, as of the day.
func (c *Client) Letter(ctx context.Context, purpose, subject string, to disclosure.Asker, asOf disclosure.Date) (Letter, error) {
	day := ""
	if !asOf.IsZero() {
		day = asOf.String()
	}
	html, header, err := c.get(ctx, purpose, "/subject-report/page", set("subject", subject, "to", string(to), "asOf", day))
	return Letter{html, header.Get("Content-Security-Policy")}, err
}
