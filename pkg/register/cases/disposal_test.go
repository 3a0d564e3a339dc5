package cases_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store/storetest"
)

const ref disclosure.CaseRef = "DBC-C-2026-0001"

func kindOf(err error) disclosure.ErrorKind {
	if e, ok := errors.AsType[*disclosure.Error](err); ok {
		return e.Kind
	}
	return 0
}

func TestADueCaseIsDestroyedAndCertified(t *testing.T) {
	o := newOffice(t)
	documents := o.aFullCase(ref, 3)
	before := o.partitions()
	leaves := count(before, "leaf#") - count(before, looks)
	if len(leftIn(t, filepath.Dir(o.path), planted)) == 0 {
		t.Fatal("nothing is planted, so nothing can be found to be left")
	}

	if got := o.run(); got.Begun != 1 || got.Certified != 0 {
		t.Fatalf("the first night: %+v, want the case fenced and nothing certified", got)
	}
	if got := o.vault.count(); got != 3 {
		t.Errorf("got %d letters in their cooling-off, want all 3", got)
	}
	if got := o.nights(6); got.Certified != 0 {
		t.Errorf("certified within the cooling-off: %+v", got)
	}
	if got := o.nights(4); got.Certified != 1 {
		t.Fatalf("after the cooling-off: %+v, want one certificate", got)
	}
	if got := o.vault.count(); got != 0 {
		t.Errorf("got %d letters, want none", got)
	}

	certificates := o.certificates()
	if len(certificates) != 1 {
		t.Fatalf("got %d certificates, want 1", len(certificates))
	}
	c := certificates[0]
	// Three disclosures and corrections, three letters, a hold and its release, the
	// dates, the closure: ten entries.
	if c.Case != ref || c.Letters != 3 || c.Entries != 10 || c.AbsentAt.IsZero() || c.ErasedAt.Before(c.AbsentAt) {
		t.Errorf("got %+v, want 3 letters and 10 entries, seen to be absent", c)
	}
	if len(c.Classes) != 1 || c.Classes[0].Class != "dc-complaints-db" || !strings.HasPrefix(c.Classes[0].Rule, "dartford-complaints ") || c.Classes[0].DueOn.IsZero() {
		t.Errorf("got classes %+v, want the database class under its notice", c.Classes)
	}
	o.nothingIsLeft(leaves)

	if _, err := o.OpenLetter(t.Context(), looking(housing), ref, documents[0]); kindOf(err) != disclosure.Gone {
		t.Errorf("the department that could see a letter: got %v, want gone", err)
	}
	if _, err := o.OpenLetter(t.Context(), looking(revenue), ref, documents[0]); kindOf(err) != disclosure.NotFound {
		t.Errorf("another department: got %v, want not found", err)
	}
	if _, err := o.OpenLetter(t.Context(), looking(dpo), ref, "01890a5d-0000-4000-8000-000000000000"); kindOf(err) != disclosure.NotFound {
		t.Errorf("a letter that never was: got %v, want not found", err)
	}
	if _, err := o.Record(t.Context(), o.asks(housing), o.disclosure(ref)); kindOf(err) != disclosure.Gone {
		t.Errorf("recording in a destroyed case: got %v, want gone", err)
	}
	if got := o.nights(3); got.Certified != 0 || len(o.certificates()) != 1 {
		t.Errorf("later nights: %+v and %d certificates, want nothing more", got, len(o.certificates()))
	}
}

// nothingIsLeft scans the whole table and every byte of its files.
func (o *office) nothingIsLeft(leaves int) {
	o.t.Helper()
	if files := leftIn(o.t, filepath.Dir(o.path), planted); files != nil {
		o.t.Errorf("planted text is left in %v", files)
	}
	if files := leftIn(o.t, filepath.Dir(o.path), "1987-06-05"); files != nil {
		o.t.Errorf("a date of birth is left in %v", files)
	}
	all := o.partitions()
	for _, kind := range []string{"idx#" + dartford.String() + "#subject#", "idx#" + dartford.String() + "#recipient#", "idem#", "open#", "fact#"} {
		if n := count(all, kind); n != 0 {
			o.t.Errorf("%d items of %s are left", n, kind)
		}
	}
	certificates := 0
	for _, c := range o.certificates() {
		certificates += c.Parts
	}
	if n := o.underWay(); n != 0 {
		o.t.Errorf("%d items of disposals are left", n)
	}
	if got := count(all, "entry#"); got != certificates {
		o.t.Errorf("%d entries are left, want the certificates alone", got)
	}
	// A look has a leaf as well: this test's own are not counted.
	if got := count(all, "leaf#") - count(all, looks); got != leaves+certificates {
		o.t.Errorf("got %d leaves, want %d: they stay for ever", got, leaves+certificates)
	}
}

