package sheet

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// compiler holds a mapping against the shape of a disclosure, and collects what
// is wrong with it.
type compiler struct {
	found   []error
	columns []string
	inEach  bool // within a part that is repeated
	entries bool // the mapping makes an entry of each part of a cell
	lookups map[string]*Lookup
}

func (c *compiler) wrong(at, format string, args ...any) {
	c.found = append(c.found, fmt.Errorf("mapping, %s: "+format, append([]any{at}, args...)...))
}

// only reports what stands in a part of the mapping that it does not have.
func (c *compiler) only(at string, parts map[string]any, known ...string) {
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if !slices.Contains(known, name) {
			c.wrong(at, "there is no %q here; there are %s", name, strings.Join(known, ", "))
		}
	}
}

func (c *compiler) regexp(at, pattern string) *regexp.Regexp {
	found, err := regexp.Compile("(?i)" + pattern)
	if err != nil {
		c.wrong(at, "this is no pattern: %v", err)
	}
	return found
}

var (
	dayType     = reflect.TypeFor[disclosure.Date]()
	instantType = reflect.TypeFor[time.Time]()
	anyType     = reflect.TypeFor[any]()
)

// field makes a part of the mapping ready for a place of the type.
func (c *compiler) field(at string, given any, t reflect.Type) field {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	parts, isObject := given.(map[string]any)
	if isObject && isOfColumn(parts) {
		return c.column(at, parts, t)
	}
	if given == "?" {
		c.wrong(at, "the question mark is still to be answered")
	}
	switch {
	case t == dayType, t == instantType, t.Kind() == reflect.String, t.Kind() == reflect.Bool, t == anyType && !isObject:
		if _, isList := given.([]any); isObject || isList && t != anyType {
			c.wrong(at, "this is one value: write it, or say which column it comes from")
			return constant{}
		}
		return constant{given}
	case t.Kind() == reflect.Slice:
		return c.list(at, given, t.Elem())
	case !isObject:
		c.wrong(at, "this has parts: write each below it")
		return constant{}
	}
	return c.object(at, parts, t)
}

