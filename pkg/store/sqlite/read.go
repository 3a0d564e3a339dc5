package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"disclosure-register/pkg/store"
)

// maxPageBytes is where a page stops, as DynamoDB's do, so that a caller who
// takes every page for a full one is found out on one machine.
const maxPageBytes = 1 << 20

// Get implements [store.Table].
func (t *Table) Get(ctx context.Context, key store.Key) (store.Item, error) {
	if err := store.ValidateKey(key); err != nil {
		return store.Item{}, err
	}
	items, err := t.find.find(ctx, nil, []store.Key{key})
	if err != nil {
		return store.Item{}, fmt.Errorf("get item: %w", ended(ctx, err))
	}
	if err := t.condemned(); err != nil {
		return store.Item{}, fmt.Errorf("get item: %w", err)
	}
	if len(items) == 0 {
		return store.Item{}, store.ErrNoItem
	}
	return items[0], nil
}

// BatchGet implements [store.Table].
func (t *Table) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	if err := store.ValidateBatch(keys); err != nil {
		return nil, err
	}
	items, err := t.find.find(ctx, nil, keys)
	if err != nil {
		return nil, fmt.Errorf("get %d items: %w", len(keys), ended(ctx, err))
	}
	if err := t.condemned(); err != nil {
		return nil, fmt.Errorf("get %d items: %w", len(keys), err)
	}
	return items, nil
}

// Query implements [store.Table]. Here an index never lags.
func (t *Table) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := store.ValidateQuery(q); err != nil {
		return store.Page{}, err
	}
	partition, sort := "pk", "sk"
	if q.Index == store.PendingIndex {
		partition, sort = "pending", "pending_since"
	}
	text, args := pageStatement(q, partition, sort)
	statement, err := t.queries.statement(ctx, text)
	if err != nil {
		return store.Page{}, fmt.Errorf("query: %w", ended(ctx, err))
	}
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return store.Page{}, fmt.Errorf("query: %w", ended(ctx, err))
	}
	defer rows.Close()

	var page store.Page
	size := 0
	for rows.Next() {
		var pk, sk, blob, at sql.RawBytes
		if err := rows.Scan(&pk, &sk, &blob, &at); err != nil {
			return store.Page{}, fmt.Errorf("query: %w", ended(ctx, err))
		}
		item, err := open(store.Key{Partition: string(pk), Sort: string(sk)}, blob)
		if err != nil {
			return store.Page{}, fmt.Errorf("query: %w", err)
		}
		if q.Index == store.PendingIndex {
			item.Attrs = projected(item.Attrs)
		}
		size += item.Size()
		if size > maxPageBytes && len(page.Items) > 0 {
			page.More = true
			break
		}
		page.Items = append(page.Items, item)
		page.Next = string(at)
	}
	if err := rows.Err(); err != nil {
		return store.Page{}, fmt.Errorf("query: %w", ended(ctx, err))
	}
	if err := t.condemned(); err != nil {
		return store.Page{}, fmt.Errorf("query: %w", err)
	}
	// DynamoDB does not look past a full page either.
	page.More = page.More || len(page.Items) == q.Limit
	if !page.More {
		page.Next = ""
	}
	return page, nil
}

// pageStatement selects rows of the partition within the bounds, in order.
func pageStatement(q store.Query, partition, sort string) (statement string, args []any) {
	statement = "SELECT pk, sk, attrs, " + sort + " FROM item WHERE " + partition + " = ?"
	args = append(args, []byte(q.Partition))
	bound := func(operator, key string) {
		if key != "" {
			statement += " AND " + sort + " " + operator + " ?"
			args = append(args, []byte(key))
		}
	}
	bound(">=", q.From)
	bound("<=", q.To)
	order := "ASC"
	if q.Descending {
		order = "DESC"
		bound("<", q.After)
	} else {
		bound(">", q.After)
	}
	if q.Index == store.PendingIndex {
		statement += " AND pending_since IS NOT NULL"
	}
	statement += " ORDER BY " + sort + " " + order + " LIMIT ?"
	return statement, append(args, q.Limit)
}

// projected is what the index shows of an item beside its key.
func projected(attrs store.Attrs) store.Attrs {
	shown := make(store.Attrs)
	for _, name := range []string{store.PendingAttr, store.PendingSinceAttr, store.LeafAttr} {
		if value, found := attrs[name]; found {
			shown[name] = value
		}
	}
	return shown
}

// ended puts the context's error in place of SQLite's when that is why the read
// stopped, and names what else stopped it.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return named(err)
}
