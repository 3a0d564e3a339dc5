package policy_test

import (
	"reflect"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func TestARecordOfProcessingOfADisclosure(t *testing.T) {
	law := policy.Load()
	d := &disclosure.Disclosure{
		Notice: "dartford-complaints", DisclosedAt: disclosure.NewDate(2026, 11, 9).Start(), Purpose: "Ombudsman investigation",
		Recipient: disclosure.Recipient{Category: "ombudsman"},
		Justification: disclosure.Justification{
			LawfulBases: []string{"ukgdpr-6-1-e"}, Conditions: []string{"dpa18-sch1-para6", "ukgdpr-9-2-g"},
		},
		Data: []disclosure.DataItem{
			{Category: "name"},
			{Category: "health", Conditions: []string{"dpa18-sch1-para6"}, LawfulBases: []string{"ukgdpr-6-1-c"}},
			{Category: "health", Conditions: []string{"ukgdpr-9-2-a"}},
			{Category: "health", Conditions: []string{"no-such-condition"}},
		},
	}
	got := law.Processing("E07000107", d).Relied
	want := []policy.ReliedOn{
		{Condition: "dpa18-sch1-para6", Bases: []string{"ukgdpr-6-1-c", "ukgdpr-6-1-e"}, NeedsDocument: true},
		{Condition: "ukgdpr-9-2-g", Bases: []string{"ukgdpr-6-1-e"}},
		{Condition: "ukgdpr-9-2-a", Bases: []string{"ukgdpr-6-1-e"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("relied on\n%+v\nwant\n%+v", got, want)
	}

	// A purpose is the notice's when the officer's words meet it.
	notice := law.Notice("E07000107", "dartford-complaints", disclosure.NewDate(2026, 11, 9))
	d.Purpose = notice.Purposes[0].Title
	if got := law.Processing("E07000107", d).Purposes; len(got) == 0 || got[0] != notice.Purposes[0].Title {
		t.Errorf("purposes %q, want %q", got, notice.Purposes[0].Title)
	}
	d.Purpose = "Selling it"
	if got := law.Processing("E07000107", d).Purposes; got != nil {
		t.Errorf("purposes %q of a purpose that the notice does not name", got)
	}
	d.Notice = "kent-feedback"
	if got := law.Processing("E07000107", d).Purposes; got != nil {
		t.Errorf("purposes %q under another council's notice", got)
	}
}
