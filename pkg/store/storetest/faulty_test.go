package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

var (
	entry   = store.Key{Partition: "entry#R#1", Sort: "entry"}
	newItem = store.Write{Action: store.Put, Item: store.Item{Key: entry, Attrs: store.Attrs{"a": "new"}}, If: store.Absent()}
)

// A Faulty without a plan is a table like any other.
func TestFaultyKeepsTheContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table { return storetest.NewFaulty(sqlitetest.New(t)) })
}

func TestTransactFaults(t *testing.T) {
	for _, tt := range []struct {
		fault   storetest.Fault
		want    error
		applied bool
		crashed bool
	}{
		{storetest.Throttled, store.ErrThrottled, false, false},
		{storetest.Denied, store.ErrDenied, false, false},
		{storetest.TimeoutNotApplied, store.ErrUnknownOutcome, false, false},
		{storetest.TimeoutApplied, store.ErrUnknownOutcome, true, false},
		{storetest.CrashBefore, storetest.ErrCrashed, false, true},
		{storetest.CrashAfter, storetest.ErrCrashed, true, true},
	} {
		t.Run(tt.fault.String(), func(t *testing.T) {
			real := sqlitetest.New(t)
			table := storetest.NewFaulty(real)
			table.Inject(storetest.OnTransact(2, tt.fault))

			other := newItem
			other.Item.Sort = "other"
			if err := table.Transact(t.Context(), []store.Write{other}); err != nil {
				t.Errorf("first call: %v", err)
			}
			if err := table.Transact(t.Context(), []store.Write{newItem}); !errors.Is(err, tt.want) {
				t.Errorf("second call: got error %v, want %v", err, tt.want)
			}
			_, err := real.Get(t.Context(), entry)
			if applied := err == nil; applied != tt.applied {
				t.Errorf("got applied %t (%v), want %t", applied, err, tt.applied)
			}

			other.Item.Sort = "third"
			err = table.Transact(t.Context(), []store.Write{other})
			if crashed := errors.Is(err, storetest.ErrCrashed); crashed != tt.crashed {
				t.Errorf("third call: got error %v, want crashed %t", err, tt.crashed)
			}
			_, err = table.Get(t.Context(), other.Item.Key)
			if crashed := errors.Is(err, storetest.ErrCrashed); crashed != tt.crashed {
				t.Errorf("a read after: got error %v, want crashed %t", err, tt.crashed)
			}
			if got, want := table.Calls(), (storetest.Calls{Transact: 3, Get: 1}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestConflict(t *testing.T) {
	real := sqlitetest.New(t)
	table := storetest.NewFaulty(real)
	table.Inject(storetest.OnTransact(1, storetest.Conflict))
	second := newItem
	second.Item.Sort = "second"
	writes := []store.Write{newItem, second}

	err := table.Transact(t.Context(), writes)
	var cancelled *store.Cancelled
	if !errors.As(err, &cancelled) {
		t.Fatalf("got error %v, want *store.Cancelled", err)
	}
	if want := []store.Reason{store.Conflicted, store.NotThisOne}; !reflect.DeepEqual(cancelled.Reasons, want) {
		t.Errorf("got reasons %v, want %v", cancelled.Reasons, want)
	}
	if len(cancelled.Found) != 2 || !cancelled.Retryable() {
		t.Errorf("got %d found and retryable %t, want 2 and true", len(cancelled.Found), cancelled.Retryable())
	}
	if _, err := real.Get(t.Context(), entry); !errors.Is(err, store.ErrNoItem) {
		t.Errorf("got error %v, want %v", err, store.ErrNoItem)
	}
	if err := table.Transact(t.Context(), writes); err != nil {
		t.Errorf("tried again: %v", err)
	}
}

func TestReadFaults(t *testing.T) {
	real := sqlitetest.New(t)
	if err := real.Transact(t.Context(), []store.Write{newItem}); err != nil {
		t.Fatal(err)
	}
	table := storetest.NewFaulty(real)
	reads := map[storetest.Operation]struct {
		on   func(int, storetest.Fault) storetest.Injection
		read func() error
	}{
		storetest.Get: {storetest.OnGet, func() error { _, err := table.Get(t.Context(), entry); return err }},
		storetest.BatchGet: {storetest.OnBatchGet, func() error {
			_, err := table.BatchGet(t.Context(), []store.Key{entry})
			return err
		}},
		storetest.Query: {storetest.OnQuery, func() error {
			_, err := table.Query(t.Context(), store.Query{Partition: entry.Partition, Limit: 1})
			return err
		}},
	}
	for operation, r := range reads {
		for fault, want := range map[storetest.Fault]error{
			storetest.Throttled:         store.ErrThrottled,
			storetest.Denied:            store.ErrDenied,
			storetest.TimeoutNotApplied: context.DeadlineExceeded,
			storetest.TimeoutApplied:    context.DeadlineExceeded,
			storetest.CrashBefore:       storetest.ErrCrashed,
			storetest.CrashAfter:        storetest.ErrCrashed,
		} {
			t.Run(fmt.Sprint(r.on(storetest.Every, fault)), func(t *testing.T) {
				table.Reset()
				table.Inject(r.on(storetest.Every, fault))
				for range 2 {
					if err := r.read(); !errors.Is(err, want) || errors.Is(err, store.ErrUnknownOutcome) {
						t.Errorf("got error %v, want %v", err, want)
					}
				}
				table.Reset()
				if err := r.read(); err != nil {
					t.Errorf("after reset, %s: %v", operation, err)
				}
			})
		}
	}
}

func TestHooks(t *testing.T) {
	real := sqlitetest.New(t)
	table := storetest.NewFaulty(real)
	// Somebody else takes the key between the caller's read and its write.
	var seen []storetest.Call
	table.Before(func(ctx context.Context, call storetest.Call) {
		seen = append(seen, call)
		if call.Operation == storetest.Transact && call.N == 1 {
			if err := real.Transact(ctx, []store.Write{newItem}); err != nil {
				t.Errorf("hook: %v", err)
			}
		}
	})
	var errs []error
	table.After(func(_ context.Context, _ storetest.Call, err error) { errs = append(errs, err) })

	if _, err := table.Get(t.Context(), entry); !errors.Is(err, store.ErrNoItem) {
		t.Errorf("get: got error %v, want %v", err, store.ErrNoItem)
	}
	err := table.Transact(t.Context(), []store.Write{newItem})
	var cancelled *store.Cancelled
	if !errors.As(err, &cancelled) || cancelled.Found[0].Attrs["a"] != "new" {
		t.Errorf("transact: got error %v, want the other's item found", err)
	}
	if len(seen) != 2 || seen[0].Keys[0] != entry || len(seen[1].Writes) != 1 {
		t.Errorf("got calls %+v, want a get and a transaction", seen)
	}
	if len(errs) != 2 || !errors.Is(errs[0], store.ErrNoItem) || errs[1] != err {
		t.Errorf("got errors %v, want those the caller got", errs)
	}
}

func TestFrozenPendingIndex(t *testing.T) {
	table := storetest.NewFaulty(sqlitetest.New(t))
	leaf := func(id string) store.Write {
		return store.Write{Action: store.Put, Item: store.Item{Key: store.LeafKey("R", id), Attrs: store.Attrs{
			store.PendingAttr: "R", store.PendingSinceAttr: id, store.LeafAttr: []byte(id),
		}}}
	}
	write := func(w store.Write) {
		t.Helper()
		if err := table.Transact(t.Context(), []store.Write{w}); err != nil {
			t.Fatal(err)
		}
	}
	pending := func(q store.Query) (ids []string) {
		t.Helper()
		q.Index, q.Partition = store.PendingIndex, "R"
		for more := true; more; {
			page, err := table.Query(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Items {
				ids = append(ids, string(item.Attrs[store.LeafAttr].([]byte)))
			}
			more, q.After = page.More, page.Next
		}
		return ids
	}
	for _, id := range []string{"a", "b", "c"} {
		write(leaf(id))
	}
	if err := table.FreezePending(t.Context(), "R"); err != nil {
		t.Fatal(err)
	}
	write(leaf("d"))
	sealed := leaf("b")
	delete(sealed.Item.Attrs, store.PendingAttr)
	write(sealed)

	for limit := 1; limit <= 4; limit++ {
		if got, want := pending(store.Query{Limit: limit}), []string{"a", "b", "c"}; !reflect.DeepEqual(got, want) {
			t.Errorf("frozen, %d to a page: got %v, want %v", limit, got, want)
		}
	}
	if got, want := pending(store.Query{Limit: 9, From: "b", To: "b"}), []string{"b"}; !reflect.DeepEqual(got, want) {
		t.Errorf("frozen, one row: got %v, want %v", got, want)
	}
	table.ThawPending("R")
	if got, want := pending(store.Query{Limit: 9}), []string{"a", "c", "d"}; !reflect.DeepEqual(got, want) {
		t.Errorf("thawed: got %v, want %v", got, want)
	}
}
