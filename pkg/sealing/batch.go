package sealing

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"disclosure-register/pkg/store"
)

// batchVersion is the version of the batch item's format (docs/ledger.md).
const batchVersion = 1

// attrEntries are the ids of a batch's entries, in order, a line each.
const attrEntries = "entries"

// errBatchTaken says that a batch is there from where the head says the log
// ends: the head was set back.
var errBatchTaken = errors.New("the entries from there on were sealed before")

// batch is which entries one transaction put into the log. It is what finds an
// entry by its index, also when the entry was destroyed.
type batch []string

func batchOf(rows []row) batch {
	ids := make(batch, len(rows))
	for i, r := range rows {
		ids[i] = r.id()
	}
	return ids
}

// write stores the batch, once.
func (b batch) write(register string, from int64) store.Write {
	return store.Write{
		Action: store.Put,
		If:     store.Absent(),
		Item: store.Item{Key: store.BatchKey(register, from), Attrs: store.Attrs{
			attrVersion: int64(batchVersion),
			attrFrom:    from,
			attrEntries: strings.Join(b, "\n"),
		}},
	}
}

// Entries returns the ids of the entries of the log from index first up to, and
// not including, end, in order; the first of them is at first. It is what a
// bundle over a range of the log is made from. Entries that were destroyed are
// among them. The error wraps [ErrNotYet] when the log does not go so far.
func (r *Reader) Entries(ctx context.Context, register string, first, end int64) ([]string, error) {
	if first < 0 || end <= first {
		return nil, fmt.Errorf("list entries %d to %d: not a range", first, end)
	}
	partition := store.HeadKey(register).Partition
	before, err := r.table.Query(ctx, store.Query{
		Partition: partition, To: store.BatchKey(register, first).Sort, From: store.BatchKey(register, 0).Sort, Descending: true, Limit: 1,
	})
	if err != nil {
		return nil, fmt.Errorf("find the batch of entry %d: %w", first, err)
	}
	if len(before.Items) == 0 {
		return nil, fmt.Errorf("list entries from %d: %w", first, ErrNotYet)
	}
	query := store.Query{
		Partition: partition, From: before.Items[0].Sort, To: store.BatchKey(register, end-1).Sort, Limit: readAtOnce,
	}
	next := int64(-1) // where the next batch must begin
	var ids []string
	for {
		page, err := r.table.Query(ctx, query)
		if err != nil {
			return nil, fmt.Errorf("list batches: %w", err)
		}
		for _, item := range page.Items {
			from, _ := item.Attrs[attrFrom].(int64)
			entries, _ := item.Attrs[attrEntries].(string)
			if item.Attrs[attrVersion] != int64(batchVersion) || next >= 0 && from != next {
				return nil, fmt.Errorf("list entries: the batch from %d is damaged, or there is a gap before it", from)
			}
			next = from
			for id := range strings.SplitSeq(entries, "\n") {
				if next >= first && next < end {
					ids = append(ids, id)
				}
				next++
			}
		}
		if !page.More {
			break
		}
		query.After = page.Next
	}
	if next < end {
		return nil, fmt.Errorf("list entries up to %d: the log has %d: %w", end, next, ErrNotYet)
	}
	return ids, nil
}
