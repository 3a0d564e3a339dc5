package api

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf16"

	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/registrar"
)

// subjectQuery asks for one person's report. Who asks is never taken for granted.
type subjectQuery struct {
	Sight
	Person
	AsOf string `query:"asOf" doc:"The day of the answer, in London; today when left out" example:"2026-11-21"`
	To   string `query:"to" required:"true" enum:"person,representative" doc:"Who asks and gets the answer: the person, or somebody acting for them, such as a parent"`
}

func (q subjectQuery) question() (answering.SubjectQuestion, error) {
	asOf, err := day("asOf", q.AsOf)
	return answering.SubjectQuestion{Subject: q.Subject, AsOf: asOf, To: door.As(q.To)}, err
}

// toPerson is what a person is told, and what is said beside it.
type toPerson struct {
	door.Answer
	nothing string
}

type (
	personAnswer struct {
		Nothing string `header:"Nothing-Found" doc:"Where the answer names nobody: JSON of what was looked for, as nothing has it in answers to other questions. Whether anything is on record, and which references come near, the review says, which is not for the person"`
		Body    door.Answer
	}
	personPage struct {
		ContentType string `header:"Content-Type"`
		Nothing     string `header:"Nothing-Found" doc:"As of the answer in JSON"`
		Body        []byte
	}
)

// lookedFor is what a header says of a question of which the answer is empty, in ASCII. It
// follows from these two alone: what is left out of the answer, or comes near, leaves no
// trace beside it either.
func lookedFor(q answering.SubjectQuestion, a door.Answer) (string, error) {
	if !a.Empty() {
		return "", nil
	}
	encoded, err := json.Marshal(map[string]any{"lookedFor": map[string]string{"subject": q.Subject, "to": string(q.To)}})
	if err != nil {
		return "", err
	}
	var header strings.Builder
	for _, c := range string(encoded) {
		if c < 0x7f {
			header.WriteRune(c)
			continue
		}
		for _, unit := range utf16.Encode([]rune{c}) {
			fmt.Fprintf(&header, `\u%04x`, unit)
		}
	}
	return header.String(), nil
}

func subjects(s *service) {
	see := func(ctx context.Context, by registrar.Looking, in *subjectQuery) (toPerson, error) {
		q, err := in.question()
		if err != nil {
			return toPerson{}, err
		}
		a, err := s.registrar.SubjectReport(ctx, by, q)
		if err != nil {
			return toPerson{}, err
		}
		beside, err := lookedFor(q, a)
		return toPerson{a, beside}, err
	}
	if s.description != nil {
		s.description.OpenAPI().Components.Schemas.RegisterTypeAlias(reflect.TypeFor[door.Answer](), door.Form())
	}
	keepTypeOf(s, "subject-report", door.Form())
	addLookAs(s, get("subject-report", "/subject-report", "Answer a person",
		"Who has had the person's data, what, when and why, as whoever asks may be told it on the day (UK GDPR Article 15(1)(c)). What is withheld, or not yet decided, leaves no trace in it."),
		see, func(a toPerson) (*personAnswer, error) { return &personAnswer{a.nothing, a.Answer}, nil })
	addLookAs(s, inText(get("print-subject-report", "/subject-report/page", "Answer a person, on paper", "The same as a letter: a page of HTML that can be read aloud and prints well. It says that it is a draft until this very answer was released to the same asker, whether or not anything is undecided."), "text/html", "The page"),
		see, func(a toPerson) (*personPage, error) {
			html, err := a.HTML()
			return &personPage{door.HTMLType, a.nothing, html}, err
		})
	addLook(s, get("review-subject-report", "/subject-report/review", "Review an answer to a person",
		"For the DPO, and never for the person: the person's version to the letter, and beside it every disclosure that is or was about them, with what keeps it back, what would be printed, until when, and what has to be decided."),
		func(ctx context.Context, by registrar.Looking, in *subjectQuery) (answering.SubjectReview, error) {
			q, err := in.question()
			if err != nil {
				return answering.SubjectReview{}, err
			}
			return s.registrar.ReviewSubject(ctx, by, q)
		})
}
