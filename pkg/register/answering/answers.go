package answering

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// toAnswer is everything that was asked and decided for answers to one person.
type toAnswer struct {
	requests []facts.Known // as each now stands, those that have ended among them
	decided  map[decidedOf]decidedLast
}

// decidedOf is one disclosure in one capacity of whoever asks.
type decidedOf struct {
	to   disclosure.Asker
	root disclosure.EntryID
}

func (of decidedOf) compare(other decidedOf) int {
	return cmp.Or(cmp.Compare(of.to, other.to), cmp.Compare(of.root, other.root))
}

// decidedLast is what was decided last of a disclosure, as it is kept for the answer.
type decidedLast struct {
	Entry   disclosure.EntryID `json:"entry"`             // of the decision; "" where nothing is decided
	Subject string             `json:"subject,omitempty"` // whose answer, as the decision spells it
	On      disclosure.EntryID `json:"on"`                // the word decided on
	Show    bool               `json:"show,omitempty"`
	// Proposed: two have to decide, and one has; Two: both have. Of what was decided until
	// 30 November 2026 that is not kept.
	Proposed bool            `json:"proposed,omitempty"`
	Two      bool            `json:"two,omitempty"`
	By       string          `json:"by"` // [disclosure.RecordedBy].Caller
	ReviewOn disclosure.Date `json:"reviewOn,omitzero"`
	// Request is the one for whose answer alone it was left out.
	Request disclosure.EntryID `json:"request,omitempty"`
	// OfShare is whether the person was in a share, where that was decided, and SaidBy the
	// entry that says so; until 30 November 2026 that was Entry, and left out. Entry is
	// another where it was decided besides to show or to withhold the share.
	OfShare disclosure.Verdict `json:"ofShare,omitempty"`
	SaidBy  disclosure.EntryID `json:"saidBy,omitempty"`
	// Asked is the entry that says last that the recording department was asked: of a
	// decision, or of one that decided nothing. Until 29 November 2026 it was left out.
	Asked   disclosure.EntryID `json:"asked,omitempty"`
	version int64
}

// open reports whether it neither shows nor withholds on the day. One whose day of
// review has come is: nothing is withheld for good by time, and nothing shown.
func (s decidedLast) open(today disclosure.Date) bool {
	return s.Proposed || !s.ReviewOn.IsZero() && !s.ReviewOn.After(today)
}

// saidBy is the entry that says last whether the person was in a share.
func (s decidedLast) saidBy() disclosure.EntryID { return cmp.Or(s.SaidBy, s.Entry) }

// answersTo reads what was asked and decided for answers to the person: one query
// of a partition of their own.
func (r *Answers) answersTo(ctx context.Context, register disclosure.Register, subject string) (toAnswer, error) {
	requests, kept, err := r.desk.AnswersTo(ctx, register, subject)
	if err != nil {
		return toAnswer{}, err
	}
	about := toAnswer{requests, map[decidedOf]decidedLast{}}
	for _, item := range kept {
		to, root, ok := strings.Cut(strings.TrimPrefix(item.Sort, store.AnswerDecisionPrefix), "#")
		if !ok {
			return toAnswer{}, fmt.Errorf("the key of a decision on an answer has not three parts")
		}
		if about.decided[decidedOf{disclosure.Asker(to), disclosure.EntryID(root)}], err = decodeDecided(item); err != nil {
			return toAnswer{}, err
		}
	}
	return about, nil
}

// Attributes of what was decided last of a disclosure.
const (
	attrDoc     = "doc"
	attrVersion = "version"
)

func decodeDecided(item store.Item) (s decidedLast, err error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &s); err != nil {
		return s, fmt.Errorf("decode a decision on an answer: %w", err)
	}
	s.version, _ = item.Attrs[attrVersion].(int64)
	return s, nil
}

// decisions are those made of answers to the person, however the reference was spelt,
// as the door takes them on the day.
func (a toAnswer) decisions(subject string, today disclosure.Date) []door.Decision {
	var out []door.Decision
	for _, of := range slices.SortedFunc(maps.Keys(a.decided), decidedOf.compare) {
		s := a.decided[of]
		if s.Entry == "" || s.OfShare != "" && s.Entry == s.saidBy() {
			continue // the department was asked, or it was said whether they were in it, and no more
		}
		out = append(out, door.Decision{
			Entry: of.root, Subject: cmp.Or(s.Subject, subject), To: door.As(of.to), Show: s.Show, Two: s.Two, Perhaps: s.OfShare != "", On: s.On, Open: s.open(today), Recorded: s.Entry,
		})
	}
	return out
}

// ofShares is what was decided last of each share, whoever asked: whether the person
// was in it.
func (a toAnswer) ofShares() map[disclosure.EntryID]decidedLast {
	last := map[disclosure.EntryID]decidedLast{}
	for of, s := range a.decided {
		if s.OfShare != "" && s.saidBy() > last[of.root].saidBy() {
			last[of.root] = s
		}
	}
	return last
}

// waiting reports whether anything of the disclosure is undecided: it, or some of it
// where the rest is shown.
func waiting(j door.Judged) bool {
	if j.Outcome == door.Shown {
		for _, item := range j.Items {
			if item.Outcome == door.Undecided {
				return true
			}
		}
	}
	return j.Outcome == door.Undecided
}
