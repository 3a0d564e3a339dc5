package sealing_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// The loop's clock is the bubble's; the table and the bucket answer at once.
func TestLoop(t *testing.T) {
	o := newOffice(t)
	o.record(t, 2)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		var log bytes.Buffer
		// SQLite waits in ways a bubble cannot see, so the table is a plain one.
		table := &plainTable{items: map[store.Key]store.Item{}}
		o.table = table
		o.leaves = map[string]ledger.Leaf{}
		o.record(t, 2)
		loop := sealing.NewLoop(o.sealer(), []string{register}, slog.New(slog.NewTextHandler(&log, nil)))
		done := make(chan struct{})
		go func() { defer close(done); loop.Run(ctx) }()

		sizes := func(want int64) {
			t.Helper()
			if got := o.checkpoint(t).N; got != want {
				t.Errorf("%d leaves are published, want %d", got, want)
			}
		}
		synctest.Wait()
		sizes(2) // what was waiting when it started

		o.record(t, 1)
		loop.Wake(register)
		time.Sleep(sealing.Beat)
		synctest.Wait()
		sizes(3) // a beat after the run before, when told

		o.record(t, 1)
		time.Sleep(sealing.Sweep / 2)
		synctest.Wait()
		sizes(3)
		time.Sleep(sealing.Sweep)
		synctest.Wait()
		sizes(4) // within a minute when not

		for range 1000 {
			loop.Wake(register) // never waits
		}
		stop()
		<-done
		if log.Len() > 0 {
			t.Errorf("the loop complains: %s", &log)
		}
	})
}

// A register that is told of a thousand times a second is sealed on the beat, and
// one that is told of after a while at once.
func TestLoopSealsOnTheBeat(t *testing.T) {
	o := newOffice(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		table := &plainTable{items: map[store.Key]store.Item{}}
		o.table, o.leaves = table, map[string]ledger.Leaf{}
		loop := sealing.NewLoop(o.sealer(), []string{register}, slog.New(slog.DiscardHandler))
		done := make(chan struct{})
		go func() { defer close(done); loop.Run(ctx) }()
		time.Sleep(time.Second)
		synctest.Wait()

		o.record(t, 1)
		loop.Wake(register)
		synctest.Wait()
		if got := o.checkpoint(t).N; got != 1 {
			t.Errorf("%d leaves are published of an entry after a quiet second, want 1 at once", got)
		}
		var sizes []int64
		for range 1000 {
			o.record(t, 1)
			loop.Wake(register)
			time.Sleep(time.Millisecond)
			if n := o.checkpoint(t).N; len(sizes) == 0 || sizes[len(sizes)-1] != n {
				sizes = append(sizes, n)
			}
		}
		// A batch more than each beat takes is published on its own.
		if most := 3 * int(time.Second/sealing.Beat); len(sizes) > most {
			t.Errorf("the log was published at %d sizes within a second, want no more than %d: %v", len(sizes), most, sizes)
		}
		time.Sleep(sealing.Beat)
		synctest.Wait()
		if got := o.checkpoint(t).N; got != 1001 {
			t.Errorf("%d leaves are published a beat after the last, want 1001", got)
		}
		stop()
		<-done
	})
}

func TestLoopTriesAgainSoon(t *testing.T) {
	o := newOffice(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		o.table, o.leaves = &plainTable{items: map[store.Key]store.Item{}}, map[string]ledger.Leaf{}
		o.record(t, 2)
		bad := &line{office: o, at: 3, fault: fails}
		loop := sealing.NewLoop(bad.sealer(), []string{register}, slog.New(slog.DiscardHandler))
		done := make(chan struct{})
		go func() { defer close(done); loop.Run(ctx) }()
		synctest.Wait()
		if got := o.bucket.Files(register); len(got) > 0 {
			t.Errorf("%d objects are published in spite of the fault", len(got))
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := o.checkpoint(t).N; got != 2 {
			t.Errorf("%d leaves are published two seconds after a fault, want 2", got)
		}
		stop()
		<-done
	})
}

// A register that cannot be sealed, as when the disk is full, is tried ever more seldom,
// however much is recorded meanwhile; and is sealed a quarter of a minute after it can be.
func TestLoopDoesNotSayEachSecondThatTheDiskIsFull(t *testing.T) {
	o := newOffice(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		o.table, o.leaves = &plainTable{items: map[store.Key]store.Item{}}, map[string]ledger.Leaf{}
		full := &fullTable{Table: o.table}
		o.table = full
		full.full.Store(true)
		var log bytes.Buffer
		loop := sealing.NewLoop(o.sealer(), []string{register}, slog.New(slog.NewTextHandler(&log, nil)))
		done := make(chan struct{})
		go func() { defer close(done); loop.Run(ctx) }()
		for range 600 {
			loop.Wake(register)
			time.Sleep(200 * time.Millisecond)
		}
		synctest.Wait()
		if said := strings.Count(log.String(), "\n"); said < 5 || said > 20 {
			t.Errorf("in two minutes %d lines are logged, want some", said)
		}
		full.full.Store(false)
		o.record(t, 2)
		loop.Wake(register)
		time.Sleep(16 * time.Second)
		synctest.Wait()
		if got := o.checkpoint(t).N; got != 2 {
			t.Errorf("%d leaves are published, want 2", got)
		}
		stop()
		<-done
	})
}

// fullTable reads and writes nothing while it is full.
type fullTable struct {
	store.Table
	full atomic.Bool
}

func (f *fullTable) Get(ctx context.Context, key store.Key) (store.Item, error) {
	if f.full.Load() {
		return store.Item{}, store.ErrFull
	}
	return f.Table.Get(ctx, key)
}

func (f *fullTable) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if f.full.Load() {
		return store.Page{}, store.ErrFull
	}
	return f.Table.Query(ctx, q)
}

func TestLogOfARun(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	sealing.Log(log, register, sealing.Report{Size: 7}, nil)
	if out.Len() > 0 {
		t.Errorf("a run that left all well is logged: %s", &out)
	}
	sealing.Log(log, register, sealing.Report{Size: 7, Damaged: 1}, &sealing.Refusal{Register: register, Reason: sealing.Rewritten, Head: 9, Published: 7})
	for _, want := range []string{"ALARM", string(sealing.Rewritten), "log.register=E07000107", "log.size=7", "no version"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %q: %s", want, &out)
		}
	}
	out.Reset()
	sealing.Log(log, register, sealing.Report{}, store.ErrFull)
	if strings.Contains(out.String(), "log.size") || !strings.Contains(out.String(), "log.register=E07000107") {
		t.Errorf("of a run that saw no tree the log says %s", &out)
	}
}
