package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"

	"disclosure-register/pkg/store"
)

// condemnation is what is known of a table whose file was written over in its place
// while it is open. The file is then the very one that was opened ([Table.stillThere]),
// and SQLite takes what it finds in it for the work of another process.
type condemnation struct {
	alone atomic.Bool
	last  *put // the item that was put last; who has the turn may use it
	lost  atomic.Pointer[error]
}

// put is an item as this process has written it.
type put struct {
	key  store.Key
	blob []byte
}

// Alone says that nobody else writes the file while it is open. Each transaction then
// begins by looking whether what was put last is still there, and condemns the table
// ([Table.Condemn]) if it is not.
func (t *Table) Alone() { t.alone.Store(true) }

// Condemn says that the table is not what it was, of which why tells more. From then on
// nothing is read from it or written to it: every call returns [store.ErrDamaged].
func (t *Table) Condemn(why error) { t.lost.CompareAndSwap(nil, &why) }

// condemned returns why nothing may be taken from the table any more. A read asks after
// it has read.
func (t *Table) condemned() error {
	if why := t.lost.Load(); why != nil {
		return fmt.Errorf("%w: %w", store.ErrDamaged, *why)
	}
	return nil
}

// errWrittenOver is why a table is condemned that does not hold what was put last.
var errWrittenOver = errors.New("what was written last is not in the table any more: its files were written over while they were open. Stop the service, and put the newest copy back")

const recallItem = `SELECT attrs FROM item WHERE pk = ?1 AND sk = ?2`

// recognise looks for what this process has put last. Its caller has the turn.
func (t *Table) recognise(ctx context.Context, tx *sql.Tx) error {
	if t.alone.Load() && t.last != nil {
		var blob []byte
		err := tx.StmtContext(ctx, t.recall).QueryRowContext(ctx, []byte(t.last.key.Partition), []byte(t.last.key.Sort)).Scan(&blob)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && !bytes.Equal(blob, t.last.blob):
			t.Condemn(errWrittenOver)
		case err != nil:
			return fmt.Errorf("look for what was written last: %w", named(err))
		}
	}
	return t.condemned()
}

// lastAfter returns the item that was put last once the member's writes are applied.
func (m *member) lastAfter(last *put) *put {
	for i, w := range m.writes {
		switch {
		case w.Action == store.Put:
			last = &put{w.Item.Key, m.blobs[i]}
		case w.Action == store.Delete && last != nil && last.key == w.Item.Key:
			last = nil
		}
	}
	return last
}
