package console_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

const someone = "DBC-P-550193"

// The Data Protection Officer's task, from a request to the letter, in the browser
// alone.
func TestADPOAnswersARequest(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	o.post(dpo, "/facts", map[string]any{
		"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": someone}, "from": "2026-11-01", "reason": "Asked us not to.",
	})
	b := o.signedIn(dpo)
	b.open("/").says("D. P. Officer, Data Protection Officer", "Dartford Borough Council", "Where nothing waits Requests of people")

	b.fill(b.open("/search"), "reference", "", "why", "").says("Give the council's reference", "Say why you are looking")
	p := b.person(someone).says(
		"You are looking because: Request of 2 November",
		"12 November 2026: Shared, Housing Ombudsman Service", "Undecided: kept from the person",
		"9 November 2026: Shared, Housing Ombudsman Service", "Would be in an answer",
		"Housing Ombudsman scheme (Housing Act 1996 section 51", // a title, not an id
		"The person had objected on 1 November 2026, and nobody had decided on it.",
		"Objection From 1 November 2026",
	).saysNot("gw-ha96-s51", "complaint-nature")

	b.person(strings.ToLower(someone)).says("12 November 2026: Shared, Housing Ombudsman Service")

	answer := b.open(p.link("Answer the person")).says("No request is open.", "What will be printed", "What will not, and why")
	request := b.open(answer.link("Record a request"))
	received := disclosure.DateOf(time.Now()).AddDays(-5).String()
	b.fill(request, "askedBy", "", "received", received).says("Give the name of who asks.", "Say whether the person asks")
	answer = b.fill(request, "askedBy", "B. Sample", "as", "person", "received", received).
		says("The request is on record.", "B. Sample asks for their own data", "Not yet: nothing can be released").saysNot("Release this answer")
	answer = b.fill(b.open(answer.link("Settle who asks")), "askedBy", "B. Sample", "as", "person", "received", received, "identitySettled", received).
		says("days left", "Release this answer")

	today := b.open("/").says("Requests of people 1", "Decide first 1", "B. Sample", "Flags 2")
	whole := b.fill(b.open(today.section("undecided").link("Show all")), "why", "Today's work").says("Decide first", "1 waits in all.", "With Housing Ombudsman Service", "About "+someone)
	b.fill(b.open(regexpFirst(whole.body, `<article[^>]*><h2 class="small"><a href="([^"]+)"`)), "why", "Today's work").says("What would be printed, word for word")
	b.fill(b.open(today.link("B. Sample")), "why", "Today's work").says("Answer to the person", "You are looking because: Today's work")

	// The rules speak through the form, with everything typed still in it.
	decide := b.open(answer.link("Decide")).says("What would be printed, word for word", "Grounds that could keep it")
	refused := b.fill(decide, "decision", "withhold", "reason", "It would spoil the inquiry.", "ground", "", "provisions", "15(1)-(3)", "reviewOn", "")
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, ">It would spoil the inquiry.</textarea>") {
		t.Errorf("a refused decision: %d\n%s", refused.status, refused.text())
	}
	refused.says("There is something to put right")

	// What is undecided is left out by name, or decided.
	b.fill(b.open(answer.link("Release this answer")), "read", "yes").says("Say why it is left out of this answer, or go back and decide on it.")
	review := disclosure.DateOf(time.Now()).AddDays(90).String()
	answer = b.fill(refused, "decision", "withhold", "reason", "It would spoil the inquiry.", "ground", "dpa18-sch2-para16", "provisions", "15(1)-(3)", "reviewOn", review).
		says("Decided: it is withheld.", "Nothing of this person’s is undecided")

	letter := b.open(answer.link("See the letter")).says("Who has received your data", "Housing Ombudsman Service", "Draft. It has not been released.")
	if got := letter.header.Get("Content-Security-Policy"); !strings.Contains(got, "form-action 'none'") || strings.Contains(got, "script-src 'self'") {
		t.Errorf("the letter's policy is %q", got)
	}
	release := b.open(answer.link("Release this answer")).says("Release the answer", "To B. Sample", "1 disclosure is withheld whole, and 0 are printed in part.")
	b.fill(release).says("Say that you have read the draft")
	b.open(release.link("Read the letter")).says("Who has received your data")
	released := b.fill(release, "read", "yes").says("The answer is released", "No request is open.")
	b.open(released.link("The letter, to print")).says("Who has received your data").saysNot("Draft")
	if ended := o.get(dpo, "/access-requests?state=ended"); !strings.Contains(ended, `"digest"`) {
		t.Errorf("nothing was released: %s", ended)
	}
	requests := b.fill(b.open("/requests"), "why", "Looking at requests").says("None is open.")
	search := b.open(requests.link("find the person"))
	if got := regexpFirst(search.body, `name="why"[^>]* value="([^"]*)"`); got != "Looking at requests" {
		t.Errorf("on the way from requests to a person what for became %q", got)
	}
	b.open(b.fill(search, "reference", someone, "why", "Looking at requests").link("Record a request")).says("Name of who asks", "Day on which the request came")
	watcher := o.signedIn(auditor)
	watcher.fill(watcher.open("/requests"), "why", "Yearly audit").says("None is open.").saysNot("find the person")
	ended := b.open(requests.link("Show those that have ended")).says("Answered on", "B. Sample")
	b.open(ended.link("The letter as of that day")).says("Who has received your data").saysNot("Draft")
	b.open(ended.link("Open the person")).says("Person " + someone)

	// All of it is on record as the person's own looks, with why.
	if looks := o.get(auditor, "/access?subject="+someone); !strings.Contains(looks, "Request of 2 November") || !strings.Contains(looks, "D. P. Officer") {
		t.Errorf("the looks are not on record: %s", looks)
	}
}

