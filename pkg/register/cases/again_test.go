package cases_test

import (
	"bytes"
	"errors"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// A line of the list is no reason to destroy a case that a hold keeps, or whose time is
// not over: nothing of it is touched, and it is said. The others on the list go.
func TestTheListDestroysNothingThatIsHeldOrNotDue(t *testing.T) {
	o := newOffice(t)
	const due, held, open, young, stopped = ref, "DBC-C-2026-0002", "DBC-C-2026-0003", "DBC-C-2026-0004", "DBC-C-2026-0005"
	hold := func(of disclosure.CaseRef) {
		o.must(o.PlaceHold(t.Context(), o.asks(dpo), of, disclosure.HoldPlaced{
			By: "Ombudsman", Reason: "An inquiry", ReviewOn: disclosure.DateOf(o.Now()).AddDays(9),
		}))
	}
	o.aFullCase(stopped, 1)
	o.run()
	o.turn(time.Minute)
	o.must(o.StopDisposal(t.Context(), o.asks(dpo), stopped, disclosure.DisposalStopped{
		By: "Ombudsman", Reason: "An inquiry", ReviewOn: disclosure.DateOf(o.Now()).AddDays(9),
	}))
	o.aFullCase(due, 0)
	o.aFullCase(held, 1)
	hold(held)
	o.record(open)
	o.record(young)
	o.archive(young, 1)
	o.must(o.Close(t.Context(), o.asks(dpo), young, disclosure.Closure{ClosedOn: disclosure.DateOf(o.Now()), Note: planted}))

	spared := []disclosure.CaseRef{held, open, young, stopped}
	views := func() map[disclosure.CaseRef]cases.CaseView {
		t.Helper()
		all := map[disclosure.CaseRef]cases.CaseView{}
		for _, of := range spared {
			view, err := o.Case(t.Context(), looking(dpo), of, "")
			o.must(view, err)
			all[of] = view
		}
		return all
	}
	before, letters, lettersHeld := views(), o.vault.count(), o.vault.held()
	member := func(of disclosure.CaseRef) cases.DisposedCase {
		return cases.DisposedCase{Version: 1, Disposal: "0b3c2f5e-8a1d-4f6b-9c77-2d1e5a904b13", Register: dartford, Case: of}
	}
	var said bytes.Buffer
	runner := cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, cases.Config{
		Now: o.Now, Scrub: o.real.Scrub, Workers: 1, Log: slog.New(slog.NewTextHandler(&said, nil)),
	})
	replay := func(want cases.Report, refs ...disclosure.CaseRef) {
		t.Helper()
		var members []cases.DisposedCase
		for _, of := range refs {
			members = append(members, member(of))
		}
		said.Reset()
		if got, err := runner.Replay(t.Context(), dartford, members); err != nil || got != want {
			t.Errorf("got %+v and %v, want %+v", got, err, want)
		}
	}

	keys := o.allKeys()
	replay(cases.Report{Kept: 4}, spared...)
	if !slices.Equal(o.allKeys(), keys) {
		t.Error("something was written or destroyed")
	}
	for _, want := range []string{"level=ERROR", "docs/runbooks/restore.md", "register=" + dartford.String(), "cases=4"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it says %q, and not %q", said.String(), want)
		}
	}
	if strings.Contains(said.String(), "DBC-C") {
		t.Errorf("it names a case: %q", said.String())
	}

	replay(cases.Report{Kept: 4, Begun: 1, Certified: 1}, append(spared, due)...)
	after := views()
	for of := range maps.Keys(before) {
		if !reflect.DeepEqual(after[of], before[of]) {
			t.Errorf("got %+v, want it as it was: %+v", after[of], before[of])
		}
	}
	if o.vault.count() != letters || o.vault.held() != lettersHeld {
		t.Errorf("%d letters, %d held, want %d and %d", o.vault.count(), o.vault.held(), letters, lettersHeld)
	}

	replay(cases.Report{}, due) // a tombstone: nothing is left to say
	if said.Len() != 0 {
		t.Errorf("it says %q of what is done", said.String())
	}

	for _, h := range after[held].Holds {
		if h.ReleasedOn.IsZero() {
			o.must(o.ReleaseHold(t.Context(), o.asks(dpo), held, h.ID, disclosure.HoldReleased{Reason: "It has ended"}))
		}
	}
	replay(cases.Report{Begun: 1, Waiting: 1}, held)
}

// A clock that stands years ahead makes due what is not: nothing on the list is
// destroyed by it, and whoever would serve the cases meanwhile is told that they are
// back. What is held was kept before, and is said as it was.
func TestNothingIsDestroyedAgainByAClockThatIsDoubted(t *testing.T) {
	o := newOffice(t)
	const due, held, under disclosure.CaseRef = "DBC-C-2026-0001", "DBC-C-2026-0002", "DBC-C-2026-0003"
	o.aFullCase(under, 1)
	o.run() // begins it
	o.aFullCase(due, 1)
	o.aFullCase(held, 1)
	o.must(o.PlaceHold(t.Context(), o.asks(dpo), held, disclosure.HoldPlaced{
		By: "Ombudsman", Reason: "An inquiry", ReviewOn: disclosure.DateOf(o.Now()).AddDays(9),
	}))
	var members []cases.DisposedCase
	for _, of := range []disclosure.CaseRef{due, held, under} {
		members = append(members, cases.DisposedCase{Version: 1, Disposal: "0b3c2f5e-8a1d-4f6b-9c77-2d1e5a904b13", Register: dartford, Case: of})
	}
	o.turn(50 * day)
	letters, lettersHeld := o.vault.count(), o.vault.held()
	got, err := o.runnerOn(disclosure.Date{}).Replay(t.Context(), dartford, members)
	if !errors.Is(err, cases.ErrClockJumped) || !strings.Contains(err.Error(), "1 cases that were destroyed are back") || got != (cases.Report{Kept: 1}) {
		t.Errorf("got %+v and %v, want the one named and nothing done", got, err)
	}
	if o.vault.count() != letters || o.vault.held() != lettersHeld {
		t.Errorf("%d letters, %d held, want %d and %d", o.vault.count(), o.vault.held(), letters, lettersHeld)
	}
	if got, err := o.runnerOn(disclosure.Date{}).Replay(t.Context(), dartford, members[1:2]); err != nil || got != (cases.Report{Kept: 1}) {
		t.Errorf("of what is held alone: got %+v and %v", got, err)
	}
	if got, err := o.runnerOn(disclosure.Date{}).Replay(t.Context(), "E10000016", members); err != nil || got != (cases.Report{}) {
		t.Errorf("of another register's: got %+v and %v", got, err)
	}
	got, err = o.runnerOn(disclosure.DateOf(o.Now())).Replay(t.Context(), dartford, members)
	if err != nil || got.Begun != 2 || got.Kept != 1 {
		t.Errorf("when the day is confirmed: got %+v and %v, want both taken up", got, err)
	}
}
