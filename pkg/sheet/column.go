package sheet

import (
	"regexp"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// column takes what stands in a column, in the part of a cell in hand, or in
// several columns by a template.
type column struct {
	name     string
	part     bool           // of the cell that is taken apart, in place of a column
	entry    bool           // the part of a cell that this entry is of
	template *template      // in place of a column
	values   map[string]any // what each word means, by folded word
	starts   []beginning    // what words mean that begin so, the longest first

	replace    []replacing
	find       *regexp.Regexp // what is taken out of the cell
	besides    *regexp.Regexp // what may stand beside it
	lookup     *Lookup
	with       []string // further columns by which to look up
	separators []string
	isList     bool
	otherwise  field // when the cell is empty

	kind                   int // aDay, aMoment, or 0 for text
	patterns, timePatterns []string
	timeColumn             string
}

// beginning is what a word means that begins so.
type beginning struct {
	with  string // folded
	value any
}

func (c column) build(b *building, pointer string) (any, filled) {
	name, cell, ok := c.cell(b)
	b.from[pointer], b.meant[pointer] = name, c.values != nil
	if !ok {
		return nil, full
	}
	if cell != "" {
		for _, r := range c.replace {
			cell = strings.ReplaceAll(cell, r.from, r.to)
		}
		cell = clean(cell)
	}
	if _, listed := c.means(cell); b.mapping.nothing[disclosure.SearchName(cell)] && !listed {
		cell = ""
	}
	switch {
	case cell == "" && c.otherwise == nil:
		return nil, empty
	case cell == "":
		if _, isFixed := c.otherwise.(constant); isFixed {
			b.meant[pointer] = true
			return c.otherwise.build(b, pointer)
		}
		value, of := c.otherwise.build(b, pointer)
		b.from[pointer] = name + ", " + b.from[pointer]
		return value, of
	case c.damaged(b, name, cell):
		return nil, full
	}
	parts, ok := c.parts(b, name, cell)
	if !ok {
		return nil, full
	}
	if !c.isList {
		value, ok := c.value(b, name, parts[0])
		if !ok {
			return nil, full
		}
		return value, full
	}
	members := []any{}
	for _, part := range parts {
		value, ok := c.value(b, name, part)
		if more, are := value.([]any); are {
			members = append(members, more...)
		} else if ok {
			members = append(members, value)
		}
	}
	return members, full
}

// cell returns what the column says in the row, and what to call the column.
func (c column) cell(b *building) (name, cell string, ok bool) {
	switch {
	case c.part:
		return b.partOf, b.part, true
	case c.entry:
		return b.mapping.entries.name, b.row.part, true
	case c.template != nil:
		cell, ok := c.template.fill(b)
		return strings.Join(c.template.columns, ", "), cell, ok
	}
	if c.kind != 0 {
		return c.name, b.row.moment(c.name), true
	}
	return c.name, b.row.Cell(c.name), true
}

// damaged reports a cell that says nothing of its own: a fault of the spreadsheet,
// or a pointer to another row.
func (c column) damaged(b *building, name, cell string) bool {
	switch _, listed := c.means(cell); {
	case listed:
		return false
	case spreadsheetErrors[strings.ToUpper(cell)]:
		b.problem(name, "The cell shows a fault of the spreadsheet itself.", "Mend its formula, or write what it should say.")
	case c.kind == 0 && (rounded.MatchString(cell) || b.row.Rounded(name) || slices.ContainsFunc(c.with, b.row.Rounded)):
		b.problem(name, "This is a number of which a spreadsheet keeps 15 digits, and the rest is lost.", "Give the column the format of text, and write the number anew.")
	case c.kind == 0 && c.lookup == nil && b.row.Day(name):
		b.problem(name, "The workbook keeps this as a day or a time, and shows it so; as text it would be a number.", "Say in the mapping how the day is written (date: dd/mm/yyyy). If it is no day, give the column the format of text, and write it anew.")
	case c.kind == 0 && c.unread(b, name) != "":
		b.problem(name, "The workbook shows this "+c.unread(b, name)+", and what it shows cannot be read here; it keeps something else.", "Give the column the format of text, and write anew what it should say.")
	case anotherRow.MatchString(disclosure.SearchName(cell)):
		b.problem(name, "This points to another row, and says nothing of its own.", "Write what it stands for, or leave out such rows by the mapping (leave-out).")
	default:
		return false
	}
	return true
}

// unread says how the workbook shows what the column, or one by which to look up, keeps,
// where what it shows cannot be told.
func (c column) unread(b *building, name string) string {
	for _, one := range append([]string{name}, c.with...) {
		if how := b.row.Unread(one); how != "" {
			return how
		}
	}
	return ""
}

// rounded is how a spreadsheet gives a number that is too long for it.
var rounded = regexp.MustCompile(`^-?\d(\.\d+)?[eE]\+?\d+$`)

// anotherRow is how a log says that a cell is like that of another row.
var anotherRow = regexp.MustCompile(`^(ditto|do\.|["“”″']{1,2}|-[“”"″]-|(the )?same( as .*)?|(as|see) (above|below|before|previous|last|(row|entry|no|nos|number|ref|item|line)\b.*))$`)

// spreadsheetErrors are what a cell shows whose formula has failed.
var spreadsheetErrors = map[string]bool{
	"#REF!": true, "#N/A": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NUM!": true, "#NULL!": true, "#SPILL!": true, "#CALC!": true,
}

// parts takes the cell apart: what is found in it, or what stands between its
// separators; of a field that is no list, one part.
func (c column) parts(b *building, name, cell string) ([]string, bool) {
	parts := []string{cell}
	if c.find != nil {
		parts = c.find.FindAllString(cell, -1)
		rest := clean(strings.Trim(c.find.ReplaceAllString(cell, ""), " ,;/&+\n"))
		switch {
		case len(parts) == 0:
			b.problem(name, "What the mapping looks for (find) is not in this cell.", "Write it there, or leave out such rows by the mapping (leave-out).")
			return nil, false
		case rest != "" && (c.besides == nil || !c.besides.MatchString(rest)):
			b.problem(name, "The cell says more than what the mapping looks for (find).", "Write what the rest stands for, or say in the mapping that it may stand there (besides).")
			return nil, false
		case !c.isList && len(parts) > 1:
			b.problem(name, "What the mapping looks for (find) is in this cell more than once.", "Leave one of them, or make a list of them.")
			return nil, false
		}
	}
	for _, separator := range c.separators {
		var finer []string
		for _, part := range parts {
			finer = append(finer, strings.Split(part, separator)...)
		}
		parts = finer
	}
	var kept []string
	for _, part := range parts {
		if part = clean(part); part != "" {
			kept = append(kept, part)
		}
	}
	return kept, kept != nil || c.isList
}

// means returns what the mapping says that the word means.
func (c column) means(text string) (any, bool) {
	folded := disclosure.SearchName(text)
	if value, ok := c.values[folded]; ok {
		return value, true
	}
	for _, start := range c.starts {
		if strings.HasPrefix(folded, start.with) {
			return start.value, true
		}
	}
	return nil, false
}

// value is what one cell, or a part of it, means.
func (c column) value(b *building, name, text string) (any, bool) {
	if c.lookup != nil {
		return c.lookedUp(b, name, text)
	}
	switch {
	case c.values != nil:
		value, ok := c.means(text)
		if !ok {
			b.problem(name, "The mapping does not say what this word means.", "Write one that it lists, or add this one to it.")
		}
		return value, ok
	case c.kind == aDay:
		return c.day(b, name, text)
	case c.kind == aMoment:
		return c.moment(b, name, text)
	}
	return text, true
}