// looks begins the partitions of the record of who looked, its copies left out.
const looks = "access#" + string(dartford) + "#20"

func count(all []string, prefix string) int {
	n := 0
	for _, pk := range all {
		if strings.HasPrefix(pk, prefix) {
			n++
		}
	}
	return n
}

func TestWhatStandsInTheWay(t *testing.T) {
	for name, arrange := range map[string]func(*office){
		"still open":       func(o *office) { o.record(ref) },
		"closed yesterday": func(o *office) { o.record(ref); o.closeOn(ref, 1) },
		"held":             func(o *office) { o.record(ref); o.closeLongAgo(ref); o.hold(ref) },
		"opened again": func(o *office) {
			o.record(ref)
			o.closeLongAgo(ref)
			o.must(o.Reopen(o.t.Context(), o.asks(dpo), ref, disclosure.Reopening{Reason: "New facts."}))
		},
		"of a class with no start": func(o *office) {
			o.record(ref)
			o.closeLongAgo(ref)
			o.must(o.DateCase(o.t.Context(), o.asks(dpo), ref, disclosure.CaseDates{Classes: []string{"dc-tenancy-file"}, Reason: "On the tenancy file."}))
		},
		"closed on a later day after all": func(o *office) {
			o.record(ref)
			o.closeLongAgo(ref)
			o.must(o.Reopen(o.t.Context(), o.asks(dpo), ref, disclosure.Reopening{Reason: "Closed on a wrong day."}))
			o.closeOn(ref, 100)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			arrange(o)
			for range 2 {
				o.turn(8 * day)
				if got := o.nights(2); got.Certified != 0 {
					t.Errorf("got %+v, want nothing destroyed", got)
				}
			}
			view, err := o.Case(t.Context(), looking(dpo), ref, "")
			if err != nil || view.Disposal != nil || view.State == disclosure.CaseDisposing {
				t.Errorf("got state %s and disposal %v (%v), want the case untouched", view.State, view.Disposal, err)
			}
		})
	}
}

func (o *office) closeOn(ref disclosure.CaseRef, daysAgo int) {
	o.t.Helper()
	o.must(o.Close(o.t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.DateOf(o.Now()).AddDays(-daysAgo), Confirmed: true}))
}

func (o *office) hold(ref disclosure.CaseRef) disclosure.EntryID {
	o.t.Helper()
	placed, err := o.PlaceHold(o.t.Context(), o.asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.DateOf(o.Now()).AddDays(5)})
	o.must(placed, err)
	return placed.ID
}

func TestAReleasedHoldLetsDisposalGoOn(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	o.closeLongAgo(ref)
	hold := o.hold(ref)
	if got := o.nights(3); got.Certified != 0 {
		t.Fatalf("held: %+v", got)
	}
	o.must(o.ReleaseHold(t.Context(), o.asks(dpo), ref, hold, disclosure.HoldReleased{Reason: "Ended."}))
	if got := o.nights(10); got.Certified != 1 {
		t.Errorf("released: %+v, want it destroyed", got)
	}
}

// In summer a day of London begins an hour before that of UTC: a case that may go
// on 1 July goes in the hour from 23:00 UTC on 30 June, and not a minute before.
func TestADayBeginsAtMidnightInLondon(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 20)}))
	o.must(o.Reopen(t.Context(), o.asks(dpo), ref, disclosure.Reopening{Reason: "More came."}))
	o.turnTo(2027, time.June, 30)
	// Two years from 30 June 2027 end with 30 June 2029.
	o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2027, 6, 30)}))
	for _, c := range []struct {
		at   time.Time
		want int
	}{
		{time.Date(2029, time.June, 30, 22, 59, 0, 0, time.UTC), 0},
		{time.Date(2029, time.June, 30, 23, 0, 0, 0, time.UTC), 1},
	} {
		o.turn(c.at.Sub(o.Now()))
		if got := o.run(); got.Begun != c.want {
			t.Errorf("at %s: got %+v, want %d begun", c.at, got, c.want)
		}
	}
}

