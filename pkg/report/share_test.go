package report_test

import (
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// A share of many people names nobody, and is no disclosure about nobody: whoever has the
// spreadsheet alone sees what it was about, and by what rule somebody was in it.
func TestAShareOfManyPeopleIsReadFromTheSpreadsheet(t *testing.T) {
	share := disclosure.Disclosure{Case: "share-018f", Share: &disclosure.Share{
		People: 1200, From: disclosure.NewDate(2026, time.October, 1), To: disclosure.NewDate(2026, time.October, 31),
		Occasion: "October 2026 mailing", Series: "Satisfaction survey", HowToTell: "Report CR-12 of the complaints system.",
	}}
	want := map[string]string{
		"Subjects":                      "1200 people together, none of whom is named: see How to tell who was in it",
		"People in it":                  "1200",
		"First day that the data is of": "2026-10-01",
		"Last day that the data is of":  "2026-10-31",
		"Occasion":                      "October 2026 mailing",
		"Series":                        "Satisfaction survey",
		"How to tell who was in it":     "Report CR-12 of the complaints system.",
	}
	alone, file := disclosure.Disclosure{Subjects: []disclosure.Subject{{Reference: "P-1", Role: "tenant"}}}, []*report.Row{}
	for _, d := range []disclosure.Disclosure{share, alone} {
		file = append(file, rowOf(t, entry(t, d)))
	}
	for format, table := range map[string][][]string{"csv": rows(t, entry(t, share), entry(t, alone)), "xlsx": sheetOf(t, func() []byte { made, _ := aWorkbook(t, file...); return made }(), "Disclosures")} {
		for heading, says := range want {
			if got := cell(t, table, 1, heading); got != says {
				t.Errorf("%s: %s = %q, want %q", format, heading, got, says)
			}
			if at := slices.Index(table[0], heading); heading != "Subjects" && at < len(table[2]) && table[2][at] != "" {
				t.Errorf("%s: %s of a disclosure about one person = %q", format, heading, table[2][at])
			}
		}
	}
	for format, made := range map[string][]byte{"csv": func() []byte { made, _ := comma(t, file...); return made }(), "xlsx": func() []byte { made, _ := aWorkbook(t, file...); return made }()} {
		if checked := check(t, made); !checked.Holds() {
			t.Errorf("%s: %v", format, checked.Problems)
		}
	}
}
