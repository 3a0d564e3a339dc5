package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// crashEnv names the file to a child of this test program that writes to it
// until it is killed.
const crashEnv = "SQLITE_TEST_WRITE_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// crashItems is how many items the child writes in each transaction.
const crashItems = 5

func crashKey(transaction, item int) store.Key {
	return store.Key{Partition: fmt.Sprintf("t#%d", transaction), Sort: fmt.Sprint(item)}
}

// writeUntilKilled says the number of each transaction once it is acknowledged.
func writeUntilKilled(path string) error {
	table, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	last, err := lastTransaction(table)
	if err != nil {
		return err
	}
	for n := last + 1; ; n++ {
		var writes []store.Write
		for item := range crashItems {
			writes = append(writes, store.Write{
				Action: store.Put, If: store.Absent(),
				Item: store.Item{Key: crashKey(n, item), Attrs: store.Attrs{"body": make([]byte, 2000)}},
			})
		}
		writes = append(writes, put("last", "last", store.Attrs{"n": int64(n)}))
		if err := table.Transact(context.Background(), writes); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func lastTransaction(table *sqlite.Table) (int, error) {
	item, err := table.Get(context.Background(), store.Key{Partition: "last", Sort: "last"})
	if errors.Is(err, store.ErrNoItem) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return int(item.Attrs["n"].(int64)), nil
}

// A process killed at any moment loses nothing it acknowledged and leaves no
// half of a transaction.
func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	for _, kill := range []int{1, 2, 40, 300} { // the log is checkpointed within the last
		acknowledged := writeAndKill(t, path, kill)

		table := open(t, path)
		last, err := lastTransaction(table)
		if err != nil {
			t.Fatal(err)
		}
		if last < acknowledged {
			t.Errorf("got %d transactions, want the %d acknowledged", last, acknowledged)
		}
		// One more may have been applied and not yet acknowledged: whole, or not at all.
		for n := 1; n <= last+1; n++ {
			want := crashItems
			if n > last {
				want = 0
			}
			page, err := table.Query(t.Context(), store.Query{Partition: crashKey(n, 0).Partition, Limit: 10})
			if err != nil || len(page.Items) != want {
				t.Errorf("transaction %d: got %d items and error %v, want %d", n, len(page.Items), err, want)
			}
		}
	}
}

// writeAndKill kills a writing child after it has acknowledged some transactions
// and returns the number of the last.
func writeAndKill(t *testing.T, path string, after int) (acknowledged int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashEnv+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for seen := 0; lines.Scan(); {
		if acknowledged, err = strconv.Atoi(lines.Text()); err != nil {
			t.Errorf("child said %q", lines.Text())
		}
		if seen++; seen == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("child ended of itself: %v", err)
	}
	return acknowledged
}
