package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

func aboutSubject(reference string) disclosure.FactKey {
	return disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference}
}

// theDay is a day of November.
func theDay(day int) disclosure.Date { return disclosure.NewDate(2026, time.November, day) }

// changed is a change made to a person's data on a day of November.
func changed(subject string, what disclosure.ChangeKind, day int, data ...string) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactChange, About: aboutSubject(subject), From: theDay(day), Reason: "It was out of date.",
		Change: &disclosure.Change{What: what, Data: data},
	}
}

// told is what became of telling a recipient of a change.
func told(subject string, change disclosure.EntryID, outcome disclosure.TellingOutcome, day int, who ...disclosure.ToldRecipient) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactTelling, About: aboutSubject(subject), From: theDay(day), Reason: "As the file shows.",
		Telling: &disclosure.Telling{Change: change, Recipients: who, Outcome: outcome, How: "Letter"},
	}
}

var (
	theOmbudsman = disclosure.ToldRecipient{Category: "ombudsman", Kind: "housing-ombudsman", Organisation: "Housing Ombudsman Service"}
	theTrust     = disclosure.ToldRecipient{Category: "nhs", Organisation: "Sample Hospital Trust"}
)

// toTrust is a disclosure of an address to a hospital.
func toTrust(t *testing.T, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	return toOmbudsman(t, append([]func(*disclosure.Disclosure){happened, func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Sample Hospital Trust"}
		d.Data = []disclosure.DataItem{{Category: "address", Description: "Where she lives"}}
	}}, changes...)...)
}

func (d *office) changesOf(t *testing.T, subject string, what disclosure.ChangeKind) []answering.ChangeView {
	t.Helper()
	got, err := d.Changes(t.Context(), looking(dpo), subject, what)
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.Changes
}

func (d *office) untold(t *testing.T) []answering.ChangeView {
	t.Helper()
	var all []answering.ChangeView
	for cursor := ""; ; {
		page, err := d.UntoldChanges(t.Context(), looking(dpo), cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		all = append(all, page.Changes...)
		if cursor = page.Cursor; cursor == "" {
			return all
		}
	}
}

// organisations lists a change's recipients with how far each is.
func organisations(v answering.ChangeView) string {
	var lines []string
	for _, r := range v.Recipients {
		lines = append(lines, r.Organisation+" "+string(r.Outcome))
	}
	return strings.Join(lines, "; ")
}

func questionFive(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	d.record(t, housing, toTrust(t, on(4)))                                                                                       // on the very day
	d.record(t, housing, toTrust(t, on(5), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Later Hospital Trust" })) // had it as it now is
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Recipient.Organisation, b.Decision = "Refused Trust", disclosure.RefusedToShare
	})) // had nothing
	d.record(t, housing, toTrust(t, on(2), about("DBC-P-other"), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Another's Trust" })) // about somebody else
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Recipient.Organisation, b.Data[0].Category = "Trust of Other Data", "telephone"
	})) // other data
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Recipient = disclosure.Recipient{Category: "service-department", Organisation: "Housing"}
	})) // the council itself
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Recipient = disclosure.Recipient{Category: "data-subject", Person: "Mrs A. Sample"}
	})) // herself
	d.record(t, housing, toTrust(t, on(3), func(b *disclosure.Disclosure) {
		b.Recipient = disclosure.Recipient{Category: "contractor", Organisation: "Example Systems Ltd"}
	})) // a processor is a recipient
	d.record(t, housing, toTrust(t, on(3), about(mrsA, "DBC-P-other"), func(b *disclosure.Disclosure) {
		b.Recipient.Organisation, b.Data[0].Subject = "Neighbour's Trust", "DBC-P-other"
	})) // her neighbour's address

	change := d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4, "address"))
	d.table.Reset()
	got := d.changesOf(t, mrsA, "")
	if want := (storetest.Calls{BatchGet: 2, Query: 1, Transact: 1}); d.table.Calls() != want {
		t.Errorf("calls = %+v, want %+v: the facts, her entries and the access", d.table.Calls(), want)
	}
	if len(got) != 1 || organisations(got[0]) != "Example Systems Ltd not-yet; Sample Hospital Trust not-yet" || got[0].Outstanding != 2 {
		t.Fatalf("to be told: %+v", got)
	}
	if trust := got[0].Recipients[1]; len(trust.Entries) != 2 || !slices.Equal(trust.Data, []string{"address"}) || disclosure.DateOf(trust.Last) != theDay(4) || trust.Inquiry {
		t.Errorf("the trust had %+v", trust)
	}

	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))
	d.learn(t, dpo, told(mrsA, change, disclosure.Acknowledged, 7, disclosure.ToldRecipient{Category: "nhs", Organisation: "sample  hospital TRUST"}))
	d.learn(t, dpo, told(mrsA, change, disclosure.Impossible, 7, disclosure.ToldRecipient{Category: "contractor", Organisation: "Example Systems Ltd"}))
	v := d.changesOf(t, mrsA, "")[0]
	if organisations(v) != "Example Systems Ltd impossible; Sample Hospital Trust acknowledged" || v.Outstanding != 0 {
		t.Fatalf("told: %s, %d left", organisations(v), v.Outstanding)
	}
	if trust := v.Recipients[1]; trust.ToldOn != theDay(5) || trust.How != "Letter" || trust.AcknowledgedOn != theDay(7) {
		t.Errorf("the trust was told %+v", trust)
	}
	if contractor := v.Recipients[0]; contractor.Reason == "" || !contractor.ToldOn.IsZero() {
		t.Errorf("the contractor: %+v", contractor)
	}
}

