package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// today is the desk's civil day.
func (d *office) today() disclosure.Date { return disclosure.DateOf(d.clock()) }

// reviewedBy makes the police's exemption one that is looked at again by the day.
func reviewedBy(day disclosure.Date) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		toPolice(d)
		happened(d)
		d.Justification.Exemptions[0].ReviewBy = day
	}
}

func questionOverdueWithholdings(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	today := d.today()
	yesterday := today.AddDays(-1)
	lapsed := d.record(t, housing, toOmbudsman(t, on(3), reviewedBy(yesterday))).ID
	faded := d.record(t, revenue, toOmbudsman(t, on(2), reviewedBy(disclosure.Date{}))).ID
	d.record(t, housing, toOmbudsman(t, on(4), reviewedBy(today))) // the last day of its review is still in time
	d.record(t, housing, toOmbudsman(t, on(5), reviewedBy(yesterday), turnedDown))
	d.record(t, housing, toOmbudsman(t, on(5), reviewedBy(yesterday), func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "service-department", Organisation: "Example Service"}
	}))
	reviewed := d.record(t, housing, toOmbudsman(t, on(6), reviewedBy(yesterday))).ID
	again := d.corrects(t, housing, reviewed, toOmbudsman(t, on(6), reviewedBy(today.AddDays(30))))
	d.record(t, of(kent, housing), example(t, "kent-highways", reviewedBy(yesterday)))
	d.crowd(t, 12)

	found := func(want ...disclosure.EntryID) []asking.OverdueWithholding {
		t.Helper()
		d.table.Reset()
		got, err := d.OverdueWithholdings(t.Context(), looking(dpo), "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if calls, want := d.table.Calls(), (storetest.Calls{Query: 1, BatchGet: 1, Transact: 1}); calls != want {
			t.Errorf("calls = %+v, want %+v", calls, want)
		}
		var ids []disclosure.EntryID
		for _, w := range got.Withholdings {
			ids = append(ids, w.Entry)
		}
		if !slices.Equal(ids, want) {
			t.Fatalf("found %v, want %v", ids, want)
		}
		return got.Withholdings
	}
	got := found(faded, lapsed)
	if w := got[1]; w.Since != today || w.Days != 1 || len(w.Grounds) != 1 || w.Grounds[0].Ground != "dpa18-sch2-para2" || w.Grounds[0].Due == "" || w.Subjects[0].Reference != mrsA {
		t.Errorf("the one reviewed until yesterday: %+v", w)
	}
	if w := got[0]; w.Since != disclosure.NewDate(2026, 11, 2) || w.Recipient.Organisation != "Sample Constabulary" {
		t.Errorf("the one that nobody set a day for: %+v", w)
	}
	d.turnClock(31 * 24 * time.Hour)
	got = found(faded, lapsed, d.oneOf(t, 4), again)
	if w := got[3]; w.Corrects != reviewed || w.Days != 1 {
		t.Errorf("the one reviewed again: %+v", w)
	}
	d.corrects(t, housing, again, toOmbudsman(t, on(6)))
	found(faded, lapsed, d.oneOf(t, 4))
}

// oneOf is the only disclosure of a day.
func (d *office) oneOf(t *testing.T, day int) disclosure.EntryID {
	t.Helper()
	ids := d.finds(t, dpo, desk.Search{RecipientCategory: "police", From: disclosure.NewDate(2026, 11, day), To: disclosure.NewDate(2026, 11, day)})
	if len(ids) != 1 {
		t.Fatalf("%d disclosures on day %d, want one", len(ids), day)
	}
	return ids[0]
}

