package importer_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"disclosure-register/pkg/importer"
)

// row is the first row of the example's log, with texts put for others.
func row(t *testing.T, put ...string) string {
	t.Helper()
	return strings.NewReplacer(put...).Replace(strings.Split(read(t, examples+"housing-log.csv"), "\n")[1])
}

func header(t *testing.T) string {
	t.Helper()
	return strings.Split(read(t, examples+"housing-log.csv"), "\n")[0]
}

func logOf(t *testing.T, rows ...string) string {
	t.Helper()
	return header(t) + "\n" + strings.Join(rows, "\n") + "\n"
}

// What stands where a person's reference belongs and is none keeps its row out,
// and is not repeated anywhere.
func TestWhatLooksLikeNoReferenceIsNeverTakenForAPerson(t *testing.T) {
	r := newRegister(t)
	var rows []string
	none := []string{
		"JOHN SMITH", "QQ123456C", "jane.sample@example.org", "01/02/1980", "tbc", "ditto", "4.61E+10", "1.234567890123457e+16", "\"SMITH, John (sample)\"", "\"SPECIMEN, A & B (couple)\"",
		"not known", "as no. 1", "EXAMPLE LTD", "Mr A (tenant) & partner", "C1234 / DBC-P-410022", "DBC-P-410058 and 2 children", "#N/A", "?", "07700 900123", "TN23 1ZZ",
		"30 tenants", "12 Example Street", "DBC-P-1 x2", "DBC-P-1?", "Smith 2", "smith 2", "TBC 26", "all of block 4", "FLAT ONE 2", "various 12",
		"410022 SMITH", "DBC-P-410022 SMITH", "SMITH J 1980", "SMITH 1980", "410022.0", "12345678.5", "0.3", "'410022", "=A10", "DBC-P-410022/DBC-P-410023", "410022/410023", "410022 410023", "410022-410025",
		"DOB 01/02/1980", "W/C 12/10/26", "SMITH/1980", "410022-SMITH", "SMI/J/80", "4539 1488 0343 6467", "20-00-00 12345678", "9434765919", "PC 12345", "No. 3", "1", "2", "Q1 26", "2026", "1st", "test1", "\"£410,031.00\"", "41003000%", "-410037",
		"NINO QQ123456C", "C/O 410022", "BABY OF 410022", "Child2", "tenant 1", "000000",
	}
	for n, cell := range none {
		rows = append(rows, row(t, "H-001", fmt.Sprintf("K-%d", n), "DBC-P-410022", cell))
	}
	for n, cell := range []string{"DBC-P-410022", "25 001 234", "100061234567", "P-1", "UPRN 100061234567", "12/345-B", "ABC 12 d", "DBC P 410022", "46/123456/26", "2026-0141", "CASE 12345", "1234 5678 9012"} {
		rows = append(rows, row(t, "H-001", fmt.Sprintf("G-%d", n), "DBC-P-410022", cell))
	}
	for _, attempt := range []func(*importer.Import){dry, func(*importer.Import) {}} {
		var file bytes.Buffer
		tally, said, err := run(t, r.service(), logOf(t, rows...), attempt, func(i *importer.Import) { i.Report = &file })
		if want := (importer.Tally{Rows: len(none) + 12, Recorded: 12, Wrong: len(none)}); err != nil || tally != want {
			t.Errorf("got %v, %v; want %v\n%s", tally, err, want, said)
		}
		lines, err := csv.NewReader(&file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		named := map[string]bool{}
		for _, line := range lines[1:] {
			if line[2] == "People" && line[3] == "problem" && line[5] != "" {
				named[line[1]] = true
			}
		}
		for n, cell := range none {
			if !named[fmt.Sprint(n+2)] {
				t.Errorf("the report does not name row %d, which has %s", n+2, cell)
			}
			if cell = strings.Trim(cell, `"`); len(cell) > 6 && (strings.Contains(said, cell) || strings.Contains(fmt.Sprint(lines), cell)) {
				t.Errorf("%s is repeated", cell)
			}
		}
	}
	if got := r.recorded(t); got != 12 {
		t.Errorf("%d recorded, want 12", got)
	}
}

// A council whose references look like names says so.
func TestTheCouncilsOwnFormOfReferenceDecides(t *testing.T) {
	r := newRegister(t)
	mapping := "references: 'tenant [a-z]+'\n" + read(t, examples+"housing-log.yaml")
	tally, said, err := runWith(t, r.service(), mapping, logOf(t, row(t, "DBC-P-410022", "Tenant Alpha"), row(t, "H-001", "H-002")), dry)
	if want := (importer.Tally{Rows: 2, Recorded: 1, Flagged: 1, Wrong: 1}); err != nil || tally != want || !strings.Contains(said, "row 3, People: This is not written as the council's references") {
		t.Errorf("got %v, %v\n%s", tally, err, said)
	}
}

// So does one whose cases are referred to by words: of any other, what looks like a name
// or a placeholder is no case.
func TestWhatStandsForACaseAndIsNoneIsAProblemOfItsRow(t *testing.T) {
	r := newRegister(t)
	mapping := read(t, examples+"housing-log.yaml")
	of := func(cases ...string) string {
		var rows []string
		for n, file := range cases {
			rows = append(rows, row(t, "H-001", fmt.Sprintf("D-%d", n), "DBC-C-2025-0311", file))
		}
		return logOf(t, rows...)
	}
	tally, said, err := runWith(t, r.service(), mapping, of("tbc", "n/a", "John Sample", "jane.sample@example.org", "DSR/26/001"), dry)
	if want := (importer.Tally{Rows: 5, Recorded: 1, Wrong: 4}); err != nil || tally != want || !strings.Contains(said, "not like the council's own reference for a case") {
		t.Errorf("got %v, %v\n%s", tally, err, said)
	}
	for _, cell := range []string{"John", "jane"} {
		if strings.Contains(said, cell) {
			t.Errorf("%s is repeated", cell)
		}
	}
	tally, said, err = runWith(t, r.service(), "case-references: 'GRANGE|DSR/.*'\n"+mapping, of("Grange", "GRANGE", "DSR/26/001", "DBC-C-2025-0312"), dry)
	if want := (importer.Tally{Rows: 4, Recorded: 3, Flagged: 2, Wrong: 1}); err != nil || tally != want || !strings.Contains(said, "This is not written as the council's references for cases are") {
		t.Errorf("with a form of their own: got %v, %v\n%s", tally, err, said)
	}
}

// Everything that is wrong is said at once, each kind once, with its rows.
func TestADryRunSaysEverythingByKind(t *testing.T) {
	r := newRegister(t)
	var rows []string
	for n := range 9 {
		rows = append(rows, row(t, "H-001", fmt.Sprintf("D-%d", n), "03/11/2026", "3.11.2026", "DBC-C-2025-0311", "//"))
	}
	rows = append(rows, row(t, "H-001", "D-10"), row(t, "H-001", "D-10"))
	var file bytes.Buffer
	tally, said, err := run(t, r.service(), logOf(t, rows...), dry, func(i *importer.Import) { i.Report = &file })
	if want := (importer.Tally{Rows: 11, Recorded: 1, Wrong: 10}); err != nil || tally != want {
		t.Errorf("got %v, %v; want %v", tally, err, want)
	}
	for _, line := range []string{
		"9 rows (2, 3, 4, 5, 6, 7 and 3 more), Date: This is no such day, or is not written as the mapping says (dd/mm/yyyy).",
		"9 rows (2, 3, 4, 5, 6, 7 and 3 more), Told on: This is no such day",
		"9 rows (2, 3, 4, 5, 6, 7 and 3 more), File: ", // what the service says, of rows that the mapping cannot make sense of
		"row 12, Log no: Another row above has the same",
	} {
		if strings.Count(said, line) != 1 {
			t.Errorf("does not say once %q:\n%s", line, said)
		}
	}
	if got := strings.Count(file.String(), "\n"); got != 1+3*9+1 {
		t.Errorf("the report has %d lines:\n%s", got, file.String())
	}
	if got := r.recorded(t); got != 0 {
		t.Errorf("%d recorded", got)
	}
}

// The first rows are shown by their columns, and written out for who asks.
func TestTheFirstRowsAreShown(t *testing.T) {
	var first bytes.Buffer
	_, said, err := run(t, newRegister(t).service(), read(t, examples+"housing-log.csv"), dry, func(i *importer.Import) { i.First = &first })
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"row 2 would be recorded so", "  case: ‹File›\n", "  decision: disclosed\n", "  disclosedAt: ‹Date›\n", "  subjects.0.reference: ‹People›\n", "  subjects.0.role: complainant\n"} {
		if !strings.Contains(said, line) {
			t.Errorf("does not say %q:\n%s", line, said)
		}
	}
	if strings.Contains(said, "410022") || strings.Contains(said, "2026-11-03") {
		t.Errorf("a cell is repeated:\n%s", said)
	}
	for _, text := range []string{`"reference": "DBC-P-410022"`, `"disclosedAt": "2026-11-03T14:05:00Z"`, "row 4"} {
		if !strings.Contains(first.String(), text) {
			t.Errorf("the first rows do not have %s:\n%s", text, first.String())
		}
	}
	if strings.Contains(first.String(), "DBC-C-2025-0314") {
		t.Error("a fourth row is written out")
	}
}

