package sheet

import (
	"fmt"
	"maps"
	"reflect"
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
}

func (c *compiler) wrong(at, format string, args ...any) {
	c.found = append(c.found, fmt.Errorf("mapping, %s: "+format, append([]any{at}, args...)...))
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
	if isObject && (parts["column"] != nil || parts["part"] != nil) {
		return c.column(at, parts, t)
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
var columnKeys = []string{"column", "part", "values", "separator", "date", "instant", "time-column", "time", "otherwise"}

func (c *compiler) column(at string, parts map[string]any, t reflect.Type) field {
	var col column
	for name := range parts {
		if !slices.Contains(columnKeys, name) {
			c.wrong(at, "a column has no %q; it has %s", name, strings.Join(columnKeys, ", "))
		}
	}
	said := func(name string) string {
		s, isText := parts[name].(string)
		if parts[name] != nil && !isText {
			c.wrong(at, "%s is text", name)
		}
		return s
	}
	switch {
	case parts["part"] != nil && (!c.inEach || parts["column"] != nil):
		c.wrong(at, "part is for what stands below for-each")
	case parts["part"] == nil:
		c.columns = append(c.columns, said("column"))
	}
	col.name, col.part = said("column"), parts["part"] != nil
	col.separator, col.otherwise = said("separator"), parts["otherwise"]
	col.isList = t.Kind() == reflect.Slice
	if col.separator != "" && !col.isList {
		c.wrong(at, "separator is for a list; to repeat a part of a list use for-each")
	}
	c.written(at, said, t, &col)
	if values, given := parts["values"]; given {
		words, ok := values.(map[string]any)
		if !ok {
			c.wrong(at, "values says what each word means, for example values: {Police: police}")
		}
		col.values = map[string]any{}
		for word, value := range words {
			col.values[disclosure.SearchName(word)] = value
		}
	}
	if t.Kind() == reflect.Bool && col.values == nil {
		col.values = yesNo
	}
	return col
}

// written says how the column writes its days and times.
func (c *compiler) written(at string, said func(string) string, t reflect.Type, col *column) {
	day, instant := said("date"), said("instant")
	switch {
	case t == dayType && day == "":
		c.wrong(at, "say how the days are written, for example date: dd/mm/yyyy")
	case t == instantType && instant == "":
		c.wrong(at, "say how the moments are written, for example instant: dd/mm/yyyy hh:mm")
	case day != "" && instant != "":
		c.wrong(at, "a column is of days or of moments, not both")
	case day != "":
		col.kind, col.pattern = aDay, day
	case instant != "":
		col.kind, col.pattern = aMoment, instant
		if col.timeColumn = said("time-column"); col.timeColumn != "" {
			c.columns = append(c.columns, col.timeColumn)
			col.timePattern = said("time")
			if col.timePattern == "" {
				col.timePattern = "hh:mm"
			}
		}
	}
	for _, pattern := range []string{col.pattern, col.timePattern} {
		if _, err := layoutOf(pattern); pattern != "" && err != nil {
			c.wrong(at, "%v", err)
		}
	}
}

// yesNo is what a column means that is of a field which is so or not, unless the
// mapping says otherwise.
var yesNo = map[string]any{"yes": true, "y": true, "true": true, "1": true, "no": false, "n": false, "false": false, "0": false}
