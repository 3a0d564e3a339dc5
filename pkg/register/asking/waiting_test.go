package asking_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

func (d *office) today() disclosure.Date { return disclosure.DateOf(d.clock()) }

func (d *office) request(t *testing.T, q answering.RequestForAccess) disclosure.EntryID {
	t.Helper()
	got, err := d.RecordRequest(t.Context(), d.asks(dpo), q)
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.ID
}

func approvedByItself(d *disclosure.Disclosure) { d.AuthorisedBy.Name = housing.Name }

// mistaken breaks a rule and has happened: it is flagged as a departure.
func mistaken(d *disclosure.Disclosure) {
	d.Justification.Gateway = ""
	delete(d.Evidence, "ombudsmanCaseRef")
	d.Departure = &disclosure.Departure{
		Reason: "Sent before the ombudsman wrote.", BreachReference: "BR-1", DiscoveredOn: disclosure.NewDate(2026, 11, 10),
	}
}

// waits are the queues that are not empty, by name.
func (d *office) waits(t *testing.T) map[string]asking.WaitingQueue {
	t.Helper()
	answer, err := d.WhatWaits(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(answer.Queues) != 18 || answer.AsOf != d.today() {
		t.Errorf("%d queues as of %s, want 18 as of today", len(answer.Queues), answer.AsOf)
	}
	some := map[string]asking.WaitingQueue{}
	for _, q := range answer.Queues {
		if q.Count > 0 {
			some[q.Queue] = q
		}
		if len(q.Rows) > 5 || len(q.Rows) > q.Count || q.More && q.Count == 0 {
			t.Errorf("%s: %d rows of %d", q.Queue, len(q.Rows), q.Count)
		}
	}
	return some
}

func TestWhatWaitsIsWhatTheQueuesSay(t *testing.T) {
	d := newOffice(t, desk.Options{})
	if got := d.waits(t); len(got) != 0 {
		t.Errorf("in a new register: %+v", got)
	}
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: d.today().AddDays(1)}
	}))
	for range 6 {
		d.record(t, housing, toOmbudsman(t, approvedByItself))
	}
	departed := d.record(t, housing, toOmbudsman(t, mistaken))
	request := d.request(t, answering.RequestForAccess{
		Subject: "DBC-P-asks", Received: d.today().AddDays(-40), AccessRequest: disclosure.AccessRequest{AskedBy: "A. Sample", As: disclosure.AskerPerson},
	})
	ends := disclosure.Fact{
		Kind: disclosure.FactAgreement, About: disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: "KM-ISA"},
		From: d.today().AddDays(-100), Until: d.today().AddDays(30), Version: "2", Signatories: []string{"Kent Police"}, Covers: "crime and disorder",
	}
	if _, err := d.LearnFact(t.Context(), d.asks(dpo), ends); err != nil {
		t.Fatal(detail(err))
	}
	d.turnClock(24 * time.Hour)
	got := d.waits(t)

	page, err := d.Queue(t.Context(), looking(dpo), recording.FlagFilter{}, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	queue := page.Flags
	flags := got["flags"]
	if flags.Count != len(queue) || len(flags.Rows) != 5 || flags.Rows[0].Entry != departed.ID || !flags.Rows[0].Breaks || *flags.Rows[0].Flag != queue[0].Number ||
		flags.Rows[0].Says != queue[0].Detail || flags.Oldest != d.today().AddDays(-1) {
		t.Errorf("flags: %+v, want the first five of %d, the departure first", flags, len(queue))
	}
	if asks := got["access-requests"]; asks.Count != 1 || asks.Rows[0].Entry != request || asks.Rows[0].Overdue < 9 || asks.Rows[0].Says != "A. Sample; who asks is not settled" {
		t.Errorf("requests: %+v", asks)
	}
	if told := got["overdue-tellings"]; told.Count != 1 || told.Rows[0].Overdue != 0 || told.Rows[0].Due != d.today() {
		t.Errorf("tellings: %+v", told)
	}
	if twice := got["duplicates"]; twice.Count == 0 || len(twice.Rows) == 0 || twice.Rows[0].Case != toOmbudsman(t).Case {
		t.Errorf("perhaps recorded twice: %+v", twice)
	}
	if ends := got["agreements"]; ends.Count != 1 || ends.Rows[0].Says != "KM-ISA" || ends.Rows[0].Overdue != 0 || ends.Rows[0].Due != d.today().AddDays(29) || ends.Rows[0].Since != d.today().AddDays(29-90) {
		t.Errorf("agreements: %+v", ends)
	}
	if breaches := got["open-breaches"]; breaches.Count != 1 || breaches.Rows[0].Entry != "" {
		t.Errorf("breaches: %+v", breaches)
	}
}

