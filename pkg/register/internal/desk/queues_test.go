package desk_test

import (
	"fmt"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// What has been put right stays listed for a while. A first page is not empty behind it,
// and reading on is one look.
func TestAFirstPageIsNotEmptyBehindWhatHasBeenPutRight(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	mistyped := func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Typo Ombudsman" }
	stands := d.record(t, housing, toOmbudsman(t, on(1), inCase("T-stands"), mistyped)).ID
	for i := range desk.MaxReadings + 5 {
		ref := inCase(disclosure.CaseRef(fmt.Sprintf("T-%d", i)))
		id := d.record(t, housing, toOmbudsman(t, on(2), ref, mistyped)).ID
		d.corrects(t, housing, id, toOmbudsman(t, on(2), ref))
	}
	for _, by := range []disclosure.Caller{dpo, auditor} {
		d.table.Reset()
		page, err := d.Read(t.Context(), looking(by), desk.Search{Recipient: "Typo Ombudsman"}, 0, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if len(page.Disclosures) != 1 || page.Disclosures[0].Entry != stands || page.Cursor != "" {
			t.Errorf("%s: %d disclosures, and more: %v; want the one that nothing has corrected", by.Name, len(page.Disclosures), page.Cursor != "")
		}
		if calls := d.table.Calls(); calls.Transact != 1 {
			t.Errorf("%s: %d looks on record, want 1", by.Name, calls.Transact)
		}
	}

	// The open cases come after those whose clock has not started though they are closed.
	cases, err := d.NotStarted(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(cases.Cases) != desk.MaxReadings+6 || cases.Cursor != "" {
		t.Errorf("%d cases whose clock has not started, and more: %v; want all of them on the first page", len(cases.Cases), cases.Cursor != "")
	}
	facts, err := d.FactRetention(t.Context(), looking(dpo), 366, "")
	if err != nil || len(facts.Facts) != 0 || facts.Cursor != "" {
		t.Errorf("of no facts: %d, and more: %v, %v", len(facts.Facts), facts.Cursor != "", err)
	}
}

// A page that holds all there is says so.
func TestAListEndsWithTheLastOfIt(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for i := range 60 {
		d.record(t, housing, toOmbudsman(t, approvedByItself, inCase(disclosure.CaseRef(fmt.Sprintf("T-%d", i)))))
	}
	for _, filter := range []desk.FlagFilter{{Case: "T-0"}, {Case: "T-59"}} {
		page, err := d.Queue(t.Context(), looking(dpo), filter, "")
		if err != nil || len(page.Flags) != 1 || page.Cursor != "" {
			t.Errorf("flags of %s: %d, and more: %v, %v", filter.Case, len(page.Flags), page.Cursor != "", err)
		}
	}
	// By their recorder it is all of them, in two pages and no third.
	var pages []int
	for cursor := ""; len(pages) == 0 || cursor != ""; {
		page, err := d.Queue(t.Context(), looking(dpo), desk.FlagFilter{RecordedBy: housing.Name}, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		cursor, pages = page.Cursor, append(pages, len(page.Flags))
	}
	if sum := pages[0] + pages[len(pages)-1]; len(pages) != 2 || sum != 60 {
		t.Errorf("pages of %v flags, want 60 on two", pages)
	}

	hold := disclosure.HoldPlaced{By: "County Court", Reason: "A claim for disrepair.", ReviewOn: d.today().AddDays(30)}
	if _, err := d.PlaceHold(t.Context(), asks(dpo), "T-0", hold); err != nil {
		t.Fatal(detail(err))
	}
	page, err := d.RetentionRecords(t.Context(), looking(dpo), disclosure.Date{}, "")
	if err != nil || len(page.Records) != 1 || page.Cursor != "" {
		t.Errorf("of one hold: %d records, and more: %v, %v", len(page.Records), page.Cursor != "", err)
	}
}
