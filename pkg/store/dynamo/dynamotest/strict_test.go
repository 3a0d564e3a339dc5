package dynamotest_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

type (
	attributes = map[string]types.AttributeValue
	names      = map[string]string
)

func key() attributes { return attributes{"pk": text("p"), "sk": text("s")} }

// What the driver never sends is refused, never taken for something else.
func TestUnexpectedRequestsAreRefused(t *testing.T) {
	put := func(change func(*types.Put)) func(context.Context, *dynamodb.Client) error {
		return func(ctx context.Context, client *dynamodb.Client) error {
			put := &types.Put{
				TableName: aws.String(dynamotest.TableName), Item: key(),
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			}
			change(put)
			_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: put}}})
			return err
		}
	}
	query := func(change func(*dynamodb.QueryInput)) func(context.Context, *dynamodb.Client) error {
		return func(ctx context.Context, client *dynamodb.Client) error {
			in := &dynamodb.QueryInput{
				TableName: aws.String(dynamotest.TableName), ConsistentRead: aws.Bool(true), Limit: aws.Int32(1),
				KeyConditionExpression:    aws.String("#pk = :pk"),
				ExpressionAttributeNames:  names{"#pk": "pk"},
				ExpressionAttributeValues: attributes{":pk": text("p")},
			}
			change(in)
			_, err := client.Query(ctx, in)
			return err
		}
	}
	scan := func(change func(*dynamodb.ScanInput)) func(context.Context, *dynamodb.Client) error {
		return func(ctx context.Context, client *dynamodb.Client) error {
			in := &dynamodb.ScanInput{
				TableName: aws.String(dynamotest.TableName), ConsistentRead: aws.Bool(true),
				FilterExpression: aws.String("begins_with(#pk, :prefix)"), ProjectionExpression: aws.String("#pk, #sk"),
				ExpressionAttributeNames:  names{"#pk": "pk", "#sk": "sk"},
				ExpressionAttributeValues: attributes{":prefix": text("p")},
			}
			change(in)
			_, err := client.Scan(ctx, in)
			return err
		}
	}
	onIndex := func(in *dynamodb.QueryInput) {
		in.IndexName, in.ConsistentRead, in.ExpressionAttributeNames = aws.String("pending"), nil, names{"#pk": "pending"}
	}

	for _, tt := range []struct {
		name string
		send func(context.Context, *dynamodb.Client) error
		want string // error code; "" when it is taken
	}{
		{"a put as the driver sends it", put(func(*types.Put) {}), ""},
		{"a query as the driver sends it", query(func(*dynamodb.QueryInput) {}), ""},
		{"a query of the index as the driver sends it", query(onIndex), ""},
		{"a put outside a transaction", func(ctx context.Context, client *dynamodb.Client) error {
			_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(dynamotest.TableName), Item: key()})
			return err
		}, "UnknownOperationException"},
		{"a scan as the driver sends it", scan(func(*dynamodb.ScanInput) {}), ""},
		{"a scan that may lag", scan(func(in *dynamodb.ScanInput) { in.ConsistentRead = nil }), "ValidationException"},
		{"a scan of everything", scan(func(in *dynamodb.ScanInput) { in.FilterExpression = nil }), "ValidationException"},
		{"a scan by the sort key", scan(func(in *dynamodb.ScanInput) { in.FilterExpression = aws.String("begins_with(#sk, :prefix)") }), "ValidationException"},
		{"a scan of other attributes", scan(func(in *dynamodb.ScanInput) { in.ProjectionExpression = aws.String("#pk") }), "ValidationException"},
		{"a scan in parts", scan(func(in *dynamodb.ScanInput) { in.Segment, in.TotalSegments = aws.Int32(0), aws.Int32(2) }), "SerializationException"},
		{"another table", put(func(p *types.Put) { p.TableName = aws.String("other") }), "ResourceNotFoundException"},
		{"an update", func(ctx context.Context, client *dynamodb.Client) error {
			_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{
				Update: &types.Update{TableName: aws.String(dynamotest.TableName), Key: key(), UpdateExpression: aws.String("SET a = b")},
			}}})
			return err
		}, "SerializationException"},
		{"a put that does not ask for the item in the way", put(func(p *types.Put) {
			p.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureNone
		}), "ValidationException"},
		{"an item without a sort key", put(func(p *types.Put) { delete(p.Item, "sk") }), "ValidationException"},
		{"an empty key", put(func(p *types.Put) { p.Item["sk"] = text("") }), "ValidationException"},
		{"a list", put(func(p *types.Put) { p.Item["a"] = &types.AttributeValueMemberL{} }), "SerializationException"},
		{"a number with a fraction", put(func(p *types.Put) {
			p.Item["a"] = &types.AttributeValueMemberN{Value: "1.5"}
		}), "SerializationException"},
		{"a condition of another form", put(func(p *types.Put) {
			p.ConditionExpression = aws.String("#a = :v0")
			p.ExpressionAttributeNames, p.ExpressionAttributeValues = names{"#a": "a"}, attributes{":v0": text("v")}
		}), "ValidationException"},
		{"a condition joined to another", put(func(p *types.Put) {
			p.ConditionExpression = aws.String("attribute_exists(#pk) OR attribute_not_exists(#pk)")
			p.ExpressionAttributeNames = names{"#pk": "pk"}
		}), "ValidationException"},
		{"existence tested by another attribute", put(func(p *types.Put) {
			p.ConditionExpression, p.ExpressionAttributeNames = aws.String("attribute_exists(#pk)"), names{"#pk": "a"}
		}), "ValidationException"},
		{"a name not declared", put(func(p *types.Put) { p.ConditionExpression = aws.String("attribute_exists(#pk)") }), "ValidationException"},
		{"a value not declared", put(func(p *types.Put) {
			p.ConditionExpression = aws.String("#a IN (:v0, :v1)")
			p.ExpressionAttributeNames, p.ExpressionAttributeValues = names{"#a": "a"}, attributes{":v0": text("v")}
		}), "ValidationException"},
		{"a name declared and not used", put(func(p *types.Put) { p.ExpressionAttributeNames = names{"#pk": "pk"} }), "ValidationException"},
		{"a value declared and not used", query(func(in *dynamodb.QueryInput) {
			in.ExpressionAttributeValues[":other"] = text("v")
		}), "ValidationException"},
		{"a query that may lag", query(func(in *dynamodb.QueryInput) { in.ConsistentRead = nil }), "ValidationException"},
		{"a consistent query of the index", query(func(in *dynamodb.QueryInput) {
			onIndex(in)
			in.ConsistentRead = aws.Bool(true)
		}), "ValidationException"},
		{"a query of the index by the table's key", query(func(in *dynamodb.QueryInput) {
			onIndex(in)
			in.ExpressionAttributeNames = names{"#pk": "pk"}
		}), "ValidationException"},
		{"a query of another index", query(func(in *dynamodb.QueryInput) { in.IndexName = aws.String("other") }), "ValidationException"},
		{"a query with a filter", query(func(in *dynamodb.QueryInput) { in.FilterExpression = aws.String("#pk = :pk") }), "SerializationException"},
		{"a query of chosen attributes", query(func(in *dynamodb.QueryInput) { in.ProjectionExpression = aws.String("#pk") }), "SerializationException"},
		{"a query by prefix", query(func(in *dynamodb.QueryInput) {
			in.KeyConditionExpression = aws.String("#pk = :pk AND begins_with(#sk, :from)")
			in.ExpressionAttributeNames["#sk"], in.ExpressionAttributeValues[":from"] = "sk", text("s")
		}), "ValidationException"},
		{"a range that ends before it begins", query(func(in *dynamodb.QueryInput) {
			in.KeyConditionExpression = aws.String("#pk = :pk AND #sk BETWEEN :from AND :to")
			in.ExpressionAttributeNames["#sk"] = "sk"
			in.ExpressionAttributeValues[":from"], in.ExpressionAttributeValues[":to"] = text("b"), text("a")
		}), "ValidationException"},
		{"a start key before the range", query(func(in *dynamodb.QueryInput) {
			in.KeyConditionExpression = aws.String("#pk = :pk AND #sk >= :from")
			in.ExpressionAttributeNames["#sk"], in.ExpressionAttributeValues[":from"] = "sk", text("t")
			in.ExclusiveStartKey = key()
		}), "ValidationException"},
		{"a start key of another partition", query(func(in *dynamodb.QueryInput) {
			in.ExclusiveStartKey = attributes{"pk": text("q"), "sk": text("s")}
		}), "ValidationException"},
		{"a get that may lag", func(ctx context.Context, client *dynamodb.Client) error {
			_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(dynamotest.TableName), Key: key()})
			return err
		}, "ValidationException"},
		{"a batch that may lag", func(ctx context.Context, client *dynamodb.Client) error {
			_, err := client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
				dynamotest.TableName: {Keys: []map[string]types.AttributeValue{key()}},
			}})
			return err
		}, "ValidationException"},
		{"a get with more than a key", func(ctx context.Context, client *dynamodb.Client) error {
			k := key()
			k["a"] = text("v")
			_, err := client.GetItem(ctx, &dynamodb.GetItemInput{
				TableName: aws.String(dynamotest.TableName), Key: k, ConsistentRead: aws.Bool(true),
			})
			return err
		}, "ValidationException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.send(t.Context(), dynamotest.Serve(t, sqlitetest.New(t)).Client())
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

func TestUnsignedRequestIsRefused(t *testing.T) {
	server := dynamotest.Serve(t, sqlitetest.New(t))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Amz-Target", "DynamoDB_20120810.GetItem")
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got, want := response.StatusCode, http.StatusBadRequest; got != want {
		t.Errorf("got status %d, want %d", got, want)
	}
}

// A token is good for one transaction only.
func TestTokenOfAnotherTransaction(t *testing.T) {
	client := dynamotest.Serve(t, sqlitetest.New(t)).Client()
	put := func(sort string) error {
		item := key()
		item["sk"] = text(sort)
		_, err := client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
			ClientRequestToken: aws.String("the same"),
			TransactItems: []types.TransactWriteItem{{Put: &types.Put{
				TableName: aws.String(dynamotest.TableName), Item: item,
				ConditionExpression: aws.String("attribute_not_exists(#pk)"), ExpressionAttributeNames: names{"#pk": "pk"},
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			}}},
		})
		return err
	}
	if err := put("a"); err != nil {
		t.Errorf("first: %v", err)
	}
	if err := put("a"); err != nil {
		t.Errorf("the same again: %v", err)
	}
	var mismatch *types.IdempotentParameterMismatchException
	if err := put("b"); !errors.As(err, &mismatch) {
		t.Errorf("another: got error %v, want %T", err, mismatch)
	}
}
