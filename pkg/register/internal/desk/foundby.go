package desk

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// goingWith is what an entry commits to, of what is written with it and is
// destroyed with it: its own item, each item of an index that lists it, and the key
// alone of every other, which may change or go before the entry does.
func goingWith(own store.Item, register disclosure.Register, keys []store.Key, at map[store.Key]store.Attrs) []store.Item {
	items := []store.Item{own}
	for _, key := range distinct(keys) {
		item := store.Item{Key: key}
		if isListing(register.String(), key) {
			item.Attrs = at[key]
		}
		items = append(items, item)
	}
	return items
}

// foundBy is the digest by which an entry commits to what goes with it, but for the bytes,
// in which the digest is, the salt and the list of keys, which decides what is digested; and
// of a part of a share but for its people, to each of whom the bytes commit, so that one can
// go before the rest. The entry's salt goes before all, so that nobody who lacks it can try
// what it might say.
//
// It is a stored format: docs/ledger.md describes it byte by byte.
func foundBy(salt ledger.Salt, items []store.Item) string {
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
		names := slices.Sorted(maps.Keys(item.Attrs))
		names = slices.DeleteFunc(names, func(name string) bool {
			return name == attrBytes || name == attrSalt || name == attrKeys || name == attrMembers
		})
		number(int64(len(names)))
		for _, name := range names {
			text(name)
			switch v := item.Attrs[name].(type) {
			case string:
				h.Write([]byte{'S'})
				text(v)
			case []byte:
				h.Write([]byte{'B'})
				text(string(v))
			case int64:
				h.Write([]byte{'N'})
				number(v)
			case bool: // no item that lists an entry has one, unless it was altered
				text(fmt.Sprint(v))
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func byKey(a, b store.Item) int {
	return cmp.Or(strings.Compare(a.Partition, b.Partition), strings.Compare(a.Sort, b.Sort))
}

// isListing reports whether an item at the key lists an entry of the register.
func isListing(register string, key store.Key) bool {
	return slices.ContainsFunc(store.ListingPrefixes(register), func(prefix string) bool {
		return strings.HasPrefix(key.Partition, prefix)
	})
}
