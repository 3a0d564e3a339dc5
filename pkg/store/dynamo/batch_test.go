package dynamo_test

import (
	"errors"
	"fmt"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
)

func TestUnprocessedKeys(t *testing.T) {
	var keys []store.Key
	var writes []store.Write
	for i := range 5 {
		keys = append(keys, store.Key{Partition: "p", Sort: fmt.Sprint(i)})
		writes = append(writes, store.Write{Action: store.Put, Item: store.Item{Key: keys[i]}})
	}
	for _, tt := range []struct {
		name  string
		left  []int // keys left unprocessed by each call
		want  error
		calls int
	}{
		{"none", nil, nil, 1},
		{"some, once", []int{2}, nil, 2},
		{"all, then some, then one", []int{5, 3, 1}, nil, 4},
		{"some until the last call", []int{4, 4, 3, 2, 1}, nil, 6},
		{"one for ever", []int{1, 1, 1, 1, 1, 1, 1, 1}, store.ErrThrottled, 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := serve(t)
			table := dynamo.Open(server.Client(), dynamotest.TableName).WithoutPause()
			if err := table.Transact(t.Context(), writes); err != nil {
				t.Fatal(err)
			}
			server.LeaveUnprocessed(tt.left...)
			items, err := table.BatchGet(t.Context(), keys)
			if !errors.Is(err, tt.want) {
				t.Errorf("got error %v, want %v", err, tt.want)
			}
			found := make(map[store.Key]bool)
			for _, item := range items {
				found[item.Key] = true
			}
			if tt.want == nil && (len(items) != len(keys) || len(found) != len(keys)) {
				t.Errorf("got %d items of %d keys, want each of %d once", len(items), len(found), len(keys))
			}
			if got := server.Calls(dynamotest.BatchGetItem); got != tt.calls {
				t.Errorf("got %d calls, want %d", got, tt.calls)
			}
		})
	}
}
