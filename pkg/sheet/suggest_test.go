package sheet_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/sheet"
)

// asRequests is a log under a title, with a column of each sort.
func asRequests(t *testing.T) string {
	t.Helper()
	return workbook(t, func(f *excelize.File) {
		set(t, f, 1, "Requests, official")
		set(t, f, 4, "Ref", "Date request received", "Organisation requesting data", "Data subject(s)", "Decision on request", "Reason(s) for sharing or not sharing", "Purpose of sharing", "Lawful basis", "Date of sharing", "Description of data requested", "Decision taken by (name and position)", "Notes", "Notes")
		for n := range 6 {
			decision, body := "Approved", "Kent Police"
			if n%2 == 1 {
				decision, body = "Declined", "Zebedee Sample"
			}
			set(t, f, 5+n, "R-"+string(rune('1'+n)), "0"+string(rune('1'+n))+"/10/2026", body, "DBC-P-1", decision, "why", "casework", "6(1)(e)", 46300+n, "file", "Sample Person", "Sample note", "x")
		}
		set(t, f, 11, "TOTAL", 6)
	})
}

// looksLike takes two words for a name.
func looksLike(text string) string {
	if len(strings.Fields(text)) == 2 {
		return "a name"
	}
	return ""
}

func TestAFirstMappingIsSuggested(t *testing.T) {
	text, err := sheet.Suggest(asRequests(t), "mapping.yaml", sheet.Asked{Log: "requests", Notices: []string{"dartford-complaints", "dartford-contact"}, LooksLike: looksLike})
	if err != nil {
		t.Fatal(err)
	}
	for _, has := range []string{
		"log: requests\n", "header: 4\n", "- Ref\n", "Kent Police: police\n", "Kent Police: police-force\n", "\"*\": \"?\"\n", "Approved: disclosed\n", "Declined: refused\n", "- ukgdpr-6-1-e\n",
		"column: Date of sharing\n", "- dd/mm/yyyy\n", "filled-at-most: 1\n", `# Not used: "Notes #1", "Notes #2"`, "notice: \"?\"\n",
	} {
		if !strings.Contains(string(text), has) {
			t.Errorf("the mapping does not say %q:\n%s", has, text)
		}
	}
	for _, cell := range []string{"Zebedee", "Sample Person", "Sample note", "DBC-P-1", "R-1", "casework"} {
		if strings.Contains(string(text), cell) {
			t.Errorf("the mapping repeats %q:\n%s", cell, text)
		}
	}
	_, err = sheet.ReadMapping(text)
	for _, says := range []string{"disclosure.notice: the question mark", `disclosure.recipient.category: the question mark is still to be answered: say what "*" means`, "disclosure.subjects[0].role: the question mark", "disclosure.authorisedBy.post: the question mark"} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want %q in it", err, says)
		}
	}
	answered := strings.NewReplacer(`"*": "?"`, `"*": null`, `notice: "?"`, "notice: dartford-complaints", `role: "?"`, "role: tenant", `"?"`, "x").Replace(string(text))
	m, err := sheet.ReadMapping([]byte(answered))
	if err != nil {
		t.Fatalf("%v\n%s", err, answered)
	}
	got := becomes(t, m, asRequests(t), "disclosedAt")
	if len(got) != 7 || got[0] != `5: "2026-10-05T11:00:00Z"` || got[6] != "11: left out, A line of totals." {
		t.Errorf("got %q", got)
	}
}