func TestADisclosureRacingItsDisposalIsRefused(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	o.run()
	if _, err := o.Record(t.Context(), o.asks(housing), o.disclosure(ref)); kindOf(err) != disclosure.Conflict {
		t.Errorf("recording: got %v, want a conflict", err)
	}
	body, sum := digest(9)
	_, err := o.RequestUpload(t.Context(), o.asks(housing), ref, registrar.LetterRequest{Title: "Late", ContentType: "text/plain", Size: int64(len(body)), SHA256: hexOf(sum)})
	if kindOf(err) != disclosure.Conflict {
		t.Errorf("archiving: got %v, want a conflict", err)
	}
	if _, err := o.PlaceHold(t.Context(), o.asks(dpo), ref, disclosure.HoldPlaced{By: "Court", Reason: "Late.", ReviewOn: disclosure.DateOf(o.Now()).AddDays(9)}); kindOf(err) != disclosure.Conflict {
		t.Errorf("an ordinary hold: got %v, want a conflict", err)
	}
}

// Officers go on recording while retention fences the case. Whatever was
// acknowledged is destroyed with it and named by its certificate, and nothing is
// left behind of what was refused.
func TestDisclosuresRacingTheFenceAreAllInOrAllOut(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	o.must(o.DateCase(t.Context(), o.asks(dpo), ref, disclosure.CaseDates{
		Classes: []string{"dc-tenancy-file"}, TenancyEnded: disclosure.NewDate(2020, 1, 31), Reason: "Moved out",
	}))
	body := o.disclosure(ref)
	var officers sync.WaitGroup
	var acknowledged atomic.Int64
	recording := make(chan struct{}, 4*100)
	for officer := range 4 {
		officers.Go(func() {
			for n := 0; ; n++ {
				_, err := o.Record(t.Context(), registrar.Asking{Caller: housing, IdempotencyKey: fmt.Sprintf("officer-%d-%d", officer, n)}, body)
				switch {
				case err == nil:
					acknowledged.Add(1)
				case kindOf(err) == disclosure.Conflict:
					return
				case kindOf(err) != disclosure.Unavailable: // as when others are at the case
					t.Errorf("got %v, want it recorded or refused", err)
					return
				}
				if n < 100 {
					recording <- struct{}{}
				}
			}
		})
	}
	over := make(chan struct{})
	go func() { officers.Wait(); close(over) }()
	for range 8 {
		select {
		case <-recording:
		case <-over:
			t.Fatal("the officers stopped before the fence")
		}
	}
	if got := o.run(); got.Begun != 1 {
		t.Errorf("got %+v, want the case fenced", got)
	}
	officers.Wait()
	doomed := o.leavesOf("entry#")
	if got := o.nights(8); got.Certified != 1 {
		t.Fatalf("got %+v, want it destroyed", got)
	}
	rows := o.certificates()
	if want := int(acknowledged.Load()) + 2; len(rows) != 1 || rows[0].Entries != want {
		t.Errorf("got %+v, want one certificate of the %d entries acknowledged", rows, want)
	}
	if got := o.named(); !maps.Equal(got, doomed) {
		t.Errorf("the certificate names %d leaves, want the %d of what went", len(got), len(doomed))
	}
	if n := count(o.partitions(), "idx#") - count(o.partitions(), "idx#"+dartford.String()+"#certificate"); n != 0 {
		t.Errorf("%d index items are left", n)
	}
}

// waits are the first rows of one of the Data Protection Officer's queues.
func (o *office) waits(queue string) []asking.WaitingRow {
	o.t.Helper()
	all, err := o.WhatWaits(o.t.Context(), looking(dpo), "")
	o.must(all, err)
	for _, q := range all.Queues {
		if q.Queue == queue {
			return q.Rows
		}
	}
	return nil
}

