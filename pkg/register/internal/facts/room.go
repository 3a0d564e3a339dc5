package facts

import (
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// What is known of one subject, agreement or contract is two items, so its number and
// its length are bounded. What is kept from departments has room of its own, and each
// department a share of either: whether a department's fact finds room never depends on
// what it may not know of, unless several have filled theirs about one person. What
// nobody but the Data Protection Officer records, and what a person has objected to or
// has had restricted, finds room where all other facts have filled theirs.
const (
	maxFacts     = 200     // in each item
	maxFactBytes = 230_000 // of one item, past facts included; of what the Data Protection Officer recorded, where it is kept
	maxOwnFacts  = 50      // in either that are one department's; and as many objections and restrictions beside them
	maxOwnBytes  = 50_000  // of those
	reserveFacts = 50      // that others may not use
	reserveBytes = 50_000
	maxKeptBytes = store.MaxItemBytes - 10_000
)

// CheckRoom refuses a fact, which is among those known already, when there is no room.
func (f Item) CheckRoom(now Known) error {
	kept := Kept(now.Fact)
	known, past := f.divide(kept)
	// Of a department its last words count, whatever the Data Protection Officer has made of
	// them since: room that they had made would tell.
	own := slices.DeleteFunc(slices.Clone(known), func(k Known) bool {
		return !disclosure.Same(k.Department, now.Department) || !kept && stops(k.Kind) != stops(now.Kind) || f.ReplacedByOwn(k)
	})
	taken := 0
	for _, p := range past {
		if p.Department != "" && disclosure.Same(p.Department, now.Department) && (kept || stops(p.Kind) == stops(now.Kind)) {
			taken++
		}
	}
	switch {
	case now.Department != "":
		if err := withinRoom(own, nil, maxOwnFacts-taken, maxOwnBytes); err != nil {
			return err
		}
	case kept:
		if err := withinRoom(own, nil, maxFacts, maxFactBytes); err != nil {
			return err
		}
	}
	switch {
	case kept:
		return withinRoom(known, past, len(known), maxKeptBytes)
	case now.Department == "" || stops(now.Kind):
		return withinRoom(known, past, maxFacts+reserveFacts, maxFactBytes+reserveBytes)
	}
	return withinRoom(known, past, maxFacts, maxFactBytes)
}

// stops reports whether a fact of the kind is that its person objects, or has the data
// restricted.
func stops(kind disclosure.FactKind) bool {
	return kind == disclosure.FactObjection || kind == disclosure.FactRestriction
}

func withinRoom(known []Known, past []Past, count, length int) error {
	doc, err := json.Marshal([]any{known, past})
	if err != nil {
		return fmt.Errorf("encode facts: %w", err)
	}
	if len(known) > count || len(doc) > length {
		return disclosure.Fail(disclosure.Conflict, "Too much is known about this already for one more fact of this length. Replace those that have ended, or shorten the text.")
	}
	return nil
}
