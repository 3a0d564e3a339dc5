// Package dynamo keeps the register's table in DynamoDB.
//
// # Attempts
//
// The AWS SDK makes up to three attempts at a call and gives every attempt at a
// transaction the same client request token, which DynamoDB remembers for ten
// minutes. So an attempt that was applied and whose answer was lost is not
// applied again, and does not find its own writes in its way: the next attempt
// is told that it succeeded. The token is the SDK's own and new for each call of
// Transact. A caller that tries again after [store.ErrUnknownOutcome] makes a new
// transaction, and must have read back first.
//
// # Failures
//
// What a failed transaction leaves behind:
//
//	*store.Cancelled         nothing
//	store.ErrInvalid         nothing
//	store.ErrThrottled       nothing: every attempt was refused for load
//	store.ErrUnknownOutcome  all or nothing: some attempt timed out, lost its
//	                         connection, failed inside DynamoDB (5xx), was still
//	                         in progress, or outlived its context
//	store.ErrDenied          nothing: the table or the permission is missing
//	any other                as ErrUnknownOutcome; in practice nothing
//
// Errors name DynamoDB's error code and request id and leave out its message,
// which is not ours and could repeat what was sent.
package dynamo

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"disclosure-register/pkg/store"
)

// Table is a DynamoDB table. It is safe for concurrent use.
type Table struct {
	client *dynamodb.Client
	name   string
	// pause waits before the nth further call for keys left unprocessed.
	pause func(ctx context.Context, n int) error
}

var (
	_ store.Table  = (*Table)(nil)
	_ store.Walker = (*Table)(nil)
)

// Open returns the table of that name. It calls nothing: a table that is missing
// or has another key schema is found out at the first call.
func Open(client *dynamodb.Client, table string) *Table {
	return &Table{client: client, name: table, pause: backOff}
}

// Get implements [store.Table] by one GetItem.
func (t *Table) Get(ctx context.Context, key store.Key) (store.Item, error) {
	if err := store.ValidateKey(key); err != nil {
		return store.Item{}, err
	}
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:      &t.name,
		Key:            fromKey(key),
		ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return store.Item{}, readFailure("get item", err)
	}
	if len(out.Item) == 0 {
		return store.Item{}, store.ErrNoItem
	}
	return toItem(out.Item)
}

// backOff waits 50 ms, doubled each time, less up to half at random, so that
// callers throttled together do not come back together.
func backOff(ctx context.Context, n int) error {
	wait := 50 * time.Millisecond << (n - 1)
	wait -= rand.N(wait / 2)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
