package sheet

import (
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// Place says where in a file the log stands.
type Place struct {
	Sheet      string   // of a workbook; "" for its only one
	Sheets     []string // several of a workbook, in this order
	EverySheet bool
	// Header is the number of the row that names the columns, counted from 1. When
	// it is 0 and a mapping names columns, it is the first row that names them all.
	Header int
	// Merged are the columns whose cells, where they are merged over several rows,
	// count for each of them.
	Merged []string

	hidden []string // sheets of a log that is only looked at, and are left out of it

	names []string // that the mapping wants to find
	guess bool     // nobody has said: the row with the most that could be names
}

// searched is how many rows are looked at for the one that names the columns.
const searched = 30

// Sheet is an open spreadsheet. It is read once, from its first row to its last,
// and by one goroutine.
type Sheet struct {
	tabs  []*tab
	close func() error
}

// tab is one sheet of it.
type tab struct {
	name    string // of a workbook's
	hidden  bool   // the workbook does not show it
	unnamed bool   // no row names the columns, of a log that is only looked at
	header  int
	names   []string         // of the columns, as they are written
	columns map[string][]int // places, by folded name
	found   map[string]int   // places, by name as it was asked for
	named   int              // cells of the header that are not empty
	source  source
	counted int       // rows read
	ahead   []readRow // rows read beyond the header, in looking for it
	ended   error     // why there is nothing behind those
	merges  []merge   // that begin below the rows read
	over    []over
	// roundeds are the numbers below the rows read that the spreadsheet has rounded.
	roundeds []rounding
	formats  runs     // how the numbers below the rows read are shown
	merged   []string // columns with such cells, of a log that is only looked at
}

// readRow is a row as its file has it, or that it cannot be read.
type readRow struct {
	cells  []string
	astray bool
}

// source is a file of rows.
type source interface {
	// next returns the cells of the next row, or io.EOF, or [astray] for a row that
	// cannot be read when those after it can. The cells are the caller's.
	next() ([]string, error)
	// serial reads a cell in which a spreadsheet keeps an instant as a number.
	serial(cell string) (time.Time, bool)
	// share returns how much has been read, from 0 to 1, of how many rows or bytes.
	share(rows int) (share, size float64)
	Close() error
}

// Open opens a .csv or .xlsx file and reads as far as the names of its columns.
func Open(path string, at Place) (*Sheet, error) {
	sheet := &Sheet{close: func() error { return nil }}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".txt", ".tsv":
		header := at.Header
		if header == 0 && at.names == nil && !at.guess {
			header = 1
		}
		s, err := openCSV(path, header)
		if err != nil {
			return nil, err
		}
		sheet.tabs = []*tab{{source: s}}
	case ".xlsx", ".xlsm":
		var err error
		if sheet, err = openWorkbook(path, at); err != nil {
			return nil, err
		}
	default:
		return nil, errors.New("the file is neither .csv nor .xlsx: save it as one of these")
	}
	for _, t := range slices.Clone(sheet.tabs) {
		err := t.readHeader(at)
		if errors.Is(err, errNothing) && len(sheet.tabs) > 1 && at.EverySheet {
			sheet.tabs = slices.DeleteFunc(sheet.tabs, func(other *tab) bool { return other == t })
			if err := t.source.Close(); err != nil {
				return nil, errors.Join(err, sheet.Close())
			}
			continue
		}
		if err == nil {
			err = t.keepMerges(at)
		}
		if err != nil {
			if len(sheet.tabs) > 1 {
				err = fmt.Errorf("sheet %q: %w", t.name, err)
			}
			return nil, errors.Join(err, sheet.Close())
		}
	}
	return sheet, nil
}

// errNothing is of a sheet on which nothing stands. A workbook often has one.
var errNothing = errors.New("the sheet has no row 1, which should name the columns")

// Close lets go of the file.
func (s *Sheet) Close() error {
	var closed []error
	for _, t := range s.tabs {
		closed = append(closed, t.source.Close())
	}
	return errors.Join(append(closed, s.close())...)
}

