package console_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Each act on a case shows first, from the case's own days, what would follow; looking at
// that changes nothing, and what is typed otherwise afterwards is shown anew.
func TestAnActOnACaseShowsWhatWouldFollowFirst(t *testing.T) {
	const ref = "DBC-C-2026-0141"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = ref }))
	b := o.signedIn(dpo)
	state := func() string { return o.get(dpo, "/cases/"+ref) }
	today := disclosure.DateOf(time.Now())
	closed := today.AddDays(-5)
	after := func(d disclosure.Date) string { return inFull(d.AddYears(2).AddDays(1)) } // two whole years
	due := after(closed)
	file := b.fill(b.open("/search"), "case", ref, "why", "Yearly review")

	// Closing begins the time; another day is another consequence.
	closing := b.open(file.link("Close the case")).saysNot("What would follow")
	untouched := state()
	follows := b.fill(closing, "closedOn", closed.String()).says("What would follow Nothing is changed yet. When the case is destroyed changes.",
		"The case is destroyed Now: Its time has not begun. Then: From "+due+".",
		"Record on the complaints database Now: Its time has not begun. Then: "+due+".", "See what would follow again")
	other := b.fill(follows, "closedOn", today.String(), "do", "act").says("Nothing is changed yet.", "Then: From "+after(today)+".")
	if got := state(); got != untouched {
		t.Errorf("asking what would follow changed the case: %s", got)
	}
	b.fill(other, "closedOn", "2019-01-01", "do", "act").says("The day has been checked and is right").saysNot("The case is closed.")
	file = b.fill(follows, "closedOn", closed.String(), "do", "act").says("The case is closed.", "From "+due)

	// A hold, and its end.
	hold := b.open(file.link("Hold the case")).says("What would follow When the case is destroyed changes.", "Now: From "+due+". Then: Not while a hold stands.").
		saysNot("Nothing is changed yet.", "See what would follow")
	b.fill(hold, "by", "", "reason", "").says("Say who asked for it.", "Then: Not while a hold stands.")
	file = b.fill(hold, "by", "County Court", "reason", "A claim", "reviewOn", today.AddDays(40).String()).says("The case is held.")
	release := b.open(file.link("Release this hold")).says("Now: Not while a hold stands. Then: From " + due + ".")
	second := b.fill(b.open(file.link("Hold the case")).says("When the case is destroyed stays as it is: Not while a hold stands."), "by", "Police", "reason", "An inquiry", "reviewOn", today.AddDays(40).String())
	b.fill(b.open(release.path).says("When the case is destroyed stays as it is: Not while a hold stands."), "reason", "Settled").says("The hold is released.")
	file = b.fill(b.open(b.open(second.path).link("Release this hold")).says("Then: From "+due+"."), "reason", "Settled").says("No hold stands.")

	reopening := b.open(file.link("Reopen the case")).
		says("Now: From "+due+". Then: Its time has not begun.", "Record on the complaints database Now: "+due)
	b.fill(reopening, "reason", "A letter came.").says("The case is open again.", "Its time has not begun")
	if got := b.open(reopening.path); got.status != http.StatusConflict && got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, "What would follow</h2>") {
		t.Errorf("what cannot be done any more: %d %s", got.status, got.body)
	}

	// Each was asked about with why, as a look at the case.
	if looks := o.get(auditor, "/access?case="+ref); !strings.Contains(looks, "Yearly review") {
		t.Errorf("the looks are %s", looks)
	}
}

