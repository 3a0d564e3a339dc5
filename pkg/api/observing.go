package api

import (
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
)

// observe logs one line for each request: the route's pattern and the outcome,
// never the path, the query, a header or a body.
func (s *service) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		setHeaders(seen.Header())
		defer func() {
			if recover() != nil {
				// What was recovered may hold data; where it happened does not.
				s.log.ErrorContext(r.Context(), "panic", "stack", string(debug.Stack()))
				p, _ := problem.From(errInternal)
				problem.Write(seen, r, p)
			}
			s.log.InfoContext(r.Context(), "request", "route", r.Pattern, "method", r.Method, "status", seen.status, "ms", time.Since(began).Milliseconds())
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

// problem turns an error into the answer to the context's request, and logs one that may
// not be shown.
func (s *service) problem(ctx context.Context, err error) *problem.Problem {
	p, internal := problem.From(err)
	if over := errors.Is(ctx.Err(), context.DeadlineExceeded); over && (internal || p.Status == http.StatusServiceUnavailable) && !errors.Is(err, registrar.ErrBroken) {
		s.log.WarnContext(ctx, "not answered in time", "error", err)
		return problem.Of(http.StatusServiceUnavailable, notInTime, nil).In(ctx)
	}
	if internal {
		s.log.ErrorContext(ctx, "internal error", "error", err)
	} else if errors.Is(err, registrar.ErrBroken) {
		see := ""
		if !strings.Contains(err.Error(), "docs/runbooks/") {
			see = "; see docs/runbooks/table-damaged.md and disk-full.md"
		}
		s.log.ErrorContext(ctx, "the service needs mending"+see, "error", err)
	} else if p.Status == http.StatusServiceUnavailable {
		s.log.WarnContext(ctx, "unavailable", "error", err)
	}
	return p.In(ctx)
}

// notInTime is what is said where the time that a request has is over.
const notInTime = "This took longer than an answer may. Ask a question for less, where it can: a shorter period, fewer at a time, or an export (POST /exports), which keeps nobody waiting. Send a change again with the same Idempotency-Key: whether it was made cannot be said, and it is made once only."

var errInternal = errors.New("internal error")
