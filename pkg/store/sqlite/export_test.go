package sqlite

import "database/sql"

// OnCommit has commits made by the function given, which is given the real one.
func (t *Table) OnCommit(do func(commit func() error) error) {
	t.commit = func(tx *sql.Tx) error { return do(tx.Commit) }
}

// Waiting is how many transactions are in line.
func (t *Table) Waiting() int {
	t.line.mu.Lock()
	defer t.line.mu.Unlock()
	return len(t.line.waiting)
}

// WaitForCopy waits until nobody copies the write-ahead log.
func (t *Table) WaitForCopy() { t.background.Wait() }

// Setting is what the connection that writes answers to a PRAGMA.
func (t *Table) Setting(name string) (value string, err error) {
	err = t.writer.QueryRow("PRAGMA " + name).Scan(&value)
	return value, err
}
