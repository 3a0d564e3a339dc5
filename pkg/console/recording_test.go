package console_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// toTheOmbudsman is the first page of the form, filled in.
var toTheOmbudsman = []string{
	"notice", "dartford-complaints", "decision", "disclosed", "on", "2026-11-09", "recipient", "ombudsman/housing-ombudsman",
	"data.complaint-nature", "complaint-nature", "data.correspondence", "correspondence",
}

// theRest is the last page of the form, but for the ombudsman's own reference.
var theRest = []string{
	"case", "DBC-C-2026-0142", "subjects-0-reference", someone, "subjects-0-roles.complainant", "complainant",
	"data-0-description", "The complaint form and our answers", "data-1-description", "Letters about the repair",
	"reason", "The ombudsman asked for the file.", "purpose", "answer the ombudsman's investigation of the complaint", "purposeId", "handle-complaint",
	"justification-necessity", "The file as asked for.", "recipient-organisation", "Housing Ombudsman Service", "disclosedAt.time", "14:05",
	"method-channel", "secure-email", "method-recipientVerified", "address from the ombudsman's own letter", "tellSubject-on", "2026-11-09",
	"evidence-investigationRequestDate", "2026-11-02", "evidence-complainantComplainedToIt", "yes", "authorisedBy-name", "B. Example", "authorisedBy-post", "Complaints Manager",
}

// onFooting fills in the first two pages and gives the last.
func onFooting(b *browser, gateway string) shownPage {
	b.o.t.Helper()
	footing := b.fill(b.open("/disclose"), toTheOmbudsman...).says("On what footing?", "With: Housing Ombudsman", "Public task or official authority", "The notice names")
	return b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", gateway, "telling", "told").says("What it needs", "The ombudsman's own case reference")
}

// An officer records a disclosure in the browser alone: what is missing is said beside
// its field, nothing is lost, nothing is flagged unseen, and pressing twice records
// once.
func TestAnOfficerRecordsADisclosure(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	b.open("/").says("Record a disclosure")
	first := b.open("/disclose").says("What was shared, and with whom", "For work to: Deal with a complaint or an enquiry")
	if regexp.MustCompile(` checked| selected`).MatchString(first.body) {
		t.Error("something is chosen for the officer on the first page")
	}
	b.fill(first).says("Say which privacy notice", "Say what was done", "Give the day", "Say who received it", "Say what data was shared")
	footing := b.fill(first, toTheOmbudsman...)
	if regexp.MustCompile(` checked| selected`).MatchString(footing.body) {
		t.Error("a footing is chosen for the officer")
	}
	if got := b.fill(footing); got.status != http.StatusUnprocessableEntity {
		t.Errorf("no footing: %d", got.status)
	}
	// All that is missing is said at once, what a rule needs with what the form does.
	lacking := b.fill(onFooting(b, "gw-ha96-s51"), "do", "check").says("Name of who approved it: This is needed", "Post of who approved it: This is needed", "Give the ombudsman's own case reference.")
	if of := regexpFirst(lacking.body, `<a href="#([^"]+)">This is`); of != "" {
		t.Errorf("what is missing is not named: %s", of)
	}
	if n := strings.Count(lacking.body, `href="#authorisedBy-name"`); n != 1 {
		t.Errorf("who approved is asked for %d times, want once", n)
	}
	fill := onFooting(b, "")
	values := append([]string{"do", "check"}, theRest...)
	refused := b.fill(fill, values...).says("There is something to put right", "It would be refused, and nothing was recorded", "Give the ombudsman's own case reference.")
	if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.body, `href="#evidence-ombudsmanCaseRef"`) || !strings.Contains(refused.body, ">The ombudsman asked for the file.</textarea>") {
		t.Errorf("a refused disclosure (%d) is not shown with what was typed", refused.status)
	}
	fill = onFooting(b, "gw-ha96-s51")
	// A flag is shown before it is raised.
	purposeless := append([]string{"do", "record", "evidence-ombudsmanCaseRef", "202600000"}, theRest...)
	for i := range purposeless {
		if purposeless[i] == "purposeId" {
			purposeless[i+1] = ""
		}
		if strings.HasPrefix(purposeless[i], "answer the ombudsman's") {
			purposeless[i] = "curiosity"
		}
	}
	flagged := b.fill(fill, purposeless...).says("It can be recorded, and", "Flagged", "does not name this purpose, or not in words that were recognised. It names: “Deal with a complaint", "What clears it:", "Nothing is recorded yet", "Record it with 1 flag")
	if flagged.status != http.StatusOK {
		t.Errorf("what would be flagged: %d", flagged.status)
	}
	good := append([]string{"do", "check", "evidence-ombudsmanCaseRef", "202600000"}, theRest...)
	tried := b.fill(flagged, good...).says("It can be recorded, and nothing is flagged", "Record it")
	if rows := o.get(dpo, "/disclosures?subject="+someone); strings.Contains(rows, `"id"`) {
		t.Errorf("it was recorded though it was only tried: %s", rows)
	}
	good[1] = "record"
	done := b.fill(tried, good...).says("The disclosure is on record.", "The receipt")
	b.fill(tried, good...).says("On record") // a double click
	if rows := o.get(dpo, "/disclosures?subject="+someone); strings.Count(rows, `"id"`) != 1 {
		t.Errorf("pressing twice did not record once: %s", rows)
	}
	b.fill(b.open(done.link("Open the disclosure")), "why", "Looking at it once more").says("Shared with Housing Ombudsman Service", "Public task", "202600000", "9 November 2026, 14:05", "Complaints Manager")
}