func TestADisposalIsStoppedInItsCoolingOff(t *testing.T) {
	o := newOffice(t)
	documents := o.aFullCase(ref, 2)
	o.run()
	o.nights(4)
	if due := o.waits("due"); len(due) != 1 || due[0].Case != ref || due[0].Due.IsZero() || !strings.HasSuffix(due[0].Says, "that can still be stopped.") {
		t.Errorf("what waits before it is stopped: %+v", due)
	}
	stop := disclosure.DisposalStopped{By: "Ombudsman", Reason: "A new inquiry.", ReviewOn: disclosure.DateOf(o.Now()).AddDays(60)}
	if _, err := o.StopDisposal(t.Context(), o.asks(housing), ref, stop); kindOf(err) != disclosure.Forbidden {
		t.Errorf("a recorder stopping: got %v", err)
	}
	tried, err := o.TryCase(t.Context(), looking(dpo), ref, func(by registrar.Asking) (registrar.Recorded, error) {
		return o.StopDisposal(t.Context(), by, ref, stop)
	})
	if err != nil || !tried.Held || tried.State != disclosure.CaseClosed || string(tried.Retention.Clock) != "held" {
		t.Errorf("what a stop would do: %+v, %v", tried, err)
	}
	if due := o.waits("due"); len(due) != 1 {
		t.Errorf("asking what a stop would do did it: %+v", due)
	}
	o.must(o.StopDisposal(t.Context(), o.asks(dpo), ref, stop))
	if due, held := o.waits("due"), o.waits("holds"); len(due) != 0 || len(held) != 1 || held[0].Case != ref || held[0].Due != stop.ReviewOn {
		t.Errorf("what waits once it is stopped: %+v and %+v", due, held)
	}
	if got := o.nights(20); got.Stopped != 1 || got.Certified != 0 {
		t.Errorf("got %+v, want one disposal undone", got)
	}
	if due, held := o.waits("due"), o.waits("holds"); len(due) != 0 || len(held) != 1 {
		t.Errorf("what waits once it is undone: %+v and %+v", due, held)
	}
	if got := o.vault.count(); got != 2 {
		t.Errorf("got %d letters, want both kept", got)
	}
	o.must(o.OpenLetter(t.Context(), looking(housing), ref, documents[0]))
	view, err := o.Case(t.Context(), looking(dpo), ref, "")
	if err != nil || view.State != disclosure.CaseClosed || !view.Held || view.Retention.Clock != "held" {
		t.Errorf("got %s, held %v, clock %s (%v), want closed and held", view.State, view.Held, view.Retention.Clock, err)
	}
	o.must(o.ReleaseHold(t.Context(), o.asks(dpo), ref, view.Holds[1].ID, disclosure.HoldReleased{Reason: "The inquiry ended."}))
	if got := o.nights(12); got.Certified != 1 {
		t.Errorf("released: got %+v, want it destroyed at last", got)
	}
}

// A run that is still letting letters go when the DPO stops the disposal may let
// one go after another run has held it again. So none is held until no such run
// can be left.
func TestLettersAreHeldAgainOnceNoRunCanBeLettingThemGo(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 2)
	o.run()
	o.must(o.StopDisposal(t.Context(), o.asks(dpo), ref, disclosure.DisposalStopped{By: "Ombudsman", Reason: "A new inquiry.", ReviewOn: disclosure.DateOf(o.Now()).AddDays(60)}))
	o.turn(14 * time.Minute)
	if got := o.run(); got.Stopped != 0 || got.Waiting != 1 || o.vault.held() != 0 {
		t.Errorf("within a quarter of an hour: got %+v and %d letters held, want it to wait", got, o.vault.held())
	}
	o.turn(2 * time.Minute)
	if got := o.run(); got.Stopped != 1 || o.vault.held() != 2 {
		t.Errorf("after it: got %+v and %d letters held, want both", got, o.vault.held())
	}
}

