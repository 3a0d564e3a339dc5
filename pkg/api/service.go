package api

import (
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

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
	// api is what the operations are added to.
	api huma.API
}

// operations adds one power's operations to a service.
type operations func(*service)

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
	s.serve(mux, powers...)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		problem.Write(w, problem.Of(http.StatusNotFound, "There is nothing at this address.", nil))
	})
	return s.observe(strictQueries(mux, queriesOf(s.api), strictBodies(mux, longestOf(s.api), mux)))
}

// serve has the mux serve the powers' operations.
func (s *service) serve(mux *http.ServeMux, powers ...operations) {
	s.api = humago.New(mux, configuration())
	for _, addTo := range powers {
		addTo(s)
	}
	boundDays(s.api)
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

// problem turns an error into the answer, and logs one that may not be shown.
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
