package cases_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// person is whom the disclosures and facts of these tests are about.
var person = disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-1"}

func objection(changes ...func(*disclosure.Fact)) disclosure.Fact {
	f := disclosure.Fact{
		Kind: disclosure.FactObjection, About: person, From: disclosure.NewDate(2026, 5, 3),
		Reason: planted + " grounds", Reference: planted + " letter",
	}
	for _, change := range changes {
		change(&f)
	}
	return f
}

func replacing(id disclosure.EntryID) func(*disclosure.Fact) {
	return func(f *disclosure.Fact) { f.Replaces = id }
}

func until(d disclosure.Date) func(*disclosure.Fact) {
	return func(f *disclosure.Fact) { f.Until = d }
}

// learn has the Data Protection Officer record a fact: what a department's ends of a
// protection awaits them.
func (o *office) learn(f disclosure.Fact) disclosure.EntryID {
	o.t.Helper()
	got, err := o.LearnFact(o.t.Context(), o.asks(dpo), f)
	o.must(got, err)
	return got.ID
}

func (o *office) known(about disclosure.FactKey) int {
	o.t.Helper()
	known, err := o.Facts(o.t.Context(), looking(dpo), about)
	o.must(known, err)
	return len(known.Facts)
}

// facts returns every page of the report.
func (o *office) facts(days int) (rows []desk.FactRow) {
	o.t.Helper()
	for cursor, more := "", true; more; more = cursor != "" {
		report, err := o.FactRetention(o.t.Context(), looking(dpo), days, cursor)
		o.must(report, err)
		rows, cursor = append(rows, report.Facts...), report.Cursor
	}
	return rows
}

// A fact goes six years after it ended, or after another took its place; one
// that is still in force never does.
func TestAFactGoesWhenItsTimeIsOver(t *testing.T) {
	o := newOffice(t) // 20 November 2026
	first := o.learn(objection())
	o.learn(objection(replacing(first), until(disclosure.NewDate(2026, 11, 8)))) // withdrawn
	o.learn(objection(func(f *disclosure.Fact) { f.Reason = "stands" }))
	o.learn(objection(until(disclosure.NewDate(2027, 11, 8)))) // ends in a year
	leaves := o.leavesOf("entry#")

	for _, step := range []struct {
		on    string
		known int
		facts int // erased
	}{
		{"2032-11-08", 3, 0}, // six years from the withdrawal's last day end with this one
		{"2032-11-09", 2, 1},
		{"2032-11-20", 2, 0}, // six years from the replacement end with this one
		{"2032-11-21", 2, 1},
		{"2033-11-09", 1, 1},
		{"2040-01-01", 1, 0},
	} {
		on, err := disclosure.ParseDate(step.on)
		if err != nil {
			t.Fatal(err)
		}
		o.turnToDay(on)
		if got := o.run(); got.Facts != step.facts {
			t.Errorf("on %s: got %+v, want %d facts erased", step.on, got, step.facts)
		}
		if got := o.known(person); got != step.known {
			t.Errorf("on %s: got %d facts known, want %d", step.on, got, step.known)
		}
	}
	stands := o.facts(0)
	if len(stands) != 1 || stands[0].Clock != policy.NotStarted {
		t.Fatalf("got %+v, want the one in force, to be looked at", stands)
	}
	for leaf := range o.named() {
		delete(leaves, leaf)
	}
	if len(leaves) != 1 {
		t.Errorf("the certificates leave %d leaves unnamed, want the one of the fact in force", len(leaves))
	}

	o.learn(objection(replacing(stands[0].Entry), until(disclosure.NewDate(2039, 12, 31))))
	o.turnToDay(disclosure.NewDate(2046, 1, 2))
	o.run()
	if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
		t.Errorf("planted text is left in %v", files)
	}
	for _, kind := range []string{"fact#", "idem#", "due#"} {
		if n := count(o.partitions(), kind); n != 0 {
			t.Errorf("%d items of %s are left", n, kind)
		}
	}
}

