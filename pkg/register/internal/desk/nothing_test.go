package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// Where nothing was found the answer says what was looked for, and to the Data
// Protection Officer alone which references come near. A department is answered nothing
// in one way, at one cost, whatever there is.
func TestNothingFoundSaysWhatWasLookedFor(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t, inCase("DBC-C-77"), about("DBC-P-700001")))
	ask := func(by disclosure.Caller, s desk.Search) (*desk.NothingFound, storetest.Calls) {
		t.Helper()
		d.table.Reset()
		rows, err := d.Search(t.Context(), looking(by), s, 0, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		return rows.Nothing, d.table.Calls()
	}
	for _, tt := range []struct {
		asked desk.Search
		near  []string
	}{
		{desk.Search{Subject: "DBC/P/700001"}, []string{"DBC-P-700001"}},
		{desk.Search{Subject: "dbc‐p\u2044700001"}, []string{"DBC-P-700001"}}, // a long hyphen and a fraction's slash
		{desk.Search{Subject: "DBC P700001"}, []string{"DBC-P-700001"}},
		{desk.Search{Subject: "DBC-P-7O0001"}, []string{"DBC-P-700001"}},
		{desk.Search{Subject: "DBC-P-700010"}, []string{"DBC-P-700001"}},
		{desk.Search{Case: "dbc c 77"}, []string{"DBC-C-77"}},
		{desk.Search{Case: "DBC-C-78"}, nil},
		{desk.Search{Subject: "DBC-P-9"}, nil},
	} {
		found, _ := ask(dpo, tt.asked)
		if found == nil || !slices.Equal(found.Near, tt.near) {
			t.Errorf("%+v: found %+v, want near %v", tt.asked, found, tt.near)
			continue
		}
		if found.LookedFor["subject"] != tt.asked.Subject || found.LookedFor["case"] != tt.asked.Case.String() {
			t.Errorf("%+v: says that it looked for %v", tt.asked, found.LookedFor)
		}
	}
	near, nearCalls := ask(revenuesIn("Revenues"), desk.Search{Subject: "DBC/P/700001"})
	far, farCalls := ask(revenuesIn("Revenues"), desk.Search{Subject: "DBC-P-9"})
	if near != nil || far != nil || nearCalls != farCalls {
		t.Errorf("a department is told %+v at the cost of %+v, and %+v at that of %+v", near, nearCalls, far, farCalls)
	}
	sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC/P/700001", disclosure.Date{}, answering.SharingPage{})
	if err != nil || sharing.Nothing == nil || !slices.Equal(sharing.Nothing.Near, []string{"DBC-P-700001"}) {
		t.Errorf("of what was shared: %+v (%v)", sharing.Nothing, err)
	}
	if found, _ := ask(dpo, desk.Search{Subject: "dbc-p-700001"}); found != nil {
		t.Errorf("something was found, and it says %+v", found)
	}
	if looks := d.accesses(t, desk.AccessSearch{Subject: "DBC-P-700001", Action: "show-sharing"}); len(looks) != 1 {
		t.Errorf("%d looks showed the near reference, want 1", len(looks))
	}
}

// H2: a reference whose marks are mixed, or which has some where the question has none,
// comes near however it is asked for; and no question costs more than a few dozen reads.
func TestNearWhateverTheMarks(t *testing.T) {
	d := newDesk(t)
	for _, reference := range []string{"MIX/26-77", "DSR/26/001", "25 001 234", "46/123456/26", "C/2026/0141", "TEN:77", "DBC-P-700001"} {
		d.record(t, housing, toOmbudsman(t, inCase(disclosure.CaseRef(reference)), about(reference)))
	}
	for asked, want := range map[string]string{
		"MIX-26-77": "MIX/26-77", "MIX/26/77": "MIX/26-77", "MIX 26 77": "MIX/26-77", "MIX2677": "MIX/26-77", "mix26-77": "MIX/26-77",
		"DSR26001": "DSR/26/001", "DSR-26001": "DSR/26/001", "DSR26/001": "DSR/26/001", "dsr-26/001": "DSR/26/001",
		"25001234": "25 001 234", "25-001-234": "25 001 234", "4612345626": "46/123456/26", "C20260141": "C/2026/0141", "C-2026/0141": "C/2026/0141",
		"TEN77": "TEN:77", "DBCP700001": "DBC-P-700001", "DBC-P-700010": "DBC-P-700001", "DBC-P-9": "",
	} {
		for what, question := range map[string]desk.Search{"person": {Subject: asked}, "case": {Case: disclosure.CaseRef(asked)}} {
			d.table.Reset()
			rows, err := d.Search(t.Context(), looking(dpo), question, 0, "")
			if err != nil {
				t.Fatal(detail(err))
			}
			calls := d.table.Calls()
			if rows.Nothing == nil || strings.Join(rows.Nothing.Near, ", ") != want {
				t.Errorf("%s %s: found %+v, want near %q", what, asked, rows.Nothing, want)
			}
			if calls.Query > 80 || calls.BatchGet > 6 {
				t.Errorf("%s %s: %+v, want some dozens of reads", what, asked, calls)
			}
		}
	}
}
