package main

import (
	"cmp"
	"slices"
	"strings"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// titles are ids in plain words, for a table that people read; JSON keeps the ids.
// They are those of this version of the command. An id that it does not know stays as
// it is.
type titles struct {
	policy.Titles
	notices map[string]string
	actions map[string]string // what a look was, by the operation's name
	// rule is what a rule is about, by the register's notices or else by the law.
	rule func(id string) string
}

// titlesOf are those of a register.
func titlesOf(register string) (titles, error) {
	law, err := policy.Load()
	if err != nil {
		return titles{}, err
	}
	t := titles{Titles: law.Catalogue().Titles(), notices: map[string]string{}, actions: api.Summaries()}
	notices := []*policy.Notice{nil}                               // of none, a rule is named by the law alone
	if of, err := disclosure.ParseRegister(register); err == nil { // the service says what is wrong with it
		notices = law.Notices(of)
		for _, n := range notices {
			t.notices[n.ID] = n.Title
		}
	}
	t.rule = func(id string) string {
		for _, n := range notices {
			if name := law.RuleName(n, id); name != "" {
				return name
			}
		}
		return ""
	}
	return t, nil
}

var roles = map[string]string{
	string(disclosure.Recorder): "Recorder", string(disclosure.DPO): "Data Protection Officer", string(disclosure.Auditor): "Auditor", string(disclosure.Admin): "Administrator",
}

// enumerated are the places, by their last name, whose values are words of the API
// with hyphens between: not-yet.
var enumerated = []string{"aspects", "decision", "outcome", "toPerson", "what", "decided", "consent", "entitled", "retrieved", "subjectTold", "standing"}

// words says which ids stand at a place; nil where what stands there is nobody's but
// the council's.
func (t titles) words(place string) func(string) string {
	above, last := "", place
	if dot := strings.LastIndexByte(place, '.'); dot >= 0 {
		above, last = place[:dot], place[dot+1:]
	}
	of := func(known map[string]string) func(string) string { return func(id string) string { return known[id] } }
	switch {
	case last == "category" && strings.HasSuffix(above, "recipient"):
		return of(t.Recipients)
	case last == "category", last == "data":
		return of(t.Data)
	case slices.Contains([]string{"legal", "ground", "gateway", "lawfulBases", "conditions"}, last), strings.HasSuffix(place, "exemptions.id"):
		return of(t.Law)
	case last == "notice":
		return of(t.notices)
	case last == "flags", last == "openFlags":
		return func(id string) string {
			if name := t.rule(id); name != "" {
				return name + " (" + id + ")"
			}
			return ""
		}
	case last == "action":
		return of(t.actions)
	case last == "roles":
		return of(roles)
	case slices.Contains(enumerated, last):
		return func(id string) string { return strings.ReplaceAll(id, "-", " ") }
	}
	return nil
}

// shown is what stands in a row at the places of a column, in words, each once. Where a
// recipient is to be named and nobody is, it is what sort of recipient it was: a row
// that says nothing reads as if nobody had received anything.
func (t titles) shown(row any, places string) string {
	all := t.nameless(row, places)
	for place := range strings.SplitSeq(places, "|") {
		if words := t.inWords(place, cell(row, place)); words != "" && !slices.Contains(all, words) {
			all = append(all, words)
		}
	}
	return strings.Join(all, "; ")
}

// nameless says of what sort those recipients are whom no place of a column names.
func (t titles) nameless(row any, places string) []string {
	first, _, _ := strings.Cut(places, "|")
	above, is := strings.CutSuffix(first, "organisation")
	if !is || !slices.ContainsFunc(objectsAt(row, above), func(r map[string]any) bool { return r["category"] != nil }) {
		return nil
	}
	var all []string
	for _, recipient := range objectsAt(row, above) {
		named := false
		for place := range strings.SplitSeq(places, "|") {
			if of, here := strings.CutPrefix(place, above); here {
				named = named || cell(recipient, of) != ""
			} else {
				named = named || cell(row, place) != ""
			}
		}
		category, kind := cell(recipient, "category"), cell(recipient, "kind")
		if sort := cmp.Or(t.Recipients[category+"/"+kind], t.Recipients[category], category); !named && !slices.Contains(all, sort) {
			all = append(all, sort)
		}
	}
	return all
}

// objectsAt are the objects at a place that ends with a dot, or the row itself where it is
// "", in lists or not.
func objectsAt(value any, place string) []map[string]any {
	switch v := value.(type) {
	case []any:
		var all []map[string]any
		for _, member := range v {
			all = append(all, objectsAt(member, place)...)
		}
		return all
	case map[string]any:
		if place == "" {
			return []map[string]any{v}
		}
		name, rest, _ := strings.Cut(place, ".")
		return objectsAt(v[name], rest)
	}
	return nil
}

// inWords puts the ids of a cell, separated by semicolons, in words.
func (t titles) inWords(place, cell string) string {
	words := t.words(place)
	if words == nil {
		return cell
	}
	parts := strings.Split(cell, "; ")
	for i, part := range parts {
		if title := words(part); title != "" {
			parts[i] = title
		}
	}
	return strings.Join(parts, "; ")
}
