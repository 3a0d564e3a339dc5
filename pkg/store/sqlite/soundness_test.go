package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// written is a table of some pages, closed.
func written(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "register.db")
	table := open(t, path)
	for n := range 60 {
		transact(t, table, put(fmt.Sprint("p", n), "s", store.Attrs{"body": make([]byte, 1000)}))
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestATableIsSoundOrNamedAsDamaged(t *testing.T) {
	whole := written(t)
	for name, tt := range map[string]struct {
		harm func(t *testing.T, path string)
		want error
	}{
		"as it was": {func(*testing.T, string) {}, nil},
		"a page is overwritten": {func(t *testing.T, path string) {
			file, err := os.OpenFile(path, os.O_RDWR, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			junk := make([]byte, 4096)
			for i := range junk {
				junk[i] = byte(i*7 + 1)
			}
			if _, err := file.WriteAt(junk, 5*4096); err != nil {
				t.Fatal(err)
			}
		}, store.ErrDamaged},
		"an item is another": {func(t *testing.T, path string) {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			result, err := db.Exec("UPDATE item SET attrs = (SELECT attrs FROM item WHERE pk = CAST('p2' AS BLOB)) WHERE pk = CAST('p1' AS BLOB)")
			if err != nil {
				t.Fatal(err)
			}
			if n, err := result.RowsAffected(); err != nil || n != 1 {
				t.Fatalf("%d items were changed (%v)", n, err)
			}
		}, store.ErrDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "register.db")
			text, err := os.ReadFile(whole)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			tt.harm(t, path)
			table := open(t, path)
			if err := table.CheckSound(t.Context()); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
				t.Errorf("it is %v, want %v", err, tt.want)
			}
			met := false
			for n := range 60 {
				_, err := table.Query(t.Context(), store.Query{Partition: fmt.Sprint("p", n), Limit: 9})
				if met = met || err != nil; err != nil && !errors.Is(err, store.ErrDamaged) {
					t.Errorf("a question meets %v", err)
				}
			}
			if met != (tt.want != nil) {
				t.Errorf("a question meets damage: %v", met)
			}
			over, cancel := context.WithCancel(t.Context())
			cancel()
			if err := table.CheckSound(over); !errors.Is(err, context.Canceled) {
				t.Errorf("stopped, it is %v", err)
			}
		})
	}
}

func TestATableSaysWhetherItIsEmptyAndWhoseItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table := open(t, path)
	want := func(empty bool, mark string) {
		t.Helper()
		if got, err := table.Empty(t.Context()); err != nil || got != empty {
			t.Errorf("empty: %v, %v; want %v", got, err, empty)
		}
		if got, err := table.Mark(t.Context()); err != nil || got != mark {
			t.Errorf("marked %q, %v; want %q", got, err, mark)
		}
	}
	want(true, "")
	transact(t, table, put("p", "s", nil))
	want(false, "")
	for _, mark := range []string{"one", "another"} {
		if err := table.SetMark(t.Context(), mark); err != nil {
			t.Fatal(err)
		}
		want(false, mark)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := table.SetMark(over, "a third"); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped, it is marked: %v", err)
	}
	want(false, "another")
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Empty(t.Context()); err == nil {
		t.Error("a closed table is empty or not")
	}
	if _, err := table.Mark(t.Context()); err == nil {
		t.Error("a closed table is marked or not")
	}
	table = open(t, path)
	want(false, "another")
}

func TestATableWithoutTheLogOfAProcessThatWasKilledIsNotOpened(t *testing.T) {
	for name, tt := range map[string]struct {
		beside []string
		want   error
	}{
		"it ended by itself":              {nil, nil},
		"it was killed":                   {[]string{"-wal", "-shm"}, nil},
		"and the log was taken away":      {[]string{"-shm"}, sqlite.ErrLogLost},
		"the shared memory was taken too": {[]string{"-wal"}, nil},
	} {
		path := written(t)
		for _, end := range tt.beside {
			if err := os.WriteFile(path+end, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := sqlite.CheckLog(path); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}
