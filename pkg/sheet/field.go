package sheet

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// building is one row on its way to being a disclosure.
type building struct {
	row      Row
	from     map[string]string
	problems []Problem
	part     string // of the cell for which a part of a list is being repeated
	partOf   string // the column of that cell
}

// problem adds a problem once: several fields may come of one column.
func (b *building) problem(column, detail string) {
	if p := (Problem{column, detail}); !slices.Contains(b.problems, p) {
		b.problems = append(b.problems, p)
	}
}

// filled says whether what was built came of a column that had something in it.
type filled int

const (
	fixed filled = iota // of no column
	empty               // of columns, and nothing stood in any
	full
)

// field is a part of a mapping.
type field interface {
	// build returns what the row has at the JSON pointer; nil for nothing.
	build(b *building, pointer string) (any, filled)
}

// constant is the same for every row.
type constant struct{ value any }

func (c constant) build(*building, string) (any, filled) { return c.value, fixed }

// object has parts. It is left out where it has columns and all are empty.
type object struct {
	names  []string
	fields map[string]field
	lists  []string // that a body may not leave out
}

func (o object) build(b *building, pointer string) (any, filled) {
	parts, all := map[string]any{}, fixed
	for _, name := range o.names {
		value, of := o.fields[name].build(b, pointer+"/"+name)
		all = max(all, of)
		if value != nil {
			parts[name] = value
		}
	}
	if all == empty && pointer != "" {
		return nil, empty
	}
	for _, name := range o.lists {
		if parts[name] == nil {
			parts[name] = []any{}
		}
	}
	return parts, all
}

// list has members, those left out that have columns and all empty.
type list []field

func (l list) build(b *building, pointer string) (any, filled) {
	members, all := []any{}, fixed
	for _, member := range l {
		at := pointer + "/" + strconv.Itoa(len(members))
		value, of := member.build(b, at)
		all = max(all, of)
		switch more := value.(type) {
		case nil:
		case several:
			members = append(members, more...)
		default:
			members = append(members, value)
		}
	}
	return members, all
}

// several are members of the list that they stand in.
type several []any

// repeated is made once for each part of a cell.
type repeated struct {
	parts  column
	member field
}

func (r repeated) build(b *building, pointer string) (any, filled) {
	found, of := r.parts.build(b, pointer)
	parts, _ := found.([]any)
	before, first := pointer[:strings.LastIndex(pointer, "/")+1], 0
	if n, err := strconv.Atoi(pointer[len(before):]); err == nil {
		first = n
	}
	var made several
	for i, part := range parts {
		text, isText := part.(string)
		if !isText {
			continue
		}
		at := before + strconv.Itoa(first+i)
		b.from[at], b.part, b.partOf = r.parts.name, text, r.parts.name
		value, _ := r.member.build(b, at)
		made = append(made, value)
	}
	b.part, b.partOf = "", ""
	if made == nil {
		return nil, of
	}
	return made, of
}

// column takes what stands in a column, or in the part of a cell in hand.
type column struct {
	name      string
	part      bool           // of the cell that is taken apart, in place of a column
	values    map[string]any // what each word means, by folded word
	separator string
	isList    bool
	otherwise any // when the cell is empty

	kind                    int // aDay, aMoment, or 0 for text
	pattern                 string
	timeColumn, timePattern string
}

func (c column) build(b *building, pointer string) (any, filled) {
	name, cell := c.name, ""
	if c.part {
		name, cell = b.partOf, b.part
	} else {
		cell = b.row.Cell(name)
	}
	b.from[pointer] = name
	switch {
	case cell == "" && c.otherwise == nil:
		return nil, empty
	case cell == "":
		return c.otherwise, fixed
	}
	if spreadsheetErrors[cell] {
		b.problem(name, "The cell shows a fault of the spreadsheet itself. Mend its formula, or write what it should say.")
		return nil, full
	}
	if rounded.MatchString(cell) && c.kind == 0 {
		b.problem(name, "This is a number of which a spreadsheet keeps 15 digits, and the rest is lost. Give the column the format of text, and write the number anew.")
		return nil, full
	}
	if !c.isList {
		value, ok := c.value(b, name, cell)
		if !ok {
			return nil, full
		}
		return value, full
	}
	parts := []string{cell}
	if c.separator != "" {
		parts = strings.Split(cell, c.separator)
	}
	members := []any{}
	for _, part := range parts {
		if part = clean(part); part == "" {
			continue
		}
		value, ok := c.value(b, name, part)
		if more, are := value.([]any); are {
			members = append(members, more...)
		} else if ok {
			members = append(members, value)
		}
	}
	return members, full
}

// rounded is how a spreadsheet gives a number that is too long for it.
var rounded = regexp.MustCompile(`^-?\d(\.\d+)?[eE]\+?\d+$`)

// spreadsheetErrors are what a cell shows whose formula has failed.
var spreadsheetErrors = map[string]bool{
	"#REF!": true, "#N/A": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NUM!": true, "#NULL!": true, "#SPILL!": true, "#CALC!": true,
}

// value is what one cell, or a part of it, means.
func (c column) value(b *building, name, text string) (any, bool) {
	switch {
	case c.values != nil:
		value, ok := c.values[disclosure.SearchName(text)]
		if !ok {
			b.problem(name, "The mapping does not say what this word means. Write one that it lists, or add this one to it.")
		}
		return value, ok
	case c.kind == aDay:
		return c.day(b, name, text)
	case c.kind == aMoment:
		return c.moment(b, name, text)
	}
	return text, true
}