// Entries cool off as letters do: a case without a letter can be stopped too.
func TestACaseWithoutLettersHasItsCoolingOff(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 0)
	first := o.run()
	view, err := o.Case(t.Context(), looking(dpo), ref, "")
	if err != nil || first.Begun != 1 || first.Certified != 0 || view.Disposal == nil || view.Disposal.StopBy.Before(o.Now().Add(4*day)) {
		t.Fatalf("got %+v and %+v (%v), want it fenced, with days in which it can be stopped", first, view.Disposal, err)
	}
	if got := o.nights(4); got.Certified != 0 {
		t.Fatalf("within the cooling-off: %+v", got)
	}
	o.must(o.StopDisposal(t.Context(), o.asks(dpo), ref, disclosure.DisposalStopped{By: "Ombudsman", Reason: "A new inquiry.", ReviewOn: disclosure.DateOf(o.Now()).AddDays(60)}))
	if got := o.nights(20); got.Stopped != 1 || got.Certified != 0 {
		t.Errorf("stopped: %+v, want nothing destroyed", got)
	}
	o.must(o.Record(t.Context(), o.asks(housing), o.disclosure(ref)))
}

// A disposal can be stopped before the instant that its answer names, and no longer
// at it: a run that comes at that instant goes on.
func TestAStopIsTakenUntilTheInstantNamed(t *testing.T) {
	for name, tt := range map[string]struct {
		after time.Duration
		want  bool
	}{
		"a moment before": {-time.Millisecond, true}, "at the instant": {0, false}, "a moment later": {time.Millisecond, false}, "an hour later": {time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.aFullCase(ref, 1)
			o.run()
			view, err := o.Case(t.Context(), looking(dpo), ref, "")
			o.must(view, err)
			asks, stop := o.asks(dpo), disclosure.DisposalStopped{By: "Court", Reason: "Late.", ReviewOn: disclosure.DateOf(view.Disposal.StopBy).AddDays(9)}
			o.turn(view.Disposal.StopBy.Add(tt.after).Sub(o.Now()) - time.Millisecond) // which the next reading adds
			_, err = o.StopDisposal(t.Context(), asks, ref, stop)
			if tt.want && err != nil || !tt.want && kindOf(err) != disclosure.Conflict {
				t.Errorf("got %v, want it taken: %t", err, tt.want)
			}
		})
	}
}

func TestUnfinishedUploadsAreForgottenAfterSevenDays(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	arrived, never := o.ticket(ref, 1), o.ticket(ref, 2)
	body, sum := digest(1)
	o.vault.upload(letterOf(arrived.URL, body, sum))
	finished := o.archive(ref, 3)
	if got := o.nights(6); got.Uploads != 0 || o.vault.count() != 2 {
		t.Errorf("within seven days: %+v and %d letters, want nothing done", got, o.vault.count())
	}
	if got := o.nights(5); got.Uploads != 2 || o.vault.count() != 1 {
		t.Errorf("after them: %+v and %d letters, want two uploads forgotten", got, o.vault.count())
	}
	for _, ticket := range []recording.UploadTicket{arrived, never} {
		if _, err := o.CompleteUpload(t.Context(), o.asks(housing), ref, ticket.Document); kindOf(err) != disclosure.NotFound {
			t.Errorf("completing: got %v, want not found", err)
		}
	}
	o.must(o.OpenLetter(t.Context(), looking(housing), ref, finished))
}

func TestAFailedScrubCertifiesNothing(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 0)
	broken := cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, cases.Config{Now: o.Now, Scrub: func(context.Context) error { return errors.New("a reader") }})
	o.run()
	o.turn(8 * day)
	if report, err := broken.Run(t.Context(), dartford); err == nil || report.Certified != 0 || len(o.certificates()) != 0 {
		t.Fatalf("got %+v and %v, want an error and no certificate", report, err)
	}
	if got := o.run(); got.Certified != 1 {
		t.Errorf("the next night: %+v, want it certified", got)
	}
}

