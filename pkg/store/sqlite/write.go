package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"disclosure-register/pkg/store"
)

// Transact implements [store.Table]. Transactions that wait for each other share a
// commit ([Table.lead]). Once begun a transaction runs to its end whatever becomes
// of the context, so that only a failure to commit leaves its outcome unknown.
func (t *Table) Transact(ctx context.Context, writes []store.Write) error {
	if err := store.ValidateWrites(writes); err != nil {
		return err
	}
	m, err := newMember(writes)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return unwritten(err)
	}
	t.line.join(m)
	for {
		select {
		case <-m.settled:
			return m.answer
		default:
		}
		select {
		case <-m.settled:
			return m.answer
		case <-t.turn:
			t.leadOnce()
		case <-ctx.Done():
			if t.line.leave(m) {
				return unwritten(ctx.Err())
			}
			<-m.settled // it has begun
			return m.answer
		}
	}
}

// leadOnce leads, and gives the turn back whatever becomes of that.
func (t *Table) leadOnce() {
	defer t.release()
	t.lead()
}

// unwritten: nothing was written, but no caller may come to depend on knowing that:
// on DynamoDB a context that ends always leaves the outcome unknown.
func unwritten(err error) error {
	return fmt.Errorf("wait to write: %w: %w", err, store.ErrUnknownOutcome)
}

// unmet tests every condition against the table as it is, so that the answer
// names all the writes that stand in the way and not only the first.
func (t *Table) unmet(ctx context.Context, tx *sql.Tx, writes []store.Write) (*store.Cancelled, error) {
	var keys []store.Key
	for _, w := range writes {
		if w.If.Kind != store.Always {
			keys = append(keys, w.Item.Key)
		}
	}
	if keys == nil {
		return nil, nil
	}
	items, err := t.check.find(ctx, tx, keys)
	if err != nil {
		return nil, fmt.Errorf("read for %d conditions: %w", len(keys), named(err))
	}
	found := make(map[store.Key]*store.Item, len(items))
	for i := range items {
		found[items[i].Key] = &items[i]
	}
	var cancelled *store.Cancelled
	for i, w := range writes {
		item := found[w.Item.Key]
		if holds(w.If, item) {
			continue
		}
		if cancelled == nil {
			cancelled = &store.Cancelled{Reasons: make([]store.Reason, len(writes)), Found: make([]store.Item, len(writes))}
		}
		cancelled.Reasons[i] = store.ConditionFailed
		if item != nil {
			cancelled.Found[i] = *item
		}
	}
	return cancelled, nil
}

// column is an index key attribute as its column holds it: NULL when the item
// does not have it.
func column(item store.Item, name string) []byte {
	text, given := item.Attrs[name].(string)
	if !given {
		return nil
	}
	return []byte(text)
}