func (c *compiler) object(at string, parts map[string]any, t reflect.Type) field {
	o := object{fields: map[string]field{}}
	known := map[string]reflect.StructField{}
	if t.Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(t) {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			known[name] = f
			if f.Type.Kind() == reflect.Slice && !strings.Contains(options, "omitempty") {
				o.lists = append(o.lists, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		if name == "for-each" {
			continue
		}
		of := anyType
		if t.Kind() == reflect.Struct {
			f, ok := known[name]
			if !ok {
				c.wrong(at, "there is no field called %s here; there are %s", name, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
				continue
			}
			of = f.Type
		}
		o.names = append(o.names, name)
		o.fields[name] = c.field(at+"."+name, parts[name], of)
	}
	return o
}

// list is of members written one by one, of one that is repeated for each part of
// a cell, or of the parts of a cell themselves.
func (c *compiler) list(at string, given any, of reflect.Type) field {
	members, isList := given.([]any)
	if !isList {
		c.wrong(at, "this is a list: write each member after a hyphen, or say which column its parts stand in")
		return constant{}
	}
	var l list
	for i, member := range members {
		place := fmt.Sprintf("%s[%d]", at, i)
		parts, _ := member.(map[string]any)
		each, repeats := parts["for-each"].(map[string]any)
		if !repeats {
			l = append(l, c.field(place, member, of))
			continue
		}
		if len(parts) == 1 {
			c.wrong(place, "say below for-each what is made of each part, for example reference: {part: whole}")
		}
		column, _ := c.column(place+".for-each", each, reflect.SliceOf(reflect.TypeFor[string]())).(column)
		c.inEach = true
		l = append(l, repeated{column, c.field(place, member, of)})
		c.inEach = false
	}
	return l
}

// columnKeys are what may be said of a column.
var columnKeys = []string{
	"column", "part", "entry", "text", "values", "separator", "date", "instant", "time-column", "time", "replace", "find", "besides", "lookup", "with", "otherwise",
}

// isOfColumn reports whether the part of a mapping takes something from a row.
func isOfColumn(parts map[string]any) bool {
	return parts["column"] != nil || parts["part"] != nil || parts["entry"] != nil || parts["text"] != nil
}

func (c *compiler) column(at string, parts map[string]any, t reflect.Type) field {
	var col column
	c.only(at, parts, columnKeys...)
	said := func(name string) string {
		s, isText := parts[name].(string)
		if parts[name] != nil && !isText {
			c.wrong(at, "%s is text", name)
		}
		return s
	}
	sources := 0
	for _, source := range []string{"column", "part", "entry", "text"} {
		if parts[source] != nil {
			sources++
		}
	}
	switch {
	case sources != 1:
		c.wrong(at, "say one of column, part, entry and text")
	case parts["part"] != nil && !c.inEach:
		c.wrong(at, "part is for what stands below for-each")
	case parts["entry"] != nil && !c.entries:
		c.wrong(at, "entry is for a mapping with one-entry-for-each")
	case parts["text"] != nil:
		col.template = c.template(at, said("text"))
	case parts["column"] != nil:
		c.columns = append(c.columns, said("column"))
	}
	col.name, col.part, col.entry = said("column"), parts["part"] != nil, parts["entry"] != nil
	col.isList = t.Kind() == reflect.Slice
	col.separators = c.texts(at, "separator", parts["separator"])
	if col.separators != nil && !col.isList {
		c.wrong(at, "separator is for a list; to repeat a part of a list use for-each")
	}
	c.cleaned(at, parts, &col)
	c.written(at, parts, said, t, &col)
	c.meant(at, parts, t, &col)
	c.looked(at, parts, said, &col)
	switch otherwise := parts["otherwise"].(type) {
	case nil:
	case map[string]any:
		if isOfColumn(otherwise) {
			col.otherwise = c.field(at+".otherwise", otherwise, t)
			break
		}
		col.otherwise = constant{otherwise}
	default:
		if otherwise == "?" {
			c.wrong(at, "the question mark is still to be answered: say what an empty cell means")
		}
		col.otherwise = constant{otherwise}
	}
	return col
}

// texts reads one text, or a list of them.
func (c *compiler) texts(at, name string, given any) []string {
	switch given := given.(type) {
	case nil:
		return nil
	case string:
		return []string{given}
	case []any:
		var several []string
		for _, one := range given {
			// In a list between brackets the reader of YAML takes hh:mm for hh: mm.
			if pair, split := one.(map[string]any); split && len(pair) == 1 {
				for before, after := range pair {
					one = fmt.Sprintf("%s:%v", before, after)
				}
			}
			several = append(several, fmt.Sprint(one))
		}
		return several
	}
	c.wrong(at, "%s is text, or a list of texts", name)
	return nil
}

// meant reads what each word of the column means.
func (c *compiler) meant(at string, parts map[string]any, t reflect.Type, col *column) {
	if values, given := parts["values"]; given {
		words, ok := values.(map[string]any)
		if !ok {
			c.wrong(at, "values says what each word means, for example values: {Police: police}")
		}
		col.values = map[string]any{}
		for _, word := range slices.Sorted(maps.Keys(words)) {
			if words[word] == "?" {
				c.wrong(at, "the question mark is still to be answered: say what %q means", word)
			}
			if start, isStart := strings.CutSuffix(word, "*"); isStart {
				col.starts = append(col.starts, beginning{disclosure.SearchName(start), words[word]})
				continue
			}
			col.values[disclosure.SearchName(word)] = words[word]
		}
		slices.SortStableFunc(col.starts, func(a, b beginning) int { return len(b.with) - len(a.with) })
	}
	if t.Kind() == reflect.Bool && col.values == nil {
		col.values = yesNo
	}
}

// written says how the column writes its days and times.
func (c *compiler) written(at string, parts map[string]any, said func(string) string, t reflect.Type, col *column) {
	days, instants := c.texts(at, "date", parts["date"]), c.texts(at, "instant", parts["instant"])
	switch {
	case t == dayType && days == nil:
		c.wrong(at, "say how the days are written, for example date: dd/mm/yyyy")
	case t == instantType && instants == nil:
		c.wrong(at, "say how the moments are written, for example instant: dd/mm/yyyy hh:mm")
	case days != nil && instants != nil:
		c.wrong(at, "a column is of days or of moments, not both")
	case days != nil:
		col.kind, col.patterns = aDay, days
	case instants != nil:
		col.kind, col.patterns = aMoment, instants
		if col.timeColumn = said("time-column"); col.timeColumn != "" {
			c.columns = append(c.columns, col.timeColumn)
			col.timePatterns = c.texts(at, "time", parts["time"])
			if col.timePatterns == nil {
				col.timePatterns = []string{"hh:mm"}
			}
		}
	}
	for _, pattern := range slices.Concat(col.patterns, col.timePatterns) {
		if _, err := layoutsOf(pattern); err != nil {
			c.wrong(at, "%v", err)
		}
	}
}

// yesNo is what a column means that is of a field which is so or not, unless the
// mapping says otherwise.
var yesNo = map[string]any{"yes": true, "y": true, "true": true, "1": true, "no": false, "n": false, "false": false, "0": false}
