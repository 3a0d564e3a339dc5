package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// factPlace is where what is known of a thing is kept, however the thing is spelt;
// and where it was kept by its spelling, until another fact of it was recorded
// (docs/adr/0032-one-thing-has-one-key.md).
type factPlace struct{ now, before store.Key }

// factPlace is computable from a disclosure's body alone, so that the facts its rules
// need come with the one read.
func (r *Registrar) factPlace(register disclosure.Register, k disclosure.FactKey) factPlace {
	at := func(token string) store.Key {
		if k.Dimension == disclosure.FactsOfAnswers {
			return store.AnswersKey(register.String(), token)
		}
		return store.FactsKey(register.String(), k.Dimension, token)
	}
	return factPlace{at(r.keys.fact(register, k)), at(r.keys.factV1(register, k))}
}

// reading is how much is read of what is kept from departments.
type reading int

const (
	dryly   reading = iota // nothing of it: a dry run takes as long whatever it is
	briefly                // what a recording needs of it, which is never much
	wholly
)

// keys are what to read for what is known.
func (p factPlace) keys(how reading) []store.Key {
	keys := []store.Key{p.now}
	if p.before != (store.Key{}) {
		keys = append(keys, p.before)
	}
	if how >= briefly {
		keys = append(keys, store.KeptBriefKey(p.now))
	}
	if how == wholly {
		keys = append(keys, store.KeptFactsKey(p.now))
	}
	return keys
}

