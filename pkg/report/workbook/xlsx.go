// Package workbook writes spreadsheets of disclosures as workbooks, and checks those of
// either format. A program that imports it can make them ([report.NewWorkbook]): what
// else asks for one is answered without the library, which takes long to begin.
package workbook

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/report"
)

// The sheets of a workbook. When one is full, the next is called "Disclosures 2".
const (
	coverSheet   = "Cover"
	rowsSheet    = "Disclosures"
	columnsSheet = "Columns"
	reliedSheet  = "What was relied on"
	longSheet    = "Long texts"
)

const (
	// mostInCell is how many UTF-16 units a cell holds. A spreadsheet, and the
	// library, cut what is longer without a word.
	mostInCell = 32_767
	// partUnits is how long a part of a longer text is, at most.
	partUnits = 30_000
	// mostRows is how many rows a sheet has below its headings.
	mostRows = 1<<20 - 1
	// mostText is how many bytes of text a sheet holds, so that as XML, where one
	// character may be six, it stays below what a zip says in 32 bits.
	mostText = 640 << 20
)

// firstSerial is the first day that every spreadsheet counts alike: they have a
// 29 February 1900. A day before it is written as text.
var firstSerial = time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)

// XLSX writes disclosures and corrections as a workbook with the columns of [report.CSV].
// Text is text, whatever it begins with; days and moments are dates; what is too long
// for a cell stands whole, in numbered parts, on a sheet of its own.
//
// Memory does not grow with the rows. They are spilt to a folder that only this user
// may open, about six kilobytes a row, until [XLSX.Close] writes the workbook;
// [XLSX.Discard] removes the folder, and must be called. A process that is killed leaves it behind.
// The same rows and cover give the same bytes. It is not for concurrent use.
type XLSX struct {
	w      io.Writer
	cover  report.Cover
	explan func(id string) report.Relied
	folder string
	file   *excelize.File
	styles map[string]int

	rows     *excelize.StreamWriter
	sheet    string // that rows are going into
	sheets   int
	row      int // last row of the sheet written
	bytes    int // of text in the sheet
	sheetMax int // rows of a sheet, fewer in tests

	long      *excelize.StreamWriter
	longRow   int
	longTexts int

	relied map[string]bool
	widths map[*excelize.StreamWriter][]float64 // of each sheet's columns, in characters
	digest report.Digest
}

// SpillPattern is what the folders are called to which workbooks spill, as
// [os.MkdirTemp] and [filepath.Match] write it.
const SpillPattern = "export-*"

func init() {
	report.MakeWorkbooks(func(w io.Writer, spill string, cover report.Cover, relied func(id string) report.Relied) (report.Workbook, error) {
		return NewXLSX(w, spill, cover, relied)
	})
}

// NewXLSX begins a workbook that is written to w, spilling within the folder spill
// ("" is the system's own for temporary files). relied explains what a disclosure
// may rely on, by its id.
func NewXLSX(w io.Writer, spill string, cover report.Cover, relied func(id string) report.Relied) (*XLSX, error) {
	folder, err := os.MkdirTemp(spill, SpillPattern) // mode 0700
	if err != nil {
		return nil, fmt.Errorf("make a folder to spill to: %w", err)
	}
	x := &XLSX{w: w, cover: cover, explan: relied, folder: folder, relied: map[string]bool{}, widths: map[*excelize.StreamWriter][]float64{}, sheetMax: mostRows}
	x.file = excelize.NewFile(excelize.Options{TmpDir: folder})
	if err := x.begin(); err != nil {
		return nil, errors.Join(err, x.Discard())
	}
	return x, nil
}