func TestAReferenceThatUnusuallyManyRowsShareIsNamed(t *testing.T) {
	var rows []string
	for n := range 20 {
		of := fmt.Sprintf("DBC-P-%d", n)
		if n%4 == 1 {
			of = []string{"25 001 234", "25  001 234"}[n/4%2]
		}
		rows = append(rows, row(t, "H-001", fmt.Sprintf("S-%d", n), "DBC-P-410022", of))
	}
	_, said, err := run(t, newRegister(t).service(), logOf(t, rows...), dry)
	if err != nil || !strings.Contains(said, "To be looked at:\n5 rows (3, 7, 11, 15, 19), People: One reference for a person is shared by unusually many rows") {
		t.Errorf("%v\n%s", err, said)
	}
	if strings.Contains(said, "25 001") {
		t.Error("the reference is repeated")
	}
	for n := range rows {
		rows[n] = row(t, "H-001", fmt.Sprintf("S-%d", n), "DBC-P-410022", fmt.Sprintf("DBC-P-%d", n/2))
	}
	if _, said, err = run(t, newRegister(t).service(), logOf(t, rows...), dry); err != nil || strings.Contains(said, "unusually") {
		t.Errorf("people of whom two things were shared each: %v\n%s", err, said)
	}
}

// The mapping's departure is given to those rows alone that would be refused
// without it, and a second run knows them.
func TestADepartureStandsOnlyOnRowsThatNeedOne(t *testing.T) {
	r := newRegister(t)
	mapping := read(t, examples+"housing-log.yaml")
	mapping = mapping[:strings.Index(mapping, "  departure:")] + "  departure: {only-when-needed: true, reason: From the log., noBreachReason: Looked at., discoveredOn: 2026-11-19}\n"
	text := logOf(t, row(t), row(t, "H-001", "H-002", "03/11/2026", "03/11/2016", "27/10/2026", "27/10/2016")) // the second is older than the notice
	for _, tt := range []struct {
		name   string
		change func(*importer.Import)
		want   importer.Tally
	}{
		{"tried", dry, importer.Tally{Rows: 2, Recorded: 2, Flagged: 1, Departed: 1}},
		{"recorded", func(*importer.Import) {}, importer.Tally{Rows: 2, Recorded: 2, Flagged: 1, Departed: 1}},
		{"again", func(*importer.Import) {}, importer.Tally{Rows: 2, Earlier: 2}},
	} {
		if tally, said, err := runWith(t, r.service(), mapping, text, tt.change); err != nil || tally != tt.want {
			t.Errorf("%s: got %v, %v; want %v\n%s", tt.name, tally, err, tt.want, said)
		}
	}
}

