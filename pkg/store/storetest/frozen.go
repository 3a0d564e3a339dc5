package storetest

import (
	"context"

	"disclosure-register/pkg/store"
)

// FreezePending makes the pending index show a register's rows as they are now
// until [Faulty.ThawPending]: rows written from now on come late, and rows that
// have gone since are stale. Reads of the table itself are not frozen.
func (f *Faulty) FreezePending(ctx context.Context, register string) error {
	q := store.Query{Index: store.PendingIndex, Partition: register, Limit: store.MaxPage}
	var rows []store.Item
	for more := true; more; {
		page, err := f.table.Query(ctx, q)
		if err != nil {
			return err
		}
		rows = append(rows, page.Items...)
		more, q.After = page.More, page.Next
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frozen[register] = rows
	return nil
}

// ThawPending lets the index catch up.
func (f *Faulty) ThawPending(register string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.frozen, register)
}

func (f *Faulty) frozenRows(q store.Query) (rows []store.Item, frozen bool) {
	if q.Index != store.PendingIndex {
		return nil, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	rows, frozen = f.frozen[q.Partition]
	return rows, frozen
}

// pageOf is the page of the rows, which are in order, that the query asks for.
func pageOf(rows []store.Item, q store.Query) store.Page {
	var page store.Page
	for _, row := range rows {
		since, _ := row.Attrs[store.PendingSinceAttr].(string)
		if since < q.From || q.To != "" && since > q.To || since <= q.After {
			continue
		}
		page.Items = append(page.Items, row)
		if len(page.Items) == q.Limit {
			page.More, page.Next = true, since
			break
		}
	}
	return page
}
