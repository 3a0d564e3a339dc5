package console_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
)

func inCase(ref string) func(d map[string]any) { return func(d map[string]any) { d["case"] = ref } }

// Who sees the whole register lists its cases, by what has become of them or by
// department, and each leads to its page.
func TestADPOListsTheCases(t *testing.T) {
	o := newOffice(t)
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-1")))
	o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-2")))
	o.post(elsewhere, "/disclosures", example(t, someone, inCase("DBC-C-3")))
	o.post(dpo, "/cases/DBC-C-2/close", map[string]any{"closedOn": disclosure.DateOf(o.now()).String()})
	o.post(dpo, "/cases/DBC-C-3/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": "2099-01-31"})
	b := o.signedIn(dpo)
	all := b.fill(b.open(b.open("/more").link("Cases")), "why", "Looking through the cases").
		says("Cases", "Case DBC-C-1 Open", "Case DBC-C-2 Closed", "Case DBC-C-3 Held", "Department housing", "Department revenues")
	if strings.Contains(all.path, "DBC") {
		t.Errorf("the address names a case: %s", all.path)
	}
	b.open(all.link("Closed")).says("DBC-C-2", "Closed on").saysNot("DBC-C-1", "DBC-C-3")
	b.open(all.link("Held")).says("DBC-C-3").saysNot("DBC-C-1", "DBC-C-2")
	b.open(all.link("Stopped")).says("There is none.")
	b.fill(all, "department", "a\u200bb").says("at most 64 characters, in one line")
	theirs := b.fill(all, "department", "Revenues").says("Department: Revenues", "DBC-C-3").saysNot("DBC-C-1", "DBC-C-2")
	b.open(theirs.link("Department: Revenues")).says("DBC-C-1")
	b.open(all.link("Case DBC-C-1")).says("Case DBC-C-1", "Hold the case", "You are looking because: Looking through the cases")
	auditing := o.signedIn(auditor)
	auditing.fill(auditing.open("/cases"), "why", "Yearly audit").says("DBC-C-1", "DBC-C-2", "DBC-C-3")
}

// An officer lists the cases that the own department works on, and sees in one what is the
// department's own, attaches a letter in it, and closes it.
func TestAnOfficerListsTheOwnCases(t *testing.T) {
	o := newOffice(t)
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-1")))
	o.post(elsewhere, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) {
		d["case"] = "DBC-C-1"
		d["disclosedAt"] = "2026-11-10T09:00:00Z"
	}))
	o.post(elsewhere, "/disclosures", example(t, "DBC-P-2", inCase("DBC-C-3")))
	o.post(dpo, "/cases/DBC-C-1/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": "2099-01-31"})
	b := o.signedIn(recorder)
	all := b.fill(b.open(b.open("/").link("Cases")), "why", "Looking through our cases").
		says("The cases in which housing has recorded something", "Case DBC-C-1 Open", "What your department recorded first in it is of 9 November 2026").
		saysNot("DBC-C-3", "Held", "revenues", "Due for destruction", "Of one department")
	c := b.open(all.link("Case DBC-C-1")).says("What housing has in this case", "It is Open", "9 November 2026: Shared", "None.").saysNot("10 November", "County Court")
	b.sendFile(b.open(c.link("Attach a letter")), "Our answer", "answer.pdf", []byte("%PDF-1.7 sample")).says("The letter is archived: Our answer.")
	c = b.open(c.path).says("Our answer archived")
	link := b.send(http.MethodGet, c.link("Our answer"), nil)
	if to := link.header.Get("Location"); link.status != http.StatusSeeOther || !strings.HasPrefix(to, "http://") || fetched(t, to) != "%PDF-1.7 sample" {
		t.Errorf("the letter is opened by %d at %.40q", link.status, to)
	}
	looking := o.signedIn(auditor)
	file := looking.fill(looking.open("/search"), "case", "DBC-C-1", "why", "Yearly audit").says("Our answer")
	if link := looking.send(http.MethodGet, file.link("Our answer"), nil); link.status != http.StatusSeeOther {
		t.Errorf("an auditor opens the letter with %d", link.status)
	}
	if looks := o.get(auditor, "/access?case=DBC-C-1"); strings.Count(looks, `"action":"open-letter"`) != 2 || !strings.Contains(looks, "Looking through our cases") {
		t.Errorf("opening the letter is not on record: %s", looks)
	}
	b.fill(b.open(c.link("Close the case")), "closedOn", disclosure.DateOf(time.Now()).String()).says("The case is closed.", "It is Closed")
	b.open(all.link("Closed")).says("DBC-C-1")
}

