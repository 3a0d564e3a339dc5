package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// errNoMore is the end of a sheet.
var errNoMore = io.EOF

// csvFile reads a file of text, a row at a time. A row is its line, or several while a
// quotation mark is open. What the library reads without fault is what a row says; where
// marks stand astray, a line is taken as a row by itself, if that gives as many cells as
// rows of this file have.
type csvFile struct {
	file  *os.File
	text  *bufio.Reader
	comma rune
	wide  int      // how many cells a row has; 0 when that is not known
	back  []string // lines that are still to be read
}

// mostLines and mostBytes are how long a row may be in which a quotation mark is open.
const (
	mostLines = 1000
	mostBytes = 256 << 10
)

// astray is of a row that cannot be read for its quotation marks. The rows after it can.
type astray struct{}

func (astray) Error() string { return astrayDetail }

// What there is to say of such a row.
const (
	astrayDetail = "A quotation mark stands in this row where none can, so that what its cells are cannot be told."
	astrayDo     = "Quote the whole cell, and double each mark within it; or save the log as a workbook (.xlsx)."
)

// asText is how systems write a number into a file of text so that a spreadsheet does
// not take it for one: a formula of a text alone.
var asText = regexp.MustCompile(`^="([^"]*)"$`)

// openCSV finds out how the file is written: UTF-8, UTF-16 with its mark, or, when
// it is neither, Windows-1252, which is how older versions of Excel save one; and
// whether commas, semicolons, tabs or upright bars stand between the cells of the given row,
// which names the columns.
func openCSV(path string, header int) (*csvFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the spreadsheet: %w", err)
	}
	f := &csvFile{file: file}
	if err := f.begin(header); err != nil {
		return nil, errors.Join(fmt.Errorf("read the spreadsheet: %w", err), file.Close())
	}
	return f, nil
}

func (f *csvFile) begin(header int) error {
	legacy, err := notUTF8(f.file)
	if err != nil {
		return err
	}
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	decoder := transform.Transformer(unicode.BOMOverride(transform.Nop))
	if legacy {
		decoder = unicode.BOMOverride(charmap.Windows1252.NewDecoder())
	}
	text := bufio.NewReaderSize(transform.NewReader(f.file, decoder), 64<<10)
	first, err := text.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	f.text = text
	if f.comma = separatorOf(string(first), max(header, 1)); header == 0 {
		f.comma = likeliestSeparator(string(first))
	}
	f.wide = width(string(first), f.comma)
	return nil
}

// width returns how many cells most lines have that are a row by themselves.
func width(text string, comma rune) (most int) {
	lines := strings.SplitAfter(text, "\n")
	times := map[int]int{}
	for _, line := range lines[:max(len(lines)-1, 1)] { // the last may be cut off
		if n := countIn(line, 1, comma) + 1; n > 1 && strings.Count(line, `"`)%2 == 0 {
			if times[n]++; times[n] > times[most] || times[n] == times[most] && n > most {
				most = n
			}
		}
	}
	return most
}

// notUTF8 reports whether the file holds a byte that UTF-8 does not.
func notUTF8(r io.Reader) (bool, error) {
	text := bufio.NewReader(r)
	for {
		c, size, err := text.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case c == utf8.RuneError && size == 1:
			return true, nil
		}
	}
}

// separators are what may stand between cells, the likeliest first.
var separators = []rune{',', ';', '\t', '|'}

// separatorOf returns whichever of the separators stands most often
// between the cells of the row, counted from 1. What is above it, such as a title,
// says nothing: it may have no separators, or commas of its own.
func separatorOf(text string, row int) rune {
	most, times := ',', countIn(text, row, ',')
	for _, c := range separators[1:] {
		if n := countIn(text, row, c); n > times {
			most, times = c, n
		}
	}
	return most
}

// countIn counts the character in a row, outside quotation marks.
func countIn(text string, row int, counted rune) (n int) {
	quoted, at := false, 1
	for _, c := range text {
		switch {
		case at > row:
			return n
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			at++
		case at == row && c == counted:
			n++
		}
	}
	return n
}

// likeliestSeparator returns what stands most often in one of the first rows, where
// it is not known which of them names the columns.
func likeliestSeparator(text string) rune {
	most, times := ',', 0
	for row := range searched {
		for _, c := range separators {
			if n := countIn(text, row+1, c); n > times {
				most, times = c, n
			}
		}
	}
	return most
}