func questionFifteen(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	marker := disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject(mrsA), From: disclosure.NewDate(2026, 6, 1), Reason: "Threats at a visit",
		ReviewBy: disclosure.NewDate(2026, 12, 1), SubjectTold: disclosure.Told, ToldOn: disclosure.NewDate(2026, 6, 2),
	}
	set := d.learn(t, dpo, marker)
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Data[0] = disclosure.DataItem{Category: "marker", Description: "Two to a visit"}
	}))
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Trust of the Address" }))
	removal := changed(mrsA, disclosure.MarkerRemoved, 9)
	removal.Change.Fact = set
	if _, err := d.LearnFact(t.Context(), asks(dpo), removal); err == nil || !strings.Contains(detail(err), "/change/fact") {
		t.Errorf("removing a marker that still holds: %v", detail(err))
	}
	marker.Until, marker.Replaces = theDay(8), set
	removal.Change.Fact = d.learn(t, dpo, marker)
	change := d.learn(t, dpo, removal)
	d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 9, "address")) // another change, of what another recipient had

	if v := d.changesOf(t, mrsA, disclosure.MarkerRemoved); len(v) != 1 || organisations(v[0]) != "Sample Hospital Trust not-yet" {
		t.Fatalf("to delete it: %+v", v)
	}
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 10, theTrust))
	if v := d.changesOf(t, mrsA, disclosure.MarkerRemoved)[0]; v.Recipients[0].Outcome != disclosure.RecipientTold || v.Outstanding != 0 {
		t.Errorf("told: %+v", v)
	}
}

// A disclosure that is recorded after everybody had been told, or is corrected so
// that it names another recipient, brings the change back among those to be told.
func TestARecipientFoundLateIsToBeTold(t *testing.T) {
	for name, find := range map[string]func(*office, *testing.T, disclosure.EntryID){
		"a disclosure recorded late": func(d *office, t *testing.T, _ disclosure.EntryID) {
			d.record(t, housing, toOmbudsman(t, on(1)))
		},
		"a correction that names another": func(d *office, t *testing.T, first disclosure.EntryID) {
			right := toOmbudsman(t, on(2))
			if _, err := d.Correct(t.Context(), asks(housing), first, disclosure.Correction{Reason: "It went to the ombudsman.", Disclosure: right}); err != nil {
				t.Fatal(detail(err))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			first := d.record(t, housing, toTrust(t, on(2))).ID
			change := d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4))
			if got := d.untold(t); len(got) != 1 || got[0].Entry != change {
				t.Fatalf("untold %+v, want the change", got)
			}
			d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))
			if got := d.untold(t); len(got) != 0 {
				t.Fatalf("untold %+v, want nothing", got)
			}
			d.turnClock(2 * time.Hour)
			d.untold(t) // takes the change off the list
			if n := d.hints(t, "untold"); n != 0 {
				t.Fatalf("%d hints are left", n)
			}
			d.table.Reset()
			find(d, t, first)
			if calls := d.table.Calls(); calls.Query != 0 || calls.BatchGet != 1 || calls.Transact != 1 {
				t.Errorf("calls = %+v: bringing it back costs no call of its own", calls)
			}
			got := d.untold(t)
			if len(got) != 1 || got[0].Outstanding != 1 || !strings.Contains(organisations(got[0]), "Housing Ombudsman Service not-yet") {
				t.Errorf("untold %+v, want the ombudsman", got)
			}
			d.checkWhole(t, disclosure.KindDisclosure)
		})
	}
}

