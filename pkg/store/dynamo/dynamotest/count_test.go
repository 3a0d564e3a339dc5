package dynamotest_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// The way a function's main makes its client, pointed here by the environment.
func TestCountCalls(t *testing.T) {
	server := dynamotest.Serve(t, sqlitetest.New(t))
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL_DYNAMODB":   server.URL,
		"AWS_REGION":                  "eu-west-2",
		"AWS_ACCESS_KEY_ID":           "test",
		"AWS_SECRET_ACCESS_KEY":       "test",
		"AWS_SESSION_TOKEN":           "",
		"AWS_CONFIG_FILE":             t.TempDir() + "/none",
		"AWS_SHARED_CREDENTIALS_FILE": t.TempDir() + "/none",
	} {
		t.Setenv(name, value)
	}
	cfg, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counter := dynamotest.CountCalls(&cfg)
	table := dynamo.Open(dynamodb.NewFromConfig(cfg, dynamotest.WithoutWaiting), dynamotest.TableName)

	item := store.Item{Key: store.Key{Partition: "p", Sort: "s"}}
	act := func() {
		t.Helper()
		if err := table.Transact(t.Context(), []store.Write{{Action: store.Put, Item: item}}); err != nil {
			t.Error(err)
		}
		if _, err := table.BatchGet(t.Context(), []store.Key{item.Key}); err != nil {
			t.Error(err)
		}
		if _, err := table.Query(t.Context(), store.Query{Partition: "p", Limit: 1}); err != nil {
			t.Error(err)
		}
		if _, err := table.Get(t.Context(), item.Key); err != nil {
			t.Error(err)
		}
	}
	act()
	want := map[string]int{"TransactWriteItems": 1, "BatchGetItem": 1, "Query": 1, "GetItem": 1}
	if got := counter.Calls(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}

	counter.Reset()
	server.Answer(dynamotest.GetItem, dynamotest.Answer{Status: 400, Code: "ThrottlingException"})
	act()
	want["GetItem"] = 2
	if got := counter.Calls(); !reflect.DeepEqual(got, want) {
		t.Errorf("with one attempt throttled: got %v, want %v", got, want)
	}
	if got, want := server.Calls(dynamotest.GetItem), 3; got != want {
		t.Errorf("the server: got %d, want %d", got, want)
	}
}
