package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// attempts watches the SDK's attempts at one call, of which it reports only the
// last. A throttled attempt after one that timed out must not be taken to mean
// that nothing was written: refusals for load come before the request token is
// looked at.
type attempts struct {
	// uncertain is whether any attempt so far may have been applied.
	uncertain bool
}

// watch is an option of the call. The SDK makes one attempt at a time.
func (a *attempts) watch(o *dynamodb.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("WatchAttempts", a.attempt), "Retry", middleware.After)
	})
}

func (a *attempts) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	middleware.FinalizeOutput, middleware.Metadata, error,
) {
	out, metadata, err := next.HandleFinalize(ctx, in)
	if err != nil && !isThrottle(err) && !isRefusal(err) {
		a.uncertain = true
	}
	return out, metadata, err
}
