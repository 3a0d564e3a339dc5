package facts

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// attrBrief holds, in an item of its own, what a recording needs of what is kept from
// departments. Whatever changes what is kept writes it in the same transaction.
const attrBrief = "brief"

// Brief is that, as stored: the facts of a [policy.Brief], without their words.
type Brief struct {
	Known   []Known `json:"known"`
	Markers bool    `json:"markers,omitempty"` // some are left out; so Changes
	Changes bool    `json:"changes,omitempty"`
	// Joined: another reference is the same person's, and what is known under that is not
	// here. Whoever records cannot read it without taking longer for it.
	Joined bool `json:"joined,omitempty"`
}

// fillers are, by their number, briefs of facts of no kind, each as long as a marker is,
// about. With what a brief lacks of the most that it may have, one is decoded and
// forgotten, so that reading a brief takes as long whatever is kept.
var fillers = sync.OnceValue(func() (docs [policy.MaxBrief + 1][]byte) {
	filler := Known{Entry: "00000000-0000-7000-8000-000000000000", Fact: disclosure.Fact{
		About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "ABC-P-123456"},
		From:  disclosure.NewDate(2000, 1, 1), ReviewBy: disclosure.NewDate(2000, 1, 1), DPOConsulted: disclosure.NewDate(2000, 1, 1),
		Reason: "given", SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2",
	}}
	for n := range docs {
		doc, err := json.Marshal(Brief{Known: slices.Repeat([]Known{filler}, n)})
		if err != nil {
			panic(err)
		}
		docs[n] = doc
	}
	return docs
})

// briefDoc makes the brief of what is kept and stands.
func briefDoc(standing []Known, joined bool) ([]byte, error) {
	of := policy.BriefOf(Alone(standing))
	brief := Brief{Markers: of.Markers, Changes: of.Changes, Joined: joined, Known: make([]Known, 0, policy.MaxBrief)}
	for _, i := range of.Facts {
		brief.Known = append(brief.Known, Known{Entry: standing[i].Entry, Fact: policy.Bare(standing[i].Fact)})
	}
	doc, err := json.Marshal(brief)
	if err != nil {
		return nil, fmt.Errorf("encode a brief of facts: %w", err)
	}
	return doc, nil
}

// briefIn reads what a recording needs of what is kept of the thing. Nothing is in it of
// what has not been parted: that was read with the rest.
func briefIn(items map[store.Key]store.Item, at Place) (Brief, error) {
	var brief, forgotten Brief
	if doc, there := items[store.KeptBriefKey(at.Now)].Attrs[attrBrief].([]byte); there {
		if err := json.Unmarshal(doc, &brief); err != nil {
			return brief, fmt.Errorf("decode a brief of facts: %w", err)
		}
	}
	if err := json.Unmarshal(fillers()[max(0, policy.MaxBrief-len(brief.Known))], &forgotten); err != nil {
		return brief, fmt.Errorf("decode a brief of no facts: %w", err)
	}
	return brief, nil
}

// KnownBriefly finds what is known of the thing at the place among the items read.
func KnownBriefly(items map[store.Key]store.Item, at Place) ([]Known, Brief, error) {
	rest, err := In(items, at)
	if err != nil {
		return nil, Brief{}, err
	}
	brief, err := briefIn(items, at)
	return append(rest.Known, brief.Known...), brief, err
}

// And says what either of two left out.
func (b Brief) And(other Brief) Brief {
	return Brief{Markers: b.Markers || other.Markers, Changes: b.Changes || other.Changes, Joined: b.Joined || other.Joined}
}

// brief writes the brief of what is kept from now on, in place of what was kept there.
// Where nothing is, it says so, or goes with the rest: few may delete.
func (f Item) brief(kept []Known, remove bool) (store.Write, error) {
	w := store.Write{Action: store.Delete, Item: store.Item{Key: f.unparted.Key}}
	if f.unparted.Version > 0 {
		w.If = store.Attr(attrChanged, f.unparted.Version)
	}
	if stands := Standing(kept); len(stands) > 0 || len(f.Joins) > 0 || !remove {
		doc, err := briefDoc(stands, len(f.Joins) > 0)
		if err != nil {
			return w, err
		}
		w.Action, w.Item.Attrs = store.Put, store.Attrs{attrBrief: doc}
	}
	return w, nil
}
