package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/plain"
	"disclosure-register/pkg/problem"
)

// noSuchField begins what is said of a field that is not in the schema.
const noSuchField = "There is no such field here."

// schemaProblem makes a problem of what Huma found wrong with a request, whose body is
// nil where it has none.
func schemaProblem(method string, body *sent, status int, errs []error) *problem.Problem {
	var found problem.Findings
	formFindings(&found, body, errs)
	findings := found.List()
	switch {
	case status >= http.StatusInternalServerError:
		p, _ := problem.From(errInternal)
		return p
	case len(findings) > 0 && body != nil:
		return body.refuse(findings)
	case len(findings) > 0:
		return notWellFormed(method, findings)
	case status == http.StatusBadRequest:
		return problem.Of(status, "This request needs a body.", nil) // strictBodies has read any other
	}
	return problem.Of(status, http.StatusText(status), nil)
}

// formFindings adds what Huma found wrong. Huma's details carry the offending value,
// which may be anyone's data: it is dropped.
func formFindings(found *problem.Findings, body *sent, errs []error) {
	for i, err := range inOrder(errs) {
		if found.Full() {
			found.Count(len(errs) - i)
			return
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
		if strings.HasPrefix(finding.Detail, noSuchField) && body != nil {
			finding.Detail = body.unknown(detail.Location)
		}
		found.Add(finding)
	}
}

// inOrder has what was found of fields that are not in the schema in the order of their
// places: they are found in the order of a map, and two answers to one request would differ.
func inOrder(errs []error) []error {
	errs = slices.Clone(errs)
	unknown := func(i int) bool {
		detailer, ok := errs[i].(huma.ErrorDetailer)
		return ok && strings.HasPrefix(inWords(detailer.ErrorDetail().Message), noSuchField)
	}
	for i := 0; i < len(errs); i++ {
		run := i
		for run < len(errs) && unknown(run) {
			run++
		}
		slices.SortFunc(errs[i:run], func(a, b error) int {
			return strings.Compare(a.(huma.ErrorDetailer).ErrorDetail().Location, b.(huma.ErrorDetailer).ErrorDetail().Location)
		})
		i = max(i, run-1)
	}
	return errs
}

// unknown says of a field that is not in the schema which others may have been meant.
func (b *sent) unknown(location string) string {
	at := placesIn(location)
	if len(at) == 0 {
		return noSuchField
	}
	last := len(at) - 1
	return noSuchField + didYouMean(at[last], b.fieldsAt(at[:last]))
}

// didYouMean names those of the names that may have been meant by what was written,
// which it does not repeat.
func didYouMean(written string, names []string) string {
	if meant := plain.Meant(written, names); len(meant) > 0 {
		return " Did you mean " + plain.Or(meant) + "?"
	}
	return " Check its spelling and capitals."
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
	var out strings.Builder
	for _, part := range placesIn(location) {
		out.WriteString("/" + escape(part))
	}
	return out.String()
}

// placesIn parts a location of Huma's into its steps, as they were written.
func placesIn(location string) (steps []string) {
	for _, prefix := range []string{"body", "query", "path"} {
		if rest, ok := strings.CutPrefix(location, prefix); ok {
			location = rest
			break
		}
	}
	location = strings.NewReplacer("[", ".", "]", "").Replace(location)
	for part := range strings.SplitSeq(location, ".") {
		if part != "" {
			steps = append(steps, part)
		}
	}
	return steps
}
