package api

import (
	"context"

	"disclosure-register/pkg/register/registrar"
)

func sharing(s *service) {
	addLook(s, get("show-sharing", "/sharing", "What has been shared about a person",
		"Every disclosure about the person from a day on, as it reads now, with what the person had said against it by then (an objection, a restriction, a consent withdrawn), and every recipient once: who is told of a correction, an erasure or a restriction (UK GDPR Article 19)."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Person
			Since string `query:"since" doc:"First day of disclosure, in London; ever when left out" example:"2026-05-03"`
		},
		) (registrar.Sharing, error) {
			since, err := day("since", in.Since)
			if err != nil {
				return registrar.Sharing{}, err
			}
			return s.registrar.Sharing(ctx, by, in.Subject, since)
		})
}
