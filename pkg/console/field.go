package console

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// field is one thing that a form asks for. Name is where it goes in the body of the
// API, as a JSON pointer with hyphens: subjects-0-reference is /subjects/0/reference.
// So what the API says of a place stands beside the field.
type field struct {
	Name, Label, Hint string
	// Type is text, area, date, time, moment, yesno, pick, list, checks or words. A
	// moment is a day and a time of day in London; words are texts, one a line.
	Type      string
	Options   []choice
	Group     []choice // more options of a list, under GroupSays
	GroupSays string
	Value     string
	Time      string // of a moment
	Wrong     string
	// Meets is the place of a rule that this field can meet too.
	Meets string
}

// choice is one answer that may be given.
type choice struct {
	Value, Title, Hint string
	Chosen             bool
}

// fieldset is fields that belong together.
type fieldset struct {
	ID, Legend, Hint string
	Fields           []field
	Aside            bool // asked seldom: folded away until something stands in it
	Open             bool
}

// nameOf is the name of the field for a place of the body.
func nameOf(pointer string) string {
	return strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", "-")
}

// inOrder puts what is wrong in the order of the fields; what is of none comes first.
func (f *form) inOrder(names ...string) {
	slices.SortStableFunc(f.Errors, func(a, b formError) int {
		return cmp.Compare(slices.Index(names, a.Field), slices.Index(names, b.Field))
	})
}

// fill puts what was typed, and what is wrong with it, into the fields.
func (s *fieldset) fill(f *form) {
	for i := range s.Fields {
		one := &s.Fields[i]
		one.Value, one.Wrong = f.Values[one.Name], f.Wrong(one.Name)
		one.Time = f.Values[one.Name+".time"]
		given := one.Value != ""
		for _, options := range [][]choice{one.Options, one.Group} {
			for n := range options {
				o := &options[n]
				if one.Type == "checks" {
					o.Chosen = f.Values[one.Name+"."+o.Value] != ""
				} else {
					o.Chosen = one.Value != "" && one.Value == o.Value
				}
				given = given || o.Chosen
			}
		}
		s.Open = s.Open || given || one.Wrong != ""
		for n := range f.Errors {
			if e := &f.Errors[n]; e.Field == one.Name && e.FromAPI {
				e.Label = one.Label
			}
		}
	}
}

// put sets what was typed into the fields in the body. A field that is empty is left
// out of it.
func put(body map[string]any, sets []fieldset, f *form) {
	for _, s := range sets {
		for _, one := range s.Fields {
			set(body, one.Name, one.read(f))
		}
	}
}

// read is what was typed into the field, as the API takes it, or nil where it is
// empty. What cannot be read is sent as it is, for the API to say what is wrong.
func (one field) read(f *form) any {
	text := f.Values[one.Name]
	switch one.Type {
	case "checks":
		var all []any
		for _, o := range one.Options {
			if f.Values[one.Name+"."+o.Value] != "" {
				all = append(all, o.Value)
			}
		}
		if all == nil {
			return nil
		}
		return all
	case "words":
		var all []any
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				all = append(all, line)
			}
		}
		if all == nil {
			return nil
		}
		return all
	case "moment":
		return f.moment(one.Name)
	}
	switch {
	case text == "":
		return nil
	case one.Type == "yesno":
		return text == "yes"
	}
	return text
}

// moment reads a day and a time of day in London, as the API takes it. A time that the
// clocks pass twice is the first.
func (f *form) moment(name string) any {
	day, clock := f.Values[name], f.Values[name+".time"]
	if day == "" || clock == "" {
		return nil // the API says what is missing, with all else that is
	}
	d, err := disclosure.ParseDate(day)
	hour, minute, whole := strings.Cut(clock, ":")
	h, wrongHour := strconv.Atoi(hour)
	m, wrongMinute := strconv.Atoi(strings.SplitN(minute, ":", 2)[0])
	switch {
	case err != nil:
		f.wrong(name, "Write the day as 2026-11-29: year, month and day.")
	case !whole || wrongHour != nil || wrongMinute != nil || h < 0 || h > 23 || m < 0 || m > 59:
		f.wrong(name, "Write the time of day as 14:05.")
	default:
		return londonTime(d, h, m)
	}
	return nil
}

// set puts a value in a body at the place that the name means; nil takes out what is
// there. Lists grow as far as the place.
func set(body map[string]any, name string, value any) {
	parts := strings.Split(name, "-")
	into(body, parts, value)
}

// into returns the part of a body with the value put in it; what is left empty is nil.
func into(at any, parts []string, value any) any {
	if len(parts) == 0 {
		return value
	}
	if n, err := strconv.Atoi(parts[0]); err == nil {
		list, _ := at.([]any)
		for value != nil && len(list) <= n {
			list = append(list, nil)
		}
		if n < len(list) {
			list[n] = into(list[n], parts[1:], value)
		}
		for len(list) > 0 && list[len(list)-1] == nil {
			list = list[:len(list)-1]
		}
		if len(list) == 0 {
			return nil
		}
		return list
	}
	object, _ := at.(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	if left := into(object[parts[0]], parts[1:], value); left == nil {
		delete(object, parts[0])
	} else {
		object[parts[0]] = left
	}
	if len(object) == 0 {
		return nil
	}
	return object
}

// spread writes a body into the values of a form: the opposite of put. Lists of words
// are written as checks and as lines at once, and whichever field is there reads its own.
func spread(values map[string]string, name string, value any) {
	join := func(more string) string {
		if name == "" {
			return more
		}
		return name + "-" + more
	}
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			spread(values, join(key), v[key])
		}
	case []any:
		var lines []string
		for i, one := range v {
			spread(values, join(strconv.Itoa(i)), one)
			if text, words := one.(string); words {
				values[name+"."+text] = text
				lines = append(lines, text)
			}
		}
		values[name] = strings.Join(lines, "\n")
	case string:
		values[name] = v
	case bool:
		values[name] = map[bool]string{true: "yes", false: "no"}[v]
	}
}

// titled are the options of the ids, with their titles.
func titled(ids []string, title func(string) string) []choice {
	var all []choice
	for _, id := range ids {
		all = append(all, choice{Value: id, Title: capital(title(id))})
	}
	return all
}
