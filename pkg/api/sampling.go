package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

func sampling(s *service, api huma.API) {
	huma.Register(api, get("draw-sample", "/sample", "Draw a random sample",
		"Disclosures and refusals of a period drawn at random, each that relies on an exemption with four lots and any other with one, with the entry as it now reads and the letters of its case. The same seed and population give the same sample to whoever draws it: docs/sample.md. Each entry drawn is put on record as opened."),
		func(ctx context.Context, in *struct {
			Sight
			Seed string `query:"seed" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" doc:"The auditor's own; drawn, and told, when left out" example:"2026-audit"`
			Size int    `query:"size" minimum:"1" maximum:"100" default:"25"`
			From string `query:"from" required:"true" doc:"First day of disclosure, in London" example:"2026-04-01"`
			To   string `query:"to" required:"true" doc:"Last day of disclosure, in London" example:"2027-03-31"`
		},
		) (*shown[registrar.Sample], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			q := registrar.SampleQuestion{Seed: in.Seed, Size: in.Size}
			if q.From, err = day("from", in.From); err != nil {
				return nil, s.fail(err)
			}
			if q.To, err = day("to", in.To); err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.DrawSample(ctx, by, q)
			return show(body, err, s)
		})
}
