package sealing

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"filippo.io/torchwood"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// Inspected is what an inspection counted, of the entries in the published log.
type Inspected struct {
	Whole     int64 // entries that are here, and of which all is what was sealed
	Destroyed int64 // that are not here, as a certificate in the log says
	Wrong     int64 // of which something was found, whether they are here or not
	// Lost are those that are not here and that no certificate names. One that a
	// restore lost, and nobody could name, has no id.
	Lost []Placed
	// Strays are items that list an entry which is not there, or which does not
	// say that it is found so.
	Strays int64
}

// Finding is what an inspection found wrong with one entry of the log, or with an
// item that lists what is not in it.
type Finding struct {
	Index int64  // -1 of an item that is astray
	ID    string // of the entry, or what the item takes for one; may be empty
	What  string
	// PutBack is an item that is gone and that should list the entry, as it was
	// when it was sealed; nil for anything else. See [Comparer.PutBack].
	PutBack *store.Item

	entry store.Key
}

// Entries is what an inspection needs to know of a register's entries, of which
// the log itself knows nothing but their leaves.
type Entries interface {
	// Keys are the keys at which the entry may be, two at most, and none where no
	// entry can have that id.
	Keys(register, id string) []store.Key
	// Leaf makes the leaf of an entry's item anew. The error names nobody.
	Leaf(entry store.Item) (ledger.Leaf, error)
	// Destroyed reads what the entry says was destroyed.
	Destroyed(entry store.Item) (Destroyed, error)
	// Listings are the keys of the items that list the entry, by its own account.
	Listings(entry store.Item) ([]store.Key, error)
	// Listed holds those of the listings that are there against what the entry's
	// sealed bytes commit it to, and says what is wrong.
	Listed(entry store.Item, listings []store.Key, there []store.Item) ([]WrongListing, error)
	// Lists says which entry an item lists, and which answers it is shown in. The
	// id is empty when it is none.
	Lists(listing store.Item) (id, answers string)
}

// Destroyed is what one entry says was destroyed; zero, as most say nothing.
type Destroyed struct {
	Disposal string // which several entries may be of
	// Certified says that the entry is the disposal's certificate. Without it
	// nothing of the disposal is certified.
	Certified bool
	Leaves    []ledger.Leaf
}

// inspectAtOnce is how many entries are read in one call: what may be the entry,
// its leaf and its place each.
const inspectAtOnce = store.MaxBatch / 4

// inspection is one under way.
type inspection struct {
	c        *Comparer
	register string
	entries  Entries
	found    func(Finding)
	sum      Inspected

	gone      []Placed
	disposals map[ledger.Leaf]string // by a leaf that is named: of which disposal
	certified map[string]bool        // disposals

	known    keySet          // of all that sealed entries say that they are found by, and of these
	reported map[string]bool // entries of which something was found
}

// Inspect compares a register's sealed entries with the published log: that each
// entry's bytes and salt are those of its leaf, that each which is gone is named
// by a certificate that is itself in the log, and that nothing of the log's own
// items was overwritten. Found is told of each thing that is wrong, and progress
// now and then of how far it has come. It changes nothing. It keeps in memory the
// places of all that is gone, and some 20 bytes for each item that lists an entry.
//
// It also finds each item that lists an entry, and from which questions are
// answered, that is gone or is not what the entry's sealed bytes commit it to, and
// each that lists what it should not. Progress is told of these with no number of
// all.
//
// The table's log must have no gap ([Comparer.Compare]). Entries that are still
// pending are not looked at, a certificate neither: on a table in use, an entry that
// is destroyed meanwhile is said to be lost.
func (c *Comparer) Inspect(
	ctx context.Context, register string, keys ledger.Keys, entries Entries, found func(Finding), progress func(done, all int64),
) (Inspected, error) {
	signed, _, err := c.objects.Read(ctx, objectKey(register, ledger.CheckpointPath))
	if err != nil {
		return Inspected{}, fmt.Errorf("read the checkpoint: %w", err)
	}
	checkpoint, err := keys.Open(signed)
	if err != nil {
		return Inspected{}, &Refusal{register, Foreign, 0, 0, err}
	}
	n := &inspection{
		c: c, register: register, entries: entries, found: found,
		disposals: map[ledger.Leaf]string{}, certified: map[string]bool{},
		known: newKeySet(), reported: map[string]bool{},
	}
	log, reader := ledger.OpenPublished(checkpoint.Tree, fetch(ctx, c.objects, register)), NewReader(c.table, c.objects)
	for first := int64(0); first < checkpoint.N; first += torchwood.TileWidth {
		leaves, err := log.Leaves(first)
		if err != nil {
			return Inspected{}, err
		}
		ids, err := reader.Entries(ctx, register, first, first+int64(len(leaves)))
		if err != nil {
			return Inspected{}, err
		}
		var named []Placed
		for i, id := range ids {
			p := Placed{first + int64(i), leaves[i], id}
			if strings.HasPrefix(id, unnamed) {
				p.ID = ""
				n.gone = append(n.gone, p)
				continue
			}
			named = append(named, p)
		}
		for part := range slices.Chunk(named, inspectAtOnce) {
			if err := n.compare(ctx, part); err != nil {
				return Inspected{}, err
			}
		}
		progress(first+int64(len(leaves)), checkpoint.N)
	}
	n.end()
	if err := n.strays(ctx, progress); err != nil {
		return Inspected{}, err
	}
	return n.sum, nil
}

