package desk

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/store"
)

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
	s.Counts.All = len(s.Disclosures)
	for _, d := range s.Disclosures {
		switch d.ToPerson {
		case door.Shown:
			s.Counts.Shown++
		case shownInPart:
			s.Counts.ShownInPart++
		case door.Withheld:
			s.Counts.Withheld++
		case door.NotInIt:
			s.Counts.NotInIt++
		default:
			s.Counts.Undecided++
		}
	}
}

// sharingPlace is the last of each list that a page showed. What is recorded between two
// pages moves nothing behind it: a place is a day and an entry, and no number.
type sharingPlace struct {
	At    time.Time          `json:"at,omitzero"` // of the disclosure
	Entry disclosure.EntryID `json:"entry,omitempty"`
	Share disclosure.EntryID `json:"share,omitempty"`
}

// pageOfSharing keeps of the lists, newest first, at most so many of each that stand after where the
// cursor says, and the recipients where it is the first page. Without a limit and a cursor it
// keeps everything.
func (r *Registrar) pageOfSharing(s *Sharing, by disclosure.Caller, subject string, since disclosure.Date, limit int, cursor string) error {
	p := plan{partition: store.IndexPartition(by.Register.String(), store.BySubject, r.keys.subject(by.Register, subject)), from: since.String(), to: "sharing"}
	after, err := r.openCursor(by, p, cursor)
	if err != nil {
		return err
	}
	newestFirst := func(a, b SharedAbout) int {
		return cmp.Or(b.DisclosedAt.Compare(a.DisclosedAt), cmp.Compare(b.Entry, a.Entry))
	}
	asRecorded := func(a, b UnlistedShare) int { return cmp.Compare(a.Entry, b.Entry) }
	slices.SortFunc(s.Disclosures, newestFirst)
	slices.SortFunc(s.Unlisted, asRecorded)
	var place sharingPlace
	if after != "" {
		if err := json.Unmarshal([]byte(after), &place); err != nil {
			return err // which was signed
		}
		s.Recipients = []SharedWith{}
		if last := (SharedAbout{DisclosedAt: place.At, Entry: place.Entry}); last.Entry != "" {
			s.Disclosures = slices.DeleteFunc(s.Disclosures, func(d SharedAbout) bool { return newestFirst(d, last) <= 0 })
		}
		s.Unlisted = slices.DeleteFunc(s.Unlisted, func(u UnlistedShare) bool { return u.Entry <= place.Share })
	}
	if limit == 0 || len(s.Disclosures) <= limit && len(s.Unlisted) <= limit {
		return nil
	}
	s.Disclosures, s.Unlisted = s.Disclosures[:min(limit, len(s.Disclosures))], s.Unlisted[:min(limit, len(s.Unlisted))]
	if n := len(s.Disclosures); n > 0 {
		place.At, place.Entry = s.Disclosures[n-1].DisclosedAt, s.Disclosures[n-1].Entry
	}
	if n := len(s.Unlisted); n > 0 {
		place.Share = s.Unlisted[n-1].Entry
	}
	text, err := json.Marshal(place)
	s.Cursor = r.closeCursor(by, p, string(text))
	return err
}
