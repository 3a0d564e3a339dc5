package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/xuri/excelize/v2"

	"disclosure-register/pkg/disclosure"
)

// line is a row of a mapping that is written as a sheet: what a column is, or what
// stands in every row.
type line struct {
	Column    string   // of the log; "" for what stands in every row
	Field     string   // such as recipient.organisation; "" for a column that is not used
	Example   string   // of the field, never of the log
	Written   []string // how the column is written: patterns of days, "list by ;", "find X", "time in COLUMN"
	Words     []string // what each word means: "Approved = disclosed"
	Otherwise string   // what an empty cell means, or stands in every row; "column X" for another column
}

// lineColumns name the columns of such a sheet, and mappingSheet the sheet itself.
var lineColumns = []any{"Column", "Field", "Example", "How it is written", "Words", "Otherwise, or always"}

const mappingSheet = "Mapping"

// workbookOf writes the lines as a workbook.
func workbookOf(lines []line) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", mappingSheet); err != nil {
		return nil, err
	}
	rows := [][]any{lineColumns}
	for _, l := range lines {
		rows = append(rows, []any{l.Column, l.Field, l.Example, strings.Join(l.Written, "\n"), strings.Join(l.Words, "\n"), l.Otherwise})
	}
	wrap, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, NumFmt: 49}) // 49: text
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.SetColStyle(mappingSheet, "A:F", wrap), f.SetColWidth(mappingSheet, "A", "F", 34)); err != nil {
		return nil, err
	}
	for n, cells := range rows {
		if err := f.SetSheetRow(mappingSheet, fmt.Sprintf("A%d", n+1), &cells); err != nil {
			return nil, err
		}
		if err := f.SetCellStyle(mappingSheet, fmt.Sprintf("A%d", n+1), fmt.Sprintf("F%d", n+1), wrap); err != nil {
			return nil, err
		}
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// mappingOfWorkbook turns a mapping that is written as a sheet into one of YAML. Its
// errors repeat no cell but what should name a field.
func mappingOfWorkbook(text []byte) ([]byte, error) {
	f, err := excelize.OpenReader(bytes.NewReader(text), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	defer f.Close()
	rows, err := f.GetRows(mappingSheet)
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("the workbook given as the mapping has no sheet called %q with rows: is it the log?", mappingSheet)
	}
	for i, name := range lineColumns {
		if i >= len(rows[0]) || clean(rows[0][i]) != name {
			return nil, fmt.Errorf("the first row of the mapping's sheet should say %s: import --suggest writes one", fmt.Sprint(lineColumns...))
		}
	}
	var lines []line
	for _, cells := range rows[1:] {
		for len(cells) < len(lineColumns) {
			cells = append(cells, "")
		}
		lines = append(lines, line{clean(cells[0]), clean(cells[1]), "", linesIn(cells[3]), linesIn(cells[4]), clean(cells[5])})
	}
	mapping, wrong := mappingOf(lines)
	if wrong != nil {
		return nil, errors.Join(wrong...)
	}
	return yaml.Marshal(mapping)
}

func linesIn(cell string) []string {
	var found []string
	for one := range strings.SplitSeq(clean(cell), "\n") {
		if one = clean(one); one != "" {
			found = append(found, one)
		}
	}
	return found
}

// mappingOf makes the mapping that the lines describe, as YAML has it.
func mappingOf(lines []line) (yaml.MapSlice, []error) {
	var wrong []error
	top, body := &tree{}, &tree{}
	for i, l := range lines {
		at := fmt.Sprintf("row %d of the mapping's sheet", i+2)
		switch l.Field {
		case "":
		case "identity", "merged", "nothing", "one-recipient":
			what := l.Column
			if l.Field == "nothing" || l.Field == "one-recipient" {
				what = l.Otherwise
			}
			top.add(what, l.Field)
		case "log", "sheet", "references", "case-references":
			top.put(l.Otherwise, l.Field)
		case "sheets":
			top.put(l.Otherwise, l.Field)
			if l.Otherwise != "all" {
				top.put(any(splitWords(l.Otherwise)), l.Field)
			}
		case "header":
			n, err := strconv.Atoi(l.Otherwise)
			if err != nil {
				wrong = append(wrong, fmt.Errorf("%s: the header is the number of a row", at))
			}
			top.put(n, l.Field)
		case "identity-per-sheet":
			top.put(said(l.Otherwise), l.Field)
		case "leave-out":
			for _, rule := range l.leaveOut() {
				top.add(rule, l.Field)
			}
		default:
			if err := l.into(body); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", at, err))
			}
		}
	}
	top.put(body.slice(), "disclosure")
	return top.slice(), wrong
}

// leaveOut makes a rule of each word: "TOTAL = a line of totals" of a column, or,
// without one, "filled at most 2 = a line of totals".
func (l line) leaveOut() (rules []any) {
	for _, one := range l.Words {
		word, because, _ := strings.Cut(one, "=")
		word = clean(word)
		when := yaml.MapSlice{{Key: "column", Value: l.Column}, {Key: "is", Value: []any{word}}}
		if most, few := strings.CutPrefix(word, "filled at most "); few && l.Column == "" {
			n, _ := strconv.Atoi(most) // what is no number is refused as 0 would be: nothing is left out
			when = yaml.MapSlice{{Key: "filled-at-most", Value: n}}
		}
		rules = append(rules, yaml.MapSlice{{Key: "when", Value: when}, {Key: "because", Value: clean(because)}})
	}
	return rules
}

