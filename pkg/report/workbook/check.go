package workbook

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/report"
)

// Checked is what a spreadsheet of rows was found to be.
type Checked struct {
	Rows   int
	Digest string // of the rows, made again
	// Stated is the digest on the cover, and "" of CSV, which has none.
	Stated string
	// Filter is what the cover states of which rows these are, and Untold how many rows do not
	// tell whether they are of it.
	Filter *report.Filter
	Untold int
	// Problems say what does not agree, in the order of the rows. They name places
	// and repeat nothing of what stands there.
	Problems []string
	// More is how many problems are not listed.
	More int
}

// Holds reports whether everything agrees.
func (c *Checked) Holds() bool { return len(c.Problems) == 0 }

// mostProblems bounds a list of them.
const mostProblems = 50

func (c *Checked) problem(format string, a ...any) {
	if len(c.Problems) == mostProblems {
		c.More++
		return
	}
	c.Problems = append(c.Problems, fmt.Sprintf(format, a...))
}

// Check reads a spreadsheet that [report.CSV] or [XLSX] wrote, makes the digest of its rows
// again, and finds every cell that does not say what its row's JSON says. It fails on a
// file that is neither. Memory does not grow with the rows.
func Check(path string) (*Checked, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the spreadsheet: %w", err)
	}
	defer f.Close()
	in := bufio.NewReader(f)
	start, err := in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the spreadsheet: %w", err)
	}
	if string(start) == "PK" {
		return checkXLSX(path)
	}
	return checkCSV(in)
}

// checker compares rows with their JSON.
type checker struct {
	Checked
	digest report.Digest
	at     []int // where each column's cell stands
}

var errNoExport = fmt.Errorf("this is no spreadsheet of disclosures: it has no column %q", report.JSONHeading)

// headings finds the columns, by their names.
func (c *checker) headings(found []string) error {
	c.at = make([]int, len(report.Columns()))
	for i, col := range report.Columns() {
		c.at[i] = slices.Index(found, col.Heading)
		if c.at[i] < 0 && col.Formerly != "" {
			c.at[i] = slices.Index(found, col.Formerly)
		}
		if c.at[i] < 0 && col.Since == 0 {
			c.problem("There is no column %q.", col.Heading)
		}
	}
	if c.at[len(report.Columns())-1] < 0 {
		return errNoExport
	}
	return nil
}

// row takes in a row. whole returns the text of a cell, brought together where it
// stands in parts, and says compares what stands there with what should.
func (c *checker) row(place string, encoded string, agrees func(col int, want report.Cell) bool) {
	var row report.Row
	if err := json.Unmarshal([]byte(encoded), &row); err != nil {
		c.problem("%s: the column %q cannot be read.", place, report.JSONHeading)
		return
	}
	if !report.Reads(row.Version) {
		c.problem("%s: its format is version %d, and this program knows those up to %d.", place, row.Version, report.RowVersion)
		return
	}
	l, err := report.NewLine(&row)
	if err != nil {
		c.problem("%s: the column %q is no row of the register.", place, report.JSONHeading)
		return
	}
	if string(l.Canonical) != strings.TrimSpace(encoded) && writable(string(l.Canonical)) != strings.TrimSpace(encoded) {
		c.problem("%s: the column %q is not as the register wrote it.", place, report.JSONHeading)
	}
	c.digest.Add(l.Canonical)
	switch {
	case c.Filter == nil:
	case !c.Filter.Tells(l):
		c.Untold++
	default:
		for _, part := range c.Filter.Misses(l) {
			c.problem("%s: the row is not of the filter that the cover states: %s.", place, part)
		}
	}
	for i, col := range report.Columns()[:len(report.Columns())-1] {
		if c.at[i] < 0 && col.Since > 0 && row.Version >= col.Since {
			c.problem("%s: there is no column %q.", place, col.Heading)
		}
		if c.at[i] >= 0 && !agrees(c.at[i], col.Cell(l)) && (col.Before == nil || !agrees(c.at[i], col.Before(l))) {
			c.problem("%s: the column %q does not say what the row's JSON says.", place, col.Heading)
		}
	}
}

func (c *checker) done() *Checked {
	c.Rows, c.Digest = c.digest.Rows(), c.digest.String()
	return &c.Checked
}

// at returns the cell, which may be left out at the end of a row.
func cellAt(cells []string, n int) string {
	if n < len(cells) {
		return cells[n]
	}
	return ""
}

