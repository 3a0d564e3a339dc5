package console_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// A share of which not everybody is listed stands beside the person, with how it can be
// told whether they were in it, until the Data Protection Officer has said.
func TestWhetherAPersonWasInAShareIsSaid(t *testing.T) {
	o := newOffice(t)
	text, err := os.ReadFile("../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	var share map[string]any
	if err := json.Unmarshal(text, &share); err != nil {
		t.Fatal(err)
	}
	o.post(recorder, "/shares", share)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.signedIn(auditor).person(someone).says("Shares that the person was perhaps in", "report CR-12").saysNot("Was the person in it?")
	b := o.signedIn(dpo)
	p := b.person(someone).says("Shares that the person was perhaps in", "Sample Mailing Ltd, 9 November 2026", "October 2026 mailing", "Of how many people 3 people", "report CR-12", "Undecided: in no answer")
	answer := b.open(p.link("Answer the person")).says("Shares that the person was perhaps in")
	o.post(dpo, "/access-requests", map[string]any{"subject": someone, "askedBy": "B. Sample", "as": "person", "received": disclosure.DateOf(o.now()).String()})
	line := b.open("/").section("undecided").link("Nobody has said whether the person was in this share of many people")
	b.fill(b.open(line), "why", "Request of today").says("report CR-12")
	asks := b.open(answer.link("Was the person in it?")).says("report CR-12", "1 October 2026 to 31 October 2026")
	if wrong := b.fill(asks, "reason", ""); wrong.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing said: %d", wrong.status)
	} else {
		wrong.says("Say that they were not in it, or that it cannot be told.", "Say how that was found out.")
	}
	p = b.fill(asks, "decision", "cannot-be-told", "reason", "The report was not kept.").says("It is on record that it cannot be told.", "It cannot be told")
	b.open(b.open(p.link("Answer the person")).link("See the letter")).says("Sample Mailing Ltd")
	again := b.open(p.link("Was the person in it?"))
	p = b.fill(again, "decision", "not-in-it", "reason", "The report was found.").says("It is on record that the person was not in it.").saysNot("perhaps in")
	b.open(b.open(p.link("Answer the person")).link("See the letter")).saysNot("Sample Mailing Ltd")
	b.open(again.path).says("Nobody asks this any more")

	// Nobody decides about what they recorded: the API's word stands in the form.
	b = o.signedIn(disclosure.Caller{Register: dpo.Register, Subject: recorder.Subject, Name: recorder.Name, Roles: dpo.Roles})
	b.fill(b.open(b.person("DBC-P-2").link("Was the person in it?")), "decision", "not-in-it", "reason", "It was not there.").says("There is something to put right")
}