func questionOverdueMarkers(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	today := d.today()
	marker := func(subject string, changes ...func(*disclosure.Fact)) disclosure.Fact {
		f := disclosure.Fact{
			Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject},
			From: today.AddDays(-100), ReviewBy: today.AddDays(60), Reason: "Threats to staff on a visit.", SubjectTold: disclosure.Told, ToldOn: today.AddDays(-99),
			DecidedBy: "Service Manager, Housing", Reference: "Decision 7",
		}
		for _, change := range changes {
			change(&f)
		}
		return f
	}
	untold := func(f *disclosure.Fact) {
		f.SubjectTold, f.ToldOn, f.Ground, f.DPOConsulted = disclosure.NotTold, disclosure.Date{}, "dpa18-sch2-para2", today.AddDays(-101)
	}
	sevenMonths := func(f *disclosure.Fact) { f.From = today.AddMonths(-7) }
	d.learn(t, dpo, marker("DBC-P-in-time"))
	overdue := d.learn(t, dpo, marker("DBC-P-overdue", sevenMonths))
	secret := d.learn(t, dpo, marker("DBC-P-secret", untold))
	reviewed := d.learn(t, dpo, marker("DBC-P-reviewed", sevenMonths))
	d.learn(t, dpo, marker("DBC-P-reviewed", sevenMonths, func(f *disclosure.Fact) { f.Replaces, f.LastReview = reviewed, today.AddDays(-1) }))
	takenOff := d.learn(t, dpo, marker("DBC-P-off", untold))
	d.learn(t, dpo, marker("DBC-P-off", untold, func(f *disclosure.Fact) { f.Replaces, f.Until = takenOff, today.AddDays(-1) }))
	d.learn(t, dpo, objection())
	d.learn(t, of(kent, dpo), marker("DBC-P-overdue", sevenMonths))

	shares := func(subject string, category string, changes ...func(*disclosure.Disclosure)) disclosure.EntryID {
		changes = append([]func(*disclosure.Disclosure){about(subject), happened, func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: category, Description: "Do not visit alone"}}
		}}, changes...)
		return d.record(t, housing, example(t, "dartford-contact-marker", changes...)).ID
	}
	within := func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "service-department", Organisation: "Example Depot"}
	}
	copied := shares("DBC-P-overdue", "marker", on(3))
	inside := shares("DBC-P-overdue", "marker-reason", on(4), within)
	shares("DBC-P-overdue", "name", on(5))
	shares("DBC-P-overdue", "marker", on(6), turnedDown)
	shares("DBC-P-in-time", "marker", on(6))
	mistaken := shares("DBC-P-overdue", "marker", on(7))
	d.corrects(t, housing, mistaken, example(t, "dartford-contact-marker", about("DBC-P-overdue"), on(7), happened, func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "name", Description: "Her name alone"}}
	}))
	d.crowd(t, 12)

	d.table.Reset()
	got, err := d.OverdueMarkers(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	// The list and its facts; then a query for each marker, and one batch read for
	// the marker that was shared.
	if calls, want := d.table.Calls(), (storetest.Calls{Query: 3, BatchGet: 2, Transact: 1}); calls != want {
		t.Errorf("calls = %+v, want %+v", calls, want)
	}
	if len(got.Markers) != 2 || got.Markers[0].Fact != secret || got.Markers[1].Fact != overdue {
		t.Fatalf("markers %+v, want the one not told and the one overdue", got.Markers)
	}
	if m := got.Markers[0]; !m.OverdueSince.IsZero() || m.SubjectTold != disclosure.NotTold || m.Ground != "dpa18-sch2-para2" || len(m.Copies) != 0 {
		t.Errorf("the one not told: %+v", m)
	}
	m := got.Markers[1]
	if m.OverdueSince != today.AddMonths(-7).AddMonths(6).AddDays(1) || m.SubjectTold != disclosure.Told || m.Subject != "DBC-P-overdue" {
		t.Errorf("the one overdue: %+v", m)
	}
	var copies []disclosure.EntryID
	for _, c := range m.Copies {
		copies = append(copies, c.Entry)
	}
	if want := []disclosure.EntryID{inside, copied}; !slices.Equal(copies, want) {
		t.Errorf("copies %v, want %v", copies, want)
	}
	d.checkWhole(t, disclosure.KindFact)
}

