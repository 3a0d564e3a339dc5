package desk

import "disclosure-register/pkg/register/internal/form"

// What is wrong with the form of a request is said as package form says it.
type findings = form.Findings

var (
	formFinding   = form.Finding
	notWellFormed = form.NotWellFormed
	badQuestion   = form.BadQuestion
	pointer       = form.Pointer
)