// A department's end of a protection ends nothing while it awaits the Data Protection
// Officer. Once confirmed, all of it goes: both facts, and what confirmed them.
func TestAConfirmedFactGoesWithItsConfirmation(t *testing.T) {
	o := newOffice(t) // 20 November 2026
	learn := func(f disclosure.Fact) disclosure.EntryID {
		got, err := o.LearnFact(t.Context(), o.asks(housing), f)
		o.must(got, err)
		return got.ID
	}
	first := learn(objection())
	ended := learn(objection(replacing(first), until(disclosure.NewDate(2026, 11, 8))))
	o.turnToDay(disclosure.NewDate(2026, 12, 1))
	o.run()
	if got := o.known(person); got != 2 {
		t.Fatalf("%d facts known while it awaits, want both", got)
	}
	o.must(o.ConfirmFact(t.Context(), o.asks(dpo), ended, disclosure.FactConfirmed{Outcome: disclosure.WeakeningConfirmed, Reason: planted + " withdrew it"}))
	if got := o.known(person); got != 1 {
		t.Fatalf("%d facts known once confirmed, want one", got)
	}
	leaves := o.leavesOf("entry#")
	o.turnToDay(disclosure.NewDate(2032, 12, 2))
	if got := o.run(); got.Facts != 3 {
		t.Errorf("got %+v, want two facts and a confirmation erased", got)
	}
	for leaf := range o.named() {
		delete(leaves, leaf)
	}
	if len(leaves) != 0 {
		t.Errorf("the certificate leaves %d leaves unnamed", len(leaves))
	}
	if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
		t.Errorf("planted text is left in %v", files)
	}
	for _, kind := range []string{"fact#", "idem#", "due#", "watch#"} {
		if n := count(o.partitions(), kind); n != 0 {
			t.Errorf("%d items of %s are left", n, kind)
		}
	}
}

// A fact of any kind outlives the night after it was recorded.
func TestNoFactGoesTheSameNight(t *testing.T) {
	o := newOffice(t)
	from := disclosure.NewDate(2026, 11, 1)
	post := disclosure.FactKey{Dimension: disclosure.FactsOfPost, Reference: "Service Manager, Housing"}
	o.must(o.LearnFact(t.Context(), o.asks(dpo), disclosure.Fact{Kind: disclosure.FactAuthority, About: post, From: from, Reference: "Scheme of delegation"}))
	o.must(o.LearnFact(t.Context(), o.asks(dpo), disclosure.Fact{
		Kind: disclosure.FactChange, About: person, From: from, Reason: planted + " was wrong", Change: &disclosure.Change{What: disclosure.Rectification},
	}))
	o.must(o.LearnFact(t.Context(), o.asks(dpo), disclosure.Fact{
		Kind: disclosure.FactHealthOpinion, About: person, From: from, Opinion: "harm-unlikely", DecidedBy: "Consultant", Reference: planted + " letter",
	}))
	if got := o.nights(2); got.Certified != 0 || o.known(post) != 1 || o.known(person) != 2 {
		t.Fatalf("got %+v, with %d and %d facts known, want all three kept", got, o.known(post), o.known(person))
	}
	// The change was made on its one day; the opinion counts for six months, to 30
	// April 2027. Six years from each.
	o.turnToDay(disclosure.NewDate(2032, 11, 2))
	if got := o.run(); got.Facts != 1 || o.known(person) != 1 {
		t.Errorf("got %+v, want the change erased", got)
	}
	o.turnToDay(disclosure.NewDate(2033, 5, 1))
	if got := o.run(); got.Facts != 1 || o.known(post) != 1 || o.known(person) != 0 {
		t.Errorf("got %+v, want the opinion erased, and the post's authority kept", got)
	}
	if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
		t.Errorf("planted text is left in %v", files)
	}
}

