package storetest

import (
	"context"
	"errors"
	"fmt"

	"disclosure-register/pkg/store"
)

// Operation is one of a table's methods.
type Operation string

// The operations.
const (
	Transact Operation = "Transact"
	Get      Operation = "Get"
	BatchGet Operation = "BatchGet"
	Query    Operation = "Query"
)

// Fault is what goes wrong with a call.
type Fault int

// The faults. Conflict is of transactions only; to a read, both timeouts are the
// same.
const (
	// Conflict: another transaction was at the first of the writes. The caller
	// gets a *store.Cancelled; nothing is applied.
	Conflict Fault = iota + 1
	// Throttled: the caller gets store.ErrThrottled; nothing is applied.
	Throttled
	// Denied: the caller gets store.ErrDenied; nothing is applied.
	Denied
	// TimeoutNotApplied: the caller gets store.ErrUnknownOutcome (of a read,
	// context.DeadlineExceeded) and the call never reached the table.
	TimeoutNotApplied
	// TimeoutApplied: the same error, but the table did what it was asked.
	TimeoutApplied
	// CrashBefore: the caller's process ends just before the call. This call and
	// every later one get ErrCrashed and do nothing. To start again, wrap the
	// same table anew.
	CrashBefore
	// CrashAfter: the caller's process ends just after the call. The table did
	// what it was asked; this call and every later one get ErrCrashed.
	CrashAfter
)

// ErrCrashed is what every call gets once CrashBefore or CrashAfter has struck.
// It stands for a process that is gone: code under test must not succeed on it.
var ErrCrashed = errors.New("the process has crashed")

// Every, in place of a number, strikes all calls of the operation.
const Every = 0

// Injection plans a fault for one call, or for [Every].
type Injection struct {
	operation Operation
	n         int
	fault     Fault
}

// OnTransact strikes the nth Transact after the injection, counting from 1.
func OnTransact(n int, fault Fault) Injection { return Injection{Transact, n, fault} }

// OnGet strikes the nth Get after the injection, counting from 1.
func OnGet(n int, fault Fault) Injection { return onRead(Get, n, fault) }

// OnBatchGet strikes the nth BatchGet after the injection, counting from 1.
func OnBatchGet(n int, fault Fault) Injection { return onRead(BatchGet, n, fault) }

// OnQuery strikes the nth Query after the injection, counting from 1.
func OnQuery(n int, fault Fault) Injection { return onRead(Query, n, fault) }

func onRead(operation Operation, n int, fault Fault) Injection {
	if fault == Conflict {
		panic("storetest: a read never conflicts")
	}
	return Injection{operation, n, fault}
}

// String names the injection for a subtest.
func (i Injection) String() string {
	which := fmt.Sprintf("%s %d", i.operation, i.n)
	if i.n == Every {
		which = fmt.Sprintf("every %s", i.operation)
	}
	return which + " " + i.fault.String()
}

// String names the fault for a subtest.
func (f Fault) String() string {
	switch f {
	case Conflict:
		return "conflicts"
	case Throttled:
		return "is throttled"
	case Denied:
		return "is not permitted"
	case TimeoutNotApplied:
		return "times out, not applied"
	case TimeoutApplied:
		return "times out, applied"
	case CrashBefore:
		return "is crashed before"
	case CrashAfter:
		return "is crashed after"
	}
	return fmt.Sprintf("Fault(%d)", int(f))
}

// applied reports whether the table does what it is asked in spite of the fault.
func (f Fault) applied() bool { return f == 0 || f == TimeoutApplied || f == CrashAfter }

// err is what the caller gets instead of the table's answer.
func (f Fault) err(call Call) error {
	switch f {
	case Conflict:
		cancelled := &store.Cancelled{
			Reasons: make([]store.Reason, len(call.Writes)),
			Found:   make([]store.Item, len(call.Writes)),
		}
		cancelled.Reasons[0] = store.Conflicted
		return cancelled
	case Throttled:
		return fmt.Errorf("injected: %w", store.ErrThrottled)
	case Denied:
		return fmt.Errorf("injected: %w", store.ErrDenied)
	case TimeoutApplied, TimeoutNotApplied:
		if call.Operation == Transact {
			return fmt.Errorf("injected: %w: %w", context.DeadlineExceeded, store.ErrUnknownOutcome)
		}
		return fmt.Errorf("injected: %w", context.DeadlineExceeded)
	default:
		return ErrCrashed
	}
}
