// Package report says what leaves the register for people to read: spreadsheets of
// disclosures, the answer to a person about their data, the annual return and the
// record of processing. Whoever composes them decides what is in them.
package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// CSVType is the media type of what [CSV] writes.
const CSVType = "text/csv; charset=utf-8"

// CSV writes disclosures and corrections as RFC 4180 rows in UTF-8, one entry to
// a row, with a byte order mark so that Excel reads names in other scripts. Rows
// end in a line feed alone, since ending them in two would rewrite the line ends
// inside cells.
//
// No cell can run as a formula: one that begins with =, +, -, @, a tab or a
// carriage return (or their full-width forms, which some spreadsheets fold) has
// an apostrophe before it, and so has one that begins with apostrophes and then
// such a character, so that what was there before can be told: see [uninert].
// Several things within a cell are separated by "; " or stand on lines of their own.
//
// It keeps one row in memory. It is not for concurrent use.
type CSV struct {
	w      *csv.Writer
	digest Digest
}

// NewCSV writes the mark and the headings.
func NewCSV(w io.Writer) (*CSV, error) {
	if _, err := io.WriteString(w, ByteOrderMark); err != nil {
		return nil, fmt.Errorf("write the byte order mark: %w", err)
	}
	c := &CSV{w: csv.NewWriter(w)}
	headings := make([]string, len(columns))
	for i, col := range columns {
		headings[i] = col.Heading
	}
	if err := c.w.Write(headings); err != nil {
		return nil, fmt.Errorf("write the headings: %w", err)
	}
	return c, nil
}

// ByteOrderMark begins a file of CSV.
const ByteOrderMark = "\ufeff"

// Write adds a row.
func (c *CSV) Write(r *Row) error {
	l, err := NewLine(r)
	if err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	row := make([]string, len(columns))
	for i, col := range columns {
		row[i] = inert(col.Cell(l).Text)
	}
	if err := c.w.Write(row); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	c.digest.Add(l.Canonical)
	return nil
}

// Close flushes what is buffered and returns the digest of the rows.
func (c *CSV) Close() (*Digest, error) {
	c.w.Flush()
	return &c.digest, c.w.Error()
}

// runs reports whether a spreadsheet would run the cell, or would but for the
// apostrophes before it.
func runs(cell string) bool {
	for _, r := range strings.TrimLeft(cell, "'") {
		return strings.ContainsRune("=+-@\t\r＝＋－＠", r)
	}
	return false
}

// inert keeps a spreadsheet from running the cell.
func inert(cell string) string {
	if runs(cell) {
		return "'" + cell
	}
	return cell
}

// Uninert is what the cell was before [inert].
func Uninert(cell string) string {
	if rest, marked := strings.CutPrefix(cell, "'"); marked && runs(cell) {
		return rest
	}
	return cell
}
