package sheet_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/sheet"
)

// A number is the text that the workbook shows; what it shows as a day is no text, nor is
// what cannot be told.
func TestANumberIsWhatTheWorkbookShows(t *testing.T) {
	m := mapping(t, "  reason: {column: A}\n")
	const day, fraction, power, condition, hidden = "a day or a time", "as a fraction", "as a power of ten", "by a condition", "as nothing at all"
	for _, tt := range []struct {
		code   string
		keeps  any
		shows  string
		refuse string
	}{
		{"000000", 123, "000123", ""},
		{`"DBC-P-"000000`, 123, "DBC-P-000123", ""},
		{`\P-0`, 123, "P-123", ""},
		{`0000" (old)"`, 123, "0123 (old)", ""},
		{`"P"#`, 123, "P123", ""},
		{"General", 123, "123", ""},
		{"General", 2600123456789, "2600123456789", ""},
		{"General", 1.1000000000000001, "1.1", ""},
		{"General", 1.0 / 3, "0.333333333", ""},
		{"General", 0.00001, "", power},
		{"General", true, "TRUE", ""},
		{"00000", false, "FALSE", ""},
		{"0", 123, "123", ""},
		{"0", 1.5, "2", ""},
		{"@", 123, "123", ""},
		{`00"/"00000`, 2600123, "26/00123", ""},
		{`00\/00000`, 2600123, "26/00123", ""},
		{`"DSR/"00"/"000`, 26001, "DSR/26/001", ""},
		{"[Red]0000000", 1234, "0001234", ""},
		{"[Color 10]0000", 12, "0012", ""},
		{"00-00-00", 410035, "41-00-35", ""},
		{"000 000 0000", 9434765, "000 943 4765", ""},
		{"0000-0000", 123456789, "12345-6789", ""},
		{"0000000;-0;;@", 410022, "0410022", ""},
		{"0000000;-0;;@", 0, "", ""}, // shown as nothing, and nothing is what it says
		{"0;;;@", -5, "", hidden},
		{";;;", 410022, "", hidden},
		{"00000", -12, "-00012", ""},
		{"0;[Red](0)", -12, "(12)", ""},
		{"#,##0", 410022, "410,022", ""},
		{"#,##0", 22, "22", ""},
		{"000,000", 22, "000,022", ""},
		{"0.00", 123, "123.00", ""},
		{"0.00", 123.456, "123.46", ""},
		{"0.0#", 123, "123.0", ""},
		{"0.##", 123.5, "123.5", ""},
		{`"£"#,##0.00;[Red]-"£"#,##0.00`, 1234.5, "£1,234.50", ""},
		{`"£"#,##0.00;[Red]-"£"#,##0.00`, -1234.5, "-£1,234.50", ""},
		{"[$£-809]#,##0.00", 1234.5, "£1,234.50", ""},
		{"_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-", 410022, "410,022", ""},
		{"0%", 1.23, "123%", ""},
		{"0.0%", 0.125, "12.5%", ""},
		{"0,", 123456, "123", ""},
		{`0.0,,"m"`, 1250000, "1.3m", ""},
		{"# ?/?", 0.5, "", fraction},
		{"00/00000", 2600123, "", fraction},
		{"0.00E+00", 123, "", power},
		{`[>999]"many";0`, 1000, "", condition},
		{`[=1]"yes";[=0]"no";0`, 1, "", condition},
		{"*0#", 123, "", "with signs that fill the cell"},
		{`"X-"@`, 123, "", "in a way that is not known here"},
		{"0##", 5, "", "in a way that is not known here"},
		{"#,##0-00", 123, "", "in a way that is not known here"},
		{`"X-"@`, "123", "X-123", ""}, // a text
		{"000000", "123", "123", ""},
		{`0;0;0;"("@")"`, "A1", "(A1)", ""},
		{";;;", "A1", "", ""},
		{"dd/mm/yyyy", 123, "", day},
		{"d/m", 123, "", day},
		{"mmm-yy", 123, "", day},
		{"[$-809]dd mmmm yyyy;@", 123, "", day},
		{"[h]:mm:ss", 123, "", day},
		{"[h]", 123, "", day},
		{"HH:MM", 123, "", day},
	} {
		path := workbook(t, func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &tt.code})
			if err != nil {
				t.Fatal(err)
			}
			set(t, f, 1, "No", "A")
			set(t, f, 2, 1, tt.keeps)
			if err := f.SetCellStyle("Sheet1", "B2", "B2", style); err != nil {
				t.Fatal(err)
			}
		})
		got, problems := made(t, m, path)
		switch reason, _ := got.Body["reason"].(string); {
		case tt.refuse != "" && (len(problems) != 1 || problems[0].Column != "A" || !strings.Contains(problems[0].Detail, tt.refuse)):
			t.Errorf("%v as %s: %q, problems %+v, want one that it is shown %s", tt.keeps, tt.code, reason, problems, tt.refuse)
		case tt.refuse == "" && (reason != tt.shows || problems != nil):
			t.Errorf("%v as %s: %q, problems %+v, want %q", tt.keeps, tt.code, reason, problems, tt.shows)
		}
	}
}

