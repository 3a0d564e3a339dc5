package api

import (
	"log/slog"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
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
	// mux serves the operations, which are prepared by their patterns.
	mux      *http.ServeMux
	prepared map[string]prepared
	// description is what the operations are added to in place of the mux: docs/openapi.yaml,
	// in which answers have schemas too. It is nil where they are served.
	description huma.API
	// listed are what the answers are made of that are had as spreadsheets.
	listed map[string]reflect.Type
}

// operations adds one power's operations to a service.
type operations func(*service)

// Recording serves the departments: disclosures and their corrections.
func Recording(r *registrar.Registrar, log *slog.Logger) http.Handler {
	return handler(&service{registrar: r, log: log}, records)
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
	return handler(&service{registrar: r, log: log}, exports)
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
	return handler(s, records, archiving, querying, exports)
}

func handler(s *service, powers ...operations) http.Handler {
	mux := http.NewServeMux()
	s.mux, s.prepared = mux, map[string]prepared{}
	for _, addTo := range powers {
		addTo(s)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if has := methodsAt(mux, r); has != nil {
			w.Header().Set("Allow", strings.Join(has, ", "))
			problem.Write(w, r, problem.Of(http.StatusMethodNotAllowed, "This address does not have that method: "+strings.Join(has, ", ")+" alone.", nil))
			return
		}
		problem.Write(w, r, problem.Of(http.StatusNotFound, "There is nothing at this address.", nil))
	})
	checked := s.strictQueries(s.strictBodies(mux))
	return s.observe(wholePaths(s.inSheets(boundAnswers(s.permitted(checked)))))
}

// wholePaths answers an address with an empty part, or one that is . or .., as one at
// which nothing is: the mux would send the caller to another, and a change with it.
func wholePaths(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for part := range strings.SplitSeq(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/") {
			if part == "" || part == "." || part == ".." {
				problem.Write(w, r, problem.Of(http.StatusNotFound, "There is nothing at this address: a part of it is empty, or is . or .. unescaped (%2E).", nil))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// methodsAt lists the methods of the request's address.
func methodsAt(mux *http.ServeMux, r *http.Request) (has []string) {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := mux.Handler(other); pattern != "/" {
			has = append(has, method)
		}
	}
	return has
}
