package storetest_test

import (
	"fmt"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

// A Counting is a table like any other.
func TestCountingKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return storetest.NewCounting(sqlitetest.New(t)) })
}

func TestWhatIsCounted(t *testing.T) {
	table := storetest.NewCounting(sqlitetest.New(t))
	var writes []store.Write
	var keys []store.Key
	for n := range 5 {
		key := store.Key{Partition: "p", Sort: fmt.Sprint(n)}
		keys = append(keys, key)
		writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: key}})
	}
	nowhere := store.Key{Partition: "p", Sort: "none"}
	for _, step := range []struct {
		name string
		do   func() error
		want storetest.Cost
	}{
		{"a transaction", func() error { return table.Transact(t.Context(), writes) }, storetest.Cost{Calls: storetest.Calls{Transact: 1}, Written: 5}},
		{"an item", func() error { _, err := table.Get(t.Context(), keys[0]); return err }, storetest.Cost{Calls: storetest.Calls{Get: 1}, Read: 1}},
		{"no item", func() error { _, _ = table.Get(t.Context(), nowhere); return nil }, storetest.Cost{Calls: storetest.Calls{Get: 1}}},
		{"some of a batch", func() error { _, err := table.BatchGet(t.Context(), append(keys[:3:3], nowhere)); return err }, storetest.Cost{Calls: storetest.Calls{BatchGet: 1}, Read: 3}},
		{"a page", func() error {
			_, err := table.Query(t.Context(), store.Query{Partition: "p", Limit: 4})
			return err
		}, storetest.Cost{Calls: storetest.Calls{Query: 1}, Read: 4}},
		{"nothing more", func() error { return nil }, storetest.Cost{}},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := table.Take(); got != step.want {
			t.Errorf("%s: counted %+v, want %+v", step.name, got, step.want)
		}
	}
}
