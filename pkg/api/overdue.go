package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

// overdue adds the lists of what has to be looked at again.
func overdue(s *service, api huma.API) {
	page(s, api, "show-overdue-withholdings", "/overdue/withholdings", "Withholdings to look at again",
		"Every disclosure kept from a person on a ground that has passed its review date or lost what it rested on, the longest overdue first. It stays withheld until a person decides.",
		func(ctx context.Context, by registrar.Looking, in *paged) (registrar.OverdueWithholdings, error) {
			return s.registrar.OverdueWithholdings(ctx, by, in.Cursor)
		})
	page(s, api, "show-overdue-markers", "/overdue/markers", "Warning markers to look at again",
		"Every warning marker whose review is overdue, or of which the person is not told, with everyone who holds a copy.",
		func(ctx context.Context, by registrar.Looking, in *paged) (registrar.OverdueMarkers, error) {
			return s.registrar.OverdueMarkers(ctx, by, in.Cursor)
		})
	page(s, api, "show-overdue-emergencies", "/overdue/emergencies", "Emergencies still to be recorded in full",
		"Every emergency share that was recorded in short and not completed since, with what is missing and for how many days.",
		func(ctx context.Context, by registrar.Looking, in *paged) (registrar.OverdueEmergencies, error) {
			return s.registrar.OverdueEmergencies(ctx, by, in.Cursor)
		})
}
