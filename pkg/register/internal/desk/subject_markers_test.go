package desk_test

import (
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// aMarkerFrom is a warning marker set on her on the day, and taken off six weeks
// later.
func aMarkerFrom(set disclosure.Date, outcome disclosure.TellOutcome) disclosure.Fact {
	f := disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject(mrsA), From: set, Until: set.AddDays(42), Reason: "Threats at a visit",
		ReviewBy: set.AddMonths(6), SubjectTold: outcome,
	}
	if outcome == disclosure.NotTold {
		f.Ground, f.DPOConsulted = "dpa18-sch2-para2", set
	} else {
		f.ToldOn = set
	}
	return f
}

// takenOff is that the marker was removed, on its last day.
func takenOff(marker disclosure.EntryID, f disclosure.Fact, data ...string) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactChange, About: f.About, From: f.Until, Reason: "No trouble since.",
		Change: &disclosure.Change{What: disclosure.MarkerRemoved, Fact: marker, Data: data},
	}
}

// noticeOf is a notice of each register.
var noticeOf = map[disclosure.Register]string{
	dartford: "dartford-complaints", maidstone: "maidstone-stage-2", kent: "kent-feedback", northKesteven: "north-kesteven-feedback",
}

// Whatever notice was in force or was not, nothing that a person reads tells of a
// marker that they have not been told of: not its removal, not a change to it, not a
// disclosure of it.
func TestAnUndisclosedMarkerLeavesNoTraceInAnyRegister(t *testing.T) {
	mend := func(f disclosure.Fact, what disclosure.ChangeKind, data ...string) disclosure.Fact {
		return disclosure.Fact{
			Kind: disclosure.FactChange, About: f.About, From: f.From.AddDays(7), Reason: "It named the wrong visit.",
			Change: &disclosure.Change{What: what, Data: data},
		}
	}
	for name, hide := range map[string]func(*office, *testing.T, disclosure.Caller, disclosure.Fact){
		"taken off": func(d *office, t *testing.T, by disclosure.Caller, f disclosure.Fact) {
			d.learnByTwo(t, by, takenOff(d.learnByTwo(t, by, f), f))
		},
		"taken off, with other data": func(d *office, t *testing.T, by disclosure.Caller, f disclosure.Fact) {
			d.learnByTwo(t, by, takenOff(d.learnByTwo(t, by, f), f, "marker", "address"))
		},
		"taken off, and its reason mended since": func(d *office, t *testing.T, by disclosure.Caller, f disclosure.Fact) {
			marker := d.learnByTwo(t, by, f)
			d.learnByTwo(t, by, takenOff(marker, f))
			f.Replaces = marker
			d.learnByTwo(t, by, f)
		},
		"its reason corrected while it stood": func(d *office, t *testing.T, by disclosure.Caller, f disclosure.Fact) {
			change := mend(f, disclosure.Rectification, "marker-reason")
			f.Until = disclosure.Date{}
			d.learnByTwo(t, by, f)
			d.learnByTwo(t, by, change)
		},
		"erased": func(d *office, t *testing.T, by disclosure.Caller, f disclosure.Fact) {
			d.learnByTwo(t, by, f)
			d.learnByTwo(t, by, mend(f, disclosure.Erasure, "marker", "marker-reason"))
		},
		"shared": func(d *office, t *testing.T, by disclosure.Caller, f disclosure.Fact) {
			d.learnByTwo(t, by, f)
			d.record(t, by, toTrust(t, func(b *disclosure.Disclosure) {
				b.Notice = noticeOf[by.Register]
				b.DisclosedAt = f.From.AddDays(1).Start().Add(12 * time.Hour)
				b.Data[0] = disclosure.DataItem{Category: "marker", Description: "Two to a visit"}
			}))
		},
	} {
		for place, c := range map[string]struct {
			register disclosure.Register
			set      disclosure.Date
		}{
			"Dartford, before its notice on contact": {dartford, disclosure.NewDate(2019, time.January, 10)},
			"Dartford":                               {dartford, disclosure.NewDate(2026, time.June, 1)},
			"Maidstone, before its notice":           {maidstone, disclosure.NewDate(2018, time.January, 10)},
			"Maidstone":                              {maidstone, disclosure.NewDate(2026, time.June, 1)},
			"Kent, before its notice":                {kent, disclosure.NewDate(2021, time.January, 10)},
			"Kent":                                   {kent, disclosure.NewDate(2026, time.June, 1)},
			"North Kesteven, before its one":         {northKesteven, disclosure.NewDate(2018, time.January, 10)},
			"North Kesteven":                         {northKesteven, disclosure.NewDate(2026, time.June, 1)},
		} {
			t.Run(place+", "+name, func(t *testing.T) {
				by := of(c.register, dpo)
				answerOf := func(outcome disclosure.TellOutcome) (string, answering.SubjectReview) {
					d := newDeskWith(t, desk.Options{})
					if outcome != "" {
						hide(d, t, by, aMarkerFrom(c.set, outcome))
					}
					review, err := d.ReviewSubject(t.Context(), looking(by), answering.SubjectQuestion{Subject: mrsA, To: door.Person})
					if err != nil {
						t.Fatal(detail(err))
					}
					return printed(t, readAnswer(t, review.Answer)), review
				}
				want, _ := answerOf("")
				if got, review := answerOf(disclosure.NotTold); got != want {
					t.Errorf("the person reads of a marker that they were not told of:\n%s", got)
				} else if slices.ContainsFunc(review.Changes, func(v answering.ChangeView) bool { return v.Withheld == "" }) || len(review.Changes)+len(review.About) == 0 {
					t.Errorf("the Data Protection Officer does not see what is kept back: %+v", review)
				}
				if got, _ := answerOf(disclosure.Told); got == want {
					t.Error("the person does not read of a marker that they were told of")
				}
			})
		}
	}
}

