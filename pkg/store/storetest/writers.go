package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"disclosure-register/pkg/store"
)

// Writers is how many write at once in the suite's tests.
const writers = 32

// atOnce runs f once for each writer and waits for them all.
func atOnce(f func(writer int)) {
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range writers {
		all.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	all.Wait()
}

func testWriters(t *testing.T, open func(t *testing.T) store.Table) {
	t.Run("on many keys lose nothing", func(t *testing.T) {
		table := open(t)
		const each = 8
		atOnce(func(writer int) {
			for n := range each {
				id := fmt.Sprintf("%02d-%d", writer, n)
				if err := transact(t.Context(), table,
					putIf(key("entry#R#"+id, "entry"), store.Attrs{"by": int64(writer)}, store.Absent()),
					putIf(key("idx#R#all", id), nil, store.Absent()),
					putIf(key("idx#R#case#shared", id), nil, store.Absent())); err != nil {
					t.Errorf("writer %d: %v", writer, err)
				}
			}
		})
		for _, partition := range []string{"idx#R#all", "idx#R#case#shared"} {
			got, _ := readAll(t, table, store.Query{Partition: partition, Limit: 100})
			if len(got) != writers*each {
				t.Errorf("%s: got %d items, want %d", partition, len(got), writers*each)
			}
			for _, id := range got {
				if _, err := table.Get(t.Context(), key("entry#R#"+id, "entry")); err != nil {
					t.Errorf("entry of a listed item: %v", err)
				}
			}
		}
	})

	t.Run("of one key let one win and show it to the rest", func(t *testing.T) {
		table := open(t)
		first := key("idem#R#same", "first")
		var won atomic.Int64
		won.Store(-1)
		shownTo := make([]int64, writers)
		atOnce(func(writer int) {
			shownTo[writer] = -1
			err := transact(t.Context(), table,
				putIf(first, store.Attrs{"by": int64(writer)}, store.Absent()),
				putIf(key("entry#R#"+fmt.Sprint(writer), "entry"), nil, store.Absent()))
			var cancelled *store.Cancelled
			switch {
			case err == nil:
				if other := won.Swap(int64(writer)); other != -1 {
					t.Errorf("writers %d and %d both won", other, writer)
				}
				shownTo[writer] = int64(writer)
			case errors.As(err, &cancelled) && cancelled.Reasons[0] == store.ConditionFailed:
				shownTo[writer], _ = cancelled.Found[0].Attrs["by"].(int64)
			default:
				t.Errorf("writer %d: %v", writer, err)
			}
		})
		winner := won.Load()
		if winner == -1 {
			t.Fatal("nobody won")
		}
		wantItem(t, table, first, store.Attrs{"by": winner})
		for writer, shown := range shownTo {
			if shown != winner {
				t.Errorf("writer %d was shown writer %d, want %d", writer, shown, winner)
			}
			if entry := key("entry#R#"+fmt.Sprint(writer), "entry"); int64(writer) != winner {
				wantNoItem(t, table, entry)
			}
		}
	})

	t.Run("of one counter, by compare and swap, count every time", func(t *testing.T) {
		table := open(t)
		counter := key("head#R", "head")
		mustTransact(t, table, put(counter, store.Attrs{"version": int64(0)}))
		atOnce(func(writer int) {
			if err := increment(t.Context(), table, counter, writer); err != nil {
				t.Errorf("writer %d: %v", writer, err)
			}
		})
		wantItem(t, table, counter, store.Attrs{"version": int64(writers)})
		// Each increment left a mark at the number it made: none was made twice.
		got, _ := readAll(t, table, store.Query{Partition: "marks", Limit: 100})
		if len(got) != writers {
			t.Errorf("got %d marks, want %d", len(got), writers)
		}
	})
}

// increment adds one to the counter and leaves a mark at the number it made.
func increment(ctx context.Context, table store.Table, counter store.Key, writer int) error {
	for {
		item, err := table.Get(ctx, counter)
		if err != nil {
			return err
		}
		version := item.Attrs["version"].(int64)
		err = transact(ctx, table,
			putIf(counter, store.Attrs{"version": version + 1}, store.Attr("version", version)),
			putIf(key("marks", fmt.Sprintf("%03d", version+1)), store.Attrs{"by": int64(writer)}, store.Absent()))
		var cancelled *store.Cancelled
		if errors.As(err, &cancelled) {
			if cancelled.Reasons[1] != store.NotThisOne && cancelled.Reasons[0] == store.NotThisOne {
				return fmt.Errorf("number %d was made twice", version+1)
			}
			continue
		}
		return err
	}
}

func testEndedContext(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	k := key("p", "s")
	mustTransact(t, table, put(k, store.Attrs{"a": "before"}))
	ended, cancel := context.WithCancel(t.Context())
	cancel()

	for range 20 { // a driver that lets chance decide is found out
		err := table.Transact(ended, []store.Write{put(k, store.Attrs{"a": "after"})})
		if !errors.Is(err, context.Canceled) || !errors.Is(err, store.ErrUnknownOutcome) {
			t.Fatalf("transact: got error %v, want %v and %v", err, context.Canceled, store.ErrUnknownOutcome)
		}
	}
	if _, err := table.Get(ended, k); !errors.Is(err, context.Canceled) {
		t.Errorf("get: got error %v, want %v", err, context.Canceled)
	}
	if _, err := table.BatchGet(ended, []store.Key{k}); !errors.Is(err, context.Canceled) {
		t.Errorf("batch: got error %v, want %v", err, context.Canceled)
	}
	if _, err := table.Query(ended, store.Query{Partition: "p", Limit: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("query: got error %v, want %v", err, context.Canceled)
	}
	wantItem(t, table, k, store.Attrs{"a": "before"})
}
