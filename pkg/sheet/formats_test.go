package sheet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/sheet"
)

// A number is the text that the workbook shows; one that it shows as a day is no text.
func TestANumberIsWhatTheWorkbookShows(t *testing.T) {
	m := mapping(t, "  reason: {column: A}\n")
	for code, want := range map[string]string{
		"000000": "000123", `"DBC-P-"000000`: "DBC-P-000123", `\P-0`: "P-123", `0000" (old)"`: "0123 (old)", `"P"#`: "P123",
		"General": "123", "0": "123", "@": "123", "#,##0": "123", "0.00": "123", `"£"#,##0.00;[Red]-"£"#,##0.00`: "123", `0%`: "123",
		"dd/mm/yyyy": "", "d/m": "", "mmm-yy": "", "[$-809]dd mmmm yyyy;@": "", "[h]:mm:ss": "", "HH:MM": "",
	} {
		path := workbook(t, func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				t.Fatal(err)
			}
			set(t, f, 1, "No", "A")
			set(t, f, 2, 1, 123)
			if err := f.SetCellStyle("Sheet1", "B2", "B2", style); err != nil {
				t.Fatal(err)
			}
		})
		got, problems := made(t, m, path)
		switch reason, _ := got.Body["reason"].(string); {
		case want == "" && (len(problems) != 1 || problems[0].Column != "A" || !strings.Contains(problems[0].Detail, "a day or a time")):
			t.Errorf("%s: %q, problems %+v, want one of a day", code, reason, problems)
		case want != "" && (reason != want || problems != nil):
			t.Errorf("%s: %q, problems %+v, want %q", code, reason, problems, want)
		}
	}
}

// A day of one row is not one of those around it, nor text beside it.
func TestEachCellIsShownInItsOwnWay(t *testing.T) {
	code := "d/m"
	path := workbook(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		set(t, f, 1, "No", "A")
		for n := range 7 {
			set(t, f, n+2, n, 46000)
		}
		set(t, f, 5, 3, "46000") // a text with the format of a day
		for _, cell := range []string{"B3", "B4", "B5", "B7"} {
			if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
				t.Fatal(err)
			}
		}
	})
	s, err := sheet.Open(path, sheet.Place{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var days []int
	for row, err := range s.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if row.Day("A") {
			days = append(days, row.Number)
		}
		if row.Day("No") {
			t.Errorf("row %d: the number is a day", row.Number)
		}
	}
	if want := []int{3, 4, 7}; !slices.Equal(days, want) {
		t.Errorf("rows %v are days, want %v", days, want)
	}
}

// A row keeps its key when somebody has its number shown otherwise.
func TestHowANumberIsShownDoesNotMakeAnotherRow(t *testing.T) {
	m := mapping(t, "  reason: {column: A}\n")
	var keys []string
	for _, code := range []string{"General", "00000"} {
		path := workbook(t, func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			if err != nil {
				t.Fatal(err)
			}
			set(t, f, 1, "No", "A")
			set(t, f, 2, 7, "why")
			if err := f.SetCellStyle("Sheet1", "A2", "A2", style); err != nil {
				t.Fatal(err)
			}
		})
		keys = append(keys, keysOf(t, m, path)...)
	}
	if len(keys) != 2 || keys[0] != keys[1] {
		t.Errorf("keys %v", keys)
	}
}

// Where the names of the columns stand on two rows, one that is merged over both names
// its column, and a title over several columns does not.
func TestNamesOnTwoRows(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "Who shared what", nil, "Sent")
		set(t, f, 2, "File", nil, "On")
		set(t, f, 3, nil, nil, nil, "Who asked")
		set(t, f, 4, "C-1", nil, "x", "Example")
		for _, cells := range [][2]string{{"A2", "A3"}, {"C1", "D2"}} {
			if err := f.MergeCell("Sheet1", cells[0], cells[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	if got, err := read(t, path, sheet.Place{Header: 3}); err != nil || !slices.Equal(got, []string{"4: C-1|Example"}) {
		t.Errorf("got %q, %v", got, err)
	}
}

// A day that is another day of the week, or that could be one of two, is a problem; one
// with the month first says so.
func TestADayThatIsInDoubt(t *testing.T) {
	for cell, tt := range map[string]struct{ written, says string }{
		"Tue 12 Oct 2026": {"ddd d mmm yyyy", "no such day"},
		"11/30/2026":      {"dd/mm/yyyy", "only when the month is read first"},
		"11/30/26 14:00":  {"dd/mm/yy hh:mm", "only when the month is read first"},
		"11/10/2026":      {"[dd/mm/yyyy, mm/dd/yyyy]", "read this as two"},
		"31/11/2026":      {"dd/mm/yyyy", "no such day"},
	} {
		_, problems := made(t, mapping(t, "  disclosedAt: {column: A, instant: "+tt.written+"}"), file(t, "log.csv", "No,A\n1,"+cell+"\n"))
		if len(problems) != 1 || !strings.Contains(problems[0].Detail, tt.says) || strings.Contains(problems[0].Detail, cell) {
			t.Errorf("%s: %+v, want %q", cell, problems, tt.says)
		}
	}
	got, problems := made(t, mapping(t, "  disclosedAt: {column: A, instant: ddd d mmm yyyy}"), file(t, "log.csv", "No,A\n1,Mon 12 Oct 2026\n"))
	if problems != nil || got.Body["disclosedAt"] != "2026-10-12T11:00:00Z" {
		t.Errorf("got %v, %+v", got.Body["disclosedAt"], problems)
	}
}

// A sheet that the workbook hides is no part of a first mapping, and is named.
func TestAHiddenSheetIsNotSuggested(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		for _, name := range []string{"Sheet1", "2025", "2026"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for n, cells := range [][]any{{"Entry", "Why"}, {1, "a"}, {2, "b"}} {
				if err := f.SetSheetRow(name, "A"+string(rune('1'+n)), &cells); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := f.SetSheetVisible("2025", false); err != nil {
			t.Fatal(err)
		}
	})
	for _, as := range []string{"mapping.yaml", "mapping.xlsx"} {
		text, err := sheet.Suggest(path, as, sheet.Asked{LooksLike: looksLike})
		if err != nil {
			t.Fatal(err)
		}
		said := string(text)
		if as == "mapping.xlsx" {
			said = cellsOf(t, text)
		}
		if !strings.Contains(said, "hidden sheets that name the same columns (2025)") || !strings.Contains(said, "2026") || strings.Contains(said, "all") {
			t.Errorf("%s: %s", as, said)
		}
	}
	s, err := sheet.Open(path, sheet.Place{EverySheet: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := s.Hidden(); !slices.Equal(got, []string{"2025"}) {
		t.Errorf("hidden: %q", got)
	}
}

func cellsOf(t *testing.T, book []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(string(book)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Mapping")
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, row := range rows {
		said = append(said, strings.Join(row, " "))
	}
	return strings.Join(said, "\n")
}