func questionEmergencies(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	inShort := func(body *disclosure.Disclosure) {
		body.Urgency = disclosure.Emergency
		delete(body.Evidence, "ombudsmanCaseRef")
	}
	whole := func(body *disclosure.Disclosure) { body.Urgency = disclosure.Emergency }
	older := d.record(t, housing, toOmbudsman(t, on(2), inShort)).ID
	newer := d.record(t, revenue, toOmbudsman(t, on(3), inShort)).ID
	d.record(t, housing, toOmbudsman(t, on(1), whole))
	d.record(t, housing, toOmbudsman(t, on(1), mistaken)) // evidence is missing, and it was no emergency
	d.record(t, housing, toOmbudsman(t, on(1), inShort, turnedDown))
	completed := d.record(t, housing, toOmbudsman(t, on(1), inShort)).ID
	d.corrects(t, housing, completed, toOmbudsman(t, on(1), whole))
	halfway := d.record(t, housing, toOmbudsman(t, on(4), inShort)).ID
	still := d.corrects(t, housing, halfway, toOmbudsman(t, on(4), inShort))
	accepted := d.record(t, housing, toOmbudsman(t, on(1), inShort))
	n := slices.IndexFunc(accepted.Flags, func(f disclosure.Flag) bool { return f.Rule == "XX-14" })
	if _, err := d.ClearFlag(t.Context(), asks(dpo), accepted.ID, n, "It cannot be had any more."); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), older, (n+1)%len(accepted.Flags), "Another flag than that one."); err != nil {
		t.Fatal(detail(err))
	}
	d.crowd(t, 12)

	d.table.Reset()
	got, err := d.OverdueEmergencies(t.Context(), looking(auditor), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	if calls, want := d.table.Calls(), (storetest.Calls{Query: 1, BatchGet: 1, Transact: 1}); calls != want {
		t.Errorf("calls = %+v, want %+v", calls, want)
	}
	var lines []string
	for _, e := range got.Emergencies {
		lines = append(lines, fmt.Sprintf("%s %s %d", e.Entry, e.Since, e.SharedDaysAgo))
	}
	days := func(day int) int { return d.today().DaysSince(disclosure.NewDate(2026, 11, day)) }
	if want := []string{
		fmt.Sprintf("%s 2026-11-03 %d", older, days(2)), fmt.Sprintf("%s 2026-11-04 %d", newer, days(3)), fmt.Sprintf("%s 2026-11-05 %d", still, days(4)),
	}; !slices.Equal(lines, want) {
		t.Fatalf("got\n%q\nwant\n%q", lines, want)
	}
	if e := got.Emergencies[2]; e.Corrects != halfway || len(e.Missing) != 2 || e.Missing[0].Pointer != "/disclosure/evidence/ombudsmanCaseRef" ||
		e.Missing[0].Field == "" || e.Missing[0].Field == "The record as a whole" || e.Days != e.SharedDaysAgo ||
		e.RecordedAfter != disclosure.DateOf(e.RecordedAt).DaysSince(disclosure.DateOf(e.DisclosedAt)) {
		t.Errorf("the one half completed: %+v", e)
	}
}

// The law may oblige a sharing, and gives none of the evidence that the record lacks.
func TestAnEmergencyThatTheLawObligesIsToBeCompletedToo(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	obliged := func(b *disclosure.Disclosure) {
		b.Urgency = disclosure.Emergency
		b.Evidence["legalCompulsion"], b.Evidence["legalPower"] = "statute", "Housing Act 1996 Schedule 2"
	}
	short := d.record(t, housing, toOmbudsman(t, on(4), obliged, func(b *disclosure.Disclosure) { delete(b.Evidence, "ombudsmanCaseRef") })).ID
	d.record(t, housing, toOmbudsman(t, on(5), obliged))
	listed := func() []asking.OverdueEmergency {
		t.Helper()
		got, err := d.OverdueEmergencies(t.Context(), looking(dpo), "")
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.Emergencies
	}
	if got := listed(); len(got) != 1 || got[0].Entry != short || len(got[0].Missing) == 0 || got[0].Missing[0].Pointer != "/evidence/ombudsmanCaseRef" {
		t.Fatalf("got %+v, want the one recorded in short, and what it lacks", got)
	}
	d.corrects(t, housing, short, toOmbudsman(t, on(4), obliged))
	if got := listed(); len(got) != 0 {
		t.Errorf("got %+v after a correction gave what was missing", got)
	}
}

