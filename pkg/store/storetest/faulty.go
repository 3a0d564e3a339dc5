package storetest

import (
	"context"
	"sync"

	"disclosure-register/pkg/store"
)

// Faulty is a table that misbehaves as planned, counts what it is asked, and
// lets a test act in the middle. It is safe for concurrent use.
//
//	table := storetest.NewFaulty(real)
//	table.Inject(storetest.OnTransact(2, storetest.TimeoutApplied))
type Faulty struct {
	table store.Table

	mu      sync.Mutex
	plan    []Injection
	calls   Calls
	crashed bool
	before  func(context.Context, Call)
	after   func(context.Context, Call, error)
	frozen  map[string][]store.Item // by register: the index as it is shown
}

var _ store.Table = (*Faulty)(nil)

// NewFaulty returns a table that does as table does until told otherwise.
func NewFaulty(table store.Table) *Faulty {
	return &Faulty{table: table, frozen: make(map[string][]store.Item)}
}

// Call is one call of the table, as the caller made it.
type Call struct {
	Operation Operation
	// N counts calls of this operation, from 1, since NewFaulty or Reset.
	N int
	// Writes are set for Transact, Keys for Get and BatchGet, Query for Query.
	Writes []store.Write
	Keys   []store.Key
	Query  store.Query
}

// Calls counts calls by operation, those that a fault struck included.
type Calls struct{ Transact, Get, BatchGet, Query int }

// Calls returns the counts since NewFaulty or Reset.
func (f *Faulty) Calls() Calls {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls
}

// Reset forgets the counts, the planned faults and the hooks, and mends a crash.
// A frozen index stays frozen.
func (f *Faulty) Reset() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan, f.calls, f.crashed, f.before, f.after = nil, Calls{}, false, nil, nil
}

// Inject adds faults to the plan. Each counts calls from now.
func (f *Faulty) Inject(faults ...Injection) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan = append(f.plan, faults...)
}

// Before sets a hook that runs before each call, and may wait or write to the
// wrapped table: what it writes, the call sees. Nil removes it.
func (f *Faulty) Before(hook func(context.Context, Call)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = hook
}

// After sets a hook that runs after each call, with the error the caller will
// get, a fault's included. Nil removes it.
func (f *Faulty) After(hook func(context.Context, Call, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.after = hook
}

// Transact implements [store.Table].
func (f *Faulty) Transact(ctx context.Context, writes []store.Write) error {
	// A request that can never succeed is refused before anything can go wrong.
	if err := store.ValidateWrites(writes); err != nil {
		return err
	}
	return f.do(ctx, Call{Operation: Transact, Writes: writes}, func() error {
		return f.table.Transact(ctx, writes)
	})
}

// Get implements [store.Table].
func (f *Faulty) Get(ctx context.Context, key store.Key) (item store.Item, err error) {
	if err := store.ValidateKey(key); err != nil {
		return store.Item{}, err
	}
	err = f.do(ctx, Call{Operation: Get, Keys: []store.Key{key}}, func() (err error) {
		item, err = f.table.Get(ctx, key)
		return err
	})
	if err != nil {
		return store.Item{}, err
	}
	return item, nil
}

// BatchGet implements [store.Table].
func (f *Faulty) BatchGet(ctx context.Context, keys []store.Key) (items []store.Item, err error) {
	if err := store.ValidateBatch(keys); err != nil {
		return nil, err
	}
	err = f.do(ctx, Call{Operation: BatchGet, Keys: keys}, func() (err error) {
		items, err = f.table.BatchGet(ctx, keys)
		return err
	})
	if err != nil {
		return nil, err
	}
	return items, nil
}

// Query implements [store.Table].
func (f *Faulty) Query(ctx context.Context, q store.Query) (page store.Page, err error) {
	if err := store.ValidateQuery(q); err != nil {
		return store.Page{}, err
	}
	err = f.do(ctx, Call{Operation: Query, Query: q}, func() (err error) {
		if rows, frozen := f.frozenRows(q); frozen {
			page = pageOf(rows, q)
			return nil
		}
		page, err = f.table.Query(ctx, q)
		return err
	})
	if err != nil {
		return store.Page{}, err
	}
	return page, nil
}

// do makes the call, or not, as planned.
func (f *Faulty) do(ctx context.Context, call Call, act func() error) error {
	call, fault, before, after := f.begin(call)
	if before != nil {
		before(ctx, call)
	}
	var err error
	if fault.applied() {
		err = act()
	}
	if fault != 0 {
		err = fault.err(call)
	}
	if after != nil {
		after(ctx, call, err)
	}
	return err
}

// begin counts the call and takes the fault that strikes it out of the plan.
func (f *Faulty) begin(call Call) (_ Call, fault Fault, before func(context.Context, Call), after func(context.Context, Call, error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch call.Operation {
	case Transact:
		f.calls.Transact++
		call.N = f.calls.Transact
	case Get:
		f.calls.Get++
		call.N = f.calls.Get
	case BatchGet:
		f.calls.BatchGet++
		call.N = f.calls.BatchGet
	case Query:
		f.calls.Query++
		call.N = f.calls.Query
	}
	if f.crashed {
		return call, CrashBefore, f.before, f.after
	}
	var left []Injection
	for _, planned := range f.plan {
		switch {
		case planned.operation != call.Operation:
		case planned.n == Every:
			fault = planned.fault
		default:
			planned.n--
			if planned.n == 0 {
				fault = planned.fault
				continue // it has struck
			}
		}
		left = append(left, planned)
	}
	f.plan = left
	f.crashed = fault == CrashBefore || fault == CrashAfter
	return call, fault, f.before, f.after
}
