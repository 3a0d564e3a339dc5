package api

import (
	"context"

	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/registrar"
)

func sampling(s *service) {
	addLook(s, get("draw-sample", "/sample", "Draw a random sample",
		"Disclosures and refusals of a period drawn at random, each that relies on an exemption with four lots and any other with one, with the entry as it now reads, what became of its flags and the letters of its case. The same seed and population give the same sample to whoever draws it: docs/sample.md. The look is found by each entry drawn, its case and its people."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Seed string `query:"seed" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, full stops, hyphens or underscores" doc:"The auditor's own; drawn, and told, when left out" example:"2026-audit"`
			Size int    `query:"size" minimum:"1" maximum:"100" default:"25"`
			From string `query:"from" required:"true" doc:"First day of disclosure, in London" example:"2026-04-01"`
			To   string `query:"to" required:"true" doc:"Last day of disclosure, in London" example:"2027-03-31"`
		},
		) (asking.Sample, error) {
			from, to, err := period(in.From, in.To)
			if err != nil {
				return asking.Sample{}, err
			}
			return s.registrar.DrawSample(ctx, by, asking.SampleQuestion{Seed: in.Seed, Size: in.Size, From: from, To: to})
		})
}
