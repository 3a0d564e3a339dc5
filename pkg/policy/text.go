package policy

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"disclosure-register/pkg/disclosure"
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
	s.walk("", reflect.ValueOf(s.d).Elem(), "", s.textAt)
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

// walk visits every string of a value but the evidence, with its pointer and the
// tag that bounds it.
func (s *scene) walk(at string, v reflect.Value, tag reflect.StructTag, visit func(at, text string, tag reflect.StructTag)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			s.walk(at, v.Elem(), tag, visit)
		}
	case reflect.Struct:
		if v.Type() == instantType || v.Type() == dateType {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name == "evidence" {
				continue
			}
			s.walk(at+"/"+name, v.Field(i), field.Tag, visit)
		}
	case reflect.Slice:
		if most, ok := bound(tag, "maxItems"); ok && v.Len() > most {
			s.out.broken(at, fmt.Sprintf("There are too many here: %d at most. Record the rest as another disclosure.", most))
			return
		}
		for i := range v.Len() {
			s.walk(at+"/"+itoa(i), v.Index(i), "", visit)
		}
	case reflect.String:
		visit(at, v.String(), tag)
	}
}

func (s *scene) textAt(at, text string, tag reflect.StructTag) {
	most, bounded := bound(tag, "maxLength")
	if !safe(text, bounded && most >= disclosure.Prose) {
		s.out.broken(at, disclosure.NotOneLine)
	}
	if bounded && utf8.RuneCountInString(text) > most {
		s.out.broken(at, fmt.Sprintf("This is too long: %d characters at most.", most))
	}
	if least, ok := bound(tag, "minLength"); ok && least > 0 {
		s.formHolds(at, "This is needed and is blank.", strings.TrimSpace(text) != "", func() Need {
			return place(at, or(textLabels[at[strings.LastIndexByte(at, '/')+1:]], tag.Get("doc")), TextNeed)
		})
	}
	if words := tag.Get("enum"); words != "" && text != "" {
		for word := range strings.SplitSeq(words, ",") {
			if text == word {
				return
			}
		}
		s.out.broken(at, "Write one of: "+strings.ReplaceAll(words, ",", ", ")+".")
	}
}

// textLabels say what to give where the API's own description of a place is no
// answer to that.
var textLabels = map[string]string{
	"name": "the name of who authorised it", "post": "that officer's post", "description": "what this is, in words", "reason": "why: for this disclosure, in words",
	"reference": "the council's own reference for the person; never a name", "purpose": "the specific purpose, in words",
}

func bound(tag reflect.StructTag, name string) (n int, ok bool) {
	n, err := strconv.Atoi(tag.Get(name))
	return n, err == nil
}

// safe reports whether the text may stand in a field of one line
// ([disclosure.OneLine]), or is prose: valid UTF-8 without control characters other
// than new lines and tabs, and without bidirectional overrides and isolates, with
// which a line can be made to read as another.
func safe(text string, prose bool) bool {
	if !prose {
		return disclosure.OneLine(text)
	}
	if !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
		case unicode.IsControl(r):
			return false
		case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069':
			return false
		}
	}
	return true
}
