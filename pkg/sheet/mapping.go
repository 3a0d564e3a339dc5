package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"disclosure-register/pkg/disclosure"
)

// Mapping says what the columns of a council's log mean.
type Mapping struct {
	// Log names the log for ever: with a row's identity it makes the key by which
	// the row is recorded once.
	Log string
	// Place is where in the file the log stands.
	Place Place
	// Identity are the columns that together tell a row from every other, for ever:
	// the log's own number. The key is a plain hash, so that it is the same wherever
	// the import runs; what can be guessed is not hidden by it.
	Identity []string
	// PerSheet is whether the log's numbers begin anew on each sheet, so that the
	// sheet's name is part of what tells a row from every other.
	PerSheet bool
	// References is how the council's own references for people are written; nil
	// where the mapping does not say.
	References *regexp.Regexp
	// CaseReferences is that of cases.
	CaseReferences *regexp.Regexp

	body     field
	depart   field           // the departure of rows that need one; nil when the mapping has none
	entries  *column         // whose parts are an entry each; nil for one entry a row
	leaveOut []leaveOut      // what is no disclosure
	nothing  map[string]bool // words that count as an empty cell, folded
	one      map[string]bool // names of one recipient that read as several, folded
	lookups  map[string]*Lookup
	columns  []string // that the mapping names
}

// mappingFile is a mapping as it is written.
type mappingFile struct {
	Log        string                  `yaml:"log"`
	Sheet      string                  `yaml:"sheet"`
	Sheets     any                     `yaml:"sheets"`
	Header     int                     `yaml:"header"`
	Merged     []string                `yaml:"merged"`
	Identity   []string                `yaml:"identity"`
	PerSheet   bool                    `yaml:"identity-per-sheet"`
	Nothing    []string                `yaml:"nothing"`
	References string                  `yaml:"references"`
	CaseRefs   string                  `yaml:"case-references"`
	One        []string                `yaml:"one-recipient"`
	Lookups    map[string]lookupFormat `yaml:"lookups"`
	LeaveOut   []any                   `yaml:"leave-out"`
	EntryFor   any                     `yaml:"one-entry-for-each"`
	Disclosure map[string]any          `yaml:"disclosure"`
}

// ReadMapping reads a mapping, as YAML or as a workbook in which each row says what a
// column is (docs/import.md), and names everything that is wrong with it.
func ReadMapping(text []byte) (*Mapping, error) {
	var file mappingFile
	if bytes.HasPrefix(text, []byte("PK\x03\x04")) {
		var err error
		if text, err = mappingOfWorkbook(text); err != nil {
			return nil, err
		}
	}
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		// Without the lines of the file: given the log in its place, they are people's.
		return nil, fmt.Errorf("read the mapping (docs/import.md), at line and column %s", yaml.FormatError(err, false, false))
	}
	m := &Mapping{
		Log: strings.TrimSpace(file.Log), Identity: file.Identity, PerSheet: file.PerSheet, nothing: map[string]bool{}, one: map[string]bool{}, lookups: map[string]*Lookup{},
		Place: Place{Sheet: file.Sheet, Header: file.Header, Merged: file.Merged},
	}
	c := &compiler{lookups: m.lookups}
	if m.Log == "" {
		c.wrong("log", "name the log, for example housing-sharing-log; never change the name once rows have been imported")
	}
	if slices.Contains(m.Identity, "?") || len(m.Identity) == 0 {
		c.wrong("identity", "name the columns that tell a row from every other, such as the log's own number")
	}
	c.sheets(&m.Place, file.Sheets)
	for _, word := range file.Nothing {
		m.nothing[disclosure.SearchName(word)] = true
	}
	for _, name := range file.One {
		m.one[disclosure.SearchName(name)] = true
	}
	if file.References != "" {
		m.References = c.regexp("references", `^(?:`+file.References+`)$`)
	}
	if file.CaseRefs != "" {
		m.CaseReferences = c.regexp("case-references", `^(?:`+file.CaseRefs+`)$`)
	}
	for name, format := range file.Lookups {
		m.lookups[name] = c.lookup("lookups."+name, format)
	}
	m.leaveOut = c.leftOut(file.LeaveOut)
	if file.EntryFor != nil {
		parts, _ := file.EntryFor.(map[string]any)
		if each, ok := c.column("one-entry-for-each", parts, reflect.TypeFor[[]string]()).(column); ok {
			m.entries = &each
			c.entries = true
		}
	}
	m.depart = c.departure(file.Disclosure)
	m.body = c.object("disclosure", file.Disclosure, reflect.TypeFor[disclosure.Disclosure]())
	if c.found != nil {
		return nil, errors.Join(c.found...)
	}
	m.columns = slices.Concat(m.Identity, m.Place.Merged, c.columns)
	m.Place.names = m.columns
	return m, nil
}

