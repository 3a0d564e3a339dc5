package storetest

import (
	"reflect"
	"testing"

	"disclosure-register/pkg/store"
)

// testConditions tries each condition on each action, against an item that is
// there and a key where none is.
func testConditions(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	there := store.Attrs{
		"state": "closed", "version": int64(7), "held": false, "salt": []byte{1, 2}, "note": "", "size": "of a reserved word",
	}

	for _, tt := range []struct {
		name      string
		condition store.Condition
		onItem    bool // whether it holds of the item above
		onNothing bool // whether it holds where there is no item
	}{
		{"no condition", store.Condition{}, true, true},
		{"absent", store.Absent(), false, true},
		{"present", store.Present(), true, false},
		{"a text that is the same", store.Attr("state", "closed"), true, false},
		{"a text that is not", store.Attr("state", "open"), false, false},
		{"one of several texts", store.Attr("state", "open", "held", "closed"), true, false},
		{"none of several texts", store.Attr("state", "open", "held"), false, false},
		{"an empty text that is the same", store.Attr("note", ""), true, false},
		{"a number that is the same", store.Attr("version", int64(7)), true, false},
		{"a number that is not", store.Attr("version", int64(8)), false, false},
		{"a number against the same digits as text", store.Attr("version", "7"), false, false},
		{"false against false", store.Attr("held", false), true, false},
		{"false against true", store.Attr("held", true), false, false},
		{"bytes that are the same", store.Attr("salt", []byte{1, 2}), true, false},
		{"bytes that only begin the same", store.Attr("salt", []byte{1}), false, false},
		{"bytes against the same bytes as text", store.Attr("salt", "\x01\x02"), false, false},
		{"one of several types", store.Attr("version", "7", true, int64(7)), true, false},
		{"an attribute the item does not have", store.Attr("missing", "closed"), false, false},
		{"an attribute named by a reserved word", store.Attr("size", "of a reserved word"), true, false},
	} {
		for _, action := range []struct {
			name   string
			action store.Action
		}{{"put", store.Put}, {"delete", store.Delete}, {"check", store.Check}} {
			if action.action == store.Check && tt.condition.Kind == store.Always {
				continue // refused as invalid, see testRefusedWrites
			}
			k := key("condition#"+tt.name, action.name)
			w := store.Write{Action: action.action, Item: store.Item{Key: k}, If: tt.condition}
			if action.action == store.Put {
				w.Item.Attrs = store.Attrs{"state": "replaced"}
			}
			try := func(t *testing.T, w store.Write, holds bool, before store.Attrs) {
				t.Helper()
				err := transact(t.Context(), table, w)
				after := before
				if holds {
					if err != nil {
						t.Fatalf("got error %v, want none", err)
					}
					switch w.Action {
					case store.Put:
						after = w.Item.Attrs
					case store.Delete:
						after = nil
					}
				} else {
					found := wantCancelled(t, err, store.ConditionFailed)
					want := store.Item{}
					if before != nil {
						want = store.Item{Key: w.Item.Key, Attrs: before}
					}
					if !reflect.DeepEqual(found[0], want) {
						t.Errorf("got %v found, want %v", found[0], want)
					}
				}
				if after == nil {
					wantNoItem(t, table, w.Item.Key)
				} else {
					wantItem(t, table, w.Item.Key, after)
				}
			}
			t.Run(tt.name+" on "+action.name+" of nothing", func(t *testing.T) {
				try(t, w, tt.onNothing, nil)
			})
			t.Run(tt.name+" on "+action.name+" of an item", func(t *testing.T) {
				mustTransact(t, table, put(k, there))
				try(t, w, tt.onItem, there)
			})
		}
	}
}

// testCancelled shows that one write in the way keeps all of them back, that
// every write in the way is named, and that conditions see the table as it was
// before the transaction.
func testCancelled(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	first := key("idem#R#1", "first")
	entry, index, state := key("entry#R#1", "entry"), key("idx#R#all", "1"), key("case#R#1", "state")
	old := key("entry#R#0", "entry")
	mustTransact(t, table,
		put(state, store.Attrs{"state": "disposing"}),
		put(first, store.Attrs{"answer": "201"}),
		put(old, store.Attrs{"body": []byte("kept")}))

	writes := []store.Write{
		put(entry, store.Attrs{"body": []byte("new")}),
		check(state, store.Attr("state", "open", "closed")),
		putIf(index, nil, store.Absent()),
		remove(old),
		putIf(first, store.Attrs{"answer": "other"}, store.Absent()),
	}
	found := wantCancelled(t, transact(t.Context(), table, writes...),
		store.NotThisOne, store.ConditionFailed, store.NotThisOne, store.NotThisOne, store.ConditionFailed)
	want := []store.Item{
		{},
		{Key: state, Attrs: store.Attrs{"state": "disposing"}},
		{},
		{},
		{Key: first, Attrs: store.Attrs{"answer": "201"}},
	}
	if !reflect.DeepEqual(found, want) {
		t.Errorf("got %v found, want %v", found, want)
	}

	wantNoItem(t, table, entry)
	wantNoItem(t, table, index)
	wantItem(t, table, old, store.Attrs{"body": []byte("kept")})
	wantItem(t, table, first, store.Attrs{"answer": "201"})

	mustTransact(t, table, put(state, store.Attrs{"state": "open"}), remove(first))
	mustTransact(t, table, writes...)
	wantItem(t, table, entry, store.Attrs{"body": []byte("new")})
	wantItem(t, table, index, store.Attrs{})
	wantNoItem(t, table, old)
	wantItem(t, table, first, store.Attrs{"answer": "other"})
}
