package report_test

import (
	"encoding/csv"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// exempted is the row of a disclosure with an exemption and two flags that no longer wait.
func exempted(t *testing.T) *report.Row {
	t.Helper()
	row := rowOf(t, entry(t, disclosure.Disclosure{
		Data: []disclosure.DataItem{{Category: "name", Description: "Name"}},
		Justification: disclosure.Justification{Exemptions: []disclosure.Exemption{{
			ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Data: []string{"name"}, Reason: "It would warn him.", ReviewBy: disclosure.NewDate(2027, time.March, 1),
		}}},
	}))
	row.Titles = report.Titles{Law: map[string]string{"dpa18-sch2-para2": "Crime (DPA 2018 Sch 2 para 2)"}, Data: map[string]string{"name": "Name and title"}}
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	row.Flags = []report.RowFlag{
		{Flag: disclosure.Flag{Finding: disclosure.Finding{Rule: "XX-10", Detail: "one thing"}}, Name: "Purpose outside the notice", State: report.FlagCleared, Cleared: &report.RowCleared{Entry: "e7", At: at, By: "D. P. Officer", Reason: "Settled"}},
		{Number: 1, Flag: disclosure.Flag{Finding: disclosure.Finding{Rule: "DC-R2", Detail: "another"}}, Name: "Solicitors", State: report.FlagMet, Met: &report.RowMet{Entry: "e8", At: at, By: "R. Corder", Reason: "Typed wrongly"}},
	}
	return row
}

// ofIDs are the columns whose cells said an id alone in older spreadsheets.
var ofIDs = map[string]string{
	"Exempt from which provisions": "dpa18-sch2-para2: 15(1)-(3); data: name",
	"Why exempt":                   "dpa18-sch2-para2: It would warn him.",
	"Exemption reviews":            "dpa18-sch2-para2: 2027-03-01",
	"Why flags were cleared":       "XX-10: Settled (D. P. Officer, 2026-11-20, e7)\nDC-R2: met by a correction: Typed wrongly (R. Corder, 2026-11-20, e8)",
}

// Who reads why something is exempt, or why a flag was cleared, need not look up which.
func TestAnExemptionAndAFlagStandUnderTheirTitles(t *testing.T) {
	file, _ := comma(t, exempted(t))
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), report.ByteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for heading, want := range map[string]string{
		"Exempt from which provisions": "Crime (DPA 2018 Sch 2 para 2) [dpa18-sch2-para2]: 15(1)-(3); data: Name and title",
		"Why exempt":                   "Crime (DPA 2018 Sch 2 para 2) [dpa18-sch2-para2]: It would warn him.",
		"Exemption reviews":            "Crime (DPA 2018 Sch 2 para 2) [dpa18-sch2-para2]: 2027-03-01",
		"Why flags were cleared":       "XX-10 Purpose outside the notice: Settled (D. P. Officer, 2026-11-20, e7)\nDC-R2 Solicitors: met by a correction: Typed wrongly (R. Corder, 2026-11-20, e8)",
	} {
		if got := cell(t, table, 1, heading); got != want {
			t.Errorf("%s = %q, want %q", heading, got, want)
		}
	}
	// Whatever the column: an id stands alone only where its heading says that it is one.
	alone := regexp.MustCompile(`(^|[^\[])\b(dpa18-sch2-para2|XX-10: |DC-R2: )`)
	for i, heading := range table[0] {
		if heading != report.JSONHeading && !strings.HasSuffix(heading, "ids") && alone.MatchString(table[1][i]) {
			t.Errorf("%s has an id without its title: %q", heading, table[1][i])
		}
	}
}

func TestExemptionsAndFlagsOfOlderSpreadsheetsAgree(t *testing.T) {
	file, _ := comma(t, exempted(t))
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file), report.ByteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for heading, was := range ofIDs {
		for said, holds := range map[string]bool{was: true, was + "x": false} {
			older := [][]string{slices.Clone(table[0]), slices.Clone(table[1])}
			older[1][slices.Index(table[0], heading)] = said
			var out strings.Builder
			if err := csv.NewWriter(&out).WriteAll(older); err != nil {
				t.Fatal(err)
			}
			if checked := check(t, []byte(out.String())); checked.Holds() != holds {
				t.Errorf("%s %q: %v", heading, said, checked.Problems)
			}
		}
	}
}
