package storetest

import (
	"fmt"
	"testing"

	"disclosure-register/pkg/store"
)

func testRefusedWrites(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	good := key("case#R#refused", "state")
	one := store.Attrs{"n": int64(1)}

	many := func(n int) (writes []store.Write) {
		for i := range n {
			writes = append(writes, put(key("many", fmt.Sprint(i)), nil))
		}
		return writes
	}
	large := func(items, bytes int) (writes []store.Write) {
		for i := range items {
			writes = append(writes, put(key("large", fmt.Sprint(i)), store.Attrs{"body": make([]byte, bytes)}))
		}
		return writes
	}
	values := make([]any, store.MaxValues+1)
	for i := range values {
		values[i] = int64(i)
	}

	for _, tt := range []struct {
		name   string
		writes []store.Write
	}{
		{"no writes", nil},
		{"a write too many", many(store.MaxWrites + 1)},
		{"no action", []store.Write{{Item: store.Item{Key: good}}}},
		{"an unknown action", []store.Write{{Action: 9, Item: store.Item{Key: good}}}},
		{"an empty partition key", []store.Write{put(key("", "s"), one)}},
		{"an empty sort key", []store.Write{put(key("p", ""), one)}},
		{"a partition key too long", []store.Write{put(key(long(store.MaxPartitionKey+1), "s"), one)}},
		{"a sort key too long", []store.Write{put(key("p", long(store.MaxSortKey+1)), one)}},
		{"a partition key that is not UTF-8", []store.Write{put(key("p\xff", "s"), one)}},
		{"a sort key that is not UTF-8", []store.Write{put(key("p", "s\xc3"), one)}},
		{"a delete with an empty key", []store.Write{remove(key("p", ""))}},
		{"the same key put twice", []store.Write{put(good, one), put(good, one)}},
		{"the same key checked and put", []store.Write{check(good, store.Absent()), put(good, one)}},
		{"an item too large", large(1, store.MaxItemBytes)},
		{"a transaction too large", large(11, 399_000)},
		{"an int, which is not an int64", []store.Write{put(good, store.Attrs{"n": 1})}},
		{"a float", []store.Write{put(good, store.Attrs{"n": 1.5})}},
		{"a nil", []store.Write{put(good, store.Attrs{"n": nil})}},
		{"a list", []store.Write{put(good, store.Attrs{"n": []string{"a"}})}},
		{"a text that is not UTF-8", []store.Write{put(good, store.Attrs{"n": "\xff"})}},
		{"an attribute without a name", []store.Write{put(good, store.Attrs{"": "a"})}},
		{"an attribute with the partition key's name", []store.Write{put(good, store.Attrs{store.PartitionAttr: "a"})}},
		{"an attribute with the sort key's name", []store.Write{put(good, store.Attrs{store.SortAttr: "a"})}},
		{"an empty index partition", []store.Write{put(good, store.Attrs{store.PendingAttr: "", store.PendingSinceAttr: "a"})}},
		{"an empty index sort key", []store.Write{put(good, store.Attrs{store.PendingAttr: "R", store.PendingSinceAttr: ""})}},
		{"an index partition that is a number", []store.Write{put(good, store.Attrs{store.PendingAttr: int64(1)})}},
		{"an index sort key too long", []store.Write{put(good, store.Attrs{store.PendingAttr: "R", store.PendingSinceAttr: long(store.MaxSortKey + 1)})}},
		{"attributes on a delete", []store.Write{{Action: store.Delete, Item: store.Item{Key: good, Attrs: one}}}},
		{"attributes on a check", []store.Write{{Action: store.Check, Item: store.Item{Key: good, Attrs: one}, If: store.Present()}}},
		{"a check of nothing", []store.Write{check(good, store.Condition{})}},
		{"an unknown kind of condition", []store.Write{putIf(good, one, store.Condition{Kind: 9})}},
		{"a condition on no values", []store.Write{putIf(good, one, store.Attr("n"))}},
		{"a condition on too many values", []store.Write{putIf(good, one, store.Attr("n", values...))}},
		{"a condition on an attribute without a name", []store.Write{putIf(good, one, store.Attr("", "a"))}},
		{"a condition on a key attribute", []store.Write{putIf(good, one, store.Attr(store.SortAttr, "a"))}},
		{"a condition on an entry's bytes", []store.Write{putIf(good, one, store.Attr(store.BytesAttr, []byte("a")))}},
		{"a condition on an entry's keys", []store.Write{putIf(good, one, store.Attr(store.KeysAttr, []byte("a")))}},
		{"a condition on an int", []store.Write{putIf(good, one, store.Attr("n", 1))}},
		{"a good write before a bad one", []store.Write{put(good, one), put(key("p", ""), one)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantInvalid(t, table.Transact(t.Context(), tt.writes))
			for _, w := range tt.writes {
				if store.ValidateKey(w.Item.Key) == nil {
					wantNoItem(t, table, w.Item.Key)
				}
			}
		})
	}
}

