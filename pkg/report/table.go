package report

import (
	"encoding/csv"
	"fmt"
	"io"
)

// WriteTable writes headings and rows as [CSV] writes disclosures: RFC 4180 in
// UTF-8 with a byte order mark, and no cell that a spreadsheet would run.
func WriteTable(w io.Writer, headings []string, rows [][]string) error {
	cells := make([][]Cell, len(rows))
	for i, row := range rows {
		for _, text := range row {
			cells[i] = append(cells[i], words(text))
		}
	}
	return WriteCells(w, headings, cells)
}

// WriteCells is [WriteTable] of cells some of which are numbers, as negative ones are too:
// only text is kept from running.
func WriteCells(w io.Writer, headings []string, rows [][]Cell) error {
	if _, err := io.WriteString(w, ByteOrderMark); err != nil {
		return fmt.Errorf("write the byte order mark: %w", err)
	}
	first := make([]Cell, len(headings))
	for i, heading := range headings {
		first[i] = words(heading)
	}
	out := csv.NewWriter(w)
	for _, row := range append([][]Cell{first}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			if cells[i] = cell.Text; !cell.Number {
				cells[i] = inert(cell.Text)
			}
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
