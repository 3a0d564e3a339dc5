package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/registrar"
)

// service holds what the operations need.
type service struct {
	registrar *registrar.Registrar
	log       *slog.Logger
	// exportQueued is told of an export that has just been asked for, where no
	// stream tells the worker. It may be nil.
	exportQueued func(disclosure.Register, string)
	// purposeOptional lets a look without a purpose through, on record as such
	// (docs/adr/0007-a-look-without-a-purpose.md).
	purposeOptional bool
}

// operations adds one power's operations to an API.
type operations func(*service, huma.API)

// Recording serves the departments: disclosures and their corrections.
func Recording(r *registrar.Registrar, log *slog.Logger) http.Handler {
	return handler(&service{registrar: r, log: log}, recording)
}

// Archiving serves letters, cases and holds.
func Archiving(r *registrar.Registrar, log *slog.Logger) http.Handler {
	return handler(&service{registrar: r, log: log}, archiving)
}

// Querying serves searches, entries and the policy in force.
func Querying(r *registrar.Registrar, log *slog.Logger) http.Handler {
	return handler(&service{registrar: r, log: log}, querying)
}

// Exporting serves the asking for reports; something else writes them.
func Exporting(r *registrar.Registrar, log *slog.Logger) http.Handler {
	return handler(&service{registrar: r, log: log}, exporting)
}

// OneMachine is what differs where one process serves everything.
type OneMachine struct {
	// ExportQueued is told of each export as it is asked for. It may be nil.
	ExportQueued func(disclosure.Register, string)
	// PurposeRequired refuses a look that does not say why, as on AWS. Otherwise
	// its purpose goes on record as "not stated".
	PurposeRequired bool
}

// Everything serves all of it, for one machine.
func Everything(r *registrar.Registrar, log *slog.Logger, o OneMachine) http.Handler {
	s := &service{registrar: r, log: log, exportQueued: o.ExportQueued, purposeOptional: !o.PurposeRequired}
	return handler(s, recording, archiving, querying, exporting)
}

func handler(s *service, powers ...operations) http.Handler {
	mux := http.NewServeMux()
	api := humago.New(mux, configuration())
	for _, add := range powers {
		add(s, api)
	}
	boundDays(api)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, problem.Of(http.StatusNotFound, "There is nothing at this address.", nil))
	})
	return s.observe(strictQueries(mux, queriesOf(api), strictBodies(mux, longestOf(api), mux)))
}

// observe logs one line for each request: the route's pattern and the outcome,
// never the path, the query, a header or a body.
func (s *service) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		seen.Header().Set("Cache-Control", "no-store")
		seen.Header().Set("X-Content-Type-Options", "nosniff")
		defer func() {
			if recover() != nil {
				// What was recovered may hold data; where it happened does not.
				s.log.Error("panic", "stack", string(debug.Stack()))
				p, _ := problem.From(errInternal)
				problem.Write(seen, p)
			}
			s.log.Info("request", "route", r.Pattern, "method", r.Method, "status", seen.status, "ms", time.Since(began).Milliseconds())
		}()
		next.ServeHTTP(seen, r)
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// caller returns who asks, when the path names the caller's own register. Any
// other register is not found, whether there is one or not.
func (s *service) caller(ctx context.Context, register string) (disclosure.Caller, error) {
	caller, ok := auth.Caller(ctx)
	if !ok {
		return disclosure.Caller{}, problem.Of(http.StatusUnauthorized, "Send a valid token: Authorization: Bearer TOKEN.", nil)
	}
	if caller.Register.String() != register {
		return disclosure.Caller{}, disclosure.Fail(disclosure.NotFound, "There is no such register.")
	}
	return caller, nil
}

// looking returns who asks to see something, and why. The registrar refuses a
// look without a purpose.
func (s *service) looking(ctx context.Context, in Sight) (registrar.Looking, error) {
	caller, err := s.caller(ctx, in.Register)
	purpose := strings.TrimSpace(in.Purpose)
	if purpose == "" && s.purposeOptional {
		purpose = registrar.PurposeNotStated
	}
	return registrar.Looking{Caller: caller, Purpose: purpose}, err
}

// asking returns who asks for a change and under which key.
func (s *service) asking(ctx context.Context, in Target) (registrar.Asking, error) {
	caller, err := s.caller(ctx, in.Register)
	return registrar.Asking{Caller: caller, IdempotencyKey: strings.Trim(in.Key, `"`)}, err
}

// noKey answers a change that came without an idempotency key.
func noKey() error {
	return problem.Of(http.StatusUnprocessableEntity, "The request is not well formed. Nothing was recorded.", []disclosure.Finding{{
		Rule: disclosure.FormRule, Pointer: "/Idempotency-Key", Detail: "Send an Idempotency-Key header, new for each request, so that a repeat is recorded once.",
	}})
}

// fail turns an error into the answer, and logs one that may not be shown.
func (s *service) fail(err error) error { return s.problem(err) }

func (s *service) problem(err error) *problem.Problem {
	p, internal := problem.From(err)
	if internal {
		s.log.Error("internal error", "error", err)
	} else if p.Status == http.StatusServiceUnavailable {
		s.log.Warn("unavailable", "error", err)
	}
	return p
}

var errInternal = errors.New("internal error")
