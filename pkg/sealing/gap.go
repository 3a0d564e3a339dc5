package sealing

import (
	"context"
	"errors"
	"fmt"

	"filippo.io/torchwood"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// Comparer compares a table with the logs published from it, after one of them
// was restored. It holds no key that signs. It may be used concurrently.
type Comparer struct {
	table   Table
	objects Reads
}

// NewComparer returns a comparer. It makes no call.
func NewComparer(table Table, objects Reads) *Comparer { return &Comparer{table, objects} }

// Gap is what a register's published log has beyond the table's: what was sealed
// after the moment to which the table was restored.
type Gap struct {
	Register string
	// Head is how many leaves the table knows to be sealed, and Published how
	// many the newest checkpoint has. Without a gap Head is not the smaller.
	Head, Published int64
	// Here are the entries of the gap that the table still has, as pending: they
	// were recorded before that moment.
	Here []Placed
	// Lost are those it has not. Their entries are gone from this table; their
	// ids are known only where another copy of the table knows them.
	Lost []Placed

	checkpoint ledger.Checkpoint
	head       head
}

// Behind reports whether the table knows fewer sealed entries than the published
// log has: it was set back, or has lost some.
func (g *Gap) Behind() bool { return g.Head < g.Published }

// Placed is an entry of the log by its place.
type Placed struct {
	Index int64
	Leaf  ledger.Leaf
	ID    string // of the entry; empty when it is not known
}

// Sizes compares only how far the table and the published log have come, by one
// read of each. Here and Lost are left empty.
func (c *Comparer) Sizes(ctx context.Context, register string, keys ledger.Keys) (*Gap, error) {
	signed, _, err := c.objects.Read(ctx, objectKey(register, ledger.CheckpointPath))
	if err != nil {
		return nil, fmt.Errorf("read the checkpoint: %w", err)
	}
	h, err := loadHead(ctx, c.table, register)
	if err != nil {
		return nil, err
	}
	g := &Gap{Register: register, Head: h.edge.Size(), head: h}
	if g.checkpoint, err = keys.Open(signed); err != nil {
		return nil, &Refusal{register, Foreign, g.Head, 0, err}
	}
	g.Published = g.checkpoint.N
	return g, nil
}

// Compare finds the gap. The published log is believed as far as its newest
// checkpoint is signed by one of the keys, and all that is read of it is proved
// to be that checkpoint's. It changes nothing. What is pending is found by the
// index, which must not lag: nothing that was pending at the moment of the backup
// may be missing from it still.
//
// The error is a *[Refusal] when the one is not the beginning of the other:
// nothing can then be put right without a person's judgement of which is true.
func (c *Comparer) Compare(ctx context.Context, register string, keys ledger.Keys) (*Gap, error) {
	g, err := c.Sizes(ctx, register, keys)
	if err != nil || !g.Behind() {
		return g, err // the next run publishes the rest, or refuses and says why
	}
	h := g.head
	log := ledger.OpenPublished(g.checkpoint.Tree, fetch(ctx, c.objects, register))
	edge, err := ledger.ReadEdge(g.Head, log)
	switch {
	case errors.Is(err, ledger.ErrInconsistent), isAbsent(err):
		return nil, &Refusal{register, Rewritten, g.Head, g.Published, err}
	case err != nil:
		return nil, err
	case edge.Tree() != h.edge.Tree():
		return nil, &Refusal{register, Forked, g.Head, g.Published, nil}
	}
	pending, err := c.pending(ctx, register)
	if err != nil {
		return nil, err
	}
	for from := g.Head; from < g.Published; {
		first := from - from%torchwood.TileWidth
		leaves, err := log.Leaves(from)
		if errors.Is(err, ledger.ErrInconsistent) || isAbsent(err) {
			return nil, &Refusal{register, Rewritten, g.Head, g.Published, err}
		}
		if err != nil {
			return nil, err
		}
		for i, leaf := range leaves[from-first:] {
			placed := Placed{Index: from + int64(i), Leaf: leaf, ID: pending[leaf]}
			if placed.ID == "" {
				g.Lost = append(g.Lost, placed)
			} else {
				g.Here = append(g.Here, placed)
			}
		}
		from = first + int64(len(leaves))
	}
	return g, nil
}

// pending returns the ids of the entries that the table has as pending, by their
// leaves. No two entries have the same leaf: each has a salt of its own.
func (c *Comparer) pending(ctx context.Context, register string) (map[ledger.Leaf]string, error) {
	ids := map[ledger.Leaf]string{}
	query := store.Query{Index: store.PendingIndex, Partition: register, Limit: readAtOnce}
	for {
		page, err := c.table.Query(ctx, query)
		if err != nil {
			return nil, fmt.Errorf("list pending leaves: %w", err)
		}
		for _, item := range page.Items {
			if r, ok := rowOf(register, item); ok {
				ids[r.leaf] = r.id()
			}
		}
		if !page.More {
			return ids, nil
		}
		query.After = page.Next
	}
}

// NameLost finds the ids of lost entries in another copy of the table, such as
// the one that was restored over, as far as it knows them.
func (g *Gap) NameLost(ctx context.Context, other store.Table) error {
	reader := NewReader(other, nil)
	for i, lost := range g.Lost {
		ids, err := reader.Entries(ctx, g.Register, lost.Index, lost.Index+1)
		if errors.Is(err, ErrNotYet) {
			return nil // it knows no more
		}
		if err != nil {
			return fmt.Errorf("look for lost entries in the other copy: %w", err)
		}
		item, err := other.Get(ctx, store.LeafKey(g.Register, ids[0]))
		if err != nil {
			return fmt.Errorf("look for lost entries in the other copy: %w", err)
		}
		if bytes, _ := item.Attrs[store.LeafAttr].([]byte); string(bytes) != string(lost.Leaf[:]) {
			return errors.New("look for lost entries in the other copy: it is of another log")
		}
		g.Lost[i].ID = ids[0]
	}
	return nil
}
