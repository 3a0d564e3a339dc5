package sealing

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"

	"disclosure-register/pkg/store"
)

// Table is a table that can be compared with its logs.
type Table interface {
	store.Table
	store.Walker
}

// keySet remembers keys by 64 bits of each, of a hash that nobody can foresee: a
// register of a million entries has some fifteen million.
type keySet struct {
	seed maphash.Seed
	has  map[uint64]struct{}
}

func newKeySet() keySet { return keySet{maphash.MakeSeed(), map[uint64]struct{}{}} }

func (s keySet) add(key store.Key) { s.has[maphash.Comparable(s.seed, key)] = struct{}{} }

func (s keySet) holds(key store.Key) bool {
	_, is := s.has[maphash.Comparable(s.seed, key)]
	return is
}

// strays walks over everything that lists an entry, and finds what no entry says
// that it is found by.
func (n *inspection) strays(ctx context.Context, progress func(done, all int64)) error {
	var walked int64
	for _, prefix := range store.ListingPrefixes(n.register) {
		err := n.c.table.Walk(ctx, prefix, func(keys []store.Key) error {
			walked += int64(len(keys))
			progress(walked, 0)
			unknown := slices.DeleteFunc(slices.Clone(keys), n.known.holds)
			for some := range slices.Chunk(unknown, inspectAtOnce) {
				if err := n.judge(ctx, some); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("walk over what lists entries: %w", err)
		}
	}
	return nil
}

// judge looks at what no sealed entry says that it is found by. It may be of an
// entry that is newer than the log that was read, or one that was reported already.
func (n *inspection) judge(ctx context.Context, keys []store.Key) error {
	items, err := n.c.table.BatchGet(ctx, keys)
	if err != nil {
		return fmt.Errorf("read what lists entries: %w", err)
	}
	if len(items) == 0 {
		return nil // all went meanwhile
	}
	wanted := map[store.Key]bool{}
	for _, item := range items {
		id, _ := n.entries.Lists(item)
		wanted[store.LeafKey(n.register, id)] = true
		for _, key := range n.entries.Keys(n.register, id) {
			wanted[key] = true
		}
	}
	found, err := n.c.table.BatchGet(ctx, slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return fmt.Errorf("read the entries that are listed: %w", err)
	}
	at := map[store.Key]store.Item{}
	for _, item := range found {
		at[item.Key] = item
	}
	for _, item := range items {
		id, answers := n.entries.Lists(item)
		why := n.stray(item.Key, id, at)
		if why == "" || n.reported[id] {
			continue
		}
		if _, err := n.c.table.Get(ctx, item.Key); errors.Is(err, store.ErrNoItem) {
			continue // both went meanwhile
		} else if err != nil {
			return fmt.Errorf("look whether an item is still there: %w", err)
		}
		n.sum.Strays++
		n.found(Finding{Index: -1, ID: id, What: fmt.Sprintf("an item lists it, %s. Shown in: %s", why, answers)})
	}
	return nil
}

// stray says what is wrong with an item that lists the entry; nothing is, with one
// of an entry that is on its way into the log.
func (n *inspection) stray(listing store.Key, id string, at map[store.Key]store.Item) string {
	for _, key := range n.entries.Keys(n.register, id) {
		entry, is := at[key]
		if !is {
			continue
		}
		listings, err := n.entries.Listings(entry)
		switch {
		case err != nil || key != listing && !slices.Contains(listings, listing):
			return "where the entry does not say that it is found"
		case at[store.LeafKey(n.register, id)].Attrs == nil:
			return "and it has no leaf: it was never recorded"
		}
		return ""
	}
	return "and there is no such entry"
}