func (x *XLSX) begin() error {
	if err := x.file.SetSheetName("Sheet1", coverSheet); err != nil {
		return fmt.Errorf("name the cover: %w", err)
	}
	for _, name := range []string{rowsSheet, columnsSheet, reliedSheet, longSheet} {
		if _, err := x.file.NewSheet(name); err != nil {
			return fmt.Errorf("add a sheet: %w", err)
		}
	}
	x.styles = map[string]int{}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	dayFormat, momentFormat := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	const asText = 49 // "@"
	for _, s := range []struct {
		name  string
		style excelize.Style
	}{
		{"heading", excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E2EC"}}, Alignment: top, NumFmt: asText}},
		{"text", excelize.Style{Alignment: top, NumFmt: asText}},
		// Filled, and not left: a text that is not wrapped runs on over every empty cell beside it.
		{"json", excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "fill"}, NumFmt: asText}},
		{"day", excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, CustomNumFmt: &dayFormat}},
		{"moment", excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, CustomNumFmt: &momentFormat}},
		{"number", excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, NumFmt: 1}},
	} {
		id, err := x.file.NewStyle(&s.style)
		if err != nil {
			return fmt.Errorf("make a style: %w", err)
		}
		x.styles[s.name] = id
	}
	return x.beginRows(rowsSheet)
}

// open begins a sheet: its widths, its headings, which stay in sight and are repeated
// on every page, and how it is printed.
func (x *XLSX) open(sheet string, headings []string, widths []float64, across bool) (*excelize.StreamWriter, error) {
	landscape, a4 := "landscape", 9
	layout := &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4}
	if !across {
		one, any := 1, 0
		fit := true
		if err := x.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
			return nil, fmt.Errorf("set how a sheet is printed: %w", err)
		}
		layout.FitToWidth, layout.FitToHeight = &one, &any
	} else {
		smaller := uint(60) // per cent: a row goes on over a third of the pages, and can be read
		layout.AdjustTo = &smaller
	}
	if err := x.file.SetPageLayout(sheet, layout); err != nil {
		return nil, fmt.Errorf("set how a sheet is printed: %w", err)
	}
	footer := &excelize.HeaderFooterOptions{OddFooter: "&LNot for the people it is about&C&A&R&P of &N"}
	if err := x.file.SetHeaderFooter(sheet, footer); err != nil {
		return nil, fmt.Errorf("set the foot of pages: %w", err)
	}
	w, err := x.file.NewStreamWriter(sheet)
	if err != nil {
		return nil, fmt.Errorf("begin a sheet: %w", err)
	}
	x.widths[w] = widths
	for i, width := range widths {
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return nil, fmt.Errorf("set a width: %w", err)
		}
	}
	if headings == nil {
		return w, nil
	}
	titles, panes := fmt.Sprintf("'%s'!$1:$1", sheet), &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if across {
		titles = fmt.Sprintf("'%s'!$A:$A,%s", sheet, titles)
		panes.XSplit, panes.TopLeftCell, panes.ActivePane = 1, "B2", "bottomRight"
	}
	if err := x.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: sheet}); err != nil {
		return nil, fmt.Errorf("repeat the headings: %w", err)
	}
	if err := w.SetPanes(panes); err != nil {
		return nil, fmt.Errorf("freeze the headings: %w", err)
	}
	cells := make([]any, len(headings))
	for i, heading := range headings {
		cells[i] = x.as("heading", heading)
	}
	return w, x.put(w, 1, cells)
}

func (x *XLSX) as(style string, value any) excelize.Cell {
	return excelize.Cell{StyleID: x.styles[style], Value: value}
}

func (x *XLSX) put(w *excelize.StreamWriter, row int, cells []any) error {
	if err := w.SetRow("A"+strconv.Itoa(row), cells, excelize.RowOpts{Height: x.height(w, cells)}); err != nil {
		return fmt.Errorf("write a row of a sheet: %w", err)
	}
	return nil
}

// A row's height is in points, and at most what a spreadsheet allows.
const (
	lineHeight = 15
	mostHeight = 405
)

