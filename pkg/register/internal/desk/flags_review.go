package desk

import (
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// What is recorded with a day of review, beside a disclosure, is flagged where the day is
// no plan ([policy.ReviewDay]), and the flag leaves the queue with what put the day right:
// the hold was released, the case reviewed anew, the join ended, the fact replaced. That is
// on record by itself, so that nobody has to clear the flag.

// flagReview queues a flag of a day of review that is no plan.
func (d *Draft) flagReview(flags []disclosure.Flag) error {
	d.Entry.Flags = append(d.Entry.Flags, flags...)
	return d.open()
}

// aReview reads a flagged entry that is no disclosure but has a day of review.
type aReview struct {
	people []string
	keys   []store.Key
	// over says, of what is read at the keys, whether the day has been put right since.
	over func(map[store.Key]store.Item) (bool, error)
}

// reviewIn is what a flagged entry other than a disclosure has of a day of review; nil
// where it has none.
func (r *Registrar) reviewIn(register disclosure.Register, e *disclosure.Entry, stored store.Item) (*aReview, error) {
	switch e.Kind {
	case disclosure.KindFact:
		f, err := factOf(e)
		if err != nil {
			return nil, err
		}
		place := r.factPlace(register, f.About)
		review := &aReview{keys: place.keys(wholly), over: func(items map[store.Key]store.Item) (bool, error) {
			about, err := factsIn(items, place)
			return find(about.known, e.ID) == nil, err
		}}
		if f.About.Dimension == disclosure.FactsOfSubject {
			review.people = []string{f.About.Reference}
		}
		return review, nil
	case disclosure.KindJoin:
		j, err := joinOf(e)
		decided, ended := joinKey(register, e.ID, joinDecidedSort), joinKey(register, e.ID, joinEndedSort)
		return &aReview{people: j.References, keys: []store.Key{decided, ended}, over: func(items map[store.Key]store.Item) (bool, error) {
			_, over := items[ended]
			return over || text(items[decided], attrOutcome) == string(disclosure.JoinRefused), nil
		}}, err
	case disclosure.KindHoldPlaced, disclosure.KindDisposalStopped, disclosure.KindCaseReviewed:
		name, err := nameIn(stored)
		if err != nil {
			return nil, err
		}
		var reviewed disclosure.CaseReviewed
		if e.Kind == disclosure.KindCaseReviewed {
			if err := json.Unmarshal(e.Body, &reviewed); err != nil {
				return nil, fmt.Errorf("decode a review: %w", err)
			}
		}
		at := store.CaseKey(register.String(), name)
		return &aReview{keys: []store.Key{at}, over: func(items map[store.Key]store.Item) (bool, error) {
			item, there := items[at]
			if !there {
				return true, nil
			}
			file, err := decodeCase(item, wholly)
			if err != nil {
				return false, err
			}
			if e.Kind == disclosure.KindCaseReviewed {
				return file.Review != disclosure.Review{On: disclosure.DateOf(e.RecordedAt), Outcome: reviewed.Outcome, NextOn: reviewed.NextOn}, nil
			}
			return !slices.ContainsFunc(file.Holds, func(h disclosure.Hold) bool { return h.ID == e.ID && h.ReleasedOn.IsZero() }), nil
		}}, nil
	}
	return nil, nil
}

// reviewIsOver is whether the flag is of a day of review that has been put right.
func (f flaggedEntries) reviewIsOver(flag disclosure.Flag, id disclosure.EntryID) (bool, error) {
	review := f.reviews[id]
	if review == nil || flag.Rule != policy.ReviewRule {
		return false, nil
	}
	return review.over(f.found)
}
