package answering

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// SharingPage is which part of what was shared is asked for. The zero page is everything.
type SharingPage struct {
	Limit  int    // at most so many disclosures, and as many unlisted shares; any number when 0
	Cursor string // of the page before
	Series string // the occasions of this series alone
	Once   bool   // of each series the newest occasion alone, with what there is of the others
}

// SharedOccasions are the occasions of a series on which something was shared about a
// person.
type SharedOccasions struct {
	SharingCounts
	Earlier []SharedOccasion `json:"earlier" maxItems:"12" doc:"Those before the newest, the newest first, and no more than 12: with series, all are had"`
}

// SharedOccasion is one of them, in short.
type SharedOccasion struct {
	Entry       disclosure.EntryID `json:"entry"`
	DisclosedAt time.Time          `json:"disclosedAt"`
	Occasion    string             `json:"occasion,omitempty"`
	ToPerson    door.Outcome       `json:"toPerson" enum:"shown,shown-in-part,withheld,undecided,not-in-it" doc:"What becomes of it in an answer to the person themselves today"`
	Flagged     bool               `json:"flagged" doc:"True where it was flagged when it was recorded"`
	Against     bool               `json:"against" doc:"True where the person had said something against it by then"`
}

// maxEarlier bounds how many occasions stand under the newest of their series.
const maxEarlier = 12

// once keeps of each series the newest occasion, with how many there are and what becomes
// of them. The disclosures are the newest first.
func (s *Sharing) once() {
	newest := map[string]int{}
	kept := []SharedAbout{}
	for _, d := range s.Disclosures {
		series := disclosure.Canonical(d.Series)
		n, there := newest[series]
		switch {
		case series == "":
			kept = append(kept, d)
			continue
		case !there:
			n, newest[series] = len(kept), len(kept)
			d.Occasions = &SharedOccasions{Earlier: []SharedOccasion{}}
			kept = append(kept, d)
		case len(kept[n].Occasions.Earlier) < maxEarlier:
			of := kept[n].Occasions
			of.Earlier = append(of.Earlier, SharedOccasion{d.Entry, d.DisclosedAt, d.Occasion, d.ToPerson, len(d.Flags) > 0, len(d.Against) > 0})
		}
		kept[n].Occasions.add(d.ToPerson)
	}
	s.Disclosures = kept
}

// SharingCounts are how many disclosures there are, by what becomes of them in an answer
// to the person.
type SharingCounts struct {
	All         int `json:"all"`
	Shown       int `json:"shown"`
	ShownInPart int `json:"shownInPart"`
	Withheld    int `json:"withheld"`
	Undecided   int `json:"undecided"`
	NotInIt     int `json:"notInIt"`
}

func (s *Sharing) count() {
	for _, d := range s.Disclosures {
		s.Counts.add(d.ToPerson)
	}
}

func (c *SharingCounts) add(outcome door.Outcome) {
	c.All++
	switch outcome {
	case door.Shown:
		c.Shown++
	case shownInPart:
		c.ShownInPart++
	case door.Withheld:
		c.Withheld++
	case door.NotInIt:
		c.NotInIt++
	default:
		c.Undecided++
	}
}

// sharingPlace is the last of each list that a page showed. What is recorded between two
// pages moves nothing behind it: a place is a day and the entry that came first, whatever
// corrected it since, and no number. A correction of the day moves what it corrects.
type sharingPlace struct {
	At    time.Time          `json:"at,omitzero"` // of the disclosure
	Root  disclosure.EntryID `json:"root,omitempty"`
	Share disclosure.EntryID `json:"share,omitempty"`
}

// pageOfSharing keeps of the lists, newest first, at most so many of each that stand after where the
// cursor says, and the recipients where it is the first page. Without a limit and a cursor it
// keeps everything. The roots are of all disclosures, by their last entry.
func (r *Answers) pageOfSharing(s *Sharing, roots map[disclosure.EntryID]disclosure.EntryID, by disclosure.Caller, subject string, since disclosure.Date, of SharingPage) error {
	p := desk.Question{Partition: store.IndexPartition(by.Register.String(), store.BySubject, r.desk.PersonToken(by.Register, subject)), From: since.String(), To: "sharing by root"}
	switch {
	case of.Series != "":
		p.To += "#" + r.desk.SeriesToken(by.Register, of.Series)
	case of.Once:
		p.To += "#once"
	}
	after, err := r.desk.OpenCursor(by, p, of.Cursor)
	if err != nil {
		return err
	}
	before := func(at, thanAt time.Time, root, thanRoot disclosure.EntryID) int {
		return cmp.Or(thanAt.Compare(at), cmp.Compare(thanRoot, root))
	}
	newestFirst := func(a, b SharedAbout) int {
		return before(a.DisclosedAt, b.DisclosedAt, roots[a.Entry], roots[b.Entry])
	}
	asRecorded := func(a, b UnlistedShare) int { return cmp.Compare(a.Entry, b.Entry) }
	slices.SortFunc(s.Disclosures, newestFirst)
	slices.SortFunc(s.Unlisted, asRecorded)
	if of.Series != "" {
		s.Disclosures = slices.DeleteFunc(s.Disclosures, func(d SharedAbout) bool { return !disclosure.Same(d.Series, of.Series) })
		s.Unlisted = slices.DeleteFunc(s.Unlisted, func(u UnlistedShare) bool { return !disclosure.Same(u.Share.Series, of.Series) })
	} else if of.Once {
		s.once()
	}
	var place sharingPlace
	if after != "" {
		if err := json.Unmarshal([]byte(after), &place); err != nil {
			return err // which was signed
		}
		s.Recipients = []SharedWith{}
		if place.Root != "" {
			s.Disclosures = slices.DeleteFunc(s.Disclosures, func(d SharedAbout) bool {
				return before(d.DisclosedAt, place.At, roots[d.Entry], place.Root) <= 0
			})
		}
		s.Unlisted = slices.DeleteFunc(s.Unlisted, func(u UnlistedShare) bool { return u.Entry <= place.Share })
	}
	limit := of.Limit
	if limit == 0 || len(s.Disclosures) <= limit && len(s.Unlisted) <= limit {
		return nil
	}
	s.Disclosures, s.Unlisted = s.Disclosures[:min(limit, len(s.Disclosures))], s.Unlisted[:min(limit, len(s.Unlisted))]
	if n := len(s.Disclosures); n > 0 {
		place.At, place.Root = s.Disclosures[n-1].DisclosedAt, roots[s.Disclosures[n-1].Entry]
	}
	if n := len(s.Unlisted); n > 0 {
		place.Share = s.Unlisted[n-1].Entry
	}
	text, err := json.Marshal(place)
	s.Cursor = r.desk.CloseCursor(by, p, string(text))
	return err
}
