package columns

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// Words are ids in plain words. An id that they do not know stays as it is.
type Words struct {
	Recipients map[string]string // by category, and by category/kind
	Law        map[string]string // bases, conditions, exemptions and gateways
	Data       map[string]string // kinds of data
	Notices    map[string]string
	Evidence   map[string]string // answers of evidence that is one of a few, by name/answer
	// Titles are those that an answer gives itself: of its rules by their ids, and of what
	// somebody did, by the operation.
	Titles map[string]string
}

// With adds the titles that an answer gives itself.
func (w Words) With(answer map[string]any) Words {
	given, _ := answer["titles"].(map[string]any)
	titles := maps.Clone(w.Titles)
	if titles == nil {
		titles = map[string]string{}
	}
	for id, title := range given {
		if said, is := title.(string); is {
			titles[id] = said
		}
	}
	w.Titles = titles
	return w
}

var roles = map[string]string{
	string(disclosure.Recorder): "Recorder", string(disclosure.DPO): "Data Protection Officer", string(disclosure.Auditor): "Auditor", string(disclosure.Admin): "Administrator",
}

// enumerated are the places, by their last name, whose values are words of the API
// with hyphens between: not-yet.
var enumerated = []string{"aspects", "decision", "outcome", "toPerson", "what", "decided", "consent", "entitled", "retrieved", "subjectTold", "standing"}

// idsAt says which ids stand at a place, by their words; nil where what stands there is
// nobody's but the council's.
func (w Words) idsAt(place string) func(string) string {
	above, last := "", place
	if dot := strings.LastIndexByte(place, '.'); dot >= 0 {
		above, last = place[:dot], place[dot+1:]
	}
	of := func(known map[string]string) func(string) string { return func(id string) string { return known[id] } }
	switch {
	case strings.HasSuffix(above, "evidence"):
		return func(id string) string { return w.Evidence[last+"/"+id] }
	case last == "category" && strings.HasSuffix(above, "recipient"), last == "recipientCategory":
		return of(w.Recipients)
	case last == "category", last == "data":
		return of(w.Data)
	case slices.Contains([]string{"legal", "ground", "gateway", "lawfulBases", "conditions"}, last), strings.HasSuffix(place, "exemptions.id"):
		return of(w.Law)
	case last == "notice":
		return of(w.Notices)
	case last == "flags", last == "openFlags":
		return func(id string) string {
			if name := w.Titles[id]; name != "" {
				return name + " (" + id + ")"
			}
			return ""
		}
	case last == "action":
		return of(w.Titles)
	case last == "roles":
		return of(roles)
	case slices.Contains(enumerated, last):
		return unhyphened
	}
	return nil
}

// InWords reports whether what stands at the column's places are ids, or words of the API,
// that it puts in words.
func (c Column) InWords() bool {
	return c.Plain || slices.ContainsFunc(c.Places, func(place string) bool {
		return Words{}.idsAt(place) != nil || strings.HasSuffix(place, "recipientKind") || strings.HasSuffix("."+place, "."+recipientsKind)
	})
}

func unhyphened(word string) string { return strings.ReplaceAll(word, "-", " ") }

// shown is what stands in a row at the places of a column, in words, each once. Where a
// recipient is to be named and nobody is, it is what sort of recipient it was: a row
// that says nothing reads as if nobody had received anything.
func (w Words) shown(row any, c Column) string {
	if c.Paired {
		return cmp.Or(w.paired(row, c.Places), c.None)
	}
	all := w.nameless(row, c.Places)
	for _, place := range c.Places {
		words := Cell(row, place)
		switch {
		case c.Plain:
			words = each(words, unhyphened)
		case place == recipientsKind || strings.HasSuffix(place, "."+recipientsKind):
			words = w.sorts(row, strings.TrimSuffix(place, "kind"))
		case strings.HasSuffix(place, "recipientKind"):
			words = w.sort(Cell(row, strings.TrimSuffix(place, "Kind")+"Category"), words)
		default:
			words = w.InWords(place, words)
		}
		if words != "" && !slices.Contains(all, words) {
			all = append(all, words)
		}
		if c.First && len(all) > 0 {
			break
		}
	}
	return cmp.Or(Joined(c.Places[len(c.Places)-1], all), c.None)
}

// paired says of each member of a list what stands at the places in it, each once.
func (w Words) paired(row any, places []string) string {
	dot := strings.LastIndexByte(places[0], '.') + 1
	var all []string
	for _, member := range objectsAt(row, places[0][:dot]) {
		var parts []string
		for _, place := range places {
			if said := w.InWords(place, Cell(member, place[dot:])); said != "" && !slices.Contains(parts, said) {
				parts = append(parts, said)
			}
		}
		if said := strings.Join(parts, ": "); said != "" && !slices.Contains(all, said) {
			all = append(all, said)
		}
	}
	return strings.Join(all, "; ")
}

// sort is what sort of recipient it is, in words.
func (w Words) sort(category, kind string) string {
	return cmp.Or(w.Recipients[category+"/"+kind], w.Recipients[category], category)
}

// recipientsKind is the place of a recipient's kind. What is said there is the kind or,
// where there is none, the category, in all lists alike.
const recipientsKind = "recipient.kind"

// sorts says of what sort the recipients at a place are.
func (w Words) sorts(row any, above string) string {
	var all []string
	for _, recipient := range objectsAt(row, above) {
		if sort := w.sort(Cell(recipient, "category"), Cell(recipient, "kind")); sort != "" && !slices.Contains(all, sort) {
			all = append(all, sort)
		}
	}
	return strings.Join(all, "; ")
}

// nameless says of what sort those recipients are whom no place of a column names.
func (w Words) nameless(row any, places []string) []string {
	above, is := strings.CutSuffix(places[0], "organisation")
	if !is || !slices.ContainsFunc(objectsAt(row, above), func(r map[string]any) bool { return r["category"] != nil }) {
		return nil
	}
	var all []string
	for _, recipient := range objectsAt(row, above) {
		named := false
		for _, place := range places {
			if of, here := strings.CutPrefix(place, above); here {
				named = named || Cell(recipient, of) != ""
			} else {
				named = named || Cell(row, place) != ""
			}
		}
		if sort := w.sort(Cell(recipient, "category"), Cell(recipient, "kind")); !named && !slices.Contains(all, sort) {
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

// InWords puts the ids of a cell, separated by semicolons, in words.
func (w Words) InWords(place, cell string) string {
	words := w.idsAt(place)
	if words == nil {
		return cell
	}
	return each(cell, words)
}

// each puts the parts of a cell in words, where there are any for them.
func each(cell string, words func(string) string) string {
	parts := strings.Split(cell, "; ")
	for i, part := range parts {
		if said := words(part); said != "" {
			parts[i] = said
		}
	}
	return strings.Join(parts, "; ")
}
