package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

func questionRetention(t *testing.T) {
	l := newLogged(t)
	file := func(ref disclosure.CaseRef) {
		l.record(t, housing, toOmbudsman(t, inCase(ref), about("DBC-P-of-"+string(ref))))
	}
	hold := func(ref disclosure.CaseRef) disclosure.EntryID {
		got, err := l.PlaceHold(t.Context(), asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "A claim for disrepair.", ReviewOn: disclosure.NewDate(2099, 1, 31)})
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	for _, ref := range []disclosure.CaseRef{"C-gone", "C-past", "C-held", "C-released", "C-open", "C-just-closed"} {
		file(ref)
	}
	l.closeLongAgo("C-gone")
	l.destroy()
	today := l.today()
	for _, ref := range []disclosure.CaseRef{"C-past", "C-held", "C-released"} {
		l.closeLongAgo(ref)
	}
	hold("C-held")
	released := hold("C-released")
	if _, err := l.ReleaseHold(t.Context(), asks(dpo), "C-released", released, disclosure.HoldReleased{Reason: "It was settled."}); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := l.Close(t.Context(), asks(dpo), "C-just-closed", disclosure.Closure{ClosedOn: today}); err != nil {
		t.Fatal(detail(err))
	}
	ask := func(by disclosure.Caller, since disclosure.Date) []cases.RetentionRecord {
		t.Helper()
		var all []cases.RetentionRecord
		for cursor := ""; ; {
			l.table.Reset()
			page, err := l.RetentionRecords(t.Context(), looking(by), since, cursor)
			if err != nil {
				t.Fatal(detail(err))
			}
			if calls := l.table.Calls(); calls.Query < 1 || calls.Query > 7 || calls.BatchGet > calls.Query || calls.Transact != 1 || calls.Get != 0 {
				t.Errorf("calls = %+v, want a query, and at most a batch read, for each part looked at, and the access", calls)
			}
			if len(page.Records) == 0 && page.Cursor != "" {
				t.Error("an empty page has a cursor")
			}
			all = append(all, page.Records...)
			if cursor = page.Cursor; cursor == "" {
				return all
			}
		}
	}
	said := func(records []cases.RetentionRecord) string {
		var lines []string
		for _, r := range records {
			lines = append(lines, fmt.Sprintf("%s %s", r.What, r.Case))
		}
		slices.Sort(lines)
		return strings.Join(lines, ", ")
	}
	got := ask(auditor, disclosure.Date{})
	if got, want := said(got), "disposed C-gone, held C-held, not-started C-open, past-retention C-past, past-retention C-released"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if h := got[0]; h.By != "County Court" || h.Why != "A claim for disrepair." || h.On != today || h.DueOn.IsZero() || h.DueOn.After(today) {
		t.Errorf("on hold: %+v, want by whom, why, since when, and that it is due but for the hold", h)
	}
	if d := got[3]; d.By != "the retention rule of the notice, applied by the register" || d.Entries != 2 || d.Certificate == "" || !strings.Contains(d.Why, "DC-T") {
		t.Errorf("disposed: %+v, want on whose authority, and under which rule", d)
	}
	if o := got[4]; o.Case != "C-open" || o.Why == "" || !o.On.IsZero() {
		t.Errorf("an open case: %+v, want it last, with why and no day", o)
	}
	if got, want := said(ask(dpo, today.AddDays(1))), "held C-held, not-started C-open, past-retention C-past, past-retention C-released"; got != want {
		t.Errorf("since tomorrow: got %s, want %s", got, want)
	}

	// A class kept for at least a period is reviewed, and never past retention.
	l.record(t, of(kent, housing), example(t, "kent-highways", inCase("C-foster")))
	dates := disclosure.CaseDates{ApprovalTerminated: disclosure.NewDate(2010, 1, 31), Classes: []string{"kc-foster-carer"}, Reason: "From the file."}
	if _, err := l.DateCase(t.Context(), asks(of(kent, dpo)), "C-foster", dates); err != nil {
		t.Fatal(detail(err))
	}
	// One kept for at most a period may go early, and is not past it until then.
	l.record(t, of(kent, housing), example(t, "kent-highways", inCase("C-early")))
	closed := disclosure.Closure{ClosedOn: today.AddYears(-6).AddDays(7), Confirmed: true}
	if _, err := l.Close(t.Context(), asks(of(kent, dpo)), "C-early", closed); err != nil {
		t.Fatal(detail(err))
	}
	if due, err := l.DueWithin(t.Context(), looking(of(kent, dpo)), 0, ""); err != nil || len(due.Cases) != 1 {
		t.Fatalf("due %+v, %v: want the one that may go early", due.Cases, err)
	}
	// One whose class is known and whose day is not has no clock that runs.
	l.record(t, of(kent, housing), example(t, "kent-highways", inCase("C-undated")))
	undated := disclosure.CaseDates{Classes: []string{"kc-foster-carer"}, Reason: "The approval has ended, and nobody knows when."}
	if _, err := l.DateCase(t.Context(), asks(of(kent, dpo)), "C-undated", undated); err != nil {
		t.Fatal(detail(err))
	}
	inKent := ask(of(kent, dpo), disclosure.Date{})
	if got, want := said(inKent), "not-started C-undated, up-for-review C-foster"; got != want {
		t.Errorf("in Kent: got %s, want %s", got, want)
	}
	if last := inKent[len(inKent)-1]; last.What != "not-started" || last.Why == "" || !last.On.IsZero() {
		t.Errorf("a clock that has not started: %+v, want it last, with why and no day", last)
	}
	rows, err := l.Search(t.Context(), looking(dpo), desk.Search{}, 1, "")
	if err != nil || rows.Cursor == "" {
		t.Fatalf("a page of one disclosure: more %v, %v", rows.Cursor != "", err)
	}
	if _, err := l.RetentionRecords(t.Context(), looking(dpo), disclosure.Date{}, rows.Cursor); kindOf(t, err) != disclosure.Malformed {
		t.Errorf("it takes another question's cursor: %v", err)
	}
}