// Crashes: the process ends before or after every single call that a disposal
// makes, of the table or of S3, in its first night or in its last.
func TestEveryCrashIsRecoveredFrom(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 2)
	all := o.partitions()
	leaves, doomed := count(all, "leaf#")-count(all, looks), o.leavesOf("entry#")
	first := o.snapshot()
	o = first.open(t)
	o.run()
	o.nights(6)
	o.turn(day)
	o.vault.lifecycle()
	for night, eve := range map[string]snapshot{"first": first, "last": o.snapshot()} {
		dry := eve.open(t)
		if got := dry.run(); got.Certified != 0 != (night == "last") {
			t.Fatalf("the %s night: %+v", night, got)
		}
		calls := dry.table.Calls()
		t.Logf("the %s night makes %+v and %d calls of S3", night, calls, dry.vault.calls)
		crash := func(at string, arrange func(*office, context.CancelFunc)) {
			t.Run("in the "+night+" night "+at, func(t *testing.T) {
				o := eve.open(t)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				arrange(o, cancel)
				if _, err := o.runner().Run(ctx, dartford); err == nil {
					t.Fatal("the crash went unnoticed")
				}
				o.table.Reset()
				o.vault.crashAt = 0
				o.toTheEnd()
				if got := o.certificates(); len(got) != 1 || got[0].Letters != 2 || got[0].Entries != 9 {
					t.Errorf("got certificates %+v, want one, of 2 letters and 9 entries", got)
				}
				if o.vault.count() != 0 {
					t.Errorf("%d letters are left", o.vault.count())
				}
				o.nothingIsLeft(leaves)
				if !maps.Equal(o.named(), doomed) {
					t.Error("the certificate does not name what went, or names more")
				}
			})
		}
		for n := 1; n <= calls.Transact; n++ {
			for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter} {
				injection := storetest.OnTransact(n, fault)
				crash(injection.String(), func(o *office, _ context.CancelFunc) { o.table.Inject(injection) })
			}
		}
		for _, read := range []struct {
			n  int
			on func(int, storetest.Fault) storetest.Injection
		}{{calls.Query, storetest.OnQuery}, {calls.BatchGet, storetest.OnBatchGet}, {calls.Get, storetest.OnGet}} {
			for n := 1; n <= read.n; n += 1 + read.n/20 {
				injection := read.on(n, storetest.CrashBefore) // a read leaves nothing behind
				crash(injection.String(), func(o *office, _ context.CancelFunc) { o.table.Inject(injection) })
			}
		}
		for n := 1; n <= dry.vault.calls; n++ {
			for _, applied := range []bool{false, true} {
				crash(fmt.Sprintf("S3 %d, applied %t", n, applied), func(o *office, cancel context.CancelFunc) {
					o.vault.crashAt, o.vault.applied, o.vault.crashed = n, applied, cancel
				})
			}
		}
	}
}

// toTheEnd goes on with a disposal the next night, and again after the
// cooling-off.
func (o *office) toTheEnd() {
	o.t.Helper()
	o.nights(1)
	o.turn(8 * day)
	o.nights(2)
}

// An outcome that is unknown, applied or not, changes nothing in what comes out.
func TestUnknownOutcomesAreTriedAgain(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 1)
	eve := o.snapshot()
	for _, fault := range []storetest.Fault{storetest.TimeoutApplied, storetest.TimeoutNotApplied, storetest.Conflict, storetest.Throttled} {
		for n := 1; n <= 12; n++ {
			o := eve.open(t)
			o.table.Inject(storetest.OnTransact(n, fault))
			_, _ = o.runner().Run(t.Context(), dartford) // what it could not finish, the next does
			o.toTheEnd()
			if got := o.certificates(); len(got) != 1 || got[0].Letters != 1 || got[0].Entries != 8 {
				t.Errorf("fault %v at %d: got %+v, want one certificate of 1 letter and 8 entries", fault, n, got)
			}
		}
	}
}

func TestTwoRunsAtOnceCertifyOnce(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 3)
	for range 12 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = o.runner().Run(t.Context(), dartford)
		}()
		_, _ = o.runner().Run(t.Context(), dartford)
		<-done
		o.turn(day)
		o.vault.lifecycle()
	}
	if got := o.certificates(); len(got) != 1 {
		t.Errorf("got %d certificates, want 1", len(got))
	}
	o.nights(2)
	if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
		t.Errorf("planted text is left in %v", files)
	}
}

