// Package storetest is the suite that every driver of [store.Table] passes, and
// [Faulty], which makes a table misbehave in ways that no local engine does.
package storetest

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"disclosure-register/pkg/store"
)

// Run tests a driver against the contract of [store.Table]. Open returns a new,
// empty table for each call and releases it by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) store.Table) {
	t.Helper()
	for _, part := range []struct {
		name string
		run  func(t *testing.T, open func(t *testing.T) store.Table)
	}{
		{"writes that can never succeed", testRefusedWrites},
		{"reads that can never succeed", testRefusedReads},
		{"the largest of everything", testLargest},
		{"conditions", testConditions},
		{"cancelled transactions", testCancelled},
		{"values", testValues},
		{"read after write", testReadAfterWrite},
		{"batches", testBatchGet},
		{"order of sort keys", testOrder},
		{"ranges", testRanges},
		{"pages", testPages},
		{"large pages", testLargePages},
		{"the pending index", testPendingIndex},
		{"writers at once", testWriters},
		{"a context that has ended", testEndedContext},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}

func key(partition, sort string) store.Key { return store.Key{Partition: partition, Sort: sort} }

func put(k store.Key, attrs store.Attrs) store.Write {
	return store.Write{Action: store.Put, Item: store.Item{Key: k, Attrs: attrs}}
}

func putIf(k store.Key, attrs store.Attrs, condition store.Condition) store.Write {
	w := put(k, attrs)
	w.If = condition
	return w
}

func remove(k store.Key) store.Write {
	return store.Write{Action: store.Delete, Item: store.Item{Key: k}}
}

func check(k store.Key, condition store.Condition) store.Write {
	return store.Write{Action: store.Check, Item: store.Item{Key: k}, If: condition}
}

// transact applies the writes, trying again while only contention is in the way.
func transact(ctx context.Context, table store.Table, writes ...store.Write) error {
	for {
		err := table.Transact(ctx, writes)
		var cancelled *store.Cancelled
		if errors.As(err, &cancelled) && cancelled.Retryable() {
			continue
		}
		return err
	}
}

func mustTransact(t *testing.T, table store.Table, writes ...store.Write) {
	t.Helper()
	if err := transact(t.Context(), table, writes...); err != nil {
		t.Fatalf("transact: %v", err)
	}
}

func wantItem(t *testing.T, table store.Table, k store.Key, want store.Attrs) {
	t.Helper()
	got, err := table.Get(t.Context(), k)
	if err != nil {
		t.Errorf("get %s: %v", shown(k), err)
		return
	}
	if got.Key != k || !reflect.DeepEqual(got.Attrs, want) {
		t.Errorf("get %s: got %v, want %v", shown(k), got, want)
	}
}

func wantNoItem(t *testing.T, table store.Table, k store.Key) {
	t.Helper()
	if got, err := table.Get(t.Context(), k); !errors.Is(err, store.ErrNoItem) {
		t.Errorf("get %s: got %v and error %v, want %v", shown(k), got, err, store.ErrNoItem)
	}
}

// wantCancelled checks the reason given for each write, and returns the items
// found.
func wantCancelled(t *testing.T, err error, want ...store.Reason) []store.Item {
	t.Helper()
	var cancelled *store.Cancelled
	if !errors.As(err, &cancelled) {
		t.Fatalf("got error %v, want *store.Cancelled", err)
	}
	if !reflect.DeepEqual(cancelled.Reasons, want) {
		t.Errorf("got reasons %v, want %v", cancelled.Reasons, want)
	}
	if len(cancelled.Found) != len(want) {
		t.Fatalf("got %d items found, want one place for each of %d writes", len(cancelled.Found), len(want))
	}
	return cancelled.Found
}

func wantInvalid(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, store.ErrInvalid) {
		t.Errorf("got error %v, want %v", err, store.ErrInvalid)
	}
}

// shown keeps the names of long keys readable.
func shown(k store.Key) string {
	short := func(s string) string {
		if len(s) > 40 {
			return s[:40] + "…"
		}
		return s
	}
	return short(k.Partition) + "/" + short(k.Sort)
}

func long(n int) string { return strings.Repeat("k", n) }
