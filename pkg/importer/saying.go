package importer

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/sheet"
)

// What becomes of a row of which something is said.
const (
	refused = "problem"
	flagged = "to be flagged"
	leftOut = "left out"
	look    = "to be looked at"
)

// kind is one sort of thing to say of rows.
type kind struct{ column, detail, do, severity string }

// saying gathers what is said: each kind once, and of which rows.
type saying struct {
	kinds []kind
	known map[kind]int
	rows  [][]where // by kind
	first int       // rows shown
	shape strings.Builder
}

// say remembers that the kind is of the row.
func (i *Import) say(at where, k kind) {
	i.mu.Lock()
	defer i.mu.Unlock()
	s := &i.said
	n, known := s.known[k]
	if !known {
		if s.known == nil {
			s.known = map[kind]int{}
		}
		n = len(s.kinds)
		s.known[k], s.kinds, s.rows = n, append(s.kinds, k), append(s.rows, nil)
	}
	if rows := s.rows[n]; len(rows) == 0 || rows[len(rows)-1] != at {
		s.rows[n] = append(rows, at)
	}
}

// shared is a reference for a person, by the rows that have it.
type shared struct {
	rows   []where
	column string
}

// meet remembers that the row is about the person.
func (i *Import) meet(at where, column, reference string) {
	key := strings.ToLower(strings.Join(strings.Fields(reference), " "))
	if i.people[key] == nil {
		i.people[key] = &shared{column: column}
	}
	if rows := i.people[key].rows; len(rows) == 0 || rows[len(rows)-1] != at {
		i.people[key].rows = append(rows, at)
	}
}

// unusual finds the references that unusually many rows share: three or more, three
// times as many as half of the people are in at most, and a tenth of all rows or
// twenty. It may be a person of whom much was shared, or a number that stands for
// anybody; who reads the row knows.
func (i *Import) unusual() {
	var counts []int
	all := 0
	for _, s := range i.people {
		counts, all = append(counts, len(s.rows)), all+len(s.rows)
	}
	if counts == nil {
		return
	}
	slices.Sort(counts)
	middle := counts[(len(counts)-1)/2]
	for _, key := range slices.Sorted(maps.Keys(i.people)) {
		s := i.people[key]
		if n := len(s.rows); n >= 3 && n >= 3*middle && (n*10 >= all || n >= 20) {
			k := kind{s.column, fmt.Sprintf("One reference for a person is shared by unusually many rows (from %s on).", s.rows[0]), "See that it is one person's, and no number that stands for several or for nobody.", look}
			for _, at := range s.rows {
				i.say(at, k)
			}
		}
	}
}

// show writes the first rows of a dry run as they would be recorded.
func (i *Import) show(at where, made sheet.Made) error {
	if !i.DryRun || i.said.first == mostFirst {
		return nil
	}
	i.said.first++
	if i.said.first == 1 {
		fmt.Fprintf(&i.said.shape, "%s would be recorded so (‹a column› stands for what it has):\n", at)
		for _, line := range shape("", made.Body, made) {
			fmt.Fprintln(&i.said.shape, "  "+line)
		}
	}
	if i.First == nil {
		return nil
	}
	text, err := json.MarshalIndent(made.Body, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(i.First, "%s\n%s\n", at, text)
	}
	if err != nil {
		return fmt.Errorf("write the first rows: %w", err)
	}
	return nil
}

// shape lists the fields of a body, with the column for what stands in a cell.
func shape(pointer string, value any, made sheet.Made) []string {
	var lines []string
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			lines = append(lines, shape(pointer+"/"+name, value[name], made)...)
		}
		return lines
	case []any:
		for n, member := range value {
			lines = append(lines, shape(pointer+"/"+strconv.Itoa(n), member, made)...)
		}
		if made.OfCell(pointer) == "" {
			return lines
		}
	}
	name := strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", ".")
	if column := made.OfCell(pointer); column != "" {
		return []string{fmt.Sprintf("%s: ‹%s›", name, column)}
	}
	return []string{fmt.Sprintf("%s: %v", name, value)}
}

// conclude writes what there is to say, by kind, and the report.
func (i *Import) conclude() error {
	if i.DryRun {
		i.unusual()
	}
	s := &i.said
	if s.shape.Len() > 0 {
		fmt.Fprintln(i.Out, s.shape.String())
	}
	for _, part := range []struct{ severity, title string }{
		{refused, "Problems, by kind:"}, {flagged, "To be flagged for the Data Protection Officer:"}, {leftOut, "Left out, as the mapping says:"}, {look, "To be looked at:"},
	} {
		s.part(i.Out, part.severity, part.title)
	}
	if i.Report == nil {
		return nil
	}
	if err := s.report(i.Report); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// part says the kinds of one severity, those of most rows first.
func (s *saying) part(out io.Writer, severity, title string) {
	var of []int
	for n, k := range s.kinds {
		if k.severity == severity {
			of = append(of, n)
		}
	}
	if of == nil {
		return
	}
	fmt.Fprintln(out, title)
	slices.SortStableFunc(of, func(a, b int) int { return len(s.rows[b]) - len(s.rows[a]) })
	for _, n := range of {
		k := s.kinds[n]
		s.sortRows(n)
		column, do := "", ""
		if k.column != "" {
			column = ", " + k.column
		}
		if k.do != "" && severity != leftOut {
			do = " " + k.do
		}
		fmt.Fprintf(out, "%s%s: %s%s\n", rowsOf(s.rows[n]), column, k.detail, do)
	}
	fmt.Fprintln(out)
}

func (s *saying) sortRows(n int) { slices.SortStableFunc(s.rows[n], inOrder) }

// inOrder compares the places of two rows.
func inOrder(a, b where) int {
	if a.nth != b.nth {
		return a.nth - b.nth
	}
	return a.row - b.row
}

// mostNamed is how many rows of a kind are named; the report has them all.
const mostNamed = 6

// rowsOf names rows, and counts those that are not named.
func rowsOf(rows []where) string {
	if len(rows) == 1 {
		return rows[0].String()
	}
	var named []string
	for _, at := range rows[:min(len(rows), mostNamed)] {
		if at.sheet == "" {
			named = append(named, strconv.Itoa(at.row))
			continue
		}
		named = append(named, fmt.Sprintf("%d of %q", at.row, at.sheet))
	}
	more := ""
	if len(rows) > mostNamed {
		more = fmt.Sprintf(" and %d more", len(rows)-mostNamed)
	}
	return fmt.Sprintf("%d rows (%s%s)", len(rows), strings.Join(named, ", "), more)
}

// ReportHeader is the first line of a report, by which a file is known as one.
const ReportHeader = "\ufeffSheet,Row,Column,What becomes of it,What there is to say,What to do\n"

// report writes every row of every kind, in the order of the rows. No cell of the
// log is in it.
func (s *saying) report(out io.Writer) error {
	type line struct {
		at   where
		kind int
	}
	var lines []line
	for n, rows := range s.rows {
		for _, at := range rows {
			lines = append(lines, line{at, n})
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int { return inOrder(a.at, b.at) })
	if _, err := io.WriteString(out, ReportHeader); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	for _, l := range lines {
		k := s.kinds[l.kind]
		if err := w.Write([]string{l.at.sheet, strconv.Itoa(l.at.row), k.column, k.severity, k.detail, k.do}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
