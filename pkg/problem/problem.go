// Package problem turns errors into RFC 9457 problem documents. It alone knows
// how the register's kinds of error map to HTTP.
package problem

import (
	"context"
	"errors"
	"net/http"

	"disclosure-register/pkg/disclosure"
)

// ContentType is the media type of a problem document.
const ContentType = "application/problem+json"

// Problem is a problem document. For example, a disclosure to an ombudsman
// without the ombudsman's case reference:
//
//	{
//	  "type": "urn:disclosure-register:problem:refused",
//	  "title": "Refused",
//	  "status": 422,
//	  "detail": "The notice or the law does not allow this as it stands. …",
//	  "errors": [{
//	    "rule": "DC-R5",
//	    "pointer": "/evidence/ombudsmanCaseRef",
//	    "detail": "Give the Housing Ombudsman's case reference."
//	  }]
//	}
type Problem struct {
	Type   string               `json:"type"`
	Title  string               `json:"title"`
	Status int                  `json:"status"`
	Detail string               `json:"detail,omitempty"`
	Errors []disclosure.Finding `json:"errors,omitempty" doc:"Every broken rule, and where; of more than fifty the first fifty, and how many more"`
	// RequestID is what the service's log calls the request: drawn anew for each, and of
	// nothing that is in it.
	RequestID string `json:"requestId,omitempty" doc:"What the service's log calls this request. Say it to whoever runs the service. It is drawn anew for each request and says nothing of what was asked. On AWS it is also the header apigw-requestid, which is all there is of it where API Gateway answers by itself (401, 413, 429, 503)"`
}

type requestID struct{}

// WithRequestID returns the context of a request that the door has given this id.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestID{}, id)
}

// RequestID is the id of the context's request, or "" where the door gives none.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestID{}).(string)
	return id
}

// In returns the problem as the answer to the context's request.
func (p *Problem) In(ctx context.Context) *Problem {
	named := *p
	named.RequestID = RequestID(ctx)
	return &named
}

// Error returns the title; a problem is what a handler returns for an error.
func (p *Problem) Error() string { return p.Title }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType returns the media type, whatever the client negotiated.
func (p *Problem) ContentType(string) string { return ContentType }

type kind struct {
	status int
	name   string
	title  string
}

var kinds = map[disclosure.ErrorKind]kind{
	disclosure.Malformed:   {http.StatusBadRequest, "malformed", "The request cannot be read"},
	disclosure.Refused:     {http.StatusUnprocessableEntity, "refused", "Refused"},
	disclosure.Conflict:    {http.StatusConflict, "conflict", "Conflict"},
	disclosure.NotFound:    {http.StatusNotFound, "not-found", "Not found"},
	disclosure.Gone:        {http.StatusGone, "gone", "Gone"},
	disclosure.Forbidden:   {http.StatusForbidden, "forbidden", "Not in your power"},
	disclosure.Unavailable: {http.StatusServiceUnavailable, "unavailable", "Not available now"},
}

// From returns the problem for an error, and whether it is internal: one that
// is not a [disclosure.Error], whose text may not be shown and must be logged.
func From(err error) (p *Problem, internal bool) {
	var shown *Problem
	if errors.As(err, &shown) {
		return shown, false
	}
	var domain *disclosure.Error
	if errors.As(err, &domain) {
		k := kinds[domain.Kind]
		return build(k, domain.Detail, domain.Findings), false
	}
	return build(kind{http.StatusInternalServerError, "internal", "Something went wrong"},
		"The fault is ours and has been logged. Ask a question again. Send a change again with the same Idempotency-Key: whether it was made cannot be said, and it is made once only.", nil), true
}

// Of returns the problem for an HTTP status that no domain error has, such as
// 401 or 413.
func Of(status int, detail string, findings []disclosure.Finding) *Problem {
	for _, k := range kinds {
		if k.status == status {
			return build(k, detail, findings)
		}
	}
	return build(kind{status, "http", http.StatusText(status)}, detail, findings)
}

func build(k kind, detail string, findings []disclosure.Finding) *Problem {
	return &Problem{Type: "urn:disclosure-register:problem:" + k.name, Title: k.title, Status: k.status, Detail: detail, Errors: bounded(findings)}
}
