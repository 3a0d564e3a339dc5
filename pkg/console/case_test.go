package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// A case is found by any reference that the council writes, shows when each thing in
// it goes, and is held and let go by the Data Protection Officer alone.
func TestADPOHoldsACase(t *testing.T) {
	const ref = "DSR/26/Ä 001"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = ref }))
	b := o.signedIn(dpo)

	b.fill(b.open("/search"), "reference", "x", "case", ref, "why", "A court case").says("one of the two")
	b.fill(b.open("/search"), "case", "a\u200bb", "why", "A court case").says("at most 64 letters")
	c := b.fill(b.open("/search"), "case", strings.ToLower(ref), "why", "A court case").says(
		"Case "+ref, "You are looking because: A court case", "It is Open", "It is destroyed Its time has not begun",
		"No hold stands.", "Record on the complaints database", "None is archived.",
	)
	if strings.Contains(strings.ToUpper(c.path), "DSR") {
		t.Errorf("the address names the case: %s", c.path)
	}

	review := disclosure.DateOf(time.Now()).AddDays(90).String()
	hold := b.open(c.link("Hold the case")).says("Nothing in the case is destroyed until the hold is released")
	b.fill(hold, "by", "", "reason", "", "reviewOn", "").says("Say who asked for it. Say why. Give the day on which")
	if past := b.fill(hold, "by", "County Court", "reason", "A claim", "reviewOn", "2020-01-01"); past.status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is past: %d", past.status)
	}
	c = b.fill(hold, "by", "County Court", "reason", "A claim is before the court.", "reviewOn", review).says(
		"The case is held.", "asked for by County Court", "A claim is before the court.", "It is destroyed Not while a hold stands",
	)

	b.open(c.link("What else is due for destruction")).says("You are looking because: A court case", "Nothing is due within 90 days.")

	auditing := o.signedIn(auditor)
	auditing.fill(auditing.open("/search"), "case", ref, "why", "Yearly audit").says("asked for by County Court").saysNot("Release this hold", "Hold the case")

	c = b.fill(b.open(c.link("Release this hold")), "reason", "The claim is settled.").says("The hold is released.", "No hold stands.", "Holds that stood")
	b.open(c.link("Hold the case"))

	// From a disclosure to its case, which is another thing to look at.
	p := b.person(someone)
	d := b.open(p.link("Open"))
	b.fill(b.open(d.link(ref)), "why", "A court case").says("Case " + ref)
	c = b.fill(b.open(p.link(ref)), "why", "A court case").says("Case " + ref)
	b.open(c.link("What was shared in it")).says("Disclosures", "9 November 2026: Shared, Housing Ombudsman")

	clerk := o.signedIn(recorder)
	clerk.fill(clerk.open("/search"), "reference", "", "case", ref, "why", "Mine").
		says("Case "+ref, "What housing has in this case", "9 November 2026: Shared, Housing Ombudsman").saysNot("It is destroyed", "County Court")
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	stranger := o.signedIn(elsewhere)
	if got := stranger.fill(stranger.open("/search"), "reference", "", "case", ref, "why", "Mine"); got.status != http.StatusNotFound {
		t.Errorf("a recorder is shown another department's case: %d", got.status)
	}
}

// What a case is, and from which days its periods run, is said on a page that begins as
// the case stands; the schedule follows.
func TestADPODatesACase(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(dpo)
	c := b.fill(b.open("/search"), "case", "DBC-C-2026-0141", "why", "Checking when it goes")
	dates := b.open(c.link("Say what it is, and its dates")).says("Dates of the case", "Copy on a council tenant's tenancy file", "without anybody being asked again")
	b.fill(dates, "tenancyEnded", "2999-01-01", "reason", "").says("Say why.")
	b.fill(dates, "tenancyEnded", "2999-01-01", "reason", "On the tenancy file.").says("This day cannot be later than today.")
	said := []string{"classes.dc-tenancy-file", "dc-tenancy-file", "tenancyEnded", "2026-11-01", "reason", "On the tenancy file."}
	follows := b.fill(dates, said...).says("What would follow Nothing is changed yet. When the case is destroyed changes.",
		"The case is destroyed Now: Its time has not begun. Then: From ", "Record on the complaints database Now: Its time has not begun. Then: No more of this case",
		"Copy on a council tenant's tenancy file Now: Not of this case. Then: 2 November 2026.")
	c = b.fill(follows, append(said, "do", "act")...).says("The dates are on record.", "Copy on a council tenant's tenancy file")
	again := b.open(c.link("Say what it is, and its dates"))
	if !strings.Contains(again.body, `value="2026-11-01"`) || !strings.Contains(again.body, `value="dc-tenancy-file" checked`) {
		t.Error("the form does not begin as the case stands")
	}
	auditing := o.signedIn(auditor)
	auditing.fill(auditing.open("/search"), "case", "DBC-C-2026-0141", "why", "x").says("It is Open").saysNot("its dates")
}

// A case with more letters than a page shows leads to the rest of them.
func TestEveryLetterOfACaseIsReached(t *testing.T) {
	const ref = "DBC-C-2026-0141"
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = ref }))
	const letters = 105 // a page has a hundred
	for i := range letters {
		o.ask(recorder, "/cases/"+ref+"/correspondence", map[string]any{"title": fmt.Sprintf("Letter %03d.", i), "contentType": "application/pdf", "size": 1, "sha256": strings.Repeat("ab", 32)})
	}
	b := o.signedIn(dpo)
	page := b.fill(b.open("/search"), "case", ref, "why", "Looking for a letter").says("Next page")
	var found []string
	for more := true; more; {
		found = append(found, regexp.MustCompile(`Letter \d{3}\.`).FindAllString(page.body, -1)...)
		if more = strings.Contains(page.body, ">Next page</a>"); more {
			page = b.open(page.link("Next page")).says("First page", "Case "+ref)
		}
	}
	if slices.Sort(found); len(slices.Compact(found)) != letters {
		t.Errorf("%d letters are reached, want %d", len(found), letters)
	}
}
