package sheet

import (
	"fmt"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// The kinds of column that are not plain text.
const (
	aDay = iota + 1
	aMoment
)

// noon stands for the time of day where a log keeps none. No London day has
// another day's noon, in whatever zone it is read.
const noon = 12 * time.Hour

// tokens are how a mapping writes the parts of days and times, the longer first,
// and how Go does. A day or month of one digit is read as well as one of two.
var tokens = []struct{ ours, gos string }{
	{"yyyy", "2006"},
	{"yy", "06"},
	{"mmmm", "January"},
	{"mmm", "Jan"},
	{"mm", "1"},
	{"m", "1"},
	{"dd", "2"},
	{"d", "2"},
	{"hh", "15"},
	{"h", "15"},
	{"ss", "05"},
}

// layoutOf turns dd/mm/yyyy hh:mm into Go's layout. mm after hh: is minutes.
func layoutOf(pattern string) (string, error) {
	var layout strings.Builder
	hours := false
	for rest := strings.ToLower(pattern); rest != ""; {
		token := ""
		for _, t := range tokens {
			if strings.HasPrefix(rest, t.ours) {
				token = t.ours
				gos := t.gos
				if hours && strings.HasPrefix(t.ours, "m") {
					gos = "04"
				}
				hours = hours && !strings.HasPrefix(t.ours, "m") || strings.HasPrefix(t.ours, "h")
				layout.WriteString(gos)
				break
			}
		}
		if token == "" {
			token = rest[:1]
			if strings.ContainsAny(token, "abcdefghijklmnopqrstuvwxyz") {
				return "", fmt.Errorf("%q says nothing of a day or a time: use dd, mm, mmm, yyyy, hh, mm and ss", pattern)
			}
			layout.WriteString(token)
		}
		rest = rest[len(token):]
	}
	return layout.String(), nil
}

// read reads a day or time as the pattern has it, or as the spreadsheet keeps it.
func (b *building) read(pattern, text string) (at time.Time, ok bool) {
	if at, ok = b.row.sheet.source.serial(text); ok {
		return at, true
	}
	layout, err := layoutOf(pattern)
	if err != nil {
		return time.Time{}, false
	}
	at, err = time.Parse(layout, strings.Join(strings.Fields(text), " "))
	return at, err == nil
}

func (c column) day(b *building, name, text string) (any, bool) {
	at, ok := b.read(c.pattern, text)
	if ok {
		if day, err := disclosure.ParseDate(at.Format(time.DateOnly)); err == nil {
			return day.String(), true
		}
	}
	b.problem(name, "This is no such day, or is not written as the mapping says ("+c.pattern+").")
	return nil, false
}

// moment reads what London's clocks showed. Where they showed it twice, on the
// night they go back, it is the first of the two; where they never did, it is a
// problem. A day without a time is its noon.
func (c column) moment(b *building, name, text string) (any, bool) {
	since, timed := time.Duration(0), strings.Contains(strings.ToLower(c.pattern), "h")
	wall, ok := b.read(c.pattern, text)
	if !ok {
		day, _, _ := strings.Cut(strings.ToLower(c.pattern), " h")
		wall, ok = b.read(day, text)
		timed = false
	}
	if _, err := disclosure.ParseDate(wall.Format(time.DateOnly)); !ok || err != nil {
		b.problem(name, "This is no such day, or is not written as the mapping says ("+c.pattern+").")
		return nil, false
	}
	if clock := b.row.Cell(c.timeColumn); clock != "" {
		at, ok := b.read(c.timePattern, clock)
		if !ok {
			b.problem(c.timeColumn, "This is no such time, or is not written as the mapping says ("+c.timePattern+").")
			return nil, false
		}
		since, timed = sinceMidnight(at), true
	} else if since = sinceMidnight(wall); since != 0 {
		timed = true // a workbook keeps the time with the day
	}
	if !timed {
		since = noon
	}
	at, shown := inLondon(wall.Truncate(24*time.Hour), since)
	if !shown {
		b.problem(name, "London's clocks did not show this time on that day: they went forward past it.")
		return nil, false
	}
	return at.UTC().Format(time.RFC3339), true
}

func sinceMidnight(at time.Time) time.Duration { return at.Sub(at.Truncate(24 * time.Hour)) }

// inLondon returns the first instant at which London's clocks showed the time
// since midnight on the day (its midnight in UTC), and whether they did.
func inLondon(day time.Time, since time.Duration) (at time.Time, shown bool) {
	const wall = time.DateTime
	for _, ahead := range []time.Duration{time.Hour, 0} { // summer time is the first of the two
		at := day.Add(since - ahead)
		if at.In(disclosure.London).Format(wall) == day.Add(since).Format(wall) {
			return at, true
		}
	}
	return time.Time{}, false
}
