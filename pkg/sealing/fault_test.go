package sealing_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store/storetest"
)

// states are logs at moments that matter, each with entries waiting.
func states(t *testing.T) map[string]*office {
	t.Helper()
	fresh := newOffice(t)
	fresh.record(t, 3)

	bundleFills := newOffice(t)
	bundleFills.record(t, 254)
	bundleFills.seal(t)
	bundleFills.giveReceipts(t)
	bundleFills.record(t, 5)

	// Two batches, the first of which is in the tree and not yet published.
	unpublished := newOffice(t)
	unpublished.record(t, 30)
	unpublished.seal(t)
	unpublished.giveReceipts(t)
	unpublished.record(t, 4)
	crashed := &line{office: unpublished, fault: crashesAfter}
	crashed.at = callNumber(t, unpublished, "take a batch")
	if _, err := crashed.sealer().Seal(t.Context(), register); !errors.Is(err, errCrashed) {
		t.Fatalf("got %v, want a crash", err)
	}
	unpublished.record(t, 2)

	changeover := newOffice(t)
	changeover.record(t, 30)
	changeover.seal(t)
	changeover.giveReceipts(t)
	changeover.next = newKey(t, 2)
	changeover.record(t, 4)

	return map[string]*office{
		"a key that is being changed":                        changeover,
		"a register's first entries":                         fresh,
		"entries that fill a bundle":                         bundleFills,
		"a batch not yet published, and more entries behind": unpublished,
	}
}

