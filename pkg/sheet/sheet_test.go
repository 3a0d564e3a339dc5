package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"disclosure-register/pkg/sheet"
)

// file writes a file of the name and returns where.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// workbook writes an .xlsx file, filled as the test says.
func workbook(t *testing.T, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	path := filepath.Join(t.TempDir(), "log.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// set writes a row of cells from A on.
func set(t *testing.T, f *excelize.File, row int, cells ...any) {
	t.Helper()
	if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", row), &cells); err != nil {
		t.Fatal(err)
	}
}

// read opens the file and returns each row as "number: File|Who".
func read(t *testing.T, path string, at sheet.Place) ([]string, error) {
	t.Helper()
	s, err := sheet.Open(path, at)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var rows []string
	for row, err := range s.Rows() {
		if err != nil {
			return rows, err
		}
		rows = append(rows, fmt.Sprintf("%d: %s|%s", row.Number, row.Cell("File"), row.Cell("Who asked")))
	}
	return rows, nil
}

func encoded(t *testing.T, text string, encode func(string) (string, error)) string {
	t.Helper()
	out, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestHoweverAFileOfTextIsWritten(t *testing.T) {
	want := []string{"2: C-1|Café Sample", "3: C-2|Example"}
	plain := "File,Who asked\nC-1,Café Sample\nC-2,Example\n"
	utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	for name, text := range map[string]string{
		"UTF-8":                        plain,
		"UTF-8 with its mark":          "\ufeff" + plain,
		"Windows-1252, as Excel does":  encoded(t, plain, charmap.Windows1252.NewEncoder().String),
		"UTF-16, with tabs":            encoded(t, strings.ReplaceAll(plain, ",", "\t"), utf16.String),
		"upright bars":                 strings.ReplaceAll(plain, ",", "|"),
		"text kept from a spreadsheet": "File,Who asked\n\"=\"\"C-1\"\"\",Café Sample\nC-2,\"=\"\"Example\"\"\"\n",
		"semicolons":                   strings.ReplaceAll(plain, ",", ";"),
		"Windows line ends":            strings.ReplaceAll(plain, "\n", "\r\n"),
		"no line end at the end":       strings.TrimSuffix(plain, "\n"),
		"every cell quoted":            `"File","Who asked"` + "\n" + `"C-1","Café Sample"` + "\n" + `"C-2","Example"` + "\n",
		"spaces around the cells":      "File , Who  asked\n C-1 ,Café Sample \n C-2,\u00a0Example\n",
		"capitals in the names":        strings.Replace(plain, "File,Who asked", "FILE,WHO ASKED", 1),
		"columns the other way round":  "Who asked,File\nCafé Sample,C-1\nExample,C-2\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(t, file(t, "log.csv", text), sheet.Place{})
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

// What stands above the names of the columns does not say what separates cells.
func TestWhateverTheTitle(t *testing.T) {
	for name, title := range map[string]string{
		"without separators":       "The housing log\n\n",
		"with commas":              "The housing log, Dartford, kept by B. Example\n\n",
		"on two lines of one cell": "\"The housing log,\nkept by B. Example\"\n\n",
		"of Excel's own":           "sep=;\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := read(t, file(t, "log.csv", title+"File;Who asked\nC-1;Sample, A.\n"), sheet.Place{Header: 3})
			if want := []string{"4: C-1|Sample, A."}; err != nil || !slices.Equal(got, want) {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

func TestRowsAreNumberedAsTheSpreadsheetShowsThem(t *testing.T) {
	got, err := read(t, file(t, "log.csv", "The housing log,\nFile,Who asked\nC-1,\"two\nlines\"\n,\nC-2,Example\nC-3\n"), sheet.Place{Header: 2})
	if want := []string{"3: C-1|two\nlines", "5: C-2|Example", "6: C-3|"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	for name, end := range map[string]string{"empty lines": "\n", "empty lines of Windows": "\r\n"} {
		text := strings.ReplaceAll("\nThe housing log\n\nFile,Who asked\n\nC-1,\"two\n\nlines\"\n\n\nC-2,Example\n\nC-3,the \"first\"\n\nC-4,\"a\" or, b\nC-5,x\n", "\n", end)
		s, err := sheet.Open(file(t, "log.csv", text), sheet.Place{Header: 4})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for row, err := range s.Rows() {
			if err != nil {
				got = append(got, fmt.Sprintf("%d cannot be read", row.Number))
				continue
			}
			if detail, _ := row.Astray(); detail != "" {
				got = append(got, fmt.Sprintf("%d cannot be read", row.Number))
				continue
			}
			got = append(got, fmt.Sprintf("%d: %s", row.Number, row.Cell("File")))
		}
		// In a spreadsheet the three lines of C-1 are one row.
		if want := []string{"6: C-1", "9: C-2", "11: C-3", "13 cannot be read", "14: C-5"}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	book := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "File", "Who asked")
		set(t, f, 2, "C-1", "Example")
		set(t, f, 6, "C-2", "Example")
	})
	got, err = read(t, book, sheet.Place{})
	if want := []string{"2: C-1|Example", "6: C-2|Example"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("of a workbook: got %q, %v; want %q", got, err, want)
	}
}

func TestOneSheetOfAWorkbookIsRead(t *testing.T) {
	book := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "Notes")
		if _, err := f.NewSheet("Log 2026"); err != nil {
			t.Fatal(err)
		}
		for cell, text := range map[string]string{"A1": "File", "B1": "Who asked", "A2": "C-1"} {
			if err := f.SetCellValue("Log 2026", cell, text); err != nil {
				t.Fatal(err)
			}
		}
	})
	got, err := read(t, book, sheet.Place{Sheet: "Log 2026"})
	if want := []string{"2: C-1|"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestAFormulaIsWhatItLastShowed(t *testing.T) {
	book := workbook(t, func(f *excelize.File) {
		set(t, f, 1, "File", "Who asked")
		set(t, f, 2, "C-1", 12.5)
		set(t, f, 3, "C-2")
		for _, cell := range []string{"B2", "B3"} {
			if err := f.SetCellFormula("Sheet1", cell, "10+20"); err != nil {
				t.Fatal(err)
			}
		}
	})
	got, err := read(t, book, sheet.Place{})
	if want := []string{"2: C-1|12.5", "3: C-2|"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q: what was shown, and nothing where nothing ever was", got, err, want)
	}
}

func TestFilesThatAreNoLog(t *testing.T) {
	one := func(fill func(f *excelize.File)) string {
		return workbook(t, func(f *excelize.File) {
			set(t, f, 1, "File", "Who asked")
			set(t, f, 2, "C-1", "Example")
			fill(f)
		})
	}
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	if _, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 1 << 40, CompressedSize64: 0}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		path string
		at   sheet.Place
		says string
	}{
		"a letter":                    {file(t, "log.docx", "x"), sheet.Place{}, "neither .csv nor .xlsx"},
		"a workbook that is none":     {file(t, "log.xlsx", "File,Who asked\n"), sheet.Place{}, "open the workbook"},
		"a file that unpacks forever": {file(t, "log.xlsx", bomb.String()), sheet.Place{}, "open the workbook"},
		"an empty file":               {file(t, "log.csv", ""), sheet.Place{}, "no row 1, which should name the columns"},
		"a header below the end":      {file(t, "log.csv", "File,Who asked\nC-1,x\n"), sheet.Place{Header: 3}, "no row 3"},
		"a header with no names":      {file(t, "log.csv", ",\nC-1,x\n"), sheet.Place{}, "names no columns"},
		"a quotation mark astray":     {file(t, "log.csv", "File,\"Who asked\nC-1,x\n"), sheet.Place{}, "quotation mark"},
		"cells merged over rows": {one(func(f *excelize.File) {
			if err := f.MergeCell("Sheet1", "A2", "A4"); err != nil {
				t.Fatal(err)
			}
		}), sheet.Place{}, "A2 to A4 are merged"},
		"two sheets and none named": {one(func(f *excelize.File) {
			if _, err := f.NewSheet("More"); err != nil {
				t.Fatal(err)
			}
		}), sheet.Place{}, "2 sheets"},
		"a sheet it does not have": {one(func(*excelize.File) {}), sheet.Place{Sheet: "Log"}, `no sheet called "Log"`},
	} {
		t.Run(name, func(t *testing.T) {
			if rows, err := read(t, tt.path, tt.at); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %q, %v; want %q", rows, err, tt.says)
			}
		})
	}
}

// A workbook of six kilobytes says that a row has the number 999,999,999,999.
func TestARowThatNoSheetHasIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, rows string }{
		{"beyond the last", `<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999999"><c><v>2</v></c></row>`},
		{"one beyond the last", `<row r="1048577"><c><v>2</v></c></row>`},
		{"twice", `<row r="1"></row><row r="1"></row>`},
		{"backwards", `<row r="3"></row><row r="2"></row>`},
		{"after one without a number", `<row></row><row></row><row r="2"></row>`},
		{"none", `<row r="0"></row>`},
		{"below none", `<row r="-1"></row>`},
		{"too great for a number", `<row r="99999999999999999999"></row>`},
		{"no number", `<row r="x"></row>`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := workbook(t, func(f *excelize.File) { set(t, f, 1, "File", "Who") })
			replacePart(t, path, "xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`+tt.rows+`</sheetData></worksheet>`)
			if _, err := sheet.Open(path, sheet.Place{}); err == nil || !strings.Contains(err.Error(), "is numbered as no row there can be") {
				t.Errorf("got %v, want it refused", err)
			}
		})
	}
	if _, err := sheet.Open("testdata/row-999999999999.xlsx", sheet.Place{}); err == nil || !strings.Contains(err.Error(), "is numbered as no row there can be") {
		t.Errorf("got %v, want it refused", err)
	}
}