// The same as a sheet, filled in as an officer would.
func TestAMappingIsEditedAsASheet(t *testing.T) {
	text, err := sheet.Suggest(asRequests(t), "mapping.xlsx", sheet.Asked{Log: "requests", Notices: []string{"dartford-complaints"}, LooksLike: looksLike})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "mapping.xlsx")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sheet.ReadMapping(text); err == nil || !strings.Contains(err.Error(), "question mark") || strings.Contains(err.Error(), "Zebedee") {
		t.Errorf("unanswered: %v", err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Mapping")
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	put := func(cell, says string) {
		if err := f.SetCellValue("Mapping", cell, says); err != nil {
			t.Fatal(err)
		}
	}
	for n, cells := range rows {
		for len(cells) < 6 {
			cells = append(cells, "")
		}
		at := func(column string) string {
			return column + string([]byte("0123456789")[(n+1)/10]) + string([]byte("0123456789")[(n+1)%10])
		}
		if n < 9 {
			at = func(column string) string { return column + string(rune('1'+n)) }
		}
		fields = append(fields, cells[1])
		if strings.Contains(strings.Join(cells, " "), "Zebedee") {
			t.Errorf("row %d repeats a cell", n+1)
		}
		switch cells[1] {
		case "subjects.reference":
			put(at("D"), "list by ;")
		case "subjects.role":
			put(at("F"), "tenant")
		case "recipient.category", "recipient.kind":
			put(at("E"), strings.ReplaceAll(cells[4], "* = ?", "* ="))
		case "disclosedAt":
			put(at("F"), "column Date request received")
			put(at("D"), "dd/mm/yyyy")
		case "leave-out":
			put(at("E"), "filled at most 2 = totals")
		default:
			if cells[5] == "?" {
				put(at("F"), "x")
			}
		}
	}
	if !slices.Contains(fields, "decision") || !slices.Contains(fields, "") {
		t.Errorf("fields %q: want those that were guessed, and the columns that were not", fields)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if text, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	m, err := sheet.ReadMapping(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := becomes(t, m, asRequests(t), "decision"); len(got) != 7 || got[0] != `5: "disclosed"` || got[1] != `6: "refused"` || got[6] != "11: left out, totals" {
		t.Errorf("got %q", got)
	}
	if got := becomes(t, m, asRequests(t), "subjects"); got[0] != `5: [{"reference":"DBC-P-1","role":"tenant"}]` {
		t.Errorf("got %q", got)
	}
	if got := becomes(t, m, asRequests(t), "recipient"); got[1] != `6: {"organisation":"Zebedee Sample"}` {
		t.Errorf("got %q", got)
	}
}

func TestAMappingAsASheetThatIsWrong(t *testing.T) {
	book := func(sheetName string, rows ...[]any) []byte {
		path := workbook(t, func(f *excelize.File) {
			if err := f.SetSheetName("Sheet1", sheetName); err != nil {
				t.Fatal(err)
			}
			for n, cells := range rows {
				if err := f.SetSheetRow(sheetName, "A"+string(rune('1'+n)), &cells); err != nil {
					t.Fatal(err)
				}
			}
		})
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	head := []any{"Column", "Field", "Example", "How it is written", "Words", "Otherwise, or always"}
	for name, tt := range map[string]struct {
		text []byte
		says string
	}{
		"the log in its place":     {book("Log", []any{"Sample Person"}), `no sheet called "Mapping"`},
		"without its first row":    {book("Mapping", []any{"Sample Person"}), "the first row of the mapping's sheet should say"},
		"a field that is none":     {book("Mapping", head, []any{"A", "recipient.nobody"}), `row 2 of the mapping's sheet: there is no field "recipient.nobody"`},
		"a header that is no row":  {book("Mapping", head, []any{"", "header", "", "", "", "first"}), "row 2 of the mapping's sheet: the header is the number of a row"},
		"a workbook that is none":  {[]byte("PK\x03\x04 and nothing"), "read the mapping"},
		"a day without a pattern":  {book("Mapping", head, []any{"", "log", "", "", "", "l"}, []any{"No", "identity"}, []any{"A", "tellSubject.on"}), "mapping, disclosure.tellSubject.on: say how the days are written"},
		"an identity not answered": {book("Mapping", head, []any{"", "log", "", "", "", "l"}, []any{"?", "identity"}), "mapping, identity: name the columns"},
	} {
		if _, err := sheet.ReadMapping(tt.text); err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "Sample") {
			t.Errorf("%s: got %v, want %q", name, err, tt.says)
		}
	}
}

func TestSheetsOfOneFormAreSuggestedTogether(t *testing.T) {
	text, err := sheet.Suggest(months(t), "mapping.yaml", sheet.Asked{LooksLike: looksLike})
	if err != nil || !strings.Contains(string(text), "sheet: ") {
		t.Errorf("sheets with other headers: %s, %v", text, err)
	}
	same := workbook(t, func(f *excelize.File) {
		for _, name := range []string{"Sheet1", "May"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			for n, cells := range [][]any{{"Entry", "Why"}, {1, "a"}, {2, "b"}} {
				if err := f.SetSheetRow(name, "A"+string(rune('1'+n)), &cells); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	text, err = sheet.Suggest(same, "mapping.yaml", sheet.Asked{LooksLike: looksLike})
	if err != nil || !strings.Contains(string(text), "sheets: all\n") || !strings.Contains(string(text), "identity-per-sheet: true\n") || !strings.Contains(string(text), "- Entry\n") {
		t.Errorf("sheets of one form: %s, %v", text, err)
	}
}

func TestWhatIsMergedIsSuggested(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "No", "Day", "Shared? (Y/N)", "What")
		for n := range 4 {
			set(t, f, 2+n, n, nil, "Y", "x")
		}
		set(t, f, 2, 0, "1 Nov 26")
		if err := f.MergeCell("Sheet1", "B2", "B4"); err != nil {
			t.Fatal(err)
		}
	})
	text, err := sheet.Suggest(path, "mapping.yaml", sheet.Asked{LooksLike: looksLike})
	for _, has := range []string{"merged:\n  - Day\n", "column: Shared? (Y/N)\n", "\"Y\": disclosed\n", "- d mmm yy\n"} {
		if err != nil || !strings.Contains(string(text), has) {
			t.Errorf("%v: the mapping does not say %q:\n%s", err, has, text)
		}
	}
}
