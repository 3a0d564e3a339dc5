package api

import (
	"net/http"
)

// Place is a register in a path.
type Place struct {
	Register string `path:"register" doc:"The council's ONS code" example:"E07000107"`
}

// Sight is a place that somebody asks to see, and why.
type Sight struct {
	Place
	Purpose string `header:"Access-Purpose" maxLength:"500" doc:"Why you need to see this, in your own words; kept with the record that you looked. Needed on AWS; on one machine it may be left out, and is then kept as 'not stated'" example:"Subject access request of 3 November"`
}

// Target is a place where a change is asked for.
type Target struct {
	Place
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" patternDescription:"printable ASCII without spaces" doc:"The same key and body give the first answer again; the same key with another body is 409"`
}

// CasePlace is a case in a path.
type CasePlace struct {
	Case string `path:"case" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" doc:"The council's case reference"`
}

// created answers 201 with a body.
type created[T any] struct {
	Status int
	Body   T
}

// shown answers 200 with a body.
type shown[T any] struct{ Body T }

func answer[T any](body T, err error, s *service) (*created[T], error) {
	if err != nil {
		return nil, s.fail(err)
	}
	return &created[T]{Status: http.StatusCreated, Body: body}, nil
}

func show[T any](body T, err error, s *service) (*shown[T], error) {
	if err != nil {
		return nil, s.fail(err)
	}
	return &shown[T]{Body: body}, nil
}

const root = "/v1/registers/{register}"
