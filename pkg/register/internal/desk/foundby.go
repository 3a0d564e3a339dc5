package desk

import (
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
	for _, key := range Distinct(keys) {
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
// go before the rest.
func foundBy(salt ledger.Salt, items []store.Item) string {
	listings := make([]ledger.Listing, 0, len(items))
	for _, item := range items {
		listings = append(listings, digested(item))
	}
	return ledger.FoundBy(salt, listings...)
}

// digested is what is digested of an item.
func digested(item store.Item) ledger.Listing {
	attrs, own := item.Attrs, false // nearly all have none of these
	for _, name := range []string{attrBytes, attrSalt, attrKeys, attrMembers} {
		if _, has := attrs[name]; has && !own {
			attrs, own = maps.Clone(attrs), true
		}
		if own {
			delete(attrs, name)
		}
	}
	return ledger.Listing{Partition: item.Partition, Sort: item.Sort, Attributes: attrs}
}

// isListing reports whether an item at the key lists an entry of the register.
func isListing(register string, key store.Key) bool {
	return slices.ContainsFunc(store.ListingPrefixes(register), func(prefix string) bool {
		return strings.HasPrefix(key.Partition, prefix)
	})
}
