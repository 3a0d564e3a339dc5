package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// show prints every page of the answer, its own list first: as a table for each list, or
// as a line of JSON for each row. A line of another list than the answer's own is an
// object whose one member has the list's name.
func (a asking) show(ctx context.Context, to streams, q question, query url.Values) error {
	titles, err := titlesOf(a.Register)
	if err != nil {
		return err
	}
	tables := []*shownTable{tableOf("", q.list, q.columns)}
	tables[0].earliest = q.earliest
	for _, b := range q.beside {
		tables = append(tables, tableOf(b.title, b.list, b.columns))
	}
	what, near := asked(q.path, query, a.Register), ""
	for {
		page, err := a.page(ctx, q.path+"?"+query.Encode())
		if err != nil {
			return err
		}
		if !query.Has("cursor") {
			a.say(to, q, page)
		}
		if came := cell(page, "nothing.near"); came != "" {
			near = " References in the register that come near: " + came + "."
		}
		for _, t := range tables {
			rows, _ := page[t.list].([]any)
			if t.list == "" {
				rows = []any{page}
			}
			t.rows = append(t.rows, rows...)
		}
		cursor, _ := page["cursor"].(string)
		if cursor == "" {
			break
		}
		query.Set("cursor", cursor)
	}
	if a.JSON {
		return writeLines(to.out, tables)
	}
	return writeTables(to.out, tables, titles, q.none, what, near)
}

// shownTable is a list of an answer, as it is shown.
type shownTable struct {
	title, list      string
	headings, places []string
	earliest         string
	rows             []any
}

func tableOf(title, list string, columns []string) *shownTable {
	t := &shownTable{title: title, list: list}
	for _, column := range columns {
		heading, place, named := strings.Cut(column, "=")
		if !named {
			place = column
		}
		t.headings, t.places = append(t.headings, heading), append(t.places, place)
	}
	return t
}

func writeLines(w io.Writer, tables []*shownTable) error {
	lines := jsonLines(w)
	for n, t := range tables {
		for _, row := range t.rows {
			if n > 0 {
				row = map[string]any{t.list: row}
			}
			if err := lines.Encode(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeTables writes what has rows. That nothing was found is said only where nothing
// has.
func writeTables(w io.Writer, tables []*shownTable, titles titles, none, what, near string) error {
	something := slices.ContainsFunc(tables, func(t *shownTable) bool { return len(t.rows) > 0 })
	switch {
	case len(tables[0].rows) > 0:
	case something:
		none = "Nothing is in the list that was asked for. What was asked: " + what + "." + near
	case none == "":
		none = "Nothing was found. What was asked: " + what + "." + near
	}
	if len(tables[0].rows) == 0 {
		if _, err := fmt.Fprintln(w, none); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if len(t.rows) == 0 {
			continue
		}
		if t.title != "" {
			if _, err := fmt.Fprintf(w, "\n%s:\n\n", t.title); err != nil {
				return err
			}
		}
		if err := writeTable(w, t.headings, t.cells(titles)); err != nil {
			return err
		}
	}
	return nil
}

// cells are the rows in words, in their order.
func (t *shownTable) cells(titles titles) [][]string {
	var table [][]string
	var days []string
	for _, whole := range t.rows {
		for _, row := range rowsOf(whole, t.places) {
			cells := make([]string, len(t.places))
			for i, place := range t.places {
				cells[i] = titles.shown(row, place)
			}
			table, days = append(table, cells), append(days, earliest(row, t.earliest))
		}
	}
	if t.earliest != "" {
		table = byDay(table, days)
	}
	return table
}

// rowsOf are a row for each member of a list from which several columns come: what is
// said of one member stands with it, and is read of no other.
func rowsOf(row any, places []string) []any {
	columns := map[string]int{}
	for _, column := range places {
		place, _, _ := strings.Cut(column, "|")
		list := firstList(row, place)
		if columns[list]++; list == "" || columns[list] < 2 {
			continue
		}
		var rows []any
		for _, member := range at(row, list).([]any) {
			rows = append(rows, rowsOf(replaced(row, list, member), places)...)
		}
		return rows
	}
	return []any{row}
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

// earliest is the first of the days at a place in a row, after all days where it has
// none.
func earliest(row any, place string) string {
	days := strings.Split(cell(row, place), "; ")
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

// page asks for one page of an answer. Its numbers are as the service wrote them.
func (a asking) page(ctx context.Context, path string) (map[string]any, error) {
	body, err := a.get(ctx, path)
	if err != nil {
		return nil, err
	}
	var page map[string]any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&page); err != nil {
		return nil, fmt.Errorf("read the service's answer: %w", err)
	}
	return page, nil
}

// jsonLines writes values for a terminal, which is no web page: a line each, with
// < and & as they are.
func jsonLines(w io.Writer) *json.Encoder {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	return lines
}

// asked says what was searched, for an answer of nothing.
func asked(path string, query url.Values, register string) string {
	said := "the register " + register + ", " + path
	for _, name := range slices.Sorted(maps.Keys(query)) {
		said += ", " + name + " " + query.Get(name)
	}
	return said
}

// say prints what an answer says of itself: above the table, or beside the JSON.
func (a asking) say(to streams, q question, page map[string]any) {
	out := to.out
	if a.JSON {
		out = to.notes
	}
	for _, name := range q.about {
		heading, place, named := strings.Cut(name, "=")
		if !named {
			place = name
		}
		if said := cell(page, place); said != "" {
			fmt.Fprintf(out, "%s: %s\n", heading, said)
		}
	}
}

// cell is what stands at a dotted place in a row. Of a list it is every member's,
// each once, separated by semicolons.
func cell(value any, place string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []any:
		var parts []string
		for _, member := range v {
			if part := cell(member, place); part != "" && !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		name, rest, _ := strings.Cut(place, ".")
		return cell(v[name], rest)
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
