package importer_test

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sheet"
)

// forms holds logs as councils keep them, of invented rows, each with the mapping that
// somebody ends with who begins with --suggest; and becomes.csv, written by hand, which
// says what should become of each row, and why.
const forms = "testdata/forms/"

// madeHere are the workbooks that are made here, so that their cells can be read.
var madeHere = map[string]func(*testing.T, *excelize.File){
	// Names of columns on two rows, a day merged over its rows, references of which the
	// workbook keeps the number alone, and last year's state on a sheet that is hidden.
	"safeguarding-adults": func(t *testing.T, f *excelize.File) {
		code := `"DBC-P-"000000`
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		try(t, err)
		try(t, f.SetSheetName("Sheet1", "2026"))
		for _, name := range []string{"2026 (old)", "Lists"} {
			_, err := f.NewSheet(name)
			try(t, err)
		}
		const to, form = "Kent County Council adult social care", "Referral form"
		for _, name := range []string{"2026", "2026 (old)"} {
			put(t, f, name, 1, "Safeguarding adults - referrals to the county council")
			put(t, f, name, 3, "No", "Date", "Adult", "Referral", nil, nil, "Approved by", nil, "Consent?")
			put(t, f, name, 4, nil, nil, nil, "Sent to", "What was sent", "Concern", "Name", "Post")
			put(t, f, name, 5, 1, day(10, 5), 410101, to, form, "Self-neglect; no heating", "L Example", "Housing Manager", "Y")
			put(t, f, name, 6, 2, nil, 410102, to, form, "Money taken by a visitor", "L Example", "Housing Manager", "N")
			put(t, f, name, 7, 3, day(10, 6), "410103 SAMPLE", to, form, "Falls", "L Example", "Housing Manager", "N")
			for _, cells := range [][2]string{{"A1", "I1"}, {"A3", "A4"}, {"B3", "B4"}, {"C3", "C4"}, {"D3", "F3"}, {"G3", "H3"}, {"I3", "I4"}, {"B5", "B6"}} {
				try(t, f.MergeCell(name, cells[0], cells[1]))
			}
			try(t, f.SetCellStyle(name, "C5", "C6", style))
		}
		put(t, f, "2026", 8, 4, day(10, 7), "various", to, "Call notes", "Whole block", "L Example", "Housing Manager", "N")
		put(t, f, "2026", 9, 5, day(10, 7), "as above", to, "Call notes", "More of the same", "L Example", "Housing Manager", "N")
		put(t, f, "2026", 10, "Total", 5, 4, nil, nil, nil, nil, nil, "2")
		put(t, f, "Lists", 1, "Post")
		try(t, f.SetSheetVisible("2026 (old)", false))
		try(t, f.SetSheetVisible("Lists", false))
	},
	// A reference that the workbook took for a day, a formula that failed, two columns of
	// one name.
	"cctv": func(t *testing.T, f *excelize.File) {
		code := "d/m"
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		try(t, err)
		put(t, f, "Sheet1", 1, "Ref", "Date requested", "Requested by", "E-mail", "Footage of", "Person's ref", "Crime ref", "Date released", "Released by", "Authorised by (Insp or above)", "Notes", "Notes")
		for n, cells := range [][2]any{
			{"DBC-P-410201", "46/000001/26"},
			{46054, "46/000002/26"},
			{"jo.specimen@example.org", 123457000000},
			{"SPECIMEN, Jo", "46/000004/26"},
			{"#REF!", "46/000005/26"},
			{"n/k", "46/000006/26"},
			{410207, "1.23457E+11"},
			{410208, "46/000008/26"},
		} {
			put(t, f, "Sheet1", n+2, "CCTV "+string(rune('1'+n)), day(9, n+1), "Kent Police", "pc.sample@example.org", "Car park", cells[0], cells[1], day(9, n+3), "C Example", "Insp Sample", "", "collected")
		}
		try(t, f.SetCellStyle("Sheet1", "F3", "F3", style))
	},
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, f *excelize.File, name string, row int, cells ...any) {
	t.Helper()
	at, err := excelize.CoordinatesToCellName(1, row)
	try(t, err)
	try(t, f.SetSheetRow(name, at, &cells))
}

// formOf returns the log of the name.
func formOf(t *testing.T, name string) logOfForm {
	t.Helper()
	form := logOfForm{mapping: name + ".yaml", edited: true, becomes: map[string]string{}}
	if fill := madeHere[name]; fill != nil {
		f := excelize.NewFile()
		fill(t, f)
		form.path = filepath.Join(t.TempDir(), name+".xlsx")
		try(t, f.SaveAs(form.path))
		try(t, f.Close())
		return form
	}
	found, err := filepath.Glob(forms + name + ".[ctx][sxl][vts]*")
	if err != nil || len(found) != 1 {
		t.Fatalf("the log %s: %v, %v", name, found, err)
	}
	form.path = found[0]
	if people, err := os.ReadFile(forms + name + ".people.csv"); err == nil {
		form.people = string(people)
	}
	return form
}

// theForms are the logs, by what should become of their rows.
func theForms(t *testing.T) map[string]map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(read(t, forms+"becomes.csv"))).ReadAll()
	try(t, err)
	of := map[string]map[string]string{}
	for _, line := range lines[1:] {
		if of[line[0]] == nil {
			of[line[0]] = map[string]string{}
		}
		of[line[0]][strings.TrimSpace(line[1]+" "+line[2])] = line[3]
	}
	return of
}

