package sealing

import (
	"context"
	"fmt"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// KeptCheckpoints compares the checkpoints that were kept with the published log: that
// there is one of each tree that was signed, and that it is of that very tree. Found is
// told of each that is gone or another. It changes nothing.
//
// Each batch was published before the next was taken, so there was a checkpoint at its
// end; but not within a gap that was bridged ([Comparer.Bridge]), which was sealed in
// other batches before. That is known by the partial tile that a published tree has: where
// a batch is as long as those of a bridge, and no such tile is there, nothing is expected.
// The newest is the checkpoint itself, and may be gone: it is kept when the next run
// begins. Where it is there it is compared too.
func (c *Comparer) KeptCheckpoints(ctx context.Context, register string, keys ledger.Keys, found func(size int64, what string)) (whole int, err error) {
	signed, _, err := c.objects.Read(ctx, objectKey(register, ledger.CheckpointPath))
	if err != nil {
		return 0, fmt.Errorf("read the checkpoint: %w", err)
	}
	newest, err := keys.Open(signed)
	if err != nil {
		return 0, &Refusal{register, Foreign, 0, 0, err}
	}
	log := ledger.OpenPublished(newest.Tree, fetch(ctx, c.objects, register))
	look := func(size int64, sure bool) error {
		if size > newest.N {
			return nil
		}
		was, _, err := c.objects.Read(ctx, objectKey(register, ledger.KeptPath(size)))
		if isAbsent(err) && size == newest.N {
			return nil
		}
		if isAbsent(err) {
			if !sure {
				sure, err = c.wasPublished(ctx, register, size)
			} else {
				err = nil
			}
			if sure {
				found(size, "it is gone")
			}
			return err
		}
		if err != nil {
			return fmt.Errorf("read a kept checkpoint: %w", err)
		}
		kept, err := keys.Open(was)
		if err != nil || kept.N != size {
			found(size, "it is not signed by the log's keys, or is of another size")
			return nil
		}
		proof, err := ledger.ProveConsistency(newest.N, size, log)
		if err != nil {
			return fmt.Errorf("prove that the log extends a kept checkpoint: %w", err)
		}
		if err := proof.Check(newest.Tree, kept.Tree); err != nil {
			found(size, "the log does not extend it")
			return nil
		}
		whole++
		return nil
	}
	if err := look(0, true); err != nil {
		return whole, err
	}
	query := store.Query{Partition: store.HeadKey(register).Partition, From: store.BatchKey(register, 0).Sort, To: store.BatchKey(register, newest.N).Sort, Limit: readAtOnce}
	for {
		page, err := c.table.Query(ctx, query)
		if err != nil {
			return whole, fmt.Errorf("list batches: %w", err)
		}
		for _, item := range page.Items {
			from, _ := item.Attrs[attrFrom].(int64)
			entries, _ := item.Attrs[attrEntries].(string)
			n := strings.Count(entries, "\n") + 1
			if err := look(from+int64(n), n < MaxBatch); err != nil {
				return whole, err
			}
		}
		if !page.More {
			return whole, nil
		}
		query.After = page.Next
	}
}

// wasPublished reports whether the last tile of a tree of the size is there, which is
// partial, and is there for no other size.
func (c *Comparer) wasPublished(ctx context.Context, register string, size int64) (bool, error) {
	width := int(size % torchwood.TileWidth)
	if width == 0 {
		return false, nil
	}
	path := torchwood.TilePath(tlog.Tile{H: torchwood.TileHeight, N: size / torchwood.TileWidth, W: width})
	_, _, err := c.objects.Read(ctx, objectKey(register, path))
	if isAbsent(err) {
		return false, nil
	}
	return err == nil, err
}