// compare reads some entries and compares them with their leaves.
func (n *inspection) compare(ctx context.Context, entries []Placed) error {
	wanted := map[store.Key]bool{} // a table that was changed may name an entry twice
	for _, p := range entries {
		wanted[store.LeafKey(n.register, p.ID)], wanted[store.PlaceKey(n.register, p.ID)] = true, true
		for _, key := range n.entries.Keys(n.register, p.ID) {
			wanted[key] = true
		}
	}
	items, err := n.c.table.BatchGet(ctx, slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return fmt.Errorf("read entries: %w", err)
	}
	at := map[store.Key]store.Item{}
	for _, item := range items {
		at[item.Key] = item
	}
	listings, err := n.listings(ctx, items)
	if err != nil {
		return err
	}
	for _, p := range entries {
		here, wrong := false, []Finding{}
		add := func(err error) {
			if err != nil {
				wrong = append(wrong, Finding{Index: p.Index, ID: p.ID, What: err.Error()})
			}
		}
		add(wrongItem("its leaf item", at[store.LeafKey(n.register, p.ID)], p))
		add(wrongItem("its place item", at[store.PlaceKey(n.register, p.ID)], p))
		for _, key := range n.entries.Keys(n.register, p.ID) {
			entry, is := at[key]
			if !is {
				continue
			}
			here = true
			n.known.add(key)
			if err := n.entry(entry, p); err != nil {
				add(err)
				continue
			}
			lists, still, err := n.listed(ctx, entry, listings)
			if err != nil {
				return err
			}
			here = still
			for _, w := range lists {
				wrong = append(wrong, Finding{p.Index, p.ID, w.What, w.PutBack, key})
			}
		}
		for _, f := range wrong {
			n.found(f)
		}
		if len(wrong) > 0 {
			n.reported[p.ID] = true
			n.sum.Wrong++
		} else if here {
			n.sum.Whole++
		}
		if !here {
			n.gone = append(n.gone, p)
		}
	}
	return nil
}

// entry says what is wrong with an entry's item, and takes note of what was
// destroyed from one that is as it was sealed. What was put into the table and
// never sealed certifies nothing.
func (n *inspection) entry(item store.Item, p Placed) error {
	if leaf, err := n.entries.Leaf(item); err != nil || leaf != p.Leaf {
		return errors.New("the entry is not what was sealed")
	}
	destroyed, err := n.entries.Destroyed(item)
	if err != nil {
		return err
	}
	if destroyed.Certified {
		n.certified[destroyed.Disposal] = true
	}
	for _, leaf := range destroyed.Leaves {
		n.disposals[leaf] = destroyed.Disposal
	}
	return nil
}

// end holds what is gone against the certificates.
func (n *inspection) end() {
	for _, p := range n.gone {
		if disposal, named := n.disposals[p.Leaf]; named && n.certified[disposal] {
			n.sum.Destroyed++
		} else {
			n.sum.Lost = append(n.sum.Lost, p)
			if p.ID != "" { // an item that lists no entry has no id either
				n.reported[p.ID] = true
			}
		}
	}
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