// height is that of the cell that takes the most lines in its column's width: not every
// program makes a row as high as its texts, which then stand over those of the next.
func (x *XLSX) height(w *excelize.StreamWriter, cells []any) float64 {
	most := 1
	for i, value := range cells {
		cell, _ := value.(excelize.Cell)
		text, is := cell.Value.(string)
		if !is || cell.StyleID == x.styles["json"] || i >= len(x.widths[w]) {
			continue
		}
		lines, wide := 0, max(int(x.widths[w][i])-2, 1) // words that go over to the next line leave some room
		for line := range strings.SplitSeq(text, "\n") {
			lines += max((units(line)+wide-1)/wide, 1)
			if lines > mostHeight/lineHeight {
				return mostHeight
			}
		}
		most = max(most, lines)
	}
	return float64(most * lineHeight)
}

// beginRows begins a sheet of disclosures.
func (x *XLSX) beginRows(name string) (err error) {
	var headings []string
	var widths []float64
	for _, col := range report.Columns() {
		headings, widths = append(headings, col.Heading), append(widths, col.Width)
	}
	x.rows, err = x.open(name, headings, widths, true)
	x.sheet, x.sheets, x.row, x.bytes = name, x.sheets+1, 1, 0
	return err
}

// endRows gives the sheet of disclosures its filter, and ends it.
func (x *XLSX) endRows() error {
	last, err := excelize.CoordinatesToCellName(len(report.Columns()), max(x.row, 2))
	if err != nil {
		return err
	}
	// The JSON of each row is for programs, and is not printed.
	printed, err := excelize.CoordinatesToCellName(len(report.Columns())-1, max(x.row, 2), true)
	if err != nil {
		return err
	}
	area := &excelize.DefinedName{Name: "_xlnm.Print_Area", RefersTo: fmt.Sprintf("'%s'!$A$1:%s", x.sheet, printed), Scope: x.sheet}
	if err := x.file.SetDefinedName(area); err != nil {
		return fmt.Errorf("set what is printed: %w", err)
	}
	if err := x.file.AutoFilter(x.sheet, "A1:"+last, nil); err != nil {
		return fmt.Errorf("set the filter: %w", err)
	}
	return ended(x.rows.Flush())
}

func ended(err error) error {
	if err != nil {
		return fmt.Errorf("end a sheet: %w", err)
	}
	return nil
}

// Write adds a row.
func (x *XLSX) Write(r *report.Row) error {
	l, err := report.NewLine(r)
	if err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	if x.row > x.sheetMax || x.bytes > mostText {
		if err := x.endRows(); err != nil {
			return err
		}
		next := fmt.Sprintf("%s %d", rowsSheet, x.sheets+1)
		if _, err := x.file.NewSheet(next); err != nil {
			return fmt.Errorf("add a sheet: %w", err)
		}
		if err := x.beginRows(next); err != nil {
			return err
		}
	}
	cells := make([]any, len(report.Columns()))
	for i, col := range report.Columns() {
		c := col.Cell(l)
		if cells[i], err = x.value(l, col, c); err != nil {
			return err
		}
		x.bytes += len(c.Text)
	}
	x.row++
	if err := x.put(x.rows, x.row, cells); err != nil {
		return err
	}
	for _, id := range append(l.Disclosure().LegalItems(), l.Disclosure().TellSubject.Ground) {
		if id != "" {
			x.relied[id] = true
		}
	}
	if to := l.Disclosure().Recipient; to.Category != "" {
		x.relied[report.RecipientID(to)] = true
	}
	if l.Disclosure().Transfer != nil {
		x.relied[report.TransferID] = true
	}
	x.digest.Add(l.Canonical)
	return nil
}

// value is what a sheet's cell holds.
func (x *XLSX) value(l *report.Line, col report.Column, c report.Cell) (any, error) {
	if c.Text == "" {
		return nil, nil
	}
	if serial, dated := serial(c); dated {
		if c.Clock {
			return x.as("moment", serial), nil
		}
		return x.as("day", serial), nil
	}
	if n, err := strconv.Atoi(c.Text); err == nil && c.Number {
		return x.as("number", n), nil
	}
	style := "text"
	if col.Heading == report.JSONHeading {
		style = "json"
	}
	held := writable(c.Text)
	if units(held) <= mostInCell && !strings.HasPrefix(held, beforePointer) {
		return x.as(style, held), nil
	}
	pointer, err := x.elsewhere(l, col.Heading, held)
	return x.as("text", pointer), err
}

