package cases_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store/storetest"
)

// What belongs to no case goes too, each class in its own time: the request for
// an export after a month, the record of who looked after six years. Their
// leaves stay.
func TestWhatBelongsToNoCaseHasItsTime(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	document := o.archive(ref, 1)
	o.must(o.OpenLetter(t.Context(), looking(housing), ref, document))
	auditor := disclosure.Caller{Register: dartford, Subject: "sub-auditor", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
	filter := registrar.Search{Subject: "EXPORT-MARKER"}
	o.must(o.RequestExport(t.Context(), o.asks(auditor), exporting.Request{Format: "csv", Filter: &filter, Purpose: "Yearly audit"}))

	have := func() (exports, accesses int) {
		all := o.partitions()
		return count(all, "export#"), count(all, looks)
	}
	exports, accesses := have()
	if exports != 1 || accesses < 2 {
		t.Fatalf("got %d exports and %d accesses, want one and at least two", exports, accesses)
	}
	leaves, entries := count(o.partitions(), "leaf#"), count(o.partitions(), "entry#")
	o.turn(31 * day) // 20 November to 21 December
	o.run()
	if got, _ := have(); got != 0 {
		t.Errorf("after a month: got %d exports, want none", got)
	}
	// Six years from the end of November 2026 end with 30 November 2032: the month
	// goes as a whole on 1 December.
	o.turnTo(2032, time.November, 30)
	o.run()
	if _, got := have(); got != accesses {
		t.Errorf("on the last day of six years: got %d accesses, want all %d", got, accesses)
	}
	o.turnTo(2032, time.December, 1)
	if report := o.run(); report.Accesses != accesses {
		t.Errorf("the day after: got %+v, want %d accesses erased", report, accesses)
	}
	if got := count(o.partitions(), "access#"); got != 0 {
		t.Errorf("got %d accesses and copies of them, want none", got)
	}
	rows := count(o.partitions(), "entry#") - entries // the certificates of both
	if got := count(o.partitions(), "leaf#"); rows < 2 || got != leaves+rows {
		t.Errorf("got %d leaves, want %d: they stay, with those of %d certificates", got, leaves+rows, rows)
	}
	if files := leftIn(t, filepath.Dir(o.path), "EXPORT-MARKER"); files != nil {
		t.Errorf("whom an export was about is left in %v", files)
	}
}

// Many cases due on one day, and a case of many letters, go in one night each
// way, however few the table shows at a time.
func TestManyCasesAndManyLetters(t *testing.T) {
	const cases, letters = 104, 104 // more than a page of each
	o := newOffice(t)
	for n := range cases {
		ref := disclosure.CaseRef(fmt.Sprintf("DBC-C-2026-%04d", n))
		o.record(ref)
		o.closeLongAgo(ref)
	}
	o.record("DBC-L-2026-1")
	for n := range letters {
		o.archive("DBC-L-2026-1", n)
	}
	o.closeLongAgo("DBC-L-2026-1")
	if got := o.run(); got.Begun != cases+1 || got.Certified != 0 {
		t.Errorf("got %+v, want all %d cases in their cooling-off", got, cases+1)
	}
	o.turn(6 * day)
	if got := o.nights(2); got.Certified != cases+1 {
		t.Errorf("got %+v, want all %d cases certified", got, cases+1)
	}
	certificates := o.certificates()
	if len(certificates) != cases+1 {
		t.Errorf("got %d certificates, want %d", len(certificates), cases+1)
	}
	for _, c := range certificates {
		if c.Case == "DBC-L-2026-1" && (c.Letters != letters || c.Entries != letters+2) {
			t.Errorf("got %d letters and %d entries, want %d and %d", c.Letters, c.Entries, letters, letters+2)
		}
	}
	if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
		t.Errorf("planted text is left in %v", files)
	}
}

