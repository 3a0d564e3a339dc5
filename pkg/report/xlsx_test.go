package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/report/workbook"
)

var cover = report.Cover{
	Register: "E07000107", Controller: "Dartford Borough Council", Filter: []string{"Disclosed from: 1066-10-14"}, Reading: "As recorded",
	Purpose: "=Yearly audit", Asker: "A. Uditor", AskedAt: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), TreeSize: 42,
}

func relied(id string) report.Relied {
	return report.Relied{ID: id, Title: "Title of " + id, Asks: "What " + id + " asks"}
}

// workbook writes the rows and returns the file and the digest of the rows.
func aWorkbook(t *testing.T, rows ...*report.Row) (file []byte, digest string) {
	t.Helper()
	var out bytes.Buffer
	spill := t.TempDir()
	x, err := workbook.NewXLSX(&out, spill, cover, relied)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := x.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	folders, err := os.ReadDir(spill)
	if err != nil || len(folders) != 1 {
		t.Fatalf("%d folders to spill to, %v; want 1", len(folders), err)
	}
	if info, err := folders[0].Info(); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, %v; want 0700", info.Mode(), err)
	}
	sum, err := x.Close()
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Discard(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(spill); err != nil || len(left) != 0 {
		t.Errorf("%d things are left where the workbook was spilt, %v", len(left), err)
	}
	return out.Bytes(), sum.String()
}

func comma(t *testing.T, rows ...*report.Row) (file []byte, digest string) {
	t.Helper()
	var out bytes.Buffer
	w, err := report.NewCSV(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), sum.String()
}