// What reads as several recipients is a problem of its row, until the mapping says that it
// is one's name, or that it means another.
func TestSeveralRecipientsInOneCellAreNotTakenForOne(t *testing.T) {
	r := newRegister(t)
	mapping := read(t, examples+"housing-log.yaml")
	one := "one-recipient: [\"Women’s aid/REFUGE\", Kent Police and KCC]\n" + mapping
	for _, tt := range []struct {
		cell, mapping, says string
	}{
		{"Kent Police; HMRC", mapping, "seems to name several recipients"},
		{"Kent Police / HMRC", mapping, "seems to name several recipients"},
		{"Kent Police & KCC", mapping, "seems to name several recipients"},
		{"all ward councillors", mapping, "stand for several recipients"},
		{"Dartford & Gravesham NHS Trust", mapping, ""},
		{"Women’s Aid/Refuge", mapping, "seems to name several recipients"}, // it may be two, and one of them is found by nobody
		{"Women’s Aid/Refuge", one, ""},
		{"Kent Police and  KCC", one, ""},
		{"Kent Police and DWP", one, "seems to name several recipients"},
	} {
		tally, said, err := runWith(t, r.service(), tt.mapping, logOf(t, row(t, "Housing Ombudsman Service", tt.cell)), dry)
		if wrong := strings.Contains(said, "Problems, by kind"); err != nil || wrong != (tt.says != "") || wrong != (tally.Wrong == 1) || !strings.Contains(said, tt.says) || strings.Contains(said, tt.cell) {
			t.Errorf("%s: %v\n%s", tt.cell, err, said)
		}
	}
}

