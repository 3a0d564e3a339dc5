package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
)

// Walk implements [store.Walker] by Scans. It reads, and pays for, every item of
// the table whatever the prefix.
func (t *Table) Walk(ctx context.Context, prefix string, visit func([]store.Key) error) error {
	in := &dynamodb.ScanInput{
		TableName:                 &t.name,
		FilterExpression:          aws.String("begins_with(#pk, :prefix)"),
		ProjectionExpression:      aws.String("#pk, #sk"),
		ExpressionAttributeNames:  map[string]string{"#pk": store.PartitionAttr, "#sk": store.SortAttr},
		ExpressionAttributeValues: map[string]types.AttributeValue{":prefix": fromValue(prefix)},
		ConsistentRead:            aws.Bool(true),
	}
	for {
		out, err := t.client.Scan(ctx, in)
		if err != nil {
			return readFailure("scan", err)
		}
		keys := make([]store.Key, 0, len(out.Items))
		for _, attributes := range out.Items {
			item, err := toItem(attributes)
			if err != nil {
				return err
			}
			keys = append(keys, item.Key)
		}
		if err := visit(keys); err != nil {
			return err
		}
		if len(out.LastEvaluatedKey) == 0 {
			return nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
}
