package sqlite_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite"
)

// held is a table whose first transaction has begun to commit and is held there,
// with the sixteen transactions given in line behind it.
type held struct {
	*sqlite.Table
	commits  int
	release  chan error // what a commit is to return instead, or nil for the commit's own
	answers  []chan error
	answered func() int
}

func hold(t *testing.T, transactions ...[]store.Write) *held {
	t.Helper()
	return holdAt(t, filepath.Join(t.TempDir(), "register.db"), transactions...)
}

func holdAt(t *testing.T, path string, transactions ...[]store.Write) *held {
	t.Helper()
	h := &held{Table: open(t, path), release: make(chan error)}
	begun := make(chan struct{}, 100)
	h.OnCommit(func(commit func() error) error {
		h.commits++
		begun <- struct{}{}
		if err := <-h.release; err != nil {
			return err
		}
		return commit()
	})
	send := func(writes ...store.Write) chan error {
		answer := make(chan error, 1)
		go func() { answer <- h.Transact(context.Background(), writes) }()
		return answer
	}
	h.answers = append(h.answers, send(put("first", "first", nil)))
	<-begun
	for i, writes := range transactions {
		h.answers = append(h.answers, send(writes...))
		waitFor(t, func() bool { return h.Waiting() == i+1 }) // in this order
	}
	h.answered = func() (n int) {
		for _, answer := range h.answers {
			n += len(answer)
		}
		return n
	}
	return h
}

func waitFor(t *testing.T, is func() bool) {
	t.Helper()
	for until := time.Now().Add(time.Minute); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("a minute later it is not so")
		}
	}
}

// sixteen transactions of two items each; those in except write what is given.
func sixteen(except map[int][]store.Write) (all [][]store.Write) {
	for i := range 16 {
		writes, given := except[i]
		if !given {
			writes = []store.Write{absent(fmt.Sprint(i), "a"), absent(fmt.Sprint(i), "b")}
		}
		all = append(all, writes)
	}
	return all
}

func absent(partition, sort string) store.Write {
	w := put(partition, sort, store.Attrs{"n": int64(1)})
	w.If = store.Absent()
	return w
}

func (h *held) items(t *testing.T, partition string) int {
	t.Helper()
	page, err := h.Query(t.Context(), store.Query{Partition: partition, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Items)
}

func TestThoseWhoWaitShareACommitAndNobodyIsAnsweredBeforeIt(t *testing.T) {
	h := hold(t, sixteen(nil)...)
	if n := h.answered(); n > 0 {
		t.Errorf("%d were answered before the first commit", n)
	}
	h.release <- nil
	waitFor(t, func() bool { return h.answered() == 1 && h.Waiting() == 0 })
	if n := h.items(t, "7"); n > 0 {
		t.Errorf("%d items of another are there before the commit", n)
	}
	time.Sleep(20 * time.Millisecond) // for who would be answered too soon
	if n := h.answered(); n > 1 {
		t.Errorf("%d of sixteen were answered before their commit", n-1)
	}
	h.release <- nil
	for i, answer := range h.answers {
		if err := <-answer; err != nil {
			t.Errorf("transaction %d: %v", i, err)
		}
	}
	for i := range 16 {
		if n := h.items(t, fmt.Sprint(i)); n != 2 {
			t.Errorf("transaction %d left %d items, want 2", i, n)
		}
	}
	if h.commits != 2 {
		t.Errorf("%d commits, want one for the first and one for the sixteen behind it", h.commits)
	}
}

// A kill of the process does not show a sync that is not made, only a loss of power
// does, which no test can bring about: so the connection itself is asked.
func TestACommitIsOnTheDiskWhenItReturns(t *testing.T) {
	table := open(t, filepath.Join(t.TempDir(), "register.db"))
	transact(t, table, put("a", "a", nil))
	for name, want := range map[string]string{"synchronous": "2", "journal_mode": "wal"} { // 2 is FULL
		if got, err := table.Setting(name); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", name, got, err, want)
		}
	}
}

func TestTheThirdOfSixteenFailsAlone(t *testing.T) {
	t.Run("its condition does not hold", func(t *testing.T) {
		h := hold(t, sixteen(map[int][]store.Write{2: {absent("2", "a"), absent("first", "first")}})...)
		h.release <- nil
		h.release <- nil
		h.wantOnlyTheThirdToFail(t, func(err error) bool {
			var cancelled *store.Cancelled
			return errors.As(err, &cancelled) && cancelled.Reasons[0] == store.NotThisOne && cancelled.Reasons[1] == store.ConditionFailed
		})
		if h.commits != 2 {
			t.Errorf("%d commits, want 2", h.commits)
		}
	})
	t.Run("its second write fails", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "register.db")
		refuse(t, path, "2", "b")
		h := holdAt(t, path, sixteen(nil)...)
		close(h.release)
		h.wantOnlyTheThirdToFail(t, func(err error) bool {
			var cancelled *store.Cancelled
			return err != nil && !errors.As(err, &cancelled) && !errors.Is(err, store.ErrUnknownOutcome)
		})
	})
}

// refuse makes a file that refuses a row, and undoes the transaction that it was to
// be written in, as SQLite does when the disk fails.
func refuse(t *testing.T, path, pk, sk string) {
	t.Helper()
	if err := open(t, path).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(fmt.Sprintf("CREATE TRIGGER refuse BEFORE INSERT ON item WHEN NEW.pk = x'%x' AND NEW.sk = x'%x' BEGIN SELECT RAISE(ROLLBACK, 'refused'); END", pk, sk))
	if err != nil {
		t.Fatal(err)
	}
}