// A person's facts stay while a court holds a case of theirs, and go once it
// does not.
func TestAHoldOnAPersonsCaseKeepsTheirFacts(t *testing.T) {
	o := newOffice(t)
	o.record(ref)
	other := person
	other.Reference = "SAMPLE-9"
	ended := until(disclosure.NewDate(2020, 1, 31))
	long := func(f *disclosure.Fact) { f.From = disclosure.NewDate(2019, 1, 1) }
	o.learn(objection(long, ended))
	o.learn(objection(long, ended, func(f *disclosure.Fact) { f.About = other }))
	hold := o.hold(ref)
	o.turn(day)
	if got := o.run(); got.Facts != 1 || o.known(other) != 0 || o.known(person) != 1 {
		t.Fatalf("got %+v, with %d facts of the person held for, want only the other's erased", got, o.known(person))
	}
	if rows := o.facts(1); len(rows) != 1 || rows[0].Clock != policy.HeldBack || !strings.Contains(rows[0].Reason, "A hold stands") {
		t.Errorf("got %+v, want the fact held, and why", rows)
	}
	o.must(o.ReleaseHold(t.Context(), o.asks(dpo), ref, hold, disclosure.HoldReleased{Reason: "Ended."}))
	o.turn(day)
	if got := o.run(); got.Facts != 1 || o.known(person) != 0 {
		t.Errorf("released: got %+v, want the fact erased", got)
	}
}

// In force for two years: somebody should ask. A review is recorded as a fact in
// its place, and that starts the two years again.
func TestAFactLongInForceIsReported(t *testing.T) {
	o := newOffice(t)
	agreement := disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: "KMISA"}
	signed := disclosure.Fact{Kind: disclosure.FactAgreement, About: agreement, From: disclosure.NewDate(2026, 1, 1), Version: "3", Signatories: []string{"Sample Police"}}
	first := o.learn(signed)
	o.turnToDay(disclosure.NewDate(2028, 11, 20))
	if rows := o.facts(0); len(rows) != 0 {
		t.Errorf("on the last day of two years: got %+v, want none", rows)
	}
	o.turn(day)
	rows := o.facts(0)
	if len(rows) != 1 || rows[0].Entry != first || rows[0].About != agreement || rows[0].Class != "register-agreement" || rows[0].Assumption == "" {
		t.Fatalf("got %+v, want the agreement, its class and what is assumed", rows)
	}
	signed.Replaces = first
	o.learn(signed)
	if rows := o.facts(366); len(rows) != 0 {
		t.Errorf("reviewed: got %+v, want none", rows)
	}
	o.run()
	if n := count(o.partitions(), "due#"); n != 2 { // the new one's review, and the old one's end
		t.Errorf("got %d reminders, want the stale one tidied away", n)
	}
	if rows := o.facts(366); len(rows) != 0 {
		t.Errorf("got %+v, want none within a year", rows)
	}
}

// The process ends before or after every call that erasing facts makes.
func TestEveryCrashAmongFactsIsRecoveredFrom(t *testing.T) {
	o := newOffice(t)
	for range 3 {
		first := o.learn(objection())
		o.learn(objection(replacing(first), until(disclosure.NewDate(2026, 11, 8))))
	}
	o.turnToDay(disclosure.NewDate(2033, 1, 1))
	doomed := o.leavesOf("entry#")
	eve := o.snapshot()
	dry := eve.open(t)
	if got := dry.run(); got.Facts != len(doomed) {
		t.Fatalf("got %+v, want all %d facts erased", got, len(doomed))
	}
	calls := dry.table.Calls()
	for _, c := range []struct {
		name   string
		n      int
		on     func(int, storetest.Fault) storetest.Injection
		faults []storetest.Fault
	}{
		{"transact", calls.Transact, storetest.OnTransact, []storetest.Fault{storetest.CrashBefore, storetest.CrashAfter}},
		{"get", calls.Get, storetest.OnGet, []storetest.Fault{storetest.CrashBefore}},
		{"batch get", calls.BatchGet, storetest.OnBatchGet, []storetest.Fault{storetest.CrashBefore}},
		{"query", calls.Query, storetest.OnQuery, []storetest.Fault{storetest.CrashBefore}},
	} {
		for n := 1; n <= c.n; n += 1 + c.n/20 {
			for _, fault := range c.faults {
				o := eve.open(t)
				o.table.Inject(c.on(n, fault))
				if _, err := o.runner().Run(t.Context(), dartford); err == nil {
					t.Fatalf("%v at %s %d went unnoticed", fault, c.name, n)
				}
				o.table.Reset()
				o.run()
				o.run()
				if got := o.named(); !maps.Equal(got, doomed) {
					t.Errorf("%v at %s %d: %d leaves are named, want the %d of what went", fault, c.name, n, len(got), len(doomed))
				}
				if rows := o.certificates(); len(rows) != 1 || rows[0].Entries != 6 || len(rows[0].Classes) != 1 {
					t.Errorf("%v at %s %d: got %+v, want one certificate of six entries", fault, c.name, n, rows)
				}
				if files := leftIn(t, filepath.Dir(o.path), planted); files != nil {
					t.Errorf("%v at %s %d: planted text is left in %v", fault, c.name, n, files)
				}
			}
		}
	}
}

