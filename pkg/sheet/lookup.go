package sheet

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
)

// lookupFormat is what a mapping says of a file in which references are looked up.
type lookupFormat struct {
	Find   []string `yaml:"find"`
	Give   string   `yaml:"give"`
	Sheet  string   `yaml:"sheet"`
	Header int      `yaml:"header"`
}

// Lookup finds the council's own reference for what a log has in its place: a name,
// a day of birth, the number of another system. It is read into memory, and nothing
// of it but the reference that is found goes anywhere.
type Lookup struct {
	place Place
	find  []string
	give  string
	known map[string][]string // references, by what they are found by; nil until it is read
}

func (c *compiler) lookup(at string, format lookupFormat) *Lookup {
	if len(format.Find) == 0 || format.Give == "" {
		c.wrong(at, "name the columns of the file to look in and the one that has the reference, for example {find: [Name, Born], give: Reference}")
	}
	columns := append(slices.Clone(format.Find), format.Give)
	return &Lookup{place: Place{Sheet: format.Sheet, Header: format.Header, names: columns}, find: format.Find, give: format.Give}
}

// looked reads by what a column is looked up.
func (c *compiler) looked(at string, parts map[string]any, said func(string) string, col *column) {
	name := said("lookup")
	col.with = c.texts(at, "with", parts["with"])
	c.columns = append(c.columns, col.with...)
	if name == "" {
		if col.with != nil {
			c.wrong(at, "with names further columns by which to look up")
		}
		return
	}
	lookup := c.lookups[name]
	switch {
	case lookup == nil:
		c.wrong(at, "the mapping has no lookup called %q: say below lookups what its file looks like", name)
	case len(col.with)+1 != len(lookup.find):
		c.wrong(at, "the lookup finds by %d columns, and this gives %d (with names those after the first)", len(lookup.find), len(col.with)+1)
	case col.values != nil || col.kind != 0:
		c.wrong(at, "what is looked up has no values, date or instant of its own")
	}
	col.lookup = lookup
}

// Lookups returns the names of the files that the mapping looks things up in, in
// order.
func (m *Mapping) Lookups() []string {
	var names []string
	for name := range m.lookups {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// LookUp reads the file for the lookup of the name. It refuses one that others on
// this machine can read. Its errors repeat nothing that stands in it.
func (m *Mapping) LookUp(name, path string) error {
	lookup := m.lookups[name]
	if lookup == nil {
		return fmt.Errorf("the mapping has no lookup called %q", name)
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("open the lookup %q: %w", name, err)
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the file of the lookup %q can be read by others: take their rights away (chmod 600) and run this again", name)
	}
	sheet, err := Open(path, lookup.place)
	if err != nil {
		return fmt.Errorf("the lookup %q: %w", name, err)
	}
	known, err := lookup.read(sheet)
	if err := errors.Join(err, sheet.Close()); err != nil {
		return fmt.Errorf("the lookup %q: %w", name, err)
	}
	lookup.known = known
	return nil
}

func (l *Lookup) read(s *Sheet) (map[string][]string, error) {
	if err := (&Mapping{columns: l.place.names}).Fits(s); err != nil {
		return nil, err
	}
	known := map[string][]string{}
	for row, err := range s.Rows() {
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", row.Number, err)
		}
		if detail, do := row.Astray(); detail != "" {
			return nil, fmt.Errorf("row %d: %s %s", row.Number, detail, do)
		}
		var by []string
		for _, name := range l.find {
			by = append(by, row.Cell(name))
		}
		reference := row.Cell(l.give)
		if reference == "" || slices.Contains(by, "") || row.Rounded(l.give) || row.Day(l.give) || row.Unread(l.give) != "" || slices.ContainsFunc(l.find, func(name string) bool { return row.Rounded(name) || row.Unread(name) != "" }) {
			continue // it finds nothing, or is found by nothing
		}
		for _, key := range lookupKeys(row, by) {
			known[key] = withReference(known[key], reference)
		}
	}
	return known, nil
}

// withReference adds the reference, unless one that is spelt otherwise is there.
func withReference(known []string, reference string) []string {
	if slices.ContainsFunc(known, func(other string) bool { return disclosure.Same(other, reference) }) {
		return known
	}
	return append(known, reference)
}

// wholeDays are the patterns of days that can be nothing else: of two files one may
// have a day of birth as text, and the other as a spreadsheet's number.
var wholeDays = []string{"dd/mm/yyyy", "dd-mm-yyyy", "dd.mm.yyyy", "yyyy-mm-dd", "d-mmm-yyyy", "d mmm yyyy"}

// lookupKeys returns what the cells may be found by: as they are written, and, of
// those that may be days, by the day.
func lookupKeys(row Row, by []string) []string {
	keys := []string{""}
	b := &building{row: row}
	for _, text := range by {
		forms := []string{disclosure.Canonical(text)}
		if day, reads := b.read(wholeDays, text); reads {
			forms = append(forms, "day "+day.Format(time.DateOnly))
		}
		var longer []string
		for _, key := range keys {
			for _, form := range forms {
				longer = append(longer, key+"\x00"+form)
			}
		}
		keys = longer
	}
	return keys
}

// lookedUp finds what the lookup has for the text and the further columns.
func (c column) lookedUp(b *building, name, text string) (any, bool) {
	by := []string{text}
	for _, further := range c.with {
		by = append(by, b.row.Cell(further))
		name += ", " + further
	}
	var found []string
	for _, key := range lookupKeys(b.row, by) {
		for _, reference := range c.lookup.known[key] {
			found = withReference(found, reference)
		}
	}
	switch len(found) {
	case 0:
		b.problem(name, "The lookup file has nothing for this row.", "Add it to that file with its reference, or leave out such rows by the mapping (leave-out).")
		return nil, false
	case 1:
		return found[0], true
	}
	b.problem(name, "The lookup file has more than one reference for this row.", "Find out which it is, and let further columns tell them apart (with).")
	return nil, false
}
