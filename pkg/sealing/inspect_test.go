package sealing_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// withEntries gives the office's leaves the entries they are of.
func (o *office) withEntries(t *testing.T, count int) {
	t.Helper()
	for n := range count {
		o.withEntry(t, n)
	}
}

func (o *office) withEntry(t *testing.T, n int) {
	t.Helper()
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

func entryBytes(n int) []byte { return fmt.Appendf(nil, `{"n":%d}`, n) }

// entries are those of the tests: each is at the key of an
// entry or of an access, and a certificate's disposal and leaves are attributes of its own.
type entries struct{}

func (entries) Keys(register, id string) []store.Key {
	return []store.Key{store.EntryKey(register, id), accessKey(id)}
}

func accessKey(id string) store.Key { return store.AccessKey(register, start, id) }

func (entries) Leaf(entry store.Item) (ledger.Leaf, error) {
	bytes, _ := entry.Attrs["bytes"].([]byte)
	salt, _ := entry.Attrs["salt"].(int64)
	return ledger.NewLeaf(ledger.Salt{byte(salt)}, bytes), nil
}

func (entries) Destroyed(entry store.Item) (d sealing.Destroyed, err error) {
	d.Disposal, _ = entry.Attrs["disposal"].(string)
	d.Certified = entry.Attrs["certificate"] != nil
	if leaf, is := entry.Attrs["destroyed"].([]byte); is {
		d.Leaves = []ledger.Leaf{ledger.Leaf(leaf)}
	}
	return d, nil
}

func (entries) Listings(entry store.Item) (keys []store.Key, err error) {
	lists, _ := entry.Attrs["lists"].(string)
	for name := range strings.FieldsSeq(lists) {
		keys = append(keys, listingKey(name))
	}
	return keys, nil
}

func listingKey(name string) store.Key {
	return store.Key{Partition: store.IndexPartition(register, store.ByCase, name), Sort: store.IndexSort(start, name)}
}

// Listed demands that each item says so.
func (entries) Listed(_ store.Item, listings []store.Key, there []store.Item) (wrong []sealing.WrongListing, err error) {
	for _, key := range listings {
		at := slices.IndexFunc(there, func(item store.Item) bool { return item.Key == key })
		switch {
		case at < 0:
			wrong = append(wrong, sealing.WrongListing{What: "gone", PutBack: &store.Item{Key: key, Attrs: store.Attrs{"says": "so"}}})
		case there[at].Attrs["says"] != "so":
			wrong = append(wrong, sealing.WrongListing{What: "altered"})
		}
	}
	return wrong, nil
}

func (entries) Lists(listing store.Item) (id, answers string) {
	id, _ = listing.Attrs["of"].(string)
	return id, "answers"
}

// put returns what changes an item, and gone what removes it.
func put(key store.Key, change func(store.Attrs)) func(*testing.T, *office) {
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

func gone(key store.Key) func(*testing.T, *office) {
	return func(t *testing.T, o *office) {
		t.Helper()
		if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Delete, Item: store.Item{Key: key}}}); err != nil {
			t.Fatal(err)
		}
	}
}