// A second request for the same person is one of its own, from wherever it is recorded: it
// does not take the place of the one that the page was opened for.
func TestASecondRequestLeavesTheFirst(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	received := disclosure.DateOf(time.Now()).AddDays(-5).String()
	form := b.open(b.open(b.person(someone).link("Answer the person")).link("Record a request"))
	recorded := b.fill(form, "askedBy", "B. Sample", "as", "person", "received", received)
	settled := b.fill(b.open(recorded.link("Settle who asks")), "askedBy", "B. Sample", "as", "person", "received", received, "identitySettled", received)
	fromToday := b.fill(b.open(b.open("/").link("B. Sample")), "why", "Today's work")
	for name, answer := range map[string]shownPage{"once it is on record": recorded, "once it is settled who asks": settled, "from Today": fromToday} {
		if p := b.open(answer.link("Record a request")).says("Somebody asked for this person’s data").saysNot("Change a request"); strings.Contains(p.body, "B. Sample") {
			t.Errorf("%s: the form of another request is filled in with the first", name)
		}
	}
	b.fill(b.open(settled.link("Record a request")), "askedBy", "C. Sample", "as", "person", "received", received).says("B. Sample asks", "C. Sample asks")
	if open := o.get(dpo, "/access-requests"); strings.Count(open, `"askedBy"`) != 2 {
		t.Errorf("on record are %s, want both requests", open)
	}
}

// That somebody is still to be told of a change is said where somebody is.
func TestAnAnswerSaysWhoIsStillToBeToldOnlyWhereSomebodyIs(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	today := disclosure.DateOf(time.Now())
	o.post(dpo, "/access-requests", map[string]any{"subject": someone, "askedBy": "B. Sample", "as": "person", "received": today.String(), "identitySettled": today.String()})
	b := o.signedIn(dpo)
	path := b.person(someone).link("Answer the person")
	const says = "has been told yet that it changed"
	answer := b.open(path).saysNot(says)
	b.open(answer.link("Release this answer")).saysNot(says)
	o.post(dpo, "/facts", map[string]any{
		"kind": "change", "about": map[string]string{"dimension": "subject", "reference": someone}, "from": today.String(), "reason": "It was wrong.", "change": map[string]any{"what": "rectification"},
	})
	answer = b.open(path).says(says)
	tell := b.open(answer.link("Who is still to be told of a change")).says("Telling recipients of a change", "Person "+someone)
	b.open(b.open(answer.link("Release this answer")).says(says).link("Who is still to be told of a change")).says("Telling recipients of a change")
	change := regexpFirst(tell.body, `name="telling-recipients\.([^"]+)\.0"`)
	b.fill(tell, "telling-change", change, "telling-recipients."+change+".0", change+".0", "telling-outcome", "told", "telling-how", "A letter", "from", today.String()).says("It is on record")
	b.open(b.open(path).saysNot(says).link("Release this answer")).saysNot(says)
}