// What the library of workbooks makes of a format is what is made of it here, for codes
// put together of every sign of which it shows a number rightly.
func TestANumberIsShownAsTheLibraryShowsIt(t *testing.T) {
	pieces := []string{"0", "00", "000", `"A"`, `"/"`, "-", " ", `\B`, "(", ")"}
	random := rand.New(rand.NewPCG(15, 18))
	m := mapping(t, "  reason: {column: A}\n")
	for range 60 {
		codes := make([]string, 40)
		path := workbook(t, func(f *excelize.File) {
			set(t, f, 1, "No", "A")
			for i := range codes {
				codes[i] = []string{"", "#", `"C"##-`, "# "}[random.IntN(4)]
				for range 1 + random.IntN(6) {
					codes[i] += pieces[random.IntN(len(pieces))]
				}
				if !strings.Contains(codes[i], "0") {
					codes[i] += "0"
				}
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &codes[i]})
				if err != nil {
					t.Fatal(err)
				}
				set(t, f, i+2, i, random.IntN(10_000_000))
				if err := f.SetCellStyle("Sheet1", fmt.Sprintf("B%d", i+2), fmt.Sprintf("B%d", i+2), style); err != nil {
					t.Fatal(err)
				}
			}
		})
		f, err := excelize.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range becomes(t, m, path, "reason") {
			cell := fmt.Sprintf("B%d", i+2)
			shows, err := f.GetCellValue("Sheet1", cell)
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("%d: %q", i+2, strings.TrimSpace(shows)); got != want {
				keeps, _ := f.GetCellValue("Sheet1", cell, excelize.Options{RawCellValue: true})
				t.Errorf("%s as %s: %s, want %s", keeps, codes[i], got, want)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// styled writes a workbook with the cells from row 2 on, those of column B as the code has it.
func styled(t *testing.T, code string, rows ...[]any) string {
	t.Helper()
	return workbook(t, func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		set(t, f, 1, "No", "A", "B")
		for n, cells := range rows {
			set(t, f, n+2, cells...)
		}
		if err := f.SetCellStyle("Sheet1", "B2", fmt.Sprintf("B%d", len(rows)+1), style); err != nil {
			t.Fatal(err)
		}
	})
}

// A day or time that a format makes of a number is read as it is shown, and one that is
// kept is read as exactly as it is kept.
func TestADayThatAFormatMakes(t *testing.T) {
	for _, tt := range []struct {
		code, field string
		keeps       any
		want        string
	}{
		{`00"/"00"/"0000`, "instant: dd/mm/yyyy", 9112026, "2026-11-09T12:00:00Z"},
		{"0.00", "instant: dd/mm/yyyy", 46335.604167, "2026-11-09T14:30:00Z"},
		{"General", "instant: dd/mm/yyyy", 46335.60417824074, "2026-11-09T14:30:01Z"},
	} {
		m := mapping(t, "  disclosedAt: {column: A, "+tt.field+"}\n")
		if got, problems := made(t, m, styled(t, tt.code, []any{1, tt.keeps})); got.Body["disclosedAt"] != tt.want || problems != nil {
			t.Errorf("%v as %s: %v, %+v, want %s", tt.keeps, tt.code, got.Body["disclosedAt"], problems, tt.want)
		}
	}
	m := mapping(t, "  disclosedAt: {column: B, instant: dd/mm/yyyy, time-column: A, time: 'hh:mm'}\n")
	if got, problems := made(t, m, styled(t, `00":"00`, []any{1, 930, "09/11/2026"})); got.Body["disclosedAt"] != "2026-11-09T09:30:00Z" || problems != nil {
		t.Errorf("a time: %v, %+v", got.Body["disclosedAt"], problems)
	}
}

// What cannot be told is a problem wherever its column is used.
func TestANumberThatCannotBeToldIsAProblemOfEachUse(t *testing.T) {
	for name, fields := range map[string]string{
		"a cell":                  "  reason: {column: A}\n",
		"a part of a text":        "  reason: {text: 'Form {A}'}\n",
		"a part of a cell":        "  subjects: [{for-each: {column: A, separator: ';'}, reference: {part: whole}}]\n",
		"a word":                  "  reason: {column: A, values: {'1': one}}\n",
		"what an empty one means": "  reason: {column: B, otherwise: {column: A}}\n",
	} {
		if _, problems := made(t, mapping(t, fields), styled(t, "# ?/?", []any{1, 0.5})); len(problems) != 1 || !strings.Contains(problems[0].Detail, "as a fraction") {
			t.Errorf("%s: %+v", name, problems)
		}
	}
	book := workbook(t, func(f *excelize.File) {
		code := "0.0E+0"
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			t.Fatal(err)
		}
		set(t, f, 1, "No", "A")
		set(t, f, 2, 1, 410022)
		set(t, f, 3, 2)
		set(t, f, 4, 3, "x")
		if err := f.SetCellStyle("Sheet1", "B2", "B2", style); err != nil {
			t.Fatal(err)
		}
		if err := f.MergeCell("Sheet1", "B2", "B3"); err != nil {
			t.Fatal(err)
		}
	})
	m := whole(t, "log: l\nidentity: [No]\nmerged: [A]\ndisclosure:\n  reason: {column: A}\n")
	if got := becomes(t, m, book, "reason"); len(got) != 3 || strings.Contains(got[0], "410022") || strings.Contains(got[1], "410022") || got[2] != `4: "x"` {
		t.Errorf("merged: %q", got)
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