// A join waits until a second person has confirmed it, and again once its last day is over.
func TestJoinsThatWait(t *testing.T) {
	d := newOffice(t, desk.Options{})
	second := dpo
	second.Subject, second.Name = "sub-dpo-2", "S. Econd"
	proposed := func(ref string, until disclosure.Date) disclosure.EntryID {
		t.Helper()
		join, err := d.ProposeJoin(t.Context(), d.asks(dpo), disclosure.Join{References: []string{"DBC-P-joined", ref}, Evidence: "Compared.", Until: until})
		if err != nil {
			t.Fatal(detail(err))
		}
		return join.ID
	}
	stands, soon := proposed("DBC-P-stands", d.today().AddDays(90)), proposed("DBC-P-overdue", d.today().AddDays(1))
	for _, id := range []disclosure.EntryID{stands, soon} {
		if _, err := d.ConfirmJoin(t.Context(), d.asks(second), id, disclosure.JoinDecided{Outcome: disclosure.JoinConfirmed, Reason: "Compared."}); err != nil {
			t.Fatal(detail(err))
		}
	}
	waits := proposed("DBC-P-waits", d.today().AddDays(90))
	if got := d.waits(t)["joins"]; got.Count != 1 || got.Rows[0].Entry != waits || len(got.Rows[0].Subjects) != 2 {
		t.Errorf("%+v, want the one to be confirmed", got)
	}
	d.turnClock(48 * time.Hour)
	if got := d.waits(t)["joins"]; got.Count != 2 || got.Rows[0].Entry != soon || got.Rows[0].Overdue != 1 || got.Rows[1].Entry != waits {
		t.Errorf("%+v, want the overdue one as well", got)
	}
}

// It is one look, found by whom its rows are about, and by nobody else.
func TestWhatWaitsIsOneLook(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for i := range 7 {
		asks := answering.RequestForAccess{
			Subject: "DBC-P-" + string(rune('A'+i)), Received: d.today().AddDays(i - 20), AccessRequest: disclosure.AccessRequest{AskedBy: "A. Sample", As: disclosure.AskerPerson},
		}
		d.request(t, asks)
	}
	recorded := d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.table.Reset()
	if _, err := d.WhatWaits(t.Context(), looking(dpo), ""); err != nil {
		t.Fatal(detail(err))
	}
	if calls := d.table.Calls(); calls.Transact != 1 {
		t.Errorf("%d transactions, want 1: the look", calls.Transact)
	}
	for subject, want := range map[string]int{"DBC-P-A": 1, "DBC-P-E": 1, "DBC-P-F": 0, "DBC-P-G": 0} {
		if got := d.accesses(t, desk.AccessSearch{Subject: subject, Action: "show-waiting"}); len(got) != want {
			t.Errorf("the look is found %d times by %s, want %d", len(got), subject, want)
		}
	}
	if got := d.accesses(t, desk.AccessSearch{Entry: recorded.ID}); len(got) != 1 || got[0].Purpose != looking(dpo).Purpose {
		t.Errorf("by the entry shown: %+v", got)
	}
	for name, by := range map[string]desk.Looking{
		"a recorder": looking(housing), "nobody says why": {Caller: dpo}, "an admin": looking(disclosure.Caller{Register: dartford, Subject: "x", Name: "X. Admin", Roles: []disclosure.Role{disclosure.Admin}}),
	} {
		if _, err := d.WhatWaits(t.Context(), by, ""); err == nil {
			t.Errorf("%s: answered", name)
		}
	}
}

