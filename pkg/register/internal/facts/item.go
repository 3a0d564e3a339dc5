// Package facts has what is known of a thing, as it is stored: a person, an agreement, a
// breach. It says which of it a department's answer may rest on and what awaits the Data
// Protection Officer, who may change what, and whether there is room for more. It reads
// and writes nothing: it makes items of facts, and facts of items.
package facts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Place is where what is known of a thing is kept, however the thing is spelt;
// and where it was kept by its spelling, until another fact of it was recorded
// (docs/adr/0032-one-thing-has-one-key.md).
type Place struct{ Now, Before store.Key }

// Reading is how much is read of what is kept from departments.
type Reading int

const (
	Dryly   Reading = iota // nothing of it: a dry run takes as long whatever it is
	Briefly                // what a recording needs of it, which is never much
	Wholly
)

// Keys are what to read for what is known.
func (p Place) Keys(how Reading) []store.Key {
	keys := []store.Key{p.Now}
	if p.Before != (store.Key{}) {
		keys = append(keys, p.Before)
	}
	if how >= Briefly {
		keys = append(keys, store.KeptBriefKey(p.Now))
	}
	if how == Wholly {
		keys = append(keys, store.KeptFactsKey(p.Now))
	}
	return keys
}

// Known is a fact and the entry that recorded it.
type Known struct {
	Entry disclosure.EntryID `json:"entry"`
	// Department recorded it. It is "" of what the Data Protection Officer recorded,
	// and of what was recorded before this was kept: then it is no department's own.
	Department string `json:"department,omitempty" doc:"The department that recorded it; left out where the Data Protection Officer did, and of older facts"`
	disclosure.Fact
	Awaits *Awaiting `json:"awaits,omitempty" doc:"Left out of what counts for everybody: a weakening that the Data Protection Officer has not confirmed"`
	// Confirmation is the entry by which the Data Protection Officer confirmed or refused it.
	Confirmation disclosure.EntryID `json:"confirmation,omitempty" doc:"The entry by which the Data Protection Officer confirmed or refused it"`
}

// Past is one that another has replaced: it has left the current facts, and
// its entry stays until its retention is over.
type Past struct {
	Entry        disclosure.EntryID  `json:"entry"`
	Kind         disclosure.FactKind `json:"kind"`
	Ended        disclosure.Date     `json:"ended"`
	Kept         bool                `json:"kept,omitempty"` // from departments
	Confirmation disclosure.EntryID  `json:"confirmation,omitempty"`
	// Now took its place. Department is set where another than the one that recorded it
	// did that, of which it may not learn: it may still name the entry, once. Neither is
	// kept of what was replaced before 29 November 2026.
	Now        disclosure.EntryID `json:"now,omitempty"`
	Department string             `json:"department,omitempty"`
}

// Item is what is known about one thing, as stored: one item of what the rules of
// any department may rest on, and one of what is kept from departments, so that a dry
// run need not read the latter and takes as long whatever is in it; and a brief of that,
// for recordings. Until 29 November 2026 all was in the first, and then for a day what
// is kept was where the brief is now; what is changed is parted.
type Item struct {
	Known []Known
	Past  []Past
	// joins are those of a person's reference that are confirmed. They stand with what is
	// kept, since no department may know of one.
	Joins []Joined
	Open  half
	Kept  half
	// before is what was kept by the thing's spelling, and unparted what was kept where
	// the brief is now: a change makes them part of the rest.
	before   half
	unparted half
}

// half is one of the two items: what a change of it is conditional on, and how it
// reads. The version is 0 when there is none yet.
type half struct {
	Key              store.Key
	Version          int64
	doc, past, joins []byte
}

const (
	attrKnown   = "doc"
	attrChanged = "version"
	attrPast    = "past"
	attrJoins   = "joins"
)

const none = "[]"

// Kept reports whether no answer to a department may rest on the fact, whoever
// recorded it, nor take longer for it: what the person is not told of, and what is the
// Data Protection Officer's.
func Kept(f disclosure.Fact) bool {
	switch f.Kind {
	case disclosure.FactMarker, disclosure.FactContactRestriction:
		return f.SubjectTold != disclosure.Told
	case disclosure.FactBreach, disclosure.FactChange, disclosure.FactTelling, disclosure.FactHealthOpinion:
		return true
	}
	return false
}

// In finds what is known of the thing at the place among the items read: of what
// is kept from departments, all, or nothing where that was left unread.
func In(items map[store.Key]store.Item, at Place) (Item, error) {
	f := Item{
		Open: half{Key: at.Now}, Kept: half{Key: store.KeptFactsKey(at.Now)},
		before: half{Key: at.Before}, unparted: half{Key: store.KeptBriefKey(at.Now)},
	}
	for _, half := range []*half{&f.Open, &f.Kept, &f.before, &f.unparted} {
		item, there := items[half.Key]
		if !there {
			continue
		}
		if half.doc, _ = item.Attrs[attrKnown].([]byte); half.doc == nil {
			continue // a brief
		}
		half.past, _ = item.Attrs[attrPast].([]byte)
		half.Version, _ = item.Attrs[attrChanged].(int64)
		var known []Known
		if err := json.Unmarshal(half.doc, &known); err != nil {
			return Item{}, fmt.Errorf("decode facts: %w", err)
		}
		f.Known = append(f.Known, known...)
		if half.past != nil {
			var past []Past
			if err := json.Unmarshal(half.past, &past); err != nil {
				return Item{}, fmt.Errorf("decode past facts: %w", err)
			}
			f.Past = append(f.Past, past...)
		}
		if half.joins, _ = item.Attrs[attrJoins].([]byte); half.joins != nil {
			if err := json.Unmarshal(half.joins, &f.Joins); err != nil {
				return Item{}, fmt.Errorf("decode joins: %w", err)
			}
		}
	}
	return f, nil
}

