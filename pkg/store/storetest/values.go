package storetest

import (
	"bytes"
	"math"
	"math/rand/v2"
	"reflect"
	"sort"
	"testing"

	"disclosure-register/pkg/store"
)

// testValues writes each kind of value and reads it back by every kind of read.
func testValues(t *testing.T, open func(t *testing.T) store.Table) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	incompressible := make([]byte, 3000)
	rand.NewChaCha8([32]byte{}).Read(incompressible)
	for _, tt := range []struct {
		name      string
		put, read store.Attrs
	}{
		{"no attributes", nil, store.Attrs{}},
		{"a text", store.Attrs{"a": "plain"}, nil},
		{"an empty text", store.Attrs{"a": ""}, nil},
		{"a text beyond ASCII", store.Attrs{"a": "Siân Ŵyn 漢字 🏛 e\u0301"}, nil},
		{"a text of control characters", store.Attrs{"a": "nul \x00 tab \t newline \n delete \x7f separator \u2028"}, nil},
		{"a text that looks like JSON", store.Attrs{"a": `{"S":"<&>"}`}, nil},
		{"zero", store.Attrs{"a": int64(0)}, nil},
		{"the largest number", store.Attrs{"a": int64(math.MaxInt64)}, nil},
		{"the smallest number", store.Attrs{"a": int64(math.MinInt64)}, nil},
		{"a number no float can hold", store.Attrs{"a": int64(1<<53 + 1)}, nil},
		{"true and false", store.Attrs{"a": true, "b": false}, nil},
		{"every byte", store.Attrs{"a": every}, nil},
		{"no bytes", store.Attrs{"a": []byte{}}, nil},
		{"nil bytes, read back as no bytes", store.Attrs{"a": []byte(nil)}, store.Attrs{"a": []byte{}}},
		{"bytes and keys of some kilobytes", store.Attrs{
			store.BytesAttr: bytes.Repeat([]byte(`{"body":{"case":"DBC-C-1"}}`), 300), store.KeysAttr: bytes.Repeat([]byte(`["idx#R#all","now"]`), 200), "a": "plain",
		}, nil},
		{"bytes and keys that nothing makes shorter", store.Attrs{store.BytesAttr: incompressible, store.KeysAttr: []byte{}}, nil},
		{"bytes without keys", store.Attrs{store.BytesAttr: bytes.Repeat([]byte("a"), 5000)}, nil},
		{"keys without bytes", store.Attrs{store.KeysAttr: bytes.Repeat([]byte("a"), 5000)}, nil},
		{"no bytes, and keys", store.Attrs{store.BytesAttr: []byte{}, store.KeysAttr: bytes.Repeat([]byte("a"), 5000)}, nil},
		{"names beyond ASCII and with signs", store.Attrs{"é": "a", "a.b": "b", "a#b": "c", ":a": "d", "a b": "e"}, nil},
		{"names that are DynamoDB's words", store.Attrs{"name": "a", "state": "b", "status": "c", "size": "d", "data": "e"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			table := open(t)
			want := tt.read
			if want == nil {
				want = tt.put
			}
			k := key("values", "v")
			mustTransact(t, table, put(k, tt.put))
			wantItem(t, table, k, want)

			batch, err := table.BatchGet(t.Context(), []store.Key{k})
			if items := []store.Item{{Key: k, Attrs: want}}; err != nil || !reflect.DeepEqual(batch, items) {
				t.Errorf("batch: got %v and error %v, want %v", batch, err, items)
			}
			page, err := table.Query(t.Context(), store.Query{Partition: "values", Limit: 2})
			if wantPage := (store.Page{Items: []store.Item{{Key: k, Attrs: want}}}); err != nil || !reflect.DeepEqual(page, wantPage) {
				t.Errorf("query: got %v and error %v, want %v", page, err, wantPage)
			}
			found := wantCancelled(t, transact(t.Context(), table, check(k, store.Absent())), store.ConditionFailed)
			if !reflect.DeepEqual(found[0].Attrs, want) {
				t.Errorf("found: got %v, want %v", found[0].Attrs, want)
			}
		})
	}

	t.Run("what a caller changes later is not stored", func(t *testing.T) {
		table := open(t)
		body := []byte("as written")
		k := key("values", "alias")
		mustTransact(t, table, put(k, store.Attrs{"body": body}))
		copy(body, bytes.Repeat([]byte("x"), len(body)))
		wantItem(t, table, k, store.Attrs{"body": []byte("as written")})
	})
}

// testReadAfterWrite shows that a write is seen by the very next read, replaces
// every attribute, and leaves its neighbours alone.
func testReadAfterWrite(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	k, next := key("p", "s"), key("p", "s2")
	wantNoItem(t, table, k)
	mustTransact(t, table, put(k, store.Attrs{"a": "1", "b": "2"}), put(next, store.Attrs{"c": "3"}))
	wantItem(t, table, k, store.Attrs{"a": "1", "b": "2"})
	mustTransact(t, table, put(k, store.Attrs{"b": "4"}))
	wantItem(t, table, k, store.Attrs{"b": "4"})
	mustTransact(t, table, remove(k))
	wantNoItem(t, table, k)
	mustTransact(t, table, remove(k)) // there is nothing to remove, which is no error
	wantItem(t, table, next, store.Attrs{"c": "3"})
}

func testBatchGet(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	// The same sort key in two partitions, and two sort keys in one.
	present := []store.Key{key("a", "1"), key("a", "2"), key("b", "1")}
	for i, k := range present {
		mustTransact(t, table, put(k, store.Attrs{"i": int64(i)}))
	}
	for _, tt := range []struct {
		name string
		keys []store.Key
		want []store.Key
	}{
		{"all that there are", present, present},
		{"some of which are missing", []store.Key{key("b", "2"), key("a", "2"), key("c", "1"), key("b", "1")}, present[1:]},
		{"all of which are missing", []store.Key{key("b", "2"), key("c", "1")}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			items, err := table.BatchGet(t.Context(), tt.keys)
			if err != nil {
				t.Fatalf("batch: %v", err)
			}
			var got []store.Key
			for _, item := range items {
				got = append(got, item.Key)
				want := store.Attrs{"i": int64(indexOf(present, item.Key))}
				if !reflect.DeepEqual(item.Attrs, want) {
					t.Errorf("%s: got %v, want %v", shown(item.Key), item.Attrs, want)
				}
			}
			sort.Slice(got, func(i, j int) bool { return indexOf(present, got[i]) < indexOf(present, got[j]) })
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func indexOf(keys []store.Key, k store.Key) int {
	for i := range keys {
		if keys[i] == k {
			return i
		}
	}
	return -1
}
