package sheet

import (
	"fmt"
	"regexp"
	"slices"
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
	{"dddd", "Monday"},
	{"ddd", "Mon"},
	{"dd", "2"},
	{"d", "2"},
	{"hh", "15"},
	{"h", "15"},
	{"ss", "05"},
	{"am/pm", "PM"},
}

// asSerial is the pattern of a day that text keeps as a spreadsheet's number.
const asSerial = "serial"

// layoutsOf turns dd/mm/yyyy hh:mm into Go's layout, or layouts where a month may
// be written short or long. mm after hh: is minutes; what stands in single quotes
// stands for itself.
func layoutsOf(pattern string) ([]string, error) {
	if strings.EqualFold(strings.TrimSpace(pattern), asSerial) {
		return nil, nil
	}
	var layout strings.Builder
	hours := false
	for rest := strings.ToLower(pattern); rest != ""; {
		token := ""
		for _, t := range tokens {
			if strings.HasPrefix(rest, t.ours) {
				token = t.ours
				gos := t.gos
				if hours && (token == "m" || token == "mm") {
					gos = "04"
				}
				if t.gos == "15" && strings.Contains(pattern, "am/pm") {
					gos = "3"
				}
				hours = hours && token != "m" && token != "mm" || token == "h" || token == "hh"
				layout.WriteString(gos)
				break
			}
		}
		switch {
		case token != "":
		case rest[0] == '\'':
			literal, _, closed := strings.Cut(rest[1:], "'")
			if !closed || strings.ContainsAny(literal, "0123456789") {
				return nil, fmt.Errorf("%q has a quotation mark that is not closed, or digits within", pattern)
			}
			token = "'" + literal + "'"
			layout.WriteString(strings.ToUpper(literal))
		case strings.ContainsAny(rest[:1], "abcdefghijklmnopqrstuvwxyz"):
			return nil, fmt.Errorf("%q says nothing of a day or a time: use dd, ddd, mm, mmm, yyyy, hh, mm, ss and am/pm, serial alone, or single quotes around letters that stand for themselves", pattern)
		default:
			token = rest[:1]
			layout.WriteString(token)
		}
		rest = rest[len(token):]
	}
	layouts := []string{layout.String()}
	for short, long := range map[string]string{"Jan": "January", "Mon": "Monday"} {
		for _, l := range layouts {
			if strings.Contains(l, short) && !strings.Contains(l, long) {
				layouts = append(layouts, strings.ReplaceAll(l, short, long))
			}
		}
	}
	return layouts, nil
}

// ordinal is a day's number as it is said: 3rd.
var ordinal = regexp.MustCompile(`(\d)(ST|ND|RD|TH)\b`)

// written is a day or time as a cell has it, made ready to be read.
func written(text string) string {
	text = strings.ToUpper(strings.Join(strings.Fields(text), " "))
	text = ordinal.ReplaceAllString(text, "$1")
	return strings.ReplaceAll(strings.NewReplacer("SEPT ", "SEP ", "SEPT-", "SEP-", "SEPT/", "SEP/", "A.M.", "AM", "P.M.", "PM").Replace(text), "SEPT.", "SEP.")
}

// read reads a day or time as one of the patterns has it, or as the spreadsheet
// keeps it. What two patterns read as two is neither: it is for a person to say.
func (b *building) read(patterns []string, text string) (at time.Time, ok bool) {
	if at, ok = b.row.tab.source.serial(text); ok {
		return at, true
	}
	text = written(text)
	for _, pattern := range patterns {
		layouts, err := layoutsOf(pattern)
		if err != nil {
			return time.Time{}, false
		}
		if layouts == nil {
			if is, reads := asDay(text, false); reads {
				return is, true
			}
		}
		for _, layout := range layouts {
			is, err := time.Parse(layout, text)
			switch {
			case err != nil:
			case strings.Contains(layout, "Mon") && !strings.Contains(text, strings.ToUpper(is.Format("Mon"))): // the day of the week is another's
			case ok && !is.Equal(at):
				return time.Time{}, false
			default:
				at, ok = is, true
			}
		}
	}
	return at, ok
}

// noSuchDay is the problem of a cell that is no day or time as it should be written.
func (b *building) noSuchDay(name, what string, patterns []string, text string) {
	readAlone := func(pattern string) bool { _, reads := b.read([]string{pattern}, text); return reads }
	switch {
	case slices.ContainsFunc(patterns, readAlone):
		b.problem(name, "The mapping's ways of writing a "+what+" ("+strings.Join(patterns, ", or ")+") read this as two.", "Leave in the mapping the one that every "+what+" of this column is written by, or write this one so that there is no doubt.")
		return
	case b.monthFirst(patterns, text):
		b.problem(name, "This is a day only when the month is read first. If the log is written so, the days that can be read have day and month exchanged, in every row.", "Find out how the days of this column were written, and have the mapping say so (mm/dd/yyyy), or write this one anew.")
		return
	}
	b.problem(name, "This is no such "+what+", or is not written as the mapping says ("+strings.Join(patterns, ", or ")+").", "Write it so, or add to the mapping how it is written.")
}

// monthFirst reports whether the text is what one of the patterns says once day and
// month are exchanged in it, as they stand in America.
func (b *building) monthFirst(patterns []string, text string) bool {
	for _, pattern := range patterns {
		parts := dayAndMonth.FindStringSubmatch(strings.ToLower(pattern))
		if parts == nil {
			continue
		}
		if _, reads := b.read([]string{parts[3] + parts[2] + parts[1] + parts[4]}, text); reads {
			return true
		}
	}
	return false
}

var dayAndMonth = regexp.MustCompile(`^(dd?)([^a-z']+)(mm?)([^a-z'].*)$`)

func (c column) day(b *building, name, text string) (any, bool) {
	at, ok := b.read(c.patterns, text)
	if ok {
		if day, err := disclosure.ParseDate(at.Format(time.DateOnly)); err == nil {
			return day.String(), true
		}
	}
	b.noSuchDay(name, "day", c.patterns, text)
	return nil, false
}

// moment reads what London's clocks showed. Where they showed it twice, on the
// night they go back, it is the first of the two; where they never did, it is a
// problem. A day without a time is its noon.
func (c column) moment(b *building, name, text string) (any, bool) {
	since, timed := time.Duration(0), false
	var days []string
	for _, pattern := range c.patterns {
		day, _, hasTime := strings.Cut(strings.ToLower(pattern), " h")
		if hasTime || !strings.Contains(strings.ToLower(pattern), "h") {
			days = append(days, day)
		}
	}
	var timings []string
	for _, pattern := range c.patterns {
		if strings.Contains(strings.ToLower(pattern), "h") {
			timings = append(timings, pattern)
		}
	}
	wall, ok := b.read(timings, text)
	if timed = ok; !ok {
		wall, ok = b.read(days, text)
	}
	if _, isSerial := b.row.tab.source.serial(text); isSerial {
		timed = false
	}
	if _, err := disclosure.ParseDate(wall.Format(time.DateOnly)); !ok || err != nil {
		b.noSuchDay(name, "day", c.patterns, text)
		return nil, false
	}
	if clock := b.row.moment(c.timeColumn); clock != "" {
		at, ok := b.read(c.timePatterns, clock)
		if !ok {
			b.noSuchDay(c.timeColumn, "time", c.timePatterns, clock)
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
		b.problem(name, "London's clocks did not show this time on that day: they went forward past it.", "Write the time that they showed.")
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