// What the person has been told of one marker stays in the answer whatever else is
// known of them; and one that they are told of late appears then.
func TestEachMarkerIsToldOrNotByItself(t *testing.T) {
	told, untold := aMarkerFrom(disclosure.NewDate(2026, time.June, 1), disclosure.Told), aMarkerFrom(disclosure.NewDate(2026, time.March, 1), disclosure.NotTold)
	lines := func(d *office) int { return len(answered(t, d, mrsAsQuestion).Changes) }
	d := newDeskWith(t, desk.Options{})
	d.learnByTwo(t, dpo, takenOff(d.learnByTwo(t, dpo, told), told))
	if got := lines(d); got != 1 {
		t.Fatalf("%d changes, want the one marker taken off", got)
	}
	second := d.learn(t, dpo, untold)
	d.learn(t, dpo, takenOff(second, untold))
	if got := lines(d); got != 1 {
		t.Errorf("%d changes with another marker, not told; want 1 as before", got)
	}
	toldLate := aMarkerFrom(untold.From, disclosure.Told)
	toldLate.Replaces = second
	late := d.learn(t, dpo, toldLate)
	if got := lines(d); got != 1 {
		t.Errorf("%d changes before a second person has confirmed that the person was told, want 1", got)
	}
	if err := d.confirms(t, secondDPO, late, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if got := lines(d); got != 2 {
		t.Errorf("%d changes once the person was told of both, want 2", got)
	}
}

// A marker's own time is over before that of the changes to it. Who knows no more
// whether the person was told does not tell.
func TestAChangeOfAMarkerNoLongerKnownIsKeptBack(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 3, "marker"))
	review := d.reviewed(t, mrsAsQuestion)
	if got := readAnswer(t, review.Answer).Changes; len(got) != 0 || len(review.Changes) != 1 || review.Changes[0].Due != "Nothing shows that the person has been told of the marker." {
		t.Errorf("the person reads %+v; the Data Protection Officer %+v", got, review.Changes)
	}
}

// The fact of a marker may be destroyed before the case it was shared in is; and one
// disclosure that says that the person was told of it opens nothing.
func TestADisclosureOfAMarkerNoLongerKnownIsKeptBack(t *testing.T) {
	for _, outcome := range []disclosure.TellOutcome{disclosure.NotTold, disclosure.Told} {
		d := newDesk(t)
		d.record(t, housing, toTrust(t, func(b *disclosure.Disclosure) {
			b.Data[0] = disclosure.DataItem{Category: "marker", Description: "Two to a visit"}
			b.TellSubject = disclosure.TellSubject{Outcome: outcome}
			if outcome == disclosure.Told {
				b.TellSubject.On = disclosure.DateOf(b.DisclosedAt)
			} else {
				b.TellSubject.Ground = "dpa18-sch2-para2"
			}
		}))
		review := d.reviewed(t, mrsAsQuestion)
		if got := readAnswer(t, review.Answer).Shared; len(got) != 0 {
			t.Errorf("of the disclosure %s: %+v shown", outcome, got)
		}
		if len(review.About) != 1 || review.About[0].Outcome != door.Undecided {
			t.Errorf("nobody is asked to decide: %+v", review.About)
		}
	}
}