// A department is not told what was cleared, so that its page of a disclosure calls no flag
// one that waits: it leads to those that do.
func TestAnOfficersDisclosureDoesNotCallAClearedFlagWaiting(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
		d["departure"] = map[string]any{"reason": "It went out without the reference.", "discoveredOn": "2026-11-13", "noBreachReason": "It reached who it was for."}
	}))
	clerk := o.signedIn(recorder)
	path := clerk.person(someone).link("Open the disclosure")
	waits := clerk.open(path).section("flags").says("Flagged", "Give the ombudsman").saysNot("Waits", "Breaks a rule")
	clerk.open(waits.link("what is left to do")).says("Flags that wait", "Breaks a rule")
	o.ask(dpo, "/flags/clear", map[string]any{"flags": []any{map[string]any{"entry": id, "flag": 0}}, "reason": "It cannot be had."})
	cleared := clerk.open(path).section("flags").says("Flagged").saysNot("Waits", "Breaks a rule")
	clerk.open(cleared.link("what is left to do")).saysNot("Breaks a rule")
	audits := o.signedIn(auditor)
	audits.open(audits.person(someone).link("Open the disclosure")).section("flags").says("Cleared by D. P. Officer")
}

// What would be given in part is not told as if it were given whole.
func TestAPersonsPageCountsWhatIsGivenInPart(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	text, err := os.ReadFile("../../cmd/disclosures/sample/2-social-services.json")
	if err != nil {
		t.Fatal(err)
	}
	var partly map[string]any
	if err := json.Unmarshal(text, &partly); err != nil {
		t.Fatal(err)
	}
	partly["subjects"] = []any{map[string]any{"reference": someone, "role": "complainant"}}
	o.post(recorder, "/disclosures", partly)
	o.signedIn(dpo).person(someone).says("2 entries are about this person: 2 would be in an answer to them (1 of them in part), 0 undecided, 0 withheld.", "In an answer in part")
}

// A body that there is one of may be recorded without its name: it stands by what it is
// wherever a recipient stands.
func TestARecipientWithoutANameIsCalledByItsKind(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["recipient"] = map[string]any{"category": "ombudsman", "kind": "lgsco"}
		d["departure"] = map[string]any{"reason": "It went too early.", "noBreachReason": "Nothing was lost.", "discoveredOn": "2026-11-12"}
	}))
	const ombudsman = "Local Government and Social Care Ombudsman"
	b := o.signedIn(dpo)
	b.open("/").section("flags").says(ombudsman)
	person := b.person(someone).says("Shared, " + ombudsman)
	if strings.Contains(person.body, ombudsman+", "+ombudsman) {
		t.Error("it is called so twice")
	}
	b.open(person.link("Open the disclosure")).says(ombudsman).saysNot(": " + ombudsman)
}

// What was typed is not lost because the purpose of the look is half an hour old.
func TestAFormThatTookLongIsRecorded(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	request := b.open(b.open(b.person(someone).link("Answer the person")).link("Record a request"))
	for range 2 {
		o.later(20 * time.Minute)
		b.open("/search") // another tab, which keeps the session
	}
	b.fill(request, "askedBy", "B. Sample", "as", "person", "received", "2026-11-02").says("Why are you looking?")
	if got := o.get(dpo, "/access-requests"); !strings.Contains(got, "B. Sample") {
		t.Errorf("it was not recorded: %s", got)
	}
}

func TestADoubleClickRecordsOnce(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	p := b.open(b.person(someone).link("Answer the person"))
	request := b.open(p.link("Record a request"))
	for range 2 {
		b.fill(request, "askedBy", "B. Sample", "as", "person", "received", "2026-11-02").says("The request is on record.")
	}
	if got := strings.Count(o.get(dpo, "/access-requests"), `"askedBy"`); got != 1 {
		t.Errorf("%d requests are on record, want 1", got)
	}
}