func sheetOf(t *testing.T, file []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func check(t *testing.T, file []byte) *workbook.Checked {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	checked, err := workbook.Check(path)
	if err != nil {
		t.Fatal(err)
	}
	return checked
}

// awkward are texts that a spreadsheet is known to change, or to run.
var awkward = []string{
	"=HYPERLINK(\"x\")", "+1", "-1", "@x", "'=1", "0012", "1e5", "2026-11-20", "TRUE", " outer ", "two\nlines", "tab\there",
	"_x0041_", "_x005F_x0041_", "<b>&amp;", "a\u2028b", "\U0001F600", "\ufffe\uffff", "Zoë Ó Sample",
	"Too long for a cell: see the sheet Long texts, number 7, 2 parts",
}

func awkwardRows(t *testing.T) []*report.Row {
	t.Helper()
	var rows []*report.Row
	for _, text := range awkward {
		rows = append(rows, rowOf(t, entry(t, disclosure.Disclosure{Reason: text, Purpose: "p"})))
	}
	return rows
}

func TestTextIsKeptAsItIs(t *testing.T) {
	file, _ := aWorkbook(t, awkwardRows(t)...)
	table := sheetOf(t, file, "Disclosures")
	for i, text := range awkward {
		want := strings.NewReplacer("\ufffe", `\ufffe`, "\uffff", `\uffff`).Replace(text)
		if strings.HasPrefix(text, "Too long") {
			want = "Too long for a cell: see the sheet Long texts, number 1, 1 parts"
		}
		if got := cell(t, table, i+1, "Reason"); got != want {
			t.Errorf("%q came out as %q", text, got)
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i := range awkward {
		for col := range table[0] {
			name, _ := excelize.CoordinatesToCellName(col+1, i+2)
			if formula, err := f.GetCellFormula("Disclosures", name); err != nil || formula != "" {
				t.Fatalf("%s holds a formula, %v", name, err)
			}
		}
	}
}

func TestTheDigestIsTheSameWhateverTheFormat(t *testing.T) {
	rows := append(awkwardRows(t), longRow(t))
	asXLSX, one := aWorkbook(t, rows...)
	asCSV, other := comma(t, rows...)
	if one != other {
		t.Errorf("the digests are %s and %s", one, other)
	}
	for name, file := range map[string][]byte{"xlsx": asXLSX, "csv": asCSV} {
		got := check(t, file)
		if got.Digest != one || got.Rows != len(rows) || !got.Holds() {
			t.Errorf("%s: %d rows with %s, want %d with %s: %v", name, got.Rows, got.Digest, len(rows), one, got.Problems)
		}
	}
	if empty, _ := aWorkbook(t); !check(t, empty).Holds() || check(t, empty).Digest != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Errorf("a workbook of no rows: %+v", check(t, empty))
	}
}

func TestTheSameRowsGiveTheSameBytes(t *testing.T) {
	rows := append(awkwardRows(t), longRow(t))
	first, _ := aWorkbook(t, rows...)
	for range 5 {
		if again, _ := aWorkbook(t, rows...); !bytes.Equal(first, again) {
			t.Fatal("the workbook differs from the one before")
		}
	}
}

// longRow is an entry of some 184 KB: sixty items of 990 characters that take three
// bytes each.
func longRow(t *testing.T) *report.Row {
	t.Helper()
	d := disclosure.Disclosure{Reason: "long", DisclosedAt: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	for range 60 {
		d.Data = append(d.Data, disclosure.DataItem{Category: "other", Description: strings.Repeat("記", 990)})
	}
	row := rowOf(t, entry(t, d))
	if len(row.Entry) < 178_000 {
		t.Fatalf("the entry has %d bytes", len(row.Entry))
	}
	return row
}

func TestNothingIsCut(t *testing.T) {
	row := longRow(t)
	file, _ := aWorkbook(t, rowOf(t, entry(t, disclosure.Disclosure{Reason: strings.Repeat("é", 32_767)})), row)
	table := sheetOf(t, file, "Disclosures")
	if got := cell(t, table, 1, "Reason"); got != strings.Repeat("é", 32_767) {
		t.Errorf("a text that just fits has %d bytes", len(got))
	}
	parts := map[string]string{} // by number
	for _, part := range sheetOf(t, file, "Long texts")[1:] {
		parts[part[0]] += part[5]
	}
	canonical, err := row.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for heading, want := range map[string]string{
		"Everything as JSON": string(canonical),
		"Data":               strings.TrimSuffix(strings.Repeat("other: "+strings.Repeat("記", 990)+"\n", 60), "\n"),
	} {
		var number string
		pointer := cell(t, table, 2, heading)
		if _, rest, found := strings.Cut(pointer, "Long texts, number "); found {
			number, _, _ = strings.Cut(rest, ",")
		}
		if parts[number] != want {
			t.Errorf("%s: %q points to %d bytes, want %d", heading, pointer, len(parts[number]), len(want))
		}
	}
}

func TestDatesAreDatesAndDaysBefore1900AreText(t *testing.T) {
	d := disclosure.Disclosure{DisclosedAt: time.Date(2026, 6, 9, 15, 5, 0, 0, time.UTC), TellSubject: disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.NewDate(1899, 12, 31)}}
	file, _ := aWorkbook(t, rowOf(t, entry(t, d)))
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Disclosures")
	if err != nil {
		t.Fatal(err)
	}
	// 9 June 2026 is day 46182; 16:05 in London is 15:05 UTC.
	for heading, want := range map[string]string{
		"Disclosed at (London time)": "46182.67013888889", "Disclosed at (UTC)": "46182.62847222222", "Told, or to be told, on": "1899-12-31",
	} {
		if got := cell(t, rows, 1, heading); got != want {
			t.Errorf("%s = %s, want %s", heading, got, want)
		}
	}
	if got := cell(t, sheetOf(t, file, "Disclosures"), 1, "Disclosed at (London time)"); got != "2026-06-09 16:05:00" {
		t.Errorf("shown as %s", got)
	}
}

func TestTheCoverSaysWhatItIs(t *testing.T) {
	file, digest := aWorkbook(t, awkwardRows(t)...)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sheets := f.GetSheetList(); strings.Join(sheets, ",") != "Cover,Disclosures,Columns,What was relied on,Long texts" || f.GetActiveSheetIndex() != 0 {
		t.Errorf("the sheets are %v", sheets)
	}
	said := map[string]string{}
	for _, row := range sheetOf(t, file, "Cover") {
		said[row[0]] = row[1]
	}
	for label, want := range map[string]string{
		"Register": "E07000107, Dartford Borough Council", "Filter": "Disclosed from: 1066-10-14", "Purpose": "=Yearly audit", "Asked for by": "A. Uditor",
		"Asked for on (London time)": "2026-11-20 09:00:00", "Entries in the log then": "42", "Rows": "20", "Digest of the rows": digest,
	} {
		if said[label] != want {
			t.Errorf("%s: %q, want %q", label, said[label], want)
		}
	}
	explained := map[string]bool{}
	for _, row := range sheetOf(t, file, "Columns")[1:] {
		explained[row[0]] = row[1] != ""
	}
	for _, heading := range sheetOf(t, file, "Disclosures")[0] {
		if !explained[heading] {
			t.Errorf("the column %q is not explained", heading)
		}
	}
	layout, err := f.GetPageLayout("Disclosures")
	if err != nil || *layout.Orientation != "landscape" {
		t.Errorf("printed %v, %v", layout.Orientation, err)
	}
	panes, err := f.GetPanes("Disclosures")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the headings are not frozen: %+v, %v", panes, err)
	}
	names := map[string]string{}
	for _, name := range f.GetDefinedName() {
		names[name.Name+" of "+name.Scope] = name.RefersTo
	}
	if names["_xlnm.Print_Titles of Disclosures"] != "'Disclosures'!$A:$A,'Disclosures'!$1:$1" || names["_xlnm._FilterDatabase of Disclosures"] == "" {
		t.Errorf("the names are %v", names)
	}
	json, err := excelize.ColumnNumberToName(len(report.Columns()))
	if area := names["_xlnm.Print_Area of Disclosures"]; err != nil || !strings.HasPrefix(area, "'Disclosures'!$A$1:$") || strings.Contains(area, "$"+json+"$") {
		t.Errorf("what is printed is %s, %v: want all but the JSON in %s", area, err, json)
	}
}

// Every text has the room that it takes: some programs make no row higher than it says, and
// what goes on over several lines would stand over the next row's.
func TestEveryTextHasRoom(t *testing.T) {
	file, _ := aWorkbook(t, awkwardRows(t)...)
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	several := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for n, row := range rows {
			height, err := f.GetRowHeight(sheet, n+1)
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range row {
				column, err := excelize.ColumnNumberToName(i + 1)
				if err != nil {
					t.Fatal(err)
				}
				width, err := f.GetColWidth(sheet, column)
				if err != nil {
					t.Fatal(err)
				}
				if sheet == "Disclosures" && i == len(report.Columns())-1 {
					continue // the JSON, on one line
				}
				lines := 0
				for line := range strings.SplitSeq(text, "\n") {
					lines += max(1, int(math.Ceil(float64(len([]rune(line)))/width)))
				}
				if lines > 1 {
					several++
				}
				if height < min(15*float64(lines), 405) { // and no program makes one higher
					t.Errorf("%s, %s%d: %d lines in %.0f points", sheet, column, n+1, lines, height)
				}
			}
		}
	}
	if several < 20 {
		t.Errorf("only %d texts go on over several lines", several)
	}
}

