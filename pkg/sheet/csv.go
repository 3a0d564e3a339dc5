package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// errNoMore is the end of a sheet.
var errNoMore = io.EOF

// csvFile reads a file of text, a row at a time.
type csvFile struct {
	file *os.File
	rows *csv.Reader
	line int // of the file, that the last row read ends on

	// What the reader has read beyond empty lines, which it passes over and a
	// spreadsheet numbers.
	empty int // lines still to be returned before it
	ahead *csvRow
}

// asText is how systems write a number into a file of text so that a spreadsheet does
// not take it for one: a formula of a text alone.
var asText = regexp.MustCompile(`^="([^"]*)"$`)

// csvRow is a row, or why there is none.
type csvRow struct {
	cells []string
	err   error
}

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
	f.rows = csv.NewReader(text)
	if f.rows.Comma = separatorOf(string(first), max(header, 1)); header == 0 {
		f.rows.Comma = likeliestSeparator(string(first))
	}
	f.rows.FieldsPerRecord = -1
	return nil
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

// next returns an empty line as a row without cells.
func (f *csvFile) next() ([]string, error) {
	if f.ahead == nil {
		f.read()
	}
	if f.empty > 0 {
		f.empty--
		return nil, nil
	}
	row := f.ahead
	f.ahead = nil
	return row.cells, row.err
}

// read reads the next row, and counts the empty lines before it. A row may stand
// on several lines, when a cell has some.
func (f *csvFile) read() {
	cells, err := f.rows.Read()
	lines := 0 // of the last cell, after its first
	if n := len(cells); n > 0 {
		lines = strings.Count(cells[n-1], "\n")
	}
	for i, cell := range cells {
		if text := asText.FindStringSubmatch(cell); text != nil {
			cells[i] = text[1]
		}
	}
	f.ahead = &csvRow{cells, err}
	var wrong *csv.ParseError
	switch {
	case errors.As(err, &wrong):
		f.empty = wrong.StartLine - f.line - 1
		f.ahead.err = errors.New("a quotation mark stands where none can: quote the whole cell, and double each mark within it")
	case err == nil:
		begins, _ := f.rows.FieldPos(0)
		ends, _ := f.rows.FieldPos(len(cells) - 1)
		f.empty = begins - f.line - 1
		f.line = ends + lines
	}
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
