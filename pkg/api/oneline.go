package api

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// notOneLine says which fields of one line in a call, in its path, its query or its
// body, hold what has no place there ([disclosure.OneLine]). Prose, which is longer
// ([disclosure.Prose]), is read by [strictJSON] alone. A disclosure's own fields are the
// rules', which say of a dry run all that is wrong with it.
func notOneLine(in any) []disclosure.Finding {
	var wrong problem.Findings
	lines("", reflect.ValueOf(in), "", func(at string) {
		wrong.Add(disclosure.Finding{Rule: disclosure.FormRule, Pointer: at, Detail: disclosure.NotOneLine})
	})
	return wrong.List()
}

var (
	ofTheRules = reflect.TypeFor[disclosure.Disclosure]()
	notText    = []reflect.Type{reflect.TypeFor[time.Time](), reflect.TypeFor[disclosure.Date]()}
)

// lines visits every text of one line that is not one.
func lines(at string, v reflect.Value, tag reflect.StructTag, broken func(at string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			lines(at, v.Elem(), tag, broken)
		}
	case reflect.Struct:
		if v.Type() == ofTheRules || v.Type() == notText[0] || v.Type() == notText[1] {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.Tag.Get("header") == "" && field.IsExported() {
				lines(at+placeOf(field), v.Field(i), field.Tag, broken)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			lines(at+"/"+strconv.Itoa(i), v.Index(i), "", broken)
		}
	case reflect.String:
		most, err := strconv.Atoi(tag.Get("maxLength"))
		if prose := err == nil && most >= disclosure.Prose; !prose && !disclosure.OneLine(v.String()) {
			broken(at)
		}
	}
}

// placeOf is the field's step in a pointer: its name in the path, the query or the
// body. What is embedded, and the body itself, have none.
func placeOf(field reflect.StructField) string {
	for _, kind := range []string{"path", "query", "json"} {
		if name, _, _ := strings.Cut(field.Tag.Get(kind), ","); name != "" {
			return "/" + name
		}
	}
	return ""
}
