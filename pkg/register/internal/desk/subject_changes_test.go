package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// mrsAsQuestion is asked on a day after all that the tests record.
var mrsAsQuestion = answering.SubjectQuestion{Subject: mrsA}

func TestWhatAPersonIsToldOfAChange(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toTrust(t, on(2)))
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Slow Trust" }))
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Lost Trust" }))
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Recipient = disclosure.Recipient{Category: "ombudsman", Kind: "housing-ombudsman", Organisation: "Housing Ombudsman Service"}
	}))
	d.record(t, housing, toTrust(t, on(5), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Later Trust" }))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4, "address"))
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))
	d.learn(t, dpo, told(mrsA, change, disclosure.Acknowledged, 8, theTrust))
	lost := theTrust
	lost.Organisation = "Lost Trust"
	impossible := told(mrsA, change, disclosure.Impossible, 5, lost)
	impossible.Reason = "Secretly wound up"
	d.learn(t, dpo, impossible)
	d.learn(t, dpo, told(mrsA, change, disclosure.NotDue, 5, theOmbudsman))

	got := answered(t, d, mrsAsQuestion)
	if len(got.Changes) != 1 || got.Changes[0].What != "We corrected it" || got.Changes[0].On != theDay(4) || len(got.Changes[0].Data) != 1 || got.Changes[0].Data[0] != "Postal address" {
		t.Fatalf("changes %+v", got.Changes)
	}
	var lines []string
	for _, one := range got.Changes[0].Told {
		lines = append(lines, one.Recipient+": "+one.Outcome+" "+one.On.String())
	}
	if got, want := strings.Join(lines, "\n"), "Lost Trust: We could not tell them \nSample Hospital Trust: We told them, and they confirmed it 2026-11-08\nSlow Trust: We have not told them yet. You can ask us when we will "; got != want {
		t.Errorf("told\n%s\nwant\n%s", got, want)
	}
	out := printed(t, got)
	for what, private := range map[string]string{"why it could not be told": "Secretly", "an entry": change.String(), "why it was changed": "out of date"} {
		if strings.Contains(out, private) {
			t.Errorf("the report has %s", what)
		}
	}
	if !strings.Contains(out, "Who we told when your data changed") || !strings.Contains(out, "4 November 2026") {
		t.Error("the page lacks the change")
	}
	before := answered(t, d, answering.SubjectQuestion{Subject: mrsA, AsOf: theDay(4)})
	if one := before.Changes[0].Told[1]; one.Outcome != "We have not told them yet. You can ask us when we will" {
		t.Errorf("as of the day of the change: %+v", one)
	}
	if earlier := answered(t, d, answering.SubjectQuestion{Subject: mrsA, AsOf: theDay(3)}); len(earlier.Changes) != 0 {
		t.Errorf("as of the day before: %+v", earlier.Changes)
	}
}

// A recipient that is left out of an answer is left out of what the person is told
// of a change, whatever was done about telling it; and so is a change that tells of
// what the person may not know.
func TestWhatIsLeftOutOfAChangeLeavesNoTrace(t *testing.T) {
	secret := func(b *disclosure.Disclosure) { relyingOn(liftingAccess("dpa18-sch2-para2"))(b) }
	secretly := disclosure.ToldRecipient{Category: "nhs", Organisation: "Secret Constabulary"}
	marker := func(told disclosure.TellOutcome) disclosure.Fact {
		f := disclosure.Fact{
			Kind: disclosure.FactMarker, About: aboutSubject(mrsA), From: theDay(1), Until: theDay(3), Reason: "Threats at a visit",
			ReviewBy: disclosure.NewDate(2027, 5, 1), SubjectTold: told, ToldOn: theDay(1),
		}
		if told == disclosure.NotTold {
			f.ToldOn, f.Ground, f.DPOConsulted = disclosure.Date{}, "dpa18-sch2-para2", theDay(1)
		}
		return f
	}
	removed := func(d *office, t *testing.T, outcome disclosure.TellOutcome) {
		d.record(t, housing, toTrust(t, on(1), func(b *disclosure.Disclosure) {
			b.Data[0] = disclosure.DataItem{Category: "marker", Description: "Two to a visit"}
		}))
		f := changed(mrsA, disclosure.MarkerRemoved, 4)
		f.Change.Fact = d.learnByTwo(t, dpo, marker(outcome))
		change := d.learn(t, dpo, f)
		d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))
	}
	for name, tt := range map[string]struct {
		hide func(*office, *testing.T, disclosure.EntryID)
		same bool
	}{
		"a withheld recipient, told": {func(d *office, t *testing.T, change disclosure.EntryID) {
			d.record(t, housing, toTrust(t, on(2), secret))
			d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, secretly))
		}, true},
		"a withheld recipient, still to be told": {func(d *office, t *testing.T, _ disclosure.EntryID) { d.record(t, housing, toTrust(t, on(2), secret)) }, true},
		"a second, withheld disclosure to a recipient that is shown": {func(d *office, t *testing.T, _ disclosure.EntryID) {
			d.record(t, housing, toTrust(t, on(1), secret, func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Sample Hospital Trust" }))
		}, true},
		"a change with a ground to leave it out": {func(d *office, t *testing.T, _ disclosure.EntryID) {
			f := changed(mrsA, disclosure.Erasure, 3)
			f.Change.Exemption = &disclosure.Exemption{ID: "dpa18-sch2-para2", Provisions: []string{"19"}, Reason: "The inquiry.", ReviewBy: disclosure.NewDate(2099, 1, 1)}
			d.learn(t, dpo, f)
		}, true},
		"a marker that the person was not told of": {func(d *office, t *testing.T, _ disclosure.EntryID) { removed(d, t, disclosure.NotTold) }, true},
		"a marker that the person was told of":     {func(d *office, t *testing.T, _ disclosure.EntryID) { removed(d, t, disclosure.Told) }, false},
		"a change of health data alone": {func(d *office, t *testing.T, _ disclosure.EntryID) {
			d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 3, "health"))
		}, true},
		"a change withdrawn": {func(d *office, t *testing.T, _ disclosure.EntryID) {
			f := changed(mrsA, disclosure.Withdrawn, 3)
			f.Replaces = d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 3))
			d.learn(t, dpo, f)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			build := func() (*office, disclosure.EntryID) {
				d := newDeskWith(t, desk.Options{})
				d.record(t, housing, toTrust(t, on(2)))
				return d, d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4))
			}
			plain, _ := build()
			d, change := build()
			tt.hide(d, t, change)
			want, got := printed(t, answered(t, plain, mrsAsQuestion)), printed(t, answered(t, d, mrsAsQuestion))
			if (got == want) != tt.same {
				t.Errorf("the same report = %v, want %v:\n%s", got == want, tt.same, got)
			}
			if review := d.reviewed(t, mrsAsQuestion); printed(t, readAnswer(t, review.Answer)) != got || len(review.Changes) == 0 {
				t.Error("the Data Protection Officer is shown another report than the person, or no changes")
			}
		})
	}
}