// Whoever changes a cell is found out, whichever it is.
func TestAChangedCellIsFound(t *testing.T) {
	rows := awkwardRows(t)
	asXLSX, digest := aWorkbook(t, append(rows, longRow(t))...)
	asCSV, _ := comma(t, rows...)
	edit := func(change func(*excelize.File) error) []byte {
		f, err := excelize.OpenReader(bytes.NewReader(asXLSX))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := change(f); err != nil {
			t.Fatal(err)
		}
		out, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	if saved := check(t, edit(func(*excelize.File) error { return nil })); !saved.Holds() || saved.Digest != digest {
		t.Errorf("a workbook that was opened and saved: %v", saved.Problems)
	}
	where := func(heading string, row int) string {
		for i, h := range sheetOf(t, asXLSX, "Disclosures")[0] {
			if h == heading {
				name, _ := excelize.CoordinatesToCellName(i+1, row)
				return name
			}
		}
		t.Fatalf("no column %q", heading)
		return ""
	}
	for name, file := range map[string][]byte{
		"a reason":       edit(func(f *excelize.File) error { return f.SetCellValue("Disclosures", where("Reason", 3), "changed") }),
		"a purpose away": edit(func(f *excelize.File) error { return f.SetCellValue("Disclosures", where("Purpose", 3), "") }),
		"the JSON": edit(func(f *excelize.File) error {
			return f.SetCellValue("Disclosures", where("Everything as JSON", 3), "{}")
		}),
		"a row away":    edit(func(f *excelize.File) error { return f.RemoveRow("Disclosures", 4) }),
		"a long text":   edit(func(f *excelize.File) error { return f.SetCellValue("Long texts", "F3", "changed") }),
		"a part away":   edit(func(f *excelize.File) error { return f.RemoveRow("Long texts", 3) }),
		"the digest":    edit(func(f *excelize.File) error { return f.SetCellValue("Cover", "B10", strings.Repeat("0", 64)) }),
		"a cell of CSV": bytes.Replace(asCSV, []byte("Zoë Ó Sample"), []byte("Zoë Ó Sampel"), 1),
	} {
		if check(t, file).Holds() {
			t.Errorf("%s: nothing was found", name)
		}
	}
	if _, err := workbook.Check(os.DevNull); err == nil {
		t.Error("an empty file was taken for a spreadsheet")
	}
	lines, err := csv.NewReader(bytes.NewReader(asCSV)).ReadAll()
	if err != nil || len(lines) != len(rows)+1 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
}

// What is kept in memory does not grow with the rows.
func TestMemoryStaysFlat(t *testing.T) {
	heap := func(rows int) uint64 {
		x, err := workbook.NewXLSX(&bytes.Buffer{}, t.TempDir(), cover, relied)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := x.Discard(); err != nil {
				t.Error(err)
			}
		}()
		row := rowOf(t, entry(t, disclosure.Disclosure{Reason: strings.Repeat("a reason ", 300)}))
		for range rows {
			if err := x.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(x)
		return m.HeapAlloc
	}
	// The library keeps up to 16 MiB of a sheet, and its buffer as it last grew.
	few, many := heap(2_000), heap(6_000)
	if many > few+24<<20 {
		t.Errorf("%d MiB are kept of 2,000 rows, and %d MiB of 6,000", few>>20, many>>20)
	}
}

func TestAWorkbookIsAZipOfItsParts(t *testing.T) {
	file, _ := aWorkbook(t, awkwardRows(t)...)
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if z.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", z.File[0].Name)
	}
}
