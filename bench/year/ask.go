package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// question is one of docs/questions.md, as it is asked of the year, and its right answer.
type question struct {
	number   int
	path     string
	register string // Dartford when left out
	list     string // of the rows; the answer itself is the one row when left out
	columns  []string
	// want is what the columns say, a row a line, in any order; sum counts lines that are
	// alike in the place of repeating them.
	want []string
	sum  bool
	only func(line string) bool // rows that are looked at; all when left out
	read func(row any) string   // what a row says, where it is not in columns
}

// asked is a question with its answer and what that took.
type asked struct {
	question
	got         []string
	pages, rows int
	took        []time.Duration // of each page, each time
	cpu         time.Duration   // of the service, a page
}

// right says whether the answer is the one that is right.
func (a asked) right() bool { return slices.Equal(a.got, a.want) }

// put asks a question so many times, each time to its last page.
func (s *service) put(ctx context.Context, q question, times int) (asked, error) {
	if q.register == "" {
		q.register = dartford
	}
	a, before := asked{question: q}, s.cpu()
	for range times {
		a.got, a.pages, a.rows = nil, 0, 0
		for cursor := ""; ; {
			path := q.path
			if cursor != "" {
				path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "cursor=" + url.QueryEscape(cursor)
			}
			said, err := s.asks(ctx, q.register, fmt.Sprint("Question ", q.number), http.MethodGet, path, "", nil)
			if err != nil {
				return a, fmt.Errorf("question %d: %w", q.number, err)
			}
			a.took, a.pages = append(a.took, said.took), a.pages+1
			for _, row := range rowsOf(said.body, q.list) {
				var cells []string
				for _, column := range q.columns {
					cells = append(cells, says(row, column))
				}
				a.rows++
				line := strings.Join(cells, " ")
				if q.read != nil {
					line = q.read(row)
				}
				if q.only == nil || q.only(line) {
					a.got = append(a.got, line)
				}
			}
			page, _ := said.body.(map[string]any) // a checkpoint is text
			if cursor, _ = page["cursor"].(string); cursor == "" {
				break
			}
		}
	}
	a.cpu = (s.cpu() - before) / time.Duration(len(a.took))
	if q.sum {
		a.got, a.want = counted(a.got), counted(a.want)
	}
	slices.Sort(a.got)
	a.want = slices.Sorted(slices.Values(a.want))
	return a, nil
}

// counted puts each line once, with how often it was there before it.
func counted(lines []string) (sums []string) {
	times := map[string]int{}
	for _, line := range lines {
		times[line]++
	}
	for line, n := range times {
		sums = append(sums, fmt.Sprint(n, " × ", line))
	}
	return sums
}

func rowsOf(body any, list string) []any {
	if list == "" {
		return []any{body}
	}
	whole, _ := body.(map[string]any)
	rows, _ := whole[list].([]any)
	return rows
}

// says is what stands at a place of an answer, such as "recipient.organisation"; of a
// list, what stands there in each, with commas between.
func says(v any, place string) string {
	switch v := v.(type) {
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, says(one, place))
		}
		return strings.Join(all, ",")
	case map[string]any:
		member, rest, _ := strings.Cut(place, ".")
		return says(v[member], rest)
	case nil:
		return ""
	}
	return fmt.Sprint(v)
}
