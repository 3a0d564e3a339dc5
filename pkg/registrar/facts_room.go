package registrar

import (
	"encoding/json"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// What is known of one subject, agreement or contract is one item, so its number
// and its length are bounded. Markers, changes and tellings have room apart from
// the rest: whether a department's fact finds room never depends on those that it
// may not know of.
const (
	maxFacts     = 200                          // in each room
	maxFactBytes = 230_000                      // of the facts that are not kept apart, past ones included
	maxApart     = store.MaxItemBytes - 240_000 // of those that are; the rest is for keys and names
)

func keptApart(kind disclosure.FactKind) bool {
	return kind == disclosure.FactMarker || kind == disclosure.FactChange || kind == disclosure.FactTelling
}

// checkRoom refuses a fact of the kind, which is among those known already, when
// its room does not hold it.
func (f factItem) checkRoom(kind disclosure.FactKind) error {
	apart, most := keptApart(kind), maxFactBytes
	if apart {
		most = maxApart
	}
	known := slices.DeleteFunc(slices.Clone(f.known), func(k Known) bool { return keptApart(k.Kind) != apart })
	past := slices.DeleteFunc(slices.Clone(f.past), func(p pastFact) bool { return keptApart(p.Kind) != apart })
	doc, err := json.Marshal([]any{known, past})
	if err != nil {
		return fmt.Errorf("encode facts: %w", err)
	}
	if len(known) > maxFacts || len(doc) > most {
		return disclosure.Fail(disclosure.Conflict, "Too much is known about this already for one more fact of this length. Replace those that have ended, or shorten the text.")
	}
	return nil
}
