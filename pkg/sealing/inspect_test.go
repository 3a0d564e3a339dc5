package sealing_test

import (
	"fmt"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// withEntries gives the office's leaves the entries they are of.
func (o *office) withEntries(t *testing.T, count int) {
	t.Helper()
	for n := range count {
		id := fmt.Sprintf("%08d", n)
		leaf := ledger.NewLeaf(ledger.Salt{byte(n)}, entryBytes(n))
		o.leaves[id] = leaf
		writes := []store.Write{
			{Action: store.Put, Item: store.Item{Key: store.EntryKey(register, id), Attrs: store.Attrs{"bytes": entryBytes(n), "salt": int64(n % 256)}}},
			{Action: store.Put, Item: store.Item{Key: store.LeafKey(register, id), Attrs: store.Attrs{
				store.LeafAttr: leaf[:], store.PendingAttr: register, store.PendingSinceAttr: store.IndexSort(start, id),
			}}},
		}
		if err := o.table.Transact(t.Context(), writes); err != nil {
			t.Fatal(err)
		}
	}
}

func entryBytes(n int) []byte { return fmt.Appendf(nil, `{"n":%d}`, n) }

func leafOf(entry store.Item) (ledger.Leaf, error) {
	bytes, _ := entry.Attrs["bytes"].([]byte)
	salt, _ := entry.Attrs["salt"].(int64)
	return ledger.NewLeaf(ledger.Salt{byte(salt)}, bytes), nil
}

func TestInspection(t *testing.T) {
	const count = 300
	const id = "00000270"
	whole := newOffice(t)
	whole.withEntries(t, count)
	whole.seal(t)
	put := func(key store.Key, change func(store.Attrs)) func(*testing.T, *office) {
		return func(t *testing.T, o *office) {
			t.Helper()
			item, err := o.table.Get(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			change(item.Attrs)
			if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	gone := func(key store.Key) func(*testing.T, *office) {
		return func(t *testing.T, o *office) {
			t.Helper()
			if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Delete, Item: store.Item{Key: key}}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	entry, leaf, place := store.EntryKey(register, id), store.LeafKey(register, id), store.PlaceKey(register, id)
	other := ledger.NewLeaf(ledger.Salt{}, []byte("other"))
	for name, tt := range map[string]struct {
		tamper func(*testing.T, *office)
		want   string // nothing when it is lawful
	}{
		"nothing":                          {func(*testing.T, *office) {}, ""},
		"an entry that was destroyed":      {gone(entry), ""},
		"a changed byte of an entry":       {put(entry, func(a store.Attrs) { a["bytes"] = []byte(`{"n":271}`) }), "the entry is not what was sealed"},
		"another salt":                     {put(entry, func(a store.Attrs) { a["salt"] = int64(1) }), "the entry is not what was sealed"},
		"another leaf":                     {put(leaf, func(a store.Attrs) { a[store.LeafAttr] = other[:] }), "its leaf item has another leaf"},
		"a leaf at another place":          {put(leaf, func(a store.Attrs) { a[sealing.IndexAttr] = int64(3) }), "its leaf item has another place"},
		"a leaf that is gone":              {gone(leaf), "its leaf item is gone"},
		"a place that is gone":             {gone(place), "its place item is gone"},
		"a place with another leaf":        {put(place, func(a store.Attrs) { a[store.LeafAttr] = other[:] }), "its place item has another leaf"},
		"a sealed leaf that pends again":   {put(leaf, func(a store.Attrs) { a[store.PendingAttr] = register; a[store.PendingSinceAttr] = "2026" }), "its leaf item is pending again"},
		"an entry that is still to be put": {func(t *testing.T, o *office) { o.record(t, 1) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := whole.copied(t)
			tt.tamper(t, o)
			var found []sealing.Finding
			var last int64
			sum, err := sealing.NewComparer(o.table, o.bucket).Inspect(
				t.Context(), register, o.keys(t), leafOf,
				func(f sealing.Finding) { found = append(found, f) },
				func(done, all int64) { last = done },
			)
			if err != nil || last != count || sum.Whole+sum.Gone+sum.Wrong != count {
				t.Fatalf("looked at %d: %+v, %v; want all %d", last, sum, err, count)
			}
			switch {
			case tt.want == "" && len(found) > 0:
				t.Errorf("found %+v, want nothing", found)
			case tt.want != "" && (len(found) != 1 || found[0] != sealing.Finding{Index: 270, ID: id, What: tt.want}):
				t.Errorf("found %+v, want entry %s: %s", found, id, tt.want)
			}
		})
	}
}

func TestInspectionAfterALoss(t *testing.T) {
	o, _ := restoredOffice(t)
	gap := o.compare(t)
	o.bridge(t, gap)
	sum, err := sealing.NewComparer(o.table, o.bucket).Inspect(t.Context(), register, o.keys(t), leafOf,
		func(f sealing.Finding) { t.Errorf("found %+v", f) }, func(int64, int64) {})
	if want := (sealing.Inspected{Gone: 260, Unnamed: 300}); err != nil || sum != want {
		t.Errorf("counted %+v, %v; want %+v", sum, err, want)
	}
}
