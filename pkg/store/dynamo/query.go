package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
)

// Query implements [store.Table] by one Query, or by none when the bounds leave
// nothing to read.
func (t *Table) Query(ctx context.Context, q store.Query) (store.Page, error) {
	if err := store.ValidateQuery(q); err != nil {
		return store.Page{}, err
	}
	// DynamoDB refuses a range that ends before it begins.
	if q.From != "" && q.To != "" && q.From > q.To {
		return store.Page{}, nil
	}
	if q.Index == store.PendingIndex {
		return t.queryIndex(ctx, q)
	}
	return t.queryTable(ctx, q)
}

// queryTable continues by DynamoDB's own start key, which needs no item to be
// there still but must be within the range.
func (t *Table) queryTable(ctx context.Context, q store.Query) (store.Page, error) {
	after, nothing := startWithin(q)
	if nothing {
		return store.Page{}, nil
	}
	e := partitionWithin(q, q.From, q.To, "")
	in := &dynamodb.QueryInput{
		TableName:                 &t.name,
		KeyConditionExpression:    e.expression,
		ExpressionAttributeNames:  e.names,
		ExpressionAttributeValues: e.values,
		ConsistentRead:            aws.Bool(true),
		ScanIndexForward:          aws.Bool(!q.Descending),
		Limit:                     aws.Int32(int32(q.Limit)),
	}
	if after != "" {
		in.ExclusiveStartKey = fromKey(store.Key{Partition: q.Partition, Sort: after})
	}
	return t.page(ctx, in, store.SortAttr)
}

// startWithin is the after that a range needs: none when the whole range lies
// beyond it. Nothing is left when the whole range lies before it.
func startWithin(q store.Query) (after string, nothing bool) {
	after = q.After
	switch {
	case after == "":
	case q.Descending && q.To != "" && after > q.To,
		!q.Descending && after < q.From:
		after = ""
	case q.Descending && after <= q.From,
		!q.Descending && q.To != "" && after >= q.To:
		return "", true
	}
	return after, false
}

// queryIndex continues by a bound on the sort key, since a start key of an index
// would need the key of the item too. What lies beyond To is read, at most a page
// of it, and dropped.
func (t *Table) queryIndex(ctx context.Context, q store.Query) (store.Page, error) {
	from, to, after := q.From, q.To, q.After
	if after < from {
		after = ""
	}
	e := partitionWithin(q, from, to, after)
	page, err := t.page(ctx, &dynamodb.QueryInput{
		TableName:                 &t.name,
		IndexName:                 aws.String(store.PendingIndex),
		KeyConditionExpression:    e.expression,
		ExpressionAttributeNames:  e.names,
		ExpressionAttributeValues: e.values,
		ScanIndexForward:          aws.Bool(true),
		Limit:                     aws.Int32(int32(q.Limit)),
	}, store.PendingSinceAttr)
	if err != nil || to == "" {
		return page, err
	}
	for i, item := range page.Items {
		if since, _ := item.Attrs[store.PendingSinceAttr].(string); since > to {
			return store.Page{Items: page.Items[:i]}, nil
		}
	}
	return page, nil
}

// page makes the call. Next is the given attribute of the last key evaluated.
func (t *Table) page(ctx context.Context, in *dynamodb.QueryInput, next string) (store.Page, error) {
	out, err := t.client.Query(ctx, in)
	if err != nil {
		return store.Page{}, readFailure("query", err)
	}
	var page store.Page
	for _, attributes := range out.Items {
		item, err := toItem(attributes)
		if err != nil {
			return store.Page{}, err
		}
		page.Items = append(page.Items, item)
	}
	if last, found := out.LastEvaluatedKey[next].(*types.AttributeValueMemberS); found {
		page.More, page.Next = true, last.Value
	}
	return page, nil
}