// Of every row of every log becomes what is written down: tried, recorded, and again.
func TestOfEveryRowBecomesWhatIsWrittenDown(t *testing.T) {
	for name, becomes := range theForms(t) {
		t.Run(name, func(t *testing.T) {
			form, r := formOf(t, name), newRegister(t)
			recorded := 0
			for _, want := range becomes {
				if want == "recorded" || want == "flagged" {
					recorded++
				}
			}
			for _, tried := range []bool{true, false, false} {
				tally, got, said := importForm(t, r.service(), form, tried)
				for at, want := range becomes {
					was := got[at]
					switch {
					case was == "":
						was = "recorded"
						if want == "flagged" && !tried {
							was = "flagged" // flags are told of a dry run
						}
					case was != "flagged" && was != "left out" && tried:
						was = "problem: " + was
					case was != "flagged" && was != "left out":
						want, was = strings.Split(want, ":")[0], "problem" // what the service would say too is not asked
					}
					if was != want {
						t.Errorf("row %s: %s, want %s", at, was, want)
					}
				}
				for at := range got {
					if becomes[at] == "" {
						t.Errorf("row %s, which is not written down: %s", at, got[at])
					}
				}
				if tally.Recorded+tally.Earlier != recorded || tally.Rows != len(becomes) {
					t.Errorf("got %v, want %d recorded of %d\n%s", tally, recorded, len(becomes), said)
				}
				for _, cell := range []string{"SMITH", "SAMPLE", "SPECIMEN", "Mr A", "410", "sample@", "specimen@", "QQ12"} {
					if strings.Contains(said, cell) {
						t.Errorf("%q is repeated", cell)
					}
				}
			}
			if got := r.recorded(t); got != recorded {
				t.Errorf("%d are recorded, want %d", got, recorded)
			}
		})
	}
}

// A first mapping of each finds the names of its columns and those by which rows and
// people are told apart, and repeats nobody.
func TestAFirstMappingOfEveryLog(t *testing.T) {
	finds := map[string][]string{ // in the mapping; the column that nobody could guess is a question
		"requests": {"header: 4\n", "- Ref\n", "column: Data subject(s)\n"}, "police": {"- No.\n", "column: Name of data subject\n", "authorisingOfficer:\n", "column: Dealt with by\n"},
		"record-of-sharing": {"header: 3\n", "sheets: all\n", "- Entry\n"}, "no-references": {"- Our ref\n", "column: Person ref\n"}, "numbers": {"- Our ref\n"},
		"council-tax": {"header: 3\n", "- Ref\n", "column: Our customer\n", "- dd.mm.yy\n", "- Totals\n"}, "export": {"- Case ID\n", "column: Subject ID\n", "- mm/dd/yyyy\n"},
		"enquiries": {"- Enquiry no\n", "column: Resident ID\n", "Cllr*: elected-representative\n"}, "fraud": {"column: Claimant ref\n", "column: AO name\n"},
		"safeguarding-adults": {"header: 4\n", "- \"No\"\n", "column: Adult\n", "sheet: \"2026\"\n", "hidden sheets", "- Total\n", "merged:\n  - Date\n"},
		"cctv":                {"- Ref\n", "column: Person's ref\n", "column: Released by\n", "\"Notes #1\""},
	}
	for _, name := range slices.Sorted(maps.Keys(theForms(t))) {
		text, err := sheet.Suggest(formOf(t, name).path, "mapping.yaml", sheet.Asked{LooksLike: policy.LooksLikeNoReference})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if finds[name] == nil {
			t.Errorf("%s: nothing is written down of its first mapping", name)
		}
		for _, has := range finds[name] {
			if !strings.Contains(string(text), has) {
				t.Errorf("%s: the mapping does not say %q:\n%s", name, has, text)
			}
		}
		for _, cell := range []string{"SMITH", "SAMPLE", "SPECIMEN", "Example", "Sample", "DBC-P", "410", "@example", "QQ12"} {
			if strings.Contains(string(text), cell) {
				t.Errorf("%s: %q is repeated:\n%s", name, cell, text)
			}
		}
	}
}

// The references and days of rows that are easily misread are what a person reads.
func TestReferencesAndDaysAreWhatAPersonReads(t *testing.T) {
	for name, want := range map[string][]string{
		"safeguarding-adults": {"DBC-P-410101 2026-10-05", "DBC-P-410102 2026-10-05"}, "export": {"00410402 2026-11-13"}, "council-tax": {"00410301 2026-03-16", "00410304 2026-03-14"},
		"cctv": {"DBC-P-410201 2026-09-03", "410208 2026-09-10"}, "police": {"DBC-P-410301 2026-09-01"},
	} {
		form := formOf(t, name)
		mapping, err := sheet.ReadMapping([]byte(read(t, forms+form.mapping)))
		try(t, err)
		if form.people != "" {
			people := filepath.Join(t.TempDir(), "people.csv")
			try(t, os.WriteFile(people, []byte(form.people), 0o600))
			try(t, mapping.LookUp("people", people))
		}
		rows, err := sheet.Open(form.path, mapping.Place)
		try(t, err)
		becomes := theForms(t)[name]
		var got []string
		for row, err := range rows.Rows() {
			try(t, err)
			is := becomes[strings.TrimSpace(" "+strconv.Itoa(row.Number))]
			if is != "recorded" && is != "flagged" {
				continue
			}
			made, _ := mapping.Make(row)
			people, _ := made.Body["subjects"].([]any)
			person, _ := people[0].(map[string]any)
			at, err := time.Parse(time.RFC3339, made.Body["disclosedAt"].(string))
			try(t, err)
			got = append(got, person["reference"].(string)+" "+at.Format(time.DateOnly))
		}
		try(t, rows.Close())
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
