package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"disclosure-register/pkg/store"
)

// Transact implements [store.Table]. Once begun it runs to its end whatever
// becomes of the context, so that only a failure to commit leaves its outcome
// unknown.
func (t *Table) Transact(ctx context.Context, writes []store.Write) error {
	if err := store.ValidateWrites(writes); err != nil {
		return err
	}
	if err := t.take(ctx); err != nil {
		// Nothing was written, but no caller may come to depend on knowing that:
		// on DynamoDB a context that ends always leaves the outcome unknown.
		return fmt.Errorf("wait to write: %w: %w", err, store.ErrUnknownOutcome)
	}
	defer t.release()
	ctx = context.WithoutCancel(ctx)

	tx, err := t.writer.BeginTx(ctx, nil)
	if isBusy(err) {
		return fmt.Errorf("begin transaction: another process is writing: %w", store.ErrThrottled)
	}
	if err != nil {
		return fmt.Errorf("begin transaction: %w", named(err))
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing

	if err := check(ctx, tx.StmtContext(ctx, t.check), writes); err != nil {
		return err
	}
	put, destroy := tx.StmtContext(ctx, t.put), tx.StmtContext(ctx, t.destroy)
	for i, w := range writes {
		if err := apply(ctx, put, destroy, w); err != nil {
			return fmt.Errorf("write %d of %d: %w", i+1, len(writes), named(err))
		}
	}
	// A crash before Commit returns leaves all of the writes or none; from the
	// moment it returns they are on disk.
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit transaction: %w: %w", named(err), store.ErrUnknownOutcome)
	}
	return nil
}

// check tests every condition against the table as it is, so that the answer
// names all the writes that stand in the way and not only the first.
func check(ctx context.Context, check *sql.Stmt, writes []store.Write) error {
	cancelled := &store.Cancelled{
		Reasons: make([]store.Reason, len(writes)),
		Found:   make([]store.Item, len(writes)),
	}
	failed := false
	for i, w := range writes {
		if w.If.Kind == store.Always {
			continue
		}
		item, err := find(ctx, check, w.Item.Key)
		if err != nil {
			return fmt.Errorf("read for condition %d of %d: %w", i+1, len(writes), named(err))
		}
		if holds(w.If, item) {
			continue
		}
		failed = true
		cancelled.Reasons[i] = store.ConditionFailed
		if item != nil {
			cancelled.Found[i] = *item
		}
	}
	if failed {
		return cancelled
	}
	return nil
}

func apply(ctx context.Context, put, destroy *sql.Stmt, w store.Write) error {
	pk, sk := []byte(w.Item.Partition), []byte(w.Item.Sort)
	switch w.Action {
	case store.Put:
		blob, err := encode(w.Item.Attrs)
		if err != nil {
			return err
		}
		if _, err := put.ExecContext(ctx, pk, sk, protect(w.Item.Key, blob), column(w.Item, store.PendingAttr), column(w.Item, store.PendingSinceAttr)); err != nil {
			return fmt.Errorf("put: %w", err)
		}
	case store.Delete:
		if _, err := destroy.ExecContext(ctx, pk, sk); err != nil {
			return fmt.Errorf("delete: %w", err)
		}
	}
	return nil
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