// What stands for a case's reference and looks like somebody's name stays on the list
// for ever as its key, by which it is destroyed again as any other.
func TestTheListOfWhatWasDestroyedNamesNobody(t *testing.T) {
	const named disclosure.CaseRef = "John Sample"
	o := newOffice(t)
	o.aFullCase(named, 1)
	o.aFullCase(ref, 0)
	backup := o.snapshot()
	o = backup.open(t)
	o.run()
	if got := o.nights(10); got.Certified != 2 {
		t.Fatalf("got %+v, want both destroyed", got)
	}
	members, err := o.runner().Members(t.Context(), dartford)
	if err != nil || len(members) != 2 {
		t.Fatalf("got %+v and %v, want two members", members, err)
	}
	for _, m := range members {
		if m.Case != ref && (m.Case != "" || m.CaseKey != named.Key() || m.Version != 2) || m.Case == ref && m.Version != 1 {
			t.Errorf("the list has %+v", m)
		}
	}
	r := o.restored(backup)
	report, err := r.runner().Replay(t.Context(), dartford, members)
	if err != nil || report.Begun != 2 {
		t.Errorf("replay: got %+v and %v, want two begun", report, err)
	}
	r.nights(10)
	for _, of := range []disclosure.CaseRef{named, ref} {
		if view, err := r.Case(t.Context(), looking(dpo), of, ""); err != nil || view.State != disclosure.CaseDisposed {
			t.Errorf("%s and %v, want it destroyed again", view.State, err)
		}
	}
}

func TestARestoredBackupIsDisposedOfAgain(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 2)
	o.record("DBC-C-2026-0002") // stays
	backup := o.snapshot()
	o = backup.open(t)
	o.run()
	if got := o.nights(10); got.Certified != 1 {
		t.Fatalf("got %+v, want it destroyed", got)
	}

	r := o.restored(backup)
	if leftIn(t, filepath.Dir(r.path), planted) == nil {
		t.Fatal("the backup brought nobody back, so the test shows nothing")
	}
	for i, want := range []int{1, 0} { // the second time there is nothing to do
		members, err := r.runner().Members(t.Context(), dartford)
		if err != nil || len(members) == 0 {
			t.Fatalf("got %d members and %v, want the list", len(members), err)
		}
		report, err := r.runner().Replay(t.Context(), dartford, members)
		if err != nil || report.Certified != want {
			t.Errorf("replay %d: got %+v and %v, want %d certified", i+1, report, err, want)
		}
	}
	got := r.certificates()
	if len(got) != 1 || !strings.Contains(got[0].Authority, "again after a restore") {
		t.Errorf("got %+v, want a certificate that says so", got)
	}
	view, err := r.Case(t.Context(), looking(dpo), "DBC-C-2026-0002", "")
	if err != nil || view.State != disclosure.CaseOpen {
		t.Errorf("the other case: %s and %v, want it untouched", view.State, err)
	}
	if _, err := r.Case(t.Context(), looking(dpo), ref, ""); err != nil {
		t.Errorf("the tombstone: %v", err)
	}
	if !slices.ContainsFunc(r.partitions(), func(pk string) bool { return strings.HasPrefix(pk, "entry#") }) {
		t.Error("the other case's entry is gone")
	}
}

// Whatever a replay had done when it stopped, its certificate says under which
// rules the case was destroyed in the first place.
func TestAReplayThatStopsKeepsTheRules(t *testing.T) {
	o := newOffice(t)
	o.aFullCase(ref, 0)
	backup := o.snapshot()
	o = backup.open(t)
	o.run()
	o.toTheEnd()
	want := o.certificates()[0].Classes
	for n := 1; n <= 3; n++ {
		for _, fault := range []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter} {
			r := o.restored(backup)
			members, err := r.runner().Members(t.Context(), dartford)
			if err != nil {
				t.Fatal(err)
			}
			r.table.Inject(storetest.OnTransact(n, fault))
			if _, err := r.runner().Replay(t.Context(), dartford, members); err == nil {
				t.Fatalf("%v at %d went unnoticed", fault, n)
			}
			r.table.Reset()
			if _, err := r.runner().Replay(t.Context(), dartford, members); err != nil {
				t.Fatal(err)
			}
			r.run()
			if got := r.certificates(); len(got) != 1 || !slices.Equal(got[0].Classes, want) || len(want) == 0 {
				t.Errorf("%v at %d: got %+v, want one certificate, of the classes %+v", fault, n, got, want)
			}
		}
	}
}

// looking returns the caller with a purpose.
func looking(c disclosure.Caller) registrar.Looking {
	return registrar.Looking{Caller: c, Purpose: "Review of what is held"}
}
