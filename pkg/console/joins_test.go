package console_test

import (
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// Two references of one person are joined in the browser alone: one asks, another confirms
// it from Today, and another than who asked ends it.
func TestTwoPeopleJoinTwoReferencesOfOnePerson(t *testing.T) {
	const other = "DBC-P-770001"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(dpo, "/facts", map[string]any{
		"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": other}, "from": "2026-11-01", "reason": "Asked us not to.",
	})
	soon := disclosure.DateOf(o.now()).AddDays(200).String()

	b := o.signedIn(dpo)
	form := b.open(b.person(someone).link("Join with another reference of the person")).
		says("It counts for nothing until somebody else has confirmed it.", "no department is told of the join", "never more than protection")
	if !strings.Contains(form.body, `value="protection" checked`) || strings.Count(form.body, " checked") != 1 {
		t.Error("a reach other than protection is chosen before anybody has said")
	}
	b.fill(form).says("Give the council’s other reference", "Say how it is known.", "Give the day on which it is looked at again.")
	b.fill(form, "references-1", strings.ToLower(someone), "evidence", "The index", "until", soon).says("These are one reference already")
	b.fill(form, "references-1", other, "evidence", "The index", "until", soon, "reach", "answers", "newIdentity", "adoption").says("A new identity is never in an answer")
	asked := b.fill(form, "references-1", other, "evidence", "Both are in the index, entry 12", "until", soon).
		says("counts for nothing until somebody else has confirmed it", "Waits for a second person", "Protection only", "entry 12", "Objection From 1 November 2026",
			"You asked for this join.").saysNot("Record the decision")
	if strings.Contains(asked.path, "DBC") {
		t.Errorf("the address names a person: %s", asked.path)
	}
	if refused := b.send(http.MethodPost, asked.path, map[string][]string{"form": {form.form().Get("form")}, "key": {"k"}, "outcome": {"confirmed"}, "reason": {"So it is."}}); refused.status != http.StatusUnprocessableEntity {
		t.Errorf("who asked confirms it: %d", refused.status)
	}

	watching := o.signedIn(auditor)
	watching.fill(watching.open(watching.open("/").section("joins").link("says that two references")), "why", "Audit").says("Waits for a second person").saysNot("Record the decision")

	b = o.signedIn(second)
	if o.waits("joins") != 1 {
		t.Fatalf("%d joins wait, want 1", o.waits("joins"))
	}
	p := b.fill(b.open(b.open("/").section("joins").link("says that two references")), "why", "What waits today").
		says("What follows", "counts for the other from now on", "Nothing more is shown to anybody.")
	b.fill(p).says("Say whether they are one person’s.", "Say why, and what was looked at.")
	p = b.fill(p, "outcome", "confirmed", "reason", "Entry 12 has both.").says("The join is confirmed", "Confirmed by E. P. Officer", "Entry 12 has both.", "End the join", "stops protecting the other")
	if o.waits("joins") != 0 {
		t.Errorf("%d joins still wait", o.waits("joins"))
	}
	all := b.fill(b.open("/joins"), "why", "Looking at joins").says(someone+" and "+other, "Stands", "Asked for by D. P. Officer")
	b.fill(b.open(all.link(someone+" and "+other)), "why", "Looking at joins").says("End the join")

	d := o.signedIn(dpo)
	d.fill(d.open(d.fill(d.open("/joins"), "why", "Looking at joins").link(someone)), "why", "Looking at joins").says("You asked for this join.").saysNot("Why it no longer counts")
	b.fill(p, "reason", "").says("Say why, and what was looked at.")
	b.fill(p, "reason", "The index was wrong.").says("The join is ended", "Ended by E. P. Officer").saysNot("End the join")
	b.fill(b.open("/joins"), "why", "Looking at joins").says("No join waits for a second person, and none stands.")
	b.open(b.fill(b.open("/joins"), "why", "Looking at joins").link("Ended and refused ones too")).says("Ended", someone+" and "+other)
}