// into puts the line's field into the body.
func (l line) into(body *tree) error {
	t := reflect.TypeFor[disclosure.Disclosure]()
	var path []string
	parts := strings.Split(l.Field, ".")
	each := ""
	for _, part := range parts {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct {
			if _, err := strconv.Atoi(part); err != nil {
				path = append(path, "0")
				t = t.Elem()
			}
		}
		path = append(path, part)
		switch t.Kind() {
		case reflect.Slice:
			t = t.Elem()
		case reflect.Struct:
			f, ok := fieldNamed(t, part)
			switch {
			case ok:
				t = f.Type
			case part == "only-when-needed":
				t = reflect.TypeFor[bool]()
			default:
				return fmt.Errorf("there is no field %q", l.Field)
			}
		default:
			t = anyType
		}
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if l.Column == "" {
		if l.Otherwise != "" {
			body.put(l.constant(l.Otherwise, t), path...)
		}
		return nil
	}
	col := yaml.MapSlice{{Key: "column", Value: l.Column}}
	var patterns []any
	for _, how := range l.Written {
		what := strings.ToLower(how)
		switch {
		case strings.HasPrefix(what, "list by "):
			separator := any(how[len("list by "):])
			if separator == "new line" {
				separator = "\n"
			}
			if t.Kind() == reflect.Slice {
				col = append(col, yaml.MapItem{Key: "separator", Value: separator})
				continue
			}
			each = strings.Join(path[:len(path)-1], ".")
			body.put(yaml.MapSlice{{Key: "column", Value: l.Column}, {Key: "separator", Value: separator}}, append(strings.Split(each, "."), "for-each")...)
		case strings.HasPrefix(what, "find "):
			col = append(col, yaml.MapItem{Key: "find", Value: how[len("find "):]})
		case strings.HasPrefix(what, "time in "):
			col = append(col, yaml.MapItem{Key: "time-column", Value: how[len("time in "):]})
		default:
			patterns = append(patterns, how)
		}
	}
	if each != "" {
		body.put(yaml.MapSlice{{Key: "part", Value: "whole"}}, path...)
		return nil
	}
	if patterns != nil {
		key := "date"
		if t == instantType {
			key = "instant"
		}
		col = append(col, yaml.MapItem{Key: key, Value: patterns})
	}
	if l.Words != nil {
		values := yaml.MapSlice{}
		for _, one := range l.Words {
			word, means, _ := strings.Cut(one, "=")
			values = append(values, yaml.MapItem{Key: clean(word), Value: l.constant(clean(means), t)})
		}
		col = append(col, yaml.MapItem{Key: "values", Value: values})
	}
	if other, another := strings.CutPrefix(l.Otherwise, "column "); another {
		second := append(yaml.MapSlice{{Key: "column", Value: other}}, col[1:]...)
		col = append(col, yaml.MapItem{Key: "otherwise", Value: second})
	} else if l.Otherwise != "" {
		col = append(col, yaml.MapItem{Key: "otherwise", Value: l.constant(l.Otherwise, t)})
	}
	body.put(col, path...)
	return nil
}

// constant is what a text of the sheet means at a place of the type: "" nothing,
// yes and no what they say, words between commas a list.
func (l line) constant(text string, t reflect.Type) any {
	switch {
	case text == "?":
		return text
	case text == "" && t.Kind() == reflect.Slice:
		return []any{}
	case text == "":
		return nil
	case t.Kind() == reflect.Bool:
		return said(text)
	case t.Kind() == reflect.Slice:
		return splitWords(text)
	case t == anyType:
		if yes, is := yesNo[strings.ToLower(text)]; is && len(text) > 1 {
			return yes
		}
	}
	return text
}

func splitWords(text string) (words []any) {
	for word := range strings.SplitSeq(text, ",") {
		words = append(words, clean(word))
	}
	return words
}

// said is what a word for yes or no means; another stays as it is, to be refused.
func said(word string) any {
	if means, known := yesNo[strings.ToLower(word)]; known {
		return means
	}
	return word
}

func fieldNamed(t reflect.Type, name string) (reflect.StructField, bool) {
	for _, f := range reflect.VisibleFields(t) {
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// tree is a mapping being put together, its parts in the order in which they come.
// A part whose names are numbers is a list.
type tree struct {
	names []string
	parts map[string]*tree
	value any
}

func (t *tree) at(path ...string) *tree {
	for _, name := range path {
		if t.parts == nil {
			t.parts = map[string]*tree{}
		}
		if t.parts[name] == nil {
			t.parts[name] = &tree{}
			t.names = append(t.names, name)
		}
		t = t.parts[name]
	}
	return t
}

func (t *tree) put(value any, path ...string) { t.at(path...).value = value }

// add adds to the list at the path.
func (t *tree) add(value any, path ...string) {
	of := t.at(path...)
	list, _ := of.value.([]any)
	of.value = append(list, value)
}

func (t *tree) slice() yaml.MapSlice {
	made := yaml.MapSlice{}
	for _, name := range t.names {
		made = append(made, yaml.MapItem{Key: name, Value: t.parts[name].made()})
	}
	return made
}

func (t *tree) made() any {
	if t.parts == nil {
		return t.value
	}
	if _, err := strconv.Atoi(t.names[0]); err == nil {
		var list []any
		for _, name := range t.names {
			list = append(list, t.parts[name].made())
		}
		return list
	}
	return t.slice()
}