// beside puts another entry at the key, where entry 270 might be too.
func beside(key store.Key) func(*testing.T, *office) {
	return func(t *testing.T, o *office) {
		t.Helper()
		other := store.Item{Key: key, Attrs: store.Attrs{"bytes": []byte("other")}}
		if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: other}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInspection(t *testing.T) {
	const count = 300
	const id = "00000270"
	whole := newOffice(t)
	whole.withEntries(t, count)
	whole.seal(t)
	entry, leaf, place := store.EntryKey(register, id), store.LeafKey(register, id), store.PlaceKey(register, id)
	other := ledger.NewLeaf(ledger.Salt{}, []byte("other"))
	for name, tt := range map[string]struct {
		tamper func(*testing.T, *office)
		want   string // nothing when it is lawful
	}{
		"nothing":                          {func(*testing.T, *office) {}, ""},
		"a changed byte of an entry":       {put(entry, func(a store.Attrs) { a["bytes"] = []byte(`{"n":271}`) }), "the entry is not what was sealed"},
		"another salt":                     {put(entry, func(a store.Attrs) { a["salt"] = int64(1) }), "the entry is not what was sealed"},
		"another leaf":                     {put(leaf, func(a store.Attrs) { a[store.LeafAttr] = other[:] }), "its leaf item has another leaf"},
		"a leaf at another place":          {put(leaf, func(a store.Attrs) { a[sealing.IndexAttr] = int64(3) }), "its leaf item has another place"},
		"a leaf that is gone":              {gone(leaf), "its leaf item is gone"},
		"a place that is gone":             {gone(place), "its place item is gone"},
		"a place with another leaf":        {put(place, func(a store.Attrs) { a[store.LeafAttr] = other[:] }), "its place item has another leaf"},
		"a sealed leaf that pends again":   {put(leaf, func(a store.Attrs) { a[store.PendingAttr] = register; a[store.PendingSinceAttr] = "2026" }), "its leaf item is pending again"},
		"an entry that is still to be put": {func(t *testing.T, o *office) { o.record(t, 1) }, ""},
		"another entry beside it":          {beside(accessKey(id)), "the entry is not what was sealed"},
		"a look that was changed": {func(t *testing.T, o *office) {
			gone(entry)(t, o)
			beside(accessKey(id))(t, o)
		}, "the entry is not what was sealed"},
	} {
		t.Run(name, func(t *testing.T) {
			o := whole.copied(t)
			tt.tamper(t, o)
			var found []sealing.Finding
			var last int64
			sum, err := o.comparer().Inspect(
				t.Context(), register, o.keys(t), entries{},
				func(f sealing.Finding) { found = append(found, f) },
				func(done, all int64) {
					if all > 0 {
						last = done
					}
				},
			)
			if err != nil || last != count || sum.Whole+sum.Wrong != count || len(sum.Lost) > 0 {
				t.Fatalf("looked at %d: %+v, %v; want all %d", last, sum, err, count)
			}
			switch {
			case tt.want == "" && len(found) > 0:
				t.Errorf("found %+v, want nothing", found)
			case tt.want != "" && (len(found) != 1 || found[0].Index != 270 || found[0].ID != id || found[0].What != tt.want):
				t.Errorf("found %+v, want entry %s: %s", found, id, tt.want)
			}
		})
	}
}

// More of them than one call reads, in an office that goes on working.
func TestInspectionOfListings(t *testing.T) {
	const count = 130
	o := newOffice(t)
	o.withEntries(t, count)
	var names []string
	for i := range 95 {
		names = append(names, fmt.Sprint("a", i))
	}
	lists := func(n int, names ...string) {
		t.Helper()
		key := store.EntryKey(register, fmt.Sprintf("%08d", n))
		put(key, func(a store.Attrs) { a["lists"] = strings.Join(names, " ") })(t, o)
		for _, name := range names {
			o.list(t, name, fmt.Sprintf("%08d", n))
		}
	}
	for n := range count {
		lists(n, fmt.Sprint("n", n))
	}
	lists(3, names...)
	o.list(t, "n3", "00000003") // as before
	put(store.EntryKey(register, "00000003"), func(a store.Attrs) { a["lists"] = a["lists"].(string) + " n3" })(t, o)
	o.seal(t)
	o.withEntry(t, count) // which is still to be sealed
	lists(count, "newer")

	inspect := func(during func(done, all int64)) (sealing.Inspected, []sealing.Finding) {
		t.Helper()
		var found []sealing.Finding
		sum, err := o.comparer().Inspect(t.Context(), register, o.keys(t), entries{}, func(f sealing.Finding) { found = append(found, f) }, during)
		if err != nil {
			t.Fatal(err)
		}
		return sum, found
	}
	walked := int64(0)
	if sum, found := inspect(func(done, all int64) {
		if all == 0 {
			walked = done
		}
	}); sum.Whole != count || sum.Strays > 0 || len(found) > 0 || walked != count+96 {
		t.Errorf("%+v, found %v, walked over %d; want nothing in %d", sum, found, walked, count+96)
	}
	o.list(t, "other", "00000007")
	o.list(t, "nobody", "no such entry")
	put(listingKey("a40"), func(a store.Attrs) { a["says"] = "no" })(t, o)
	gone(listingKey("n9"))(t, o)
	sum, found := inspect(func(int64, int64) {})
	var got []string
	for _, f := range found {
		got = append(got, fmt.Sprint(f.Index, " ", f.ID, ": ", f.What))
	}
	slices.Sort(got)
	want := []string{
		"-1 00000007: an item lists it, where the entry does not say that it is found. Shown in: answers",
		"-1 no such entry: an item lists it, and there is no such entry. Shown in: answers",
		"3 00000003: altered", "9 00000009: gone",
	}
	if sum.Wrong != 2 || sum.Strays != 2 || !slices.Equal(got, want) {
		t.Errorf("%+v, found %q; want %q", sum, got, want)
	}

	// An entry and what lists it are destroyed just after the entry was read.
	destroyed := storetest.NewFaulty(o.table)
	destroyed.Before(func(_ context.Context, call storetest.Call) {
		if call.Operation == storetest.BatchGet && slices.Contains(call.Keys, listingKey("n7")) {
			gone(store.EntryKey(register, "00000007"))(t, o)
			gone(listingKey("n7"))(t, o)
			gone(listingKey("other"))(t, o)
			destroyed.Before(nil)
		}
	})
	meanwhile, err := sealing.NewComparer(destroyed, o.bucket).Inspect(t.Context(), register, o.keys(t), entries{}, func(f sealing.Finding) {
		if f.ID == "00000007" {
			t.Errorf("of what was destroyed meanwhile: %+v", f)
		}
	}, func(int64, int64) {})
	if err != nil || len(meanwhile.Lost) != 1 || meanwhile.Lost[0].ID != "00000007" {
		t.Errorf("lost %v, %v; want the entry, whose certificate is still to come", meanwhile.Lost, err)
	}
	o.list(t, "other", "00000008")

	// What was astray goes while the table is walked over.
	destroy := func(done, all int64) {
		if all == 0 && done > 0 {
			for _, key := range []store.Key{listingKey("other"), listingKey("nobody")} {
				gone(key)(t, o)
			}
		}
	}
	if sum, _ := inspect(destroy); sum.Strays != 0 {
		t.Errorf("%d strays that went meanwhile", sum.Strays)
	}
}

// list puts an item that lists the entry.
func (o *office) list(t *testing.T, name, id string) {
	t.Helper()
	item := store.Item{Key: listingKey(name), Attrs: store.Attrs{"says": "so", "of": id}}
	if err := o.table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		t.Fatal(err)
	}
}

