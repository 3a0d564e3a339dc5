package desk_test

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// ofEveryKind is a register whose log has an entry of every kind that anything
// lists, and the keys of all that list them.
func ofEveryKind(t *testing.T) (*logged, []store.Key) {
	t.Helper()
	l := newLogged(t)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(detail(err))
		}
	}
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	l.record(t, housing, toOmbudsman(t, inCase(doomed), about("DBC-P-doomed")))
	l.record(t, housing, toOmbudsman(t, inCase(doomed), about("DBC-P-doomed-2")))
	l.closeLongAgo(doomed)
	l.seal()
	l.destroy() // and so there is a certificate

	ref, id, ticket := aCase(t, l.office)
	if got := put(t, ticket, letterText); got != http.StatusOK {
		t.Fatalf("PUT answered %d", got)
	}
	must(l.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document))
	wrong := l.record(t, housing, toOmbudsman(t, inCase(ref), mistaken, about("DBC-P-1", "DBC-P-2")))
	must(l.ClearFlag(t.Context(), asks(dpo), wrong.ID, 0, "Looked at."))
	right := l.corrects(t, housing, wrong.ID, toOmbudsman(t, inCase(ref), approvedByItself, about("DBC-P-1")))
	l.corrects(t, dpo, right, toOmbudsman(t, inCase(ref), about("DBC-P-3")))
	today := disclosure.DateOf(l.clock())
	l.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-9"}, From: today,
		Reason: "Threats at a visit", ReviewBy: today.AddDays(100), SubjectTold: disclosure.Told,
	})
	must(l.Close(t.Context(), asks(dpo), ref, disclosure.Closure{ClosedOn: today}))
	must(l.Reopen(t.Context(), asks(dpo), ref, disclosure.Reopening{Reason: "The person wrote again."}))
	must(l.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "A court", Reason: "Proceedings.", ReviewOn: today.AddDays(1)}))
	share := l.share(t, ofMany(t, 3))
	l.part(t, share, 1, "DBC-P-1", "DBC-P-share")
	must(l.RemoveSharePerson(t.Context(), asks(housing), share, desk.SharePersonRemoved{Person: "DBC-P-share", Reason: "Another of the name."}))
	must(l.CloseShare(t.Context(), asks(housing), share))
	l.finds(t, dpo, desk.Search{Subject: "DBC-P-1", Case: ref})
	must(l.Open(t.Context(), looking(dpo), id))
	must(l.Open(t.Context(), desk.Looking{Caller: dpo, Purpose: desk.PurposeNotStated}, wrong.ID))
	l.seal()

	var listings []store.Key
	for _, key := range l.office.keys(t) {
		for _, prefix := range store.ListingPrefixes(dartford.String()) {
			if strings.HasPrefix(key.Partition, prefix) {
				listings = append(listings, key)
			}
		}
	}
	return l, listings
}

