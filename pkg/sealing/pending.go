package sealing

import (
	"context"
	"fmt"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/store"
)

// row is a leaf that the index shows as pending. The index lags: the leaf may
// have been sealed meanwhile.
type row struct {
	key   store.Key
	since string
	leaf  ledger.Leaf
}

// readAtOnce is how many rows of the index are read in one query.
const readAtOnce = 200

// pending returns up to MaxBatch rows of the index, oldest first, without those
// to skip. Damaged are the rows whose leaf is none that this program knows.
func (s *Sealer) pending(ctx context.Context, register string, skip map[store.Key]bool) (rows []row, damaged int, err error) {
	query := store.Query{Index: store.PendingIndex, Partition: register, Limit: readAtOnce}
	for {
		page, err := s.table.Query(ctx, query)
		if err != nil {
			return nil, 0, fmt.Errorf("list pending leaves: %w", err)
		}
		for _, item := range page.Items {
			if skip[item.Key] {
				continue
			}
			since, _ := item.Attrs[store.PendingSinceAttr].(string)
			bytes, _ := item.Attrs[store.LeafAttr].([]byte)
			leaf, err := ledger.LeafFromBytes(bytes)
			if err != nil {
				damaged++
				continue
			}
			rows = append(rows, row{item.Key, since, leaf})
			if len(rows) == MaxBatch {
				return rows, damaged, nil
			}
		}
		if !page.More {
			return rows, damaged, nil
		}
		query.After = page.Next
	}
}

// write gives the leaf its index, if it is still pending. That condition is what
// keeps an entry from being in the log twice.
func (r row) write(register string, index int64) store.Write {
	return store.Write{
		Action: store.Put,
		If:     store.Attr(store.PendingAttr, register),
		Item:   store.Item{Key: r.key, Attrs: store.Attrs{store.LeafAttr: r.leaf[:], IndexAttr: index}},
	}
}

// Waiting returns when the oldest entry was recorded that no published
// checkpoint has yet, or the zero time when there is none. It looks past rows
// of the index that have since been sealed.
func (s *Sealer) Waiting(ctx context.Context, register string) (time.Time, error) {
	var oldest time.Time
	earlier := func(since string) {
		if at, ok := recordedAt(since); ok && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}

	h, err := s.loadHead(ctx, register)
	if err != nil {
		return time.Time{}, err
	}
	published, _, err := s.objects.Read(ctx, objectKey(register, ledger.CheckpointPath))
	if err != nil && !isAbsent(err) {
		return time.Time{}, fmt.Errorf("read the checkpoint: %w", err)
	}
	if tree, err := ledger.ReadTree(published); h.edge.Size() > 0 && (err != nil || tree.N < h.edge.Size()) {
		earlier(h.since)
	}

	page, err := s.table.Query(ctx, store.Query{Index: store.PendingIndex, Partition: register, Limit: store.MaxBatch})
	if err != nil {
		return time.Time{}, fmt.Errorf("list pending leaves: %w", err)
	}
	if len(page.Items) == 0 {
		return oldest, nil
	}
	keys := make([]store.Key, len(page.Items))
	for i, item := range page.Items {
		keys[i] = item.Key
	}
	items, err := s.table.BatchGet(ctx, keys)
	if err != nil {
		return time.Time{}, fmt.Errorf("read pending leaves: %w", err)
	}
	for _, item := range items {
		since, _ := item.Attrs[store.PendingSinceAttr].(string)
		earlier(since)
	}
	return oldest, nil
}
