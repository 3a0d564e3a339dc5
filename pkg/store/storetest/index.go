package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"disclosure-register/pkg/store"
)

func leaf(id int, attrs store.Attrs) (store.Key, store.Attrs) {
	all := store.Attrs{
		store.PendingAttr:      "R",
		store.PendingSinceAttr: fmt.Sprintf("2026-03-0%d#%d", id, id),
		store.LeafAttr:         []byte{1, byte(id)},
	}
	for name, value := range attrs {
		all[name] = value
	}
	return key(fmt.Sprintf("leaf#R#%d", id), "leaf"), all
}

// testPendingIndex allows the index to lag, but only for so long.
func testPendingIndex(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	ordered := make([]store.Item, 5)
	for _, id := range []int{3, 1, 4, 2, 5} {
		k, attrs := leaf(id, nil)
		w := put(k, store.Attrs{"detail": "not carried by the index"})
		for name, value := range attrs {
			w.Item.Attrs[name] = value
		}
		mustTransact(t, table, w)
		ordered[id-1] = store.Item{Key: k, Attrs: attrs}
	}
	other, otherAttrs := leaf(6, store.Attrs{store.PendingAttr: "R2"})
	half := key("leaf#R#7", "leaf")
	mustTransact(t, table, put(other, otherAttrs),
		put(half, store.Attrs{store.PendingAttr: "R"}),
		put(key("leaf#R#8", "leaf"), store.Attrs{store.PendingSinceAttr: "2026-03-01#8"}),
		put(key("R", "2026-03-01#9"), nil))

	all := store.Query{Index: store.PendingIndex, Partition: "R", Limit: 100}
	settles := func(t *testing.T, q store.Query, want []store.Item) {
		t.Helper()
		var page store.Page
		deadline := time.Now().Add(10 * time.Second)
		for time.Now().Before(deadline) {
			var err error
			if page, err = table.Query(t.Context(), q); err != nil {
				t.Fatalf("query: %v", err)
			}
			if len(page.Items) == len(want) && (len(want) == 0 || reflect.DeepEqual(page.Items, want)) {
				return
			}
		}
		t.Errorf("query %+v: got %v, want %v", q, page.Items, want)
	}

	t.Run("shows the leaves of a register, oldest first, and what it carries", func(t *testing.T) {
		settles(t, all, ordered)
	})
	t.Run("pages", func(t *testing.T) {
		for limit := 1; limit <= 6; limit++ {
			q := all
			q.Limit = limit
			var got []store.Item
			for more := true; more; {
				page, err := table.Query(t.Context(), q)
				if err != nil {
					t.Fatalf("query: %v", err)
				}
				got = append(got, page.Items...)
				more, q.After = page.More, page.Next
			}
			if !reflect.DeepEqual(got, ordered) {
				t.Errorf("%d to a page: got %v, want %v", limit, got, ordered)
			}
		}
	})
	t.Run("bounds", func(t *testing.T) {
		for _, tt := range []struct {
			name            string
			from, to, after string
			want            []store.Item
		}{
			{"from", "2026-03-03", "", "", ordered[2:]},
			{"to", "", "2026-03-03#3", "", ordered[:3]},
			{"from and to", "2026-03-02#2", "2026-03-04", "", ordered[1:3]},
			{"after", "", "", "2026-03-02#2", ordered[2:]},
			{"after and to", "", "2026-03-04#4", "2026-03-02#2", ordered[2:4]},
			{"after beyond to", "", "2026-03-02#2", "2026-03-04#4", nil},
			{"after before from", "2026-03-03", "2026-03-04~", "2026-03-01#1", ordered[2:4]},
			{"ends before it begins", "2026-03-03", "2026-03-02", "", nil},
		} {
			q := all
			q.From, q.To, q.After = tt.from, tt.to, tt.after
			for _, limit := range []int{1, 100} {
				q.Limit = limit
				var got []store.Item
				for next := q; ; {
					page, err := table.Query(t.Context(), next)
					if err != nil {
						t.Fatalf("%s: %v", tt.name, err)
					}
					got = append(got, page.Items...)
					if !page.More {
						break
					}
					next.After = page.Next
				}
				if len(got) != len(tt.want) || len(got) > 0 && !reflect.DeepEqual(got, tt.want) {
					t.Errorf("%s, %d to a page: got %v, want %v", tt.name, limit, got, tt.want)
				}
			}
		}
	})
	t.Run("loses a leaf that is replaced by one not pending", func(t *testing.T) {
		sealed := store.Attrs{store.LeafAttr: []byte{1, 2}, "index": int64(0)}
		mustTransact(t, table, putIf(ordered[1].Key, sealed, store.Attr(store.PendingAttr, "R")))
		wantItem(t, table, ordered[1].Key, sealed)
		settles(t, all, append([]store.Item{ordered[0]}, ordered[2:]...))
	})
	t.Run("loses a leaf that is removed", func(t *testing.T) {
		mustTransact(t, table, remove(ordered[0].Key))
		settles(t, all, ordered[2:])
	})
	t.Run("moves a leaf whose index key changes", func(t *testing.T) {
		k, attrs := leaf(3, store.Attrs{store.PendingSinceAttr: "2026-03-09#3"})
		mustTransact(t, table, put(k, attrs))
		settles(t, all, append(append([]store.Item{}, ordered[3:]...), store.Item{Key: k, Attrs: attrs}))
	})
}