// What is flagged and is no disclosure is called what it is, and leads to its case or person.
func TestAFlaggedHoldLeadsToItsCase(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(dpo, "/cases/DBC-C-2026-0141/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": "2099-01-31"})
	o.post(recorder, "/facts", map[string]any{
		"kind": "contact-restriction", "about": map[string]any{"dimension": "subject", "reference": someone}, "from": "2026-06-01", "reason": "Forty calls a day",
		"reviewBy": "2099-01-31", "subjectTold": "told", "toldOn": "2026-06-02",
	})
	b := o.signedIn(dpo)
	flags := b.fill(b.open("/flags"), "why", "The morning's flags").says("A hold on a case", "Something put on record", "The day of review is more than five years ahead.").saysNot("0001", "Shared with")
	b.open(flags.link("Open the case: A hold on a case")).says("DBC-C-2026-0141", "County Court")
	b.open(flags.link("Open the person: Something put on record")).says(someone)
}

func TestFlagsAreClearedTogetherAndNobodyClearsTheirOwn(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	own := o.post(dpo, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) {
		withheldOnAGround(d)
		d["case"] = "DBC-C-2026-0152"
	}))
	b := o.signedIn(dpo)
	flags := b.fill(b.open("/flags"), "why", "The morning's flags").says("Flags", "You recorded this, so somebody else clears it.")
	auditing := o.signedIn(disclosure.Caller{Register: dpo.Register, Subject: "sub-namesake", Name: recorder.Name, Roles: auditor.Roles})
	auditing.fill(auditing.open("/flags"), "why", "Yearly audit").says("Flags").saysNot("You recorded this")
	choices := choicesOf(flags)
	if len(choices) == 0 {
		t.Fatalf("no flag can be chosen:\n%s", flags.text())
	}
	for _, c := range choices {
		if strings.HasPrefix(c, own) {
			t.Errorf("a flag of one's own can be chosen")
		}
	}
	b.fill(flags).says("Choose the flags that you want to clear.")
	var pairs []string
	for _, c := range choices {
		pairs = append(pairs, "flag", c)
	}
	confirm := b.fill(flags, pairs...).says("Each stays in its disclosure, with your name", someone)
	b.fill(confirm).says("Say what cleared them.")
	b.fill(confirm, "reason", "The ombudsman confirmed the row.").says("cleared.").saysNot(someone)
	done := b.open(b.open(b.fill(b.open("/flags"), "why", "The morning's flags").path).link("Flags that were cleared")).says("Cleared by D. P. Officer", "The ombudsman confirmed the row.", someone)
	b.open(done.link("Housing Ombudsman Service")).says("Cleared by D. P. Officer")
	b.fill(done, "rule", strings.Repeat("x", 65), "from", "yesterday").says("at most 64 characters", "Write the day as")
	mine := b.fill(done, "clearedBy", "d. p. officer", "from", "2026-11-01").says("Cleared by: d. p. officer", "Cleared from: 2026-11-01", "The ombudsman confirmed the row.")
	none := b.fill(mine, "clearedBy", "Somebody Else", "from", "2026-11-01").says("No flag has been cleared that these filters mean.").saysNot("The ombudsman confirmed the row.")
	b.open(none.link("Cleared by: Somebody Else")).says("The ombudsman confirmed the row.", "Cleared from: 2026-11-01")
	if strings.Contains(mine.path, "officer") || !strings.Contains(b.open(mine.link("Save the whole list")).body, "The ombudsman confirmed the row.") {
		t.Error("the filter is not in the list that is saved, or stands in an address")
	}
	audits := o.signedIn(auditor)
	audits.fill(audits.open("/cleared"), "why", "Yearly audit").says("Because The ombudsman confirmed the row.")

	// A filter, and the address without it. Neither holds what it filters by.
	filtered := b.open("/flags")
	filtered = b.fill(filtered, "why", "The morning's flags")
	path := filtered.path
	p := b.follow(b.send(http.MethodPost, path, withDo(filtered, "filter", "case", "DBC-C-2026-9999"))).says("No flag waits that these filters mean.")
	b.open(p.link("Case: DBC-C-2026-9999")).says("DBC-P-2")

	// What was forged past the page is refused by the API, in words.
	forged := b.follow(b.send(http.MethodPost, path, withDo(filtered, "choose", "flag", own+".0")))
	b.fill(forged, "reason", "It was fine.").says("0 flags were cleared, and 1 was not.", "Nobody clears a flag on what they recorded themselves")
}

