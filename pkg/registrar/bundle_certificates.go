package registrar

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// certificatesAtOnce is how many certificates are read together: one may name
// thousands of leaves.
const certificatesAtOnce = 10

// certificates is what the register's certificates say of leaves that have no
// entry.
type certificates struct {
	named   map[ledger.Leaf]naming
	certify map[string]disclosure.EntryID // by disposal: its certificate
}

// naming is an entry that lists a leaf, and the disposal that it belongs to.
type naming struct {
	by       disclosure.EntryID
	disposal string
}

// certify finds, for every leaf whose entry is gone, the certificate that names
// it, and adds the certificates that are no rows yet. What no certificate names
// is lost, and the bundle says so.
func (c *chapter) certify(ctx context.Context) error {
	for leaf, p := range c.gone {
		if p.listed != (store.Key{}) { // what is destroyed is listed no more
			c.lost = append(c.lost, p.index)
			delete(c.gone, leaf)
		}
	}
	if len(c.gone) == 0 {
		return nil
	}
	known, err := c.r.certificatesOf(ctx, c.register, c.gone)
	if err != nil {
		return err
	}
	ids := map[disclosure.EntryID]int64{}
	for _, n := range known.named {
		if certificate, ended := known.certify[n.disposal]; ended {
			ids[n.by], ids[certificate] = 0, 0
		}
	}
	if err := c.addRows(ctx, ids); err != nil {
		return err
	}
	for leaf, p := range c.gone {
		n, is := known.named[leaf]
		certificate, ended := known.certify[n.disposal]
		if !is || !ended {
			c.lost = append(c.lost, p.index)
			continue
		}
		if err := c.out.Destroyed(p.index, ids[n.by], ids[certificate]); err != nil {
			return err
		}
	}
	return nil
}

// addRows finds the places of the entries, and adds those that come after the
// last row.
func (c *chapter) addRows(ctx context.Context, ids map[disclosure.EntryID]int64) error {
	var wanted, places []place
	for id := range ids {
		wanted = append(wanted, place{id: id})
	}
	for batch := range slices.Chunk(wanted, store.MaxBatch) {
		sealed, err := c.r.sealedPlaces(ctx, c.register, batch)
		if err != nil {
			return err
		}
		places = append(places, sealed...)
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Compare(a.index, b.index) })
	var more []place
	for _, p := range places {
		ids[p.id] = p.index
		switch {
		case c.out.Has(p.index):
		case p.index >= c.view.Checkpoint.N:
			// It was certified since the checkpoint was read: the next attempt has it.
			return fmt.Errorf("a certificate is later than the checkpoint: %w", errNotSealed)
		default:
			more = append(more, p)
		}
	}
	for batch := range slices.Chunk(more, entriesAtOnce) {
		if err := c.add(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// certificatesOf reads the register's certificates from the oldest of the leaves
// on, until all of them are named.
func (r *Registrar) certificatesOf(ctx context.Context, register disclosure.Register, gone map[ledger.Leaf]place) (certificates, error) {
	c := certificates{named: map[ledger.Leaf]naming{}, certify: map[string]disclosure.EntryID{}}
	query := store.Query{
		Partition: store.IndexPartition(register.String(), store.ByCertificate, ""), From: store.IndexFrom(oldest(gone)), Limit: store.MaxBatch,
	}
	for {
		page, err := r.table.Query(ctx, query)
		if err != nil {
			return c, read("query certificates", err)
		}
		for batch := range slices.Chunk(page.Items, certificatesAtOnce) {
			entries, err := r.entriesOf(ctx, register, batch)
			if err != nil {
				return c, err
			}
			for _, e := range entries {
				if err := c.take(e.entry, gone); err != nil {
					return c, err
				}
			}
		}
		if !page.More || c.whole(gone) {
			return c, nil
		}
		query.After = page.Next
	}
}

// oldest is when the first of the entries was recorded: none was destroyed
// before.
func oldest(gone map[ledger.Leaf]place) time.Time {
	var first time.Time
	for _, p := range gone {
		if at, err := p.id.RecordedAt(); err == nil && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// take keeps what the entry says of leaves that are gone.
func (c certificates) take(entry *disclosure.Entry, gone map[ledger.Leaf]place) error {
	destroyed, err := destroyedBy(entry)
	if err != nil {
		return err
	}
	if destroyed.Certified {
		c.certify[destroyed.Disposal] = entry.ID
	}
	for _, leaf := range destroyed.Leaves {
		if _, wanted := gone[leaf]; wanted {
			c.named[leaf] = naming{entry.ID, destroyed.Disposal}
		}
	}
	return nil
}

// whole reports whether nothing more needs to be read.
func (c certificates) whole(gone map[ledger.Leaf]place) bool {
	if len(c.named) < len(gone) {
		return false
	}
	for _, n := range c.named {
		if c.certify[n.disposal] == "" {
			return false
		}
	}
	return true
}