func checkCSV(in *bufio.Reader) (*Checked, error) {
	if mark, err := in.Peek(len(report.ByteOrderMark)); err == nil && string(mark) == report.ByteOrderMark {
		if _, err := in.Discard(len(report.ByteOrderMark)); err != nil {
			return nil, fmt.Errorf("read the spreadsheet: %w", err)
		}
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	headings, err := r.Read()
	if err != nil {
		return nil, errNoExport
	}
	c := new(checker)
	if err := c.headings(headings); err != nil {
		return nil, err
	}
	for n := 2; ; n++ {
		cells, err := r.Read()
		if err == io.EOF {
			return c.done(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("read row %d: %w", n, err)
		}
		// A reader of CSV takes the carriage return from the end of a line within a cell.
		unix := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
		c.row(fmt.Sprintf("Row %d", n), report.Uninert(cellAt(cells, c.at[len(report.Columns())-1])), func(col int, want report.Cell) bool {
			return report.Uninert(cellAt(cells, col)) == unix(want.Text)
		})
	}
}

func checkXLSX(path string) (checked *Checked, err error) {
	spill, err := os.MkdirTemp("", "verify-")
	if err != nil {
		return nil, fmt.Errorf("make a folder to unpack to: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(spill)) }()
	file, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, TmpDir: spill})
	if err != nil {
		return nil, fmt.Errorf("open the workbook: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	c := new(checker)
	long := &longTexts{file: file}
	defer func() { err = errors.Join(err, long.close()) }()
	said, err := coverOf(file)
	if err != nil {
		c.problem("There is no sheet %q.", coverSheet)
	} else {
		c.Filter = report.ReadFilter(said[coverFilter], said[coverReading])
	}
	sheets := 0
	for _, sheet := range file.GetSheetList() {
		if sheet != rowsSheet && !strings.HasPrefix(sheet, rowsSheet+" ") {
			continue
		}
		sheets++
		if err := c.sheet(file, sheet, long); err != nil {
			return nil, err
		}
	}
	if sheets == 0 {
		return nil, errNoExport
	}
	if long.more() {
		c.problem("The sheet %q has texts that no row points to.", longSheet)
	}
	c.done()
	if said != nil {
		c.cover(said)
	}
	return &c.Checked, nil
}

// coverOf is what stands on the cover, by its labels.
func coverOf(file *excelize.File) (map[string]string, error) {
	rows, err := file.GetRows(coverSheet)
	if err != nil {
		return nil, fmt.Errorf("read the cover: %w", err)
	}
	said := map[string]string{}
	for _, row := range rows {
		said[cellAt(row, 0)] = cellAt(row, 1)
	}
	return said, nil
}

// cover compares the rows with what the cover says of them.
func (c *checker) cover(said map[string]string) {
	if c.Stated = said[coverDigest]; c.Stated != c.Digest {
		c.problem("The cover states another digest of the rows.")
	}
	if said[coverRows] != strconv.Itoa(c.Rows) {
		c.problem("The cover states another number of rows.")
	}
}

func (c *checker) sheet(file *excelize.File, sheet string, long *longTexts) (err error) {
	rows, err := file.Rows(sheet)
	if err != nil {
		return fmt.Errorf("read the sheet %s: %w", sheet, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("read row %d of the sheet %s: %w", n, sheet, err)
		}
		if n == 1 {
			if err := c.headings(cells); err != nil {
				return err
			}
			continue
		}
		place := fmt.Sprintf("%s, row %d", sheet, n)
		// Long texts are numbered from left to right, and the JSON is the last: the
		// others are brought together before it, and compared once it is read.
		whole := map[int]string{}
		for i := range report.Columns() {
			if at := c.at[i]; at >= 0 {
				if whole[at], err = long.whole(cellAt(cells, at)); err != nil {
					c.problem("%s: the column %q points to a long text that is not whole, or not in its place.", place, report.Columns()[i].Heading)
				}
			}
		}
		c.row(place, whole[c.at[len(report.Columns())-1]], func(col int, want report.Cell) bool {
			if serial, dated := serial(want); dated {
				got, err := strconv.ParseFloat(whole[col], 64)
				const halfASecond = 0.5 / (24 * 60 * 60)
				return err == nil && math.Abs(got-serial) < halfASecond
			}
			return whole[col] == writable(want.Text)
		})
	}
	if err := rows.Error(); err != nil {
		return fmt.Errorf("read the sheet %s: %w", sheet, err)
	}
	return nil
}

// longTexts brings together texts that stand in parts, in the order in which rows
// point to them.
type longTexts struct {
	file *excelize.File
	rows *excelize.Rows
	n    int
}

// pointing is what [longPointer] writes.
var pointing = regexp.MustCompile(`^` + regexp.QuoteMeta(beforePointer) + `(\d+), (\d+) parts$`)

var errNotWhole = errors.New("a long text is not whole")

// whole returns the text that a cell holds or points to.
func (t *longTexts) whole(cell string) (string, error) {
	pointer := pointing.FindStringSubmatch(cell)
	if pointer == nil {
		return cell, nil
	}
	number, err := strconv.Atoi(pointer[1])
	if err != nil {
		return "", errNotWhole
	}
	parts, err := strconv.Atoi(pointer[2])
	if err != nil {
		return "", errNotWhole
	}
	if t.rows == nil {
		if t.rows, err = t.file.Rows(longSheet); err != nil {
			return "", errNotWhole
		}
		if t.rows.Next() { // the headings
			if _, err := t.rows.Columns(); err != nil {
				return "", errNotWhole
			}
		}
	}
	if number != t.n+1 {
		return "", errNotWhole
	}
	t.n = number
	var text strings.Builder
	for part := 1; part <= parts; part++ {
		if !t.rows.Next() {
			return "", errNotWhole
		}
		row, err := t.rows.Columns()
		if err != nil || cellAt(row, 0) != strconv.Itoa(number) || cellAt(row, 3) != strconv.Itoa(part) || cellAt(row, 4) != strconv.Itoa(parts) {
			return "", errNotWhole
		}
		text.WriteString(cellAt(row, 5))
	}
	return text.String(), nil
}

func (t *longTexts) more() bool { return t.rows != nil && t.rows.Next() }

func (t *longTexts) close() error {
	if t.rows == nil {
		return nil
	}
	return t.rows.Close()
}
