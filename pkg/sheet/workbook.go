package sheet

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
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
	file     *excelize.File
	rows     *excelize.Rows
	from1904 bool // days are counted from 1904, as early Macintoshes did
}

// openWorkbook opens the named sheet, or the only one. One with cells merged over
// several rows is refused.
func openWorkbook(path, name string) (*workbook, error) {
	file, err := excelize.OpenFile(path, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked,
	})
	if err != nil {
		return nil, fmt.Errorf("open the workbook: %w", err)
	}
	b := &workbook{file: file}
	if err := b.begin(path, name); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return b, nil
}

func (b *workbook) begin(path, name string) error {
	sheets := b.file.GetSheetList()
	if name == "" {
		if len(sheets) != 1 {
			return fmt.Errorf("the workbook has %d sheets: say in the mapping which one (sheet: %q)", len(sheets), sheets[0])
		}
		name = sheets[0]
	}
	if index, err := b.file.GetSheetIndex(name); err != nil || index < 0 {
		return fmt.Errorf("the workbook has no sheet called %q; it has %s", name, strings.Join(sheets, ", "))
	}
	if err := refuseUnreadable(path, name); err != nil {
		return fmt.Errorf("look through the sheet: %w", err)
	}
	props, err := b.file.GetWorkbookProps()
	if err != nil {
		return fmt.Errorf("read how the workbook counts days: %w", err)
	}
	b.from1904 = props.Date1904 != nil && *props.Date1904
	if b.rows, err = b.file.Rows(name); err != nil {
		return fmt.Errorf("read the sheet: %w", err)
	}
	return nil
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

// serial reads a day, with the time of day as its fraction. Spreadsheets know no
// time zone: the time is that of whoever wrote it. A number that would be a day
// of 1900 to 1908 is none: it is a year by itself, or a time written 9.30, which a
// spreadsheet takes for nine days and a third.
func (b *workbook) serial(cell string) (time.Time, bool) {
	days, err := strconv.ParseFloat(cell, 64)
	if err != nil || days < 0 || math.IsInf(days, 0) || math.IsNaN(days) || days >= 1 && days < firstSerial {
		return time.Time{}, false
	}
	at, err := excelize.ExcelDateToTime(days, b.from1904)
	return at.Round(time.Second), err == nil
}

func (b *workbook) Close() error { return errors.Join(b.rows.Close(), b.file.Close()) }
