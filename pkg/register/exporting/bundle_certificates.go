package exporting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/sealing"
)

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
// it, and adds the certificates that are no rows yet. What no certificate in the
// log names is lost, and the bundle says so.
func (c *chapter) certify(ctx context.Context) error {
	for leaf, p := range c.gone {
		if p.Place != (desk.Place{}) { // what is destroyed is listed no more
			c.lost = append(c.lost, p.index)
			delete(c.gone, leaf)
		}
	}
	if len(c.gone) == 0 {
		return nil
	}
	known, err := c.j.certificatesOf(ctx, c.register, c.gone)
	if err != nil {
		return err
	}
	ids := map[disclosure.EntryID]bool{}
	for _, n := range known.named {
		if certificate, ended := known.certify[n.disposal]; ended {
			ids[n.by], ids[certificate] = true, true
		}
	}
	at, err := c.placesOf(ctx, slices.Collect(maps.Keys(ids)))
	if err != nil {
		return err
	}
	if err := c.addRows(ctx, at); err != nil {
		return err
	}
	for leaf, p := range c.gone {
		n := known.named[leaf]
		certificate, ended := known.certify[n.disposal]
		namedBy, inLog := at[n.by]
		certifiedBy, certified := at[certificate]
		if !ended || !inLog || !certified || namedBy < p.index || certifiedBy < p.index {
			c.lost = append(c.lost, p.index)
			continue
		}
		if err := c.out.Destroyed(p.index, namedBy, certifiedBy); err != nil {
			return err
		}
	}
	return nil
}

// placesOf finds where in the log the entries are. Their leaves say it; of what
// they say nothing is believed that the log's own list of entries does not say
// too, and an entry whose leaf somebody removed or changed is looked for in all
// of the list. One that is not in the log is left out.
func (c *chapter) placesOf(ctx context.Context, ids []disclosure.EntryID) (map[disclosure.EntryID]int64, error) {
	at, missing := map[disclosure.EntryID]int64{}, map[disclosure.EntryID]bool{}
	for batch := range slices.Chunk(ids, desk.LeavesAtOnce) {
		var wanted []place
		for _, id := range batch {
			wanted, missing[id] = append(wanted, place{Listed: desk.Listed{ID: id}}), true
		}
		sealed, err := c.j.sealedPlaces(ctx, c.register, wanted)
		if err != nil && !errors.Is(err, errNotSealed) {
			return nil, err
		}
		for _, p := range sealed {
			if p.index < 0 {
				continue
			}
			listed, err := c.j.log.Entries(ctx, c.register.String(), p.index, p.index+1)
			if err != nil && !errors.Is(err, sealing.ErrNotYet) {
				return nil, fmt.Errorf("look for the entry of leaf %d: %w", p.index, err)
			}
			if err == nil && listed[0] == p.ID.String() {
				at[p.ID] = p.index
				delete(missing, p.ID)
			}
		}
	}
	size := c.view.Checkpoint.N
	for first := int64(0); first < size && len(missing) > 0; first += idsAtOnce {
		listed, err := c.j.log.Entries(ctx, c.register.String(), first, min(size, first+idsAtOnce))
		if err != nil {
			return nil, fmt.Errorf("look for entries from leaf %d: %w", first, err)
		}
		for i, id := range listed {
			if id := disclosure.EntryID(id); missing[id] {
				at[id] = first + int64(i)
				c.unleaved = append(c.unleaved, at[id])
				delete(missing, id)
			}
		}
	}
	return at, nil
}

// addRows adds the entries at the places, but for those that are rows already.
func (c *chapter) addRows(ctx context.Context, at map[disclosure.EntryID]int64) error {
	var more []place
	for id, index := range at {
		switch {
		case c.out.Has(index), index < c.last: // nothing is destroyed after its certificate
		case index >= c.view.Checkpoint.N:
			// It was certified since the checkpoint was read: the next attempt has it.
			return fmt.Errorf("a certificate is later than the checkpoint: %w", errNotSealed)
		default:
			more = append(more, place{index: index, Listed: desk.Listed{ID: id}})
		}
	}
	slices.SortFunc(more, func(a, b place) int { return cmp.Compare(a.index, b.index) })
	for batch := range slices.Chunk(more, desk.EntriesAtOnce) {
		if err := c.add(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// certificatesOf reads the register's certificates from the oldest of the leaves
// on, until all of them are named.
func (j *Jobs) certificatesOf(ctx context.Context, register disclosure.Register, gone map[ledger.Leaf]place) (certificates, error) {
	c := certificates{named: map[ledger.Leaf]naming{}, certify: map[string]disclosure.EntryID{}}
	for some, err := range j.desk.DestructionsSince(ctx, register, oldest(gone)) {
		if err != nil {
			return c, err
		}
		for _, d := range some {
			c.take(d, gone)
		}
		if c.whole(gone) {
			break
		}
	}
	return c, nil
}

// oldest is when the first of the entries was recorded: none was destroyed
// before.
func oldest(gone map[ledger.Leaf]place) time.Time {
	var first time.Time
	for _, p := range gone {
		if at, err := p.ID.RecordedAt(); err == nil && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// take keeps what the entry says of leaves that are gone.
func (c certificates) take(d desk.Destruction, gone map[ledger.Leaf]place) {
	if d.Certified {
		c.certify[d.Disposal] = d.By
	}
	for _, leaf := range d.Leaves {
		if _, wanted := gone[leaf]; wanted {
			c.named[leaf] = naming{d.By, d.Disposal}
		}
	}
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
