package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Listing is an item of the register's table by which an entry is found, as the entry
// commits to it. Its attributes are texts, bytes and whole numbers (int64).
type Listing struct {
	Partition, Sort string
	Attributes      map[string]any
}

// FoundBy is the digest, in hexadecimal, by which an entry commits to what it is found by:
// the salt goes before all, so that nobody who lacks it can try what the items might say.
//
// It is a stored format: docs/ledger.md describes it byte by byte.
func FoundBy(salt Salt, items ...Listing) string {
	h := sha256.New()
	number := func(n int64) { h.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	text := func(s string) {
		number(int64(len(s)))
		h.Write([]byte(s))
	}
	h.Write(salt[:])
	for _, item := range slices.SortedFunc(slices.Values(items), byKey) {
		text(item.Partition)
		text(item.Sort)
		number(int64(len(item.Attributes)))
		for _, name := range slices.Sorted(maps.Keys(item.Attributes)) {
			text(name)
			switch v := item.Attributes[name].(type) {
			case string:
				h.Write([]byte{'S'})
				text(v)
			case []byte:
				h.Write([]byte{'B'})
				text(string(v))
			case int64:
				h.Write([]byte{'N'})
				number(v)
			default: // no item that lists an entry has one, unless it was altered
				text(fmt.Sprint(v))
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func byKey(a, b Listing) int {
	return cmp.Or(strings.Compare(a.Partition, b.Partition), strings.Compare(a.Sort, b.Sort))
}