// A case that is due stands among what waits for so long that it can still be kept, one
// under a hold only on the day on which that is to be looked at again.
func TestWhatIsDueForDestructionWaits(t *testing.T) {
	d := newOffice(t, desk.Options{})
	begins := disclosure.NewDate(2028, 11, 22)
	d.record(t, housing, toOmbudsman(t))
	ref := toOmbudsman(t).Case
	if _, err := d.Close(t.Context(), d.asks(housing), ref, disclosure.Closure{ClosedOn: disclosure.NewDate(2026, 11, 21), Note: "Answered."}); err != nil {
		t.Fatal(detail(err))
	}
	d.turnClock(begins.AddDays(-31).Start().Add(12 * time.Hour).Sub(d.clock()))
	if got, waits := d.waits(t)["due"]; waits {
		t.Errorf("31 days before: %+v", got)
	}
	d.turnClock(24 * time.Hour)
	due := d.waits(t)["due"]
	if due.Count != 1 || due.Rows[0].Case != ref || due.Rows[0].Due != begins.AddDays(-1) || due.Rows[0].Overdue != 0 {
		t.Errorf("30 days before: %+v", due)
	}
	if looks := d.accesses(t, desk.AccessSearch{Case: ref, Action: "show-waiting"}); len(looks) != 1 {
		t.Errorf("the look is found %d times by its case, want 1", len(looks))
	}
	review := d.today().AddDays(9)
	if _, err := d.PlaceHold(t.Context(), d.asks(dpo), ref, disclosure.HoldPlaced{By: "County Court", Reason: "A claim", ReviewOn: review}); err != nil {
		t.Fatal(detail(err))
	}
	if got := d.waits(t); got["due"].Count != 0 || got["holds"].Count != 0 {
		t.Errorf("held: %+v, %+v", got["due"], got["holds"])
	}
	d.turnClock(9 * 24 * time.Hour)
	holds := d.waits(t)["holds"]
	if holds.Count != 1 || holds.Rows[0].Case != ref || holds.Rows[0].Due != review || holds.Rows[0].Overdue != 0 || holds.Rows[0].Entry == "" {
		t.Errorf("on the day of review: %+v", holds)
	}
}

// Each row says by which day it is to be done, and for how many days that has been over.
func TestAnOverdueRowCountsFromItsDay(t *testing.T) {
	d := newOffice(t, desk.Options{})
	day := d.today()
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.Recipient = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary", Person: "P. Example", Post: "Detective Constable"}
		b.Evidence["offenceOrPurpose"] = "Burglary"
		b.Justification.Exemptions = []disclosure.Exemption{{
			ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Reason: "Telling would let the goods be moved.", ReviewBy: day,
		}}
		b.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
	}))
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: day}
	}))
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.Urgency, b.DisclosedAt = disclosure.Emergency, d.clock()
		delete(b.Evidence, "ombudsmanCaseRef")
	}))
	marker := disclosure.Fact{ // reviewed every six months, whatever day it names
		Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-marked"},
		From: day.AddMonths(-6), ReviewBy: day.AddDays(60), Reason: "Threats to staff on a visit.", SubjectTold: disclosure.Told, ToldOn: day.AddMonths(-6),
		DecidedBy: "Service Manager, Housing", Reference: "Decision 7",
	}
	if _, err := d.LearnFact(t.Context(), d.asks(dpo), marker); err != nil {
		t.Fatal(detail(err))
	}
	queues := []string{"overdue-withholdings", "overdue-tellings", "overdue-emergencies", "overdue-markers"}
	for days, listed := range []map[string]bool{
		{"overdue-tellings": true, "overdue-emergencies": true},
		{"overdue-withholdings": true, "overdue-tellings": true, "overdue-emergencies": true, "overdue-markers": true},
		{"overdue-withholdings": true, "overdue-tellings": true, "overdue-emergencies": true, "overdue-markers": true},
	} {
		waits := d.waits(t)
		for _, queue := range queues {
			got := waits[queue]
			if !listed[queue] {
				if got.Count != 0 {
					t.Errorf("%s, %d days on: %+v, want none", queue, days, got.Rows)
				}
				continue
			}
			if got.Count != 1 || got.Rows[0].Due != day || got.Rows[0].Overdue != days || got.Rows[0].Since.After(d.today()) {
				t.Errorf("%s, %d days on: %+v, want one due on %s", queue, days, got.Rows, day)
			}
		}
		d.turnClock(24 * time.Hour)
	}
}