// Two runs at once, and one after a restore from a backup: each fact is erased,
// and certified by whoever erased it, once.
func TestFactsUnderTwoRunsAndAfterARestore(t *testing.T) {
	o := newOffice(t)
	for range 9 {
		o.learn(objection(until(disclosure.NewDate(2026, 11, 8))))
	}
	doomed := o.leavesOf("entry#")
	backup := o.snapshot()
	o = backup.open(t)
	o.turnToDay(disclosure.NewDate(2033, 1, 1))
	for range 3 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = o.runner().Run(t.Context(), dartford) // beaten by the other, it may give up
		}()
		_, _ = o.runner().Run(t.Context(), dartford)
		<-done
	}
	o.run()
	if got := o.named(); !maps.Equal(got, doomed) || o.underWay() != 0 {
		t.Errorf("two runs name %d leaves and leave %d disposals, want the %d of what went", len(got), o.underWay(), len(doomed))
	}

	r := o.restored(backup)
	if leftIn(t, filepath.Dir(r.path), planted) == nil {
		t.Fatal("the backup brought nobody back, so the test shows nothing")
	}
	if got := r.run(); got.Facts != len(doomed) {
		t.Errorf("after a restore: %+v, want all %d facts erased again", got, len(doomed))
	}
	if files := leftIn(t, filepath.Dir(r.path), planted); files != nil {
		t.Errorf("planted text is left in %v", files)
	}
}

