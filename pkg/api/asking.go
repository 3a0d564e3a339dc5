package api

import (
	"context"
	"net/http"
	"strings"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
)

// What operations embed is exported, as Huma reads no field of it otherwise.

// Place is a register in a path.
type Place struct {
	Register string `path:"register" doc:"The council's ONS code" example:"E07000107"`
}

// Sight is a place that somebody asks to see, and why.
type Sight struct {
	Place
	Purpose string `header:"Access-Purpose" maxLength:"500" doc:"Why you need to see this, in your own words; kept with the record that you looked. Needed on AWS; on one machine it may be left out, and is then kept as 'not stated'" example:"Subject access request of 3 November"`
}

func (in Sight) sight() Sight { return in }

// Target is a place where a change is asked for.
type Target struct {
	Place
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"128" pattern:"^[!-~]+$" patternDescription:"printable ASCII without spaces" doc:"The same key and body give the first answer again; the same key with another body is 409"`
}

func (in Target) target() Target { return in }

// caller returns who asks, when the path names the caller's own register. Any
// other register is not found, whether there is one or not, and nor is one that a
// token names and that does not exist.
func (s *service) caller(ctx context.Context, in Place) (disclosure.Caller, error) {
	caller, ok := auth.Caller(ctx)
	if !ok {
		return disclosure.Caller{}, problem.Of(http.StatusUnauthorized, "Send a valid token: Authorization: Bearer TOKEN.", nil)
	}
	if _, there := s.registrar.Law().Register(caller.Register); !there || caller.Register.String() != in.Register {
		return disclosure.Caller{}, disclosure.Fail(disclosure.NotFound, "There is no such register.")
	}
	return caller, nil
}

// looking returns who asks to see something, and why. The registrar refuses a
// look without a purpose.
func (s *service) looking(ctx context.Context, in Sight) (registrar.Looking, error) {
	caller, err := s.caller(ctx, in.Place)
	purpose := strings.TrimSpace(in.Purpose)
	if disclosure.Blank(purpose) && s.purposeOptional {
		purpose = registrar.PurposeNotStated
	}
	return registrar.Looking{Caller: caller, Purpose: purpose}, err
}

// asking returns who asks for a change and under which key.
func (s *service) asking(ctx context.Context, in Target) (registrar.Asking, error) {
	caller, err := s.caller(ctx, in.Place)
	return registrar.Asking{Caller: caller, IdempotencyKey: strings.Trim(in.Key, `"`)}, err
}