// sheets reads which sheets of a workbook hold the log.
func (c *compiler) sheets(place *Place, given any) {
	switch several := given.(type) {
	case nil:
	case string:
		if place.EverySheet = several == "all"; !place.EverySheet {
			c.wrong("sheets", "write all, or a list of the sheets' names")
		}
	case []any:
		for _, name := range several {
			place.Sheets = append(place.Sheets, fmt.Sprint(name))
		}
	default:
		c.wrong("sheets", "write all, or a list of the sheets' names")
	}
	if given != nil && place.Sheet != "" {
		c.wrong("sheets", "say either sheet or sheets")
	}
}

// departure takes out of the mapping a departure that only rows without which they
// would be refused shall have.
func (c *compiler) departure(fields map[string]any) field {
	given, _ := fields["departure"].(map[string]any)
	needed, said := given["only-when-needed"]
	if !said {
		return nil
	}
	delete(given, "only-when-needed")
	if needed != true {
		if needed != false {
			c.wrong("disclosure.departure.only-when-needed", "write true or false")
		}
		return nil
	}
	delete(fields, "departure")
	return c.object("disclosure.departure", given, reflect.TypeFor[disclosure.Departure]())
}

// Fits reports the columns that the mapping names and a sheet does not have, or
// has twice. It repeats no cell of the header: where the mapping gives the wrong
// row, they are people's data.
func (m *Mapping) Fits(s *Sheet) error {
	var wrong []error
	for _, t := range s.tabs {
		wrong = append(wrong, m.fits(t, len(s.tabs) > 1))
	}
	return errors.Join(wrong...)
}

func (m *Mapping) fits(t *tab, several bool) error {
	var missing, twice []string
	for _, name := range m.columns {
		quoted := strconv.Quote(name)
		switch _, found := t.find(name); {
		case found == noColumn && !slices.Contains(missing, quoted):
			missing = append(missing, quoted)
		case found == twoColumns && !slices.Contains(twice, quoted):
			twice = append(twice, quoted)
		}
	}
	which := "the sheet"
	if several {
		which = "the sheet " + strconv.Quote(t.name)
	}
	var wrong []error
	if missing != nil {
		wrong = append(wrong, fmt.Errorf("%s has no column called %s", which, strings.Join(missing, ", ")))
	}
	if twice != nil {
		wrong = append(wrong, fmt.Errorf("%s has more than one column called %s: write the name with #1 or #2 after it for the first or the second", which, strings.Join(twice, ", ")))
	}
	if wrong != nil {
		also := ""
		if several {
			also = "; if the sheet is no part of the log, list those that are (sheets: [NAME, NAME])"
		}
		wrong = append(wrong, fmt.Errorf("row %d was taken to name the columns, %d of them: if another row names them, say so in the mapping (header: 3)%s", t.header, t.named, also))
	}
	return errors.Join(wrong...)
}

