package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

// A person's pages have everything once, whatever is recorded while somebody turns them,
// and each says how much there is in all.
func TestWhatWasSharedComesInPagesOfWhichNothingIsCut(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	kept := func(b *disclosure.Disclosure) {
		b.Justification.Exemptions = []disclosure.Exemption{liftingAccess("dpa18-sch2-para2")}
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
	}
	for day := 3; day <= 5; day++ {
		d.record(t, housing, toOmbudsman(t, on(day)))
		d.record(t, housing, toOmbudsman(t, on(day), kept)) // of the same instant
	}
	for range 4 {
		d.share(t, ofMany(t, 3))
	}
	whole, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(whole.Disclosures) != 6 || len(whole.Unlisted) != 4 || whole.Cursor != "" || len(whole.Recipients) != 1 {
		t.Fatalf("in one piece: %+v, %v", whole, err)
	}
	if want := (answering.SharingCounts{All: 6, Shown: 3, Withheld: 3}); whole.Counts != want {
		t.Errorf("counted %+v, want %+v", whole.Counts, want)
	}
	for limit, want := range map[int][]string{
		// Of each page: disclosures, recipients and shares.
		1: {"1 1 1", "1 0 1", "1 0 1", "1 0 1", "1 0 0", "1 0 0"}, 4: {"4 1 4", "2 0 0"}, 5: {"5 1 4", "1 0 0"}, 6: {"6 1 4"},
	} {
		var pages []string
		var found []disclosure.EntryID
		var shares []answering.UnlistedShare
		for cursor := ""; ; {
			page, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{Limit: limit, Cursor: cursor})
			if err != nil {
				t.Fatal(detail(err))
			}
			pages = append(pages, fmt.Sprint(len(page.Disclosures), len(page.Recipients), len(page.Unlisted)))
			for _, s := range page.Disclosures {
				found = append(found, s.Entry)
				if (len(s.Because) > 0) != (s.ToPerson == door.Withheld) {
					t.Errorf("by %d: %s because %v", limit, s.ToPerson, s.Because)
				}
			}
			if shares = append(shares, page.Unlisted...); page.Counts != whole.Counts {
				t.Errorf("by %d: counted %+v on a page, want %+v", limit, page.Counts, whole.Counts)
			}
			if cursor = page.Cursor; cursor == "" {
				break
			}
		}
		if !slices.Equal(pages, want) {
			t.Errorf("by %d: pages of %q, want %q", limit, pages, want)
		}
		if !slices.EqualFunc(found, whole.Disclosures, func(id disclosure.EntryID, s answering.SharedAbout) bool { return id == s.Entry }) {
			t.Errorf("by %d: %v, want each of %d once, newest first", limit, found, len(whole.Disclosures))
		}
		if len(shares) != 4 || !slices.EqualFunc(shares, whole.Unlisted, func(a, b answering.UnlistedShare) bool { return a.Entry == b.Entry }) {
			t.Errorf("by %d: %d shares, want 4", limit, len(shares))
		}
	}

	// What is recorded meanwhile, newer or older, puts nothing twice and leaves nothing out.
	first, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{Limit: 3})
	if err != nil {
		t.Fatal(detail(err))
	}
	d.record(t, housing, toOmbudsman(t, on(6)))
	older := d.record(t, housing, toOmbudsman(t, on(2))).ID
	rest, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, answering.SharingPage{Cursor: first.Cursor})
	if err != nil || len(rest.Disclosures) != 4 || rest.Disclosures[3].Entry != older || rest.Counts.All != 8 || rest.Disclosures[0].Entry != whole.Disclosures[3].Entry {
		t.Errorf("the rest is %+v, %v", rest, err)
	}

	// A cursor is of who asked, and of what.
	for what, asks := range map[string]func() (answering.Sharing, error){
		"another person": func() (answering.Sharing, error) {
			return d.Sharing(t.Context(), looking(dpo), "DBC-P-9", disclosure.Date{}, answering.SharingPage{Limit: 3, Cursor: first.Cursor})
		},
		"another day": func() (answering.Sharing, error) {
			return d.Sharing(t.Context(), looking(dpo), complainant, theDay(1), answering.SharingPage{Limit: 3, Cursor: first.Cursor})
		},
		"another asker": func() (answering.Sharing, error) {
			return d.Sharing(t.Context(), looking(auditor), complainant, disclosure.Date{}, answering.SharingPage{Limit: 3, Cursor: first.Cursor})
		},
	} {
		if _, err := asks(); kindOf(t, err) != disclosure.Malformed {
			t.Errorf("of %s: %v, want that the cursor is none of this question's", what, err)
		}
	}
}

// What is corrected while somebody turns pages stays in its place, of which its first
// entry is a part: it is lost from no page, and on none twice.
func TestACorrectionBetweenPagesLosesNothing(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	roots := map[disclosure.EntryID]disclosure.EntryID{} // by last entry
	var ids []disclosure.EntryID
	for range 4 { // of one instant
		id := d.record(t, housing, toOmbudsman(t, on(3))).ID
		ids, roots[id] = append(ids, id), id
	}
	page := func(of answering.SharingPage) answering.Sharing {
		t.Helper()
		got, err := d.Sharing(t.Context(), looking(dpo), complainant, disclosure.Date{}, of)
		if err != nil {
			t.Fatal(detail(err))
		}
		return got
	}
	first := page(answering.SharingPage{Limit: 2})
	// One that was shown, and one that is still to come.
	for _, id := range []disclosure.EntryID{ids[3], ids[0]} {
		roots[d.corrects(t, housing, id, toOmbudsman(t, on(3)))] = id
	}
	var found []disclosure.EntryID
	for _, s := range slices.Concat(first.Disclosures, page(answering.SharingPage{Cursor: first.Cursor}).Disclosures) {
		found = append(found, roots[s.Entry])
	}
	slices.Reverse(ids)
	if !slices.Equal(found, ids) {
		t.Errorf("the pages have %v, want %v", found, ids)
	}
}