// A letter to the police that is kept from the person: each thing is asked once, what is
// missing is named where it is listed, and it can be recorded.
func TestAnOfficerRecordsALetterToThePolice(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	footing := b.fill(b.open("/disclose"), "notice", "dartford-complaints", "decision", "disclosed", "on", "2026-11-09", "recipient", "police/police-force", "data.address", "address")
	fill := b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-cda98-s115", "telling", "not-told", "exemption", "dpa18-sch2-para2").says("What it needs", "Which rights it lifts")
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`<(?:input|textarea|select) id="([^"]+)"`).FindAllStringSubmatch(fill.body, -1) {
		if seen[m[1]] || strings.HasPrefix(m[1], "justification-exemptions-0-provisions-") {
			t.Errorf("%s is asked twice", m[1])
		}
		seen[m[1]] = true
	}
	if first := regexp.MustCompile(`<select id="tellSubject-ground".*?<option value=""></option><option value="([^"]*)"`).FindStringSubmatch(fill.body); first == nil || first[1] != "dpa18-sch2-para2" {
		t.Errorf("the exemption that is relied on is not the first ground: %q", first)
	}
	grounds, never, split := strings.Cut(fill.body[strings.Index(fill.body, `<select id="tellSubject-ground"`):], `<optgroup label="Never a ground for not telling the person">`)
	never, _, _ = strings.Cut(never, "</optgroup>")
	if !split || !strings.Contains(grounds, "Schedule 2 paragraph 2(1)), only to an extent<") || strings.Contains(grounds, `"ukgdpr-12-5"`) || !strings.Contains(never, `"ukgdpr-12-5"`) || strings.Contains(never, `"dpa18-sch2-para2"`) {
		t.Errorf("the grounds that hold are not apart from those that never do:\n%s", never)
	}
	rest := []string{
		"case", "DBC-C-2026-0144", "subjects-0-reference", someone, "subjects-0-roles.complained-about", "complained-about", "data-0-description", "Where they live",
		"reason", "The police asked for it.", "purpose", "Help with an investigation", "justification-necessity", "The address alone.", "recipient-organisation", "Sample Police",
		"disclosedAt.time", "10:00", "method-channel", "secure e-mail", "tellSubject-ground", "dpa18-sch2-para2", "authorisedBy-name", "B. Example", "authorisedBy-post", "Complaints Manager",
	}
	b.fill(fill, append([]string{"do", "check"}, rest...)...).says("Why it applies: This is needed, and is missing.", "Day on which that is looked at again: ")
	empty := b.fill(fill, "do", "check").says("The council’s reference for the case: This is needed, and is missing.", "Name of who approved it: This is needed")
	empty.saysNot("catalogue id", "Say on what ground the person was not told") // it was chosen on the page before
	if regexpFirst(empty.body, `<a href="#([^"]+)">This is`) != "" {
		t.Errorf("something is missing, and the list does not say what: %s", empty.text())
	}
	rest = append(rest, "justification-exemptions-0-reason", "It would warn them.", "justification-exemptions-0-provisions", "13(1)-(3)\n14(1)-(4)\n15(1)-(3)", "justification-exemptions-0-reviewBy", "2027-02-01")
	tried := b.fill(fill, append([]string{"do", "check"}, rest...)...).says("It can be recorded", "Who there, by name Say which officer asked, by name, rank and number. Without it, it is flagged.")
	if !strings.Contains(tried.body, `<a href="#recipient-person">Say which officer asked`) {
		t.Error("what is flagged leads to no field")
	}
	if !strings.Contains(tried.body, `<button form="what-it-needs" name="do" value="record">`) {
		t.Error("it is recorded from the end of a long form alone")
	}
	b.fill(tried, append([]string{"do", "record"}, rest...)...).says("The disclosure is on record.")

	// The ground is chosen already, and is not asked for again.
	fill.says("On what ground they were not, if it is another", "Left empty, it is the one chosen on the page before: ")
	ungrounded := append([]string{"do", "record"}, rest...)
	for i := range ungrounded {
		if ungrounded[i] == "tellSubject-ground" {
			ungrounded[i+1] = ""
		}
		if ungrounded[i] == "case" {
			ungrounded[i+1] = "DBC-C-2026-0145"
		}
	}
	fill = b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-cda98-s115", "telling", "not-told", "exemption", "dpa18-sch2-para2")
	b.fill(b.fill(fill, append([]string{"do", "check"}, ungrounded[2:]...)...).says("It can be recorded"), ungrounded...).says("The disclosure is on record.")
	if got := o.get(dpo, "/disclosures/current?case=DBC-C-2026-0145"); !strings.Contains(got, `"tellSubject":{"outcome":"not-told","ground":"dpa18-sch2-para2"}`) {
		t.Errorf("the ground is not on record: %s", got)
	}

	// Who gave the ground for not telling alone is led to where it is chosen too.
	footing.says("choose the ground here as well")
	unshown := b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-cda98-s115", "telling", "not-told")
	b.fill(unshown, append([]string{"do", "check"}, rest[:len(rest)-6]...)...).says("Change the footing, above: choose it there too").saysNot("among the exemptions")
}

