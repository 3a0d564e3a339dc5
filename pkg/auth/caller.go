// Package auth says who is asking, from token claims that somebody has
// verified: API Gateway's JWT authorizer on AWS, or [Bearer] on one machine.
package auth

import (
	"context"
	"time"

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

type endKey struct{}

// WithEnd returns a context that carries when the caller's token ends.
func WithEnd(ctx context.Context, end time.Time) context.Context {
	return context.WithValue(ctx, endKey{}, end)
}

// End returns when the token ends of the caller that the context carries; zero where the
// token did not say so that it could be read.
func End(ctx context.Context) time.Time {
	end, _ := ctx.Value(endKey{}).(time.Time)
	return end
}
