package api

import (
	"context"
	"reflect"

	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/registrar"
)

// subjectQuery asks for one person's report. Who asks is never taken for granted.
type subjectQuery struct {
	Sight
	Person
	AsOf string `query:"asOf" doc:"The day of the answer, in London; today when left out" example:"2026-11-21"`
	To   string `query:"to" required:"true" enum:"person,representative" doc:"Who asks and gets the answer: the person, or somebody acting for them, such as a parent"`
}

func (q subjectQuery) question() (registrar.SubjectQuestion, error) {
	asOf, err := day("asOf", q.AsOf)
	return registrar.SubjectQuestion{Subject: q.Subject, AsOf: asOf, To: door.As(q.To)}, err
}

func subjects(s *service) {
	see := func(ctx context.Context, by registrar.Looking, in *subjectQuery) (door.Answer, error) {
		q, err := in.question()
		if err != nil {
			return door.Answer{}, err
		}
		return s.registrar.SubjectReport(ctx, by, q)
	}
	if s.description != nil {
		s.description.OpenAPI().Components.Schemas.RegisterTypeAlias(reflect.TypeFor[door.Answer](), door.Form())
	}
	keepTypeOf(s, "subject-report", door.Form())
	addLookAs(s, get("subject-report", "/subject-report", "Answer a person",
		"Who has had the person's data, what, when and why, as whoever asks may be told it on the day (UK GDPR Article 15(1)(c)). What is withheld, or not yet decided, leaves no trace in it."),
		see, func(a door.Answer) (*answer[door.Answer], error) { return &answer[door.Answer]{a}, nil })
	addLookAs(s, inText(get("print-subject-report", "/subject-report/page", "Answer a person, on paper", "The same as a letter: a page of HTML that can be read aloud and prints well. It says that it is a draft until this very answer was released to the same asker, whether or not anything is undecided."), "text/html", "The page"),
		see, func(a door.Answer) (*text, error) {
			html, err := a.HTML()
			return &text{door.HTMLType, html}, err
		})
	addLook(s, get("review-subject-report", "/subject-report/review", "Review an answer to a person",
		"For the DPO, and never for the person: the person's version to the letter, and beside it every disclosure that is or was about them, with what keeps it back, what would be printed, until when, and what has to be decided."),
		func(ctx context.Context, by registrar.Looking, in *subjectQuery) (registrar.SubjectReview, error) {
			q, err := in.question()
			if err != nil {
				return registrar.SubjectReview{}, err
			}
			return s.registrar.ReviewSubject(ctx, by, q)
		})
}