// An exemption is offered where it was the law on the day. One that was chosen before the
// day was put right stays, and says that it was not.
func TestAnExemptionIsOfferedOfTheLawOfTheDay(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	on := func(day string) []string {
		return []string{"notice", "dartford-complaints", "decision", "disclosed", "on", day, "recipient", "police/police-force", "data.address", "address"}
	}
	footing := []string{"lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-cda98-s115", "telling", "not-told", "exemption"}
	const was, is = "until 4 February 2026 (UK GDPR Article 14(5)(b))", "(UK GDPR Article 14(5)(e) and (f))"
	now := b.fill(b.open("/disclose"), on("2026-11-09")...).says("On what footing?", is).saysNot(was)
	b.fill(now, append(footing, "dpa18-sch2-para2")...).says("On what ground they were not", is).saysNot(was)
	before := b.fill(b.open("/disclose"), on("2026-02-04")...).says("On what footing?", was).saysNot(is, "Not the law on that day")
	fill := b.fill(before, append(footing, "ukgdpr-14-5-b")...).says("On what ground they were not", was).saysNot(is)
	changed := b.fill(b.fill(fill, "do", "begin"), on("2026-11-09")...).says("On what footing?", "Not the law on that day: Impossible", is)
	if !strings.Contains(changed.body, `value="ukgdpr-14-5-b" selected`) {
		t.Error("what was chosen is chosen no more")
	}
}

