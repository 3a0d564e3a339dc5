package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/internal/plain"
)

// mostRows is how many rows a sheet can have.
const mostRows = excelize.TotalRows

// mostColumns is how far to the right something may stand. A sheet can have 16,384
// columns, and each cell between is made for each row in which one of the last has
// something.
const mostColumns = 1000

// merge is a block of cells merged over several rows, counted from 1.
type merge struct{ left, top, right, bottom int }

// rounding is a cell in which a spreadsheet keeps a whole number of more than 15 digits,
// of which it has kept no more: a reference, or one of several that became the same.
type rounding struct{ row, column int }

// tooLong is such a number. With fewer digits before the point it is a fraction, of which
// the last digits matter to nobody.
var tooLong = regexp.MustCompile(`^-?[0-9]{16,}(\.[0-9]*)?$`)

// lookedThrough is what the first pass over a sheet finds. The merges are told after the
// rows, and excelize does not tell a number from a text of digits.
type lookedThrough struct {
	merges   []merge
	roundeds []rounding // in the order of the sheet
	formats  runs
	last     int // number of the last row
}

// lookThrough is the first of two passes over a sheet. It fails when the sheet
// cannot be read row by row as it is shown: when its rows or the cells of one are out of
// order, of a number that no sheet has, or something stands too far to the right.
// excelize counts through all those between two that are there, for ever if need be, and
// takes a cell that is out of order for the next. It returns the cells that are merged over several
// rows, which a workbook tells after the rows: it keeps what they say in the first
// of them, and the rows below would be read as though nothing stood there. And it
// returns the numbers that the spreadsheet has rounded, and that of the last row.
//
// It reads the sheet's own part of the file as it comes, since excelize keeps the
// whole of it to answer the same.
func lookThrough(file, sheet string) (found lookedThrough, err error) {
	book, err := zip.OpenReader(file)
	if err != nil {
		return found, err
	}
	defer book.Close()
	part, err := partOf(&book.Reader, sheet)
	if err != nil {
		return found, err
	}
	formats, err := formatsOf(&book.Reader)
	if err != nil {
		return found, err
	}
	found.formats = runs{}
	row, column := 0, 0
	var style *format
	kind := ""  // the cell's
	value := "" // of a number, within v: what it says may be in two pieces
	err = eachToken(&book.Reader, part, func(token xml.Token) error {
		element, starts := token.(xml.StartElement)
		switch said := token.(type) {
		case xml.CharData:
			if kind == "n" {
				value += string(said)
			}
			return nil
		case xml.EndElement:
			if said.Name.Local != "v" && said.Name.Local != "is" {
				return nil
			}
			value = strings.TrimSpace(value)
			if shows := shownAs(kind, value, style); shows != nil {
				found.formats.add(column, row, shows)
			}
			if kind == "n" && tooLong.MatchString(value) {
				found.roundeds = append(found.roundeds, rounding{row, column})
			}
			return nil
		}
		if !starts {
			return nil
		}
		switch element.Name.Local {
		case "row":
			before := row
			row, column = row+1, 0
			if number := attribute(element, "r"); number != "" {
				var err error
				if row, err = strconv.Atoi(number); err != nil || row <= before || row > mostRows {
					return fmt.Errorf("a row after row %d is numbered as no row there can be: save the file anew with a spreadsheet", before)
				}
			}
			if row > mostRows {
				return fmt.Errorf("the sheet has more than %s rows", plain.Number(mostRows))
			}
			return nil
		case "c":
			before := column
			column++
			if kind, style = attribute(element, "t"), nil; kind == "" {
				kind = "n"
			}
			if n, err := strconv.Atoi(attribute(element, "s")); err == nil && n >= 0 && n < len(formats) {
				style = formats[n]
			}
			if name := attribute(element, "r"); name != "" {
				var err error
				if column, _, err = excelize.CellNameToCoordinates(name); err != nil || column <= before {
					return fmt.Errorf("a cell of row %d is out of its place: save the file anew with a spreadsheet", row)
				}
			}
			return nil
		case "v", "is", "f": // what has nothing in it may stand anywhere: it has a colour
			value = ""
			if column > mostColumns {
				name, _ := excelize.ColumnNumberToName(min(column, excelize.MaxColumns))
				return fmt.Errorf("something stands in column %s of row %d, and no more than %s columns are read: delete what stands to the right of the log", name, row, plain.Number(mostColumns))
			}
			return nil
		case "mergeCell":
			m, err := readMerge(attribute(element, "ref"))
			if err == nil && m.top < m.bottom {
				found.merges = append(found.merges, m)
			}
			return err
		}
		return nil
	})
	slices.SortFunc(found.merges, func(a, b merge) int { return a.top - b.top })
	found.last = row
	return found, err
}

// The formats of cells that say of themselves what they are.
var (
	yesAndNo = &format{truth: true}
	dated    = &format{day: true}
)

