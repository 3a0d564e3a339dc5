// Package sqlitetest has a table for tests of what stands on one.
package sqlitetest

import (
	"path/filepath"
	"testing"

	"disclosure-register/pkg/store/sqlite"
)

// New opens an empty table in a file of its own, and closes it with the test.
func New(t testing.TB) *sqlite.Table {
	t.Helper()
	table, err := sqlite.Open(filepath.Join(t.TempDir(), "register.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Error(err)
		}
	})
	return table
}
