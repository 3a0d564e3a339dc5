package desk_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// A marker that the person was not told of flags what is shared of it. Its department
// sees none of that, whatever it asks and whatever becomes of the flags: only the Data
// Protection Officer and the auditor do.
func TestWhatAnUntoldMarkerFlagsIsKeptFromTheDepartment(t *testing.T) {
	d := newDesk(t)
	today := disclosure.DateOf(d.now)
	d.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject("DBC-P-marked"), From: disclosure.NewDate(2026, 1, 5), Reason: "Threats at a visit",
		ReviewBy: disclosure.NewDate(2026, 7, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 1, 5),
	})
	marked := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked")))
	someone := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-someone"), func(d *disclosure.Disclosure) { d.Case = "DBC-M-2" }))
	if len(marked.Flags) != 0 || len(someone.Flags) != 0 {
		t.Errorf("answered with %v and %v, want neither flagged", marked.Flags, someone.Flags)
	}

	queue := d.queue(t)
	var rules []string
	for _, open := range queue {
		rules = append(rules, open.Rule)
		if open.Entry != marked.ID || !open.Kept {
			t.Errorf("the queue has %+v, want what is kept of the marked person's", open)
		}
	}
	if want := []string{"DM-W6", "DM-W7"}; !slices.Equal(rules, want) {
		t.Fatalf("the queue has %v, want %v", rules, want)
	}

	corrected := marked.ID
	see := func(when string) {
		t.Helper()
		for _, by := range []disclosure.Caller{housing, dpo, auditor} {
			shown := 0
			if by.Department == "" {
				shown = 2
			}
			if found := d.finds(t, by, desk.Search{Flag: "DM-W7"}); len(found) > 0 != (shown > 0) {
				t.Errorf("%s, %v finds %d by a flag", when, by.Roles, len(found))
			}
			if found := d.finds(t, by, desk.Search{Flag: "DM-W7", Subject: "DBC-P-marked"}); len(found) > 0 != (shown > 0) {
				t.Errorf("%s, %v finds %d by a flag and the person", when, by.Roles, len(found))
			}
			rows, err := d.Search(t.Context(), looking(by), desk.Search{Case: "DBC-M-2026-0007"}, 0, "")
			if err != nil || len(rows.Rows) == 0 || len(rows.Rows[0].Flags) != shown {
				t.Errorf("%s, %v finds %+v, %v, want %d flags", when, by.Roles, rows.Rows, err, shown)
			}
			for _, id := range []disclosure.EntryID{marked.ID, corrected} {
				opened, err := d.Open(t.Context(), looking(by), id)
				if err != nil || len(opened.Entry.Flags) != shown || shown == 0 && len(opened.Others) != 0 {
					t.Errorf("%s, %v opens %+v, %v, want %d flags", when, by.Roles, opened, err, shown)
				}
				for _, c := range opened.Corrections {
					if len(c.Flags) != shown {
						t.Errorf("%s, %v sees a correction with %v", when, by.Roles, c.Flags)
					}
				}
				law, err := d.AppliedLaw(t.Context(), looking(by), id)
				if err != nil || len(law.Rules) != shown {
					t.Errorf("%s, %v is told of the rules %v, %v, want %d", when, by.Roles, law.Rules, err, shown)
				}
			}
		}
	}
	see("as recorded")

	inHousing := dpo
	inHousing.Department = housing.Department // its entries are the department's to see
	for _, open := range queue {
		if _, err := d.ClearFlag(t.Context(), asks(inHousing), open.Entry, open.Number, "Reviewed on "+today.String()); err != nil {
			t.Fatal(detail(err))
		}
	}
	see("cleared")
	corrected = d.corrects(t, housing, marked.ID, example(t, "dartford-contact-marker", about("DBC-P-marked"), func(d *disclosure.Disclosure) { d.Reason = "Two operatives go." }))
	see("corrected")

	explained, err := d.Explain(t.Context(), housing, example(t, "dartford-contact-marker", about("DBC-P-marked")))
	if err != nil || len(explained.Rules) != 0 {
		t.Errorf("a dry run: %+v, %v", explained, err)
	}
}