// A table that was changed may name one entry at two places, which the log never
// does.
func TestInspectionOfAnEntryNamedTwice(t *testing.T) {
	o := newOffice(t)
	o.withEntries(t, 3)
	o.seal(t)
	put(store.BatchKey(register, 0), func(a store.Attrs) { a["entries"] = "00000000\n00000000\n00000002" })(t, o)
	wrong := map[int64]bool{}
	_, err := o.comparer().Inspect(t.Context(), register, o.keys(t), entries{},
		func(f sealing.Finding) { wrong[f.Index] = true }, func(int64, int64) {})
	if err != nil || len(wrong) != 1 || !wrong[1] {
		t.Errorf("found something at %v, %v; want place 1 alone", wrong, err)
	}
}

// Only what is in the log says that something was destroyed, and only with its
// certificate.
func TestWhatIsGoneIsHeldAgainstTheCertificates(t *testing.T) {
	const doomed = "00000003"
	whole := newOffice(t)
	whole.withEntries(t, 10)
	whole.seal(t)
	leaf := whole.leaves[doomed]
	list := func(n int, disposal string) func(*testing.T, *office) {
		return put(store.EntryKey(register, fmt.Sprintf("%08d", n)), func(a store.Attrs) { a["disposal"], a["destroyed"] = disposal, leaf[:] })
	}
	certificate := func(n int, disposal string) func(*testing.T, *office) {
		return put(store.EntryKey(register, fmt.Sprintf("%08d", n)), func(a store.Attrs) { a["disposal"], a["certificate"] = disposal, "yes" })
	}
	changed := func(n int) func(*testing.T, *office) {
		return put(store.EntryKey(register, fmt.Sprintf("%08d", n)), func(a store.Attrs) { a["bytes"] = []byte("other") })
	}
	for name, tt := range map[string]struct {
		tamper []func(*testing.T, *office)
		lost   bool
	}{
		"a certificate names it":                              {[]func(*testing.T, *office){list(7, "a"), certificate(7, "a")}, false},
		"a list before the certificate names it":              {[]func(*testing.T, *office){list(7, "a"), certificate(8, "a")}, false},
		"nothing names it":                                    {nil, true},
		"a certificate of something else":                     {[]func(*testing.T, *office){certificate(7, "a")}, true},
		"a certificate without a name, of something else":     {[]func(*testing.T, *office){certificate(7, "")}, true},
		"a list names it, and another disposal was certified": {[]func(*testing.T, *office){list(7, "a"), certificate(8, "b")}, true},
		"a certificate that was changed":                      {[]func(*testing.T, *office){list(7, "a"), certificate(7, "a"), changed(7)}, true},
		"a list that was changed":                             {[]func(*testing.T, *office){list(7, "a"), certificate(8, "a"), changed(7)}, true},
		"a certificate that has gone":                         {[]func(*testing.T, *office){list(7, "a"), gone(store.EntryKey(register, "00000008"))}, true},
	} {
		t.Run(name, func(t *testing.T) {
			o := whole.copied(t)
			for _, tamper := range append(tt.tamper, gone(store.EntryKey(register, doomed))) {
				tamper(t, o)
			}
			sum, err := o.comparer().Inspect(t.Context(), register, o.keys(t), entries{},
				func(sealing.Finding) {}, func(int64, int64) {})
			if err != nil {
				t.Fatal(err)
			}
			named := slices.ContainsFunc(sum.Lost, func(p sealing.Placed) bool { return p == sealing.Placed{Index: 3, Leaf: leaf, ID: doomed} })
			if named != tt.lost || (sum.Destroyed == 1) == tt.lost {
				t.Errorf("%d destroyed, lost: %v; want it lost: %v", sum.Destroyed, sum.Lost, tt.lost)
			}
		})
	}
}