// Every line of an officer's Today leads to the act that ends it, and then nothing is left.
func TestEveryLineOfAnOfficersTodayLeadsToTheActThatEndsIt(t *testing.T) {
	o := newOffice(t)
	today := disclosure.DateOf(o.now())
	o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-1")))
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["case"], d["tellSubject"] = "DBC-C-2", map[string]any{"outcome": "deferred", "on": today.AddDays(-3).String()}
	}))
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["case"], d["urgency"] = "DBC-C-3", "emergency"
		delete(d["justification"].(map[string]any), "gateway")
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
	}))
	letter := []byte("%PDF-1.7 sample")
	promise := func(title string) (ticket client.Ticket) {
		t.Helper()
		form := o.ask(recorder, "/cases/DBC-C-1/correspondence", client.LetterAsked{
			Title: title, ContentType: "application/pdf", Size: int64(len(letter)), SHA256: digest(letter),
		})
		if err := json.Unmarshal([]byte(form), &ticket); err != nil {
			t.Fatal(err)
		}
		return ticket
	}
	promise("Our answer")
	if err := promise("Our other answer").Put(t.Context(), nil, letter); err != nil {
		t.Fatal(err)
	}
	b := o.signedIn(recorder)
	b.open("/").says("Letters that have not arrived 2", "People to be told 1", "Overdue by 3 days", "Flags that wait", "case DBC-C-3").saysNot("Nothing is left")
	leads := func(section, words string) shownPage {
		t.Helper()
		return b.fill(b.open(b.open("/").section(section).link(words)), "why", "What is left to do")
	}

	finish := leads("letters", "Our answer").says("Finish a letter", "Our answer", "by itself")
	b.sendFile(finish, "", "other.pdf", []byte("another")).says("This is not the file that the place was promised to")
	b.sendFile(finish, "", "none.pdf", nil).says("This file is empty: it has 0 bytes.").saysNot("has not arrived in the archive")
	b.fill(finish).says("has not arrived in the archive")
	b.sendFile(finish, "", "long.pdf", bytes.Repeat([]byte("x"), 6<<20)).says("This file is longer than 4 MB").saysNot("With script")
	b.sendFile(finish, "", "answer.pdf", letter).says("The letter is archived: Our answer.", "Our answer archived")
	b.open(finish.path).says("Nothing is left to do here.")
	// What had been sent, by a browser that was closed, is looked for and recorded.
	b.fill(leads("letters", "Our other answer")).says("The letter is archived: Our other answer.")

	correct := func(form shownPage, pairs ...string) {
		t.Helper()
		typed := append([]string{"do", "check"}, typing(form, append([]string{"corrects", "What was left is done."}, pairs...)...)...)
		tried := b.fill(form, typed...).says("It can be recorded")
		typed[1] = "record"
		b.fill(tried, typed...).says("The correction is on record.")
	}
	telling := leads("tellings", "The person was to be told by now.")
	footing := b.fill(telling, append([]string{"do", "footing"}, typing(telling)...)...).says("On what footing?")
	correct(b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-ha96-s51", "telling", "told").says("Day on which they were told"), "tellSubject-on", today.String())
	all := b.fill(b.open(b.open("/").section("flags").link("")), "why", "What is left to do")
	correct(all, "evidence-ombudsmanCaseRef", "202600001")
	b.open("/").says("Nothing is left to do.").saysNot("Flags that wait", "People to be told", "Letters")
	b.fill(b.open("/left"), "why", "Looking once more").says("What is left to do", "Nothing is left to do.")

	stranger := o.signedIn(auditor)
	if p := stranger.fill(stranger.open("/left"), "why", "Audit"); p.status != http.StatusForbidden {
		t.Errorf("an auditor is shown what a department has left to do: %d", p.status)
	}
}

// fetched is what is at the address.
func fetched(t *testing.T, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", got.StatusCode, err)
	}
	return string(text)
}
