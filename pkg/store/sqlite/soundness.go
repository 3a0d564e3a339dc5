package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"disclosure-register/pkg/store"
)

// CheckSound reads the whole file and returns [store.ErrDamaged] unless its pages
// hang together and each item is what was written, which takes a second for each
// hundred megabytes or so. Whether somebody wrote what they should not have, the
// published log shows. Reads and writes go on meanwhile.
func (t *Table) CheckSound(ctx context.Context) error {
	rows, err := t.reader.QueryContext(ctx, "PRAGMA quick_check(5)")
	if err != nil {
		return fmt.Errorf("check the table: %w", ended(ctx, err))
	}
	defer rows.Close()
	var wrong []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return fmt.Errorf("check the table: %w", ended(ctx, err))
		}
		if line != "ok" {
			wrong = append(wrong, line)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check the table: %w", ended(ctx, err))
	}
	if wrong != nil {
		return fmt.Errorf("check the table: %w: %s", store.ErrDamaged, strings.Join(wrong, "; "))
	}
	return t.checkItems(ctx)
}

func (t *Table) checkItems(ctx context.Context) error {
	rows, err := t.reader.QueryContext(ctx, "SELECT pk, sk, attrs FROM item")
	if err != nil {
		return fmt.Errorf("check the items: %w", ended(ctx, err))
	}
	defer rows.Close()
	var pk, sk, blob sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&pk, &sk, &blob); err != nil {
			return fmt.Errorf("check the items: %w", ended(ctx, err))
		}
		if _, err := open(store.Key{Partition: string(pk), Sort: string(sk)}, blob); err != nil {
			return fmt.Errorf("check the items: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("check the items: %w", ended(ctx, err))
	}
	return nil
}

// Empty reports whether nothing was ever written.
func (t *Table) Empty(ctx context.Context) (empty bool, err error) {
	err = t.reader.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM item)").Scan(&empty)
	if err != nil {
		return false, fmt.Errorf("look into the table: %w", ended(ctx, err))
	}
	return empty, nil
}

// ErrLogLost says that the write-ahead log of a table is gone, with whatever was
// recorded last.
var ErrLogLost = errors.New("the table's write-ahead log is missing")

// CheckLog returns [ErrLogLost] when the table's file was in use when its process
// ended, and its write-ahead log is gone: SQLite takes its shared memory away
// before that log, and leaves both to a process that is killed. It is for before
// [Open], which makes a new log.
func CheckLog(path string) error {
	_, inUse := os.Lstat(path + "-shm")
	_, log := os.Lstat(path + "-wal")
	if inUse == nil && errors.Is(log, fs.ErrNotExist) {
		return ErrLogLost
	}
	return nil
}

// stillThere returns [store.ErrDamaged] when the table's file or its write-ahead log was
// taken away or replaced while it is open: what is written then is gone with the process,
// and nobody may be told that it is kept.
func (t *Table) stillThere() error {
	log, err := os.Stat(t.path + "-wal")
	if err == nil && t.wal == nil {
		t.wal = log
	}
	file, fileErr := os.Stat(t.path)
	if err := errors.Join(err, fileErr); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("look for the table's files: %w", named(err))
	}
	if !os.SameFile(file, t.file) || !os.SameFile(log, t.wal) {
		return fmt.Errorf("the table's file, or its write-ahead log, was taken away or replaced: %w", store.ErrDamaged)
	}
	return nil
}

// Mark returns what the table was marked with; "" when it never was. It tells one
// register's table from another's, and from an empty one in its place.
func (t *Table) Mark(ctx context.Context) (mark string, err error) {
	var marked bool
	if err := t.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'mark')").Scan(&marked); err != nil {
		return "", fmt.Errorf("look for the table's mark: %w", ended(ctx, err))
	}
	if !marked {
		return "", nil
	}
	if err := t.reader.QueryRowContext(ctx, "SELECT text FROM mark").Scan(&mark); err != nil {
		return "", fmt.Errorf("read the table's mark: %w", ended(ctx, err))
	}
	return mark, nil
}

// SetMark marks the table, in the place of any mark that it had. A crash leaves the
// one or the other.
func (t *Table) SetMark(ctx context.Context, mark string) error {
	if err := t.take(ctx); err != nil {
		return err
	}
	defer t.release()
	tx, err := t.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("mark the table: %w", ended(ctx, err))
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS mark (one INTEGER PRIMARY KEY CHECK (one = 1), text TEXT NOT NULL)"); err != nil {
		return fmt.Errorf("mark the table: %w", ended(ctx, err))
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO mark VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET text = excluded.text", mark); err != nil {
		return fmt.Errorf("mark the table: %w", ended(ctx, err))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("mark the table: %w", ended(ctx, err))
	}
	return nil
}