func (h *held) wantOnlyTheThirdToFail(t *testing.T, asItShould func(error) bool) {
	t.Helper()
	for i, answer := range h.answers {
		err := <-answer
		if third := i == 3; third && !asItShould(err) || !third && err != nil { // the first is the one held
			t.Errorf("transaction %d: %v", i, err)
		}
	}
	for i := range 16 {
		want := 2
		if i == 2 {
			want = 0
		}
		if n := h.items(t, fmt.Sprint(i)); n != want {
			t.Errorf("transaction %d of sixteen left %d items, want %d", i+1, n, want)
		}
	}
}

// A commit that fails leaves the outcome of each member unknown, also of one that
// another member's write stood in the way of: that write is nothing yet.
func TestNobodyKnowsTheOutcomeWhenTheCommitFails(t *testing.T) {
	lost := errors.New("the sync was lost")
	h := hold(t, sixteen(map[int][]store.Write{4: {absent("3", "a")}})...)
	h.release <- nil
	h.release <- lost
	for i, answer := range h.answers {
		err := <-answer
		if i == 0 && err != nil || i > 0 && (!errors.Is(err, store.ErrUnknownOutcome) || !errors.Is(err, lost)) {
			t.Errorf("transaction %d: %v", i, err)
		}
	}
	if n := h.items(t, "3"); n > 0 {
		t.Errorf("%d items are there of a commit that failed", n)
	}
	// The next is as if the group had never been.
	close(h.release)
	if err := h.Transact(t.Context(), []store.Write{absent("3", "a")}); err != nil {
		t.Error(err)
	}
}

func TestWhoNoLongerWaitsIsNotWritten(t *testing.T) {
	h := hold(t)
	ctx, cancel := context.WithCancel(t.Context())
	answer := make(chan error, 1)
	go func() { answer <- h.Transact(ctx, []store.Write{absent("late", "a")}) }()
	waitFor(t, func() bool { return h.Waiting() == 1 })
	cancel()
	if err := <-answer; !errors.Is(err, context.Canceled) || !errors.Is(err, store.ErrUnknownOutcome) {
		t.Errorf("got %v", err)
	}
	close(h.release)
	if err := <-h.answers[0]; err != nil {
		t.Error(err)
	}
	if n := h.items(t, "late"); n > 0 {
		t.Error("it is there all the same")
	}
}

// Whose group is being committed hears how that ends, though they no longer wait: they
// would take for refused what is written.
func TestWhoIsInAGroupHearsHowItEnds(t *testing.T) {
	h := hold(t)
	ctx, cancel := context.WithCancel(t.Context())
	answers := make(chan error, 3)
	for n := range cap(answers) {
		go func() { answers <- h.Transact(ctx, []store.Write{absent(fmt.Sprint("late ", n), "a")}) }()
	}
	waitFor(t, func() bool { return h.Waiting() == cap(answers) })
	h.release <- nil
	waitFor(t, func() bool { return h.Waiting() == 0 })
	cancel()
	time.Sleep(20 * time.Millisecond) // for who would be answered too soon
	if n := len(answers); n > 0 {
		t.Errorf("%d of a group were answered before its commit", n)
	}
	h.release <- nil
	for n := range cap(answers) {
		if err := <-answers; err != nil {
			t.Error(err)
		}
		if h.items(t, fmt.Sprint("late ", n)) != 1 {
			t.Errorf("what %d wrote is not there", n)
		}
	}
}

// The log is copied beside the transactions, and begun anew well before a
// transaction has to do that itself.
func TestTheLogIsBegunAnewWithoutATransactionCopyingIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "register.db")
	table := open(t, path)
	body := make([]byte, 3000)
	for n := 0; ; n++ {
		var writes []store.Write
		for i := range store.MaxWrites {
			writes = append(writes, put(fmt.Sprint(n), fmt.Sprint(i), store.Attrs{"body": body}))
		}
		transact(t, table, writes...)
		table.WaitForCopy()
		log, err := os.ReadFile(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		if begun := binary.BigEndian.Uint32(log[12:]); begun > 0 { // its checkpoint sequence number
			return
		}
		if pages := len(log) / 4096; pages > 10_000 {
			t.Fatalf("the log has %d pages and was not begun anew", pages)
		}
	}
}

// A transaction that ends in a panic takes neither the turn with it nor those who share
// its commit.
func TestAPanicInACommitHoldsNobodyUp(t *testing.T) {
	table := open(t, filepath.Join(t.TempDir(), "register.db"))
	begun, panics := make(chan struct{}), make(chan struct{})
	first := true
	table.OnCommit(func(commit func() error) error {
		if first {
			first = false
			close(begun)
			<-panics
			panic("a fault in the driver")
		}
		return commit()
	})
	caught := make(chan any)
	go func() {
		defer func() { caught <- recover() }()
		_ = table.Transact(context.Background(), []store.Write{put("first", "first", nil)})
	}()
	<-begun
	answer := make(chan error, 1)
	go func() { answer <- table.Transact(context.Background(), []store.Write{put("second", "second", nil)}) }()
	waitFor(t, func() bool { return table.Waiting() == 1 })
	close(panics)
	if got := <-caught; got == nil {
		t.Error("the panic is swallowed")
	}
	select {
	case err := <-answer:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("whoever came after waits for ever")
	}
}
