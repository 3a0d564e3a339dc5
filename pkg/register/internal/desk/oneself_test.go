package desk_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// Whoever has the name of who recorded something decides on it in no role and under no
// account, however the name is written; somebody of another name does.
func TestNobodyDecidesOnWhatTheirNamesakeRecorded(t *testing.T) {
	officer := housing
	officer.Name, officer.Subject = "D One", "sub-d-one"
	called := func(name string) disclosure.Caller {
		return disclosure.Caller{Register: dartford, Subject: "sub-dpo " + name, Name: name, Roles: []disclosure.Role{disclosure.DPO}}
	}
	proposer := called("D. One") // of what takes two from the first
	const refusal = "ask another Data Protection Officer"
	for what, ask := range map[string]func(t *testing.T) func(by disclosure.Caller) error{
		"confirming a fact": func(t *testing.T) func(disclosure.Caller) error {
			d := newDeskWith(t, desk.Options{})
			first := d.learn(t, officer, objection())
			weaker := d.learn(t, officer, objection(func(f *disclosure.Fact) { f.Replaces = first; overridden(f) }))
			return func(by disclosure.Caller) error { return d.confirms(t, by, weaker, disclosure.WeakeningConfirmed) }
		},
		"clearing a flag": func(t *testing.T) func(disclosure.Caller) error {
			d := newDeskWith(t, desk.Options{})
			flagged := d.record(t, officer, toOmbudsman(t, func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = officer.Name }))
			return func(by disclosure.Caller) error {
				return second(d.ClearFlag(t.Context(), asks(by), flagged.ID, 0, "Looked at."))
			}
		},
		"deciding on an answer": func(t *testing.T) func(disclosure.Caller) error {
			d := newDeskWith(t, desk.Options{})
			body := toOmbudsman(t, happened, nobodyTold)
			entry := d.record(t, officer, body).ID
			return func(by disclosure.Caller) error {
				return second(d.DecideAnswer(t.Context(), asks(by), toShow(body.Subjects[0].Reference, entry)))
			}
		},
		"confirming a decision": func(t *testing.T) func(disclosure.Caller) error {
			d := newDeskWith(t, desk.Options{})
			body := givenToPolice(t)
			decision := toShow(body.Subjects[0].Reference, d.record(t, housing, body).ID)
			decision.Asked = &disclosure.Asked{Who: "Housing Manager", On: disclosure.DateOf(d.now), Said: "The inquiry is closed."}
			proposal, refused := d.decide(t, proposer, decision)
			if refused != "" {
				t.Fatal(refused)
			}
			decision.Confirms = proposal.ID
			return func(by disclosure.Caller) error { return second(d.DecideAnswer(t.Context(), asks(by), decision)) }
		},
		"confirming a join": func(t *testing.T) func(disclosure.Caller) error {
			d := newDeskWith(t, desk.Options{})
			join, err := d.ProposeJoin(t.Context(), asks(proposer), protecting(before, now))
			if err != nil {
				t.Fatal(detail(err))
			}
			return func(by disclosure.Caller) error {
				return second(d.ConfirmJoin(t.Context(), asks(by), join.ID, disclosure.JoinDecided{Outcome: disclosure.JoinConfirmed, Reason: "Compared."}))
			}
		},
		"ending a join": func(t *testing.T) func(disclosure.Caller) error {
			d := newDeskWith(t, desk.Options{})
			join, err := d.ProposeJoin(t.Context(), asks(proposer), protecting(before, now))
			if err != nil {
				t.Fatal(detail(err))
			}
			if refused := d.confirmsJoin(t, secondDPO, join.ID); refused != "" {
				t.Fatal(refused)
			}
			return func(by disclosure.Caller) error {
				return second(d.EndJoin(t.Context(), asks(by), join.ID, disclosure.JoinEnded{Reason: "They are sisters."}))
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			by := ask(t)
			for _, name := range []string{"D One", "d one", "D.  One", "D.One", "\u201cD\u201d ONE", "One, D.", "Mr Dan One MBE", "d.one@council.example"} {
				if err := by(called(name)); kindOf(t, err) != disclosure.Forbidden || !strings.Contains(strings.ToLower(against(err)), strings.ToLower(refusal)) {
					t.Errorf("%s: %v", name, against(err))
				}
			}
			if err := by(called("D. Two")); err != nil {
				t.Errorf("somebody else: %v", detail(err))
			}
		})
	}
}

// Who has asked for somebody's data decides nothing about that person, under whichever of
// the references that are joined.
func TestWhoAskedDecidesUnderNoReference(t *testing.T) {
	asker := disclosure.Caller{Register: dartford, Subject: "sub-asker", Name: "a  sample", Roles: []disclosure.Role{disclosure.DPO}}
	d := newDeskWith(t, desk.Options{})
	d.joins(t, protecting(before, now))
	requested := d.request(t, asksFor(now, theDay(3)))
	earlier := asksFor(before, theDay(3))
	earlier.AskedBy = "Somebody else, for them"
	other := d.request(t, earlier)

	body := toOmbudsman(t, happened, nobodyTold, about(before))
	entry := d.record(t, housing, body).ID
	objects := func(f *disclosure.Fact) { f.About = aboutSubject(before) }
	first := d.learn(t, housing, objection(objects))
	pending := d.learn(t, housing, objection(objects, func(f *disclosure.Fact) { f.Replaces = first; overridden(f) }))
	again := d.record(t, revenue, body).ID

	for what, err := range map[string]error{
		"confirms a fact":  d.confirms(t, asker, pending, disclosure.WeakeningConfirmed),
		"decides":          second(d.DecideAnswer(t.Context(), asks(asker), toShow(before, entry))),
		"decides of share": second(d.DecideAnswer(t.Context(), asks(asker), disclosure.AnswerDecision{Subject: before, To: disclosure.AskerPerson, Entries: []disclosure.EntryID{entry}, Decision: disclosure.NotInIt, Reason: "The list was found."})),
		"says two":         second(d.DecideDuplicate(t.Context(), asks(asker), entry, disclosure.DuplicateDecided{Of: again, Decision: disclosure.AreTwo, Reason: "By their references."})),
		"joins":            second(d.ProposeJoin(t.Context(), asks(asker), protecting(before, "DBC-P-third"))),
		"releases":         second(d.Release(t.Context(), asks(asker), other, answering.Release{Digest: d.draft(t, before, door.Person).Digest})),
		"releases its own": second(d.Release(t.Context(), asks(asker), requested, answering.Release{Digest: d.draft(t, now, door.Person).Digest})),
	} {
		if !strings.Contains(against(err), "asked for themselves") {
			t.Errorf("who asked %s: %q", what, against(err))
		}
	}
}

// Who asked for a person's data does not take their own name off the request.
func TestNobodyChangesTheirOwnRequest(t *testing.T) {
	d := newDesk(t)
	asked := asksFor(complainant, disclosure.DateOf(d.now))
	asked.AskedBy = dpo.Name
	first := d.request(t, asked)
	asked.Replaces, asked.AskedBy = first, dpo.Name+" (for themselves)"
	if _, err := d.RecordRequest(t.Context(), asks(dpo), asked); err == nil || kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("their own: %v, want it refused", err)
	}
	if _, err := d.RecordRequest(t.Context(), asks(secondDPO), asked); err != nil {
		t.Errorf("by another: %s", detail(err))
	}
}