// What was chosen of a few as evidence is called on the page of the disclosure what the form
// calls it, and what was written stands as it was written.
func TestEvidenceThatWasChosenIsInWords(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) {
		d["evidence"].(map[string]any)["purposeCompatibility"], d["evidence"].(map[string]any)["whyNecessary"] = "compat-same-purpose", "compat-same-purpose"
		d["evidence"].(map[string]any)["whoseWellbeing"], d["evidence"].(map[string]any)["reasonNoConsent"] = "subject", "cannot"
	}))
	b := o.signedIn(auditor)
	p := b.open(b.person(someone).link("Open")).
		says("Whose well-being the concern is about: the person, someone else, or both The person's", "Consent could not be given").saysNot(" cannot ")
	if got := strings.Count(p.section("footing").text(), "compat-same-purpose"); got != 1 {
		t.Errorf("the id stands %d times, want what was written alone:\n%s", got, p.text())
	}
}

// The page of a disclosure shows the rules that it did not meet, and beside every rule what the
// record says to it: also to those that raised no flag.
func TestRulesStandBesideWhatTheRecordSaysToThem(t *testing.T) {
	o := newOffice(t)
	o.departed()
	b := o.signedIn(auditor)
	law := b.open(b.person(someone).link("Open")).section("law").
		says("2 rules were not met", "Not met", "The ombudsman's own case reference: Nothing is given", "What the ombudsman asked for: The whole complaint file", "is not decided again").saysNot("(DC-R", "202600000")
	if notMet, met := strings.LastIndex(law.body, ">Not met<"), strings.Index(law.body, "Why this much was needed"); notMet < 0 || met < notMet {
		t.Errorf("what was not met is not first:\n%s", law.text())
	}
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", func(d map[string]any) { d["case"] = "DBC-C-2" }))
	b.open(b.person("DBC-P-2").link("Open")).section("law").says("No rule was found broken", "The ombudsman's own case reference: 202600000").saysNot("Not met", "Nothing is given")
}

// What does not need a footing asks for none: a refusal.
func TestAnOfficerRecordsARefusal(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	fill := b.fill(b.open("/disclose"), "notice", "dartford-complaints", "decision", "refused", "on", "2026-11-09", "recipient", "police/police-force", "data.name", "name").
		says("What was asked for, in words", "Who asked").saysNot("It rests on")
	rest := []string{
		"case", "DBC-C-2026-0143", "subjects-0-reference", someone, "subjects-0-roles.complainant", "complainant", "data-0-description", "The name",
		"reason", "The request did not say what for.", "purpose", "Not said", "refusedFor", "request-unclear", "recipient-organisation", "Sample Police", "disclosedAt.time", "10:00",
		"authorisedBy-name", "B. Example", "authorisedBy-post", "Complaints Manager",
	}
	tried := b.fill(fill, append([]string{"do", "check"}, rest...)...).says("It can be recorded")
	b.fill(tried, append([]string{"do", "record"}, rest...)...).says("The disclosure is on record.")
}

