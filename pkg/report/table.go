package report

import (
	"encoding/csv"
	"fmt"
	"io"
)

// WriteTable writes headings and rows as [CSV] writes disclosures: RFC 4180 in
// UTF-8 with a byte order mark, and no cell that a spreadsheet would run.
func WriteTable(w io.Writer, headings []string, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write the byte order mark: %w", err)
	}
	out := csv.NewWriter(w)
	for _, row := range append([][]string{headings}, rows...) {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = inert(cell)
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
