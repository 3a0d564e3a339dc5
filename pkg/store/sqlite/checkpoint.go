package sqlite

import "context"

const (
	// checkpointEvery is after how many written rows the write-ahead log is copied
	// into the file, beside the transactions and not inside one. A row writes two
	// pages of four kilobytes or so.
	checkpointEvery = 2000
	// longLog is from how many pages on the log is begun anew, which takes a moment
	// in which nobody writes.
	longLog = 4000
	// longestLog, in pages, is where a transaction does the copying itself, should
	// nobody else have: when the disk is too slow or another process's reader kept
	// the log.
	longestLog = "20000"
)

// checkpointAfter counts rows, and copies the log when there are enough. Its caller
// has the turn.
func (t *Table) checkpointAfter(rows int) {
	if t.sinceCheckpoint += rows; t.sinceCheckpoint < checkpointEvery || !t.checkpointing.CompareAndSwap(false, true) {
		return
	}
	t.sinceCheckpoint = 0
	t.background.Go(func() {
		defer t.checkpointing.Store(false)
		// A checkpoint that fails leaves the log as it was: nothing is lost, and
		// the next one, or the transaction that finds the log too long, does its work.
		pages, err := t.copyLog()
		if err != nil || pages < longLog {
			return
		}
		// What was written meanwhile is little. With all of it copied, and no reader
		// at it, the next transaction begins the log anew.
		select {
		case <-t.turn:
			_, _ = t.copyLog()
			t.release()
		case <-t.closing:
		}
	})
}

// copyLog copies what it can of the log into the file without waiting for anybody,
// and returns how long the log is, in pages.
func (t *Table) copyLog() (pages int, err error) {
	t.copying.Lock()
	defer t.copying.Unlock()
	var busy, copied int
	err = t.copier.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &copied)
	return pages, err
}
