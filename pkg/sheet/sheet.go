package sheet

import (
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// Place says where in a file the log stands.
type Place struct {
	Sheet  string // of a workbook; "" for its only one
	Header int    // number of the row that names the columns, counted from 1
}

// Sheet is an open spreadsheet. It is read once, from its first row to its last,
// and by one goroutine.
type Sheet struct {
	header  int
	columns map[string]int // by folded name; -1 for a name that two columns have
	named   int            // cells of the header that are not empty
	source  source
	counted int // rows read
}

// source is a file of rows.
type source interface {
	// next returns the cells of the next row, or io.EOF. The cells are the
	// caller's.
	next() ([]string, error)
	// serial reads a cell in which a spreadsheet keeps an instant as a number.
	serial(cell string) (time.Time, bool)
	Close() error
}

// Open opens a .csv or .xlsx file and reads as far as the names of its columns.
func Open(path string, at Place) (*Sheet, error) {
	var s source
	var err error
	header := max(at.Header, 1)
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".txt", ".tsv":
		s, err = openCSV(path, header)
	case ".xlsx", ".xlsm":
		s, err = openWorkbook(path, at.Sheet)
	default:
		return nil, errors.New("the file is neither .csv nor .xlsx: save it as one of these")
	}
	if err != nil {
		return nil, err
	}
	sheet := &Sheet{header: header, columns: map[string]int{}, source: s}
	if err := sheet.readHeader(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return sheet, nil
}

// Close lets go of the file.
func (s *Sheet) Close() error { return s.source.Close() }

func (s *Sheet) readHeader() error {
	var cells []string
	for s.counted < s.header {
		var err error
		cells, err = s.source.next()
		switch {
		case errors.Is(err, errNoMore):
			return fmt.Errorf("the sheet has no row %d, which should name the columns", s.header)
		case err != nil:
			return fmt.Errorf("read row %d, which should name the columns: %w", s.header, err)
		}
		s.counted++
	}
	for i, cell := range cells {
		name := clean(cell)
		if name == "" {
			continue
		}
		s.named++
		folded := disclosure.SearchName(name)
		if _, taken := s.columns[folded]; taken {
			i = -1
		}
		s.columns[folded] = i
	}
	if s.named == 0 {
		return fmt.Errorf("row %d names no columns: say in the mapping which row does (header: 3)", s.header)
	}
	return nil
}

// Row is one row of the log.
type Row struct {
	Number int // as the spreadsheet shows it, counted from 1
	cells  []string
	sheet  *Sheet
}

// Rows reads the rows below the names of the columns; those with nothing in them
// are passed over. A row is read when it is asked for, and none is kept. It ends
// at the first row that cannot be read, with the reason.
func (s *Sheet) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			cells, err := s.source.next()
			if errors.Is(err, errNoMore) {
				return
			}
			s.counted++
			if err != nil {
				yield(Row{Number: s.counted}, err)
				return
			}
			row := Row{s.counted, cells, s}
			if !row.blank() && !yield(row, nil) {
				return
			}
		}
	}
}

func (r Row) blank() bool {
	for _, cell := range r.cells {
		if clean(cell) != "" {
			return false
		}
	}
	return true
}

// Cell returns what stands in the named column, without the white space around
// it; "" when nothing does.
func (r Row) Cell(column string) string {
	i, named := r.sheet.columns[disclosure.SearchName(column)]
	if !named || i < 0 || i >= len(r.cells) {
		return ""
	}
	return clean(r.cells[i])
}

// clean takes away what a spreadsheet leaves around and within text: white space
// at the ends, and the carriage returns of another system's line ends.
func clean(cell string) string {
	cell = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(cell)
	return strings.TrimFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}