func TestInspectionAfterALoss(t *testing.T) {
	o, _ := restoredOffice(t)
	gap := o.compare(t)
	o.bridge(t, gap)
	sum, err := o.comparer().Inspect(t.Context(), register, o.keys(t), entries{},
		func(f sealing.Finding) { t.Errorf("found %+v", f) }, func(int64, int64) {})
	unnamed := 0
	for _, p := range sum.Lost {
		if p.ID == "" {
			unnamed++
		}
	}
	if err != nil || sum.Whole+sum.Destroyed+sum.Wrong != 0 || len(sum.Lost) != 560 || unnamed != 300 {
		t.Errorf("counted %d whole, %d destroyed, %d wrong and %d lost, %d of them unnamed, %v; want 560 lost, 300 unnamed",
			sum.Whole, sum.Destroyed, sum.Wrong, len(sum.Lost), unnamed, err)
	}
}

// What was lost and cannot be named hides no item that lists nobody.
func TestAnItemThatListsNobodyIsAstrayAfterALoss(t *testing.T) {
	o, _ := restoredOffice(t)
	o.bridge(t, o.compare(t))
	o.list(t, "nobody", "")
	sum, err := o.comparer().Inspect(t.Context(), register, o.keys(t), entries{}, func(sealing.Finding) {}, func(int64, int64) {})
	if err != nil || sum.Strays != 1 {
		t.Errorf("%d strays, %v; want 1", sum.Strays, err)
	}
}
