package desk

import (
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// What is known of one subject, agreement or contract is two items, so its number and
// its length are bounded. What is kept from departments has room of its own, and each
// department a share there: whether a department's fact finds room never depends on
// what it may not know of, unless several have filled theirs about one person.
const (
	maxFacts     = 200     // in each item
	maxFactBytes = 230_000 // of one item, past facts included; of what the Data Protection Officer recorded, where it is kept
	maxOwnFacts  = 50      // that are kept and one department's
	maxOwnBytes  = 50_000  // of those
	maxKeptBytes = store.MaxItemBytes - 10_000
)

// checkRoom refuses a fact, which is among those known already, when there is no room.
func (f factItem) checkRoom(now Known) error {
	kept := keptFact(now.Fact)
	known, past := f.divide(kept)
	if !kept {
		return withinRoom(known, past, maxFacts, maxFactBytes)
	}
	own := slices.DeleteFunc(slices.Clone(known), func(k Known) bool { return k.Department != now.Department })
	count, length := maxFacts, maxFactBytes
	if now.Department != "" {
		count, length = maxOwnFacts, maxOwnBytes
	}
	if err := withinRoom(own, nil, count, length); err != nil {
		return err
	}
	return withinRoom(known, past, len(known), maxKeptBytes)
}

func withinRoom(known []Known, past []pastFact, count, length int) error {
	doc, err := json.Marshal([]any{known, past})
	if err != nil {
		return fmt.Errorf("encode facts: %w", err)
	}
	if len(known) > count || len(doc) > length {
		return disclosure.Fail(disclosure.Conflict, "Too much is known about this already for one more fact of this length. Replace those that have ended, or shorten the text.")
	}
	return nil
}
