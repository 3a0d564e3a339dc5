package sqlite

import (
	"context"
	"fmt"

	"disclosure-register/pkg/store"
)

// Walk implements [store.Walker] by one query for each page, in the order of the
// keys. No key has the byte ff, which is in no UTF-8.
func (t *Table) Walk(ctx context.Context, prefix string, visit func([]store.Key) error) error {
	after := store.Key{Partition: prefix} // no sort key is empty
	for {
		keys, err := t.keysAfter(ctx, after, prefix+"\xff")
		if err != nil {
			return fmt.Errorf("walk: %w", ended(ctx, err))
		}
		if err := t.condemned(); err != nil {
			return fmt.Errorf("walk: %w", err)
		}
		if len(keys) == 0 {
			return nil
		}
		if err := visit(keys); err != nil {
			return err
		}
		after = keys[len(keys)-1]
	}
}

func (t *Table) keysAfter(ctx context.Context, after store.Key, end string) ([]store.Key, error) {
	rows, err := t.reader.QueryContext(ctx, "SELECT pk, sk FROM item WHERE (pk, sk) > (?1, ?2) AND pk < ?3 ORDER BY pk, sk LIMIT ?4",
		[]byte(after.Partition), []byte(after.Sort), []byte(end), store.MaxPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys []store.Key
	for rows.Next() {
		var pk, sk []byte
		if err := rows.Scan(&pk, &sk); err != nil {
			return nil, err
		}
		keys = append(keys, store.Key{Partition: string(pk), Sort: string(sk)})
	}
	return keys, rows.Err()
}