// serial is a date as spreadsheets count it: in days from the last of 1899.
func serial(c report.Cell) (float64, bool) {
	if c.When.IsZero() || c.When.Before(firstSerial) {
		return 0, false
	}
	since := c.When.Sub(firstSerial)
	const first = 61 // 1 March 1900
	return first + float64(since/time.Second)/(24*60*60), true
}

// elsewhere puts a text on the sheet of long texts, in parts, and returns what points
// to it.
func (x *XLSX) elsewhere(l *report.Line, heading, text string) (pointer string, err error) {
	if x.long == nil {
		x.long, err = x.open(longSheet, []string{"Number", "Entry", "Column", "Part", "of", "Text"}, []float64{report.Narrow, report.Wide, report.Wide, 8, 8, 100}, false)
		if err != nil {
			return "", err
		}
		x.longRow = 1
	}
	x.longTexts++
	parts := partsOf(text)
	for i, part := range parts {
		x.longRow++
		if x.longRow > mostRows {
			return "", errors.New("there are too many long texts for one workbook: ask for several, each from one day to another, or for CSV")
		}
		row := []any{x.as("number", x.longTexts), x.as("text", l.Entry().ID.String()), x.as("text", heading), x.as("number", i+1), x.as("number", len(parts)), x.as("text", part)}
		if err := x.put(x.long, x.longRow, row); err != nil {
			return "", err
		}
	}
	return longPointer(x.longTexts, len(parts)), nil
}

// beforePointer begins every pointer and nothing else: somebody's own words that begin
// so stand elsewhere too.
const beforePointer = "Too long for a cell: see the sheet " + longSheet + ", number "

func longPointer(number, parts int) string {
	return fmt.Sprintf("%s%d, %d parts", beforePointer, number, parts)
}

// partsOf cuts a text between characters, into parts that cells hold.
func partsOf(text string) []string {
	var parts []string
	start, n := 0, 0
	for at, r := range text {
		size := utf16.RuneLen(r)
		if n+size > partUnits {
			parts = append(parts, text[start:at])
			start, n = at, 0
		}
		n += size
	}
	return append(parts, text[start:])
}

// units counts as spreadsheets do.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// writable writes the characters that XML has no place for, such as U+FFFE, as JSON
// does: no recorded text has them but those of which Unicode says that they are none.
func writable(text string) string {
	illegal := func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
	}
	if !strings.ContainsFunc(text, illegal) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if illegal(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Close writes the workbook and returns the digest of its rows. The cover comes first,
// and is written last.
func (x *XLSX) Close() (*report.Digest, error) {
	for _, end := range []func() error{x.endRows, x.endLong, x.writeColumns, x.writeRelied, x.writeCover, x.writeProperties} {
		if err := end(); err != nil {
			return nil, err
		}
	}
	x.file.SetActiveSheet(0)
	out := &orderedZip{to: x.w, folder: x.folder}
	x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return out })
	if _, err := x.file.WriteTo(io.Discard); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return &x.digest, nil
}

// Discard removes everything that was spilt. It may be called at any time, and again.
func (x *XLSX) Discard() error {
	return errors.Join(x.file.Close(), os.RemoveAll(x.folder))
}

func (x *XLSX) endLong() error {
	if x.long != nil {
		return ended(x.long.Flush())
	}
	if err := x.file.DeleteSheet(longSheet); err != nil {
		return fmt.Errorf("leave out a sheet: %w", err)
	}
	return nil
}