// Why a flag was cleared stays on the disclosure's page when it is corrected, whichever of its
// words is opened.
func TestWhatWasClearedStaysWhenTheDisclosureIsCorrected(t *testing.T) {
	o := newOffice(t)
	first := o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	b := o.signedIn(dpo)
	page := b.open(b.person(someone).link("Open")).says("Clear this flag")
	waits := strings.Count(page.body, "Clear this flag")
	b.fill(b.open(page.link("Clear this flag")), "reason", "The ombudsman confirmed it.").says("Cleared by D. P. Officer", "The ombudsman confirmed it.")
	o.post(recorder, "/disclosures/"+first+"/corrections", map[string]any{"reason": "The post was wrong.", "disclosure": example(t, someone, func(d map[string]any) {
		withheldOnAGround(d)
		d["recipient"].(map[string]any)["post"] = "Senior Adjudicator"
	})})
	now := b.open(b.person(someone).link("Open")).says("Corrected: The post was wrong.", "Cleared by D. P. Officer", "The ombudsman confirmed it.")
	if n := strings.Count(now.body, "The ombudsman confirmed it."); n != 1 || waits == 0 {
		t.Errorf("why it was cleared stands there %d times, and %d flags waited before", n, waits)
	}
}

// What breaks a rule is cleared from the page of its disclosure, where it is read first:
// all of it with one reason.
func TestWhatBreaksARuleIsClearedOnItsOwnPage(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		delete(d["justification"].(map[string]any), "gateway")
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
		d["departure"] = map[string]any{"reason": "It went out without the reference.", "discoveredOn": "2026-11-13", "noBreachReason": "It reached who it was for."}
	}))
	b := o.signedIn(dpo)
	flags := b.fill(b.open("/flags"), "why", "The morning's flags").says("Breaks a rule", "What breaks a rule is cleared there").saysNot("Clear those chosen")
	if got := strings.Count(flags.body, "<article"); got != 1 {
		t.Errorf("the disclosure is listed %d times", got)
	}
	page := b.open(flags.link("Open the disclosure")).says("Clear all 2 flags with one reason")
	confirm := b.open(page.link("Clear all 2 flags")).says("Clear 2 flags", "Give the ombudsman")
	b.fill(confirm, "reason", "It cannot be had.").says("2 flags were cleared.", "Cleared by D. P. Officer").saysNot("Clear this flag")
	if n := o.waits("flags"); n != 0 {
		t.Errorf("%d flags wait still", n)
	}
}

// A form that was changed by hand clears no departure from the list: the address that clears it
// is made by the page of its own disclosure.
func TestADepartureIsNotClearedFromTheList(t *testing.T) {
	o := newOffice(t)
	departs := func(person, of string) string {
		return o.post(recorder, "/disclosures", example(t, person, func(d map[string]any) {
			delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
			d["case"], d["departure"] = of, map[string]any{"reason": "It went out without the reference.", "discoveredOn": "2026-11-13", "noBreachReason": "It reached who it was for."}
		}))
	}
	first, second := departs(someone, "DBC-C-1"), departs("DBC-P-2", "DBC-C-2")
	b := o.signedIn(dpo)
	refused := func(list shownPage, id string) {
		t.Helper()
		forged := b.send(http.MethodPost, list.path, withDo(list, "choose", "flag", id+".0"))
		b.follow(forged).says("Open the disclosure first").saysNot("What cleared them")
		if p := b.follow(b.send(http.MethodPost, forged.header.Get("Location"), list.form("reason", "It was fine."))); p.status != http.StatusForbidden {
			t.Errorf("cleared from a list: %d\n%s", p.status, p.text())
		}
	}
	list := b.fill(b.open("/flags"), "why", "The morning's flags").says("Breaks a rule")
	refused(list, first)
	refused(list, second)
	page := b.open(list.link("Open the disclosure")).says("Clear this flag")
	cleared := b.fill(b.open(page.link("Clear all 2 flags")), "reason", "It cannot be had.").says("2 flags were cleared.")
	refused(b.open(cleared.link("Flags that still wait")), second) // the list that a disclosure leads to
	if n := o.waits("flags"); n != 2 {
		t.Errorf("%d flags wait, want those of the second", n)
	}
}

