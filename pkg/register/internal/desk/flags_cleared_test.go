package desk_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
)

// The list of cleared flags says of each who cleared it, when and why, and what its entry
// is about, the latest first; a filter means the same as in the queue, and the days those
// of the clearing.
func TestClearedFlagsAreListed(t *testing.T) {
	d := newDesk(t)
	first := d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.turnClock(48 * time.Hour)
	if _, err := d.ClearFlag(t.Context(), asks(dpo), first.ID, 0, "The head of service confirmed it."); err != nil {
		t.Fatal(detail(err))
	}
	cleared := disclosure.DateOf(d.now)
	d.turnClock(24 * time.Hour)
	second := d.record(t, housing, toOmbudsman(t, approvedByItself, func(d *disclosure.Disclosure) { d.Case = "DBC-C-2" }))
	other := dpo
	other.Subject, other.Name = "sub-dpo-2", "D. Second"
	if _, err := d.ClearFlag(t.Context(), asks(other), second.ID, 0, "Looked at."); err != nil {
		t.Fatal(detail(err))
	}
	met := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	d.corrects(t, housing, met, toOmbudsman(t))            // which clears nothing
	d.record(t, housing, toOmbudsman(t, approvedByItself)) // and what waits is not cleared

	all, err := d.Cleared(t.Context(), looking(auditor), recording.ClearedFilter{}, "")
	if err != nil || len(all.Flags) != 2 || all.Flags[0].Entry != second.ID || all.Flags[1].Entry != first.ID || all.Cursor != "" {
		t.Fatalf("%+v, %v", all, err)
	}
	got, body := all.Flags[1], toOmbudsman(t)
	if c := got.Cleared; c.By != dpo.Name || c.Reason != "The head of service confirmed it." || disclosure.DateOf(c.At) != cleared || c.Entry == "" {
		t.Errorf("it was cleared %+v", c)
	}
	if got.Rule != "XX-9" || got.Detail == "" || got.Number != 0 || got.Kind != disclosure.KindDisclosure || got.Case != body.Case || got.Days != 2 ||
		got.RecordedBy != housing.Name || got.Department != housing.Department || len(got.Subjects) != len(body.Subjects) || got.Recipient.Organisation != body.Recipient.Organisation {
		t.Errorf("the row is %+v", got)
	}
	for name, test := range map[string]struct {
		filter recording.ClearedFilter
		want   int
	}{
		"its rule":         {recording.ClearedFilter{FlagFilter: recording.FlagFilter{Rule: "XX-9"}}, 2},
		"another rule":     {recording.ClearedFilter{FlagFilter: recording.FlagFilter{Rule: "XX-10"}}, 0},
		"a case":           {recording.ClearedFilter{FlagFilter: recording.FlagFilter{Case: "DBC-C-2"}}, 1},
		"a person":         {recording.ClearedFilter{FlagFilter: recording.FlagFilter{Subject: body.Subjects[0].Reference}}, 2},
		"another person":   {recording.ClearedFilter{FlagFilter: recording.FlagFilter{Subject: "DBC-P-999999"}}, 0},
		"who recorded it":  {recording.ClearedFilter{FlagFilter: recording.FlagFilter{RecordedBy: housing.Name}}, 2},
		"who cleared it":   {recording.ClearedFilter{ClearedBy: strings.ToUpper(other.Name)}, 1},
		"who cleared none": {recording.ClearedFilter{ClearedBy: housing.Name}, 0},
		"the day":          {recording.ClearedFilter{FlagFilter: recording.FlagFilter{From: cleared, To: cleared}}, 1},
		"from the next":    {recording.ClearedFilter{FlagFilter: recording.FlagFilter{From: cleared.AddDays(1)}}, 1},
		"before it":        {recording.ClearedFilter{FlagFilter: recording.FlagFilter{To: cleared.AddDays(-1)}}, 0},
	} {
		page, err := d.Cleared(t.Context(), looking(dpo), test.filter, "")
		if err != nil || len(page.Flags) != test.want {
			t.Errorf("%s: %d flags, %v; want %d", name, len(page.Flags), err, test.want)
		}
	}
	if _, err := d.Cleared(t.Context(), looking(housing), recording.ClearedFilter{}, ""); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a recorder saw who cleared what: %v", err)
	}

	// It is one look, found by what it shows.
	looks, err := d.Accesses(t.Context(), looking(auditor), desk.AccessSearch{Subject: body.Subjects[0].Reference}, 50, "")
	if err != nil || len(looks.Accesses) == 0 || looks.Accesses[0].Action != "show-cleared-flags" {
		t.Errorf("the looks at a person whose flag was shown are %+v, %v", looks.Accesses, err)
	}
}

// More than a page is had in pages, each flag once, whatever is cleared meanwhile.
func TestClearedFlagsComeInPages(t *testing.T) {
	d := newDesk(t)
	const all = 53
	clear := func() {
		recorded := d.record(t, housing, toOmbudsman(t, approvedByItself))
		if _, err := d.ClearFlag(t.Context(), asks(dpo), recorded.ID, 0, "Looked at."); err != nil {
			t.Fatal(detail(err))
		}
		d.turnClock(time.Minute)
	}
	for range all {
		clear()
	}
	seen, pages := map[disclosure.EntryID]bool{}, 0
	for cursor := ""; ; pages++ {
		page, err := d.Cleared(t.Context(), looking(dpo), recording.ClearedFilter{}, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, c := range page.Flags {
			if seen[c.Cleared.Entry] {
				t.Errorf("a flag is on two pages")
			}
			seen[c.Cleared.Entry] = true
		}
		clear()
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	if len(seen) != all || pages == 0 {
		t.Errorf("%d flags on %d pages, want %d", len(seen), pages+1, all)
	}
}
