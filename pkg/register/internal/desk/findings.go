package desk

import (
	"fmt"

	"disclosure-register/pkg/disclosure"
)

// findings gathers what is wrong with the form of a request, so that it is told
// all at once.
type findings []disclosure.Finding

// refuse adds a finding when something is wrong, and reports whether it is.
func (f *findings) refuse(wrong bool, pointer, detail string, args ...any) bool {
	if wrong {
		*f = append(*f, formFinding(pointer, fmt.Sprintf(detail, args...)))
	}
	return wrong
}

func formFinding(pointer, detail string) disclosure.Finding {
	return disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointer, Detail: detail}
}

// notWellFormed refuses a change.
func notWellFormed(findings ...disclosure.Finding) error {
	return &disclosure.Error{Kind: disclosure.Refused, Detail: "The request is not well formed. Nothing was recorded.", Findings: findings}
}

// badQuestion refuses a question as notWellFormed does a change.
func badQuestion(findings ...disclosure.Finding) error {
	return &disclosure.Error{Kind: disclosure.Refused, Detail: "The question is not well formed. Nothing was looked up.", Findings: findings}
}

// pointer joins an array's name and a place in it into a JSON pointer.
func pointer(array string, i int) string { return fmt.Sprintf("/%s/%d", array, i) }