// Whoever was told already brings nothing back to the list, though it is looked for:
// recording reads no tellings. Whoever had the data only later is not even that.
func TestNobodyIsToldTwice(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4))
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))
	before := d.hints(t, "untold")
	d.record(t, housing, toTrust(t, on(3)))
	d.record(t, housing, toOmbudsman(t, on(5)))
	d.record(t, housing, toOmbudsman(t, on(3), about("DBC-P-other")))
	if n := d.hints(t, "untold") - before; n != 1 {
		t.Errorf("%d hints, want the one at what was told already", n)
	}
	d.turnClock(2 * time.Hour)
	if got := d.untold(t); len(got) != 0 || d.hints(t, "untold") != 0 {
		t.Errorf("untold %+v, and %d hints are left", got, d.hints(t, "untold"))
	}
	d.learn(t, dpo, told(mrsA, change, disclosure.NotYetTold, 6, theOmbudsman)) // who never had them
	if v := d.changesOf(t, mrsA, "")[0]; v.Outstanding != 0 || len(v.Recipients) != 2 || len(v.Recipients[0].Entries) != 0 {
		t.Errorf("a recipient that no disclosure names: %+v", v)
	}
}

// hints counts what is on one of the lists of what waits, past every interface.
func (d *office) hints(t *testing.T, list string) int {
	t.Helper()
	n := 0
	for _, key := range d.keys(t) {
		if key.Partition == "open#"+dartford.String()+"#"+list {
			n++
		}
	}
	return n
}

// A change is left on the list while a recording that began before it may be on its
// way; and one renewed meanwhile stays.
func TestAChangeIsTakenOffTheListOnlyAfterAnHour(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4))
	d.turnClock(59 * time.Minute)
	if got := d.untold(t); len(got) != 0 || d.hints(t, "untold") != 1 {
		t.Errorf("untold %+v with %d hints, want none and one", got, d.hints(t, "untold"))
	}
	d.turnClock(2 * time.Minute)
	d.table.Reset()
	if got := d.untold(t); len(got) != 0 || d.hints(t, "untold") != 0 {
		t.Errorf("untold %+v with %d hints, want none", got, d.hints(t, "untold"))
	}
	if got, want := d.table.Calls(), (storetest.Calls{Query: 2, BatchGet: 2, Transact: 2}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
}

