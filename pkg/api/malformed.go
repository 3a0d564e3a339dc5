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
func schemaProblem(method string, status int, errs []error) huma.StatusError {
	var found problem.Findings
	for i, err := range errs {
		if found.Full() {
			found.Count(len(errs) - i)
			break
		}
		detailer, ok := err.(huma.ErrorDetailer)
		if !ok {
			continue
		}
		detail := detailer.ErrorDetail()
		finding := disclosure.Finding{Rule: disclosure.FormRule, Pointer: pointerOf(detail.Location), Detail: inWords(detail.Message)}
		if name := missing(detail.Message); name != "" {
			finding.Pointer += "/" + name
		}
		found.Add(finding)
	}
	findings := found.List()
	switch {
	case status >= http.StatusInternalServerError:
		p, _ := problem.From(errInternal)
		return p
	case len(findings) > 0:
		return notWellFormed(method, findings)
	case status == http.StatusBadRequest:
		return problem.Of(status, "This request needs a body.", nil) // strictBodies has read any other
	}
	return problem.Of(status, http.StatusText(status), nil)
}

// notWellFormed refuses a question, or a change, before anything is read.
func notWellFormed(method string, findings []disclosure.Finding) *problem.Problem {
	detail := "The request is not well formed. Nothing was recorded."
	if method == http.MethodGet {
		detail = "The question is not well formed. Nothing was looked up."
	}
	return problem.Of(http.StatusUnprocessableEntity, detail, findings)
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