// A marker of which the person was not told stays known as long as a disclosure is there
// that could tell them of it, also once its own time is over: else that would be shown
// because time went by. It goes once the disclosure has gone, and one of which nothing
// tells goes at its time.
func TestAnUntoldMarkerStaysAsLongAsWhatItKeepsBack(t *testing.T) {
	o := newOffice(t) // 20 November 2026
	other := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-2"}
	third := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-3"}
	fourth := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-4"} // words alone sound of it
	fifth := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-5"}  // told, as nobody has confirmed
	sixth := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-6"}  // of how they may be in contact
	visit := func(ref disclosure.CaseRef, gateway string, about disclosure.FactKey) {
		d := o.disclosure(ref)
		d.Justification.Gateway, d.Recipient.Person = gateway, "A. Sample" // not the word that is planted
		for i := range d.Data {
			d.Data[i].Subject = ""
		}
		d.Subjects = d.Subjects[:1]
		d.Subjects[0].Reference = about.Reference
		if about == third { // nothing but the sort of data says it
			d.Data = append(d.Data, disclosure.DataItem{Category: "marker", Description: "What the file says"})
		}
		if about == fourth {
			d.Data[0].Description = "Address; do not send anybody alone"
		}
		if about == fifth { // not in words of every day
			d.Data[0].Description = "Address; red dot on the account"
		}
		if about == sixth {
			d.Data[0].Description = "They may write, and not ring"
		}
		d.Departure = &disclosure.Departure{Reason: "As it was.", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(o.Now())}
		o.must(o.Record(t.Context(), o.asks(housing), d))
	}
	visit(ref, "gw-hswa74", person)
	visit("DBC-C-2026-0002", "gw-ha96-s51", other)
	visit(ref, "gw-ha96-s51", third)
	visit(ref, "gw-ha96-s51", fourth)
	visit(ref, "gw-ha96-s51", fifth)
	visit(ref, "gw-ha96-s51", sixth)
	for _, about := range []disclosure.FactKey{person, other, third, fourth, fifth, sixth} {
		f := disclosure.Fact{
			Kind: disclosure.FactMarker, About: about, From: disclosure.NewDate(2026, 3, 1), Until: disclosure.NewDate(2026, 11, 1), Reason: planted + " at a visit",
			ReviewBy: disclosure.NewDate(2026, 9, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 3, 1),
		}
		if about == fifth {
			f.SubjectTold, f.ToldOn, f.Ground = disclosure.Told, disclosure.NewDate(2026, 3, 2), ""
		}
		if about == sixth {
			f.Kind = disclosure.FactContactRestriction
		}
		o.learn(f)
	}
	shown := func() string {
		t.Helper()
		answer, err := o.SubjectReport(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: person.Reference, To: door.Person})
		o.must(answer, err)
		page, err := answer.HTML()
		o.must(page, err)
		return string(page)
	}
	if strings.Contains(shown(), "Ombudsman") {
		t.Fatalf("what could tell of the marker is shown:\n%s", shown())
	}
	o.turnToDay(disclosure.NewDate(2027, 12, 1)) // every marker's year is over
	o.run()
	for about, want := range map[disclosure.FactKey]int{person: 1, other: 0, third: 1, fourth: 1, fifth: 1, sixth: 1} {
		if got := o.known(about); got != want {
			t.Errorf("of number %s %d markers are known, want those alone which keep something back: %d", strings.TrimPrefix(about.Reference, planted), got, want)
		}
	}
	if strings.Contains(shown(), "Ombudsman") {
		t.Errorf("it is shown because time went by:\n%s", shown())
	}
	if rows := o.facts(60); len(rows) != 5 || rows[0].Clock != policy.HeldBack || !strings.Contains(rows[0].Reason, "could tell them") {
		t.Errorf("reported as %+v", rows)
	}
	o.closeLongAgo(ref)
	o.toTheEnd()
	o.turn(32 * day)
	if o.run(); o.known(person) != 0 || o.known(third) != 0 {
		t.Error("it stays once what it kept back has gone")
	}
}

// An opinion that serious harm is likely outlasts its six years as long as the register has
// data concerning the person's health that it keeps from them.
func TestAnOpinionStaysAsLongAsWhatItKeepsBack(t *testing.T) {
	o := newOffice(t) // 20 November 2026
	other := disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: planted + "-2"}
	to := func(ref disclosure.CaseRef, category string, about disclosure.FactKey) {
		d := o.disclosure(ref)
		d.Data = []disclosure.DataItem{{Category: category, Description: "As it was told"}}
		d.Subjects = d.Subjects[:1]
		d.Subjects[0].Reference = about.Reference
		d.Departure = &disclosure.Departure{Reason: "As it was.", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(o.Now())}
		o.must(o.Record(t.Context(), o.asks(housing), d))
	}
	to(ref, "health", person)
	to("DBC-C-2026-0002", "address", other)
	for about, says := range map[disclosure.FactKey][]string{person: {"harm-likely", "harm-unlikely"}, other: {"harm-likely"}} {
		for _, opinion := range says {
			o.learn(disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: about, From: disclosure.NewDate(2026, 3, 1), Opinion: opinion, DecidedBy: planted + " Surgery"})
		}
	}
	o.turnToDay(disclosure.NewDate(2032, 12, 1)) // their six years are over
	o.run()
	if o.known(person) != 1 || o.known(other) != 0 {
		t.Errorf("%d and %d opinions are known, want that alone which keeps something back", o.known(person), o.known(other))
	}
	if rows := o.facts(60); len(rows) != 1 || rows[0].Clock != policy.HeldBack {
		t.Errorf("reported as %+v", rows)
	}
	o.closeLongAgo(ref)
	o.toTheEnd()
	o.turn(32 * day)
	if o.run(); o.known(person) != 0 {
		t.Error("it stays once what it kept back has gone")
	}
}