// calls lists the calls that a run makes from this state.
func calls(t *testing.T, o *office) []string {
	t.Helper()
	l := &line{office: o.copied(t)}
	if _, err := l.sealer().Seal(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	return l.calls
}

func callNumber(t *testing.T, o *office, what string) int {
	t.Helper()
	n := slices.Index(calls(t, o), what)
	if n < 0 {
		t.Fatalf("a run never does %q", what)
	}
	return n + 1
}

// Whatever call of a run goes wrong, and however, the next run finds a log to go
// on from and nothing is lost, twice, or forked.
func TestEveryCallGoesWrong(t *testing.T) {
	for state, before := range states(t) {
		sequence := calls(t, before)
		for i, what := range sequence {
			for _, fault := range faults {
				t.Run(fmt.Sprintf("%s/%d %s %s", state, i+1, what, fault), func(t *testing.T) {
					t.Parallel()
					o := before.copied(t)
					l := &line{office: o, at: i + 1, fault: fault}
					_, err := l.sealer().Seal(t.Context(), register)
					if l.crashed && err == nil {
						t.Error("a process that crashed reported success")
					}
					var refusal *sealing.Refusal
					if errors.As(err, &refusal) {
						t.Errorf("a fault is taken for tampering: %v", err)
					}
					if err == nil {
						o.check(t) // it mended the fault by itself
					}
					o.record(t, 1)
					o.seal(t)
					o.check(t)
				})
			}
		}
	}
}

// While one process stands still at any of its calls, another goes on, further
// than it. When the first wakes up it does no harm: the published checkpoint
// never goes back, which the bucket watches for.
func TestOneStallsWhileAnotherGoesOn(t *testing.T) {
	for state, before := range states(t) {
		for i, what := range calls(t, before) {
			for _, batches := range []int{1, 2} {
				t.Run(fmt.Sprintf("%s/stalls at %d %s for %d batches", state, i+1, what, batches), func(t *testing.T) {
					t.Parallel()
					o := before.copied(t)
					stalled := &line{office: o, at: i + 1, stall: func() {
						for range batches {
							o.record(t, 2)
							o.seal(t)
						}
						o.giveReceipts(t)
					}}
					_, err := stalled.sealer().Seal(t.Context(), register)
					if err != nil {
						t.Errorf("the one that stalled: %v", err)
					}
					o.check(t)
				})
			}
		}
	}
}

// Both processes are slow at once: the other one stops at a call of its own and
// only ends when the first has.
func TestTwoStopInTheMiddleOfEachOther(t *testing.T) {
	before := states(t)["entries that fill a bundle"]
	n := len(calls(t, before))
	for i := 1; i <= n; i += 2 {
		for j := 1; j <= n; j += 3 {
			o := before.copied(t)
			second := &line{office: o, at: j, fault: crashesAfter}
			first := &line{office: o, at: i, stall: func() { _, _ = second.sealer().Seal(t.Context(), register) }}
			if _, err := first.sealer().Seal(t.Context(), register); err != nil {
				t.Fatalf("stopped at %d, the other crashed after %d: %v", i, j, err)
			}
			o.check(t)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	o := newOffice(t)
	o.record(t, 150)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 5 {
				o.record(t, 7)
				// Losing every race is no fault of the log's.
				if _, err := o.sealer().Seal(t.Context(), register); err != nil && !strings.Contains(err.Error(), "another run moved the log") {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	o.seal(t)
	o.check(t)
}

// DynamoDB's own ways to refuse.
func TestContentionAndThrottling(t *testing.T) {
	for _, fault := range []storetest.Injection{
		storetest.OnTransact(1, storetest.Conflict),
		storetest.OnTransact(1, storetest.Throttled),
		storetest.OnTransact(1, storetest.TimeoutApplied),
		storetest.OnTransact(1, storetest.TimeoutNotApplied),
		storetest.OnTransact(storetest.Every, storetest.Conflict),
		storetest.OnTransact(storetest.Every, storetest.Throttled),
		storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied),
	} {
		t.Run(fault.String(), func(t *testing.T) {
			o := newOffice(t)
			o.record(t, 3)
			faulty := storetest.NewFaulty(o.table)
			faulty.Inject(fault)
			_, err := sealing.New(faulty, o.bucket, o.key, o.config()).Impatient().Seal(t.Context(), register)
			if every := strings.HasPrefix(fault.String(), "every"); every == (err == nil) {
				t.Errorf("got %v", err)
			}
			o.seal(t)
			o.check(t)
		})
	}
}

// Any history of recording and sealing, with faults anywhere and an index that
// lags, ends in one log with everything in it.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		o := newOffice(t)
		index := storetest.NewFaulty(o.table)
		o.table = index
		for range rapid.IntRange(1, 12).Draw(r, "steps") {
			switch rapid.IntRange(0, 3).Draw(r, "step") {
			case 0:
				o.record(t, rapid.IntRange(1, 120).Draw(r, "entries"))
			case 1:
				if err := index.FreezePending(t.Context(), register); err != nil {
					r.Fatal(err)
				}
			case 2:
				index.ThawPending(register)
			case 3:
				l := &line{
					office: o,
					at:     rapid.IntRange(0, 40).Draw(r, "call"),
					fault:  rapid.SampledFrom(faults).Draw(r, "fault"),
				}
				_, _ = l.sealer().Seal(t.Context(), register)
			}
		}
		index.ThawPending(register)
		o.seal(t)
		o.check(t)
		if t.Failed() {
			r.FailNow()
		}
	})
}

// The other took entries of its own, of which the index has not told us yet, and
// ours are all pending still.
func TestAnotherMovesTheHeadWithOtherEntries(t *testing.T) {
	o := newOffice(t)
	o.record(t, 3)
	o.seal(t)
	o.record(t, 6)
	l := &line{office: o, at: callNumber(t, o, "take a batch")}
	l.stall = func() {
		index := storetest.NewFaulty(o.table)
		o.record(t, 2)
		if err := index.FreezePending(t.Context(), register); err != nil {
			t.Fatal(err)
		}
		late := sealing.New(&lastRows{index, 2}, o.bucket, o.key, o.config())
		if _, err := late.Seal(t.Context(), register); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.sealer().Seal(t.Context(), register)
	if err != nil || got.Sealed != 6 {
		t.Errorf("got %+v, %v; want 6 sealed", got, err)
	}
	o.check(t)
}