// Several reports whether the log stands on more than one sheet of a workbook.
func (s *Sheet) Several() bool { return len(s.tabs) > 1 }

// Hidden returns the names of those sheets being read that the workbook does not show.
func (s *Sheet) Hidden() (names []string) {
	for _, t := range s.tabs {
		if t.hidden {
			names = append(names, t.name)
		}
	}
	return names
}

// HasColumn reports whether every sheet has one column of the name, and no second.
func (s *Sheet) HasColumn(name string) bool {
	for _, t := range s.tabs {
		if _, found := t.find(name); found != oneColumn {
			return false
		}
	}
	return true
}

// Share returns how much of the file has been read, from 0 to 1.
func (s *Sheet) Share() float64 {
	var read, all float64
	for _, t := range s.tabs {
		share, size := t.source.share(t.counted)
		read, all = read+share*size, all+size
	}
	if all == 0 {
		return 0
	}
	return min(read/all, 1)
}

// readHeader reads the row that names the columns. Where it is not known which one
// does, that is the first of those looked at that has all the names wanted, or the
// most of them.
func (t *tab) readHeader(at Place) error {
	want := at.Header
	if want == 0 && at.names == nil && !at.guess {
		want = 1
	}
	var rows [][]string
	var read []readRow
	best, bestNames := 0, 0
	for len(rows) < max(want, 1) || want == 0 && len(rows) < searched && (at.guess || bestNames < len(at.names)) {
		cells, err := t.source.next()
		one := readRow{cells, errors.Is(err, astray{})}
		if one.astray && len(rows)+1 != want {
			err = nil
		}
		switch {
		case errors.Is(err, errNoMore) && want == 0 && len(rows) > 0, err != nil && !errors.Is(err, errNoMore) && want == 0 && len(rows) > 0:
			t.ended = err
		case errors.Is(err, errNoMore) && len(rows) == 0:
			return errNothing
		case errors.Is(err, errNoMore):
			return fmt.Errorf("the sheet has no row %d, which should name the columns", max(want, 1))
		case err != nil:
			return fmt.Errorf("read row %d, which should name the columns: %w", len(rows)+1, err)
		}
		if t.ended != nil {
			break
		}
		rows, read = append(rows, cells), append(read, one)
		cells = t.headed(rows, len(rows))
		t.nameBy(cells)
		if n := t.has(at.names); n > bestNames {
			best, bestNames = len(rows), n
		}
	}
	if at.guess {
		best = t.headers(rows)
		t.unnamed = best == 0
	}
	if t.header = want; want == 0 {
		t.header = max(best, 1)
	}
	t.nameBy(t.headed(rows, t.header))
	t.ahead, t.counted = read[t.header:], t.header
	if t.named == 0 {
		return fmt.Errorf("row %d names no columns: say in the mapping which row does (header: 3)", t.header)
	}
	return nil
}

// headed returns the cells of the nth row as the names of columns: where the names stand
// on two rows or more, one that is not divided is merged over them, and stands in the
// first of them; or it stands there without being merged, above a cell with nothing in
// it, beside one that is divided.
func (t *tab) headed(rows [][]string, n int) []string {
	cells := slices.Clone(rows[n-1])
	if n > 1 && divides(rows[n-2], cells) {
		for i, name := range rows[n-2] {
			for len(cells) <= i {
				cells = append(cells, "")
			}
			if clean(cells[i]) == "" {
				cells[i] = name
			}
		}
	}
	for _, m := range t.merges {
		if m.bottom != n || m.left != m.right {
			continue
		}
		if above := rows[m.top-1]; m.left <= len(above) {
			for len(cells) < m.left {
				cells = append(cells, "")
			}
			if clean(cells[m.left-1]) == "" {
				cells[m.left-1] = above[m.left-1]
			}
		}
	}
	return cells
}

