package console_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/client"
)

// Each list of the console leads to the same list as a spreadsheet, under the purpose that
// was said, which says in its name and its first column that it is not for the person.
func TestAListIsSavedAsASpreadsheet(t *testing.T) {
	o := newOffice(t)
	for range 30 { // more than a page
		o.post(recorder, "/disclosures", example(t, someone, inCase("DBC-C-1")))
	}
	o.post(dpo, "/cases/DBC-C-1/holds", map[string]any{"by": "County Court", "reason": "A claim.", "reviewOn": "2099-01-31"})
	o.post(recorder, "/disclosures", example(t, "DBC-P-2", withheldOnAGround)) // which is flagged
	b := o.signedIn(dpo)
	const why = "Work for the yearly audit"
	for address, want := range map[string]struct {
		file, column string
		rows         int // at least
	}{
		"/flags": {"flags", "Rule", 1}, "/objections": {"undecided-objections", "Decide by", 0}, "/cleared": {"cleared-flags", "Cleared by", 0}, "/requests": {"access-requests", "Asked by", 0}, "/disclosures": {"search-disclosures", "Disclosed", 30},
		"/cases": {"cases", "Case", 1}, "/retention": {"due", "May begin on", 0}, "/holds": {"holds", "Review on", 1}, "/reviews": {"reviews", "Case", 0},
		"/breaches": {"open-breaches", "Notify by", 0}, "/changes": {"untold-changes", "Person", 0}, "/agreements": {"agreements", "Agreement", 0},
		"/looks": {"accesses", "Who", 1}, "/exports": {"exports", "Export", 0}, "/joins": {"joins", "Evidence", 0},
	} {
		page := b.fill(b.open(address), "why", why)
		saved := b.open(page.link("Save the whole list"))
		if got := saved.header.Get("Content-Disposition"); got != `attachment; filename="`+want.file+`-not-for-the-person.csv"` {
			t.Errorf("%s: the file is %s", address, got)
		}
		heading, rows, _ := strings.Cut(strings.TrimPrefix(saved.body, "\ufeff"), "\n")
		if !strings.HasPrefix(heading, "marking,") || !strings.Contains(","+heading+",", ","+want.column+",") {
			t.Errorf("%s: the columns are %s", address, heading)
		}
		if n := strings.Count(rows, "Not for the person,"); n < want.rows {
			t.Errorf("%s: %d rows, want %d", address, n, want.rows)
		}
	}
	person := b.open(b.person(someone).link("Save the whole list"))
	if n := strings.Count(person.body, "Not for the person,disclosures,"); n != 30 {
		t.Errorf("%d disclosures of the person's", n)
	}
	if looks := o.get(auditor, "/access?action=show-holds"); strings.Count(looks, why) != 2 {
		t.Errorf("the page and the spreadsheet are not two looks with why: %s", looks)
	}

	// An officer saves what is the own department's.
	elsewhere := recorder
	elsewhere.Department, elsewhere.Subject = "revenues", "v"
	o.post(elsewhere, "/disclosures", example(t, someone, nil))
	clerk := o.signedIn(elsewhere)
	own := clerk.open(clerk.fill(clerk.open("/disclosures"), "why", why).link("Save the whole list"))
	if n := strings.Count(own.body, "Not for the person,"); n != 1 {
		t.Errorf("an officer saves %d disclosures, want the own one", n)
	}
	clerk.open(clerk.fill(clerk.open("/left"), "why", why).link("Save the whole list"))
}

// What the API does not answer as a spreadsheet is not saved as one.
func TestWhatIsNoListIsNoSpreadsheet(t *testing.T) {
	o := newOffice(t)
	api := client.New("http://register.invalid", dpo.Register, o.token(dpo), client.InProcess{Handler: o.api})
	if got, err := api.Sheet(func(c *client.Client) error { _, err := c.WhatWaits(t.Context(), "Audit"); return err }); err == nil {
		t.Errorf("%s", got.Text)
	}
	if _, err := api.Sheet(func(*client.Client) error { return nil }); err == nil {
		t.Error("nothing was asked for, and there is a spreadsheet")
	}
	if got, err := api.Sheet(func(c *client.Client) error {
		_, err := c.FactsOf(t.Context(), "Audit", someone)
		return err
	}); err != nil || got.Name != "facts-not-for-the-person.csv" {
		t.Errorf("%s, %v", got.Name, err)
	}
}
