package sheet

import (
	"archive/zip"
	"encoding/xml"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// format is how a workbook shows the numbers of a cell, where that matters to who reads
// a number as text: as a day, or with noughts and letters that are not kept.
type format struct {
	day           bool
	before, after string
	digits        int // that are shown at least
}

// run is the rows of a column, one below the other, that are shown alike.
type run struct {
	first, last int
	format      *format
}

// partOfStyles is where a workbook keeps its formats, unless it says otherwise, which
// none has been seen to do.
const partOfStyles = "xl/styles.xml"

// formatsOf reads the formats of the workbook's styles, by number; nil for a style
// that shows a number much as it is kept.
func formatsOf(book *zip.Reader) ([]*format, error) {
	if _, err := fs.Stat(book, path.Clean(partOfStyles)); err != nil {
		return nil, nil //nolint:nilerr // a workbook without styles shows every number as it is
	}
	codes, inCells := map[string]string{}, false
	var formats []*format
	err := eachToken(book, partOfStyles, func(token xml.Token) error {
		switch element := token.(type) {
		case xml.StartElement:
			switch element.Name.Local {
			case "numFmt":
				codes[attribute(element, "numFmtId")] = attribute(element, "formatCode")
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells {
					id := attribute(element, "numFmtId")
					formats = append(formats, formatOf(id, codes[id]))
				}
			}
		case xml.EndElement:
			inCells = inCells && element.Name.Local != "cellXfs"
		}
		return nil
	})
	return formats, err
}

var (
	// aside is what a format has in it that is no token of a day or number: text,
	// colours and languages, spaces as wide as a sign, and signs that are repeated.
	aside = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)
	// noughts are a format that shows a whole number with what is not kept.
	noughts = regexp.MustCompile(`^((?:"[^"]*"|\\.|[-/ ])*)(0+|#)((?:"[^"]*"|\\.|[-/ ])*)$`)
	asItIs  = regexp.MustCompile(`"([^"]*)"|\\(.)`)
	whole   = regexp.MustCompile(`^\d{1,15}$`)
)

// formatOf reads one: by its number where it is one that every workbook has.
func formatOf(id, code string) *format {
	if n, err := strconv.Atoi(id); err == nil && code == "" {
		if n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58 {
			return &format{day: true}
		}
		return nil
	}
	code, _, _ = strings.Cut(code, ";") // what negative numbers look like
	if parts := noughts.FindStringSubmatch(code); parts != nil {
		f := &format{before: asItIs.ReplaceAllString(parts[1], "$1$2"), digits: len(parts[2]), after: asItIs.ReplaceAllString(parts[3], "$1$2")}
		if f.before == "" && f.after == "" && f.digits == 1 {
			return nil
		}
		return f
	}
	if code = strings.ToLower(aside.ReplaceAllString(code, "")); code != "general" && strings.ContainsAny(code, "ymdhs") {
		return &format{day: true}
	}
	return nil
}

// shown returns the number as the workbook shows it.
func (f *format) shown(number string) string {
	if f.day || !whole.MatchString(number) {
		return number
	}
	return f.before + strings.Repeat("0", max(f.digits-len(number), 0)) + number + f.after
}

// runs are those of a sheet, by column counted from 1, each column's in the order of
// the rows. One run stands for as many rows as are shown alike.
type runs map[int][]run

func (r runs) add(column, row int, f *format) {
	of := r[column]
	if n := len(of); n > 0 && of[n-1].format == f && of[n-1].last == row-1 {
		of[n-1].last = row
		return
	}
	r[column] = append(of, run{row, row, f})
}

// show gives the row's numbers as the workbook shows them. It returns the places,
// counted from 0, of its days, and what is kept of the numbers that it changed. Rows are
// asked about in their order.
func (r runs) show(number int, cells []string) (days []int, kept map[int]string) {
	for column, of := range r {
		for len(of) > 0 && of[0].last < number {
			of = of[1:]
		}
		if r[column] = of; len(of) == 0 || of[0].first > number || column > len(cells) {
			continue
		}
		if of[0].format.day {
			days = append(days, column-1)
			continue
		}
		keeps := cells[column-1]
		if shows := of[0].format.shown(keeps); shows != keeps {
			if kept == nil {
				kept = map[int]string{}
			}
			cells[column-1], kept[column-1] = shows, keeps
		}
	}
	slices.Sort(days)
	return days, kept
}