// Key returns the key by which the row is recorded once, whatever file it stands
// in and wherever there; or a problem when what identifies it is missing.
func (m *Mapping) Key(r Row) (string, *Problem) {
	parts := []any{m.Log}
	if m.PerSheet {
		parts = append(parts, []string{r.Sheet()})
	}
	for _, name := range m.Identity {
		cell := r.kept(name) // a row is the same however its number is shown
		if cell == "" {
			return "", &Problem{name, "This tells the row from every other, and is empty.", "Give the row its number, or leave out such rows by the mapping (leave-out)."}
		}
		parts = append(parts, cell)
	}
	if r.entry > 1 { // the first has the key it had while the cell named one
		parts = append(parts, map[string]int{"entry": r.entry})
	}
	encoded, err := json.Marshal(parts)
	if err != nil {
		panic("sheet: text cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(encoded)
	return "import-" + hex.EncodeToString(sum[:20]), nil
}

// Problem is something in a row that the mapping cannot make sense of, and what
// would put it right. It never repeats what stands in the cell.
type Problem struct {
	Column string
	Detail string
	Do     string
}

// Made is a row as the body of a disclosure.
type Made struct {
	Body map[string]any
	// Departure is what to add to the body if it is refused without one, for what
	// has already happened; nil when the mapping has none for such rows.
	Departure map[string]any
	from      map[string]string // column, by JSON pointer
	meant     map[string]bool   // what the mapping makes of words, by JSON pointer
}

// Entries returns the row once for each entry that it is: several where the mapping
// makes one of each part of a cell.
func (m *Mapping) Entries(r Row) []Row {
	if m.entries == nil || r.astray {
		return []Row{r}
	}
	b := newBuilding(m, r)
	value, _ := m.entries.build(b, "")
	parts, _ := value.([]any)
	if len(parts) == 0 {
		return []Row{r}
	}
	rows := make([]Row, 0, len(parts))
	for i, part := range parts {
		one := r
		one.entry, one.part = i+1, fmt.Sprint(part)
		rows = append(rows, one)
	}
	return rows
}

// Make makes the body of a disclosure of the row, with every problem found on the
// way. What has no column and no value in the mapping is left out; so is a part
// whose every column is empty.
func (m *Mapping) Make(r Row) (Made, []Problem) {
	if r.astray {
		return Made{Body: map[string]any{}}, []Problem{{"", astrayDetail, astrayDo}}
	}
	b := newBuilding(m, r)
	body, _ := m.body.build(b, "")
	made := Made{from: b.from, meant: b.meant}
	made.Body, _ = body.(map[string]any)
	if m.depart != nil {
		departure, _ := m.depart.build(b, "/departure")
		made.Departure, _ = departure.(map[string]any)
	}
	return made, b.problems
}

// OneRecipient reports whether the mapping says that the name is one recipient's, though
// it reads as those of several.
func (m *Mapping) OneRecipient(name string) bool { return m.one[disclosure.SearchName(name)] }

// OfCell returns the column, or columns, whose cells stand at the JSON pointer as
// they are written; "" for what the mapping gives, or makes of a word.
func (d Made) OfCell(pointer string) string {
	if d.meant[pointer] {
		return ""
	}
	return d.from[pointer]
}

// Column returns the column, or columns, from which what stands at the JSON
// pointer came, or would have come; "" when the mapping itself gives it, or
// nothing does.
func (d Made) Column(pointer string) string {
	for at := pointer; at != ""; at = at[:strings.LastIndex(at, "/")] {
		if column, ok := d.from[at]; ok {
			return column
		}
		if at == pointer {
			if below := d.below(pointer); below != "" {
				return below
			}
		}
	}
	return ""
}

// below names the columns of a part whose own place has none.
func (d Made) below(pointer string) string {
	var columns []string
	for at, column := range d.from {
		if strings.HasPrefix(at, pointer+"/") && !slices.Contains(columns, column) {
			columns = append(columns, column)
		}
	}
	slices.Sort(columns)
	return strings.Join(columns, ", ")
}
