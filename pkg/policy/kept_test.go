package policy_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// takenOffUntold are facts of a marker that had been taken off, and of which the
// person never knew.
var takenOffUntold = aMarker(func(f *disclosure.Fact) { untold(f); takenOff(f) })

// One draw in ten thousand of TestADepartureIsNeverRefused: a departure that breaks
// a rule on account of an untold marker, and an ordinary rule beside it. The kept
// flag is a departure, and yet it does not come before the ordinary one: that one
// would be the second of two, and its department would see that a first is missing.
func TestAKeptDepartureStandsAfterWhatADepartmentSees(t *testing.T) {
	d := read(t, dmMarker)
	for _, change := range []func(*disclosure.Disclosure){
		notTold, to("elected-representative", "councillor-member-role", "Dartford"),
		give("capacity", "committee-or-ward-need-to-know"), give("inOfficeOnDate", false),
	} {
		change(d)
	}
	d.Departure = &disclosure.Departure{Reason: "Mistake", NoBreachReason: "Came back unopened", DiscoveredOn: disclosure.DateOf(recordedAt)}
	shown, whole := dm.decide(t, d), dm.decide(t, d, takenOffUntold...)
	seen := disclosure.ShownFlags(whole.Flags)
	if len(seen) != len(shown.Flags) || len(seen) == len(whole.Flags) {
		t.Fatalf("shown %v of %v, want what is shown where no marker is known: %v", len(seen), outcome(whole), outcome(shown))
	}
	ordinary, keptDepartures := 0, 0
	for n, f := range whole.Flags {
		if f.Kept == (n < len(seen)) {
			t.Errorf("flag %d of %v is kept: %t", n, outcome(whole), f.Kept)
		}
		if !f.Kept && !f.Departure {
			ordinary++
		}
		if f.Kept && f.Departure {
			keptDepartures++
		}
	}
	if ordinary == 0 || keptDepartures == 0 {
		t.Errorf("got %v, want an ordinary flag and a kept departure", outcome(whole))
	}
}

// What an emergency puts off on account of an untold marker is kept; that something
// was put off says nothing of what it was, and is not a second flag.
func TestAnEmergencyKeepsTheRuleAndNotThatItWasPutOff(t *testing.T) {
	d := read(t, dmMarker)
	notTold(d)
	d.Urgency = disclosure.Emergency
	whole := dm.decide(t, d, takenOffUntold...)
	if !says(whole, "kept DM-W8 /subjects") {
		t.Fatalf("got %v, want DM-W8 kept", outcome(whole))
	}
	if says(whole, "kept "+policy.EmergencyRule+" /urgency") {
		t.Errorf("got %v, want no kept %s", outcome(whole), policy.EmergencyRule)
	}
}

// A hold stands from the day it is placed, that day included, until the day before
// it is released.
func TestAHoldStandsOnItsOwnDay(t *testing.T) {
	placed, released := disclosure.NewDate(2026, time.March, 10), disclosure.NewDate(2026, time.March, 20)
	c := disclosure.Case{
		State: disclosure.CaseClosed, Classes: []string{"dc-complaints-db"},
		Triggers: disclosure.Triggers{Closed: disclosure.NewDate(2020, time.January, 1)},
		Holds:    []disclosure.Hold{{PlacedOn: placed, ReleasedOn: released}},
	}
	for day, want := range map[disclosure.Date]bool{
		placed.AddDays(-1): false, placed: true, placed.AddDays(1): true, released.AddDays(-1): true, released: false,
	} {
		held := false
		for _, due := range policy.Load().Retention(dartford, c, day).Classes {
			held = held || due.Clock == policy.HeldBack
		}
		if held != want {
			t.Errorf("on %s: held = %t, want %t", day, held, want)
		}
	}
}
