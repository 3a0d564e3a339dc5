package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
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

	body    field
	columns []string // that the mapping names
}

// mappingFile is a mapping as it is written.
type mappingFile struct {
	Log        string         `yaml:"log"`
	Sheet      string         `yaml:"sheet"`
	Header     int            `yaml:"header"`
	Identity   []string       `yaml:"identity"`
	Disclosure map[string]any `yaml:"disclosure"`
}

// ReadMapping reads a mapping, and names everything that is wrong with it.
func ReadMapping(text []byte) (*Mapping, error) {
	var file mappingFile
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		// Without the lines of the file: given the log in its place, they are people's.
		return nil, fmt.Errorf("read the mapping (docs/import.md), at line and column %s", yaml.FormatError(err, false, false))
	}
	m := &Mapping{Log: strings.TrimSpace(file.Log), Place: Place{file.Sheet, max(file.Header, 1)}, Identity: file.Identity}
	c := &compiler{}
	if m.Log == "" {
		c.wrong("log", "name the log, for example housing-sharing-log; never change the name once rows have been imported")
	}
	if len(m.Identity) == 0 {
		c.wrong("identity", "name the columns that tell a row from every other, such as the log's own number")
	}
	m.body = c.object("disclosure", file.Disclosure, reflect.TypeFor[disclosure.Disclosure]())
	if c.found != nil {
		return nil, errors.Join(c.found...)
	}
	m.columns = append(slices.Clone(m.Identity), c.columns...)
	return m, nil
}

// Fits reports the columns that the mapping names and the sheet does not have, or
// has twice. It repeats no cell of the header: where the mapping gives the wrong
// row, they are people's data.
func (m *Mapping) Fits(s *Sheet) error {
	var missing, twice []string
	for _, name := range m.columns {
		quoted := strconv.Quote(name)
		switch i, named := s.columns[disclosure.SearchName(name)]; {
		case !named && !slices.Contains(missing, quoted):
			missing = append(missing, quoted)
		case named && i < 0 && !slices.Contains(twice, quoted):
			twice = append(twice, quoted)
		}
	}
	var wrong []error
	if missing != nil {
		wrong = append(wrong, fmt.Errorf("the sheet has no column called %s", strings.Join(missing, ", ")))
	}
	if twice != nil {
		wrong = append(wrong, fmt.Errorf("the sheet has more than one column called %s", strings.Join(twice, ", ")))
	}
	if wrong != nil {
		wrong = append(wrong, fmt.Errorf("row %d was taken to name the columns, %d of them: if another row names them, say so in the mapping (header: 3)", s.header, s.named))
	}
	return errors.Join(wrong...)
}

// Key returns the key by which the row is recorded once, whatever file it stands
// in and wherever there; or a problem when what identifies it is missing.
func (m *Mapping) Key(r Row) (string, *Problem) {
	parts := []string{m.Log}
	for _, column := range m.Identity {
		cell := r.Cell(column)
		if cell == "" {
			return "", &Problem{column, "This tells the row from every other, and is empty."}
		}
		parts = append(parts, cell)
	}
	encoded, err := json.Marshal(parts)
	if err != nil {
		panic("sheet: text cannot be encoded: " + err.Error())
	}
	sum := sha256.Sum256(encoded)
	return "import-" + hex.EncodeToString(sum[:20]), nil
}

// Problem is something in a row that the mapping cannot make sense of. It never
// repeats what stands in the cell.
type Problem struct {
	Column string
	Detail string
}

// Made is a row as the body of a disclosure.
type Made struct {
	Body map[string]any
	from map[string]string // column, by JSON pointer
}

// Make makes the body of a disclosure of the row, with every problem found on the
// way. What has no column and no value in the mapping is left out; so is a part
// whose every column is empty.
func (m *Mapping) Make(r Row) (Made, []Problem) {
	b := &building{row: r, from: map[string]string{}}
	body, _ := m.body.build(b, "")
	made, _ := body.(map[string]any)
	return Made{made, b.from}, b.problems
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