// shownAs returns how a cell of the kind and style is shown; nil where that is as it is
// kept.
func shownAs(kind, value string, style *format) *format {
	switch {
	case kind == "b":
		return yesAndNo
	case kind == "d":
		return dated
	case kind == "n" && style == nil && strings.Trim(value, "0123456789") != "":
		return general
	case kind == "n":
		return style
	case kind != "e" && style != nil:
		return style.text
	}
	return nil
}

func readMerge(cells string) (m merge, err error) {
	first, last, several := strings.Cut(cells, ":")
	if !several {
		return merge{}, nil
	}
	if m.left, m.top, err = excelize.CellNameToCoordinates(first); err != nil {
		return merge{}, err
	}
	if m.right, m.bottom, err = excelize.CellNameToCoordinates(last); err != nil {
		return merge{}, err
	}
	return m, nil
}

func (m merge) String() string {
	first, _ := excelize.CoordinatesToCellName(m.left, m.top)
	last, _ := excelize.CoordinatesToCellName(m.right, m.bottom)
	return first + " to " + last
}

// keepMerges keeps those merges whose cells count for each of their rows, as the
// mapping says, and refuses others in columns that the mapping names; of a mapping
// that names none, all.
func (t *tab) keepMerges(at Place) error {
	var kept []merge
	for _, m := range t.merges {
		if m.bottom <= t.header {
			continue // a title
		}
		if at.guess && m.left == m.right && m.left <= len(t.names) && t.names[m.left-1] != "" {
			t.merged = append(t.merged, t.names[m.left-1])
		}
		matters := at.names == nil && !at.guess
		for _, name := range at.names {
			if i, found := t.find(name); found == oneColumn && i+1 >= m.left && i+1 <= m.right {
				matters = true
			}
		}
		fills := slices.ContainsFunc(at.Merged, func(name string) bool {
			i, found := t.find(name)
			return found == oneColumn && i+1 == m.left
		})
		if fills = fills && m.left == m.right && m.top > t.header; fills {
			kept = append(kept, m)
		} else if matters {
			return fmt.Errorf("the cells %s are merged: unmerge them, and write in each row what it says; or name their column in the mapping (merged: [NAME]), so that they count for each of their rows", m)
		}
	}
	t.merges = kept
	return nil
}

// roundedIn returns the places, counted from 0, of the row's numbers that the
// spreadsheet has rounded. Rows are asked about in their order.
func (t *tab) roundedIn(number int) (places []int) {
	for len(t.roundeds) > 0 && t.roundeds[0].row <= number {
		if t.roundeds[0].row == number {
			places = append(places, t.roundeds[0].column-1)
		}
		t.roundeds = t.roundeds[1:]
	}
	return places
}

// fill gives the row what the merged cells over it say.
func (t *tab) fill(number int, cells []string, marks marks) []string {
	for len(t.merges) > 0 && t.merges[0].top <= number {
		t.over, t.merges = append(t.over, over{merge: t.merges[0]}), t.merges[1:]
	}
	t.over = slices.DeleteFunc(t.over, func(o over) bool { return o.bottom < number })
	for i := range t.over {
		o := &t.over[i]
		for len(cells) < o.left {
			cells = append(cells, "")
		}
		if number == o.top {
			o.says, o.mark = cells[o.left-1], marks[o.left-1]
		} else if o.mark != (mark{}) {
			marks[o.left-1] = o.mark
		}
		cells[o.left-1] = o.says
	}
	return cells
}

// over is a merged block that reaches into the rows being read.
type over struct {
	merge
	says string
	mark mark
}

// partOf returns the name of the part that holds the sheet.
func partOf(book *zip.Reader, sheet string) (string, error) {
	id, target := "", ""
	err := eachElement(book, "xl/workbook.xml", func(element xml.StartElement) error {
		if element.Name.Local == "sheet" && attribute(element, "name") == sheet {
			for _, a := range element.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	err = eachElement(book, "xl/_rels/workbook.xml.rels", func(element xml.StartElement) error {
		if element.Name.Local == "Relationship" && attribute(element, "Id") == id {
			target = attribute(element, "Target")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if id == "" || target == "" {
		return "", errors.New("the workbook does not say where the sheet is")
	}
	if rooted, ok := strings.CutPrefix(target, "/"); ok {
		return rooted, nil
	}
	return path.Join("xl", target), nil
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// eachElement reads a part of the file, no more than [maxUnpacked] of it, until
// see returns an error.
func eachElement(book *zip.Reader, part string, see func(xml.StartElement) error) error {
	return eachToken(book, part, func(token xml.Token) error {
		if element, starts := token.(xml.StartElement); starts {
			return see(element)
		}
		return nil
	})
}

// eachToken is [eachElement] with what stands between. A token is gone with the next.
func eachToken(book *zip.Reader, part string, see func(xml.Token) error) error {
	f, err := book.Open(part)
	if err != nil {
		return errors.New("a part of the workbook is missing")
	}
	defer f.Close()
	decoder := xml.NewDecoder(io.LimitReader(f, maxUnpacked))
	for {
		token, err := decoder.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errors.New("a part of the workbook cannot be read")
		}
		if err := see(token); err != nil {
			return err
		}
	}
}
