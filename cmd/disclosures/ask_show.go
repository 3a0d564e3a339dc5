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

// show prints every page of the answer: as a table, or as a line of JSON a row.
func (a asking) show(ctx context.Context, to streams, q question, query url.Values) error {
	headings, places := make([]string, len(q.columns)), make([]string, len(q.columns))
	for i, column := range q.columns {
		heading, place, named := strings.Cut(column, "=")
		if !named {
			place = column
		}
		headings[i], places[i] = heading, place
	}
	if q.none == "" {
		q.none = "Nothing was found. What was asked: " + asked(q.path, query, a.Register) + "."
	}
	lines := jsonLines(to.out)
	titles, err := titlesOf(a.Register)
	if err != nil {
		return err
	}
	var table [][]string
	var days []string // of each row, where they stand by a day
	for {
		page, err := a.page(ctx, q.path+"?"+query.Encode())
		if err != nil {
			return err
		}
		if !query.Has("cursor") {
			a.say(to, q, page)
		}
		if near := cell(page, "nothing.near"); near != "" {
			q.none += " References in the register that come near: " + near + "."
		}
		rows, _ := page[q.list].([]any)
		if q.list == "" {
			rows = []any{page}
		}
		for _, row := range rows {
			if a.JSON {
				if err := lines.Encode(row); err != nil {
					return err
				}
				continue
			}
			cells := make([]string, len(places))
			for i, place := range places {
				cells[i] = titles.inWords(place, cell(row, place))
			}
			table, days = append(table, cells), append(days, earliest(row, q.earliest))
		}
		cursor, _ := page["cursor"].(string)
		if cursor == "" {
			break
		}
		query.Set("cursor", cursor)
	}
	switch {
	case a.JSON:
		return nil
	case len(table) == 0:
		_, err := fmt.Fprintln(to.out, q.none)
		return err
	case q.earliest != "":
		table = byDay(table, days)
	}
	return writeTable(to.out, headings, table)
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
		if cell(page, name) == "" {
			continue
		}
		fmt.Fprintf(out, "%s: %s\n", name, cell(page, name))
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