func TestAGroundThatLapsedKeepsAChangeBackAndSaysSo(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	f := changed(mrsA, disclosure.Erasure, 3)
	f.Change.Exemption = &disclosure.Exemption{ID: "dpa18-sch2-para2", Provisions: []string{"19"}, Reason: "The inquiry.", ReviewBy: theDay(20)}
	d.learn(t, dpo, f)
	for on, due := range map[int]bool{20: false, 21: true} {
		review := d.reviewed(t, answering.SubjectQuestion{Subject: mrsA, AsOf: theDay(on)})
		if len(readAnswer(t, review.Answer).Changes) != 0 || len(review.Changes) != 1 || review.Changes[0].Withheld == "" || (review.Changes[0].Due != "") != due {
			t.Errorf("on %d November: %+v", on, review.Changes)
		}
	}
}

// A recipient that is told of a change only for data that the person may not be
// given is not named for that change, and neither are the data.
func TestHealthDataInAChangeLeaveNoTrace(t *testing.T) {
	plain, d := newDeskWith(t, desk.Options{}), newDeskWith(t, desk.Options{})
	plain.record(t, housing, toTrust(t, on(2), inCatalogueWords(t)))
	plain.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4, "telephone"))
	d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) {
		b.Data = append(b.Data, disclosure.DataItem{Category: "health", Description: "Her diagnosis"})
	}))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Erasure, 4, "telephone", "health"))
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))
	want, got := answered(t, plain, mrsAsQuestion), answered(t, d, mrsAsQuestion)
	if len(want.Changes) != 1 || printed(t, got) != printed(t, want) {
		t.Errorf("got %+v, want %+v", got.Changes, want.Changes)
	}
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(mrsA), From: theDay(6), Opinion: "harm-unlikely", DecidedBy: "Consultant"})
	if got = answered(t, d, mrsAsQuestion); len(got.Changes[0].Told) != 1 || len(got.Changes[0].Data) != 2 {
		t.Errorf("once she may be given them: %+v", got.Changes)
	}
}

// A recipient is told once, however often it had the data and however each record
// spells it.
func TestARecipientSpelledTwoWaysIsOneLine(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for _, name := range []string{"Sample Hospital Trust", "sample  hospital trust", "Other Trust"} {
		d.record(t, housing, toTrust(t, on(2), func(b *disclosure.Disclosure) { b.Recipient.Organisation = name }))
	}
	doctor := func(name string, withheld bool) disclosure.Disclosure {
		return toTrust(t, on(2), func(b *disclosure.Disclosure) {
			b.Recipient = disclosure.Recipient{Category: "nhs", Person: name}
			if withheld {
				b.Justification.Exemptions = []disclosure.Exemption{liftingAccess("dpa18-sch2-para16")}
			}
		})
	}
	d.record(t, housing, doctor("Dr Example", false))
	d.record(t, housing, doctor("dr example", true))
	change := d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4, "address"))
	d.learn(t, dpo, told(mrsA, change, disclosure.RecipientTold, 5, theTrust))

	var lines []string
	for _, one := range answered(t, d, mrsAsQuestion).Changes[0].Told {
		lines = append(lines, strings.ToLower(strings.Join(strings.Fields(one.Recipient), " ")))
	}
	slices.Sort(lines)
	if got, want := strings.Join(lines, ", "), "an nhs body, dr example, other trust, sample hospital trust"; got != want {
		t.Errorf("told %s; want %s", got, want)
	}
}

// A ground that cannot lift Article 19 keeps no change from the person, and is refused when
// it is recorded; one that the catalogue does not know keeps it back until somebody decides.
func TestAGroundThatCannotLiftArticle19IsRefused(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for ground, refused := range map[string]string{"dpa18-sch3-health-harm": "/change/exemption/id", "dpa18-sch2-para2": "", "no-such-ground": ""} {
		f := changed(mrsA, disclosure.Erasure, 3)
		f.Change.Exemption = &disclosure.Exemption{ID: ground, Provisions: []string{"19"}, Reason: "Harm.", ReviewBy: disclosure.NewDate(2099, 1, 1)}
		if _, err := d.LearnFact(t.Context(), asks(dpo), f); (err == nil) != (refused == "") || !strings.Contains(against(err), refused) {
			t.Errorf("%s: got %q, want %q", ground, against(err), refused)
		}
	}
	if got := d.checkWhole(t, disclosure.KindFact); got != 2 {
		t.Errorf("%d changes are recorded, want 2", got)
	}
}
