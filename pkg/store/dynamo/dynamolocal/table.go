//go:build check

package dynamolocal

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
)

// Open returns a new, empty table, deleted when the test ends.
func Open(t *testing.T) store.Table {
	t.Helper()
	return dynamo.Open(Client(t), NewTable(t))
}

// Client returns a client of the server.
func Client(t testing.TB) *dynamodb.Client {
	t.Helper()
	return clientOf(Endpoint(t))
}

// Endpoint returns the server's URL, for AWS_ENDPOINT_URL_DYNAMODB. Any access
// key of letters and digits will do.
func Endpoint(t testing.TB) string {
	t.Helper()
	if endpoint == "" {
		t.Fatal("DynamoDB Local is not running: TestMain must call dynamolocal.Main")
	}
	return endpoint
}

// NewTable creates a table with the register's key schema and returns its name.
// It is deleted when the test ends.
func NewTable(t testing.TB) string {
	t.Helper()
	client := Client(t)
	name := "test-" + rand.Text()
	if _, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			text(store.PartitionAttr), text(store.SortAttr), text(store.PendingAttr), text(store.PendingSinceAttr),
		},
		KeySchema: keySchema(store.PartitionAttr, store.SortAttr),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: aws.String(store.PendingIndex),
			KeySchema: keySchema(store.PendingAttr, store.PendingSinceAttr),
			Projection: &types.Projection{
				ProjectionType:   types.ProjectionTypeInclude,
				NonKeyAttributes: []string{store.LeafAttr},
			},
		}},
	}); err != nil {
		t.Fatalf("create table: %v", err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Errorf("delete table: %v", err)
		}
	})
	if err := dynamodb.NewTableExistsWaiter(client).Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute); err != nil {
		t.Fatalf("wait for table: %v", err)
	}
	return name
}

func text(name string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
}

func keySchema(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &partition, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}