// divides reports whether the lower of two rows divides names of the upper: it has some
// where the upper has nothing beside one of its own, and nothing where the upper has
// several. Both have names alone.
func divides(upper, lower []string) bool {
	at := func(cells []string, i int) string {
		if i >= len(cells) {
			return ""
		}
		return clean(cells[i])
	}
	above, divided := 0, 0
	for i := range max(len(upper), len(lower)) {
		over, under := at(upper, i), at(lower, i)
		switch {
		case strings.ContainsAny(over+under, "0123456789") || len(over) >= 100 || len(under) >= 100:
			return false
		case over != "" && under == "":
			above++
		case over == "" && under != "" && i > 0 && at(lower, i-1) != "":
			divided++
		}
	}
	return above > 1 && divided > 0
}

// columnLetter is what a spreadsheet calls the nth column, counted from 1.
func columnLetter(n int) string {
	letter := ""
	for ; n > 0; n = (n - 1) / 26 {
		letter = string(rune('A'+(n-1)%26)) + letter
	}
	return letter
}

// nameBy takes the cells for the names of the columns.
func (t *tab) nameBy(cells []string) {
	t.names, t.columns, t.found, t.named = nil, map[string][]int{}, map[string]int{}, 0
	for i, cell := range cells {
		name := clean(cell)
		t.names = append(t.names, name)
		if name == "" {
			continue
		}
		t.named++
		folded := foldName(name)
		t.columns[folded] = append(t.columns[folded], i)
	}
}

// foldName folds the name of a column: how its quotation marks and dashes are
// written makes no difference either.
func foldName(name string) string { return plainMarks.Replace(disclosure.SearchName(name)) }

var plainMarks = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "‐", "-")

// has counts the names that are columns, or that two columns have.
func (t *tab) has(names []string) (n int) {
	for _, name := range names {
		if _, found := t.find(name); found != noColumn {
			n++
		}
	}
	return n
}

// What is found of a column by its name.
const (
	noColumn = iota
	oneColumn
	twoColumns
)

// sheetName is the column that every sheet has beside its own, unless one is called
// so: the name of the sheet, which stands at no place.
const (
	sheetName = "sheet name"
	ofSheet   = -1
)

var (
	nth      = regexp.MustCompile(`^(.*\S)\s*#([1-9]\d?)$`)
	byLetter = regexp.MustCompile(`(?i)^column ([A-Z]{1,3})$`)
)

// find returns the place of a column, counted from 0: by its name, by its name and
// which of several it is ("Notes #2"), or, where no column is called so, by its
// letter ("column F").
func (t *tab) find(name string) (place, found int) {
	if place, known := t.found[name]; known {
		return place, oneColumn
	}
	switch places := t.columns[foldName(name)]; {
	case len(places) == 1:
		place, found = places[0], oneColumn
	case len(places) > 1:
		return 0, twoColumns
	default:
		if parts := nth.FindStringSubmatch(name); parts != nil {
			which, _ := strconv.Atoi(parts[2])
			if of := t.columns[foldName(parts[1])]; which <= len(of) {
				place, found = of[which-1], oneColumn
			}
		} else if letter := byLetter.FindStringSubmatch(name); letter != nil {
			for _, c := range strings.ToUpper(letter[1]) {
				place = place*26 + int(c-'A') + 1
			}
			place, found = place-1, oneColumn
		}
	}
	if found == noColumn && foldName(name) == sheetName {
		place, found = ofSheet, oneColumn
	}
	if found == oneColumn {
		t.found[name] = place
	}
	return place, found
}

// mark is what is to be known of a cell beside what it shows: that it is a number that
// the spreadsheet has rounded, or that it shows as a day or a time; what it keeps, where
// it shows something otherwise; and how it shows a number, where that cannot be read here.
type mark struct {
	rounded, day bool
	otherwise    bool
	kept         string
	unread       string
}

// marks are those of a row, by place counted from 0.
type marks map[int]mark

// Row is one row of the log.
type Row struct {
	Number int // as the spreadsheet shows it, counted from 1
	cells  []string
	tab    *tab
	marks  marks
	astray bool   // it cannot be read
	entry  int    // which of the row's entries, from 1; 0 where a row is one
	part   string // of the cell that this entry is of
}

