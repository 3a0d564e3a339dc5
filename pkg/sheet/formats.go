package sheet

import (
	"archive/zip"
	"encoding/xml"
	"io/fs"
	"math"
	"math/big"
	"path"
	"strconv"
	"strings"
)

// format is how a workbook shows what the cells of a style keep, where it may show it
// otherwise: a number as a day, with noughts and letters that are not kept, or not at all.
type format struct {
	day     bool
	truth   bool    // a yes or no that is kept as 1 or 0
	unread  string  // how it shows a number, where that is not worked out here
	numbers []shape // of a number above nought, of one below, and of nought
	text    *format // of a text; nil for one that is shown as it is kept
	words   []sign  // of a text, in the format of texts
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

// unknownWay is how a format shows numbers that this does not know.
const unknownWay = "in a way that is not known here"

// general is a format for numbers that have none.
var general = &format{numbers: []shape{{signs: []sign{{kind: asGeneral}}}}}

// built are the formats that every workbook has and does not write down, without those of
// days. What 5 to 8 and 41 to 44 show depends on the country.
var built = map[int]string{
	0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: `"£"#,##0;-"£"#,##0`, 6: `"£"#,##0;-"£"#,##0`, 7: `"£"#,##0.00;-"£"#,##0.00`, 8: `"£"#,##0.00;-"£"#,##0.00`,
	9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
	41: "#,##0;-#,##0;-", 42: `"£"#,##0;-"£"#,##0;"£"-`, 43: "#,##0.00;-#,##0.00;-", 44: `"£"#,##0.00;-"£"#,##0.00;"£"-`, 48: "##0.0E+0", 49: "@",
}

// formatOf reads one, by its number where it is one that every workbook has; nil for one
// that shows a number as it is.
func formatOf(id, code string) *format {
	if n, err := strconv.Atoi(id); err == nil && code == "" {
		if n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58 {
			return &format{day: true}
		}
		code = built[n]
	}
	if code == "" || code == "@" || strings.EqualFold(code, "General") {
		return nil
	}
	if len(code) > mostCode {
		return &format{unread: unknownWay}
	}
	f := &format{}
	shapes := shapesOf(code)
	for _, s := range shapes {
		f.day = f.day || s.day
		if f.unread == "" {
			f.unread = s.unread
		}
	}
	if last := shapes[len(shapes)-1]; len(shapes) == 4 || last.text {
		shapes = shapes[:len(shapes)-1]
		if len(last.signs) != 1 || last.signs[0].kind != asKept {
			f.text = &format{words: append([]sign{}, last.signs...)}
		}
	}
	if f.numbers = shapes; len(shapes) == 0 || len(shapes) > 3 {
		f.unread = unknownWay
	}
	return f
}

// shown returns what a cell shows that keeps the value, or how the number is shown,
// where what it shows is not worked out.
func (f *format) shown(value string) (text, unread string) {
	switch {
	case f.truth:
		if yes, err := strconv.ParseBool(value); err == nil {
			value = strings.ToUpper(strconv.FormatBool(yes))
		}
		return value, ""
	case f.words != nil:
		return filledIn(f.words, value), ""
	}
	kept, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(kept) || math.Abs(kept) >= 1e15 {
		return value, "" // no number, or one of more digits than are kept, which is a problem of its own
	}
	if f.unread != "" {
		return value, f.unread
	}
	number, _ := new(big.Rat).SetString(strconv.FormatFloat(math.Abs(kept), 'e', 14, 64)) // of 15 digits, as a spreadsheet
	s, minus := f.numbers[0], kept < 0
	switch {
	case kept < 0 && len(f.numbers) > 1:
		s, minus = f.numbers[1], false
	case kept == 0 && len(f.numbers) > 2:
		s = f.numbers[2]
	}
	if text, unread = s.number(number); unread != "" {
		return value, unread
	}
	switch {
	case clean(text) == "" && kept != 0:
		return value, "as nothing at all"
	case minus && strings.ContainsAny(text, "123456789"):
		text = "-" + text
	}
	return text, ""
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

// show gives the row's cells as the workbook shows them, and returns what is to be known
// of them beside that, by their places counted from 0. Rows are asked about in their order.
func (r runs) show(number int, cells []string) marks {
	found := marks{}
	for column, of := range r {
		for len(of) > 0 && of[0].last < number {
			of = of[1:]
		}
		if r[column] = of; len(of) == 0 || of[0].first > number || column > len(cells) {
			continue
		}
		m := mark{day: of[0].format.day}
		if keeps := cells[column-1]; !m.day {
			var shows string
			if shows, m.unread = of[0].format.shown(keeps); shows != keeps {
				cells[column-1], m.kept, m.otherwise = shows, keeps, true
			}
		}
		if m != (mark{}) {
			found[column-1] = m
		}
	}
	return found
}
