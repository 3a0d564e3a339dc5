package desk_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/internal/desk"
)

// What a recorder's correction takes away, of a prohibition or of what tells of a marker, is
// shown by two people who asked the department, and not by one.
func TestACorrectionDoesNotLetOnePersonShowWhatWasForbidden(t *testing.T) {
	for name, was := range map[string]func(*disclosure.Disclosure){
		"the Proceeds of Crime Act": func(d *disclosure.Disclosure) { d.Reason = "A P.O.C.A. disclosure." },
		"immigration": func(d *disclosure.Disclosure) {
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para4", Provisions: []string{"15(1)-(3)"}, Reason: "It would tell.", ReviewBy: theDay(30)}}
		},
		"Schedule 4": func(d *disclosure.Disclosure) {
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch4-para2", Provisions: []string{"15(1)-(3)"}, Reason: "It is kept.", ReviewBy: theDay(30)}}
		},
		"a marker": func(d *disclosure.Disclosure) { d.Purpose = "Sharing a warning marker" },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			body := toOmbudsman(t, happened, was)
			subject := body.Subjects[0].Reference
			entry := d.record(t, housing, body).ID
			corrected, err := d.Correct(t.Context(), asks(housing), entry, correction(toOmbudsman(t, happened)))
			if err != nil {
				t.Fatal(detail(err))
			}
			decision := toShow(subject, corrected.ID)
			if _, refused := d.decide(t, dpo, decision); !strings.Contains(refused, "/asked") {
				t.Errorf("got %q, want the recording department asked", refused)
			}
			decision.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now), Said: "It was a slip."}
			if got, refused := d.decide(t, dpo, decision); refused != "" || got.Stands {
				t.Errorf("one person: stands is %v, %q", got.Stands, refused)
			}
			if got := outcomeOf(d.draft(t, subject, door.Person), corrected.ID); got == door.Shown {
				t.Error("one person showed it")
			}
		})
	}
}

// Nothing is withheld on an exemption that cannot keep it from who asks.
func TestNothingIsWithheldOnAGroundThatCannotReach(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, happened)
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	for ground, to := range map[string]map[disclosure.Asker]bool{
		"dpa18-sch3-child-abuse": {disclosure.AskerPerson: false, disclosure.AskerRepresentative: true},
		"ukgdpr-13-4":            {disclosure.AskerPerson: false, disclosure.AskerRepresentative: false},
		"dpa18-sch2-para7":       {disclosure.AskerPerson: true, disclosure.AskerRepresentative: true},
	} {
		for asker, may := range to {
			decision := toWithhold(d, subject, entry)
			decision.Ground, decision.To = ground, asker
			if _, refused := d.decide(t, dpo, decision); (refused == "") != may || !may && !strings.Contains(refused, "/ground") {
				t.Errorf("%s, towards the %s: got %q, want it taken: %v", ground, asker, refused, may)
			}
		}
	}
}

// A person's first marker that is recorded as told counts, until a second person has
// confirmed that, as one of which they were not: for their own answer, and nobody else's.
func TestAFirstMarkerThatWaitsIsAnUntoldOne(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	body := toOmbudsman(t, happened, func(b *disclosure.Disclosure) { b.Data[0].Description = "Two operatives to attend together" })
	subject := body.Subjects[0].Reference
	entry := d.record(t, housing, body).ID
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Fatalf("before there is a marker: %s", got)
	}
	told := untoldMarkerOf(subject)
	told.SubjectTold, told.ToldOn, told.Ground, told.DPOConsulted = disclosure.Told, told.From, "", disclosure.Date{}
	marker := d.learn(t, dpo, told)
	for _, to := range []door.As{door.Person, door.Representative} {
		if got := outcomeOf(d.draft(t, subject, to), entry); got != door.Undecided {
			t.Errorf("while it waits, to the %s: %s", to, got)
		}
	}
	later := d.record(t, housing, toOmbudsman(t, happened, func(b *disclosure.Disclosure) { b.Data[0].Description, b.Purpose = "Never alone", "Handle a complaint" })).ID
	listed := false
	for _, word := range d.undecided(t) {
		listed = listed || word.Entry == later
	}
	if !listed {
		t.Error("what is recorded while it waits is not on the list")
	}
	if err := d.confirms(t, secondDPO, marker, disclosure.WeakeningConfirmed); err != nil {
		t.Fatal(detail(err))
	}
	if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Shown {
		t.Errorf("once it is confirmed: %s", got)
	}
}
