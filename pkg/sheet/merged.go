package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
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

// lookThrough is the first of two passes over a sheet. It fails when the sheet
// cannot be read row by row as it is shown: when its rows or the cells of one are out of
// order, of a number that no sheet has, or something stands too far to the right.
// excelize counts through all those between two that are there, for ever if need be, and
// takes a cell that is out of order for the next. It returns the cells that are merged over several
// rows, which a workbook tells after the rows: it keeps what they say in the first
// of them, and the rows below would be read as though nothing stood there. And it
// returns the number of the last row.
//
// It reads the sheet's own part of the file as it comes, since excelize keeps the
// whole of it to answer the same.
func lookThrough(file, sheet string) (merges []merge, last int, err error) {
	book, err := zip.OpenReader(file)
	if err != nil {
		return nil, 0, err
	}
	defer book.Close()
	part, err := partOf(&book.Reader, sheet)
	if err != nil {
		return nil, 0, err
	}
	row, column := 0, 0
	err = eachElement(&book.Reader, part, func(element xml.StartElement) error {
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
			if name := attribute(element, "r"); name != "" {
				var err error
				if column, _, err = excelize.CellNameToCoordinates(name); err != nil || column <= before {
					return fmt.Errorf("a cell of row %d is out of its place: save the file anew with a spreadsheet", row)
				}
			}
			return nil
		case "v", "is", "f": // what has nothing in it may stand anywhere: it has a colour
			if column > mostColumns {
				name, _ := excelize.ColumnNumberToName(min(column, excelize.MaxColumns))
				return fmt.Errorf("something stands in column %s of row %d, and no more than %s columns are read: delete what stands to the right of the log", name, row, plain.Number(mostColumns))
			}
			return nil
		case "mergeCell":
			m, err := readMerge(attribute(element, "ref"))
			if err == nil && m.top < m.bottom {
				merges = append(merges, m)
			}
			return err
		}
		return nil
	})
	slices.SortFunc(merges, func(a, b merge) int { return a.top - b.top })
	return merges, row, err
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

// fill gives the row what the merged cells over it say.
func (t *tab) fill(number int, cells []string) []string {
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
			o.says = cells[o.left-1]
		}
		cells[o.left-1] = o.says
	}
	return cells
}

// over is a merged block that reaches into the rows being read.
type over struct {
	merge
	says string
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
		if element, starts := token.(xml.StartElement); starts {
			if err := see(element); err != nil {
				return err
			}
		}
	}
}
