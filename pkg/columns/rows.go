package columns

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// Rows are the list's rows in an answer, as they are in JSON.
func (l List) Rows(answer map[string]any) []any {
	if l.Name == "" {
		return []any{answer}
	}
	rows, _ := answer[l.Name].([]any)
	return rows
}

// Table puts rows in words, in their order or, where a place of a day is given, by that.
// What is said of each of several things in a row, such as the recipients of a change, is
// a line of its own: what is said of one is read of no other.
func (l List) Table(words Words, rows []any, earliest string) [][]string {
	var table [][]string
	var days []string
	for _, whole := range rows {
		for _, row := range rowsOf(l.answered(whole), l.Columns) {
			table, days = append(table, l.cells(words, row)), append(days, firstDay(row, earliest))
		}
	}
	if earliest != "" {
		table = byDay(table, days)
	}
	return table
}

// Cells puts one row in words as one line. A cell of something that is said of each of
// several things has a line for each, and the same line of another cell is of the same
// thing.
func (l List) Cells(words Words, whole any) []string {
	lines := l.Table(words, []any{whole}, "")
	cells := slices.Clone(lines[0])
	for column := range cells {
		if slices.ContainsFunc(lines, func(line []string) bool { return line[column] != cells[column] }) {
			var each []string
			for _, line := range lines {
				each = append(each, line[column])
			}
			cells[column] = strings.Join(each, "\n")
		}
	}
	return cells
}

func (l List) cells(words Words, row any) []string {
	cells := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		cells[i] = words.shown(row, c)
	}
	return cells
}

// rowsOf are a row for each member of a list from which several columns come.
func rowsOf(row any, columns []Column) []any {
	from := map[string]int{}
	for _, c := range columns {
		list := firstList(row, c.Places[0])
		if from[list]++; list == "" || from[list] < 2 {
			continue
		}
		var rows []any
		for _, member := range at(row, list).([]any) {
			rows = append(rows, rowsOf(replaced(row, list, member), columns)...)
		}
		return rows
	}
	return []any{row}
}

// answered is the row with those of its flags alone that answer what was asked.
func (l List) answered(row any) any {
	object, _ := row.(map[string]any)
	flags, has := object["flags"].([]any)
	if l.Answering == "" || !has {
		return row
	}
	return replaced(row, "flags", slices.DeleteFunc(slices.Clone(flags), func(flag any) bool {
		answers, _ := at(flag, "answers").([]any)
		return !slices.Contains(answers, any(l.Answering))
	}))
}

// firstList is the place of the first list of objects on the way to a place; "" where
// there is none.
func firstList(row any, place string) string {
	steps := strings.Split(place, ".")
	for n := range steps {
		list := strings.Join(steps[:n+1], ".")
		if members, is := at(row, list).([]any); is && len(members) > 0 {
			if _, objects := members[0].(map[string]any); objects {
				return list
			}
			return ""
		}
	}
	return ""
}

// at is what stands at a place on whose way there is no list; nil where nothing does.
func at(row any, place string) any {
	for step := range strings.SplitSeq(place, ".") {
		object, _ := row.(map[string]any)
		row = object[step]
	}
	return row
}

// replaced is the row with something else at a place.
func replaced(row any, place string, by any) any {
	step, rest, deeper := strings.Cut(place, ".")
	object := maps.Clone(row.(map[string]any))
	if deeper {
		by = replaced(object[step], rest, by)
	}
	object[step] = by
	return object
}

// firstDay is the first of the days at a place in a row, after all days where it has none.
func firstDay(row any, place string) string {
	days := strings.Split(Cell(row, place), "; ")
	slices.Sort(days)
	if days[0] == "" {
		return "9999"
	}
	return days[0]
}

// byDay puts the rows in the order of their days; those of one day stay as they were.
func byDay(rows [][]string, days []string) [][]string {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(days[a], days[b]) })
	sorted := make([][]string, len(rows))
	for i, from := range order {
		sorted[i] = rows[from]
	}
	return sorted
}

// Cell is what stands at a dotted place in a row, an instant in London's time. Of a list
// it is every member's, each once, separated by semicolons, or as sentences where it is
// some that stand there.
func Cell(value any, place string) string { return cell(value, place, place) }

// cell is what stands at a place below one that was gone to before: whole is both.
func cell(value any, place, whole string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		var parts []string
		for _, member := range v {
			if part := cell(member, place, whole); part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
		return Joined(whole, parts)
	case map[string]any:
		name, rest, _ := strings.Cut(place, ".")
		return cell(v[name], rest, whole)
	}
	switch value {
	case true:
		return "yes"
	case false:
		return "no"
	}
	text := fmt.Sprint(value)
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.In(disclosure.London).Format("2006-01-02 15:04 MST")
	}
	return text
}
