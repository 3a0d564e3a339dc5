package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
)

// everyCase lists the cases as the caller is shown them, page after page.
func everyCase(t *testing.T, d *office, by disclosure.Caller, filter cases.CaseFilter) (all []cases.CaseRow) {
	t.Helper()
	for cursor, pages := "", 0; ; pages++ {
		page, err := d.CaseList(t.Context(), looking(by), filter, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		all = append(all, page.Cases...)
		if cursor = page.Cursor; cursor == "" {
			return all
		}
		if pages == 50 {
			t.Fatal("the list does not end")
		}
	}
}

func refs(cases []cases.CaseRow) (all []string) {
	for _, c := range cases {
		all = append(all, c.Case.String())
	}
	return all
}

// Every case is on the list once, whatever has become of it, and under each filter that
// means it.
func TestEveryCaseIsListedOnce(t *testing.T) {
	d := newDesk(t)
	hold := disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: today.AddDays(30)}
	later := hold
	later.ReviewOn = today.AddDays(60)
	for _, ref := range []disclosure.CaseRef{"open", "closed", "due", "held", "held-twice", "reopened", "no-class"} {
		d.record(t, housing, toOmbudsman(t, inCase(ref)))
	}
	d.record(t, revenuesIn("Revenues"), toOmbudsman(t, inCase("open")))
	d.record(t, revenuesIn("Revenues"), toOmbudsman(t, inCase("theirs")))
	closing := func(ref disclosure.CaseRef, on disclosure.Date) {
		t.Helper()
		if _, err := d.Close(t.Context(), asks(dpo), ref, disclosure.Closure{ClosedOn: on, Confirmed: true}); err != nil {
			t.Fatal(detail(err))
		}
	}
	for _, ref := range []disclosure.CaseRef{"closed", "held", "reopened"} {
		closing(ref, today)
	}
	closing("due", disclosure.NewDate(2020, 1, 31))
	if _, err := d.Reopen(t.Context(), asks(dpo), "reopened", disclosure.Reopening{Reason: "More has come."}); err != nil {
		t.Fatal(detail(err))
	}
	for _, ref := range []disclosure.CaseRef{"held", "held-twice", "held-twice"} {
		if _, err := d.PlaceHold(t.Context(), asks(dpo), ref, hold); err != nil {
			t.Fatal(detail(err))
		}
	}
	if _, err := d.PlaceHold(t.Context(), asks(dpo), "held-twice", later); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.DateCase(t.Context(), asks(dpo), "no-class", disclosure.CaseDates{Classes: []string{"dc-complaints-db"}, Reason: "From the file."}); err != nil {
		t.Fatal(detail(err))
	}
	for name, c := range map[string]struct {
		filter cases.CaseFilter
		want   []string
	}{
		"all":                        {cases.CaseFilter{}, []string{"closed", "due", "held", "held-twice", "no-class", "open", "reopened", "theirs"}},
		"open":                       {cases.CaseFilter{State: "open"}, []string{"held-twice", "no-class", "open", "reopened", "theirs"}},
		"closed":                     {cases.CaseFilter{State: "closed"}, []string{"closed", "due", "held"}},
		"due":                        {cases.CaseFilter{State: "due"}, []string{"due"}},
		"held":                       {cases.CaseFilter{State: "held"}, []string{"held", "held-twice"}},
		"of a department":            {cases.CaseFilter{Department: "REVENUES"}, []string{"open", "theirs"}},
		"of a department and closed": {cases.CaseFilter{Department: "Revenues", State: "closed"}, nil},
	} {
		got := refs(everyCase(t, d, dpo, c.filter))
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A department's cases are those in which it has recorded something, each once and the
// latest first, and nothing in them is another's.
func TestADepartmentListsTheCasesThatItWorksOn(t *testing.T) {
	d := newDesk(t)
	revenues := revenuesIn("Revenues")
	for n, ref := range []disclosure.CaseRef{"case-1", "case-2", "case-1", "case-3"} {
		d.record(t, revenues, toOmbudsman(t, on(2+n), inCase(ref)))
	}
	d.record(t, housing, toOmbudsman(t, on(1), inCase("case-2")))
	d.record(t, housing, toOmbudsman(t, on(9), inCase("housing-1")))
	d.record(t, revenues, toOmbudsman(t, on(1), inCase("case-3"))) // an earlier day, recorded later
	if _, err := d.Close(t.Context(), asks(housing), "case-2", disclosure.Closure{ClosedOn: disclosure.DateOf(d.now)}); err != nil {
		t.Fatal(detail(err))
	}
	for name, c := range map[string]struct {
		by     disclosure.Caller
		filter cases.CaseFilter
		want   []string
	}{
		"revenues'":              {revenues, cases.CaseFilter{}, []string{"case-3", "case-2", "case-1"}},
		"revenues', however":     {revenuesIn("REVENUES"), cases.CaseFilter{}, []string{"case-3", "case-2", "case-1"}},
		"revenues' open ones":    {revenues, cases.CaseFilter{State: "open"}, []string{"case-3", "case-1"}},
		"revenues' closed ones":  {revenues, cases.CaseFilter{State: "closed"}, []string{"case-2"}},
		"housing's":              {housing, cases.CaseFilter{}, []string{"housing-1", "case-2"}},
		"housing's, of revenues": {housing, cases.CaseFilter{Department: "Revenues"}, nil},
	} {
		got := everyCase(t, d, c.by, c.filter)
		if !slices.Equal(refs(got), c.want) {
			t.Errorf("%s: %v, want %v", name, refs(got), c.want)
		}
		for _, row := range got {
			if row.Departments != nil || row.Reason != "" || row.Clock != "" || !row.ClosedOn.IsZero() || row.Since.IsZero() {
				t.Errorf("%s: says %+v of %s", name, row, row.Case)
			}
		}
	}
	if _, err := d.CaseList(t.Context(), looking(housing), cases.CaseFilter{State: "held"}, ""); kindOf(t, err) != disclosure.Refused {
		t.Errorf("a department asks what is held: %v", err)
	}
}

// Pages of a department's cases go on where the last ended, and name none twice.
func TestADepartmentsCasesArePaged(t *testing.T) {
	d := newDesk(t)
	var want []string
	for n := range 30 {
		ref := disclosure.CaseRef(fmt.Sprintf("case-%02d", n))
		for range 4 {
			d.record(t, housing, toOmbudsman(t, inCase(ref)))
		}
		want = append(want, ref.String())
	}
	page, err := d.CaseList(t.Context(), looking(housing), cases.CaseFilter{}, "")
	if err != nil || page.Cursor == "" || len(page.Cases) == 0 || len(page.Cases) >= len(want) {
		t.Fatalf("the first page has %d cases and the cursor %q: %v", len(page.Cases), page.Cursor, err)
	}
	got := refs(everyCase(t, d, housing, cases.CaseFilter{}))
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
