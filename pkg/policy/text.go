package policy

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/plain"
)

var (
	instantType = reflect.TypeFor[time.Time]()
	dateType    = reflect.TypeFor[disclosure.Date]()
)

// textForm walks every string of the disclosure, evidence included. It refuses
// what cannot be shown safely (invalid UTF-8, control characters, characters
// that reorder the text around them), what is blank where something is needed,
// and what is too long. The bounds are those of the fields' own tags.
func (s *scene) textForm() {
	s.walk("", reflect.ValueOf(s.d).Elem(), unbounded, s.textAt)
	if s.asks != nil {
		said := anyOf(s.placeNeed(PlaceSecurity), s.placeNeed(PlaceVerified))
		s.formHolds("/method/channel", "This is needed and is blank.", false, func() Need {
			return anyOf(said.opposite(), place("/method/channel", "how it was sent", TextNeed))
		})
	}
	for name, value := range s.d.Evidence {
		if !safe(name, false) {
			s.out.broken("/evidence", disclosure.NotOneLine)
		}
		if text, ok := value.(string); ok && !safe(text, true) {
			pointer := "/evidence"
			if s.law.fields[name] != nil {
				pointer += "/" + name
			}
			s.out.broken(pointer, disclosure.NotOneLine)
		}
	}
}

// walk visits every string of a value but the evidence, with its pointer and what
// bounds it.
func (s *scene) walk(at string, v reflect.Value, in *bounds, visit func(at, text string, in *bounds)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			s.walk(at, v.Elem(), in, visit)
		}
	case reflect.Struct:
		if v.Type() == instantType || v.Type() == dateType {
			return
		}
		for i, field := range fieldsOf(v.Type()) {
			if field.name != "evidence" {
				s.walk(at+"/"+field.name, v.Field(i), field, visit)
			}
		}
	case reflect.Slice:
		if in.maxItems != nil && v.Len() > *in.maxItems {
			s.out.broken(at, "There are too many here: "+plain.Number(*in.maxItems)+" at most. Record the rest as another disclosure.")
			return
		}
		for i := range v.Len() {
			s.walk(at+"/"+itoa(i), v.Index(i), unbounded, visit)
		}
	case reflect.String:
		visit(at, v.String(), in)
	}
}

func (s *scene) textAt(at, text string, in *bounds) {
	if !safe(text, in.maxLength != nil && *in.maxLength >= disclosure.Prose) {
		s.out.broken(at, disclosure.NotOneLine)
	}
	if in.maxLength != nil && utf8.RuneCountInString(text) > *in.maxLength {
		s.out.broken(at, "This is too long: "+plain.Number(*in.maxLength)+" characters at most.")
	}
	if in.minLength != nil && *in.minLength > 0 {
		s.formHolds(at, "This is needed and is blank.", !disclosure.Blank(text), func() Need {
			return place(at, or(textLabels[at[strings.LastIndexByte(at, '/')+1:]], in.doc), TextNeed)
		})
	}
	if in.words != nil && text != "" && !slices.Contains(in.words, text) {
		s.out.broken(at, "Write one of: "+strings.Join(in.words, ", ")+".")
	}
}

// bounds are what a field's own tags say of it; what they leave out is nil.
type bounds struct {
	name                           string // in JSON
	maxLength, minLength, maxItems *int
	words                          []string // one of which a text is
	doc                            string
}

// unbounded is what has no tags.
var unbounded = &bounds{}

// known are the fields of each type that has been walked: reading tags costs more
// than what is found with them.
var known sync.Map // of reflect.Type: []*bounds

func fieldsOf(t reflect.Type) []*bounds {
	if fields, ok := known.Load(t); ok {
		return fields.([]*bounds)
	}
	var fields []*bounds
	for i := range t.NumField() {
		tag := t.Field(i).Tag
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		field := &bounds{
			name: name, maxLength: bound(tag, "maxLength"), minLength: bound(tag, "minLength"), maxItems: bound(tag, "maxItems"), doc: tag.Get("doc"),
		}
		if words := tag.Get("enum"); words != "" {
			field.words = strings.Split(words, ",")
		}
		fields = append(fields, field)
	}
	known.Store(t, fields)
	return fields
}

func bound(tag reflect.StructTag, name string) *int {
	n, err := strconv.Atoi(tag.Get(name))
	if err != nil {
		return nil
	}
	return &n
}

// textLabels say what to give where the API's own description of a place is no
// answer to that.
var textLabels = map[string]string{
	"name": "the name of who authorised it", "post": "that officer's post", "description": "what this is, in words", "reason": "why: for this disclosure, in words",
	"reference": "the council's own reference for the person; never a name", "purpose": "the specific purpose, in words",
}

// safe reports whether the text may stand in a field of one line
// ([disclosure.OneLine]), or in one of prose ([disclosure.NotProse]).
func safe(text string, prose bool) bool {
	if !prose {
		return disclosure.OneLine(text)
	}
	return disclosure.NotProse(text) == ""
}
