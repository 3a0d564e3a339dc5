package desk_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// What was shared before an objection was decided was shared while it was undecided,
// however it was decided since.
func TestAnObjectionWasUndecidedUntilItWasDecided(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	first := d.learn(t, dpo, objection())
	d.record(t, housing, toOmbudsman(t, on(5)))
	d.learn(t, dpo, objection(func(f *disclosure.Fact) {
		f.Replaces, f.Decided, f.DecidedOn = first, "overridden", theDay(7)
	}))
	if got := d.record(t, housing, toOmbudsman(t, on(6))); !flagged(got, "DC-G1") {
		t.Error("what was shared the day before the decision is not flagged")
	}
	if got := d.record(t, housing, toOmbudsman(t, on(7))); flagged(got, "DC-G1") {
		t.Error("what was shared on the day of the decision is flagged")
	}
	sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != 3 {
		t.Fatalf("%d disclosures, %v", len(sharing.Disclosures), err)
	}
	for i, want := range []string{"overridden", "undecided", "undecided"} { // newest first
		a := sharing.Disclosures[i].Against
		if len(a) != 1 || a[0].Decided != want || a[0].DecidedOn != theDay(7) {
			t.Errorf("of day %d: %+v, want decided %q by then, on the 7th", 7-i, a, want)
		}
	}
}

// Offence data that was shared on consent relies on it, as other data does.
func TestOffenceDataSharedOnConsentReliesOnIt(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	offence := func(conditions ...string) disclosure.EntryID {
		return d.record(t, housing, toOmbudsman(t, on(5), happened, func(b *disclosure.Disclosure) {
			b.Data = []disclosure.DataItem{{Category: "criminal-allegation", Description: "What he is said to have done"}}
			b.Justification.Conditions = conditions
			b.Evidence["consentRecordId"], b.Evidence["consentDate"] = "F-7", "2026-11-01"
		})).ID
	}
	on := map[disclosure.EntryID]bool{offence("dpa18-sch1-para29"): true, offence("dpa18-sch1-para10"): false}
	sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != len(on) {
		t.Fatalf("%d disclosures, %v", len(sharing.Disclosures), err)
	}
	for _, got := range sharing.Disclosures {
		if got.Consent != on[got.Entry] {
			t.Errorf("on %v it relies on consent: %t", got.Legal, got.Consent)
		}
	}
}

// What was once recorded as about a person does not vanish from what was shared about
// them when a correction says that it was somebody else.
func TestWhomACorrectionTookOutStillHasTheEntry(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	first := d.record(t, housing, toOmbudsman(t, about("DBC-P-gone"))).ID
	corrected := d.corrects(t, housing, first, toOmbudsman(t, about("DBC-P-other")))
	for person, want := range map[string]bool{"DBC-P-gone": true, "DBC-P-other": false} {
		sharing, err := d.Sharing(t.Context(), looking(dpo), person, disclosure.Date{}, answering.SharingPage{})
		if err != nil || len(sharing.Disclosures) != 1 || sharing.Disclosures[0].Entry != corrected {
			t.Fatalf("%s: %+v, %v; want the entry", person, sharing.Disclosures, err)
		}
		if got := sharing.Disclosures[0].NotSince != nil; got != want {
			t.Errorf("%s was taken out: %t, want %t", person, got, want)
		}
		if got := len(sharing.Recipients) == 0; got != want {
			t.Errorf("%s has recipients %+v", person, sharing.Recipients)
		}
	}
}

// Whoever reads what was shared is told which of it the person is not to see, why, and
// whose it is.
func TestWhatIsKeptFromThePersonIsMarked(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	shown := d.record(t, housing, toOmbudsman(t, on(3))).ID
	withheld := d.record(t, housing, toOmbudsman(t, on(4), func(b *disclosure.Disclosure) {
		e := liftingAccess("dpa18-sch2-para2")
		b.Justification.Exemptions = []disclosure.Exemption{e}
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: e.ID}
	})).ID
	undecided := d.record(t, housing, toOmbudsman(t, on(5), func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
		b.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"the listed GDPR provisions"}, Reason: "x", ReviewBy: theDay(30)}}
	})).ID
	sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != 3 {
		t.Fatalf("%d disclosures, %v", len(sharing.Disclosures), err)
	}
	for _, got := range sharing.Disclosures {
		want := map[disclosure.EntryID]door.Outcome{shown: door.Shown, withheld: door.Withheld, undecided: door.Undecided}[got.Entry]
		if got.ToPerson != want || (len(got.Because) > 0) != (want != door.Shown) {
			t.Errorf("%s to the person because %v, want %s", got.ToPerson, got.Because, want)
		}
		if got.Department != "housing" || got.Reason == "" {
			t.Errorf("of department %q for reason %q", got.Department, got.Reason)
		}
	}
}

