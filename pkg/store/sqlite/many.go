package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"disclosure-register/pkg/store"
)

// batches are how many keys one statement looks for. The places left over are NULL,
// which is no key.
var batches = []int{1, 4, 8, 16, 32, store.MaxBatch}

// finders are the statements of [batches] on one database. Of each statement more is
// spent on the way to SQLite than in it, so that keys are not looked for one by one.
type finders []*sql.Stmt

func prepareFinders(on *sql.DB) (finders, error) {
	var all finders
	for _, size := range batches {
		find, err := on.Prepare("SELECT i.pk, i.sk, i.attrs FROM (VALUES (?, ?)" + strings.Repeat(", (?, ?)", size-1) +
			") AS k CROSS JOIN item AS i ON i.pk = k.column1 AND i.sk = k.column2")
		if err != nil {
			return nil, err
		}
		all = append(all, find)
	}
	return all, nil
}

// find returns those of at most [store.MaxBatch] keys that exist, in no order. It
// looks in the transaction, or outside any where that is nil.
func (f finders) find(ctx context.Context, in *sql.Tx, keys []store.Key) ([]store.Item, error) {
	n := 0
	for batches[n] < len(keys) {
		n++
	}
	find := f[n]
	if in != nil {
		find = in.StmtContext(ctx, find)
	}
	args := make([]any, 2*batches[n])
	for i, key := range keys {
		args[2*i], args[2*i+1] = []byte(key.Partition), []byte(key.Sort)
	}
	rows, err := find.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var items []store.Item
	for rows.Next() {
		var pk, sk, blob sql.RawBytes
		if err := rows.Scan(&pk, &sk, &blob); err != nil {
			return nil, err
		}
		item, err := open(store.Key{Partition: string(pk), Sort: string(sk)}, blob)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, rows.Err()
}

// columns are how many values a row has.
const columns = 5

// putters put 1, 2, 4, 8, 16 and so many rows each.
type putters []*sql.Stmt

func preparePutters(on *sql.DB) (putters, error) {
	var all putters
	for size := 1; size <= 32; size *= 2 {
		put, err := on.Prepare("INSERT INTO item (pk, sk, attrs, pending, pending_since) VALUES (?, ?, ?, ?, ?)" + strings.Repeat(", (?, ?, ?, ?, ?)", size-1) +
			" ON CONFLICT (pk, sk) DO UPDATE SET attrs = excluded.attrs, pending = excluded.pending, pending_since = excluded.pending_since")
		if err != nil {
			return nil, err
		}
		all = append(all, put)
	}
	return all, nil
}

// put puts rows, given as their values one after the other, in the transaction.
func (p putters) put(ctx context.Context, in *sql.Tx, rows []any) error {
	for n := len(p) - 1; n >= 0; n-- {
		for size := columns << n; len(rows) >= size; rows = rows[size:] {
			if _, err := in.StmtContext(ctx, p[n]).ExecContext(ctx, rows[:size]...); err != nil {
				return err
			}
		}
	}
	return nil
}

// queries are statements compiled when they are first needed. There are as many as
// there are sorts of query.
type queries struct {
	on   *sql.DB
	mu   sync.Mutex
	made map[string]*sql.Stmt
}

func (q *queries) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if s := q.made[text]; s != nil {
		return s, nil
	}
	s, err := q.on.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	q.made[text] = s
	return s, nil
}
