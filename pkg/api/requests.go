package api

import (
	"context"

	"disclosure-register/pkg/registrar"
)

// accessRequests serves requests for access and what is decided for their answers.
func accessRequests(s *service) {
	addChange(s, post("record-access-request", "/access-requests", "Record a request for access",
		"Somebody asked for a person's data (UK GDPR Article 15). The month of Article 12(3) runs from the day of receipt, or from the day on which it was settled who asks, if that is later; an extension ends at most two months after it and is told within it. What changes about a request is recorded whole, naming the entry that it replaces."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			Body registrar.RequestForAccess
		},
		) (registrar.Recorded, error) {
			return s.registrar.RecordRequest(ctx, by, in.Body)
		})
	addLook(s, get("show-access-requests", "/access-requests", "Requests for access",
		"Those that are open, by their last day, so that what is overdue comes first; or those that have ended, the latest first."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			State  string `query:"state" enum:"open,ended" default:"open"`
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (registrar.AccessRequests, error) {
			return s.registrar.AccessRequests(ctx, by, in.State == "ended", in.Cursor)
		})
}
