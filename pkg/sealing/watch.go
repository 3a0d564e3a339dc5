package sealing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"filippo.io/torchwood"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// Watch compares a part of a register's published log with the log's own items in the
// table: that the checkpoint is signed by one of the keys, that the table knows no less
// than it, that each leaf of the part is proved to be the checkpoint's, and that the
// leaf's and the place's item of each entry are those of it. It reads no entry and
// nothing that lists one, so it cannot tell whether an entry is as it was sealed:
// [Comparer.Inspect] does, for somebody who may read everything.
//
// The part is most leaves, or the whole log when it has no more, and begins elsewhere on
// each day, so that parts which are a share s of the log come to all of it in about 1/s
// days, with nothing remembered. Found is told of each thing that is wrong; its texts and
// ids name nobody.
//
// The error is a *[Refusal] when the log and the table cannot both be true. A log that
// was never begun is no fault.
func (c *Comparer) Watch(ctx context.Context, register string, keys ledger.Keys, most int64, day time.Time, found func(Finding)) (compared int64, err error) {
	gap, err := c.Sizes(ctx, register, keys)
	if isAbsent(err) {
		h, headErr := loadHead(ctx, c.table, register)
		switch {
		case headErr != nil:
			return 0, headErr
		case h.edge.Size() > 0:
			return 0, &Refusal{register, Unpublished, h.edge.Size(), 0, nil}
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	if gap.Behind() {
		return 0, &Refusal{register, Shrunk, gap.Head, gap.Published, nil}
	}
	log, reader := ledger.OpenPublished(gap.checkpoint.Tree, fetch(ctx, c.objects, register)), NewReader(c.table, c.objects)
	tiles := (gap.Published + torchwood.TileWidth - 1) / torchwood.TileWidth
	tile := int64(0)
	if gap.Published > most {
		// By the golden section, so that few days lie well apart, and with no factor in
		// common, so that as many days as there are tiles begin with each of them.
		days, step := day.Unix()/86400, int64(float64(tiles)/math.Phi)
		for gcd(step, tiles) != 1 {
			step++
		}
		tile = days % tiles * step % tiles
	}
	for range tiles {
		if compared >= most {
			break
		}
		n, err := c.watchTile(ctx, register, log, reader, gap, tile*torchwood.TileWidth, found)
		if err != nil {
			return compared, err
		}
		compared += n
		tile = (tile + 1) % tiles
	}
	return compared, nil
}

// watchTile compares the leaves of one tile from the first.
func (c *Comparer) watchTile(
	ctx context.Context, register string, log *ledger.Published, reader *Reader, gap *Gap, first int64, found func(Finding),
) (compared int64, err error) {
	leaves, err := log.Leaves(first)
	if errors.Is(err, ledger.ErrInconsistent) || isAbsent(err) {
		return 0, &Refusal{register, Rewritten, gap.Head, gap.Published, err}
	}
	if err != nil {
		return 0, err
	}
	ids, err := reader.Entries(ctx, register, first, first+int64(len(leaves)))
	if err != nil {
		return 0, err
	}
	// Two items of each entry: its leaf and its place.
	for from := 0; from < len(ids); from += store.MaxBatch / 2 {
		end := min(from+store.MaxBatch/2, len(ids))
		if err := c.watchSome(ctx, register, first+int64(from), leaves[from:end], ids[from:end], found); err != nil {
			return 0, err
		}
	}
	return int64(len(leaves)), nil
}

func (c *Comparer) watchSome(ctx context.Context, register string, first int64, leaves []ledger.Leaf, ids []string, found func(Finding)) error {
	var keys []store.Key
	wanted := map[store.Key]bool{} // a table that was changed may name an entry twice
	for _, id := range ids {
		if strings.HasPrefix(id, unnamed) {
			continue // a restore lost it, and somebody gave it up
		}
		for _, key := range []store.Key{store.LeafKey(register, id), store.PlaceKey(register, id)} {
			if !wanted[key] {
				wanted[key] = true
				keys = append(keys, key)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	items, err := c.table.BatchGet(ctx, keys)
	if err != nil {
		return fmt.Errorf("read the log's items: %w", err)
	}
	at := map[store.Key]store.Item{}
	for _, item := range items {
		at[item.Key] = item
	}
	for i, id := range ids {
		if strings.HasPrefix(id, unnamed) {
			continue
		}
		p := Placed{first + int64(i), leaves[i], id}
		for what, key := range map[string]store.Key{"its leaf item": store.LeafKey(register, id), "its place item": store.PlaceKey(register, id)} {
			if err := wrongItem(what, at[key], p); err != nil {
				found(Finding{Index: p.Index, ID: id, What: err.Error()})
			}
		}
	}
	return nil
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
