package registrar

import (
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// LeafOf makes an entry's leaf anew from its stored bytes and salt, for whoever
// compares the table with the log. The error names nobody.
func LeafOf(entry store.Item) (ledger.Leaf, error) {
	_, leaf, err := decodeEntry(entry)
	return leaf, err
}
