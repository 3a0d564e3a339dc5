package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// schemaProblem makes a problem of what Huma found wrong. Huma's details carry
// the offending value, which may be anyone's data: it is dropped.
func schemaProblem(status int, _ string, errs ...error) huma.StatusError {
	var findings []disclosure.Finding
	for _, err := range errs {
		detailer, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		detail := detailer.ErrorDetail()
		findings = append(findings, disclosure.Finding{
			Rule: disclosure.FormRule, Pointer: pointerOf(detail.Location), Detail: sentence(detail.Message),
		})
	}
	switch {
	case status >= http.StatusInternalServerError:
		p, _ := problem.From(errInternal)
		return p
	case len(findings) > 0:
		return problem.Of(http.StatusUnprocessableEntity, "The request is not well formed. Nothing was recorded.", findings)
	case status == http.StatusBadRequest:
		return problem.Of(status, "This request needs a body.", nil) // strictBodies has read any other
	}
	return problem.Of(status, http.StatusText(status), nil)
}

// pointerOf turns Huma's "body.subjects[0].reference" into
// "/subjects/0/reference". A location elsewhere keeps its name: "/limit".
func pointerOf(location string) string {
	if header, ok := strings.CutPrefix(location, "header."); ok {
		return "/" + header // named by this service, not by the caller
	}
	for _, prefix := range []string{"body", "query", "path"} {
		if rest, ok := strings.CutPrefix(location, prefix); ok {
			location = rest
			break
		}
	}
	location = strings.NewReplacer("[", ".", "]", "").Replace(location)
	var out strings.Builder
	for part := range strings.SplitSeq(location, ".") {
		if part != "" {
			out.WriteString("/" + escape(part))
		}
	}
	return out.String()
}

// sentence keeps what Huma says of the schema and leaves out anything it may
// have taken from the body.
func sentence(message string) string {
	switch {
	case strings.HasPrefix(message, "unexpected property"):
		return "There is no such field here. Check its spelling and capitals."
	case strings.HasPrefix(message, "expected required property"):
		return "A required field is missing: " + escape(strings.Fields(message + " ?")[3]) + "."
	case strings.HasPrefix(message, "expected "), strings.HasPrefix(message, "required "):
		return strings.ToUpper(message[:1]) + message[1:] + "."
	}
	return "This is not a value that the field can hold."
}
