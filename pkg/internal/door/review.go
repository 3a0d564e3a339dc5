package door

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Review is for the Data Protection Officer, and never for the person: what became
// of each disclosure in the answer, and why.
type Review struct {
	Disclosures []Judged // newest first
	Perhaps     []Judged // shares of which it cannot be told whether the person was in them
	Printed     []Line   // the lines of the answer, in the order of their entries
	// PerhapsOne are records of which one is kept back, and another that may be of the same
	// sharing is shown: nothing is released until it is decided.
	PerhapsOne []PerhapsOne
}

// Line is a line of an answer, and the day of which it is.
type Line struct {
	disclosure.PrintedLine
	On disclosure.Date
}

// line is what another answer's line is compared with: all that is printed.
func line(entry disclosure.EntryID, on disclosure.Date, data []string, printed any) Line {
	sum := sha256.Sum256([]byte(words(printed)))
	slices.Sort(data)
	return Line{disclosure.PrintedLine{Entry: entry, Data: data, Words: hex.EncodeToString(sum[:8])}, on}
}

// dataOf are the categories of what is shown of a disclosure, one for each item.
func dataOf(v verdict) []string {
	data := make([]string, len(v.items))
	for n, i := range v.items {
		data[n] = v.word.Disclosure.Data[i].Category
	}
	return data
}

// Outcome is what becomes of a disclosure in an answer.
type Outcome string

// The outcomes.
const (
	Shown     Outcome = "shown"
	Withheld  Outcome = "withheld"
	Undecided Outcome = "undecided"
	NotInIt   Outcome = "not-in-it"
)

// Judged is one disclosure in a review.
type Judged struct {
	Entry       disclosure.EntryID   `json:"entry" doc:"The last word on the disclosure: the original, or its latest correction"`
	Root        disclosure.EntryID   `json:"root" doc:"The original entry"`
	Case        disclosure.CaseRef   `json:"case"`
	DisclosedAt time.Time            `json:"disclosedAt"`
	DecidedBy   disclosure.Officer   `json:"decidedBy" doc:"Who decided: the Data Protection Officer whose decision on the answer stands, and otherwise who authorised the disclosure, and with it the grounds, as it now reads"`
	DecidedOn   disclosure.Date      `json:"decidedOn,omitzero" format:"date" doc:"Of a Data Protection Officer's decision that stands: the day on which it was made"`
	DecidedWhy  string               `json:"decidedWhy,omitempty" doc:"Its reason"`
	Outcome     Outcome              `json:"outcome" enum:"shown,withheld,undecided,not-in-it" doc:"Of the disclosure as a whole; items say what of it is left out where it is shown"`
	Because     []Because            `json:"because" doc:"Every cause, the Data Protection Officer's decision among them"`
	Grounds     []policy.Withholding `json:"grounds,omitempty" doc:"What keeps it back, and until when: the ground of a Data Protection Officer's decision that stands, that of a marker which the person was not told of, and the grounds cited, as the record now reads"`
	CouldReach  []string             `json:"couldReach,omitempty" doc:"Of what is undecided: grounds of the catalogue that could keep it from this asker"`
	People      bool                 `json:"withoutPeople,omitempty" doc:"True where it is shown without the names of individuals"`
	Items       []JudgedItem         `json:"items,omitempty" doc:"The asker's items that are left out, where not all of them are for one cause"`
	Until       disclosure.Date      `json:"until,omitzero" format:"date" doc:"The day on which a correction took the person out; until then it was recorded as about them"`
	Prints      *Shared              `json:"prints,omitempty" doc:"Of what is withheld, or undecided in whole or in part: what would be printed, word for word, if it were shown"`
	// DepartureOpen warns, before an answer is released, of what nobody has said was allowed.
	DepartureOpen bool `json:"departureOpen,omitempty" doc:"True where it was recorded as a departure, and what is flagged of that is not all dealt with: shown, the letter says that the council is still checking if the law allowed it. Deal with it before the release"`
	// OfStaff: what would be printed may tell of a marker or a restriction of contact of which
	// somebody in it was not told, so that two people show it.
	OfStaff bool `json:"-"`
}

// Because is one cause.
type Because struct {
	Cause  Cause  `json:"cause"`
	Ground string `json:"ground,omitempty" doc:"Catalogue id of the exemption, or the row of the notice"`
	Says   string `json:"says"`
}

// JudgedItem is an item of data that is left out.
type JudgedItem struct {
	Place    int     `json:"item" doc:"Its place in the disclosure's data, from 0"`
	Category string  `json:"category"`
	Outcome  Outcome `json:"outcome" enum:"withheld,undecided"`
	Because  Because `json:"because"`
}
