// Package auth says who is asking, from token claims that somebody has
// verified: API Gateway's JWT authorizer on AWS, or [Bearer] on one machine.
package auth

import (
	"context"

	"disclosure-register/pkg/disclosure"
)

type contextKey struct{}

// WithCaller returns a context that carries the caller.
func WithCaller(ctx context.Context, caller disclosure.Caller) context.Context {
	return context.WithValue(ctx, contextKey{}, caller)
}

// Caller returns the caller the context carries, and whether there is one.
func Caller(ctx context.Context) (disclosure.Caller, bool) {
	caller, ok := ctx.Value(contextKey{}).(disclosure.Caller)
	return caller, ok
}