// What the list costs grows with the changes on it, and with nothing else.
func TestTheListOfUntoldChangesReadsAsMuchAsItShows(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for i := range 25 {
		who := fmt.Sprintf("DBC-P-crowd-%d", i)
		d.record(t, housing, toTrust(t, on(2), about(who), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-crowd-%d", i)))))
		if i < 22 {
			d.learn(t, dpo, changed(who, disclosure.Rectification, 3+i%9, "address"))
		}
	}
	d.table.Reset()
	first, err := d.UntoldChanges(t.Context(), looking(dpo), "")
	if err != nil || len(first.Changes) != 20 || first.Cursor == "" {
		t.Fatalf("first page: %d, %v", len(first.Changes), err)
	}
	if got, want := d.table.Calls(), (storetest.Calls{Query: 1 + 20, BatchGet: 2 + 20, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	all := d.untold(t)
	if len(all) != 22 || !slices.IsSortedFunc(all, func(a, b answering.ChangeView) int { return a.On.Compare(b.On) }) {
		t.Errorf("%d changes, want 22, the oldest first", len(all))
	}
}

func TestWhatAChangeOrATellingMustSay(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4))
	with := func(f disclosure.Fact, edit func(*disclosure.Fact)) disclosure.Fact { edit(&f); return f }
	for name, tt := range map[string]struct {
		by   disclosure.Caller
		fact disclosure.Fact
		want string
	}{
		"a change by a department":             {housing, changed(mrsA, disclosure.Erasure, 4), "Data Protection Officer"},
		"a telling by a department":            {housing, told(mrsA, change, disclosure.RecipientTold, 5, theTrust), "Data Protection Officer"},
		"a change still to come":               {dpo, with(changed(mrsA, disclosure.Erasure, 4), func(f *disclosure.Fact) { f.From = disclosure.NewDate(2099, 1, 1) }), "/from"},
		"a change without a reason":            {dpo, with(changed(mrsA, disclosure.Erasure, 4), func(f *disclosure.Fact) { f.Reason = "" }), "/reason"},
		"a change of nothing":                  {dpo, with(changed(mrsA, disclosure.Erasure, 4), func(f *disclosure.Fact) { f.Change = nil }), "/change"},
		"a marker that is not named":           {dpo, changed(mrsA, disclosure.MarkerRemoved, 4), "/change/fact"},
		"a marker that is not known":           {dpo, with(changed(mrsA, disclosure.MarkerRemoved, 4), func(f *disclosure.Fact) { f.Change.Fact = change }), "/change/fact"},
		"a restriction that is not known":      {dpo, with(changed(mrsA, disclosure.Restriction, 4), func(f *disclosure.Fact) { f.Change.Fact = change }), "/change/fact"},
		"a change withdrawn that was not made": {dpo, changed(mrsA, disclosure.Withdrawn, 4), "/replaces"},
		"a telling of another's change":        {dpo, told("DBC-P-other", change, disclosure.RecipientTold, 5, theTrust), "/telling/change"},
		"a telling before the change":          {dpo, told(mrsA, change, disclosure.RecipientTold, 3, theTrust), "/from"},
		"told, and not how":                    {dpo, with(told(mrsA, change, disclosure.RecipientTold, 5, theTrust), func(f *disclosure.Fact) { f.Telling.How = "" }), "/telling/how"},
		"impossible, and not why":              {dpo, with(told(mrsA, change, disclosure.Impossible, 5, theTrust), func(f *disclosure.Fact) { f.Reason = "" }), "/reason"},
		"not due, and not why":                 {dpo, with(told(mrsA, change, disclosure.NotDue, 5, theTrust), func(f *disclosure.Fact) { f.Reason = "" }), "/reason"},
		"with the next, and not when":          {dpo, told(mrsA, change, disclosure.NextOccasion, 5, theTrust), "/telling/by"},
		"with the next, years ahead":           {dpo, with(told(mrsA, change, disclosure.NextOccasion, 5, theTrust), func(f *disclosure.Fact) { f.Telling.By = disclosure.NewDate(2028, 1, 1) }), "/telling/by"},
		"told, and by a day to come":           {dpo, with(told(mrsA, change, disclosure.RecipientTold, 5, theTrust), func(f *disclosure.Fact) { f.Telling.By = theDay(9) }), "/telling/by"},
		"told to nobody":                       {dpo, told(mrsA, change, disclosure.RecipientTold, 5), "/telling/recipients"},
		"a telling that replaces one":          {dpo, with(told(mrsA, change, disclosure.RecipientTold, 5, theTrust), func(f *disclosure.Fact) { f.Replaces = change }), "/replaces"},
		"an objection with a telling":          {dpo, objection(func(f *disclosure.Fact) { f.Telling = &disclosure.Telling{} }), "/telling"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := d.LearnFact(t.Context(), asks(tt.by), tt.fact); err == nil || !strings.Contains(detail(err), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	if v := d.changesOf(t, mrsA, "")[0]; v.Outstanding != 1 || len(d.changesOf(t, mrsA, "")) != 1 {
		t.Errorf("what was refused left %+v", v)
	}
}

// Whoever is given data as a routine may be told with the next: they stand on the list with
// its day, after it as overdue, until they are told.
func TestARecipientIsToldWithTheNextOccasion(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4))
	next := told(mrsA, change, disclosure.NextOccasion, 5, theTrust)
	next.Telling.By = disclosure.DateOf(d.now).AddDays(20)
	d.learn(t, dpo, next)
	is := func(when string, outstanding, overdue int, by disclosure.Date) {
		t.Helper()
		list, err := d.UntoldChanges(t.Context(), looking(dpo), "")
		if err != nil || len(list.Changes) != min(outstanding, 1) {
			t.Fatalf("%s: %d changes on the list, %s", when, len(list.Changes), detail(err))
		}
		v := d.changesOf(t, mrsA, "")[0]
		if r := v.Recipients[0]; v.Outstanding != outstanding || r.Overdue != overdue || r.By != by {
			t.Errorf("%s: %+v", when, v)
		}
	}
	is("recorded", 1, 0, next.Telling.By)
	if got := answered(t, d, mrsAsQuestion).Changes[0].Told[0].Outcome; got != "We will tell them when we next send them their regular information" {
		t.Errorf("the person is told %q", got)
	}
	d.now = d.now.AddDate(0, 0, 23)
	is("three days after", 1, 3, next.Telling.By)
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 6, theTrust))
	is("told", 0, 0, disclosure.Date{})
}

// A mistake is put right by what is recorded later, and what was told follows a
// change that is replaced.
func TestMistakesInTellingArePutRight(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	d.record(t, housing, toOmbudsman(t, on(2)))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4))
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust, theOmbudsman))
	d.learn(t, dpo, told(mrsA, change, disclosure.NotYetTold, 5, theOmbudsman))
	v := d.changesOf(t, mrsA, "")[0]
	if organisations(v) != "Housing Ombudsman Service not-yet; Sample Hospital Trust told" || v.Outstanding != 1 || !v.Recipients[0].ToldOn.IsZero() || !v.Recipients[0].Inquiry {
		t.Fatalf("taken back: %+v", v)
	}
	d.learn(t, dpo, told(mrsA, change, disclosure.NotDue, 6, theOmbudsman))

	again := changed(mrsA, disclosure.Rectification, 4)
	again.Replaces = change
	now := d.learn(t, dpo, again)
	if v = d.changesOf(t, mrsA, "")[0]; v.Entry != now || v.What != disclosure.Rectification || v.Outstanding != 0 {
		t.Errorf("replaced: %+v", v)
	}
	gone := changed(mrsA, disclosure.Withdrawn, 4)
	gone.Replaces = now
	d.learn(t, dpo, gone)
	if got := d.changesOf(t, mrsA, ""); len(got) != 0 {
		t.Errorf("withdrawn: %+v", got)
	}
	if _, err := d.LearnFact(t.Context(), asks(dpo), told(mrsA, now, disclosure.RecipientTold, 5, theTrust)); err == nil {
		t.Error("somebody was told of a change that was withdrawn")
	}
}

