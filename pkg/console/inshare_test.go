package console_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
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

// A routine stands once among what was shared about a person, under its newest occasion,
// with the earlier ones in it; all of them are on a page of their own.
func TestASeriesStandsOnceWithItsOccasions(t *testing.T) {
	o := newOffice(t)
	text, err := os.ReadFile("../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	occasion := func(series string, day int) {
		t.Helper()
		var share map[string]any
		if err := json.Unmarshal(text, &share); err != nil {
			t.Fatal(err)
		}
		share["people"], share["occasion"], share["disclosedAt"] = 1, fmt.Sprintf("Mailing of day %d", day), fmt.Sprintf("2026-11-%02dT09:05:00Z", day)
		if share["series"] = series; series == "" {
			delete(share, "series")
		}
		id := o.post(recorder, "/shares", share)
		o.post(recorder, "/shares/"+id+"/parts/1", map[string]any{"people": []string{someone}})
		o.post(recorder, "/shares/"+id+"/close", map[string]any{})
	}
	for day := 1; day <= 15; day++ {
		occasion(map[bool]string{true: "Daily mailing", false: "daily MAILING"}[day%2 == 1], day)
	}
	occasion("Yearly return", 16)
	occasion("", 17)
	p := o.signedIn(auditor).person(someone)
	p.says("17 entries are about this person", "15 occasions of Daily mailing", "15 November 2026", "14 November 2026: Mailing of day 14", "12 November 2026: Mailing of day 12", "Yearly return", "Mailing of day 17")
	p.saysNot("11 November 2026: Mailing", "occasions of Yearly return", "occasions of daily MAILING")
	b := o.signedIn(dpo)
	all := b.open(b.person(someone).link("All of them"))
	all.says("What was shared as an occasion of Daily mailing", "Mailing of day 15", "Mailing of day 2", "Mailing of day 1", "17 entries are about this person").saysNot("Yearly return", "Mailing of day 16")
	b.open(all.link("Everything that was shared")).says("Yearly return", "15 occasions of Daily mailing")

	for n := range 15 { // a page of nothing else
		for day := 1; day <= 4; day++ {
			occasion(fmt.Sprint("A routine of some length of name, number ", n), 13+day)
		}
	}
	if p = b.person(someone); strings.Count(p.text(), "4 occasions of A routine") < 12 || len(p.body) > 60<<10 {
		t.Errorf("a page of %d series has %d bytes, want at most 60 KB", strings.Count(p.text(), "4 occasions of A routine"), len(p.body))
	}
}
