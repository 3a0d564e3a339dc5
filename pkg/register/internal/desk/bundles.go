package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/ledger/bundle"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// entriesAtOnce is how many entries one read asks for. An entry is at one of two
// places, both computed from its id, and a read takes [store.MaxBatch] keys.
const entriesAtOnce = store.MaxBatch / 2

// bundleProgress is how many rows of a bundle are written between two notes of
// progress.
const bundleProgress = 1000

// place is an entry of the log, by its index.
type place struct {
	index int64
	id    disclosure.EntryID
	// listed is where the index lists the entry, when a search found it.
	listed store.Key
}

// chapter is the part of a job that goes into one bundle file.
type chapter struct {
	r        *Registrar
	register disclosure.Register
	view     *sealing.View
	out      *bundle.Writer
	rows     int
	last     int64 // index of the last row
	gone     map[ledger.Leaf]place
	lost     []int64 // leaves without entry or certificate
	changed  []int64 // leaves whose entry is another
	unleaved []int64 // places of certificates whose leaf's item is gone or another
}

// writeBundle writes the rows of the job with the proof of each, under one
// checkpoint that has them all. It waits for entries that are on their way into
// the log; what is wrong with the register is in the bundle, and is told, and
// stops nothing. A crash anywhere leaves a file that is never named.
func (r *Registrar) writeBundle(ctx context.Context, register disclosure.Register, j job, w io.Writer) (filled, error) {
	keys, err := r.log.Keys(register.String())
	if err != nil {
		return filled{}, err
	}
	from, complete, warnings, err := r.sourceOf(ctx, register, j)
	if err != nil {
		return filled{}, err
	}
	c := &chapter{r: r, register: register, gone: map[ledger.Leaf]place{}}
	if c.view, err = r.sealedUpTo(ctx, register, from.end()); err != nil {
		return filled{}, err
	}
	checkpoint, err := keys.Open(c.view.Checkpoint.Signed)
	if err != nil {
		return filled{}, fmt.Errorf("open the published checkpoint: %w", err)
	}
	var stated bundle.Range
	if complete != nil {
		stated = bundle.Range{First: complete.First, End: complete.End}
	}
	if c.out, err = bundle.NewWriter(w, keys, checkpoint, stated); err != nil {
		return filled{}, err
	}
	for {
		places, err := from.next(ctx)
		if err != nil {
			return filled{}, err
		}
		if len(places) == 0 {
			break
		}
		if err := c.add(ctx, places); err != nil {
			return filled{}, err
		}
		if err := r.progress(ctx, register, &j, c.rows, bundleProgress); err != nil {
			return filled{}, err
		}
	}
	if err := c.end(ctx, j.Since); err != nil {
		return filled{}, err
	}
	return filled{rows: c.rows, complete: complete, warnings: append(warnings, c.warnings()...)}, nil
}

// add writes the rows of at most [entriesAtOnce] places.
func (c *chapter) add(ctx context.Context, places []place) error {
	found, err := c.r.stored(ctx, c.register, places)
	if err != nil {
		return err
	}
	for _, p := range places {
		receipt, err := c.view.Receipt(p.index)
		if err != nil {
			return fmt.Errorf("prove leaf %d: %w", p.index, err)
		}
		row := bundle.Row{Receipt: receipt}
		item, there := found[p.id]
		switch {
		case !there:
			out, err := c.r.disposedMeanwhile(ctx, p)
			if err != nil {
				return err
			}
			if out {
				continue
			}
			c.gone[receipt.Leaf] = p
		default:
			row.Entry, row.Salt = content(item)
			if row.Differs = ledger.NewLeaf(row.Salt, row.Entry) != receipt.Leaf; row.Differs {
				c.changed = append(c.changed, p.index)
			}
		}
		if err := c.out.Add(row); err != nil {
			return err
		}
		c.rows, c.last = c.rows+1, p.index
	}
	return nil
}

// end adds the certificates of what was destroyed, and the proofs that the log
// extends the older sizes.
func (c *chapter) end(ctx context.Context, since []int64) error {
	if err := c.certify(ctx); err != nil {
		return err
	}
	for _, older := range slices.Sorted(slices.Values(since)) {
		proof, err := c.view.Extends(older)
		if err != nil {
			return err
		}
		if err := c.out.Extends(proof); err != nil {
			return err
		}
	}
	return c.out.Close()
}

// warnings say what the bundle shows to be wrong.
func (c *chapter) warnings() []string {
	var all []string
	if len(c.lost) > 0 {
		all = append(all, fmt.Sprintf("LOST, not destroyed: %s. The log has the leaf, and the register has neither the entry nor a certificate that names it. If records were being destroyed just then, ask again tomorrow; otherwise somebody removed it.", leavesInWords(c.lost)))
	}
	if len(c.changed) > 0 {
		all = append(all, fmt.Sprintf("CHANGED since it was recorded: %s. The entry or its salt, as the register has them now, are not what the log committed to.", leavesInWords(c.changed)))
	}
	if len(c.unleaved) > 0 {
		all = append(all, fmt.Sprintf("CHANGED in the table: the leaf's item of %s, a certificate of what was destroyed. It is gone, or does not say its place in the log: somebody removed or changed it. The log has the leaf itself.", leavesInWords(c.unleaved)))
	}
	return all
}

// mostNamed bounds how many leaves a warning names.
const mostNamed = 20

func leavesInWords(indexes []int64) string {
	slices.Sort(indexes)
	var named []string
	for _, index := range indexes[:min(len(indexes), mostNamed)] {
		named = append(named, fmt.Sprint(index))
	}
	switch {
	case len(indexes) == 1:
		return "the entry of leaf " + named[0]
	case len(indexes) > mostNamed:
		return fmt.Sprintf("%d entries, those of leaves %s and more", len(indexes), strings.Join(named, ", "))
	}
	return fmt.Sprintf("%d entries, those of leaves %s", len(indexes), strings.Join(named, ", "))
}

// stored reads the items of the entries at the places, each from wherever its
// kind is kept: one call. An entry that is gone is left out.
func (r *Registrar) stored(ctx context.Context, register disclosure.Register, places []place) (map[disclosure.EntryID]store.Item, error) {
	of := map[store.Key]disclosure.EntryID{}
	var keys []store.Key
	for _, p := range places {
		for _, key := range (SealedEntries{}).Keys(register.String(), p.id.String()) {
			of[key] = p.id
			keys = append(keys, key)
		}
	}
	items, err := r.itemsAt(ctx, "load entries", keys)
	if err != nil {
		return nil, err
	}
	found := map[disclosure.EntryID]store.Item{}
	for key, item := range items {
		found[of[key]] = item
	}
	return found, nil
}

// content is what a leaf commits to, as the item has it now. What is missing or
// too short does not make the leaf, and shows as changed.
func content(item store.Item) (entry []byte, salt ledger.Salt) {
	entry, _ = item.Attrs[attrBytes].([]byte)
	if entry == nil {
		entry = []byte{}
	}
	kept, _ := item.Attrs[attrSalt].([]byte)
	copy(salt[:], kept)
	return entry, salt
}
