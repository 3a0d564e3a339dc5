package desk_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/audit"
	"disclosure-register/pkg/store"
)

// After a destruction the published log verifies, the receipts that were given
// still prove their leaves, and nothing that is left says what the entries were.
func TestADestroyedEntryIsStillProvedAndCannotBeToldFromItsLeaf(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	id := l.record(t, housing, toOmbudsman(t, inCase(doomed), about("DBC-P-doomed"))).ID
	l.record(t, housing, toOmbudsman(t))
	l.seal()
	item, err := l.table.Get(t.Context(), store.EntryKey(dartford.String(), id.String()))
	if err != nil {
		t.Fatal(err)
	}
	entry, salt := item.Attrs["bytes"].([]byte), item.Attrs["salt"].([]byte)
	given, err := l.Receipt(t.Context(), housing, id)
	if err != nil {
		t.Fatal(detail(err))
	}
	kept, err := l.Checkpoint(t.Context(), auditor)
	if err != nil {
		t.Fatal(detail(err))
	}

	l.closeLongAgo(doomed)
	if got := l.destroy(); got.Certified != 1 {
		t.Fatalf("destroyed %+v, want the case", got)
	}
	l.seal()

	files := l.bucket.Files(dartford.String())
	fetch := func(path string) ([]byte, error) {
		if data, found := files[path]; found {
			return data, nil
		}
		return nil, fs.ErrNotExist
	}
	if got, err := audit.Log(fetch, l.keys, audit.Options{Since: [][]byte{kept}}); err != nil || len(got.Problems) > 0 {
		t.Errorf("the published log: %v, %v", got.Problems, err)
	}
	old, _, err := l.keys.OpenReceipt(given)
	if err != nil || old.Leaf != ledger.NewLeaf(ledger.Salt(salt), entry) {
		t.Errorf("the receipt that was given: %v", err)
	}
	again, err := l.Receipt(t.Context(), auditor, id)
	if err != nil {
		t.Fatal(detail(err))
	}
	if r, _, err := l.keys.OpenReceipt(again); err != nil || r.Leaf != old.Leaf || r.Index != old.Index {
		t.Errorf("a receipt of today is of another leaf: %v", err)
	}
	if _, err := l.Receipt(t.Context(), housing, id); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("a department is given a receipt of what was destroyed: %v", err)
	}

	left := files
	for _, key := range l.office.keys(t) {
		item, err := l.table.Get(t.Context(), key)
		if errors.Is(err, store.ErrNoItem) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range item.Attrs {
			left[key.Partition+" "+key.Sort+" "+name] = fmt.Append(nil, value)
			if b, ok := value.([]byte); ok {
				left[key.Partition+" "+key.Sort+" "+name] = b
			}
		}
	}
	for where, data := range left {
		for what, trace := range map[string][]byte{
			"the person": []byte("DBC-P-doomed"), "the entry": entry, "the salt": salt, "the salt in hexadecimal": []byte(hex.EncodeToString(salt)),
		} {
			if bytes.Contains(data, trace) {
				t.Errorf("%s is left in %s", what, where)
			}
		}
	}
	// Whoever guesses the entry to the last byte cannot confirm it.
	for name, guess := range map[string]ledger.Leaf{
		"with no salt": ledger.NewLeaf(ledger.Salt{}, entry), "with another's": ledger.NewLeaf(ledger.Salt(bytes.Repeat([]byte{1}, ledger.SaltSize)), entry),
	} {
		if guess == old.Leaf {
			t.Errorf("%s a guess makes the leaf", name)
		}
	}
}
