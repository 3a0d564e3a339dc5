package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"

	"disclosure-register/pkg/problem"
)

// identified gives each request an id, as API Gateway does on AWS: it is in every line of
// the log that is written for the request, and in every problem that answers it. It is
// drawn by chance, so that it says nothing of what was asked.
func identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(problem.WithRequestID(r.Context(), rand.Text())))
	})
}

// ofRequest adds the id of the request for which a line is written.
type ofRequest struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h ofRequest) Handle(ctx context.Context, line slog.Record) error {
	if id := problem.RequestID(ctx); id != "" {
		line.AddAttrs(slog.String("requestId", id))
	}
	return h.Handler.Handle(ctx, line)
}

// WithAttrs implements [slog.Handler].
func (h ofRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return ofRequest{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements [slog.Handler].
func (h ofRequest) WithGroup(name string) slog.Handler { return ofRequest{h.Handler.WithGroup(name)} }
