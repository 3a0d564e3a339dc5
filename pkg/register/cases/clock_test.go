package cases_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/store"
)

// halts runs retention of which no day is confirmed, and returns whether it destroyed
// nothing because the clock has jumped.
func (o *office) halts() bool {
	o.t.Helper()
	_, err := o.runnerOn(disclosure.Date{}).Run(o.t.Context(), dartford)
	if err != nil && !errors.Is(err, cases.ErrClockJumped) {
		o.t.Fatalf("run: %v", err)
	}
	return err != nil
}

func (o *office) haltReported() *cases.DueReport {
	o.t.Helper()
	report, err := o.DueWithin(o.t.Context(), looking(dpo), 0, "")
	o.must(report, err)
	return &report
}

// A clock that stands ten years ahead destroys nothing, for however many nights, though
// entries are recorded under it. Put right, retention goes on by itself.
func TestAClockThatIsYearsAheadDestroysNothing(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	o.archive(ref, 1)
	o.ticket(ref, 2) // never used
	o.learn(objection(until(disclosure.NewDate(2026, 11, 8))))
	o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.DateOf(o.Now()), Note: planted}))
	if o.halts() {
		t.Fatal("a register just begun is doubted")
	}
	o.turn(time.Minute)

	const years = 3652 * day
	o.turn(years)
	o.record("DBC-C-2026-0002") // dated by the clock that is wrong
	before, letters := o.allKeys(), maps.Clone(o.vault.objects)
	for range 12 {
		if !o.halts() {
			t.Fatal("it ran")
		}
		o.turn(day)
	}
	if after := o.allKeys(); !slices.Equal(before, after) {
		t.Errorf("%d items became %d", len(before), len(after))
	}
	if !maps.Equal(letters, o.vault.objects) {
		t.Error("a letter was let go")
	}
	halted := o.haltReported().Halted
	if halted == nil || halted.LastRun.String() != "2026-11-20" || halted.Clock.String() != "2036-11-30" || !strings.Contains(halted.Reason, "confirms the day") {
		t.Errorf("reported as %+v", halted)
	} else if due := o.waits("due"); len(due) == 0 || due[0].Says != halted.Reason {
		t.Errorf("what waits says %+v", due)
	}

	o.turn(-years)
	if o.halts() {
		t.Error("the clock is right, and it is doubted")
	}
	if halted := o.haltReported().Halted; halted != nil {
		t.Errorf("the clock is right, and reported as %+v", halted)
	}
}

// How far the day may be from that of the last run, and whose word lets a run destroy
// all the same: not that of a day gone by.
func TestHowFarTheClockMayJump(t *testing.T) {
	for name, test := range map[string]struct {
		days      int // since the last run
		confirmed int // day that is confirmed, counted from today; 1 is none
		halts     bool
	}{
		"45 days":                             {45, 1, false},
		"46 days":                             {46, 1, true},
		"45 days back":                        {-45, 1, false},
		"46 days back":                        {-46, 1, true},
		"46 days, and today confirmed":        {46, 0, false},
		"46 days, and yesterday confirmed":    {46, -1, true},
		"46 days back, and today confirmed":   {-46, 0, false},
		"the day of the last run, once more":  {0, 1, false},
		"4,000 days, and yesterday confirmed": {4000, -1, true},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.record(ref)
			if o.halts() {
				t.Fatal("a register just begun is doubted")
			}
			o.turn(time.Duration(test.days) * day)
			var confirmed disclosure.Date
			if test.confirmed < 1 {
				confirmed = disclosure.DateOf(o.Now()).AddDays(test.confirmed)
			}
			_, err := o.runnerOn(confirmed).Run(t.Context(), dartford)
			if got := errors.Is(err, cases.ErrClockJumped); got != test.halts || err != nil && !got {
				t.Errorf("got %v, want a halt: %t", err, test.halts)
			}
			if !test.halts && o.halts() {
				t.Error("the next run is halted")
			}
		})
	}
}

// A register in which retention never ran goes by what was disclosed last; one with
// nothing in it has nothing to lose.
func TestTheFirstRunDoubtsTheClockToo(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	o.turn(46 * day)
	if !o.halts() {
		t.Error("it ran")
	}
	o = newOffice(t)
	o.turn(4000 * day)
	if o.halts() {
		t.Error("a register with nothing in it is doubted")
	}
}

// Nobody can read when the last run was: nothing is destroyed until somebody confirms
// the day.
func TestALastRunThatCannotBeReadDestroysNothing(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.must(nil, o.real.Transact(t.Context(), []store.Write{{Action: store.Put, Item: store.Item{
		Key: store.RetentionKey(dartford.String()), Attrs: store.Attrs{"doc": []byte("{")},
	}}}))
	if report, err := o.runnerOn(disclosure.Date{}).Run(t.Context(), dartford); err == nil || report != (cases.Report{}) {
		t.Errorf("got %+v and %v, want nothing done and an error", report, err)
	}
	if got := o.run(); got.Begun != 1 {
		t.Errorf("confirmed: got %+v", got)
	}
	if o.halts() {
		t.Error("the next run is halted")
	}
}

// A disposal that was stopped is undone though the clock is doubted: its letters are
// held again, and nothing else is touched.
func TestALetterIsHeldAgainThoughTheClockHasJumped(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.aFullCase("DBC-C-2026-0002", 1)
	o.run()
	o.turn(time.Minute)
	o.must(o.StopDisposal(t.Context(), o.asks(dpo), ref, disclosure.DisposalStopped{By: "Ombudsman", Reason: "An inquiry", ReviewOn: disclosure.DateOf(o.Now()).AddDays(99)}))
	o.turn(50 * day)
	report, err := o.runnerOn(disclosure.Date{}).Run(t.Context(), dartford)
	if !errors.Is(err, cases.ErrClockJumped) || report.Begun != 1 || report.Stopped != 1 {
		t.Errorf("got %+v and %v, want the one undone", report, err)
	}
	held := 0
	for _, letter := range o.vault.objects {
		if letter.held {
			held++
		}
	}
	if held != 1 {
		t.Errorf("%d letters are held, want one", held)
	}
}