// Of data that is another's alone nothing went of the person: the recipient is none of
// theirs, whoever else the disclosure is about.
func TestDataOfAnotherIsNotAmongWhatWasSharedOfThePerson(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	both := func(b *disclosure.Disclosure) {
		b.Subjects = []disclosure.Subject{{Reference: "DBC-P-aa", Role: "complainant"}, {Reference: "DBC-P-bb", Role: "third-party"}}
	}
	of := func(whose ...string) func(*disclosure.Disclosure) {
		return func(b *disclosure.Disclosure) {
			b.Data = nil
			for n, who := range whose {
				b.Data = append(b.Data, disclosure.DataItem{Category: []string{"name", "correspondence"}[n], Description: "A sample", Subject: who})
			}
		}
	}
	onlyHis := d.record(t, housing, toOmbudsman(t, on(3), both, of("DBC-P-bb", "DBC-P-bb"))).ID
	for person, want := range map[string]struct {
		recipients int
		data       []string
	}{"DBC-P-aa": {0, []string{}}, "DBC-P-bb": {1, []string{"name", "correspondence"}}} {
		sharing, err := d.Sharing(t.Context(), looking(dpo), person, disclosure.Date{}, answering.SharingPage{})
		if err != nil || len(sharing.Disclosures) != 1 || sharing.Disclosures[0].Entry != onlyHis {
			t.Fatalf("%s: %+v, %v; want the entry", person, sharing.Disclosures, err)
		}
		if got := sharing.Disclosures[0].Data; !slices.Equal(got, want.data) {
			t.Errorf("of %s went %v, want %v", person, got, want.data)
		}
		if len(sharing.Recipients) != want.recipients {
			t.Errorf("%s has recipients %+v, want %d", person, sharing.Recipients, want.recipients)
		}
	}
	d.record(t, housing, toOmbudsman(t, on(4), both, of("", "DBC-P-bb")))
	sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-aa", disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Recipients) != 1 {
		t.Fatalf("%+v, %v", sharing.Recipients, err)
	}
	if got := sharing.Recipients[0]; got.Times != 1 || !slices.Equal(got.Data, []string{"name"}) {
		t.Errorf("the recipient had %+v, want what nobody says is another's, once", got)
	}
}

// Whoever reads that a disclosure is shown, and not that an item of it is withheld, tells
// the person of the item.
func TestWhatIsKeptInPartSaysSoAndWhat(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	part := d.record(t, housing, toOmbudsman(t, on(4), func(b *disclosure.Disclosure) {
		e := liftingAccess("dpa18-sch2-para2")
		e.Data = []string{"correspondence"}
		b.Data = []disclosure.DataItem{{Category: "name", Description: "Name"}, {Category: "correspondence", Description: "Letters"}}
		b.Justification.Exemptions = []disclosure.Exemption{e}
	})).ID
	sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != 1 || sharing.Disclosures[0].Entry != part {
		t.Fatalf("%+v, %v", sharing.Disclosures, err)
	}
	got := sharing.Disclosures[0]
	if got.ToPerson != "shown-in-part" || len(got.Because) != 1 {
		t.Errorf("it is %s because %v, want shown in part for one cause", got.ToPerson, got.Because)
	}
	if len(got.LeftOut) != 1 || got.LeftOut[0].Category != "correspondence" || got.LeftOut[0].Outcome != door.Withheld {
		t.Errorf("%+v is left out, want the letters", got.LeftOut)
	}
}

// A flag that was cleared is not said as one that waits.
func TestWhatWasSharedSaysWhichFlagsStillWait(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	entry := d.record(t, housing, toOmbudsman(t, on(4), happened, noBasis))
	waiting := func() []string {
		sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
		if err != nil || len(sharing.Disclosures) != 1 {
			t.Fatalf("%+v, %v", sharing.Disclosures, err)
		}
		if got := sharing.Disclosures[0]; len(got.Flags) != len(entry.Flags) {
			t.Errorf("%d flags were raised, want %d", len(got.Flags), len(entry.Flags))
		}
		return sharing.Disclosures[0].Waiting
	}
	if got := waiting(); !slices.Contains(got, entry.Flags[0].Rule) {
		t.Errorf("%v wait, want the first of %+v", got, entry.Flags)
	}
	for n := range entry.Flags {
		if _, err := d.ClearFlag(t.Context(), asks(dpo), entry.ID, n, "The DPO has seen it."); err != nil {
			t.Fatal(detail(err))
		}
	}
	if got := waiting(); len(got) != 0 {
		t.Errorf("%v wait, want none", got)
	}
}

// Nor does one leave it that a correction which takes the departure back leaves waiting.
func TestWhatWasSharedSaysWhichFlagsWaitOnEarlierWords(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	entry := d.record(t, housing, toOmbudsman(t, on(4), happened, noBasis))
	d.corrects(t, housing, entry.ID, toOmbudsman(t, on(4)))
	sharing, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != 1 {
		t.Fatalf("%+v, %v", sharing.Disclosures, err)
	}
	var queued []string
	for _, f := range d.queue(t) {
		queued = append(queued, f.Rule)
	}
	got := slices.Clone(sharing.Disclosures[0].Waiting)
	slices.Sort(got)
	slices.Sort(queued)
	if want := slices.Compact(queued); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("%v wait, and on the queue are %v", got, want)
	}
}
