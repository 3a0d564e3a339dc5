package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

func put(partition, sort string, attrs store.Attrs) store.Write {
	return store.Write{
		Action: store.Put,
		Item:   store.Item{Key: store.Key{Partition: partition, Sort: sort}, Attrs: attrs},
	}
}

func transact(t *testing.T, table *sqlite.Table, writes ...store.Write) {
	t.Helper()
	if err := table.Transact(t.Context(), writes); err != nil {
		t.Fatalf("transact: %v", err)
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	for _, tt := range []struct {
		name string
		mode os.FileMode // of a file already there; 0 for none
	}{{"a new file", 0}, {"a file left readable by all", 0o644}} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "register.db")
			if tt.mode != 0 {
				if err := os.WriteFile(path, nil, tt.mode); err != nil {
					t.Fatal(err)
				}
			}
			table := open(t, path)
			transact(t, table, put("p", "s", nil))
			files, err := os.ReadDir(dir)
			if err != nil || len(files) != 3 {
				t.Fatalf("got %d files and error %v, want the table, its log and its shared memory", len(files), err)
			}
			for _, file := range files {
				info, err := file.Info()
				if err != nil {
					t.Fatal(err)
				}
				if got, want := info.Mode().Perm(), os.FileMode(0o600); got != want {
					t.Errorf("%s: got mode %v, want %v", file.Name(), got, want)
				}
			}
		})
	}
}

func TestPathMayHoldAnySign(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b?c#d%41&e=ŵ")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "register.db")
	open(t, path)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("got %v and error %v, want a file at the path given", info, err)
	}
}

func TestOpenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	transact(t, table, put("p", "s", store.Attrs{"a": "kept"}))
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	if err := table.Transact(t.Context(), []store.Write{put("p", "s2", nil)}); err == nil {
		t.Error("transact after close: got no error")
	}
	item, err := open(t, path).Get(t.Context(), store.Key{Partition: "p", Sort: "s"})
	if err != nil || item.Attrs["a"] != "kept" {
		t.Errorf("got %v and error %v, want what was kept", item, err)
	}
}

func TestRefusedFiles(t *testing.T) {
	for _, tt := range []struct{ name, statement, want string }{
		{"another program's database", "CREATE TABLE other (x)", "not a register's"},
		{"another program's empty database", "PRAGMA application_id = 7", "not a register's"},
		{"a version from the future", "PRAGMA user_version = 2", "schema version 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "register.db")
			if tt.want == "schema version 2" {
				if table, err := sqlite.Open(path); err != nil || table.Close() != nil {
					t.Fatalf("open: %v", err)
				}
			}
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(tt.statement); err != nil {
				t.Fatal(err)
			}
			db.Close()
			table, err := sqlite.Open(path)
			if err == nil {
				table.Close()
				t.Fatal("got no error")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %q, want one that says %q", err, tt.want)
			}
		})
	}
}

// Two handles stand for two processes: a command beside the running service.
func TestTwoHandlesOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	a, b := open(t, path), open(t, path)
	counter := store.Key{Partition: "head#R", Sort: "head"}
	transact(t, a, store.Write{Action: store.Put, Item: store.Item{Key: counter, Attrs: store.Attrs{"version": int64(0)}}})
	done := make(chan error)
	const each = 200
	for _, table := range []*sqlite.Table{a, b} {
		go func() {
			for made := 0; made < each; {
				item, err := table.Get(t.Context(), counter)
				if err != nil {
					done <- err
					return
				}
				version := item.Attrs["version"].(int64)
				err = table.Transact(t.Context(), []store.Write{{
					Action: store.Put,
					Item:   store.Item{Key: counter, Attrs: store.Attrs{"version": version + 1}},
					If:     store.Attr("version", version),
				}})
				var cancelled *store.Cancelled
				switch {
				case err == nil:
					made++
				case !errors.As(err, &cancelled):
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	item, err := a.Get(t.Context(), counter)
	if got, want := item.Attrs["version"], int64(2*each); err != nil || got != want {
		t.Errorf("got %v and error %v, want %d", got, err, want)
	}
}

// What is destroyed is nowhere in the directory after Scrub; what is kept is.
func TestScrub(t *testing.T) {
	dir := t.TempDir()
	table := open(t, filepath.Join(dir, "register.db"))
	const items = 1500
	for i := 0; i < items; i += 50 {
		var writes []store.Write
		for n := i; n < i+50; n++ {
			j := n * 7919 % items // in no order, so that pages split and merge
			word := "KEPTMARK"
			if j%3 != 0 {
				word = "GONEMARK"
			}
			writes = append(writes, put(fmt.Sprintf("p%04d#%s", j, word), "s", store.Attrs{
				"body":                 []byte(strings.Repeat(word, 1+j%400)),
				store.PendingAttr:      "R",
				store.PendingSinceAttr: fmt.Sprintf("%s%d", word, j),
			}))
		}
		transact(t, table, writes...)
	}
	for i := 0; i < items; i += 50 {
		var writes []store.Write
		for n := i; n < i+50; n++ {
			if j := n * 4241 % items; j%3 != 0 {
				writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{
					Key: store.Key{Partition: fmt.Sprintf("p%04d#GONEMARK", j), Sort: "s"},
				}})
			}
		}
		transact(t, table, writes...)
	}
	if marks(t, dir, "GONEMARK") == 0 {
		t.Fatal("nothing is left before the scrub: this test could not fail")
	}
	if err := table.Scrub(t.Context()); err != nil {
		t.Fatalf("scrub: %v", err)
	}
	if got := marks(t, dir, "GONEMARK"); got != 0 {
		t.Errorf("got %d copies of what was destroyed, want none", got)
	}
	if got := marks(t, dir, "KEPTMARK"); got < items/3 {
		t.Errorf("got %d copies of what is kept, want %d or more", got, items/3)
	}
	page, err := table.Query(t.Context(), store.Query{Index: store.PendingIndex, Partition: "R", Limit: 1000})
	if err != nil || len(page.Items) != items/3 {
		t.Errorf("got %d items and error %v, want %d", len(page.Items), err, items/3)
	}
}

// marks counts a word in every file of the directory.
func marks(t *testing.T, dir, word string) (n int) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(raw, []byte(word))
	}
	return n
}

// Where another process writes for longer than is waited, nothing was written, and it may
// be tried again.
func TestAFileThatAnotherProcessWritesIsBusyAndNotBroken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table := open(t, path)
	transact(t, table, put("a", "a", nil))
	other, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	writing, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer writing.Rollback() //nolint:errcheck // the test is over
	if err := table.Transact(t.Context(), []store.Write{put("b", "b", nil)}); !errors.Is(err, store.ErrThrottled) {
		t.Errorf("got %v, want that another is writing", err)
	}
}
