package sealing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"filippo.io/torchwood"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// Inspected is what an inspection counted, of the entries in the published log.
type Inspected struct {
	Whole   int64 // entries that are here, and are what was sealed
	Gone    int64 // whose leaf is here and whose entry is not: destroyed, or lost
	Unnamed int64 // that a restore lost and nobody could name
	Wrong   int64 // of which something was found
}

// Finding is what an inspection found wrong with one entry of the log.
type Finding struct {
	Index int64
	ID    string
	What  string
}

// inspectAtOnce is how many entries are read in one call: an entry, its leaf and
// its place each.
const inspectAtOnce = store.MaxBatch / 3

// Inspect compares everything that the table holds of a register's sealed
// entries with the published log: that each entry's bytes and salt are those of
// its leaf, and that nothing of the log's own items was overwritten. LeafOf makes
// the leaf of an entry's item. Found is told of each thing that is wrong, and
// progress now and then of how far it has come. It changes nothing.
//
// The table's log must have no gap ([Comparer.Compare]). Entries that are still
// pending are not looked at.
func (c *Comparer) Inspect(
	ctx context.Context, register string, keys ledger.Keys,
	leafOf func(entry store.Item) (ledger.Leaf, error), found func(Finding), progress func(done, all int64),
) (Inspected, error) {
	var sum Inspected
	signed, _, err := c.objects.Read(ctx, objectKey(register, ledger.CheckpointPath))
	if err != nil {
		return sum, fmt.Errorf("read the checkpoint: %w", err)
	}
	checkpoint, err := keys.Open(signed)
	if err != nil {
		return sum, &Refusal{register, Foreign, 0, 0, err}
	}
	log, reader := ledger.OpenPublished(checkpoint.Tree, fetch(ctx, c.objects, register)), NewReader(c.table, c.objects)
	for first := int64(0); first < checkpoint.N; first += torchwood.TileWidth {
		leaves, err := log.Leaves(first)
		if err != nil {
			return sum, err
		}
		ids, err := reader.Entries(ctx, register, first, first+int64(len(leaves)))
		if err != nil {
			return sum, err
		}
		var entries []Placed
		for i, id := range ids {
			if strings.HasPrefix(id, unnamed) {
				sum.Unnamed++
				continue
			}
			entries = append(entries, Placed{first + int64(i), leaves[i], id})
		}
		for part := range slices.Chunk(entries, inspectAtOnce) {
			if err := c.inspect(ctx, register, part, leafOf, found, &sum); err != nil {
				return sum, err
			}
		}
		progress(first+int64(len(leaves)), checkpoint.N)
	}
	return sum, nil
}

// inspect reads and compares some entries.
func (c *Comparer) inspect(
	ctx context.Context, register string, entries []Placed,
	leafOf func(store.Item) (ledger.Leaf, error), found func(Finding), sum *Inspected,
) error {
	var keys []store.Key
	for _, p := range entries {
		keys = append(keys, store.EntryKey(register, p.ID), store.LeafKey(register, p.ID), store.PlaceKey(register, p.ID))
	}
	items, err := c.table.BatchGet(ctx, keys)
	if err != nil {
		return fmt.Errorf("read entries: %w", err)
	}
	at := map[store.Key]store.Item{}
	for _, item := range items {
		at[item.Key] = item
	}
	for _, p := range entries {
		entry, here := at[store.EntryKey(register, p.ID)]
		wrong := []error{
			wrongItem("its leaf item", at[store.LeafKey(register, p.ID)], p),
			wrongItem("its place item", at[store.PlaceKey(register, p.ID)], p),
		}
		if here {
			if leaf, err := leafOf(entry); err != nil || leaf != p.Leaf {
				wrong = append(wrong, errors.New("the entry is not what was sealed"))
			}
		}
		wrong = slices.DeleteFunc(wrong, func(err error) bool { return err == nil })
		switch {
		case len(wrong) > 0:
			sum.Wrong++
		case here:
			sum.Whole++
		default:
			sum.Gone++
		}
		for _, err := range wrong {
			found(Finding{p.Index, p.ID, err.Error()})
		}
	}
	return nil
}

// wrongItem says what is wrong with an item that has an entry's leaf and its
// place, or nil.
func wrongItem(what string, item store.Item, p Placed) error {
	if item.Attrs == nil {
		return fmt.Errorf("%s is gone", what)
	}
	leaf, _ := item.Attrs[store.LeafAttr].([]byte)
	_, pending := item.Attrs[store.PendingAttr]
	switch {
	case string(leaf) != string(p.Leaf[:]):
		return fmt.Errorf("%s has another leaf", what)
	case pending:
		return fmt.Errorf("%s is pending again", what)
	case item.Attrs[IndexAttr] != p.Index:
		return fmt.Errorf("%s has another place", what)
	}
	return nil
}
