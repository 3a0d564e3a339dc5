package sheet

import (
	"slices"
	"strconv"
	"strings"
)

// building is one row on its way to being a disclosure.
type building struct {
	mapping  *Mapping
	row      Row
	from     map[string]string
	meant    map[string]bool
	problems []Problem
	part     string // of the cell for which a part of a list is being repeated
	partOf   string // the column of that cell
}

func newBuilding(m *Mapping, r Row) *building {
	return &building{mapping: m, row: r, from: map[string]string{}, meant: map[string]bool{}}
}

// problem adds a problem once: several fields may come of one column.
func (b *building) problem(column, detail, do string) {
	if p := (Problem{column, detail, do}); !slices.Contains(b.problems, p) {
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
