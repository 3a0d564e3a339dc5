package dynamotest

import (
	"context"
	"maps"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// Counter counts what AWS clients send, whichever endpoint they talk to. It is
// safe for concurrent use, and its zero value counts from nothing.
type Counter struct {
	mu    sync.Mutex
	calls map[string]int
}

// CountCalls counts the requests of every client made from the configuration
// after this call, of any AWS service, each attempt as one.
func CountCalls(config *aws.Config) *Counter {
	counter := new(Counter)
	config.APIOptions = append(config.APIOptions, counter.Watch)
	return counter
}

// Watch is the counter as an entry of a client's own Options.APIOptions.
func (c *Counter) Watch(stack *middleware.Stack) error {
	// After the retry step, so that it sees each attempt.
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("CountCalls",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
			middleware.FinalizeOutput, middleware.Metadata, error,
		) {
			c.add(awsmiddleware.GetOperationName(ctx))
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
}

// Calls returns the requests so far by operation: "BatchGetItem": 1, and so on.
// An operation that was never called is not in it.
func (c *Counter) Calls() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := make(map[string]int)
	maps.Copy(calls, c.calls)
	return calls
}

// Reset begins again from nothing.
func (c *Counter) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.calls)
}

func (c *Counter) add(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = make(map[string]int)
	}
	c.calls[operation]++
}
