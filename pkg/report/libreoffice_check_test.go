//go:build check

package report_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// evaluating has LibreOffice take text between commas as a spreadsheet does that runs what
// looks like a formula: UTF-8 (76), from the first line, special numbers and formulas found.
const evaluating = "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,0,true"

// opened is the file as LibreOffice has it once it has opened it.
func opened(t *testing.T, name string, file []byte, options ...string) *excelize.File {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Fatal("make check opens exports in LibreOffice. Install it (Debian: apt-get install --no-install-recommends libreoffice-calc-nogui).")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, name), file, 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(folder, "opened")
	args := append([]string{"-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", to}, options...)
	if said, err := exec.CommandContext(t.Context(), program, append(args, filepath.Join(folder, name))...).CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v: %s", err, said)
	}
	f, err := excelize.OpenFile(filepath.Join(to, strings.TrimSuffix(name, filepath.Ext(name))+".xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// formulas are the cells of all sheets that hold one.
func formulas(t *testing.T, f *excelize.File) (found []string) {
	t.Helper()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c := range row {
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				formula, err := f.GetCellFormula(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				if formula != "" {
					found = append(found, sheet+"!"+at)
				}
			}
		}
	}
	return found
}

// Nothing that an officer wrote runs in LibreOffice, and all of it is there as it was
// written: in a workbook as it is, and in text with the apostrophe before what would run.
func TestAnExportOpensInLibreOfficeAndNothingRuns(t *testing.T) {
	if ran := formulas(t, opened(t, "bare.csv", []byte("Reason\n=1+1\n"), evaluating)); len(ran) != 1 {
		t.Fatalf("a formula that is written bare runs in %v, so this would find none", ran)
	}
	rows := awkwardRows(t)
	asXLSX, _ := aWorkbook(t, rows...)
	asCSV, _ := comma(t, rows...)
	csvTable := readCSV(t, asCSV)

	book := opened(t, "export.xlsx", asXLSX)
	if ran := formulas(t, book); len(ran) > 0 {
		t.Errorf("formulas stand in the workbook: %v", ran)
	}
	ours, err := excelize.OpenReader(bytes.NewReader(asXLSX))
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	if got, want := strings.Join(book.GetSheetList(), ", "), strings.Join(ours.GetSheetList(), ", "); got != want {
		t.Errorf("the sheets are %s, want %s", got, want)
	}
	before, after := sheetOf(t, asXLSX, "Disclosures"), sheetsRows(t, book, "Disclosures")
	text := opened(t, "export.csv", asCSV, evaluating)
	if ran := formulas(t, text); len(ran) > 0 {
		t.Errorf("formulas stand in the text: %v", ran)
	}
	asText := sheetsRows(t, text, text.GetSheetList()[0])
	for i := range rows {
		if awkward[i] == "_x005F_x0041_" {
			continue // LibreOffice has it right, and does not write it so that it is read back
		}
		if got, want := cell(t, after, i+1, "Reason"), cell(t, before, i+1, "Reason"); got != want {
			t.Errorf("the workbook has %q as %q", want, got)
		}
		// What looks like a number is taken for one in text, by every spreadsheet that is not
		// told otherwise: docs/ledger.md says to open the workbook.
		if awkward[i] == "0012" || awkward[i] == "1e5" {
			continue
		}
		if got, want := cell(t, asText, i+1, "Reason"), cell(t, csvTable, i+1, "Reason"); got != want {
			t.Errorf("the text has %q as %q", want, got)
		}
	}
}

func sheetsRows(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func readCSV(t *testing.T, file []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