// An emergency is as many days late on the list of what waits as on its own.
func TestAnEmergencyIsAsLateOnEveryList(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.Urgency, b.DisclosedAt = disclosure.Emergency, d.clock()
		delete(b.Evidence, "ombudsmanCaseRef")
	}))
	for days := range 3 {
		page, err := d.OverdueEmergencies(t.Context(), looking(dpo), "")
		if err != nil || len(page.Emergencies) != 1 {
			t.Fatalf("%+v, %v", page.Emergencies, err)
		}
		own, waits := page.Emergencies[0], d.waits(t)["overdue-emergencies"]
		if len(waits.Rows) != 1 || own.Days != days || waits.Rows[0].Overdue != days || own.SharedDaysAgo != days {
			t.Errorf("%d days on it is %d days late on its list and late as %+v among what waits", days, own.Days, waits.Rows)
		}
		d.turnClock(24 * time.Hour)
	}
}

// What waits is counted to its end, and not to that of its first page.
func TestWhatWaitsIsCountedBeyondAPage(t *testing.T) {
	d := newOffice(t, desk.Options{})
	for range 55 {
		d.record(t, housing, toOmbudsman(t, approvedByItself))
	}
	for i := range 55 {
		about := func(dimension string) disclosure.FactKey {
			return disclosure.FactKey{Dimension: dimension, Reference: fmt.Sprintf("DBC-%d", i)}
		}
		for _, f := range []disclosure.Fact{
			{
				Kind: disclosure.FactMarker, About: about(disclosure.FactsOfSubject), From: d.today(), ReviewBy: d.today().AddDays(60), Reason: "Threats.",
				SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: d.today(), DecidedBy: "Service Manager",
			},
			{Kind: disclosure.FactObjection, About: about(disclosure.FactsOfSubject), From: d.today(), Reason: "His situation."},
			{Kind: disclosure.FactBreach, About: about(disclosure.FactsOfBreach), From: d.today(), Reason: "A letter went astray."},
		} {
			if _, err := d.LearnFact(t.Context(), d.asks(dpo), f); err != nil {
				t.Fatal(detail(err))
			}
		}
		j := disclosure.Join{References: []string{fmt.Sprintf("DBC-%d", i), fmt.Sprintf("DBC-other-%d", i)}, Reach: disclosure.JoinProtects, Evidence: "Both files have the tenancy.", Until: d.today().AddDays(200)}
		if _, err := d.ProposeJoin(t.Context(), d.asks(dpo), j); err != nil {
			t.Fatal(detail(err))
		}
	}
	waits := d.waits(t)
	for _, queue := range []string{"flags", "overdue-markers", "undecided-objections", "open-breaches", "joins"} {
		if got := waits[queue]; got.Count != 55 || got.More || len(got.Rows) != 5 {
			t.Errorf("%s: %d are counted of 55, more %t, with %d rows", queue, got.Count, got.More, len(got.Rows))
		}
	}
}

// What takes a draft or a query for each row is counted to its end too, and what is on two
// pages once.
func TestWhatIsDearIsCountedBeyondAPage(t *testing.T) {
	const people = 23
	d := newOffice(t, desk.Options{})
	var corrected func()
	for i := range people {
		about := fmt.Sprintf("DBC-P-%d", i)
		kept := func(b *disclosure.Disclosure) {
			b.Case, b.Subjects = disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", i)), []disclosure.Subject{{Reference: about, Role: "complainant"}}
			for n := range b.Data {
				b.Data[n].Subject = ""
			}
			b.Justification.Exemptions = []disclosure.Exemption{{
				ID: "dpa18-sch2-para7", Provisions: []string{"15(1)-(3)"}, Reason: "It would spoil the inquiry.", ReviewBy: d.today().AddDays(60),
			}}
			b.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para7"}
		}
		first := d.record(t, housing, toOmbudsman(t, kept))
		d.record(t, housing, toOmbudsman(t, kept))
		if i == 0 {
			corrected = func() { // another reason to look at the first of all, on the last page
				if _, err := d.Correct(t.Context(), d.asks(housing), first.ID, disclosure.Correction{Reason: "The purpose was wrong.", Disclosure: toOmbudsman(t, kept)}); err != nil {
					t.Fatal(detail(err))
				}
			}
		}
		change := disclosure.Fact{
			Kind: disclosure.FactChange, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: about}, From: d.today(), Reason: "She moved.",
			Change: &disclosure.Change{What: disclosure.Rectification},
		}
		if _, err := d.LearnFact(t.Context(), d.asks(dpo), change); err != nil {
			t.Fatal(detail(err))
		}
	}
	corrected()
	waits := d.waits(t)
	for queue, want := range map[string]int{"undecided": 2 * people, "untold-changes": people, "duplicates": people} {
		if got := waits[queue]; got.Count != want || got.More || len(got.Rows) != 5 {
			t.Errorf("%s: %d are counted of %d, more %t, with %d rows", queue, got.Count, want, got.More, len(got.Rows))
		}
	}
}

