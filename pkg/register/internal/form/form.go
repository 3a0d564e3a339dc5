// Package form tells what is wrong with the form of a request.
package form

import (
	"fmt"

	"disclosure-register/pkg/disclosure"
)

// Findings gathers what is wrong with the form of a request, so that it is told
// all at once.
type Findings []disclosure.Finding

// Refuse adds a finding when something is wrong, and reports whether it is.
func (f *Findings) Refuse(wrong bool, pointer, detail string, args ...any) bool {
	if wrong {
		*f = append(*f, Finding(pointer, fmt.Sprintf(detail, args...)))
	}
	return wrong
}

// Finding says what is wrong at the JSON pointer.
func Finding(pointer, detail string) disclosure.Finding {
	return disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer, Detail: detail}
}

// NotWellFormed refuses a change.
func NotWellFormed(findings ...disclosure.Finding) error {
	return &disclosure.Error{Kind: disclosure.Refused, Detail: "The request is not well formed. Nothing was recorded.", Findings: findings}
}

// BadQuestion refuses a question as [NotWellFormed] does a change.
func BadQuestion(findings ...disclosure.Finding) error {
	return &disclosure.Error{Kind: disclosure.Refused, Detail: "The question is not well formed. Nothing was looked up.", Findings: findings}
}

// Pointer joins an array's name and a place in it into a JSON pointer.
func Pointer(array string, i int) string { return fmt.Sprintf("/%s/%d", array, i) }