// Sheet returns the name of the sheet of a workbook on which the row stands.
func (r Row) Sheet() string { return r.tab.name }

// Astray returns what is wrong with a row whose cells cannot be told apart, and what would
// put it right; "" for one whose cells can. Nothing stands in any cell of such a row.
func (r Row) Astray() (detail, do string) {
	if !r.astray {
		return "", ""
	}
	return astrayDetail, astrayDo
}

// Rows reads the rows below the names of the columns, of one sheet after the other;
// those with nothing in them are passed over. A row is read when it is asked for,
// and none is kept. It ends at the first row that cannot be read, with the reason.
func (s *Sheet) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, t := range s.tabs {
			for {
				cells, err := t.next()
				if errors.Is(err, errNoMore) {
					break
				}
				t.counted++
				if errors.Is(err, astray{}) {
					if !yield(Row{Number: t.counted, tab: t, astray: true}, nil) {
						return
					}
					continue
				}
				if err != nil {
					yield(Row{Number: t.counted, tab: t}, err)
					return
				}
				row := Row{Number: t.counted, cells: cells, tab: t}
				empty := row.filled() == 0
				row.marks = t.formats.show(row.Number, cells)
				for _, i := range t.roundedIn(row.Number) {
					m := row.marks[i]
					m.rounded = true
					row.marks[i] = m
				}
				row.cells = t.fill(row.Number, cells, row.marks)
				if !empty && !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (t *tab) next() ([]string, error) {
	if len(t.ahead) > 0 {
		one := t.ahead[0]
		if t.ahead = t.ahead[1:]; one.astray {
			return nil, astray{}
		}
		return one.cells, nil
	}
	if t.ended != nil {
		return nil, t.ended
	}
	return t.source.next()
}

// isHeader reports whether the cells name the columns again.
func (t *tab) isHeader(cells []string) bool {
	for i, name := range t.names {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		if disclosure.SearchName(clean(cell)) != disclosure.SearchName(name) {
			return false
		}
	}
	return true
}

// filled counts the cells in which something stands.
func (r Row) filled() (n int) {
	for _, cell := range r.cells {
		if clean(cell) != "" {
			n++
		}
	}
	return n
}

// Cell returns what stands in the named column, without the white space around
// it; "" when nothing does.
func (r Row) Cell(column string) string {
	i, found := r.tab.find(column)
	switch {
	case found == oneColumn && i == ofSheet:
		return r.tab.name
	case found != oneColumn || i >= len(r.cells):
		return ""
	}
	return clean(r.cells[i])
}

// kept returns what the file keeps in the named column, however a workbook shows it.
func (r Row) kept(column string) string {
	if m := r.mark(column); m.otherwise {
		return m.kept
	}
	return r.Cell(column)
}

// moment returns the cell of a column of days or times: what it keeps where that is a
// number of days, which it may show with less of the time of day.
func (r Row) moment(column string) string {
	cell := r.Cell(column)
	if _, serial := r.tab.source.serial(cell); serial {
		return r.kept(column)
	}
	return cell
}

func (r Row) mark(column string) mark {
	if i, found := r.tab.find(column); found == oneColumn {
		return r.marks[i]
	}
	return mark{}
}

// Rounded reports whether the named column has a number of which the spreadsheet has
// kept 15 digits: a cell that a workbook keeps as a number and not as text, or a text
// that shows the power of ten that a spreadsheet put in the place of its digits.
func (r Row) Rounded(column string) bool {
	return r.mark(column).rounded || rounded.MatchString(r.Cell(column))
}

// Day reports whether the named column has a number that the workbook shows as a day or
// a time.
func (r Row) Day(column string) bool { return r.mark(column).day }

// Unread says how the workbook shows what the named column keeps, such as "as a
// fraction", where what it shows is not worked out; "" where it is.
func (r Row) Unread(column string) string { return r.mark(column).unread }

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// clean takes away what a spreadsheet leaves around and within text: white space
// at the ends, and the carriage returns of another system's line ends.
func clean(cell string) string {
	return strings.TrimFunc(lineEnds.Replace(cell), func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' })
}