// Another person is added without losing a word.
func TestADisclosureOfSeveralPeople(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	fill := onFooting(b, "gw-ha96-s51")
	two := b.fill(fill, append([]string{"do", "person"}, theRest...)...).says("Person 2 of 2", "Whose: the reference")
	if !strings.Contains(two.body, `value="`+someone+`"`) {
		t.Error("the first person is lost")
	}
	rest := append([]string{"do", "check", "evidence-ombudsmanCaseRef", "202600000", "subjects-1-reference", "DBC-P-2", "subjects-1-roles.witness", "witness"}, theRest...)
	tried := b.fill(two, rest...).says("It can be recorded")
	rest[1] = "record"
	b.fill(tried, rest...).says("The disclosure is on record.")
	if rows := o.get(dpo, "/disclosures?subject=DBC-P-2"); strings.Count(rows, `"id"`) != 1 {
		t.Errorf("it is not about the second person: %s", rows)
	}
}

func TestWhoReadsDoesNotRecord(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(auditor)
	b.open("/").saysNot("Record a disclosure")
	if got := b.open("/disclose"); got.status != http.StatusForbidden {
		t.Errorf("an auditor is shown the form: %d", got.status)
	}
}

// everyField is what the page's last form would send: what is typed, chosen and hidden.
func everyField(p shownPage) []string {
	main := p.body[strings.LastIndex(p.body, "<form"):]
	var pairs []string
	add := func(name, value string) { pairs = append(pairs, html.UnescapeString(name), html.UnescapeString(value)) }
	for _, m := range regexp.MustCompile(`<input[^>]* name="([^"]+)"[^>]* type="(?:text|date|time)" value="([^"]*)"`).FindAllStringSubmatch(main, -1) {
		add(m[1], m[2])
	}
	for _, m := range regexp.MustCompile(`<input type="(?:date|time|checkbox|radio)" name="([^"]+)" value="([^"]*)"( checked)?`).FindAllStringSubmatch(main, -1) {
		if m[3] != "" {
			add(m[1], m[2])
		}
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>`).FindAllStringSubmatch(main, -1) {
		add(m[1], m[2])
	}
	for _, m := range regexp.MustCompile(`(?s)<select[^>]* name="([^"]+)".*?</select>`).FindAllStringSubmatch(main, -1) {
		if chosen := regexp.MustCompile(`<option value="([^"]*)" selected`).FindStringSubmatch(m[0]); chosen != nil {
			add(m[1], chosen[1])
		}
	}
	return pairs
}

// typing is what the page's last form would send, with these fields typed anew.
func typing(p shownPage, pairs ...string) []string {
	anew := map[string]bool{}
	for i := 0; i < len(pairs); i += 2 {
		anew[pairs[i]] = true
	}
	typed := slices.Clone(pairs)
	for as := everyField(p); len(as) > 0; as = as[2:] {
		if !anew[as[0]] {
			typed = append(typed, as[0], as[1])
		}
	}
	return typed
}

// A correction begins as the disclosure reads, changes what is typed anew and nothing
// else, and says what follows before it is recorded.
func TestAnOfficerCorrectsADisclosure(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	b := o.signedIn(recorder)
	page := b.open(b.person(someone).link("Open"))
	form := b.open(page.link("Correct it")).says("Correct a disclosure", "What was wrong", "The ombudsman's own case reference")
	if !strings.Contains(form.body, `value="Housing Ombudsman Service"`) || !strings.Contains(form.body, `value="202600000"`) {
		t.Fatalf("the form does not begin as the disclosure reads:\n%s", form.text())
	}
	wrong := b.fill(form, append([]string{"do", "check"}, typing(form)...)...).says("Say what was wrong, and how that was found.")
	if again := b.open(wrong.path).says("Correct a disclosure"); !strings.Contains(again.body, `value="202600000"`) {
		t.Errorf("opened again by its address, the form has lost what it corrects:\n%s", again.text())
	}
	typed := append([]string{"do", "check"}, typing(form, "corrects", "The wrong adjudicator was named.", "recipient-person", "K. Sample")...)
	tried := b.fill(form, typed...).says("It can be recorded")
	typed[1] = "record"
	b.fill(tried, typed...).says("The correction is on record.")
	var opened struct {
		Entry       struct{ Body map[string]any }
		Corrections []struct {
			Body struct {
				Reason     string
				Disclosure map[string]any
			}
		}
	}
	if err := json.Unmarshal([]byte(o.get(dpo, "/disclosures/"+id)), &opened); err != nil || len(opened.Corrections) != 1 {
		t.Fatalf("%d corrections, %v", len(opened.Corrections), err)
	}
	was, now := opened.Entry.Body, opened.Corrections[0].Body.Disclosure
	if got := now["recipient"].(map[string]any)["person"]; got != "K. Sample" {
		t.Errorf("the correction names %v", got)
	}
	now["recipient"].(map[string]any)["person"] = was["recipient"].(map[string]any)["person"]
	if !reflect.DeepEqual(was, now) {
		t.Errorf("the correction changed more than was typed:\n%v\n%v", was, now)
	}
}