// answersToken is by what everything that was asked and decided for answers to the
// person is found, however the reference is spelt.
func (r *Registrar) answersToken(register disclosure.Register, subject string) string {
	return r.keys.fact(register, ofAnswers(subject))
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

// pastFact is one that another has replaced: it has left the current facts, and
// its entry stays until its retention is over.
type pastFact struct {
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

// factItem is what is known about one thing, as stored: one item of what the rules of
// any department may rest on, and one of what is kept from departments, so that a dry
// run need not read the latter and takes as long whatever is in it; and a brief of that,
// for recordings. Until 29 November 2026 all was in the first, and then for a day what
// is kept was where the brief is now; what is changed is parted.
type factItem struct {
	known []Known
	past  []pastFact
	// joins are those of a person's reference that are confirmed. They stand with what is
	// kept, since no department may know of one.
	joins []joined
	open  factHalf
	kept  factHalf
	// before is what was kept by the thing's spelling, and unparted what was kept where
	// the brief is now: a change makes them part of the rest.
	before   factHalf
	unparted factHalf
}

// factHalf is one of the two items: what a change of it is conditional on, and how it
// reads. The version is 0 when there is none yet.
type factHalf struct {
	key              store.Key
	version          int64
	doc, past, joins []byte
}

const (
	attrPast  = "past"
	attrJoins = "joins"
)

const noFacts = "[]"

// keptFact reports whether no answer to a department may rest on the fact, whoever
// recorded it, nor take longer for it: what the person is not told of, and what is the
// Data Protection Officer's.
func keptFact(f disclosure.Fact) bool {
	switch f.Kind {
	case disclosure.FactMarker, disclosure.FactContactRestriction:
		return f.SubjectTold != disclosure.Told
	case disclosure.FactBreach, disclosure.FactChange, disclosure.FactTelling, disclosure.FactHealthOpinion:
		return true
	}
	return false
}

// factsIn finds what is known of the thing at the place among the items read: of what
// is kept from departments, all, or nothing where that was left unread.
func factsIn(items map[store.Key]store.Item, at factPlace) (factItem, error) {
	f := factItem{
		open: factHalf{key: at.now}, kept: factHalf{key: store.KeptFactsKey(at.now)},
		before: factHalf{key: at.before}, unparted: factHalf{key: store.KeptBriefKey(at.now)},
	}
	for _, half := range []*factHalf{&f.open, &f.kept, &f.before, &f.unparted} {
		item, there := items[half.key]
		if !there {
			continue
		}
		if half.doc, _ = item.Attrs[attrDoc].([]byte); half.doc == nil {
			continue // a brief
		}
		half.past, _ = item.Attrs[attrPast].([]byte)
		half.version, _ = item.Attrs[attrVersion].(int64)
		var known []Known
		if err := json.Unmarshal(half.doc, &known); err != nil {
			return factItem{}, fmt.Errorf("decode facts: %w", err)
		}
		f.known = append(f.known, known...)
		if half.past != nil {
			var past []pastFact
			if err := json.Unmarshal(half.past, &past); err != nil {
				return factItem{}, fmt.Errorf("decode past facts: %w", err)
			}
			f.past = append(f.past, past...)
		}
		if half.joins, _ = item.Attrs[attrJoins].([]byte); half.joins != nil {
			if err := json.Unmarshal(half.joins, &f.joins); err != nil {
				return factItem{}, fmt.Errorf("decode joins: %w", err)
			}
		}
	}
	return f, nil
}

// there reports whether anything is stored.
func (f factItem) there() bool {
	return f.open.version > 0 || f.kept.version > 0 || f.before.version > 0 || f.unparted.version > 0
}

// divide returns what belongs in one half.
func (f factItem) divide(kept bool) ([]Known, []pastFact) {
	known := slices.DeleteFunc(slices.Clone(f.known), func(k Known) bool { return keptFact(k.Fact) != kept })
	past := slices.DeleteFunc(slices.Clone(f.past), func(p pastFact) bool { return p.Kept != kept })
	return known, past
}

// change stores each half that reads otherwise than it did, if it is still as it was
// read.
func (f factItem) change() ([]store.Write, error) { return f.writes(false) }

// erase is change, and removes a half when nothing is left in it.
func (f factItem) erase() ([]store.Write, error) { return f.writes(true) }

func (f factItem) writes(remove bool) ([]store.Write, error) {
	var out []store.Write
	if f.before.version > 0 && (remove || string(f.before.doc) != noFacts) {
		w := store.Write{Action: store.Put, If: store.Attr(attrVersion, f.before.version), Item: store.Item{
			Key: f.before.key, Attrs: store.Attrs{attrDoc: []byte(noFacts), attrVersion: f.before.version + 1},
		}}
		if remove { // whoever records may delete nothing of what is known
			w.Action, w.Item.Attrs = store.Delete, nil
		}
		out = append(out, w)
	}
	for _, half := range []factHalf{f.open, f.kept} {
		isKept := half.key == f.kept.key
		known, past := f.divide(isKept)
		var joins []byte
		if isKept && len(f.joins) > 0 {
			var err error
			if joins, err = json.Marshal(f.joins); err != nil {
				return nil, fmt.Errorf("encode joins: %w", err)
			}
		}
		none := len(known) == 0 && len(past) == 0 && joins == nil
		if half.version == 0 && none && (!isKept || f.unparted.version == 0) {
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
		if half.version > 0 && bytes.Equal(doc, half.doc) && bytes.Equal(before, half.past) && bytes.Equal(joins, half.joins) {
			continue
		}
		w := store.Write{Action: store.Put, If: store.Absent(), Item: store.Item{
			Key: half.key, Attrs: store.Attrs{attrDoc: doc, attrPast: before, attrVersion: half.version + 1},
		}}
		if joins != nil {
			w.Item.Attrs[attrJoins] = joins
		}
		if half.version > 0 {
			w.If = store.Attr(attrVersion, half.version)
		}
		if remove && none {
			w.Action, w.Item.Attrs = store.Delete, nil
		}
		if half.version > 0 || !none {
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

// remove takes the facts out of what is known, as of the day, for one that takes
// their place.
func (f *factItem) remove(entries []disclosure.EntryID, now Known, today disclosure.Date) {
	for _, entry := range entries {
		if k := find(f.known, entry); k != nil {
			past := pastFact{Entry: entry, Kind: k.Kind, Ended: today, Kept: keptFact(k.Fact), Confirmation: k.Confirmation, Now: now.Entry}
			if !disclosure.Same(k.Department, now.Department) && factPowers[k.Kind].weakens != nil && !f.replacedByOwn(*k) {
				past.Department = k.Department
			}
			f.past = append(f.past, past)
		}
	}
	f.known = slices.DeleteFunc(f.known, func(k Known) bool { return slices.Contains(entries, k.Entry) })
}

// factsAbout reads all that is known of a thing, and the other keys.
func (r *Registrar) factsAbout(ctx context.Context, register disclosure.Register, about disclosure.FactKey, also ...store.Key) (factItem, map[store.Key]store.Item, error) {
	return r.factsRead(ctx, register, about, wholly, also...)
}

// factsRead reads what is known of a thing, so far, and the other keys. What is left
// unread of it does not change with it.
func (r *Registrar) factsRead(ctx context.Context, register disclosure.Register, about disclosure.FactKey, how reading, also ...store.Key) (factItem, map[store.Key]store.Item, error) {
	place := r.factPlace(register, about)
	items, err := r.itemsAt(ctx, "load facts", append(also, place.keys(how)...))
	if err != nil {
		return factItem{}, nil, err
	}
	f, err := factsIn(items, place)
	return f, items, err
}

// knownAbout reads what stands of a thing: nothing, where nothing was recorded.
func (r *Registrar) knownAbout(ctx context.Context, register disclosure.Register, about disclosure.FactKey) ([]Known, error) {
	f, _, err := r.factsAbout(ctx, register, about)
	return standing(f.known), err
}

// knownOfEach reads what stands of several things of one dimension, and returns
// it by the canonical forms of their references.
func (r *Registrar) knownOfEach(ctx context.Context, register disclosure.Register, things []disclosure.FactKey) (map[string][]Known, error) {
	var keys []store.Key
	for _, about := range things {
		keys = append(keys, r.factPlace(register, about).keys(wholly)...)
	}
	items, err := r.itemsAt(ctx, "load facts", keys)
	if err != nil {
		return nil, err
	}
	known := map[string][]Known{}
	for _, thing := range things {
		about, err := factsIn(items, r.factPlace(register, thing))
		if err != nil {
			return nil, err
		}
		known[disclosure.Canonical(thing.Reference)] = standing(about.known)
	}
	return known, nil
}

// factOf returns the fact that an entry recorded.
func factOf(e *disclosure.Entry) (disclosure.Fact, error) {
	var f disclosure.Fact
	if err := json.Unmarshal(e.Body, &f); err != nil {
		return f, fmt.Errorf("decode a fact: %w", err)
	}
	return f, nil
}

// factIn returns the entry of a stored item, and the fact that it recorded.
func factIn(item store.Item) (*disclosure.Entry, disclosure.Fact, error) {
	e, _, err := decodeEntry(item)
	if err != nil {
		return nil, disclosure.Fact{}, err
	}
	f, err := factOf(e)
	return e, f, err
}

// find returns the fact that the entry recorded, or nil when it is not among
// those known.
func find(known []Known, id disclosure.EntryID) *Known {
	for i := range known {
		if known[i].Entry == id {
			return &known[i]
		}
	}
	return nil
}

func ofSubject(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference}
}

func ofAnswers(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfAnswers, Reference: reference}
}

func ofBreach(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: reference}
}

// Facts returns what is known now about a subject, an agreement or a contract,
// to the DPO or an auditor, and what departments have recorded that awaits the DPO. A
// department sees what it recorded itself, as it did ([Registrar.ownWords]).
func (r *Registrar) Facts(ctx context.Context, by Looking, k disclosure.FactKey) ([]Known, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-facts")
	if err != nil {
		return nil, err
	}
	register := by.Caller.Register
	about, _, err := r.factsAbout(ctx, register, k)
	if err != nil {
		return nil, err
	}
	known := about.known
	if reach == power.Own {
		if known, err = r.ownWords(ctx, by.Caller, about); err != nil {
			return nil, err
		}
	}
	asked := map[string]string{"dimension": k.Dimension}
	if k.Dimension == disclosure.FactsOfSubject {
		asked["subject"] = r.keys.subject(register, k.Reference)
	} else {
		asked["reference"] = k.Reference
	}
	return seen(append([]Known{}, known...), r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-facts", Asked: asked, Results: len(known)}))
}