// Whoever has very much of what is dear waiting is told after two seconds that there is
// more, with as many as were counted by then.
func TestWhatIsDearIsCountedForTwoSeconds(t *testing.T) {
	const people, page = 85, 20
	d := newOffice(t, desk.Options{})
	for i := range people {
		about := fmt.Sprintf("DBC-P-%d", i)
		d.record(t, housing, toOmbudsman(t, inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", i))), func(b *disclosure.Disclosure) {
			b.Subjects = []disclosure.Subject{{Reference: about, Role: "complainant"}}
			for n := range b.Data {
				b.Data[n].Subject = ""
			}
		}))
		moved := disclosure.Fact{
			Kind: disclosure.FactChange, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: about}, From: d.today(), Reason: "She moved.",
			Change: &disclosure.Change{What: disclosure.Rectification},
		}
		if _, err := d.LearnFact(t.Context(), d.asks(dpo), moved); err != nil {
			t.Fatal(detail(err))
		}
	}
	counted := func(takes time.Duration) asking.WaitingQueue {
		t.Helper()
		d.table.Before(func(_ context.Context, call storetest.Call) {
			if call.Operation == storetest.Query && call.Query.Partition == store.UntoldPartition(string(dartford)) {
				d.turnClock(takes)
			}
		})
		defer d.table.Before(nil)
		answer, err := d.WhatWaits(t.Context(), looking(dpo), "untold-changes")
		if err != nil {
			t.Fatal(detail(err))
		}
		return answer.Queues[0]
	}
	if got := counted(0); got.Count != people || got.More {
		t.Errorf("at once: %d are counted of %d, more %t", got.Count, people, got.More)
	}
	// The third page ends after 2.7 seconds; the fourth is not begun.
	if got := counted(900 * time.Millisecond); got.Count != 3*page || !got.More {
		t.Errorf("at 0.9 s a page: %d are counted, more %t, want three pages of %d and more", got.Count, got.More, page)
	}
}

// A queue that is counted alone has as many as among all, and is a look at nobody.
func TestAQueueIsCountedAlone(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.request(t, answering.RequestForAccess{
		Subject: "DBC-P-asks", Received: d.today().AddDays(-3), AccessRequest: disclosure.AccessRequest{AskedBy: "A. Sample", As: disclosure.AskerPerson},
	})
	all, err := d.WhatWaits(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	waits := 0
	for _, want := range all.Queues {
		d.table.Reset()
		alone, err := d.WhatWaits(t.Context(), looking(auditor), want.Queue)
		if err != nil {
			t.Fatal(detail(err))
		}
		want.Rows = []asking.WaitingRow{}
		if !reflect.DeepEqual(alone.Queues, []asking.WaitingQueue{want}) {
			t.Errorf("%s alone: %+v, want %+v", want.Queue, alone.Queues, want)
		}
		waits += want.Count
		if calls := d.table.Calls(); calls.Transact != 1 {
			t.Errorf("%s: %d transactions, want 1: the look", want.Queue, calls.Transact)
		}
	}
	if waits < 2 {
		t.Errorf("%d wait, want the request and the flag at least", waits)
	}
	looks := d.accesses(t, desk.AccessSearch{Action: "show-waiting"})
	if len(looks) != len(all.Queues)+1 || looks[0].Asked["count"] != "holds" || looks[0].Results != 0 {
		t.Errorf("%d looks are on record of %d, the last %+v", len(looks), len(all.Queues)+1, looks[0])
	}
	for _, of := range []string{mrsA, "DBC-P-asks"} {
		if got := d.accesses(t, desk.AccessSearch{Subject: of, Action: "show-waiting"}); len(got) != 1 {
			t.Errorf("%d looks are found by a person, want the one that showed rows", len(got))
		}
	}
}
