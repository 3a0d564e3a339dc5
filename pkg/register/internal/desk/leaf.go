package desk

import (
	"encoding/json"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// SealedEntries tells whoever compares the table with the log what an entry is
// ([sealing.Entries]). Its errors name nobody.
type SealedEntries struct{}

var _ sealing.Entries = SealedEntries{}

// Keys are where an entry is and where an access is: which of them it is cannot
// be told from its id.
func (SealedEntries) Keys(register, id string) []store.Key {
	at, err := disclosure.EntryID(id).RecordedAt()
	if err != nil {
		return nil
	}
	return []store.Key{store.EntryKey(register, id), store.AccessKey(register, at, id)}
}

// Leaf makes an entry's leaf anew from its stored bytes and salt.
func (SealedEntries) Leaf(entry store.Item) (ledger.Leaf, error) { return leafOf(entry) }

// Destroyed reads what a certificate of disposal, or an entry that goes on with
// its list, says was destroyed.
func (SealedEntries) Destroyed(item store.Item) (sealing.Destroyed, error) {
	entry, _, err := decodeEntry(item)
	if err != nil || entry.Kind != disclosure.KindDisposal {
		return sealing.Destroyed{}, err
	}
	return destroyedBy(entry)
}

// destroyedBy reads what a disposal's entry says was destroyed.
func destroyedBy(entry *disclosure.Entry) (sealing.Destroyed, error) {
	var body disclosure.DestroyedLeaves // a certificate has these, but for the part
	if err := json.Unmarshal(entry.Body, &body); err != nil {
		return sealing.Destroyed{}, fmt.Errorf("decode a certificate: %w", err)
	}
	destroyed := sealing.Destroyed{Disposal: body.Disposal, Certified: body.Part == 0}
	for _, text := range body.Leaves {
		leaf, err := ledger.ParseLeaf(text)
		if err != nil {
			return sealing.Destroyed{}, fmt.Errorf("decode a certificate: %w", err)
		}
		destroyed.Leaves = append(destroyed.Leaves, leaf)
	}
	return destroyed, nil
}
