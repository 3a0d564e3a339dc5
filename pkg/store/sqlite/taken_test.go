package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// Nobody is told that something is kept which is written to a file that is not the
// table's any more.
func TestWhatIsWrittenToAFileTakenAwayIsNotAcknowledged(t *testing.T) {
	for _, ending := range []string{"", "-wal"} {
		path := filepath.Join(t.TempDir(), "register.db")
		table, err := sqlite.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := table.Close(); err != nil {
				t.Error(err)
			}
		})
		write := func(sort string) error {
			return table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: store.Item{Key: store.Key{Partition: "p", Sort: sort}}}})
		}
		if err := write("before"); err != nil {
			t.Fatal(err)
		}
		lost := func(when string) {
			t.Helper()
			if err := write(when); !errors.Is(err, store.ErrDamaged) || !errors.Is(err, store.ErrUnknownOutcome) {
				t.Errorf("%q %s: %v", ending, when, err)
			}
		}
		if err := os.Rename(path+ending, path+".away"); err != nil {
			t.Fatal(err)
		}
		lost("taken away")
		if err := os.WriteFile(path+ending, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		lost("another in its place")
		if err := os.Rename(path+".away", path+ending); err != nil {
			t.Fatal(err)
		}
		if err := write("put back"); err != nil {
			t.Errorf("%q put back: %v", ending, err)
		}
	}
}
