package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

func sharing(s *service, api huma.API) {
	huma.Register(api, get("show-sharing", "/sharing", "What has been shared about a person",
		"Every disclosure about the person from a day on, as it reads now, with what the person had said against it by then (an objection, a restriction, a consent withdrawn), and every recipient once: who is told of a correction, an erasure or a restriction (UK GDPR Article 19)."),
		func(ctx context.Context, in *struct {
			Sight
			Subject string `query:"subject" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]([ -~]*[!-~])?$" patternDescription:"printable ASCII with no space at either end, as it is recorded" doc:"The council's reference for the person"`
			Since   string `query:"since" doc:"First day of disclosure, in London; ever when left out" example:"2026-05-03"`
		},
		) (*shown[registrar.Sharing], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			var since disclosure.Date
			if in.Since != "" {
				if since, err = day("since", in.Since); err != nil {
					return nil, s.fail(err)
				}
			}
			body, err := s.registrar.Sharing(ctx, by, in.Subject, since)
			return show(body, err, s)
		})
}

// day reads a day given as a parameter.
func day(name, text string) (disclosure.Date, error) {
	on, err := disclosure.ParseDate(text)
	if err != nil {
		return on, &disclosure.Error{Kind: disclosure.Refused, Detail: "The question is not well formed.", Findings: []disclosure.Finding{
			{Rule: disclosure.FormRule, Pointer: "/" + name, Detail: "Write the day as year-month-day, for example 2026-03-29."},
		}}
	}
	return on, nil
}