// A rule is chosen by what it is about, of those whose flags are listed, and never by its id.
func TestFlagsAreFilteredByWhatTheirRuleIsAbout(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) { d["purpose"] = "something that no notice names" }))
	b := o.signedIn(dpo)
	list := b.fill(b.open("/flags"), "why", "The morning's flags")
	rule := regexp.MustCompile(`<select id="rule" name="rule"><option value="">Any</option><option value="([^"]+)">([^<]+)</option></select>`).FindStringSubmatch(list.body)
	if rule == nil {
		t.Fatalf("no rule can be chosen:\n%s", list.body)
	}
	filtered := b.follow(b.send(http.MethodPost, list.path, withDo(list, "filter", "rule", rule[1])))
	filtered.says("Rule: "+html.UnescapeString(rule[2])+" ✕", "Outside").saysNot("Rule: "+rule[1], "("+rule[1]+")")
	none := b.follow(b.send(http.MethodPost, filtered.path, withDo(filtered, "filter", "rule", rule[1], "case", "DBC-C-NONE")))
	none.says("No flag waits that these filters mean.", "Rule: The rule chosen before").saysNot(rule[1])
}

// A departure that a correction takes back stays in the queue, on the word that departed. It
// is shown, and cleared, where the queue leads; and the first recorder is named there.
func TestADepartureThatWasTakenBackIsCleared(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
		d["departure"] = map[string]any{"reason": "It went out without the reference.", "discoveredOn": "2026-11-13", "noBreachReason": "It reached who it was for."}
	}))
	o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{"reason": "The reference came.", "disclosure": example(t, someone, nil)})
	b := o.signedIn(dpo)
	flags := b.fill(b.open("/flags"), "why", "The morning's flags").says("Breaks a rule")
	page := b.open(flags.link("Open the disclosure")).says("Clear this flag", "Give the ombudsman", ". Recorded", "Corrected: The reference came.")
	b.fill(b.open(page.link("Clear this flag")), "reason", "It was had the next day.").says("1 flag was cleared.")
	if n := o.waits("flags"); n != 0 {
		t.Errorf("%d flags wait still", n)
	}
}

// departed records that somebody's complaint went to the ombudsman without its reference.
func (o *office) departed() {
	o.t.Helper()
	o.post(recorder, "/disclosures", example(o.t, someone, func(d map[string]any) {
		delete(d["evidence"].(map[string]any), "ombudsmanCaseRef")
		d["departure"] = map[string]any{"reason": "It went out without the reference.", "discoveredOn": "2026-11-13", "noBreachReason": "It reached who it was for."}
	}))
}

// Before an answer is released, its page names each departure that nobody has dealt with.
func TestAnAnswerWarnsOfAnOpenDeparture(t *testing.T) {
	o := newOffice(t)
	o.departed()
	b := o.signedIn(dpo)
	answer := b.open(b.person(someone).link("Answer the person"))
	answer.says("An open departure, of 9 November 2026", "still checking if the law allowed it")
	page := b.open(answer.link("open the disclosure of 9 November 2026")).says("Clear all 2 flags")
	b.fill(b.open(page.link("Clear all 2 flags")), "reason", "It cannot be had.").says("2 flags were cleared.")
	b.open(b.person(someone).link("Answer the person")).says("What will be printed").saysNot("An open departure")
}

// A flag on a correction says who corrected, and no page sends a person to a call of the API.
func TestWhatACorrectionFlagsIsItsCorrectors(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{
		"reason": "It was for something else.", "disclosure": example(t, someone, func(d map[string]any) { d["purpose"] = "something that no notice names" }),
	})
	b := o.signedIn(dpo)
	flags := b.fill(b.open("/flags"), "why", "The morning's flags").says("Corrected by", "does not name this purpose", "It names: “Deal with a complaint or an enquiry”").saysNot("Recorded by A. N. Officer", "GET /policy")
	page := b.open(flags.link("Open the disclosure")).says("1 rule was not met", "does not name this purpose", "It names: “Deal with a complaint or an enquiry”").saysNot("GET /policy")
	b.fill(b.open(page.link("Clear this flag")), "reason", "It is one of ours.").says("1 flag was cleared.")
	b.fill(b.open("/cleared"), "why", "What was cleared").says("does not name this purpose", "It names: “Deal with a complaint or an enquiry”").saysNot("GET /policy")
}

func withDo(p shownPage, do string, pairs ...string) url.Values {
	values := p.form(pairs...)
	values.Set("do", do)
	return values
}

func choicesOf(p shownPage) (choices []string) {
	for part := range strings.SplitSeq(p.body, `name="flag" value="`) {
		if value, _, found := strings.Cut(part, `"`); found && strings.Contains(value, ".") && len(value) < 48 {
			choices = append(choices, value)
		}
	}
	return choices
}