// Something in the last of 16,384 columns would cost as many cells for each row.
func TestWhatStandsTooFarToTheRightIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, cells, says string }{
		{"the last column", `<c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c>`, "something stands in column XFD of row 1"},
		{"one too far", `<c r="A1"><v>1</v></c><c r="ALM1" t="inlineStr"><is><t>x</t></is></c>`, "something stands in column ALM of row 1"},
		{"a formula", `<c r="A1"><v>1</v></c><c r="ALM1"><f>A1</f></c>`, "something stands in column ALM of row 1"},
		{"without names", strings.Repeat("<c/>", 1000) + `<c><v>2</v></c>`, "something stands in column ALM of row 1"},
		{"the last that is read", `<c r="A1"><v>1</v></c><c r="ALL1"><v>2</v></c>`, ""},
		{"nothing but a colour", `<c r="A1"><v>1</v></c><c r="XFD1" s="1"/>`, ""},
		{"backwards", `<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>`, "a cell of row 1 is out of its place"},
		{"twice", `<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>`, "a cell of row 1 is out of its place"},
		{"no column there can be", `<c r="ZZZZ1"><v>1</v></c>`, "a cell of row 1 is out of its place"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := workbook(t, func(f *excelize.File) { set(t, f, 1, "File", "Who") })
			replacePart(t, path, "xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">`+tt.cells+`</row></sheetData></worksheet>`)
			s, err := sheet.Open(path, sheet.Place{})
			if err == nil {
				err = s.Close()
			}
			if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
				t.Errorf("got %v, want %q", err, tt.says)
			}
		})
	}
}

// replacePart writes the workbook again with another text for one of its parts.
func replacePart(t *testing.T, path, part, text string) {
	t.Helper()
	old, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	var made bytes.Buffer
	z := zip.NewWriter(&made)
	for _, f := range old.File {
		if f.Name != part {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := z.Create(part)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, made.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
