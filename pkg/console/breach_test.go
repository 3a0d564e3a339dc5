package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// A disclosure that went wrong leads to its breach, also once nothing is left to do about
// it, and Today leads an auditor to how it stands.
func TestADisclosureLeadsToItsBreach(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["departure"] = map[string]any{"reason": "Sent to the wrong body.", "breachReference": "BR-7", "discoveredOn": "2026-11-10"}
		delete(d["justification"].(map[string]any), "gateway")
	}))
	audits := o.signedIn(auditor)
	today := audits.open("/").section("open-breaches")
	audits.fill(audits.open(today.link("BR-7")), "why", "Yearly audit").says("Breach BR-7", "How it stands", "Sent to Housing Ombudsman Service")

	// Whoever has to say how it stands sees that there, with the day that is known already.
	says := o.signedIn(second)
	form := says.fill(says.open(says.open("/").section("open-breaches").link("BR-7")), "why", "What waits")
	if !strings.Contains(form.body, `name="from" type="date" value="2026-11-10"`) {
		t.Errorf("the form has not the day of discovery: %s", form.body)
	}
	says.open(form.link("How the breach stands")).says("Breach BR-7", "Sent to Housing Ombudsman Service")

	o.post(dpo, "/facts", map[string]any{
		"kind": "breach", "about": map[string]string{"dimension": "breach", "reference": "BR-7"}, "from": "2026-11-10", "reason": "It came back unopened.",
		"breach": map[string]any{"awareAt": disclosure.DateOf(o.now()).String() + "T00:01:00Z", "risk": "unlikely", "riskReason": "Nobody read it."},
	})
	if left := o.waits("open-breaches"); left != 0 {
		t.Fatalf("%d breaches have something left to do", left)
	}
	b := o.signedIn(dpo)
	d := b.open(b.person(someone).link("Open")).says("Sent to the wrong body.")
	b.fill(b.open(d.link("BR-7")), "why", "How it ended").says("Breach BR-7", "Sent to Housing Ombudsman Service")
	clerk := o.signedIn(recorder)
	if own := clerk.open(clerk.person(someone).link("Open")).says("Breach BR-7."); strings.Contains(own.body, "/breach/") {
		t.Error("an officer is led to a page that they may not see")
	}
}

// A breach of which nothing is left to do leaves the list of those with a clock, and stands
// among the closed ones until something more is recorded of it.
func TestAClosedBreachIsListed(t *testing.T) {
	o := newOffice(t)
	today := disclosure.DateOf(o.now())
	about := map[string]string{"dimension": "breach", "reference": "BR-1"}
	first := o.post(dpo, "/facts", map[string]any{"kind": "breach", "about": about, "from": today.String(), "reason": "A letter went astray"})
	b := o.signedIn(dpo)
	list := b.fill(b.open("/breaches"), "why", "Looking at breaches").says("Breach BR-1", "The clock is running")
	b.open(list.link("Closed")).says("No breach is closed.")
	second := o.post(dpo, "/facts", map[string]any{
		"kind": "breach", "about": about, "from": today.String(), "reason": "A letter went astray", "replaces": first,
		"breach": map[string]any{"awareAt": today.Start().Format(time.RFC3339), "risk": "unlikely", "riskReason": "It came back unopened."},
	})
	list = b.fill(b.open("/breaches"), "why", "Looking at breaches").says("No breach has anything left to do.")
	shut := b.open(list.link("Closed")).says("Breach BR-1", "Not notifiable", "So since")
	b.open(shut.link("Breach BR-1")).says("How it stands")
	if saved := b.open(shut.link("Save the whole list")); !strings.Contains(saved.body, ",BR-1,") {
		t.Errorf("the spreadsheet: %s", saved.body)
	}
	o.post(dpo, "/facts", map[string]any{
		"kind": "breach", "about": about, "from": today.String(), "reason": "It had been opened", "replaces": second,
		"breach": map[string]any{"awareAt": today.Start().Format(time.RFC3339)},
	})
	b.fill(b.open("/breaches"), "why", "Looking at breaches").says("Breach BR-1")
	b.open(list.link("Closed")).says("No breach is closed.")
}

// A breach, or a restriction, is not put on record without what happened: the form says which
// provision asks, at the field.
func TestABreachOrARestrictionSaysWhatHappened(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	today := disclosure.DateOf(o.now()).String()
	breach := b.fill(b.fill(b.open("/put"), "kind", "breach", "about", "BR-9"), "from", today).says("Article 33(5) has it on record")
	if breach.status != http.StatusUnprocessableEntity || !strings.Contains(breach.body, `href="#reason"`) {
		t.Errorf("%d, want it said at the field", breach.status)
	}
	b.fill(breach, "from", today, "reason", "A letter went astray.").says("It is on record")
	restricted := b.fill(b.fill(b.open("/put"), "kind", "restriction", "about", someone), "from", today).says("Article 18(1)")
	b.fill(restricted, "from", today, "reason", "Its accuracy is contested.").says("It is on record")
}

// Why somebody is not told of a marker is an exemption that relieves the council of telling,
// of today's law. One that lifts no more than access, or was repealed, is not offered.
func TestAMarkersGroundRelievesOfTelling(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(dpo)
	form := b.fill(b.open("/put"), "kind", "marker", "about", someone)
	offered := map[string]bool{}
	for _, e := range policy.Load().Catalogue().Items {
		if e.Kind != policy.ExemptionItem {
			continue
		}
		today := disclosure.DateOf(o.now())
		may := e.Covers(today) && (e.Telling.Relieves == policy.ReliefFull || e.Telling.Relieves == policy.ReliefPartly)
		if is := strings.Contains(form.body, `<option value="`+e.ID+`"`); is != may {
			t.Errorf("%s is offered: %t, want %t", e.ID, is, may)
		}
		offered[map[bool]string{true: "yes", false: "no"}[may]] = true
	}
	if len(offered) != 2 {
		t.Errorf("the catalogue has exemptions of one sort alone: %v", offered)
	}
}

// An admin sees no page of a search, since there is nothing that one would find.
func TestAnAdminIsOfferedNoSearch(t *testing.T) {
	o := newOffice(t)
	admin := disclosure.Caller{Register: dartford, Subject: "x", Name: "A. D. Min", Roles: []disclosure.Role{disclosure.Admin}}
	if p := o.signedIn(admin).open("/"); strings.Contains(p.body, `href="/search"`) || !strings.Contains(p.body, `href="/"`) {
		t.Errorf("the head of an admin's page is\n%s", p.text())
	}
	if p := o.signedIn(recorder).open("/"); !strings.Contains(p.body, `href="/search"`) {
		t.Error("an officer is offered no search")
	}
}
