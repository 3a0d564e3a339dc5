package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

func TestATellingThatWasPutOffComesBackOnItsDay(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	tomorrow := d.today().AddDays(1)
	putOff := func(to disclosure.Date) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: to}
		}
	}
	first := d.record(t, housing, toOmbudsman(t, putOff(tomorrow))).ID
	d.record(t, housing, toOmbudsman(t, turnedDown, notDue))
	second := d.record(t, housing, toOmbudsman(t, putOff(tomorrow.AddDays(30)))).ID
	days := map[disclosure.EntryID]int{}
	putOffTo := map[disclosure.EntryID]disclosure.Date{first: tomorrow, second: tomorrow.AddDays(30)}
	listed := func() []disclosure.EntryID {
		t.Helper()
		page, err := d.OverdueTellings(t.Context(), looking(dpo), "")
		if err != nil {
			t.Fatal(detail(err))
		}
		var ids []disclosure.EntryID
		for _, l := range page.Tellings {
			ids = append(ids, l.Entry)
			if days[l.Entry] = l.Days; l.Since.AddDays(l.Days) != d.today() || l.Since != putOffTo[l.Entry] {
				t.Errorf("on %s overdue since %s for %d days", d.today(), l.Since, l.Days)
			}
		}
		return ids
	}
	for _, step := range []struct {
		when string
		turn time.Duration
		want []disclosure.EntryID
	}{
		{"before its day", 0, nil},
		{"on its day", 24 * time.Hour, []disclosure.EntryID{first}},
		{"a month on", 31 * 24 * time.Hour, []disclosure.EntryID{first, second}},
	} {
		d.turnClock(step.turn)
		if got := listed(); !slices.Equal(got, step.want) {
			t.Errorf("%s: %v, want %v", step.when, got, step.want)
		}
		if step.when == "on its day" && days[first] != 0 {
			t.Errorf("on its day it is overdue for %d days", days[first])
		}
	}
	if days[first] != 31 || days[second] != 1 {
		t.Errorf("a month on they are overdue for %d and %d days, want 31 and 1", days[first], days[second])
	}
	d.corrects(t, housing, first, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: tomorrow}
	}))
	if got := listed(); !slices.Equal(got, []disclosure.EntryID{second}) {
		t.Errorf("once they were told: %v, want %v", got, second)
	}
}

// Whoever records a refusal says that nothing is due to be told, or by which day it is
// told: that day comes back too, also where it had passed.
func TestTellingOfARefusalThatWasPutOffComesBack(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	refusal := d.record(t, housing, toOmbudsman(t, turnedDown, func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: d.today().AddDays(-2)}
	})).ID
	page, err := d.OverdueTellings(t.Context(), looking(dpo), "")
	if err != nil || len(page.Tellings) != 1 || page.Tellings[0].Entry != refusal || page.Tellings[0].Days != 2 {
		t.Fatalf("listed: %+v, %v; want the refusal, overdue for 2 days", page.Tellings, err)
	}
	d.corrects(t, housing, refusal, toOmbudsman(t, turnedDown, notDue))
	if page, err = d.OverdueTellings(t.Context(), looking(dpo), ""); err != nil || len(page.Tellings) != 0 {
		t.Errorf("once nothing is due: %+v, %v", page.Tellings, err)
	}
}

// Put off to no day, it is listed at once, for somebody to say which.
func TestATellingPutOffToNoDayIsListedAtOnce(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	entry := d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred}
	})).ID
	page, err := d.OverdueTellings(t.Context(), looking(dpo), "")
	if err != nil || len(page.Tellings) != 1 || page.Tellings[0].Entry != entry || !page.Tellings[0].PutOffTo.IsZero() {
		t.Errorf("listed: %+v, %v; want the disclosure, and no day", page.Tellings, err)
	}
	waits, err := d.WhatWaits(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range waits.Queues {
		if q.Queue == "overdue-tellings" && (len(q.Rows) != 1 || !q.Rows[0].Due.IsZero() || q.Rows[0].Overdue != 0 || !strings.Contains(q.Rows[0].Says, "to no day")) {
			t.Errorf("among what waits: %+v", q.Rows)
		}
	}
}

func notDue(d *disclosure.Disclosure) {
	d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NoTelling}
}

func TestOnlyARefusalHasNothingToTell(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, turnedDown, notDue))
	if _, err := d.Record(t.Context(), asks(housing), toOmbudsman(t, notDue)); kindOf(t, err) != disclosure.Refused {
		t.Errorf("a sharing that nobody is due to be told of: %v", err)
	}
}

// What is not due has no day and no ground that excuses from it.
func TestNothingToTellHasNoDayAndNoGround(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for pointer, change := range map[string]func(*disclosure.TellSubject){
		"/tellSubject/on":     func(tell *disclosure.TellSubject) { tell.On = d.today() },
		"/tellSubject/ground": func(tell *disclosure.TellSubject) { tell.Ground = "dpa18-sch2-para2" },
	} {
		_, err := d.Record(t.Context(), asks(housing), toOmbudsman(t, turnedDown, notDue, func(b *disclosure.Disclosure) { change(&b.TellSubject) }))
		var refused *disclosure.Error
		if !errors.As(err, &refused) || len(refused.Findings) != 1 || refused.Findings[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, err)
		}
	}
}

func TestAgreementsAreListedByWhenTheyEnd(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	today := d.today()
	agreement := func(reference string, until disclosure.Date, changes ...func(*disclosure.Fact)) disclosure.EntryID {
		f := disclosure.Fact{
			Kind: disclosure.FactAgreement, About: disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: reference},
			From: today.AddYears(-1), Until: until, Version: "1", Signatories: []string{"Example Housing Trust"}, Covers: "Repairs",
		}
		for _, change := range changes {
			change(&f)
		}
		return d.learn(t, dpo, f)
	}
	agreement("ENDLESS", disclosure.Date{})
	soon := agreement("SOON", today.AddDays(90))
	agreement("LATER", today.AddDays(91))
	agreement("LAPSED", today.AddDays(-1))
	listed := func(within int) []string {
		t.Helper()
		page, err := d.Agreements(t.Context(), looking(auditor), within, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		var names []string
		for _, a := range page.Agreements {
			names = append(names, a.Reference)
			if a.Covers != "Repairs" || len(a.Signatories) != 1 || (a.DaysLeft == nil) != a.Until.IsZero() {
				t.Errorf("%+v, want what it covers, its parties and how long it still runs", a)
			}
		}
		return names
	}
	if got, want := listed(-1), []string{"LAPSED", "SOON", "LATER", "ENDLESS"}; !slices.Equal(got, want) {
		t.Errorf("all: %v, want %v", got, want)
	}
	if got, want := listed(90), []string{"LAPSED", "SOON"}; !slices.Equal(got, want) {
		t.Errorf("what lapses in 90 days: %v, want %v", got, want)
	}
	agreement("SOON", today.AddYears(2), func(f *disclosure.Fact) { f.Replaces, f.Version = soon, "2" })
	if got, want := listed(90), []string{"LAPSED"}; !slices.Equal(got, want) {
		t.Errorf("once it was renewed: %v, want %v", got, want)
	}
}
