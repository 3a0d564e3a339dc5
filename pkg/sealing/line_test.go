package sealing_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// fault is what goes wrong with one call of a process.
type fault int

const (
	fails fault = iota + 1
	failsButApplied
	crashesBefore
	crashesAfter
)

var faults = []fault{fails, failsButApplied, crashesBefore, crashesAfter}

func (f fault) String() string {
	return map[fault]string{
		fails: "fails", failsButApplied: "fails but is applied",
		crashesBefore: "is crashed before", crashesAfter: "is crashed after",
	}[f]
}

var (
	errLine    = errors.New("the line went dead")
	errCrashed = errors.New("the process has crashed")
)

// line is everything one process calls: table, bucket and key. It numbers the
// calls, and one of them goes wrong as planned, or is where the process stalls.
type line struct {
	office *office
	at     int // number of the call, from 1; 0 is none
	fault  fault
	stall  func() // run before the call, in place of a fault

	mu      sync.Mutex
	calls   []string
	crashed bool
}

// sealer returns a sealer whose every call goes over the line.
func (l *line) sealer() *sealing.Sealer {
	config := l.office.config()
	if l.office.next != nil {
		config.Also = []sealing.Signer{lineKey{l.office.next, l}}
	}
	return sealing.New(lineTable{l}, lineBucket{l}, lineKey{l.office.key, l}, config).Impatient()
}

// do makes the call, or not.
func (l *line) do(what string, unknown error, act func() error) error {
	l.mu.Lock()
	if l.crashed {
		l.mu.Unlock()
		return errCrashed
	}
	l.calls = append(l.calls, what)
	struck := len(l.calls) == l.at
	fault, stall := l.fault, l.stall
	l.crashed = struck && (fault == crashesBefore || fault == crashesAfter)
	l.mu.Unlock()

	if !struck {
		return act()
	}
	if stall != nil {
		stall()
		return act()
	}
	if fault == failsButApplied || fault == crashesAfter {
		_ = act()
	}
	if fault == crashesBefore || fault == crashesAfter {
		return errCrashed
	}
	return fmt.Errorf("%w: %w", errLine, unknown)
}

type lineTable struct{ *line }

func (l lineTable) Transact(ctx context.Context, writes []store.Write) error {
	return l.do("take a batch", store.ErrUnknownOutcome, func() error { return l.office.table.Transact(ctx, writes) })
}

func (l lineTable) Get(ctx context.Context, key store.Key) (item store.Item, err error) {
	err = l.do("get "+strings.SplitN(key.Partition, "#", 2)[0], errLine, func() error {
		item, err = l.office.table.Get(ctx, key)
		return err
	})
	return item, err
}

func (l lineTable) BatchGet(ctx context.Context, keys []store.Key) (items []store.Item, err error) {
	err = l.do("get leaves", errLine, func() error {
		items, err = l.office.table.BatchGet(ctx, keys)
		return err
	})
	return items, err
}

func (l lineTable) Query(ctx context.Context, q store.Query) (page store.Page, err error) {
	err = l.do("list pending leaves", errLine, func() error {
		page, err = l.office.table.Query(ctx, q)
		return err
	})
	return page, err
}

type lineBucket struct{ *line }

func (l lineBucket) Read(ctx context.Context, key string) (data []byte, tag string, err error) {
	err = l.do("read "+kindOf(key), errLine, func() error {
		data, tag, err = l.office.bucket.Read(ctx, key)
		return err
	})
	return data, tag, err
}

func (l lineBucket) Create(ctx context.Context, key string, data []byte) error {
	return l.do("create "+kindOf(key), errLine, func() error { return l.office.bucket.Create(ctx, key, data) })
}

func (l lineBucket) Replace(ctx context.Context, key string, data []byte, tag string) (newTag string, err error) {
	err = l.do("replace "+kindOf(key), errLine, func() error {
		newTag, err = l.office.bucket.Replace(ctx, key, data, tag)
		return err
	})
	return newTag, err
}

// kindOf names an object by the first part of its path. The order in which
// objects go up is not fixed.
func kindOf(key string) string { return strings.SplitN(key, "/", 3)[1] }

type lineKey struct {
	*key
	line *line
}

func (l lineKey) Sign(ctx context.Context, message []byte) (signature []byte, err error) {
	err = l.line.do("sign", errLine, func() error {
		signature, err = l.key.Sign(ctx, message)
		return err
	})
	return signature, err
}
