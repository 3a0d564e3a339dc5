package sealing

import (
	"context"
	"fmt"
	"strings"
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

// rowOf reads a row of the index; ok is false of one that no entry's leaf makes.
// Whoever may put leaves may put any, and one in another's place, or whose id holds
// a line break, must not become part of a batch.
func rowOf(register string, item store.Item) (r row, ok bool) {
	since, _ := item.Attrs[store.PendingSinceAttr].(string)
	bytes, _ := item.Attrs[store.LeafAttr].([]byte)
	leaf, err := ledger.LeafFromBytes(bytes)
	r = row{item.Key, since, leaf}
	id := r.id()
	return r, err == nil && r.key == store.LeafKey(register, id) && id != "" && !strings.Contains(id, "\n") && !strings.HasPrefix(id, unnamed)
}

// id is the entry's. The key is leaf#R#id: neither of the first two holds a #.
func (r row) id() string { return r.key.Partition[strings.LastIndex(r.key.Partition, "#")+1:] }

// readAtOnce is how many rows of the index are read in one query.
const readAtOnce = 200

// pending returns up to MaxBatch rows of the index, oldest first, without those
// to skip. Damaged are the rows that are none of a leaf that this program knows.
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
			r, ok := rowOf(register, item)
			if !ok {
				damaged++
				continue
			}
			rows = append(rows, r)
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

// rowWrites is how many writes give one leaf its place.
const rowWrites = 2

// writes give the leaf its index, if it is still pending, and write down its
// place, if it has none. The first condition keeps an entry from being in the log
// twice. The second does so even when somebody who may write leaves has made a
// sealed one pending again: nobody but sealing writes places.
func (r row) writes(register string, index int64) []store.Write {
	return []store.Write{
		{
			Action: store.Put,
			If:     store.Attr(store.PendingAttr, register),
			Item:   store.Item{Key: r.key, Attrs: store.Attrs{store.LeafAttr: r.leaf[:], IndexAttr: index}},
		},
		{
			Action: store.Put,
			If:     store.Absent(),
			Item:   store.Item{Key: store.PlaceKey(register, r.id()), Attrs: store.Attrs{store.LeafAttr: r.leaf[:], IndexAttr: index}},
		},
	}
}

// setAside sorts the rows of a transaction that failed, by what stood in the way
// of each; the rest can be tried again. A row whose leaf is sealed is only stale.
// One that is pending and has a place, or is neither pending nor has one, was
// overwritten: no run and no crash leaves a leaf so.
func setAside(rows []row, reasons []store.Reason) (stale, overwritten []row) {
	for i, r := range rows {
		sealed, placed := reasons[rowWrites*i] == store.ConditionFailed, reasons[rowWrites*i+1] == store.ConditionFailed
		switch {
		case sealed && placed:
			stale = append(stale, r)
		case sealed || placed:
			overwritten = append(overwritten, r)
		}
	}
	return stale, overwritten
}

// waiting returns when the oldest entry was recorded that no published checkpoint has yet,
// or the zero time when there is none. It looks past rows of the index that have since been
// sealed, and does not count the rows to skip.
func (s *Sealer) waiting(ctx context.Context, register string, skip map[store.Key]bool) (time.Time, error) {
	var oldest time.Time
	earlier := func(since string) {
		if at, ok := recordedAt(since); ok && (oldest.IsZero() || at.Before(oldest)) {
			oldest = at
		}
	}

	h, err := loadHead(ctx, s.table, register)
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

	query := store.Query{Index: store.PendingIndex, Partition: register, Limit: store.MaxBatch}
	for pending := false; ; {
		page, err := s.table.Query(ctx, query)
		if err != nil {
			return time.Time{}, fmt.Errorf("list pending leaves: %w", err)
		}
		var keys []store.Key
		for _, item := range page.Items {
			if !skip[item.Key] {
				keys = append(keys, item.Key)
			}
		}
		if len(keys) > 0 {
			items, err := s.table.BatchGet(ctx, keys)
			if err != nil {
				return time.Time{}, fmt.Errorf("read pending leaves: %w", err)
			}
			for _, item := range items {
				if since, is := item.Attrs[store.PendingSinceAttr].(string); is {
					earlier(since)
					pending = true
				}
			}
		}
		// Rows are in order of age: a page with any that still pends is enough.
		if pending || !page.More {
			return oldest, nil
		}
		query.After = page.Next
	}
}