// A recorder's answer is the same whatever the person's changes are, and however
// many.
func TestChangesAreNothingToARecorder(t *testing.T) {
	plain, d := newDeskWith(t, desk.Options{}), newDeskWith(t, desk.Options{})
	for range 120 {
		d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 12))
	}
	crowd := []string{mrsA}
	for i := range 59 {
		crowd = append(crowd, fmt.Sprintf("DBC-P-%d", i))
	}
	want, got := plain.record(t, housing, toOmbudsman(t, about(crowd...))), d.record(t, housing, toOmbudsman(t, about(crowd...)))
	if fmt.Sprint(got.Flags) != fmt.Sprint(want.Flags) {
		t.Errorf("flags %v, want %v", got.Flags, want.Flags)
	}
}

// A telling of a recipient that never had the data is taken, and is said to be one.
func TestATellingThatNoDisclosureExplainsSaysSo(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4, "address"))
	misspelt := theTrust
	misspelt.Organisation = "Sample Hospital Trusts"
	says := func(outstanding int, want map[string]bool) {
		t.Helper()
		view := d.changesOf(t, mrsA, "")[0]
		if view.Outstanding != outstanding || len(view.Recipients) != len(want) {
			t.Errorf("outstanding %d of %s, want %d", view.Outstanding, organisations(view), outstanding)
		}
		for _, one := range view.Recipients {
			if (one.Says != "") != want[one.Organisation] {
				t.Errorf("of %s, %s: says %q", one.Organisation, one.Outcome, one.Says)
			}
		}
	}
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, misspelt))
	says(1, map[string]bool{theTrust.Organisation: false, misspelt.Organisation: true})
	d.learn(t, dpo, told(mrsA, change, disclosure.NotYetTold, 6, misspelt))
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 6, theTrust))
	says(0, map[string]bool{theTrust.Organisation: false, misspelt.Organisation: false})
}