func TestADisclosureInWords(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, nil))
	o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{
		"reason": "The post was wrong.", "disclosure": example(t, someone, func(d map[string]any) { d["recipient"].(map[string]any)["post"] = "Senior Adjudicator" }),
	})
	b := o.signedIn(auditor)
	b.open(b.person(someone).link("Open")).says(
		"Shared with Housing Ombudsman Service", "Senior Adjudicator", "Housing Ombudsman scheme", "Corrected: The post was wrong.",
		"No rule was found broken when it was recorded", "not yet in the log",
	)
}

// Each correction says what it changed, as that read before, and nothing that it left.
func TestWhatADisclosureReadBefore(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, nil))
	post := func(d map[string]any) { d["recipient"].(map[string]any)["post"] = "Senior Adjudicator" }
	id = o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{"reason": "The post was wrong.", "disclosure": example(t, someone, post)})
	id = o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{"reason": "More had gone.", "disclosure": example(t, someone, func(d map[string]any) {
		post(d)
		withheldOnAGround(d)
		d["case"] = "DBC-C-2026-0141"
		d["data"] = d["data"].([]any)[:1]
		delete(d, "method")
		d["purpose"] = "Something else"
	})})
	o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{"reason": "It was sent safely.", "disclosure": example(t, someone, func(d map[string]any) {
		post(d)
		withheldOnAGround(d)
		d["case"] = "DBC-C-2026-0141"
		d["data"] = d["data"].([]any)[:1]
		d["purpose"] = "Something else"
	})})
	b := o.signedIn(auditor)
	history := b.open(b.person(someone).link("Open")).section("history")
	words := strings.Split(history.body, "<li>")[1:]
	if len(words) != 4 || strings.Contains(words[0], "What it read before") {
		t.Fatalf("the history has %d words: %s", len(words), history.text())
	}
	for i, want := range [][]string{
		{"With Housing Ombudsman Service (J. Sample), Housing Ombudsman, Adjudicator"},
		{"When 9 November 2026, 14:05", "What was shared What the complaint is about: ", "What for answer the ombudsman", "On what footing Public task", "Was the person told? Told on", "How it was sent channel: "},
		{"How it was sent Nothing was said"},
	} {
		word := history
		word.body = words[i+1]
		word.says(append(want, "What it read before")...)
		if n := strings.Count(word.body, "<dt>"); n != len(want) {
			t.Errorf("correction %d lists %d parts, want %d: %s", i+1, n, len(want), word.text())
		}
	}
}

// An officer's page of a person has the department's own, as it now reads, with why and
// what for, and what it has put on record of the person; whose each is, who sees all is told.
func TestAPersonsPageSaysWhyAndWhose(t *testing.T) {
	o := newOffice(t)
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	id := o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["reason"] = "It was asked for. " + strings.Repeat("Very much so. ", 30) + "The end."
	}))
	o.post(recorder, "/disclosures/"+id+"/corrections", map[string]any{"reason": "The post was wrong.", "disclosure": example(t, someone, func(d map[string]any) {
		d["recipient"].(map[string]any)["post"], d["purpose"] = "Senior Adjudicator", "answer the inquiry"
	})})
	o.post(elsewhere, "/disclosures", example(t, someone, func(d map[string]any) {
		d["case"], d["disclosedAt"], d["reason"] = "DBC-C-9", "2026-11-10T09:00:00Z", "Theirs. "+strings.Repeat("Very much so. ", 30)+"The end."
	}))
	fact := map[string]any{"kind": "objection", "about": map[string]string{"dimension": "subject", "reference": someone}, "from": "2026-11-01", "reason": "Asked us not to."}
	o.post(recorder, "/facts", fact)
	fact["reason"] = "Asked them not to."
	o.post(elsewhere, "/facts", fact)
	o.signedIn(recorder).person(someone).says("What housing has put on record of the person", "Asked us not to.", "Shared (as corrected), Housing Ombudsman Service", "What for answer the inquiry", "Why ").
		saysNot("Asked them", "Theirs.", "10 November 2026:", "(a correction)", "undecided")
	all := o.signedIn(auditor).person(someone).says("Department housing", "Department revenues", "Why Theirs.", "Very much so.", "…", "What for answer the inquiry").saysNot("The end.")
	if len(all.body) > 60<<10 {
		t.Errorf("the page has %d bytes", len(all.body))
	}
}