// What was shown in one tab is not done once somebody has changed the case in another: what
// would follow is shown anew. The same form sent twice is done once, and says so both times.
func TestWhatWouldFollowIsShownAnewWhereTheCaseHasChanged(t *testing.T) {
	const ref = "DBC-C-2026-0141"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = ref }))
	b := o.signedIn(dpo)
	today := disclosure.DateOf(time.Now())
	file := b.fill(b.open("/search"), "case", ref, "why", "Yearly review")
	said := []string{"closedOn", today.String()}
	act := append(said, "do", "act")
	one := b.fill(b.open(file.link("Close the case")), said...).says("Now: Its time has not begun. Then: From ")
	other := b.fill(b.open(file.link("Close the case")), said...)
	o.post(second, "/cases/"+ref+"/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": today.AddDays(60).String()})
	anew := b.fill(one, act...).says("Nothing is changed yet.", "stays as it is: Not while a hold stands.").saysNot("The case is closed.")
	b.fill(anew, act...).says("The case is closed.")
	b.fill(anew, act...).says("The case is closed.")
	if got := o.get(dpo, "/cases/"+ref); !strings.Contains(got, `"state":"closed"`) {
		t.Errorf("the case is %s", got)
	}
	// Another form for what is done already is refused in words.
	if again := b.fill(other, act...); again.status != http.StatusConflict && again.status != http.StatusUnprocessableEntity {
		t.Errorf("closed again: %d", again.status)
	}
}

// A review shows what would follow of keeping and of destroying, before either is on record.
func TestAReviewShowsWhatWouldFollow(t *testing.T) {
	const kent disclosure.Register = "E10000016"
	o := newOffice(t)
	feedback, officer := recorder, dpo
	feedback.Register, feedback.Department, officer.Register = kent, "feedback", kent
	text, err := os.ReadFile("../../docs/examples/kent-highways.json")
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]any
	if err := json.Unmarshal(text, &sent); err != nil {
		t.Fatal(err)
	}
	sent["case"] = "KCC-C-1"
	o.post(feedback, "/disclosures", sent)
	o.post(officer, "/cases/KCC-C-1/dates", map[string]any{"approvalTerminated": "2010-01-31", "classes": []string{"kc-foster-carer"}, "reason": "It is the file of a foster carer."})
	b := o.signedIn(officer)
	file := b.fill(b.open("/search"), "case", "KCC-C-1", "why", "Reviews of the year").says("Not before a review has said so")
	review := b.open(file.link("Review the case")).saysNot("What would follow")
	b.fill(review, "outcome", "", "reason", "").says("Say why.", "Say whether it is kept.")
	before := o.get(officer, "/cases/KCC-C-1")
	next := disclosure.DateOf(time.Now()).AddDays(300)
	b.fill(review, "outcome", "keep", "nextOn", next.String(), "reason", "It is still needed.").says("Nothing is changed yet.", "stays as it is: Not before a review has said so.")
	destroy := []string{"outcome", "destroy", "reason", "It is needed no more."}
	follows := b.fill(review, destroy...).says("Nothing is changed yet.", "The case is destroyed Now: Not before a review has said so. Then: From ")
	if got := o.get(officer, "/cases/KCC-C-1"); got != before {
		t.Errorf("asking changed the case: %s", got)
	}
	b.fill(follows, append(destroy, "do", "act")...).says("The review is on record.").saysNot("Not before a review has said so")
}

// What stopping a destruction does is shown from the case's own days, and then done.
func TestStoppingADestructionShowsWhatWouldFollow(t *testing.T) {
	const ref = "DBC-C-2026-0141"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = ref }))
	o.post(dpo, "/cases/"+ref+"/close", map[string]any{"closedOn": "2026-11-10"})
	o.pass(3 * 366 * 24 * time.Hour)
	today := disclosure.DateOf(o.now())
	o.beginDisposal()
	b := o.signedIn(dpo)
	file := b.fill(b.open("/search"), "case", ref, "why", "An inquiry").says("It is being destroyed", "It can be stopped")
	stop := b.open(file.link("Stop the destruction")).says("What would follow", "The case is destroyed Now: From 11 November 2028. Then: Not while a hold stands.")
	b.fill(stop, "by", "", "reason", "").says("Say who asked for it.", "What would follow")
	b.fill(stop, "by", "Ombudsman", "reason", "A new inquiry.", "reviewOn", today.AddDays(60).String()).
		says("The destruction is stopped, and the case is held.", "Its destruction was stopped").saysNot("Stop the destruction")
}

func inFull(d disclosure.Date) string { return d.Start().Add(12 * time.Hour).Format("2 January 2006") }
