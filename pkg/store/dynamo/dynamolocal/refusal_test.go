//go:build check

package dynamolocal_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"disclosure-register/pkg/store/dynamo/dynamolocal"
)

// What dynamotest and the Validate functions refuse in DynamoDB's name, it really
// does refuse: they must not be stricter than the thing they stand for.
func TestDynamoDBRefusesToo(t *testing.T) {
	client, table := dynamolocal.Client(t), dynamolocal.NewTable(t)
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	key := func(partition, sort string) map[string]types.AttributeValue {
		return map[string]types.AttributeValue{"pk": text(partition), "sk": text(sort)}
	}
	put := func(change func(*types.Put)) func(context.Context) error {
		return func(ctx context.Context) error {
			put := &types.Put{TableName: &table, Item: key("p", "s")}
			change(put)
			_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: put}}})
			return err
		}
	}
	between := func(from, to string, change func(*dynamodb.QueryInput)) func(context.Context) error {
		return func(ctx context.Context) error {
			in := &dynamodb.QueryInput{
				TableName: &table, ConsistentRead: aws.Bool(true), Limit: aws.Int32(1),
				KeyConditionExpression:   aws.String("#pk = :pk AND #sk BETWEEN :from AND :to"),
				ExpressionAttributeNames: map[string]string{"#pk": "pk", "#sk": "sk"},
				ExpressionAttributeValues: map[string]types.AttributeValue{
					":pk": text("p"), ":from": text(from), ":to": text(to),
				},
			}
			change(in)
			_, err := client.Query(ctx, in)
			return err
		}
	}
	with := func(name string, value types.AttributeValue) func(context.Context) error {
		return put(func(p *types.Put) { p.Item[name] = value })
	}

	for _, tt := range []struct {
		name string
		send func(context.Context) error
		want string // error code; "" when it is taken
	}{
		{"a put", put(func(*types.Put) {}), ""},
		{"a range", between("a", "b", func(*dynamodb.QueryInput) {}), ""},
		{"a start key within the range, where no item is", between("a", "c", func(in *dynamodb.QueryInput) {
			in.ExclusiveStartKey = key("p", "b")
		}), ""},
		{"an empty sort key", with("sk", text("")), "ValidationException"},
		{"an empty index key", with("pending", text("")), "ValidationException"},
		{"an index key that is a number", with("pending", &types.AttributeValueMemberN{Value: "1"}), "TransactionCanceledException"},
		{"a range that ends before it begins", between("b", "a", func(*dynamodb.QueryInput) {}), "ValidationException"},
		{"a start key outside the range", between("b", "c", func(in *dynamodb.QueryInput) {
			in.ExclusiveStartKey = key("p", "a")
		}), "ValidationException"},
		{"a start key of another partition", between("b", "c", func(in *dynamodb.QueryInput) {
			in.ExclusiveStartKey = key("q", "b")
		}), "ValidationException"},
		{"a name declared and not used", put(func(p *types.Put) {
			p.ExpressionAttributeNames = map[string]string{"#pk": "pk"}
		}), "ValidationException"},
		{"a value declared and not used", between("a", "b", func(in *dynamodb.QueryInput) {
			in.ExpressionAttributeValues[":other"] = text("v")
		}), "ValidationException"},
		{"a name that is a reserved word", put(func(p *types.Put) {
			p.ConditionExpression = aws.String("state IN (:v0)")
			p.ExpressionAttributeValues = map[string]types.AttributeValue{":v0": text("v")}
		}), "ValidationException"},
		{"a consistent query of the index", between("a", "b", func(in *dynamodb.QueryInput) {
			in.IndexName = aws.String("pending")
			in.ExpressionAttributeNames = map[string]string{"#pk": "pending", "#sk": "pendingSince"}
		}), "ValidationException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.send(t.Context())
			if tt.want == "" {
				if err != nil {
					t.Errorf("got error %v, want none", err)
				}
				return
			}
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != tt.want {
				t.Errorf("got error %v, want %s", err, tt.want)
			}
		})
	}
}

// A second attempt with the same token succeeds and applies nothing; the token is
// good for no other transaction.
func TestTokens(t *testing.T) {
	client, table, token := dynamolocal.Client(t), dynamolocal.NewTable(t), rand.Text()
	put := func(sort string) error {
		_, err := client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
			ClientRequestToken: &token,
			TransactItems: []types.TransactWriteItem{{Put: &types.Put{
				TableName: &table,
				Item: map[string]types.AttributeValue{
					"pk": &types.AttributeValueMemberS{Value: "p"}, "sk": &types.AttributeValueMemberS{Value: sort},
				},
				ConditionExpression: aws.String("attribute_not_exists(#pk)"), ExpressionAttributeNames: map[string]string{"#pk": "pk"},
			}}},
		})
		return err
	}
	for range 2 {
		if err := put("a"); err != nil {
			t.Errorf("got error %v, want none", err)
		}
	}
	var mismatch *types.IdempotentParameterMismatchException
	if err := put("b"); !errors.As(err, &mismatch) {
		t.Errorf("another transaction: got error %v, want %T", err, mismatch)
	}
}
