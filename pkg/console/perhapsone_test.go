package console_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
)

// A record that is kept back, and another of the same day and recipient that would be
// shown, come first on the page of the answer and on Today, and two people say that they
// are two.
func TestWhatIsKeptAndRecordedAgainIsDecidedFirst(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		withheldOnAGround(d)
		d["case"], d["disclosedAt"] = "DBC-C-OTHER", example(t, someone, nil)["disclosedAt"]
		exemption := d["justification"].(map[string]any)["exemptions"].([]any)[0].(map[string]any)
		exemption["id"], exemption["provisions"] = "dpa18-sch2-para2", []string{"15(1)-(3)"}
		d["tellSubject"].(map[string]any)["ground"] = "dpa18-sch2-para2"
	}))
	today := disclosure.DateOf(o.now())
	o.post(dpo, "/access-requests", map[string]any{"subject": someone, "askedBy": "B. Sample", "as": "person", "received": today.String(), "identitySettled": today.String()})
	b := o.signedIn(dpo)
	line := b.open("/").says("Decide first 1").section("undecided").link("Both went to the same recipient on the same day")
	b.fill(b.open(line), "why", "Request of today").says("One, or two?", "is kept back")
	answer := b.open(b.person(someone).link("Answer the person")).says("Perhaps recorded twice", "A ground keeps it from this asker.")
	b.fill(b.open(answer.link("Release this answer")), "read", "yes").says("may be one sharing with the one that reads by entry")
	pair := b.open(answer.link("Decide whether they are one")).says("The first would be in the person’s answer")
	b.fill(pair, "decision", "two", "reason", "Two letters.").says("There is something to put right", "Ask the departments that recorded them")
	b.fill(pair, "decision", "two", "reason", "Two letters.", "asked-who", "Both managers", "asked-on", today.String(), "asked-said", "There were two.").
		says("it stands once somebody else has confirmed it")
	b = o.signedIn(second)
	answer = b.open(b.person(someone).link("Answer the person"))
	pair = b.open(answer.link("Decide whether they are one")).says("Somebody has said that they are two")
	b.fill(pair, "decision", "two", "reason", "I have seen both.", "asked-who", "Both managers", "asked-on", today.String(), "asked-said", "There were two.").says("The decision is on record.")
	b.open(pair.path).says("Nothing waits here any more.")
	answer = b.open(b.person(someone).link("Answer the person")).saysNot("Perhaps recorded twice")
	b.fill(b.open(answer.link("Release this answer")), "read", "yes").says("The answer is released")
}
