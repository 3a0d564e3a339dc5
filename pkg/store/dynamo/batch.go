package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
)

// maxBatchCalls bounds the calls for one BatchGet: with the waits between them it
// gives up after three seconds at most.
const maxBatchCalls = 6

// BatchGet implements [store.Table] by one BatchGetItem, and by further ones for
// the keys that DynamoDB leaves unprocessed because of load or because an answer
// would be over 16 MB.
func (t *Table) BatchGet(ctx context.Context, keys []store.Key) ([]store.Item, error) {
	if err := store.ValidateBatch(keys); err != nil {
		return nil, err
	}
	left := make([]map[string]types.AttributeValue, len(keys))
	for i, key := range keys {
		left[i] = fromKey(key)
	}
	var items []store.Item
	for call := 1; ; call++ {
		out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{
				t.name: {Keys: left, ConsistentRead: aws.Bool(true)},
			},
		})
		if err != nil {
			return nil, readFailure("get batch of items", err)
		}
		for _, attributes := range out.Responses[t.name] {
			item, err := toItem(attributes)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		left = out.UnprocessedKeys[t.name].Keys
		if len(left) == 0 {
			return items, nil
		}
		if call == maxBatchCalls {
			return nil, fmt.Errorf("get batch of items: %d of %d keys left after %d calls: %w", len(left), len(keys), call, store.ErrThrottled)
		}
		if err := t.pause(ctx, call); err != nil {
			return nil, fmt.Errorf("get batch of items: %w", err)
		}
	}
}
