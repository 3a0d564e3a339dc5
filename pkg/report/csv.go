// Package report says what leaves the register for people to read: a spreadsheet
// of disclosures, the answer to a person about their data, the annual return and
// the record of processing. Whoever composes them decides what is in them.
package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
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
// an apostrophe before it. Lists within a cell are separated by "; ".
//
// It keeps one row in memory. It is not for concurrent use.
type CSV struct {
	w    *csv.Writer
	rows int
}

// column is a heading and where its cell comes from.
type column struct {
	heading string
	cell    func(*line) string
}

// line is an entry made ready for its row.
type line struct {
	entry *disclosure.Entry
	leaf  string
	d     *disclosure.Disclosure
}

// NewCSV writes the mark and the headings.
func NewCSV(w io.Writer) (*CSV, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write the byte order mark: %w", err)
	}
	c := &CSV{w: csv.NewWriter(w)}
	headings := make([]string, len(columns))
	for i, col := range columns {
		headings[i] = col.heading
	}
	if err := c.w.Write(headings); err != nil {
		return nil, fmt.Errorf("write the headings: %w", err)
	}
	return c, nil
}

// Write adds the row of a disclosure or a correction.
func (c *CSV) Write(entry *disclosure.Entry, leaf string) error {
	d, _, err := entry.Disclosed()
	if err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	l := &line{entry: entry, leaf: leaf, d: d}
	row := make([]string, len(columns))
	for i, col := range columns {
		row[i] = inert(col.cell(l))
	}
	c.rows++
	if err := c.w.Write(row); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Close flushes what is buffered and returns how many rows were written,
// headings not counted.
func (c *CSV) Close() (rows int, err error) {
	c.w.Flush()
	return c.rows, c.w.Error()
}

// inert keeps a spreadsheet from running the cell.
func inert(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}

var columns = []column{
	{"Entry", func(l *line) string { return l.entry.ID.String() }},
	{"Kind", func(l *line) string { return string(l.entry.Kind) }},
	{"Corrects", func(l *line) string { return l.entry.About.String() }},
	{"Case", func(l *line) string { return l.d.Case.String() }},
	{"Decision", func(l *line) string { return string(l.d.Decision) }},
	{"Disclosed at (UTC)", func(l *line) string { return instant(l.d.DisclosedAt) }},
	{"Recorded at (UTC)", func(l *line) string { return instant(l.entry.RecordedAt) }},
	{"Recorded by", func(l *line) string { return l.entry.RecordedBy.Name }},
	{"Department", func(l *line) string { return l.entry.Owner() }},
	{"Recipient category", func(l *line) string { return l.d.Recipient.Category }},
	{"Recipient kind", func(l *line) string { return l.d.Recipient.Kind }},
	{"Recipient organisation", func(l *line) string { return l.d.Recipient.Organisation }},
	{"Recipient person", func(l *line) string { return l.d.Recipient.Person }},
	{"Recipient post", func(l *line) string { return l.d.Recipient.Post }},
	{"Subjects", func(l *line) string {
		return list(l.d.Subjects, func(s disclosure.Subject) string { return s.Reference + " (" + strings.Join(s.AllRoles(), ", ") + ")" })
	}},
	{"Data", func(l *line) string {
		return list(l.d.Data, func(i disclosure.DataItem) string { return i.Category + ": " + i.Description })
	}},
	{"Reason", func(l *line) string { return l.d.Reason }},
	{"Refused for", func(l *line) string { return string(l.d.RefusedFor) }},
	{"Purpose", func(l *line) string { return l.d.Purpose }},
	{"Lawful bases", func(l *line) string { return strings.Join(l.d.Justification.LawfulBases, "; ") }},
	{"Conditions", func(l *line) string { return strings.Join(l.d.Justification.Conditions, "; ") }},
	{"Exemptions", func(l *line) string {
		return list(l.d.Justification.Exemptions, func(e disclosure.Exemption) string { return e.ID + ": " + e.Reason })
	}},
	{"Gateway", func(l *line) string { return l.d.Justification.Gateway }},
	{"Bases and conditions of single items", func(l *line) string { return perItem(l.d.Data) }},
	{"Necessity", func(l *line) string { return l.d.Justification.Necessity }},
	{"Subject told", func(l *line) string { return string(l.d.TellSubject.Outcome) }},
	{"Told on", func(l *line) string { return l.d.TellSubject.On.String() }},
	{"Ground for not telling", func(l *line) string { return l.d.TellSubject.Ground }},
	{"Departure", func(l *line) string {
		if l.d.Departure == nil {
			return ""
		}
		return l.d.Departure.Reason
	}},
	{"Authorised by", func(l *line) string { return l.d.AuthorisedBy.Name + ", " + l.d.AuthorisedBy.Post }},
	{"Flags", func(l *line) string {
		return list(l.entry.Flags, func(f disclosure.Flag) string { return f.Rule })
	}},
	{"Notice", func(l *line) string {
		if l.entry.Policy == nil {
			return l.d.Notice
		}
		return l.entry.Policy.Notice + " " + l.entry.Policy.NoticeVersion
	}},
	{"Leaf", func(l *line) string { return l.leaf }},
}

// instant writes a moment as spreadsheets read one, to be sorted and filtered by.
func instant(t time.Time) string { return t.UTC().Format(time.DateTime) }

// list writes each name once: a rule may raise several flags.
func list[T any](items []T, name func(T) string) string {
	var names []string
	for _, item := range items {
		if n := name(item); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, "; ")
}

func perItem(data []disclosure.DataItem) string {
	var cells []string
	for _, item := range data {
		if ids := append(append([]string{}, item.LawfulBases...), item.Conditions...); len(ids) > 0 {
			cells = append(cells, item.Category+": "+strings.Join(ids, ", "))
		}
	}
	return strings.Join(cells, "; ")
}
