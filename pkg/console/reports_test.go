package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
)

// The annual return and the extract for the record of processing are read, for any year
// and period, and saved as spreadsheets.
func TestReportsAreReadAndSaved(t *testing.T) {
	o := newOffice(t)
	for i := range 6 {
		o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = "DBC-C-2026-030" + string(rune('0'+i)) }))
	}
	b := o.signedIn(auditor)
	year := b.list("Annual return", "Yearly return").says("beside the year before", "This year", "Dartford Borough Council", "By month")
	b.fill(year, "year", "next").says("Write the year in four digits")
	b.fill(year, "year", "2025").says("Year 2025", "fewer than 5", "January 2025")
	csv := b.open(year.link("The same as a spreadsheet"))
	if !strings.HasPrefix(csv.header.Get("Content-Type"), "text/csv") || !strings.Contains(csv.header.Get("Content-Disposition"), `attachment; filename="annual-return.csv"`) || !strings.Contains(csv.body, "This year") {
		t.Errorf("the file: %v %.100s", csv.header, csv.body)
	}

	record := b.list("Record of processing", "Article 30").says("To whom data was disclosed", "An ombudsman", "Deal with a complaint", "What left the United Kingdom", "Nothing in this period", "Complaints process, version")
	if len(record.body) > 60<<10 {
		t.Errorf("the record of processing has %d bytes", len(record.body))
	}
	b.fill(record, "from", "2026-12-31", "to", "2026-01-01").says("The last day is before the first.")
	b.fill(record, "from", "2020-01-01", "to", "2020-12-31").says("Nobody outside the council in this period")
	if csv := b.open(record.link("The same as a spreadsheet")); !strings.Contains(csv.body, "Disclosed to") {
		t.Errorf("the file: %.200s", csv.body)
	}
	for _, path := range []string{"/annual-return", "/processing", "/sample"} {
		clerk := o.signedIn(recorder)
		p := clerk.fill(clerk.open(path), "why", "Curious")
		if p.status != http.StatusForbidden && p.status != http.StatusNotFound {
			t.Errorf("%s: an officer is answered %d", path, p.status)
		}
	}
}

// An auditor draws a sample, opens what was drawn, and draws the same again by its seed.
func TestAnAuditorDrawsASample(t *testing.T) {
	o := newOffice(t)
	for i := range 6 {
		o.post(recorder, "/disclosures", example(t, someone, func(d map[string]any) { d["case"] = "DBC-C-2026-030" + string(rune('0'+i)) }))
	}
	o.post(recorder, "/disclosures", example(t, someone, withheldOnAGround))
	b := o.signedIn(auditor)
	form := b.list("Random sample", "Yearly audit").says("drawn at random").saysNot("Drawn from")
	today := disclosure.DateOf(time.Now()).String()
	b.fill(form, "from", "2026-01-01", "to", today, "size", "0").says("Write a number from 1 to 100.")
	b.fill(form, "from", "2026-01-01", "to", today, "size", "3", "seed", "not/a/seed").says("There is something to put right")
	first := b.fill(form, "from", "2026-01-01", "to", today, "size", "3", "seed", "2026-audit").says("Drawn from 7 disclosures and refusals, of which 1 rely on an exemption", "2026-audit (keep it")
	again := b.fill(form, "from", "2026-01-01", "to", today, "size", "3", "seed", "2026-audit")
	drawn := func(p shownPage) string { return p.text()[strings.Index(p.text(), "Drawn, in the order"):] }
	if drawn(first) != drawn(again) || strings.Count(first.body, `<article`) != 3 {
		t.Errorf("the same seed drew another sample:\n%s\n%s", drawn(first), drawn(again))
	}
	b.open(first.link("November 2026: Shared")).says("Shared with Housing Ombudsman Service")
	// Without a seed one is drawn, once: refreshing the page draws no other.
	any := b.fill(form, "from", "2026-01-01", "to", today, "size", "2", "seed", "")
	if refreshed := b.open(any.path); drawn(any) != drawn(refreshed) {
		t.Error("refreshing the page draws another sample")
	}
}