// What was typed is taken along when what was shared, or the footing, is chosen anew,
// and stays with the kind of data that it is about.
func TestChoosingAnewLosesNothing(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	fill := onFooting(b, "")
	first := b.fill(fill, append([]string{"do", "begin"}, theRest...)...).says("What was shared, and with whom")
	anew := append([]string{}, toTheOmbudsman...)
	anew[8], anew[9] = "data.name", "name" // in place of what the complaint is about
	footing := b.fill(first, anew...).says("On what footing?")
	last := b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "gateway", "gw-ha96-s51", "telling", "told").says("What it needs", "Housing Ombudsman scheme")
	for _, want := range []string{">The ombudsman asked for the file.</textarea>", `name="data-1-description" type="text" value="Letters about the repair"`, `value="complainant" checked`} {
		if !strings.Contains(last.body, want) {
			t.Errorf("%s is lost", want)
		}
	}
	if strings.Contains(last.body, "The complaint form and our answers") {
		t.Error("what was said of data that was taken out stays")
	}
}

// A form that outlives its session comes back with everything typed in it, and is taken
// once its own person has signed in again in that browser, and from nobody else.
func TestAFormOutlivesItsSession(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	form := onFooting(b, "gw-ha96-s51")
	typed := append([]string{"do", "check", "evidence-ombudsmanCaseRef", "202600000"}, theRest...)
	o.later(31 * time.Minute)
	kept := b.sendForm(form, typed...).says("Your sign-in has ended", "Nothing was recorded.", "Sign in again, in a new tab")
	if kept.status != http.StatusForbidden || kept.link("Sign in again") != "/sign-in" {
		t.Errorf("a form after its session: %d", kept.status)
	}
	if got := b.sendForm(kept); got.status != http.StatusForbidden {
		t.Errorf("Continue before signing in: %d", got.status)
	}
	signIn := func(who disclosure.Caller) {
		t.Helper()
		if p := b.send(http.MethodPost, "/sign-in", url.Values{"code": {o.code(who)}}); p.status != http.StatusSeeOther {
			t.Fatalf("signing in: %d", p.status)
		}
	}
	signIn(recorder)
	b.fill(kept).says("It can be recorded, and nothing is flagged")

	o.later(31 * time.Minute)
	b.sendForm(form, typed...).says("Your sign-in has ended")
	signIn(second)
	b.sendForm(kept).says("This form is of an earlier session").saysNot("It can be recorded")
}

// What a rule asks for is asked where it can be given: who somebody is, is not chosen to
// meet a rule.
func TestARoleIsNotAskedForByARule(t *testing.T) {
	o := newOffice(t)
	b := o.signedIn(recorder)
	footing := b.fill(b.open("/disclose"), "notice", "dartford-complaints", "decision", "disclosed", "on", "2026-11-09", "recipient", "police/police-force", "data.criminal-allegation", "criminal-allegation")
	fill := b.fill(footing, "lawful-basis", "ukgdpr-6-1-e", "criminal-condition", "dpa18-sch1-para10", "telling", "told")
	fill.says("Who that is Complainant", "The reasons of substantial public interest").saysNot("Say in your own words which one this sharing served.")
}