// There reports whether anything is stored.
func (f Item) There() bool {
	return f.Open.Version > 0 || f.Kept.Version > 0 || f.before.Version > 0 || f.unparted.Version > 0
}

// divide returns what belongs in one half.
func (f Item) divide(kept bool) ([]Known, []Past) {
	known := slices.DeleteFunc(slices.Clone(f.Known), func(k Known) bool { return Kept(k.Fact) != kept })
	past := slices.DeleteFunc(slices.Clone(f.Past), func(p Past) bool { return p.Kept != kept })
	return known, past
}

// Change stores each half that reads otherwise than it did, if it is still as it was
// read.
func (f Item) Change() ([]store.Write, error) { return f.writes(false) }

// Erase is change, and removes a half when nothing is left in it.
func (f Item) Erase() ([]store.Write, error) { return f.writes(true) }

func (f Item) writes(remove bool) ([]store.Write, error) {
	var out []store.Write
	if f.before.Version > 0 && (remove || string(f.before.doc) != none) {
		w := store.Write{Action: store.Put, If: store.Attr(attrChanged, f.before.Version), Item: store.Item{
			Key: f.before.Key, Attrs: store.Attrs{attrKnown: []byte(none), attrChanged: f.before.Version + 1},
		}}
		if remove { // whoever records may delete nothing of what is known
			w.Action, w.Item.Attrs = store.Delete, nil
		}
		out = append(out, w)
	}
	for _, half := range []half{f.Open, f.Kept} {
		isKept := half.Key == f.Kept.Key
		known, past := f.divide(isKept)
		var joins []byte
		if isKept && len(f.Joins) > 0 {
			var err error
			if joins, err = json.Marshal(f.Joins); err != nil {
				return nil, fmt.Errorf("encode joins: %w", err)
			}
		}
		none := len(known) == 0 && len(past) == 0 && joins == nil
		if half.Version == 0 && none && (!isKept || f.unparted.Version == 0) {
			continue
		}
		doc, err := json.Marshal(known)
		if err != nil {
			return nil, fmt.Errorf("encode facts: %w", err)
		}
		before, err := json.Marshal(past)
		if err != nil {
			return nil, fmt.Errorf("encode past facts: %w", err)
		}
		if half.Version > 0 && bytes.Equal(doc, half.doc) && bytes.Equal(before, half.past) && bytes.Equal(joins, half.joins) {
			continue
		}
		w := store.Write{Action: store.Put, If: store.Absent(), Item: store.Item{
			Key: half.Key, Attrs: store.Attrs{attrKnown: doc, attrPast: before, attrChanged: half.Version + 1},
		}}
		if joins != nil {
			w.Item.Attrs[attrJoins] = joins
		}
		if half.Version > 0 {
			w.If = store.Attr(attrChanged, half.Version)
		}
		if remove && none {
			w.Action, w.Item.Attrs = store.Delete, nil
		}
		if half.Version > 0 || !none {
			out = append(out, w)
		}
		if isKept {
			brief, err := f.brief(known, remove)
			if err != nil {
				return nil, err
			}
			out = append(out, brief)
		}
	}
	return out, nil
}

// Remove takes the facts out of what is known, as of the day, for one that takes
// their place.
func (f *Item) Remove(entries []disclosure.EntryID, now Known, today disclosure.Date) {
	for _, entry := range entries {
		if k := Find(f.Known, entry); k != nil {
			past := Past{Entry: entry, Kind: k.Kind, Ended: today, Kept: Kept(k.Fact), Confirmation: k.Confirmation, Now: now.Entry}
			if !disclosure.Same(k.Department, now.Department) && Powers[k.Kind].Weakens != nil && !f.ReplacedByOwn(*k) {
				past.Department = k.Department
			}
			f.Past = append(f.Past, past)
		}
	}
	f.Known = slices.DeleteFunc(f.Known, func(k Known) bool { return slices.Contains(entries, k.Entry) })
}

// Of returns the fact that an entry recorded.
func Of(e *disclosure.Entry) (disclosure.Fact, error) {
	var f disclosure.Fact
	if err := json.Unmarshal(e.Body, &f); err != nil {
		return f, fmt.Errorf("decode a fact: %w", err)
	}
	return f, nil
}

// Find returns the fact that the entry recorded, or nil when it is not among
// those known.
func Find(known []Known, id disclosure.EntryID) *Known {
	for i := range known {
		if known[i].Entry == id {
			return &known[i]
		}
	}
	return nil
}

// OfSubject is a person, as a thing of which facts are known.
func OfSubject(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference}
}

// OfAnswers are the answers to a person.
func OfAnswers(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfAnswers, Reference: reference}
}

// OfBreach is a breach, by its reference in the breach register.
func OfBreach(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: reference}
}

// Joined is a confirmed join of a person's reference with another, as it is kept with
// what is known under the one.
type Joined struct {
	Join        disclosure.EntryID `json:"join"`
	With        string             `json:"with"`
	Answers     bool               `json:"answers,omitempty"`
	NewIdentity bool               `json:"newIdentity,omitempty"`
	Until       disclosure.Date    `json:"until"` // the last day on which it reaches answers
}