// next returns an empty line as a row without cells, and fails with [astray] for a row that
// cannot be read when those after it can.
func (f *csvFile) next() ([]string, error) {
	first, err := f.line()
	if err != nil {
		return nil, err
	}
	if strings.TrimRight(first, "\r\n") == "" {
		return nil, nil
	}
	row, more, ends := first, []string(nil), strings.Count(first, `"`)%2 == 0
	for !ends && len(more) < mostLines && len(row) < mostBytes {
		line, err := f.line()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		row, more, ends = row+line, append(more, line), strings.Count(line, `"`)%2 == 1
	}
	cells, err := f.strictly(row, false)
	switch {
	case err != nil || !ends: // no mark of this line need be that of another
		f.back = append(more, f.back...)
		cells, err = f.leniently(first)
	case len(cells) > 0 && f.rowsEach(first, more):
		return nil, astray{} // one row with cells of several lines, or several rows with two marks astray
	}
	if err != nil {
		return nil, err
	}
	for i, cell := range cells {
		if text := asText.FindStringSubmatch(cell); text != nil {
			cells[i] = text[1]
		}
	}
	return cells, nil
}

// line returns the next line with its end, or [io.EOF].
func (f *csvFile) line() (string, error) {
	if len(f.back) > 0 {
		line := f.back[0]
		f.back = f.back[1:]
		return line, nil
	}
	line, err := f.text.ReadString('\n')
	if errors.Is(err, io.EOF) && line != "" {
		err = nil
	}
	return line, err
}

// strictly reads a row as the standard has it (RFC 4180), or, lazily, with marks within
// cells.
func (f *csvFile) strictly(row string, lazily bool) ([]string, error) {
	if !strings.Contains(row, `"`) {
		return f.apart(row), nil
	}
	rows := csv.NewReader(strings.NewReader(row))
	rows.Comma, rows.FieldsPerRecord, rows.LazyQuotes = f.comma, -1, lazily
	cells, err := rows.Read()
	if err != nil {
		return nil, err
	}
	if _, err := rows.Read(); !errors.Is(err, io.EOF) {
		return nil, astray{}
	}
	return cells, nil
}

// apart takes a line apart at every separator.
func (f *csvFile) apart(line string) []string {
	return strings.Split(strings.TrimRight(line, "\r\n"), string(f.comma))
}

// leniently reads a line as a row in which quotation marks stand astray: with those that
// open and close a cell, or with all of them as they stand. One way must give as many
// cells as rows have, and the other not, or the same.
func (f *csvFile) leniently(line string) ([]string, error) {
	if f.staysOpen(line) {
		return nil, astray{} // what is in it may go on in the next
	}
	var found []string
	lazily, err := f.strictly(line, true)
	if err == nil && len(lazily) == f.wide && !strings.ContainsAny(strings.Join(lazily, ""), "\n") {
		found = lazily
	}
	if cells := f.apart(line); len(cells) == f.wide {
		for i, cell := range cells {
			if len(cell) > 1 && strings.HasPrefix(cell, `"`) && strings.HasSuffix(cell, `"`) {
				cells[i] = strings.ReplaceAll(cell[1:len(cell)-1], `""`, `"`)
			}
		}
		if found != nil && !slices.Equal(found, cells) {
			return nil, astray{}
		}
		found = cells
	}
	if found == nil {
		return nil, astray{}
	}
	return found, nil
}

// staysOpen reports whether a mark at the beginning of a cell has none that closes it.
func (f *csvFile) staysOpen(line string) bool {
	open := false
	for _, cell := range f.apart(line) {
		if odd := strings.Count(cell, `"`)%2 == 1; odd && (open || strings.HasPrefix(cell, `"`)) {
			open = !open
		}
	}
	return open
}

// rowsEach reports whether each of the lines has as many cells as a row, if no mark in
// them opens a cell that goes on.
func (f *csvFile) rowsEach(first string, more []string) bool {
	if len(more) == 0 || f.wide < 2 || len(f.apart(first)) < f.wide {
		return false
	}
	for _, line := range more {
		if strings.TrimRight(line, "\r\n") != "" && len(f.apart(line)) != f.wide {
			return false
		}
	}
	return true
}

// serial: text has no numbers that stand for days.
func (f *csvFile) serial(string) (time.Time, bool) { return time.Time{}, false }

func (f *csvFile) share(int) (share, size float64) {
	at, err := f.file.Seek(0, io.SeekCurrent)
	info, failed := f.file.Stat()
	if err != nil || failed != nil || info.Size() == 0 {
		return 0, 0
	}
	return float64(at) / float64(info.Size()), 1
}

func (f *csvFile) Close() error { return f.file.Close() }