// A quotation mark astray stops no file: its row is a problem, or is read, and the others
// are recorded, also where rows without much in them are left out.
func TestAQuotationMarkAstrayIsOfItsRowAlone(t *testing.T) {
	r := newRegister(t)
	mapping := "leave-out: [{when: {filled-at-most: 2}, because: A heading.}]\n" + read(t, examples+"housing-log.yaml")
	text := logOf(t, row(t, "Housing Ombudsman Service", `The "ombudsman"`), row(t, "H-001", "H-002", "Housing Ombudsman Service", `"The ombudsman`), row(t, "H-001", "H-003"))
	for _, attempt := range []func(*importer.Import){dry, func(*importer.Import) {}} {
		tally, said, err := runWith(t, r.service(), mapping, text, attempt)
		if want := (importer.Tally{Rows: 3, Recorded: 2, Flagged: tally.Flagged, Wrong: 1}); err != nil || tally != want || !strings.Contains(said, "row 3: A quotation mark stands in this row where none can") {
			t.Errorf("got %v, %v; want %v\n%s", tally, err, want, said)
		}
	}
}

// Rows are named in their order, sheet by sheet, in whatever order they are answered.
func TestRowsAreNamedInTheirOrder(t *testing.T) {
	cells := func(line string) (row []any) {
		for cell := range strings.SplitSeq(line, ",") {
			row = append(row, cell)
		}
		return row
	}
	sheets := map[string][][]any{}
	for i, name := range []string{"May", "April"} {
		sheets[name] = [][]any{cells(header(t))}
		for n := range 60 {
			of := fmt.Sprint(n + 60*i)
			sheets[name] = append(sheets[name], cells(row(t, "H-001", "O-"+of, "DBC-C-2025-0311", "DBC-C-"+of, "202500311", "")))
		}
	}
	form := logOfForm{path: workbook(t, sheets, "May", "April"), mapping: "housing-log.yaml", words: "sheets: all\n"}
	_, _, said := importForm(t, newRegister(t).service(), form, true)
	if want := `120 rows (2 of "May", 3 of "May", 4 of "May", 5 of "May", 6 of "May", 7 of "May" and 114 more), Their ref: `; !strings.Contains(said, want) {
		t.Errorf("does not say %s:\n%s", want, said)
	}
}
