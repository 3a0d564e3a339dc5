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

// A word that repeats is in a first mapping only if it means something there, or is the
// name of a body or a provision; whatever else repeats may say something of a person.
func TestNoWordThatMaySaySomethingOfAPersonIsSuggested(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("Ref,Date,Outcome,Who asked,Told?,Lawful basis,Method,Sent to\n")
	none := []string{"DBC-P-1", "Flat 3", "410099", "phoned Jo Sample", "12 High St", "07700 900123", "JS80", "Room 2", "Amy 2", "PC 12 Sample Kent Police", "sister 1", "Unit 4", "Sample 1980", "QQ123456C", "child 2", "Asbestosis", "Mrs Sample Housing", "Sample Court 3", "emailed 12 High St", "Sample Council, Jo"}
	for n := range 60 {
		word := none[n%len(none)]
		cells := []string{"R-" + strings.Repeat("1", n+1), "01/10/2026", word, word, word, word, word, word}
		if n%3 == 0 {
			cells = []string{cells[0], cells[1], "Part", "Kent Police", "Yes", "Sch 2 para 2(1)(a)", "Email", "Kent County Council"}
		}
		rows.WriteString(strings.Join(cells, ",") + "\n")
	}
	for _, as := range []string{"mapping.yaml", "mapping.xlsx"} {
		text, err := sheet.Suggest(file(t, "log.csv", rows.String()), as, sheet.Asked{LooksLike: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		said := string(text)
		if as == "mapping.xlsx" {
			said = cellsOf(t, text)
		}
		for _, word := range none {
			if strings.Contains(said, word) {
				t.Errorf("%s repeats %q:\n%s", as, word, said)
			}
		}
		for _, word := range []string{"Part", "Kent Police", "Yes", "Sch 2 para 2(1)(a)", "Email"} {
			if !strings.Contains(said, word) {
				t.Errorf("%s does not list %q:\n%s", as, word, said)
			}
		}
	}
}

// Without a row that names the columns there is nothing to suggest, and nothing of the
// first row is repeated; with one, a row of the log is not taken for it.
func TestALogWithoutNamesOfItsColumns(t *testing.T) {
	const rows = "1,Jo Sample,DBC-P-500001,Kent Police,09/11/2026,Theft,Yes\n2,Al Sample,DBC-P-500002,Kent Police,10/11/2026,Theft,Yes\n3,Bo Sample,DBC-P-500003,DWP,10/11/2026,Fraud,No\n"
	for name, text := range map[string]string{
		"rows alone":             rows,
		"days alone tell":        "Jo Sample,Kent Police,09/11/2026\nAl Sample,DWP,10/11/2026\n",
		"references alone tell":  "Jo Sample,DBC-P-500001,Kent Police\nAl Sample,DBC-P-500002,DWP\n",
		"a row of its own above": "The log of the housing department\n" + "Jo Sample,DBC-P-500001,Kent Police,Yes\nAl Sample,DBC-P-500002,DWP,Yes\n",
	} {
		got, err := sheet.Suggest(file(t, "log.csv", text), "mapping.yaml", sheet.Asked{LooksLike: looksLike})
		if name == "a row of its own above" {
			if strings.Contains(string(got), "Jo Sample") {
				t.Errorf("%s: %s", name, got)
			}
			continue
		}
		if err == nil || got != nil || !strings.Contains(err.Error(), "no row among the first 30 seems to name the columns") || strings.Contains(err.Error(), "Sample") {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	got, err := sheet.Suggest(file(t, "log.csv", "Log,of,2026\n\nNo,Person,Ref,Sent to,Sent on,Why,Told?\n"+rows), "mapping.yaml", sheet.Asked{LooksLike: looksLike})
	if err != nil || !strings.Contains(string(got), "header: 3\n") {
		t.Errorf("with names: %s, %v", got, err)
	}
}

// Of two columns that are called as though they had references for people, it is the one
// that has some; where none has, or both, the one that is called a number.
func TestTheColumnOfReferencesIsToldByItsCells(t *testing.T) {
	for names, rows := range map[string]string{
		"Subject,Subject ref":       "Jo Sample,410022\nAl Sample,410023\n",
		"Data subject,Customer ref": "Sample Jo,P-1\nSample Al,P-2\n",
		"Customer ref,Data subject": "Sample Jo,P-1\nSample Al,P-2\n",
		"Customer,Customer no":      "410022,410022\n410023,410023\n",
	} {
		want := map[string]string{"Subject,Subject ref": "Subject ref", "Data subject,Customer ref": "Customer ref", "Customer ref,Data subject": "Data subject", "Customer,Customer no": "Customer no"}[names]
		got, err := sheet.Suggest(file(t, "log.csv", "No,"+names+",Sent to\n1,"+strings.ReplaceAll(strings.TrimSpace(rows), "\n", ",DWP\n2,")+",DWP\n"), "mapping.yaml", sheet.Asked{LooksLike: looksLike})
		if err != nil || !strings.Contains(string(got), "reference:\n        column: "+want+"\n") {
			t.Errorf("%s: want %s: %s, %v", names, want, got, err)
		}
	}
}

// Names on two rows are found though none is merged over both, by a suggestion and by the
// import that follows.
func TestNamesOnTwoRowsWithoutMergedCells(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "Who shared what")
		set(t, f, 3, "No", "Date", "Who asked", nil, "About", nil, "What was given", "Decision")
		set(t, f, 4, nil, nil, "Organisation", "Name", "Ref", "Name")
		set(t, f, 5, 1, "01/10/2026", "Kent Police", "PC Sample", "P-1", "Jo Sample", "Form", "Y")
		set(t, f, 6, 2, "02/10/2026", "DWP", "A Sample", "P-2", "Al Sample", "Form", "Y")
		for _, cells := range [][2]string{{"C3", "D3"}, {"E3", "F3"}} {
			if err := f.MergeCell("Sheet1", cells[0], cells[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	got, err := sheet.Suggest(path, "mapping.yaml", sheet.Asked{LooksLike: looksLike})
	for _, has := range []string{"header: 4\n", "- \"No\"\n", "column: Date\n", "column: Organisation\n", "column: What was given\n", `"Name #1", "Ref", "Name #2"`} {
		if err != nil || !strings.Contains(string(got), has) {
			t.Errorf("%v: the mapping does not say %q:\n%s", err, has, got)
		}
	}
	for _, header := range []string{"header: 4\n", ""} {
		m := whole(t, header+"log: l\nidentity: [No]\ndisclosure:\n  reason: {text: '{What was given} {Ref} {Name #2}'}\n")
		if got := becomes(t, m, path, "reason"); !slices.Equal(got, []string{`5: "Form P-1 Jo Sample"`, `6: "Form P-2 Al Sample"`}) {
			t.Errorf("%q: got %q", header, got)
		}
	}
}

// Columns of one name are told as one of that name is, but for days: nobody can tell whose
// day is which.
func TestColumnsOfOneNameAreSuggested(t *testing.T) {
	got, err := sheet.Suggest(file(t, "log.csv", "Ref,Date,Date,Name,Name,Org,Info,Ref\nE1,01/10/2026,02/10/2026,Cllr Sample,P-1,Member,Bins,CRM-77\nE2,02/10/2026,04/10/2026,Cllr Sample,P-2,Member,Noise,CRM-77\n"), "mapping.yaml", sheet.Asked{LooksLike: looksLike})
	for _, has := range []string{"- \"Ref #1\"\n", "column: Org\n", "column: Info\n", "disclosedAt: \"?\"\n", `"Date #1", "Date #2"`} {
		if err != nil || !strings.Contains(string(got), has) {
			t.Errorf("%v: the mapping does not say %q:\n%s", err, has, got)
		}
	}
}