// Whatever lists an entry, and whatever the entry is: without it an answer would be
// wrong, and the log proves that.
func TestWhateverListsAnEntryIsMissedWhenItIsGone(t *testing.T) {
	l, listings := ofEveryKind(t)
	if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 || sum.Whole+sum.Destroyed != l.size() {
		t.Fatalf("before: %+v, %v", sum, found)
	}
	dimensions := map[string]bool{}
	for _, key := range listings {
		item, err := l.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		l.tamper(key, removed)
		sum, found := l.inspect()
		if item.Attrs["keys"] != nil { // an access itself
			if len(sum.Lost) != 1 || len(found) > 0 {
				t.Errorf("an access: lost %v, found %v", sum.Lost, found)
			}
			l.write(item)
			continue
		}
		kind := strings.Join(strings.SplitN(key.Partition, "#", 4)[:3], " ")
		dimensions[kind] = true
		if len(found) != 1 || !strings.HasPrefix(found[0].What, "an item that lists it is gone. Left out of: ") || strings.Contains(found[0].What, "no answer") {
			t.Errorf("%s: found %v", kind, found)
			l.write(item)
			continue
		}
		if item.Attrs["reference"] != nil { // one of a share's people: nothing else says who it was
			if found[0].PutBack != nil {
				t.Errorf("would put back %v", found[0].PutBack)
			}
			l.write(item)
			continue
		}
		if found[0].PutBack == nil || !reflect.DeepEqual(*found[0].PutBack, item) {
			t.Errorf("%s: would put back %v, want %v", kind, found[0].PutBack, item)
			l.write(item)
			continue
		}
		for range 2 { // it may be done again
			if err := sealing.NewComparer(l.table, l.bucket).PutBack(t.Context(), found[0]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(dimensions) < 15 {
		t.Errorf("only %d kinds of item list something: %v", len(dimensions), dimensions)
	}
	if _, found := l.inspect(); len(found) > 0 {
		t.Errorf("after all: %v", found)
	}
}

func TestWhateverListsAnEntryIsFoundWhenItWasAltered(t *testing.T) {
	l, listings := ofEveryKind(t)
	for i, key := range listings {
		item, err := l.table.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		names := slices.Sorted(maps.Keys(item.Attrs))
		names = slices.DeleteFunc(names, func(name string) bool { // with others the entry itself is another
			return name == "keys" || name == "salt" || item.Attrs["keys"] != nil && name == "bytes"
		})
		name := names[i%len(names)] // each of one item or another
		l.tamper(key, func(attrs store.Attrs) store.Attrs {
			switch v := attrs[name].(type) {
			case string:
				attrs[name] = v + "x"
			case int64:
				attrs[name] = v + 1
			case []byte:
				attrs[name] = append(v, 'x')
			}
			return attrs
		})
		if _, found := l.inspect(); len(found) != 1 || found[0].PutBack != nil {
			t.Errorf("%s of %s: found %v", name, strings.SplitN(key.Partition, "#", 4)[:3], found)
		}
		l.write(item)
	}
}

// What stands beside an entry's bytes decides what a correction of it is found by,
// and what goes when it is destroyed.
func TestWhatStandsBesideAnEntryIsFoundWhenItWasAltered(t *testing.T) {
	l, _ := ofEveryKind(t)
	seen := map[any]bool{}
	for index := range l.size() {
		id := l.idAt(index)
		item, err := l.table.Get(t.Context(), store.EntryKey(dartford.String(), id.String()))
		if err != nil || seen[item.Attrs["kind"]] {
			continue // an access, or destroyed, or one of a kind that was tried
		}
		seen[item.Attrs["kind"]] = true
		for name, altered := range map[string]any{
			"aspects": "left-uk", "case": "DBC-C-other", "department": "other", "kind": "other",
			"keys": []byte(`[["idem#E07000107#x","first"]]`),
		} {
			l.tamper(item.Key, func(attrs store.Attrs) store.Attrs { attrs[name] = altered; return attrs })
			if _, found := l.inspect(); len(found) != 1 || found[0].Index != index {
				t.Errorf("%s of a %s: found %v", name, item.Attrs["kind"], found)
			}
			l.write(item)
		}
		one := string(item.Attrs["keys"].([]byte)[1:])
		for _, keys := range []string{``, `{}`, `[["idx#E07000107#all",""]]`, `[["entry#E07000107#` + l.idAt(l.size()-1).String() + `","entry"],` + one} {
			l.tamper(item.Key, func(attrs store.Attrs) store.Attrs { attrs["keys"] = []byte(keys); return attrs })
			if _, found := l.inspect(); len(found) != 1 || found[0].Index != index {
				t.Errorf("keys %s of a %s: found %v", keys, item.Attrs["kind"], found)
			}
			l.write(item)
		}
	}
}

// What lists an entry that it should not would show somebody a disclosure that was
// never made to them, or one that is no more.
func TestWhateverListsWhatItShouldNotIsNamed(t *testing.T) {
	l, listings := ofEveryKind(t)
	inAll := listings[slices.IndexFunc(listings, func(key store.Key) bool { return strings.HasSuffix(key.Partition, "#all") })]
	all, err := l.table.Get(t.Context(), inAll)
	if err != nil {
		t.Fatal(err)
	}
	sort := inAll.Sort
	_, id, _ := strings.Cut(sort, "#")
	destroyed := l.idAt(0)
	looks := store.AccessPartition(dartford.String(), l.clock())
	l.record(t, housing, toOmbudsman(t)) // and so something is on its way into the log
	for name, tt := range map[string]struct {
		put  store.Key
		want string
	}{
		"a person whom it is not about":             {store.Key{Partition: store.IndexPartition("E07000107", store.BySubject, "00ff"), Sort: sort}, "where the entry does not say that it is found. Shown in: what is asked by person"},
		"another day":                               {store.Key{Partition: inAll.Partition, Sort: "2020" + sort[4:]}, "where the entry does not say that it is found. Shown in: searches of the whole register"},
		"an index that there is not":                {store.Key{Partition: "idx#E07000107#weather#x", Sort: sort}, "Shown in: no answer that there is"},
		"an entry that was destroyed":               {store.Key{Partition: inAll.Partition, Sort: sort[:25] + destroyed.String()}, "and there is no such entry"},
		"what is no entry":                          {store.Key{Partition: inAll.Partition, Sort: sort[:25] + "Sample Person"}, "and there is no such entry"},
		"a look that nobody recorded":               {store.Key{Partition: looks, Sort: sort}, "where the entry does not say that it is found. Shown in: who looked, by month"},
		"a case somebody is said to have looked at": {store.Key{Partition: "access#E07000107#case#DBC-C-x", Sort: sort}, "Shown in: who looked, by case"},
	} {
		t.Run(name, func(t *testing.T) {
			put := store.Item{Key: tt.put, Attrs: all.Attrs}
			l.write(put)
			sum, found := l.inspect()
			if sum.Strays != 1 || len(found) != 1 || found[0].Index != -1 || !strings.Contains(found[0].What, tt.want) || found[0].PutBack != nil {
				t.Errorf("found %v, want %q", found, tt.want)
			} else if got := found[0].ID; got != "" && got != id && got != destroyed.String() {
				t.Errorf("it is said to list %q", got)
			}
			l.tamper(put.Key, removed)
		})
	}
	if sum, found := l.inspect(); sum.Strays > 0 || len(found) > 0 {
		t.Errorf("after all: %v", found)
	}
}

// Somebody puts a whole disclosure into the table, listings and all, and no leaf.
func TestAnEntryThatWasNeverRecordedIsNamed(t *testing.T) {
	l := newLogged(t)
	l.record(t, housing, toOmbudsman(t))
	l.seal()
	made := l.record(t, housing, toOmbudsman(t, about("DBC-P-sample")))
	if _, found := l.inspect(); len(found) > 0 {
		t.Fatalf("while it waits to be sealed: %v", found)
	}
	l.tamper(store.LeafKey(dartford.String(), made.ID.String()), removed)
	sum, found := l.inspect()
	if sum.Strays < 5 || int64(len(found)) != sum.Strays {
		t.Errorf("%d strays, %v; want each of its listings", sum.Strays, found)
	}
	for _, f := range found {
		if f.ID != made.ID.String() || !strings.Contains(f.What, "it has no leaf: it was never recorded") {
			t.Errorf("found %v", f)
		}
	}
}

// write puts an item back as it was.
func (l *logged) write(item store.Item) {
	l.t.Helper()
	if err := l.table.Transact(l.t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
		l.t.Fatal(err)
	}
}
