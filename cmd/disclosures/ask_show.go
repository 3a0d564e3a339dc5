package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"

	"disclosure-register/pkg/columns"
)

// show prints every page of the answer, its own list first: as a table for each list, or
// as a line of JSON for each row. A line of another list than the answer's own is an
// object whose one member has the list's name.
func (a asking) show(ctx context.Context, to streams, q question, query url.Values) error {
	words := titlesOf(a.Register)
	answer, _ := columns.Of(q.path, query)
	var tables []*shownTable
	for _, list := range answer.Lists {
		if q.lists != nil && !slices.Contains(q.lists, list.Name) {
			continue
		}
		tables = append(tables, &shownTable{List: list})
	}
	tables[0].earliest = answer.Earliest
	near := ""
	for {
		page, err := a.page(ctx, q.path+"?"+query.Encode())
		if err != nil {
			return err
		}
		if !query.Has("cursor") {
			a.say(to, answer, page)
		}
		if came := columns.Cell(page, "nothing.near"); came != "" {
			near = " References in the register that come near: " + came + "."
		}
		words = words.With(page)
		for n, t := range tables {
			rows := t.Rows(page)
			if n == 0 && q.only != nil {
				rows = slices.DeleteFunc(rows, func(row any) bool {
					of, _ := row.(map[string]any)
					return !q.only(of)
				})
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
		if near != "" {
			fmt.Fprintln(to.notes, "Nothing was found."+near)
		}
		if q.note != "" {
			fmt.Fprintln(to.notes, q.note)
		}
		return writeLines(to.out, tables, q.as)
	}
	if err := writeTables(to.out, tables, words, q, near); err != nil || q.note == "" {
		return err
	}
	_, err := fmt.Fprintln(to.out, "\n"+q.note)
	return err
}

// shownTable is a list of an answer, as it is shown.
type shownTable struct {
	columns.List
	earliest string
	rows     []any
}

func writeLines(w io.Writer, tables []*shownTable, as string) error {
	lines := jsonLines(w)
	for n, t := range tables {
		for _, row := range t.rows {
			switch {
			case n > 0:
				row = map[string]any{t.Name: row}
			case as != "":
				row = map[string]any{as: row}
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
func writeTables(w io.Writer, tables []*shownTable, words columns.Words, q question, near string) error {
	none := q.none
	something := slices.ContainsFunc(tables, func(t *shownTable) bool { return len(t.rows) > 0 })
	switch {
	case len(tables[0].rows) > 0:
	case something:
		none = "Nothing is in the list that was asked for. What was asked: " + q.asked + near
	case none == "":
		none = "Nothing was found. What was asked: " + q.asked + near
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
		if t.Title != "" {
			if _, err := fmt.Fprintf(w, "\n%s:\n\n", t.Title); err != nil {
				return err
			}
		}
		if err := writeTable(w, t.Headings(), t.Table(words, t.rows, t.earliest)); err != nil {
			return err
		}
	}
	return nil
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

// say prints what an answer says of itself: above the table, or beside the JSON.
func (a asking) say(to streams, answer columns.Answer, page map[string]any) {
	out := to.out
	if a.JSON {
		out = to.notes
	}
	for _, c := range answer.About {
		for _, place := range c.Places {
			if said := columns.Cell(page, place); said != "" {
				fmt.Fprintf(out, "%s: %s\n", c.Heading, said)
			}
		}
	}
}