func questionLaw(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	id := d.record(t, housing, toOmbudsman(t, on(3), approvedByItself)).ID
	fixed := d.corrects(t, housing, id, toOmbudsman(t, on(3)))
	d.table.Reset()
	got, err := d.AppliedLaw(t.Context(), looking(auditor), id)
	if err != nil {
		t.Fatal(detail(err))
	}
	if calls, want := d.table.Calls(), (storetest.Calls{Get: 1, Transact: 1}); calls != want {
		t.Errorf("calls = %+v, want %+v", calls, want)
	}
	if got.Applied == nil || got.Applied.Catalogue == "" || got.Applied.Notice != "dartford-complaints" || got.Applied.NoticeVersion == "" || !got.Same {
		t.Errorf("applied %+v, the same now %t", got.Applied, got.Same)
	}
	if len(got.Rules) != 1 || got.Rules[0].Rule != "XX-9" || got.Rules[0].Name == "" {
		t.Errorf("rules %+v, want the one that was not met, by its name", got.Rules)
	}
	if asks := got.Asks; asks.Notice != "dartford-complaints" || asks.Category != "ombudsman" || len(asks.Bases) == 0 || len(asks.Data) == 0 || asks.On != disclosure.NewDate(2026, time.November, 3) {
		t.Errorf("what is asked of such a one: %+v", asks)
	}
	asked := func(got desk.AppliedLaw, rule, at string) *desk.AskedRule {
		for i, one := range got.Asked {
			if one.Rule == rule && slices.ContainsFunc(one.Gives, func(g desk.Given) bool { return g.Pointer == at }) {
				return &got.Asked[i]
			}
		}
		return nil
	}
	if asked(got, "XX-13", "/disclosedAt") != nil || asked(got, "ukgdpr-5-2", "/case") != nil {
		t.Errorf("what makes any record a record is asked: %+v", got.Asked)
	}
	if ref := asked(got, "DC-R5", "/evidence/ombudsmanCaseRef"); ref == nil || ref.Flagged || ref.Name == "" || ref.Gives[0].Value != "202600000" || ref.Gives[0].Label != "the ombudsman's own case reference" || !slices.Equal(ref.Says, []string{"the ombudsman's own case reference: 202600000"}) {
		t.Errorf("of the ombudsman's reference it says %+v", ref)
	}
	departed := d.record(t, housing, toOmbudsman(t, on(4), func(d *disclosure.Disclosure) {
		delete(d.Evidence, "ombudsmanCaseRef")
		d.Departure = &disclosure.Departure{Reason: "Nobody asked for it.", DiscoveredOn: disclosure.NewDate(2026, time.November, 5), NoBreachReason: "The recipient was right."}
	})).ID
	if left, err := d.AppliedLaw(t.Context(), looking(housing), departed); err != nil || asked(left, "DC-R5", "/evidence/ombudsmanCaseRef") == nil ||
		!asked(left, "DC-R5", "/evidence/ombudsmanCaseRef").Flagged || asked(left, "DC-R5", "/evidence/ombudsmanCaseRef").Gives[0].Value != nil || !slices.Equal(asked(left, "DC-R5", "/evidence/ombudsmanCaseRef").Says, []string{"the ombudsman's own case reference: nothing is given"}) {
		t.Errorf("of what a departure lacks it says %+v, %v", left.Asked, err)
	}
	care := d.record(t, housing, example(t, "dartford-social-services")).ID
	if titled, err := d.AppliedLaw(t.Context(), looking(housing), care); err != nil || !slices.ContainsFunc(titled.Asked, func(r desk.AskedRule) bool {
		return slices.ContainsFunc(r.Gives, func(g desk.Given) bool {
			return g.Value == "prejudice" && g.Title == "Asking for consent would harm the purpose"
		})
	}) {
		t.Errorf("an answer of a few has no title: %+v, %v", titled.Asked, err)
	}
	if left, err := d.AppliedLaw(t.Context(), looking(housing), d.record(t, housing, toOmbudsman(t, func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency })).ID); err != nil || !slices.Contains(left.Aspects, policy.EmergencyShare) || len(got.Aspects) != 0 {
		t.Errorf("what was found besides: %v and %v, %v", left.Aspects, got.Aspects, err)
	}
	if !got.DisclosedAt.Before(got.RecordedAt) || got.DisclosedAt != time.Date(2026, time.November, 3, 9, 0, 0, 0, time.UTC) {
		t.Errorf("disclosed at %s, recorded at %s", got.DisclosedAt, got.RecordedAt)
	}
	for _, item := range got.Now.Items {
		if item.Citation == "" || !item.InForce {
			t.Errorf("cited %+v, want it in force on the day", item)
		}
	}
	if now, err := d.AppliedLaw(t.Context(), looking(housing), fixed); err != nil || now.Corrects != id || len(now.Rules) != 0 {
		t.Errorf("the correction, to its own department: %+v, %v", now.Rules, err)
	}
	for name, ask := range map[string]func() error{
		"another department": func() error { _, err := d.AppliedLaw(t.Context(), looking(revenue), id); return err },
		"another council":    func() error { _, err := d.AppliedLaw(t.Context(), looking(of(kent, dpo)), id); return err },
		"no such entry": func() error {
			_, err := d.AppliedLaw(t.Context(), looking(dpo), "01a20141-fec8-7429-90e1-c0374152fde2")
			return err
		},
	} {
		d.table.Reset()
		if err := ask(); kindOf(t, err) != disclosure.NotFound {
			t.Errorf("%s: %v", name, err)
		}
		if calls, want := d.table.Calls(), (storetest.Calls{Get: 1, Transact: 1}); calls != want {
			t.Errorf("%s: calls = %+v, want %+v, as for any look", name, calls, want)
		}
	}
}

// Most cases of a register are open: who reads all pages of what is kept and gone, or takes
// them as a spreadsheet, is not made to read all of those, and is told where they are.
func TestOpenCasesAreListedUpToABound(t *testing.T) {
	d := newDesk(t)
	const all, atMost = 612, 600 // five pages of a hundred at least
	for n := range all {
		d.record(t, housing, toOmbudsman(t, inCase(disclosure.CaseRef(fmt.Sprintf("C-%d", n)))))
	}
	seen, said, pages := map[disclosure.CaseRef]bool{}, "", 0
	for cursor := ""; ; pages++ {
		page, err := d.RetentionRecords(t.Context(), looking(dpo), disclosure.Date{}, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, r := range page.Records {
			if r.Case == "" {
				said = r.Why
				continue
			}
			if seen[r.Case] || said != "" {
				t.Fatalf("%s is listed twice, or after the end", r.Case)
			}
			seen[r.Case] = true
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	if len(seen) < 500 || len(seen) > atMost || !strings.Contains(said, "/retention/not-started") {
		t.Errorf("%d of %d open cases on %d pages, and then %q", len(seen), all, pages+1, said)
	}
}