// A basis that the notice does not name is given all the same: what an emergency lacks is
// what was put off.
func TestWhatAnEmergencyGivesIsNotSaidToBeMissing(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	given := d.record(t, housing, toOmbudsman(t, on(4), func(b *disclosure.Disclosure) {
		b.Urgency, b.Justification.LawfulBases = disclosure.Emergency, []string{"ukgdpr-6-1-d"}
		delete(b.Evidence, "ombudsmanCaseRef")
	}))
	if !slices.ContainsFunc(given.Flags, func(f disclosure.Flag) bool { return strings.Contains(f.Pointer, "/lawfulBases") }) {
		t.Fatalf("the basis is not flagged: %+v", given.Flags)
	}
	got, err := d.OverdueEmergencies(t.Context(), looking(dpo), "")
	if err != nil || len(got.Emergencies) != 1 {
		t.Fatalf("%+v, %v", got.Emergencies, err)
	}
	var fields []string
	for _, m := range got.Emergencies[0].Missing {
		fields = append(fields, m.Field)
		if strings.ToUpper(m.Field[:1]) != m.Field[:1] {
			t.Errorf("%q begins without a capital", m.Field)
		}
	}
	if len(fields) == 0 || slices.Contains(fields, "Lawful basis") {
		t.Errorf("missing: %q, want the evidence, and no basis", fields)
	}
}

// A disclosure to nobody in particular is refused; what has happened is recorded, and
// stands on a list until a correction says who it was: of an emergency on that of those
// to complete, and otherwise in the queue, where what was known to be wrong comes first.
func TestWhoReceivedItIsOnAListUntilTheyAreNamed(t *testing.T) {
	nobody := func(name string, more func(*disclosure.Disclosure)) disclosure.Disclosure {
		return example(t, "dartford-contractor", func(d *disclosure.Disclosure) {
			d.Recipient = disclosure.Recipient{Category: "contractor", Kind: "waste-contractor", Organisation: name}
		}, more)
	}
	asked := func(flags []disclosure.Flag) int {
		return slices.IndexFunc(flags, func(f disclosure.Flag) bool {
			return f.Rule == "ukgdpr-5-2" && strings.HasSuffix(f.Pointer, "/recipient/organisation")
		})
	}
	named := func(*disclosure.Disclosure) {}
	emergency := func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }
	for _, name := range []string{"", "tbc", "a contractor", "Waste contractor"} {
		d := newDeskWith(t, desk.Options{})
		if _, err := d.Record(t.Context(), asks(housing), nobody(name, named)); kindOf(t, err) != disclosure.Refused {
			t.Errorf("%q: %v, want it refused", name, err)
		}
		short, late := d.record(t, housing, nobody(name, emergency)), d.record(t, housing, nobody(name, happened))
		if asked(short.Flags) < 0 || asked(late.Flags) < 0 || !late.Flags[asked(late.Flags)].Departure {
			t.Fatalf("%q: flags %v and %v, want the name asked for", name, short.Flags, late.Flags)
		}
		waits := func() (emergencies, flags int) {
			t.Helper()
			page, err := d.OverdueEmergencies(t.Context(), looking(dpo), "")
			if err != nil {
				t.Fatal(detail(err))
			}
			for _, f := range d.queue(t) {
				if f.Rule == "ukgdpr-5-2" && f.Entry == late.ID {
					flags++
				}
			}
			return len(page.Emergencies), flags
		}
		if e, f := waits(); e != 1 || f != 1 {
			t.Errorf("%q: %d emergencies and %d flags wait, want one of each", name, e, f)
		}
		d.corrects(t, housing, short.ID, nobody(name, emergency)) // corrected, and still nobody
		if e, _ := waits(); e != 1 {
			t.Errorf("%q, corrected without a name: %d emergencies wait", name, e)
		}
		last := d.record(t, housing, nobody(name, emergency)).ID
		d.corrects(t, housing, last, nobody("Example Waste Ltd", emergency))
		if e, _ := waits(); e != 1 {
			t.Errorf("%q, corrected with a name: %d emergencies wait, want the one without", name, e)
		}
		if _, err := d.ClearFlag(t.Context(), asks(dpo), late.ID, asked(late.Flags), "It was Example Waste Ltd; the officer has been told."); err != nil {
			t.Fatal(detail(err))
		}
		if _, f := waits(); f != 0 {
			t.Errorf("%q: it still waits when it is cleared", name)
		}
	}
}

