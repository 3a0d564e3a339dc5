package sqlite_test

import (
	"path/filepath"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
	"disclosure-register/pkg/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return open(t, filepath.Join(t.TempDir(), "register.db")) })
}

func TestWalk(t *testing.T) { storetest.RunWalk(t, open(t, filepath.Join(t.TempDir(), "register.db"))) }

func open(t *testing.T, path string) *sqlite.Table {
	t.Helper()
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := table.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return table
}
