package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"disclosure-register/pkg/store"
)

// RunWalk tests a driver, which [Run] tests too, against the contract of
// [store.Walker]: it fills a few partitions with more than a page, and walks over
// those that begin alike.
func RunWalk(t *testing.T, table store.Table) {
	t.Helper()
	walker, is := table.(store.Walker)
	if !is {
		t.Fatalf("%T is no store.Walker", table)
	}
	want := map[store.Key]bool{}
	for n := range 30 {
		var writes []store.Write
		for i := range store.MaxWrites {
			k := key([]string{"a#", "a#b", "a#ŵ", "b", "A#b", "a"}[i%6], fmt.Sprintf("%d-%d", n, i))
			writes = append(writes, put(k, store.Attrs{"a": "b"}))
			if i%6 < 3 {
				want[k] = true
			}
		}
		mustTransact(t, table, writes...)
	}
	got := map[store.Key]bool{}
	err := walker.Walk(t.Context(), "a#", func(keys []store.Key) error {
		for _, k := range keys {
			if got[k] {
				t.Errorf("%s comes twice", shown(k))
			}
			got[k] = true
		}
		return nil
	})
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("walked over %d keys, %v; want %d", len(got), err, len(want))
	}
	enough, pages := errors.New("enough"), 0
	if err := walker.Walk(t.Context(), "a", func([]store.Key) error { pages++; return enough }); !errors.Is(err, enough) || pages != 1 {
		t.Errorf("stopped after %d pages with %v, want 1 with the visitor's error", pages, err)
	}
	if err := walker.Walk(t.Context(), "c", func(keys []store.Key) error {
		if len(keys) > 0 {
			t.Errorf("where there is nothing: %d keys", len(keys))
		}
		return nil
	}); err != nil {
		t.Errorf("where there is nothing: %v", err)
	}
}

// Walk implements [store.Walker] where the table wrapped does. It is no call of the
// table's that is counted, or that faults strike.
func (f *Faulty) Walk(ctx context.Context, prefix string, visit func([]store.Key) error) error {
	walker, is := f.table.(store.Walker)
	if !is {
		return errors.New("the table wrapped is no store.Walker")
	}
	return walker.Walk(ctx, prefix, visit)
}
