// Package sqlite keeps the register's table in one SQLite file, for one machine.
// It is written in Go alone.
//
// A transaction is on disk when Transact returns: the write-ahead log is synced
// at every commit, and those that wait at once share one. Transactions are
// serialised by one writing connection, so none is ever refused for a conflict;
// reads go on beside them and see the last commit. Several processes may open the file; a writer waits up to ten seconds
// for another's transaction and is then told [store.ErrThrottled].
//
// Deleted content is overwritten in the file, but the write-ahead log and moved
// rows keep copies until [Table.Scrub].
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // registers the database/sql driver

	"disclosure-register/pkg/store"
)

// readers bounds the reads that go on at once; more wait.
const readers = 8

// Table is the table in a file. It is safe for concurrent use.
type Table struct {
	// turn holds one token; who has it may use writer. Waiting for it is the
	// only part of a transaction that a context can end.
	turn   chan struct{}
	line   line // of transactions that wait for it
	writer *sql.DB
	reader *sql.DB
	commit func(*sql.Tx) error // (*sql.Tx).Commit, but for tests of what is answered before it

	copier          *sql.DB    // copies the write-ahead log into the file
	copying         sync.Mutex // taken after the turn, where both are
	checkpointing   atomic.Bool
	sinceCheckpoint int // rows; who has the turn may use it
	background      sync.WaitGroup
	closing         chan struct{}
	closed          sync.Once

	path string
	file os.FileInfo // of the table, when it was opened
	wal  os.FileInfo // of its write-ahead log, at the first commit; who has the turn may use it

	statements
	condemnation
}

// statements are compiled once for each connection: parsing them costs as much as
// running them.
type statements struct {
	find    finders   // on reader
	queries queries   // on reader
	check   finders   // on writer
	put     putters   // on writer
	destroy *sql.Stmt // on writer
	recall  *sql.Stmt // on writer
}

var (
	_ store.Table  = (*Table)(nil)
	_ store.Walker = (*Table)(nil)
)

// Open opens the file, or creates it readable by its owner alone; the directory
// must exist. It refuses a file that another program made, or a newer version of
// this one. [store.ErrDamaged], [store.ErrFull] and [store.ErrReadOnly] say what a
// person must mend first.
func Open(path string) (*Table, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open table: %w", named(err))
	}
	if err := own(path); err != nil {
		return nil, fmt.Errorf("open table: %w", named(err))
	}
	writer, err := connect(path, url.Values{"_txlock": {"immediate"}, "_pragma": {"wal_autocheckpoint(" + longestLog + ")"}}, 1)
	if err != nil {
		return nil, fmt.Errorf("open table: %w", named(err))
	}
	if err := prepare(writer); err != nil {
		return nil, errors.Join(fmt.Errorf("open table: %w", named(err)), writer.Close())
	}
	reader, err := connect(path, url.Values{"_pragma": {"query_only(ON)"}}, readers)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open table: %w", named(err)), writer.Close())
	}
	copier, err := connect(path, url.Values{}, 1)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open table: %w", named(err)), reader.Close(), writer.Close())
	}
	t := &Table{
		turn: make(chan struct{}, 1), writer: writer, reader: reader, commit: (*sql.Tx).Commit,
		copier: copier, closing: make(chan struct{}), path: path,
	}
	if t.file, err = os.Stat(path); err != nil {
		return nil, errors.Join(fmt.Errorf("open table: %w", named(err)), copier.Close(), reader.Close(), writer.Close())
	}
	if err := t.compile(); err != nil {
		return nil, errors.Join(fmt.Errorf("open table: %w", named(err)), copier.Close(), reader.Close(), writer.Close())
	}
	t.turn <- struct{}{}
	return t, nil
}

const deleteItem = `DELETE FROM item WHERE pk = ?1 AND sk = ?2`

func (t *Table) compile() (err error) {
	t.queries = queries{on: t.reader, made: map[string]*sql.Stmt{}}
	if t.find, err = prepareFinders(t.reader); err != nil {
		return fmt.Errorf("compile a statement: %w", err)
	}
	// A transaction has the one writing connection, so that nothing can be compiled
	// on it then.
	if t.check, err = prepareFinders(t.writer); err != nil {
		return fmt.Errorf("compile a statement: %w", err)
	}
	if t.put, err = preparePutters(t.writer); err != nil {
		return fmt.Errorf("compile a statement: %w", err)
	}
	if t.destroy, err = t.writer.Prepare(deleteItem); err != nil {
		return fmt.Errorf("compile a statement: %w", err)
	}
	if t.recall, err = t.writer.Prepare(recallItem); err != nil {
		return fmt.Errorf("compile a statement: %w", err)
	}
	return nil
}

// Close waits for the transaction under way, if any, and closes the file. Every
// call after it fails.
func (t *Table) Close() error {
	t.closed.Do(func() { close(t.closing) })
	<-t.turn
	defer t.release()
	t.background.Wait()
	if err := errors.Join(t.copier.Close(), t.reader.Close(), t.writer.Close()); err != nil {
		return fmt.Errorf("close table: %w", err)
	}
	return nil
}

// own creates the file if need be and takes everybody else's access away.
// SQLite gives its log and its shared memory the same mode.
func own(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Close())
}

func connect(path string, params url.Values, connections int) (*sql.DB, error) {
	for _, pragma := range []string{
		"busy_timeout(10000)",
		"journal_mode(WAL)",
		"synchronous(FULL)",  // sync the log at each commit, not only at checkpoints
		"secure_delete(ON)",  // zero what is deleted
		"temp_store(MEMORY)", // no temporary file ever holds rows
		"trusted_schema(OFF)",
	} {
		params.Add("_pragma", pragma)
	}
	dsn := url.URL{Scheme: "file", Path: path, RawQuery: params.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	if err := db.Ping(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// take waits for the writing connection; release gives it back.
func (t *Table) take(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *Table) release() { t.turn <- struct{}{} }
