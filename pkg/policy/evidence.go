package policy

import (
	"slices"
	"strings"
	"unicode/utf8"

	"disclosure-register/pkg/disclosure"
)

// Bounds on the evidence of one disclosure.
const (
	maxEvidence     = 60   // fields
	maxEvidenceText = 2000 // characters in one value
)

// fits says what is wrong with a value for the field, or "" when nothing is.
func (f *Field) fits(value any) string {
	text, isText := value.(string)
	_, isBool := value.(bool)
	switch f.Type {
	case TextField:
		if !isText {
			return "Write this evidence as text."
		}
	case DayField:
		if _, err := disclosure.ParseDate(text); !isText || err != nil {
			return "Write this evidence as a date: year-month-day, for example 2026-03-29."
		}
	case YesNoField:
		if !isBool {
			return "Write this evidence as true or false, without quotation marks."
		}
	case StatementField:
		if !isText && !isBool {
			return "Write this evidence as true or false, or as text that says more."
		}
	case ChoiceField:
		if !isText || !slices.Contains(f.Choices, text) {
			return "Write this evidence as one of: " + strings.Join(f.Choices, ", ") + "."
		}
	}
	if utf8.RuneCountInString(text) > maxEvidenceText {
		return "This evidence is too long: 2,000 characters at most. Archive longer papers as correspondence."
	}
	return ""
}

// Takes reports whether the value is one that the evidence can have.
func (f *Field) Takes(value any) bool { return f.fits(value) == "" }

// answeredByNone are the fields that "none" answers: what else is asked for, it says is not
// there.
var answeredByNone = []string{"thirdPartyConsentStatus", "searchRecord"}

// present reports whether a value says something: a text that is no placeholder, does not
// say that there is none and says more than yes where it is asked what or which, that names
// law where a power is asked for, or a statement that is not false. A yes or no says something
// either way.
func (f *Field) present(value any) bool {
	switch v := value.(type) {
	case string:
		if f != nil && (f.Type == TextField && onlySaysYes(v) || f.isOfPower() && namesNoLaw(v)) {
			return false
		}
		return !saysNothing(v) && (!saysNo(v) || f != nil && slices.Contains(answeredByNone, f.Name)) || f != nil && f.Type == ChoiceField && v != ""
	case bool:
		return v || f != nil && f.Type == YesNoField
	}
	return false
}

func evidenceDay(value any) (day disclosure.Date, ok bool) {
	text, _ := value.(string)
	day, err := disclosure.ParseDate(text)
	return day, err == nil
}

// hasEvidence reports whether any of the fields says something. What took a field's
// place says it as well, and a field that took the place of others is said by any of
// them.
func (s *scene) hasEvidence(fields ...string) bool {
	says := func(name string) bool {
		return s.law.fields[name].present(s.d.Evidence[name]) && (name != departmentField || s.namesDepartment())
	}
	return slices.ContainsFunc(fields, func(name string) bool {
		field := s.law.fields[name]
		return says(name) || field != nil && field.Instead != "" && says(field.Instead) || slices.ContainsFunc(s.law.formerly[name], says)
	})
}
