package api

import (
	"bytes"
	"context"

	"disclosure-register/pkg/registrar"
	"disclosure-register/pkg/report"
)

// subjectQuery asks for one person's report.
type subjectQuery struct {
	Sight
	Person
	AsOf string `query:"asOf" doc:"The day of the answer, in London; today when left out" example:"2026-11-21"`
	To   string `query:"to" enum:"person,representative" default:"person" doc:"Who the answer goes to: the person, or somebody acting for them, such as a parent"`
}

func (q subjectQuery) question() (registrar.SubjectQuestion, error) {
	asOf, err := day("asOf", q.AsOf)
	return registrar.SubjectQuestion{Subject: q.Subject, AsOf: asOf, Representative: q.To == "representative"}, err
}

func subjects(s *service) {
	see := func(ctx context.Context, by registrar.Looking, in *subjectQuery) (report.SubjectReport, error) {
		q, err := in.question()
		if err != nil {
			return report.SubjectReport{}, err
		}
		return s.registrar.SubjectReport(ctx, by, q)
	}
	addLook(s, get("subject-report", "/subject-report", "Answer a person",
		"Who has had the person's data, what, when and why, as the person may be told it on the day (UK GDPR Article 15(1)(c)). What is withheld leaves no trace in it."),
		see)
	addLookAs(s, inText(get("print-subject-report", "/subject-report/page", "Answer a person, on paper", "The same as a page of HTML that can be read aloud and prints well."), "text/html", "The page"),
		see, func(r report.SubjectReport) (*text, error) {
			var html bytes.Buffer
			err := r.WriteHTML(&html)
			return &text{report.HTMLType, html.Bytes()}, err
		})
	addLook(s, get("review-subject-report", "/subject-report/review", "Review an answer to a person",
		"For the DPO: the person's version to the letter, and beside it every disclosure about them with what each ground does to it, until when, and what has to be looked at again."),
		func(ctx context.Context, by registrar.Looking, in *subjectQuery) (registrar.SubjectReview, error) {
			q, err := in.question()
			if err != nil {
				return registrar.SubjectReview{}, err
			}
			return s.registrar.ReviewSubject(ctx, by, q)
		})
}
