package asking_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/statistics"
	"disclosure-register/pkg/store/storetest"
)

func annualRow(a report.AnnualReturn, table statistics.Table, value, and string) report.AnnualRow {
	for _, row := range a.Rows {
		if row.Table == table && row.Value == value && row.And == and {
			return row
		}
	}
	return report.AnnualRow{}
}

func TestAYearStandsBesideTheYearBefore(t *testing.T) {
	d := newOffice(t, desk.Options{})
	d.now = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC) // a year that is not over
	d.many(t, housing, on(3))
	d.many(t, housing, at("2025-11-03T09:00:00Z"))
	d.many(t, revenue, at("2025-12-03T09:00:00Z"), refused(disclosure.OtherGround))
	d.table.Reset()
	a, err := d.AnnualReturn(t.Context(), looking(dpo), 2026)
	if err != nil {
		t.Fatal(detail(err))
	}
	if got, want := d.table.Calls(), (storetest.Calls{Query: 8, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v: two years", got, want)
	}
	year, before := d.statistics(t, "2026-01", "2026-11"), d.statistics(t, "2025-01", "2025-12")
	if a.Disclosures.ThisYear.Shown != year.Disclosures.Shown || a.Disclosures.YearBefore.Shown != before.Disclosures.Shown {
		t.Errorf("in total %+v, want %s and %s", a.Disclosures, year.Disclosures.Shown, before.Disclosures.Shown)
	}
	november := annualRow(a, statistics.ByMonth, "2026-11", "")
	if november.ThisYear.Shown != figure(year, statistics.ByMonth, "2026-11", "") || november.YearBefore.Shown != figure(before, statistics.ByMonth, "2025-11", "") {
		t.Errorf("November: %+v", november)
	}
	// What one year alone has stands beside the other's "fewer than 5".
	reason := annualRow(a, statistics.RefusedByBoth, "police", "other")
	if reason.ThisYear.Shown != statistics.TooFew || reason.YearBefore.Shown == statistics.TooFew || reason.Title != "Police and law enforcement" || reason.AndTitle != "Another reason" {
		t.Errorf("refused to the police: %+v", reason)
	}
	for _, tt := range []struct {
		table       statistics.Table
		value, says string
	}{
		{statistics.ByBasis, "ukgdpr-6-1-e", "Article 6(1)(e)"},
		{statistics.ByRecipientKind, "ombudsman/housing-ombudsman", "Housing Ombudsman"},
		{statistics.ByDepartment, "housing", "housing"},
		{statistics.ByDecision, "refused", "Refused"},
	} {
		if got := annualRow(a, tt.table, tt.value, ""); !strings.Contains(got.Title, tt.says) || got.TableTitle == "" {
			t.Errorf("%s %s is called %q", tt.table, tt.value, got.Title)
		}
	}
	for _, row := range a.Rows {
		if row.Table == statistics.ByData {
			t.Fatalf("%s is counted in a year that is not over: %+v", row.Value, row)
		}
	}
	over, err := d.AnnualReturn(t.Context(), looking(dpo), 2025)
	if err != nil {
		t.Fatal(detail(err))
	}
	if got := annualRow(over, statistics.ByData, "other", ""); !strings.Contains(got.Title, "Something else") || got.TableTitle == "" || got.ThisYear.Shown == "" {
		t.Errorf("of a year that is over, %+v", got)
	}
	if a.Controller == "" || a.Catalogue == "" || len(a.Notices) == 0 || a.Complete {
		t.Errorf("for %s under %d notices, complete %t", a.Controller, len(a.Notices), a.Complete)
	}
	if looks := d.accesses(t, desk.AccessSearch{Action: "annual-return"}); len(looks) != 2 || looks[1].Asked["year"] != "2026" {
		t.Errorf("looks %+v", looks)
	}
	for _, year := range []int{1999, 2999} {
		if _, err := d.AnnualReturn(t.Context(), looking(dpo), year); err == nil || kindOf(t, err) != disclosure.Refused {
			t.Errorf("the year %d: %v", year, err)
		}
	}
}

// The numbers of a year are in the file too, and nothing in it is run by a
// spreadsheet, a department's name included.
func TestTheReturnAsAFile(t *testing.T) {
	d := newOffice(t, desk.Options{})
	hostile := housing
	hostile.Department = "-housing"
	d.many(t, hostile, on(3))
	a, err := d.AnnualReturn(t.Context(), looking(dpo), 2026)
	if err != nil {
		t.Fatal(detail(err))
	}
	var file bytes.Buffer
	if err := a.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(a.Rows)+2 {
		t.Fatalf("%d rows, %v; want the headings, the total and %d", len(rows), err, len(a.Rows))
	}
	want := []string{"By service", "'-housing", "'-housing", "", annualRow(a, statistics.ByDepartment, "-housing", "").ThisYear.Shown, statistics.TooFew}
	if !slices.ContainsFunc(rows, func(row []string) bool { return slices.Equal(row, want) }) {
		t.Errorf("the file has no row %q", want)
	}
	if total := rows[1]; total[1] != "All disclosures and refusals" || total[4] != a.Disclosures.ThisYear.Shown {
		t.Errorf("in total %q", total)
	}
}
