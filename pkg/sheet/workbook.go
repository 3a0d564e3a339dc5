package sheet

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
)

// maxUnpacked bounds what a workbook may hold once unpacked, in bytes: a file of
// a few kilobytes can claim to hold terabytes. All of it is kept in memory, so
// that nothing of it is written to the disk.
const maxUnpacked = 256 << 20

// firstSerial is the least number that stands for a day, a little beyond the
// greatest year: 18 March 1908, or in 1912 where days are counted from 1904.
const firstSerial = 3000

// workbook reads one sheet of an .xlsx file, a row at a time.
type workbook struct {
	rows     *excelize.Rows
	from1904 bool // days are counted from 1904, as early Macintoshes did
	last     int  // number of the last row
}

// openWorkbook opens the sheets that the place names.
func openWorkbook(path string, at Place) (*Sheet, error) {
	file, err := excelize.OpenFile(path, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if err != nil {
		return nil, fmt.Errorf("open the workbook: %w", err)
	}
	s := &Sheet{close: file.Close}
	names, err := chosen(file.GetSheetList(), at)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	props, err := file.GetWorkbookProps()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read how the workbook counts days: %w", err), file.Close())
	}
	for _, name := range names {
		book := &workbook{from1904: props.Date1904 != nil && *props.Date1904}
		found, err := lookThrough(path, name)
		if err == nil {
			book.last = found.last
			book.rows, err = file.Rows(name)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("look through the sheet: %w", err), s.Close())
		}
		visible, err := file.GetSheetVisible(name)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("look whether the sheet is hidden: %w", err), s.Close())
		}
		s.tabs = append(s.tabs, &tab{name: name, hidden: !visible, source: book, merges: found.merges, roundeds: found.roundeds, formats: found.formats})
	}
	return s, nil
}

// chosen returns the sheets to read, in the workbook's order.
func chosen(sheets []string, at Place) ([]string, error) {
	wanted := at.Sheets
	if at.Sheet != "" {
		wanted = []string{at.Sheet}
	}
	switch {
	case at.EverySheet:
		return sheets, nil
	case wanted == nil && len(sheets) != 1:
		return nil, fmt.Errorf("the workbook has %d sheets: say in the mapping which one (sheet: %q), or that each is a part of the log (sheets: all)", len(sheets), sheets[0])
	case wanted == nil:
		return sheets, nil
	}
	var names []string
	for _, name := range wanted {
		i := slices.IndexFunc(sheets, func(s string) bool { return disclosure.Same(s, name) })
		if i < 0 {
			return nil, fmt.Errorf("the workbook has no sheet called %q; it has %s", name, strings.Join(sheets, ", "))
		}
		names = append(names, sheets[i])
	}
	return names, nil
}

func (b *workbook) next() ([]string, error) {
	if !b.rows.Next() {
		if err := b.rows.Error(); err != nil {
			return nil, fmt.Errorf("read the sheet: %w", err)
		}
		return nil, errNoMore
	}
	cells, err := b.rows.Columns()
	if err != nil {
		return nil, fmt.Errorf("read the row: %w", err)
	}
	return cells, nil
}

// serial reads a day, with the time of day as its fraction.
func (b *workbook) serial(cell string) (time.Time, bool) { return asDay(cell, b.from1904) }

// asDay reads a number that a spreadsheet shows as a day, with the time of day as
// its fraction. Spreadsheets know no time zone: the time is that of whoever wrote
// it. A number that would be a day of 1900 to 1908 is none: it is a year by itself,
// or a time written 9.30, which a spreadsheet takes for nine days and a third.
func asDay(cell string, from1904 bool) (time.Time, bool) {
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil || days < 0 || math.IsInf(days, 0) || math.IsNaN(days) || days >= 1 && days < firstSerial {
		return time.Time{}, false
	}
	at, err := excelize.ExcelDateToTime(days, from1904)
	return at.Round(time.Second), err == nil
}

func (b *workbook) share(rows int) (share, size float64) {
	return float64(rows) / float64(max(b.last, 1)), float64(b.last)
}

func (b *workbook) Close() error { return b.rows.Close() }
