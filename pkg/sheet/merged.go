package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostRows is how many rows a sheet can have.
const mostRows = excelize.TotalRows

// refuseUnreadable fails when the sheet cannot be read row by row as it is shown.
// Cells that are merged over several rows are one reason: a spreadsheet keeps what
// they say in the first of them, and the rows below would be read as though nothing
// stood there. Rows out of order, or of a number that no sheet has, are another:
// excelize counts through all those between two that are there, for ever if need
// be.
//
// It reads the sheet's own part of the file as it comes, since excelize keeps the
// whole of it to answer the same.
func refuseUnreadable(file, sheet string) error {
	book, err := zip.OpenReader(file)
	if err != nil {
		return err
	}
	defer book.Close()
	part, err := partOf(&book.Reader, sheet)
	if err != nil {
		return err
	}
	row := 0
	return eachElement(&book.Reader, part, func(element xml.StartElement) error {
		switch element.Name.Local {
		case "row":
			before := row
			row++
			if number := attribute(element, "r"); number != "" {
				var err error
				if row, err = strconv.Atoi(number); err != nil || row <= before || row > mostRows {
					return fmt.Errorf("a row after row %d is numbered as no row there can be: save the file anew with a spreadsheet", before)
				}
			}
			if row > mostRows {
				return fmt.Errorf("the sheet has more than %d rows", mostRows)
			}
			return nil
		case "mergeCell":
			return refuseMerged(attribute(element, "ref"))
		}
		return nil
	})
}

func refuseMerged(cells string) error {
	first, last, several := strings.Cut(cells, ":")
	if !several {
		return nil
	}
	_, top, err := excelize.CellNameToCoordinates(first)
	if err != nil {
		return err
	}
	_, bottom, err := excelize.CellNameToCoordinates(last)
	if err != nil {
		return err
	}
	if top != bottom {
		return fmt.Errorf("the cells %s to %s are merged: unmerge them, and write in each row what it says", first, last)
	}
	return nil
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
