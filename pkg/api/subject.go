package api

import (
	"bytes"
	"context"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
	reports "disclosure-register/pkg/report" // "report" is an operation here
)

// SubjectParameters ask for one person's report.
type SubjectParameters struct {
	Sight
	Subject string `query:"subject" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]([ -~]*[!-~])?$" patternDescription:"printable ASCII with no space at either end, as it is recorded" doc:"The council's reference for the person"`
	AsOf    string `query:"asOf" doc:"The day of the answer, in London; today when left out" example:"2026-11-21"`
	To      string `query:"to" enum:"person,representative" default:"person" doc:"Who the answer goes to: the person, or somebody acting for them, such as a parent"`
}

func (p SubjectParameters) question() (registrar.SubjectQuestion, error) {
	q := registrar.SubjectQuestion{Subject: p.Subject, Representative: p.To == "representative"}
	if p.AsOf == "" {
		return q, nil
	}
	var err error
	q.AsOf, err = day("asOf", p.AsOf)
	return q, err
}

// pageShown answers 200 with a page.
type pageShown struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func subjects(s *service, api huma.API) {
	answer := func(ctx context.Context, in *SubjectParameters) (reports.SubjectReport, error) {
		by, err := s.looking(ctx, in.Sight)
		if err != nil {
			return reports.SubjectReport{}, err
		}
		q, err := in.question()
		if err != nil {
			return reports.SubjectReport{}, err
		}
		return s.registrar.SubjectReport(ctx, by, q)
	}
	huma.Register(api, get("subject-report", "/subject-report", "Answer a person",
		"Who has had the person's data, what, when and why, as the person may be told it on the day (UK GDPR Article 15(1)(c)). What is withheld leaves no trace in it."),
		func(ctx context.Context, in *SubjectParameters) (*shown[reports.SubjectReport], error) {
			body, err := answer(ctx, in)
			return show(body, err, s)
		})
	printed := get("print-subject-report", "/subject-report/page", "Answer a person, on paper", "The same as a page of HTML that can be read aloud and prints well.")
	printed.Responses = map[string]*huma.Response{"200": {
		Description: "The page", Content: map[string]*huma.MediaType{"text/html": {Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[string](), true, "")}},
	}}
	huma.Register(api, printed,
		func(ctx context.Context, in *SubjectParameters) (*pageShown, error) {
			body, err := answer(ctx, in)
			if err != nil {
				return nil, s.fail(err)
			}
			var html bytes.Buffer
			if err := body.WriteHTML(&html); err != nil {
				return nil, s.fail(err)
			}
			return &pageShown{reports.HTMLType, html.Bytes()}, nil
		})
	huma.Register(api, get("review-subject-report", "/subject-report/review", "Review an answer to a person",
		"For the DPO: the person's version to the letter, and beside it every disclosure about them with what each ground does to it, until when, and what has to be looked at again."),
		func(ctx context.Context, in *SubjectParameters) (*shown[registrar.SubjectReview], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			q, err := in.question()
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.ReviewSubject(ctx, by, q)
			return show(body, err, s)
		})
}