func TestEachRoleSeesItsOwn(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	officer := o.signedIn(recorder)
	officer.open("/").says("You record for housing.", "Flags that wait 2").saysNot("Requests of people", "More")
	officer.person(someone).says("What housing has recorded about this person", "12 November 2026: Shared").saysNot("Undecided", "kept from the person", "Answer the person")
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	o.signedIn(elsewhere).person(someone).says("Nothing is on record under this reference.")

	watcher := o.signedIn(auditor)
	p := watcher.person(someone).says("Undecided: kept from the person")
	answer := watcher.open(p.link("Answer the person")).saysNot("Record a request", "Release")
	if strings.Contains(answer.body, `href="/decide/`) {
		t.Error("an auditor is offered a decision")
	}
}

func TestPagesAreSmall(t *testing.T) {
	o := newOffice(t)
	const each = 32
	for i := range each {
		for _, kept := range []bool{true, false} {
			o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
				if kept {
					withheldOnAGround(d)
				}
				d["case"] = "DBC-C-2026-02" + strconv.Itoa(i)
			}))
		}
	}
	b := o.signedIn(dpo)
	p := b.person(someone).says(strconv.Itoa(2*each) + " entries are about this person")
	answer := b.open(p.link("Answer the person")).says("Decide first "+strconv.Itoa(each), "What will be printed "+strconv.Itoa(each))
	pages := []shownPage{p, answer, b.open("/"), b.open("/assets/console.css"), b.open("/assets/letter.js")}
	for _, lists := range []string{"/flags", "/disclosures", "/looks", "/retention", "/processing", "/annual-return", "/statistics", "/rules", "/disclose"} {
		page := b.open(lists)
		if strings.Contains(page.body, `action="/why"`) {
			page = b.fill(page, "why", "Looking through")
		}
		pages = append(pages, page)
	}
	// Nothing is lost between the pages.
	for _, of := range []struct {
		first shownPage
		next  string
		want  int
	}{{p, "Next page", 2 * each}, {answer, "The next 15 of each", 3 * each}} { // undecided stands in two parts
		found := 0
		for page, more := of.first, true; more; {
			found += strings.Count(page.body, "Open<span")
			found += strings.Count(page.body, `>Open the disclosure</a>`)
			found += strings.Count(page.body, `<div><dt>Who that is</dt>`)
			if more = strings.Contains(page.body, ">"+of.next+"</a>"); more {
				page = b.open(page.link(of.next))
				pages = append(pages, page)
			}
		}
		if found != of.want {
			t.Errorf("%d are on the pages, want %d", found, of.want)
		}
	}
	for _, page := range pages {
		if page.status != http.StatusOK || len(page.body) > 60<<10 {
			t.Errorf("%s: %d with %d bytes, want at most 60 KB", page.path[:min(12, len(page.path))], page.status, len(page.body))
		}
	}
}

// Who has had something of a person stands on their page once each, however many entries
// there are; what a page does not list, it says.
func TestAPersonsPageSaysWhoHasHadTheirData(t *testing.T) {
	const others = 28
	o := newOffice(t)
	to := func(organisation string) func(map[string]any) {
		return func(d map[string]any) { d["recipient"].(map[string]any)["organisation"] = organisation }
	}
	for range 2 {
		o.post(recorder, "/disclosures", example(t, someone, to("Housing Ombudsman Service")))
	}
	for i := range others - 1 {
		o.post(recorder, "/disclosures", example(t, someone, to("Housing Ombudsman Service, office "+strconv.Itoa(10+i))))
	}
	b := o.signedIn(dpo)
	p := b.person(someone)
	p.says("Who has had data of this person 28", "Housing Ombudsman Service, Housing Ombudsman 2 times, the last on 9 November 2026: What the complaint is about;",
		"office 33, Housing Ombudsman Once, on 9 November 2026", "And 3 others, whom the spreadsheet names.", "this is no answer to them").saysNot("office 34, Housing Ombudsman Once")
	if len(p.body) > 60<<10 {
		t.Errorf("the page has %d bytes, want at most 60 KB", len(p.body))
	}
	b.open(p.link("Next page")).saysNot("Who has had data")
}