// Pages of a list go on where the one before ended.
func TestAListGoesOnFromPageToPage(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	const n = 53
	for i := range n {
		d.record(t, housing, toOmbudsman(t, on(1+i%9), reviewedBy(disclosure.Date{}), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", i)))))
	}
	seen := map[disclosure.EntryID]bool{}
	pages := 0
	for cursor := ""; ; {
		page, err := d.OverdueWithholdings(t.Context(), looking(dpo), cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		pages++
		for _, w := range page.Withholdings {
			seen[w.Entry] = true
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
		if _, err := d.OverdueEmergencies(t.Context(), looking(dpo), cursor); kindOf(t, err) != disclosure.Malformed {
			t.Errorf("the cursor of one list fits another: %v", err)
		}
	}
	if len(seen) != n || pages != 2 {
		t.Errorf("%d disclosures on %d pages, want %d on 2", len(seen), pages, n)
	}
}

// What is destroyed is on no list any more, nor is what it corrected.
func TestWhatIsDestroyedIsNoLongerOverdue(t *testing.T) {
	l := newLogged(t)
	const doomed disclosure.CaseRef = "DBC-C-doomed"
	inShort := func(d *disclosure.Disclosure) {
		d.Urgency = disclosure.Emergency
		delete(d.Evidence, "ombudsmanCaseRef")
	}
	first := l.record(t, housing, toOmbudsman(t, on(3), inCase(doomed), reviewedBy(disclosure.Date{}), inShort)).ID
	l.corrects(t, housing, first, toOmbudsman(t, on(3), inCase(doomed), reviewedBy(disclosure.Date{}), inShort))
	listed := func() int {
		n := 0
		for _, key := range l.office.keys(t) {
			if strings.HasPrefix(key.Partition, "watch#") {
				n++
			}
		}
		return n
	}
	if got := listed(); got != 2 {
		t.Fatalf("%d lines, want one on each of two lists", got)
	}
	l.closeLongAgo(doomed)
	if got := l.destroy(); got.Certified != 1 {
		t.Fatalf("destroyed %+v, want the case", got)
	}
	if got := listed(); got != 0 {
		t.Errorf("%d lines are left", got)
	}
}

// What is watched counts among what fits in one transaction: a correction that is
// too much is refused with how to split it, and is never an error of ours.
func TestWhatIsWatchedCountsAgainstTheBoundOfAnEntry(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	people := func(prefix string, n int) []string {
		var refs []string
		for i := range n {
			refs = append(refs, fmt.Sprintf("DBC-P-%s-%d", prefix, i))
		}
		return refs
	}
	inShort := func(d *disclosure.Disclosure) {
		d.Urgency = disclosure.Emergency
		delete(d.Evidence, "ombudsmanCaseRef")
		abroad(d)
	}
	fits, refusals := 0, 0
	for n := 20; n <= 44; n++ {
		body := func(prefix string) disclosure.Disclosure {
			return toOmbudsman(t, on(3), reviewedBy(disclosure.Date{}), inShort, about(people(prefix, n)...))
		}
		id := d.record(t, housing, body(fmt.Sprintf("was-%d", n))).ID
		switch _, err := d.Correct(t.Context(), asks(housing), id, correction(body(fmt.Sprintf("is-%d", n)))); {
		case err == nil:
			fits++
		case kindOf(t, err) == disclosure.Refused:
			refusals++
		default:
			t.Errorf("%d people: %v", n, err)
		}
	}
	if fits == 0 || refusals == 0 {
		t.Errorf("%d fit and %d were refused, want some of each", fits, refusals)
	}
}