// After an outage of many years every look that was due goes, in one run; and a
// night in which no month is due reads one item to find that out.
func TestLooksGoHoweverLongNobodyRanRetention(t *testing.T) {
	o := newOffice(t)
	have := func() int { return count(o.partitions(), "access#") }
	for range 3 { // a look in each of three Novembers
		o.must(o.Facts(t.Context(), looking(dpo), person))
		o.turn(365 * day)
	}
	o.turnTo(2045, 5, 1)
	if got := o.run(); got.Accesses != 3 || have() != 0 {
		t.Errorf("got %+v and %d looks left, want all three gone", got, have())
	}
	if rows := o.certificates(); len(rows) != 3 {
		t.Errorf("got %d certificates, want one for each month", len(rows))
	}
	o.run()
	o.table.Reset()
	if erased, err := o.PurgeAccesses(t.Context(), dartford); erased != 0 || err != nil {
		t.Errorf("got %d disposals and %v, want nothing more to do", erased, err)
	}
	if calls, want := o.table.Calls(), (storetest.Calls{Get: 1}); calls != want {
		t.Errorf("with nothing due: got %+v, want one read", calls)
	}
}

// What a clock that was years ahead has left behind hides no look.
func TestLooksGoAfterAClockWasWrong(t *testing.T) {
	o := newOffice(t)
	o.turnTo(2060, 1, 1)
	o.run()
	o.run()
	o.turnTo(2026, 11, 20)
	o.must(o.Facts(t.Context(), looking(dpo), person))
	o.turnTo(2032, 12, 1)
	if got := o.run(); got.Accesses != 1 {
		t.Errorf("got %+v, want the look erased", got)
	}
}

// A case whose dates were put right has several reminders, and many workers come
// upon them at once: it is begun once, reported once, and nothing goes wrong.
func TestACaseWithSeveralRemindersIsBegunOnce(t *testing.T) {
	const many = 20
	o := newOffice(t)
	for n := range many {
		ref := disclosure.CaseRef(fmt.Sprintf("DBC-C-2026-%04d", n))
		o.record(ref)
		for _, years := range []int{5, 4, 3} {
			o.must(o.DateCase(t.Context(), o.asks(dpo), ref, disclosure.CaseDates{
				Classes: []string{"dc-tenancy-file"}, TenancyEnded: disclosure.DateOf(o.Now()).AddYears(-years), Reason: "Put right",
			}))
		}
	}
	runner := cases.NewRunner(o.Registrar.Retention, o.vault, o.vault, cases.Config{Now: o.Now, Scrub: o.real.Scrub})
	if got, err := runner.Run(t.Context(), dartford); err != nil || got.Begun != many || got.Failed != 0 {
		t.Errorf("got %+v and %v, want each case begun once", got, err)
	}
	report, err := o.DueWithin(t.Context(), looking(dpo), 0, "")
	if o.must(report, err); len(report.Cases) != 0 {
		t.Errorf("%d reminders from before the fence are left", len(report.Cases))
	}
	if n := count(o.partitions(), "due#"); n != many {
		t.Errorf("got %d reminders, want each disposal's own", n)
	}
}

// A case costs as many calls of the table whether it is one of five that are due
// or one of twenty: a day with very many takes longer, and nothing else.
func TestACaseCostsNoMoreOnADayWithMany(t *testing.T) {
	// cost is of the night that begins the cases and of the one that destroys them.
	cost := func(cases int) storetest.Calls {
		o := newOffice(t)
		o.run() // brings no reminders under today's rules
		for n := range cases {
			ref := disclosure.CaseRef(fmt.Sprintf("DBC-C-2026-%04d", n))
			o.record(ref)
			o.closeLongAgo(ref)
		}
		o.table.Reset()
		o.run()
		o.turn(7 * day)
		if got := o.run(); got.Certified != cases {
			t.Fatalf("got %+v, want %d cases destroyed", got, cases)
		}
		return o.table.Calls()
	}
	more := func(than, calls storetest.Calls) [4]int {
		return [4]int{calls.Transact - than.Transact, calls.Get - than.Get, calls.BatchGet - than.BatchGet, calls.Query - than.Query}
	}
	few, ten, twenty := cost(5), cost(10), cost(20)
	want := more(few, ten)
	for i := range want {
		want[i] *= 2
	}
	if got := more(ten, twenty); got != want {
		t.Errorf("ten cases more cost %v, want twice what five more do, %v", got, want)
	}
	t.Logf("five cases cost %v transactions, reads, batch reads and queries in two nights", more(few, ten))
}