func (x *XLSX) writeColumns() error {
	w, err := x.open(columnsSheet, []string{"Column", "What it says"}, []float64{report.Wide, 100}, false)
	if err != nil {
		return err
	}
	for i, col := range report.Columns() {
		if err := x.put(w, i+2, []any{x.as("text", col.Heading), x.as("text", col.Says)}); err != nil {
			return err
		}
	}
	return ended(w.Flush())
}

func (x *XLSX) writeRelied() error {
	w, err := x.open(reliedSheet, []string{"Id", "What it is", "What has to be shown"}, []float64{report.Wide, report.Prose, 100}, false)
	if err != nil {
		return err
	}
	for i, id := range sortedKeys(x.relied) {
		r := x.explan(id)
		if err := x.put(w, i+2, []any{x.as("text", id), x.as("text", r.Title), x.as("text", r.Asks)}); err != nil {
			return err
		}
	}
	return ended(w.Flush())
}

// Labels on the cover by which a workbook is checked.
const (
	coverRows    = "Rows"
	coverDigest  = "Digest of the rows"
	coverFilter  = "Filter"
	coverReading = "Reading"
)

func (x *XLSX) writeCover() error {
	w, err := x.open(coverSheet, nil, []float64{28, 100}, false)
	if err != nil {
		return err
	}
	c := x.cover
	at, _ := serial(report.Moment(c.AskedAt, disclosure.London))
	filter := strings.Join(c.Filter, "\n")
	if filter == "" {
		filter = "All disclosures and refusals"
	}
	longTexts := "None: every text stands in its own cell."
	if x.longTexts > 0 {
		longTexts = fmt.Sprintf("%d: each stands whole on the sheet %s, by its number.", x.longTexts, longSheet)
	}
	said := [][2]any{
		{x.as("heading", "Disclosure Register"), x.as("heading", "Not for the people it is about: it may hold what is kept from them.")},
		{x.as("text", "Register"), x.as("text", c.Register.String()+", "+c.Controller)},
		{x.as("text", coverFilter), x.as("text", writable(filter))},
		{x.as("text", coverReading), x.as("text", c.Reading)},
		{x.as("text", "Purpose"), x.as("text", writable(c.Purpose))},
		{x.as("text", "Asked for by"), x.as("text", writable(c.Asker))},
		{x.as("text", "Asked for on (London time)"), x.as("moment", at)},
		{x.as("text", "Entries in the log then"), x.as("number", c.TreeSize)},
		{x.as("text", coverRows), x.as("number", x.digest.Rows())},
		{x.as("text", coverDigest), x.as("text", x.digest.String())},
		{x.as("text", "What the digest is"), x.as("text", "SHA-256 of each row as canonical JSON (RFC 8785) and a line feed, in the order of the sheets. The same of this workbook and of the export as CSV. To check: disclosures verify --rows FILE")},
		{x.as("text", "Sheets of disclosures"), x.as("number", x.sheets)},
		{x.as("text", "Texts too long for a cell"), x.as("text", longTexts)},
		{x.as("text", "Days before March 1900"), x.as("text", "Written as text, since spreadsheets do not count them alike.")},
	}
	for i, row := range said {
		if err := x.put(w, i+1, row[:]); err != nil {
			return err
		}
	}
	return ended(w.Flush())
}

// writeProperties says of the file who made it and when, where the library would name
// itself and a day of its own: what was asked, and not the clock, so that the same request
// gives the same bytes.
func (x *XLSX) writeProperties() error {
	const name = "Disclosure Register"
	by, at := strings.TrimSpace(name+" "+x.cover.Register.String()), x.cover.AskedAt.UTC().Format(time.RFC3339)
	title := strings.TrimSpace("Disclosures of " + x.cover.Controller)
	err := errors.Join(
		x.file.SetDocProps(&excelize.DocProperties{Title: title, Creator: by, LastModifiedBy: by, Created: at, Modified: at}),
		x.file.SetAppProps(&excelize.AppProperties{Application: name}),
	)
	if err != nil {
		return fmt.Errorf("say who made the workbook: %w", err)
	}
	return nil
}
