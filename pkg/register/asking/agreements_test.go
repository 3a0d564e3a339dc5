package asking_test

import (
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
)

// A department lists the agreements that it recorded, by the day on which they end, and
// nothing of others': not in a row, nor in how many pages there are.
func TestADepartmentListsItsOwnAgreements(t *testing.T) {
	d := newOffice(t, desk.Options{})
	agrees := func(by disclosure.Caller, reference string, change func(*disclosure.Fact)) disclosure.EntryID {
		t.Helper()
		f := disclosure.Fact{
			Kind: disclosure.FactAgreement, About: disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: reference},
			From: d.today().AddDays(-100), Until: d.today().AddDays(30), Version: "2", Signatories: []string{"Kent Police"}, Covers: "crime and disorder",
		}
		if change != nil {
			change(&f)
		}
		got, err := d.LearnFact(t.Context(), d.asks(by), f)
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	for i := range 105 { // more than a page of everybody's
		agrees(dpo, fmt.Sprintf("OF-OTHERS-%d", i), nil)
	}
	later := agrees(housing, "KM-LATER", func(f *disclosure.Fact) { f.Until = disclosure.Date{} })
	first := agrees(housing, "KM-ISA", nil)
	own := func(within int) []disclosure.EntryID {
		t.Helper()
		page, err := d.Agreements(t.Context(), looking(housing), within, "")
		if err != nil || page.Cursor != "" {
			t.Fatalf("more %t, %v", page.Cursor != "", err)
		}
		var ids []disclosure.EntryID
		for _, a := range page.Agreements {
			ids = append(ids, a.Fact)
		}
		return ids
	}
	if got := own(-1); !slices.Equal(got, []disclosure.EntryID{first, later}) {
		t.Errorf("its own: %v, want %v and %v", got, first, later)
	}
	if got := own(90); !slices.Equal(got, []disclosure.EntryID{first}) {
		t.Errorf("those that lapse: %v", got)
	}
	renewed := agrees(housing, "KM-ISA", func(f *disclosure.Fact) { f.Replaces, f.Until = first, d.today().AddDays(400) })
	if got := own(-1); !slices.Equal(got, []disclosure.EntryID{renewed, later}) {
		t.Errorf("renewed: %v", got)
	}
	elsewhere := housing
	elsewhere.Department = "revenues"
	if page, err := d.Agreements(t.Context(), looking(elsewhere), -1, ""); err != nil || len(page.Agreements) != 0 || page.Cursor != "" {
		t.Errorf("another department: %+v, %v", page, err)
	}
}
