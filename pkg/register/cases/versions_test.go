package cases_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/compile"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/store/storetest"
)

// twoVersions is the law in which Dartford's complaints notice is replaced on
// the day by one that keeps the database record for other years.
func twoVersions(t *testing.T, from disclosure.Date, years int) *policy.Law {
	t.Helper()
	const name = "notices/dartford-complaints.yaml"
	files := fstest.MapFS{}
	for _, pattern := range []string{"catalogue/*.yaml", "notices/*.yaml", "registers.yaml"} {
		names, err := fs.Glob(os.DirFS("../../policy"), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join("../../policy", name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: text}
		}
	}
	older := string(files[name].Data)
	change := func(text, was, is string) string {
		if !strings.Contains(text, was) {
			t.Fatalf("the notice does not hold %q", was)
		}
		return strings.Replace(text, was, is, 1)
	}
	const effective, version, period = "effective: {from: 2018-05-25}", `version: "2026-11"`, "period: {years: 2}"
	newer := change(older, effective, "effective: {from: "+from.String()+"}")
	newer = change(change(newer, version, `version: "2027-01"`), period, fmt.Sprintf("period: {years: %d}", years))
	files[name] = &fstest.MapFile{Data: []byte(change(older, effective, "effective: {from: 2018-05-25, until: "+from.AddDays(-1).String()+"}"))}
	files["notices/dartford-complaints-2.yaml"] = &fstest.MapFile{Data: []byte(newer)}
	parts, err := compile.Read(files)
	if err != nil {
		t.Fatal(err)
	}
	return policy.New(parts)
}

// A newer version of a notice reaches the cases closed under the older one on
// the day it comes into force, whether it keeps them shorter or longer.
func TestANewNoticeReachesClosedCasesAtOnce(t *testing.T) {
	inForce := disclosure.NewDate(2027, 1, 1)
	closed := disclosure.NewDate(2026, 11, 20)
	for name, c := range map[string]struct {
		years int
		due   disclosure.Date // the first day on which it may go
	}{
		"shorter": {1, disclosure.NewDate(2027, 11, 21)},
		"longer":  {5, disclosure.NewDate(2031, 11, 21)},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOfficeUnder(t, twoVersions(t, inForce, c.years))
			o.record(ref)
			o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: closed}))
			o.turnToDay(inForce.AddDays(-1))
			o.run()
			if got, want := o.dueOn(ref), disclosure.NewDate(2028, 11, 21); got != want {
				t.Fatalf("under the older version: got due on %s, want %s", got, want)
			}
			o.turnToDay(inForce)
			o.run()
			o.turnToDay(c.due.AddDays(-1))
			if got := o.run(); got.Begun != 0 {
				t.Errorf("on %s: got %+v, want nothing begun", c.due.AddDays(-1), got)
			}
			forecast, err := o.DueWithin(t.Context(), looking(dpo), 1, "")
			o.must(forecast, err)
			if len(forecast.Cases) != 1 || forecast.Cases[0].BeginsOn != c.due || !strings.Contains(forecast.Cases[0].Reason, "2027-01") {
				t.Errorf("got %+v, want the case forecast for %s under the newer version", forecast.Cases, c.due)
			}
			o.turn(day)
			if got := o.run(); got.Begun != 1 {
				t.Errorf("on %s: got %+v, want its disposal begun", c.due, got)
			}
		})
	}
}

// A run that stops in the midst of many goes on where it was, and when all are
// done the next does nothing.
func TestRemindersAreRevisedInBatches(t *testing.T) {
	const cases = 130
	inForce := disclosure.NewDate(2027, 1, 1)
	o := newOfficeUnder(t, twoVersions(t, inForce, 1))
	for n := range cases {
		ref := disclosure.CaseRef(fmt.Sprintf("DBC-C-2026-%04d", n))
		o.record(ref)
		o.must(o.Close(t.Context(), o.asks(dpo), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 20)}))
	}
	o.run()
	o.turnToDay(inForce)
	for range 3 { // forty at a time
		o.table.Reset()
		o.table.Inject(storetest.OnTransact(41, storetest.CrashBefore))
		if _, err := o.runner().Run(t.Context(), dartford); err == nil {
			t.Fatal("the crash went unnoticed")
		}
	}
	o.table.Reset()
	o.run()
	rows := map[disclosure.CaseRef]bool{}
	for cursor, more := "", true; more; more = cursor != "" {
		report, err := o.DueWithin(t.Context(), looking(dpo), 330, cursor) // 27 November 2027
		o.must(report, err)
		for _, row := range report.Cases {
			rows[row.Case] = row.BeginsOn == disclosure.NewDate(2027, 11, 21)
		}
		cursor = report.Cursor
	}
	right := 0
	for _, ok := range rows {
		if ok {
			right++
		}
	}
	if right != cases {
		t.Errorf("got %d cases forecast under the newer version, want all %d", right, cases)
	}
	o.table.Reset()
	if more, err := o.ReviseReminders(t.Context(), dartford); more || err != nil {
		t.Errorf("got %v and %v, want nothing more to do", more, err)
	}
	if calls, want := o.table.Calls(), (storetest.Calls{Get: 1}); calls != want {
		t.Errorf("with nothing to do: got %+v, want one read", calls)
	}
}

func (o *office) dueOn(ref disclosure.CaseRef) disclosure.Date {
	o.t.Helper()
	view, err := o.Case(o.t.Context(), looking(dpo), ref, "")
	o.must(view, err)
	return view.Retention.DueOn
}

// Open cases are reported too, after those that should have a clock, the oldest
// first; a case that is closed is not, nor one whose clock runs while it is open.
func TestOpenCasesAreReportedTheOldestFirst(t *testing.T) {
	o := newOffice(t)
	refs := []disclosure.CaseRef{"DBC-C-2026-0009", "DBC-C-2026-0003", "DBC-C-2026-0005", "DBC-C-2026-0001"}
	for _, ref := range refs {
		o.record(ref)
		o.turn(day)
	}
	notStarted := func() (rows []cases.DueRow) {
		for cursor, more := "", true; more; more = cursor != "" {
			report, err := o.NotStarted(t.Context(), looking(dpo), cursor)
			o.must(report, err)
			rows, cursor = append(rows, report.Cases...), report.Cursor
		}
		return rows
	}
	want := func(when string, refs ...disclosure.CaseRef) {
		t.Helper()
		var got []disclosure.CaseRef
		for _, row := range notStarted() {
			got = append(got, row.Case)
			if row.Clock != policy.NotStarted {
				t.Errorf("%s: %s is reported with clock %s", when, row.Case, row.Clock)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(refs) {
			t.Errorf("%s: got %v, want %v", when, got, refs)
		}
	}
	want("all open", refs...)
	o.closeOn(refs[1], 0)
	want("one closed", refs[0], refs[2], refs[3])
	o.must(o.DateCase(t.Context(), o.asks(dpo), refs[2], disclosure.CaseDates{Classes: []string{"dc-tenancy-file"}, Reason: "On the tenancy file."}))
	want("one of a class with no start comes first", refs[2], refs[0], refs[3])
	o.run()
	want("after a run that tidies", refs[2], refs[0], refs[3])
	o.must(o.Reopen(t.Context(), o.asks(dpo), refs[1], disclosure.Reopening{Reason: "New facts."}))
	want("opened again", refs[2], refs[0], refs[1], refs[3])
	o.run()
	if n := len(o.keysOf("due#")); n != 5 { // that of the closure stays until its day
		t.Errorf("got %d reminders, want one for each case and that of the closure", n)
	}
}
