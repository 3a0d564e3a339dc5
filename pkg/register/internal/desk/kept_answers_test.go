package desk_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// What an untold marker flags answers the Data Protection Officer wherever flags do:
// what reads now, and no correction by what only its original broke.
func TestWhatIsKeptAnswersTheDataProtectionOfficer(t *testing.T) {
	d := newDesk(t)
	d.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject("DBC-P-marked"), From: disclosure.NewDate(2026, 1, 5), Until: disclosure.NewDate(2026, 8, 31), Reason: "Threats at a visit",
		ReviewBy: disclosure.NewDate(2026, 7, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 1, 5),
	})
	marked := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked")))
	reads := func(s desk.Search) int {
		t.Helper()
		page, err := d.Read(t.Context(), looking(dpo), s, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Disclosures)
	}
	if got := reads(desk.Search{Flag: "DM-W8"}); got != 1 {
		t.Errorf("read %d by the kept flag, want 1", got)
	}
	if got := reads(desk.Search{Aspect: "outside-notice"}); got != 1 {
		t.Errorf("read %d by the kept aspect, want 1", got)
	}
	if got := d.finds(t, housing, desk.Search{Aspect: "outside-notice"}); len(got) != 0 {
		t.Errorf("housing finds %v by the kept aspect", got)
	}
	corrected := d.corrects(t, housing, marked.ID, example(t, "dartford-contact-marker", about("DBC-P-marked"), func(d *disclosure.Disclosure) {
		d.DisclosedAt = disclosure.NewDate(2026, 6, 1).Start().Add(9 * 3600e9)
		d.TellSubject.On = disclosure.NewDate(2026, 6, 1)
	}))
	if got := reads(desk.Search{Flag: "DM-W8"}); got != 0 {
		t.Errorf("read %d by a flag that the correction does not have, want 0", got)
	}
	rows, err := d.Search(t.Context(), looking(dpo), desk.Search{Case: "DBC-M-2026-0007"}, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows.Rows {
		want := row.ID == marked.ID
		if got := slices.Contains(row.Flags, "DM-W8"); got != want {
			t.Errorf("%s: flags %v (corrected by %s)", row.ID, row.Flags, corrected)
		}
		if !slices.Contains(row.Aspects, string(policy.OutsideNotice)) { // DM-W6 is kept of both
			t.Errorf("%s: aspects %v", row.ID, row.Aspects)
		}
	}
}

// Under what a disclosure was decided, the Data Protection Officer and the auditor are
// shown whole, a correction by itself; its department, nothing of what is kept.
func TestTheLawOfADisclosureHasWhatIsKept(t *testing.T) {
	d := newDesk(t)
	d.learn(t, dpo, untoldMarker("DBC-P-marked", "Threats at a visit"))
	marked := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked"))).ID
	says := func(by disclosure.Caller, id disclosure.EntryID, want bool, calls storetest.Calls) {
		t.Helper()
		d.table.Reset()
		law, err := d.AppliedLaw(t.Context(), looking(by), id)
		if err != nil {
			t.Fatal(detail(err))
		}
		if got := slices.Contains(law.Aspects, policy.OutsideNotice); got != want {
			t.Errorf("%s is shown %v", by.Name, law.Aspects)
		}
		if got := d.table.Calls(); got != calls {
			t.Errorf("for %s, calls = %+v, want %+v", by.Name, got, calls)
		}
	}
	one, two := storetest.Calls{Get: 1, Transact: 1}, storetest.Calls{Get: 1, BatchGet: 1, Transact: 1}
	says(dpo, marked, true, two)
	says(auditor, marked, true, two)
	says(housing, marked, false, one)
	// What a correction put right lists it too, and is none of its own.
	urgent := d.record(t, housing, toOmbudsman(t, func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency })).ID
	right := d.corrects(t, housing, urgent, toOmbudsman(t))
	if law, err := d.AppliedLaw(t.Context(), looking(dpo), right); err != nil || len(law.Aspects) != 0 {
		t.Errorf("the correction has %v, %v", law.Aspects, err)
	}
}
