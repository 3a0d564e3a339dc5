package registrar

import (
	"context"
	"encoding/json"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// factsKey is computable from a disclosure's body alone, so that the facts its
// rules need come with the one read.
func (r *Registrar) factsKey(register disclosure.Register, k disclosure.FactKey) store.Key {
	if k.Dimension == disclosure.FactsOfPost {
		k.Reference = disclosure.SearchName(k.Reference)
	}
	token := r.keys.token(register, useFact, k.Dimension, k.Reference)
	if k.Dimension == disclosure.FactsOfAnswers {
		return store.AnswersKey(register.String(), token)
	}
	return store.FactsKey(register.String(), k.Dimension, token)
}

// Known is a fact and the entry that recorded it.
type Known struct {
	Entry disclosure.EntryID `json:"entry"`
	disclosure.Fact
}

// pastFact is one that another has replaced: it has left the current facts, and
// its entry stays until its retention is over.
type pastFact struct {
	Entry disclosure.EntryID  `json:"entry"`
	Kind  disclosure.FactKind `json:"kind"`
	Ended disclosure.Date     `json:"ended"`
}

// factItem is what is known about one thing, as stored: the version is what a
// change of it is conditional on, and is 0 when nothing is known yet.
type factItem struct {
	key     store.Key
	known   []Known
	past    []pastFact
	version int64
}

const attrPast = "past"

func decodeFactItem(item store.Item) (factItem, error) {
	f := factItem{key: item.Key}
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &f.known); err != nil {
		return factItem{}, fmt.Errorf("decode facts: %w", err)
	}
	if past, _ := item.Attrs[attrPast].([]byte); past != nil {
		if err := json.Unmarshal(past, &f.past); err != nil {
			return factItem{}, fmt.Errorf("decode past facts: %w", err)
		}
	}
	f.version, _ = item.Attrs[attrVersion].(int64)
	return f, nil
}

// change stores the item if it is still as it was read, or removes it when
// nothing is left in it.
func (f factItem) change() (store.Write, error) {
	condition := store.Absent()
	if f.version > 0 {
		condition = store.Attr(attrVersion, f.version)
	}
	if len(f.known) == 0 && len(f.past) == 0 {
		return store.Write{Action: store.Delete, Item: store.Item{Key: f.key}, If: condition}, nil
	}
	doc, err := json.Marshal(f.known)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode facts: %w", err)
	}
	past, err := json.Marshal(f.past)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode past facts: %w", err)
	}
	attrs := store.Attrs{attrDoc: doc, attrPast: past, attrVersion: f.version + 1}
	return store.Write{Action: store.Put, If: condition, Item: store.Item{Key: f.key, Attrs: attrs}}, nil
}

func decodeKnown(item store.Item) ([]Known, error) {
	about, err := decodeFactItem(item)
	return about.known, err
}

// knownAbout reads what is known of a thing: nothing, where nothing was recorded.
func (r *Registrar) knownAbout(ctx context.Context, register disclosure.Register, about disclosure.FactKey) ([]Known, error) {
	key := r.factsKey(register, about)
	items, err := r.itemsAt(ctx, "load facts", []store.Key{key})
	if err != nil || len(items) == 0 {
		return nil, err
	}
	return decodeKnown(items[key])
}

// knownOfEach reads what is known of several things of one dimension, and returns
// it by their references.
func (r *Registrar) knownOfEach(ctx context.Context, register disclosure.Register, things []disclosure.FactKey) (map[string][]Known, error) {
	var keys []store.Key
	for _, about := range things {
		keys = append(keys, r.factsKey(register, about))
	}
	items, err := r.itemsAt(ctx, "load facts", keys)
	if err != nil {
		return nil, err
	}
	known := map[string][]Known{}
	for _, item := range items {
		about, err := decodeKnown(item)
		if err != nil {
			return nil, err
		}
		if len(about) > 0 {
			known[about[0].About.Reference] = about
		}
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
// to the DPO or an auditor.
func (r *Registrar) Facts(ctx context.Context, by Looking, k disclosure.FactKey) ([]Known, error) {
	if _, err := maySee(by, "show-facts"); err != nil {
		return nil, err
	}
	register := by.Caller.Register
	known, err := r.knownAbout(ctx, register, k)
	if err != nil {
		return nil, err
	}
	asked := map[string]string{"dimension": k.Dimension}
	if k.Dimension == disclosure.FactsOfSubject {
		asked["subject"] = r.keys.subject(register, k.Reference)
	} else {
		asked["reference"] = k.Reference
	}
	return seen(append([]Known{}, known...), r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-facts", Asked: asked, Results: len(known)}))
}
