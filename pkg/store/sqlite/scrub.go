package sqlite

import (
	"context"
	"errors"
	"fmt"
)

// errReading: a reader kept the log from being emptied.
var errReading = errors.New("a reader is still using the log")

// Scrub removes every copy of deleted content from the table's files, so that a
// destruction may be certified: it rebuilds the file, because moving a row leaves
// its old bytes between the rows of its old page, and then empties the log.
// Nothing may be certified unless it returns nil. It takes time in proportion to
// the whole file, and transactions wait meanwhile.
func (t *Table) Scrub(ctx context.Context) error {
	if err := t.take(ctx); err != nil {
		return fmt.Errorf("scrub table: %w", err)
	}
	defer t.release()
	t.copying.Lock()
	defer t.copying.Unlock()
	if _, err := t.writer.ExecContext(ctx, "VACUUM"); err != nil {
		return fmt.Errorf("rebuild table: %w", named(err))
	}
	var busy, logPages, moved int
	if err := t.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &logPages, &moved); err != nil {
		return fmt.Errorf("empty log: %w", named(err))
	}
	if busy != 0 {
		return fmt.Errorf("empty log: %w", errReading)
	}
	return nil
}
