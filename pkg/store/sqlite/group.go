package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"disclosure-register/pkg/store"
)

// maxGroup is how many transactions share a commit at most: enough that the sync is
// no longer what costs, and few enough that nobody waits long for the others' writes.
const maxGroup = 64

// member is a transaction on its way into a group.
type member struct {
	writes []store.Write
	blobs  [][]byte // what each put stores, encoded before its turn

	settled chan struct{} // closed once answer is set
	answer  error
}

func newMember(writes []store.Write) (*member, error) {
	m := &member{writes: writes, blobs: make([][]byte, len(writes)), settled: make(chan struct{})}
	for i, w := range writes {
		if w.Action != store.Put {
			continue
		}
		attrs, err := encode(w.Item.Attrs)
		if err != nil {
			return nil, fmt.Errorf("write %d of %d: %w", i+1, len(writes), err)
		}
		m.blobs[i] = protect(w.Item.Key, attrs)
	}
	return m, nil
}

func (m *member) settle(answer error) {
	m.answer = answer
	close(m.settled)
}

// abandon settles a member that has no answer.
func (m *member) abandon() {
	select {
	case <-m.settled:
	default:
		m.settle(fmt.Errorf("commit transaction: nobody says how it ended: %w", store.ErrUnknownOutcome))
	}
}

// line is where transactions wait, the first at the front.
type line struct {
	mu      sync.Mutex
	waiting []*member
}

func (l *line) join(m *member) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, m)
}

// leave takes a member out of the line, unless it is in a group already.
func (l *line) leave(m *member) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := len(l.waiting)
	l.waiting = slices.DeleteFunc(l.waiting, func(other *member) bool { return other == m })
	return len(l.waiting) < before
}

func (l *line) front() []*member {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(l.waiting), maxGroup)
	group := slices.Clone(l.waiting[:n])
	l.waiting = slices.Delete(l.waiting, 0, n)
	return group
}

// errWriting: a write failed, of whichever member, and nothing of the group was
// written.
var errWriting = errors.New("a write failed")

// lead commits those at the front of the line together, in their order, and settles
// each. Whoever calls it has the turn, as anybody who waits may take it: with nobody
// else in line one transaction is a group, and costs what it did alone.
//
// Each member sees what those before it wrote. So no member is answered before the
// commit, a refused one included: what refused it may be another's write, which is
// nothing yet. When the commit fails nobody knows the outcome of any.
//
// A member whose conditions do not hold writes nothing, and the others go on. When a
// write fails, SQLite may have undone the whole transaction: so it is undone, and
// each member begins again alone, to fail or not by itself.
func (t *Table) lead() {
	group := t.line.front()
	if len(group) == 0 {
		return
	}
	defer func() { // a panic passes on, and leaves nobody waiting
		for _, m := range group {
			m.abandon()
		}
	}()
	answers, err := t.together(group)
	if errors.Is(err, errWriting) && len(group) > 1 {
		for _, m := range group {
			answers, err := t.together([]*member{m})
			m.settle(errors.Join(err, answers[0]))
		}
		return
	}
	for i, m := range group {
		if err != nil {
			m.settle(err)
		} else {
			m.settle(answers[i])
		}
	}
}

// together commits the members in one transaction, and returns the answer to each or
// why there is none but this to any.
func (t *Table) together(group []*member) (answers []error, err error) {
	answers = make([]error, len(group))
	ctx := context.Background()
	tx, err := t.writer.BeginTx(ctx, nil)
	if isBusy(err) {
		return answers, fmt.Errorf("begin transaction: another process is writing: %w", store.ErrThrottled)
	}
	if err != nil {
		return answers, fmt.Errorf("begin transaction: %w", named(err))
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	if err := t.recognise(ctx, tx); err != nil {
		return answers, fmt.Errorf("begin transaction: %w: %w", err, store.ErrUnknownOutcome)
	}

	written, last := 0, t.last
	for i, m := range group {
		cancelled, err := t.unmet(ctx, tx, m.writes)
		if err != nil {
			return answers, fmt.Errorf("%w: %w", errWriting, err)
		}
		if cancelled != nil {
			answers[i] = cancelled
			continue
		}
		if err := t.apply(ctx, tx, m); err != nil {
			return answers, fmt.Errorf("%w: %w", errWriting, err)
		}
		written += len(m.writes)
		last = m.lastAfter(last)
	}
	if written == 0 {
		return answers, nil
	}
	// A crash before the commit returns leaves all of the writes of each member or
	// none; from the moment it returns they are on disk.
	t.last = nil
	if err := t.commit(tx); err != nil {
		return answers, fmt.Errorf("commit transaction: %w: %w", named(err), store.ErrUnknownOutcome)
	}
	if err := t.stillThere(); err != nil {
		return answers, fmt.Errorf("commit transaction: %w: %w", err, store.ErrUnknownOutcome)
	}
	if err := t.condemned(); err != nil {
		return answers, fmt.Errorf("commit transaction: %w: %w", err, store.ErrUnknownOutcome)
	}
	t.last = last
	t.checkpointAfter(written)
	return answers, nil
}

func (t *Table) apply(ctx context.Context, tx *sql.Tx, m *member) error {
	var rows []any
	destroy := tx.StmtContext(ctx, t.destroy)
	for i, w := range m.writes {
		pk, sk := []byte(w.Item.Partition), []byte(w.Item.Sort)
		switch w.Action {
		case store.Put:
			rows = append(rows, pk, sk, m.blobs[i], column(w.Item, store.PendingAttr), column(w.Item, store.PendingSinceAttr))
		case store.Delete:
			if _, err := destroy.ExecContext(ctx, pk, sk); err != nil {
				return fmt.Errorf("write %d of %d: %w", i+1, len(m.writes), named(err))
			}
		}
	}
	if err := t.put.put(ctx, tx, rows); err != nil {
		return fmt.Errorf("put %d items: %w", len(rows)/columns, named(err))
	}
	return nil
}
