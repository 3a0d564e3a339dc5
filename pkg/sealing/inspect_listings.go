package sealing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"disclosure-register/pkg/store"
)

// WrongListing is what is wrong with an item that lists an entry, or should.
type WrongListing struct {
	What string // names nobody
	// PutBack is the item when it is gone and is known, as it was sealed.
	PutBack *store.Item
}

// listings reads every item that lists one of the entries among the items, where
// the entry can tell.
func (n *inspection) listings(ctx context.Context, items []store.Item) (map[store.Key]store.Item, error) {
	wanted := map[store.Key]bool{}
	for _, item := range items {
		keys, err := n.entries.Listings(item)
		if err != nil {
			continue // it is no entry, or one of which that is found out later
		}
		for _, key := range keys {
			wanted[key] = true
		}
	}
	at := map[store.Key]store.Item{}
	for keys := range slices.Chunk(slices.Collect(maps.Keys(wanted)), store.MaxBatch) {
		found, err := n.c.table.BatchGet(ctx, keys)
		if err != nil {
			return nil, fmt.Errorf("read what lists entries: %w", err)
		}
		for _, item := range found {
			at[item.Key] = item
		}
	}
	return at, nil
}

// listed says what is wrong with the items that list an entry, which is as it was
// sealed. They go with the entry, so that it is looked for again before anything is
// said of them: it may have been destroyed meanwhile.
func (n *inspection) listed(ctx context.Context, entry store.Item, at map[store.Key]store.Item) (wrong []WrongListing, here bool, err error) {
	if wrong, err = n.compareListings(entry, at); err != nil || wrong == nil {
		return nil, true, err
	}
	_, err = n.c.table.Get(ctx, entry.Key)
	switch {
	case errors.Is(err, store.ErrNoItem):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("look whether an entry is still there: %w", err)
	}
	return wrong, true, nil
}

func (n *inspection) compareListings(entry store.Item, at map[store.Key]store.Item) ([]WrongListing, error) {
	keys, err := n.entries.Listings(entry)
	if err != nil {
		return []WrongListing{{What: "what it is found by cannot be made out: any answer may leave it out"}}, nil
	}
	var there []store.Item
	for _, key := range keys {
		n.known.add(key)
		if item, is := at[key]; is {
			there = append(there, item)
		}
	}
	return n.entries.Listed(entry, keys, there)
}

// PutBack writes again an item that lists an entry and is gone, unless it is there
// by now or the entry has been destroyed meanwhile. It may be done again.
func (c *Comparer) PutBack(ctx context.Context, f Finding) error {
	err := c.table.Transact(ctx, []store.Write{
		{Action: store.Check, Item: store.Item{Key: f.entry}, If: store.Present()},
		{Action: store.Put, Item: *f.PutBack, If: store.Absent()},
	})
	var cancelled *store.Cancelled
	if errors.As(err, &cancelled) && !cancelled.Retryable() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("put back what lists an entry: %w", err)
	}
	return nil
}
