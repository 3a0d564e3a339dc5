package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

func opened(t *testing.T, path string) *sqlite.Table {
	t.Helper()
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = table.Close() }) // of what is condemned, nothing more is asked
	return table
}

func act(t *testing.T, table *sqlite.Table, sort string, action store.Action) error {
	t.Helper()
	return table.Transact(t.Context(), []store.Write{{Action: action, Item: store.Item{Key: store.Key{Partition: "p", Sort: sort}}}})
}

// The table's files are written over with older ones, each in its place, as cp does. What
// was written last is not there any more, and nothing is acknowledged or answered.
func TestATableThatIsWrittenOverInItsPlaceIsCondemned(t *testing.T) {
	path, copies := filepath.Join(t.TempDir(), "register.db"), map[string][]byte{}
	table := opened(t, path)
	table.Alone()
	if err := act(t, table, "before", store.Put); err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal", "-shm"} {
		text, err := os.ReadFile(path + ending)
		if err != nil {
			t.Fatal(err)
		}
		copies[ending] = text
	}
	if err := errors.Join(act(t, table, "after", store.Put), act(t, table, "after that", store.Put)); err != nil {
		t.Fatal(err)
	}
	for ending, text := range copies {
		file, err := os.OpenFile(path+ending, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = file.WriteAt(text, 0)
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if err := act(t, table, "lost", store.Put); !errors.Is(err, store.ErrDamaged) || !errors.Is(err, store.ErrUnknownOutcome) {
		t.Errorf("written over, it acknowledges: %v", err)
	}
	wantCondemned(t, table)
}

// What was put last may be put again, or go, by whoever has the table alone; and where
// nobody said that it is alone, by others.
func TestATableIsNotCondemnedForWhatItHasWrittenItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table, other := opened(t, path), opened(t, path)
	if err := errors.Join(act(t, table, "a", store.Put), act(t, other, "a", store.Delete), act(t, table, "b", store.Put)); err != nil {
		t.Errorf("beside another: %v", err)
	}
	table.Alone()
	for _, step := range []struct {
		sort   string
		action store.Action
	}{{"a", store.Put}, {"a", store.Put}, {"a", store.Delete}, {"b", store.Delete}, {"c", store.Put}, {"b", store.Delete}, {"d", store.Put}} {
		if err := act(t, table, step.sort, step.action); err != nil {
			t.Errorf("%v: %v", step, err)
		}
	}
	if err := act(t, other, "d", store.Delete); err != nil {
		t.Fatal(err)
	}
	if err := act(t, table, "e", store.Put); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("what it put last was taken away: %v", err)
	}
}

// A table that somebody has condemned is neither read nor written.
func TestACondemnedTableAnswersNothing(t *testing.T) {
	table := opened(t, filepath.Join(t.TempDir(), "register.db"))
	if err := act(t, table, "before", store.Put); err != nil {
		t.Fatal(err)
	}
	table.Condemn(errors.New("it is another"))
	if err := act(t, table, "after", store.Put); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("it acknowledges: %v", err)
	}
	wantCondemned(t, table)
}

func wantCondemned(t *testing.T, table *sqlite.Table) {
	t.Helper()
	key := store.Key{Partition: "p", Sort: "before"}
	_, get := table.Get(t.Context(), key)
	_, batch := table.BatchGet(t.Context(), []store.Key{key})
	_, query := table.Query(t.Context(), store.Query{Partition: "p", Limit: 1})
	walk := table.Walk(t.Context(), "p", func([]store.Key) error { return nil })
	for what, err := range map[string]error{"get": get, "batch": batch, "query": query, "walk": walk} {
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: %v, want that it is damaged", what, err)
		}
	}
}