func testRefusedReads(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)
	mustTransact(t, table, put(key("p", "s"), nil))

	for _, bad := range []struct {
		name string
		key  store.Key
	}{
		{"an empty partition key", key("", "s")},
		{"an empty sort key", key("p", "")},
		{"a partition key too long", key(long(store.MaxPartitionKey+1), "s")},
		{"a sort key too long", key("p", long(store.MaxSortKey+1))},
		{"a key that is not UTF-8", key("p", "\xff")},
	} {
		t.Run(bad.name, func(t *testing.T) {
			_, err := table.Get(t.Context(), bad.key)
			wantInvalid(t, err)
			_, err = table.BatchGet(t.Context(), []store.Key{key("p", "s"), bad.key})
			wantInvalid(t, err)
		})
	}

	var many []store.Key
	for i := range store.MaxBatch + 1 {
		many = append(many, key("p", fmt.Sprint(i)))
	}
	for _, bad := range []struct {
		name string
		keys []store.Key
	}{
		{"a batch of nothing", nil},
		{"a batch of one too many", many},
		{"a batch with a key twice", []store.Key{key("p", "s"), key("q", "s"), key("p", "s")}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			_, err := table.BatchGet(t.Context(), bad.keys)
			wantInvalid(t, err)
		})
	}

	for _, bad := range []struct {
		name  string
		query store.Query
	}{
		{"a query of no partition", store.Query{Limit: 1}},
		{"a query without a limit", store.Query{Partition: "p"}},
		{"a query of fewer than none", store.Query{Partition: "p", Limit: -1}},
		{"a query of too many", store.Query{Partition: "p", Limit: store.MaxPage + 1}},
		{"a query of a partition too long", store.Query{Partition: long(store.MaxPartitionKey + 1), Limit: 1}},
		{"a query from a key too long", store.Query{Partition: "p", From: long(store.MaxSortKey + 1), Limit: 1}},
		{"a query to a key that is not UTF-8", store.Query{Partition: "p", To: "\xff", Limit: 1}},
		{"a query after a key that is not UTF-8", store.Query{Partition: "p", After: "\xff", Limit: 1}},
		{"a query of an unknown index", store.Query{Index: "other", Partition: "p", Limit: 1}},
		{"a query of the index backwards", store.Query{Index: store.PendingIndex, Partition: "p", Descending: true, Limit: 1}},
	} {
		t.Run(bad.name, func(t *testing.T) {
			_, err := table.Query(t.Context(), bad.query)
			wantInvalid(t, err)
		})
	}
}

// testLargest shows that what is just within a limit is taken.
func testLargest(t *testing.T, open func(t *testing.T) store.Table) {
	table := open(t)

	t.Run("keys", func(t *testing.T) {
		k := key(long(store.MaxPartitionKey), long(store.MaxSortKey))
		attrs := store.Attrs{store.PendingAttr: long(store.MaxPartitionKey), store.PendingSinceAttr: long(store.MaxSortKey)}
		mustTransact(t, table, put(k, attrs))
		wantItem(t, table, k, attrs)
	})
	t.Run("an item", func(t *testing.T) {
		item := store.Item{Key: key("largest", "item"), Attrs: store.Attrs{"body": []byte{}}}
		item.Attrs["body"] = make([]byte, store.MaxItemBytes-item.Size())
		mustTransact(t, table, store.Write{Action: store.Put, Item: item})
		wantItem(t, table, item.Key, item.Attrs)
	})
	t.Run("a transaction of bytes", func(t *testing.T) {
		var writes []store.Write
		for i := range 10 {
			writes = append(writes, put(key("bytes", fmt.Sprint(i)), store.Attrs{"body": make([]byte, 399_000)}))
		}
		mustTransact(t, table, writes...)
		wantItem(t, table, key("bytes", "9"), writes[9].Item.Attrs)
	})
	t.Run("a transaction of writes and a batch", func(t *testing.T) {
		var writes []store.Write
		var keys []store.Key
		for i := range store.MaxWrites {
			writes = append(writes, put(key("writes", fmt.Sprint(i)), store.Attrs{"i": int64(i)}))
			keys = append(keys, writes[i].Item.Key)
		}
		mustTransact(t, table, writes...)
		items, err := table.BatchGet(t.Context(), keys[:store.MaxBatch])
		if err != nil || len(items) != store.MaxBatch {
			t.Errorf("got %d items and error %v, want %d", len(items), err, store.MaxBatch)
		}
	})
	t.Run("a condition", func(t *testing.T) {
		k := key("largest", "condition")
		values := make([]any, store.MaxValues)
		for i := range values {
			values[i] = int64(i)
		}
		mustTransact(t, table, put(k, store.Attrs{"n": int64(store.MaxValues - 1)}))
		mustTransact(t, table, check(k, store.Attr("n", values...)))
	})
}
