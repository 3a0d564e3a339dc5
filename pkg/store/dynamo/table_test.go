package dynamo_test

import (
	"testing"

	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/dynamo"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Table {
		return dynamo.Open(serve(t).Client(), dynamotest.TableName)
	})
}

func TestWalk(t *testing.T) {
	storetest.RunWalk(t, dynamo.Open(serve(t).Client(), dynamotest.TableName))
}

// serve is a DynamoDB that keeps its table in SQLite.
func serve(t *testing.T) *dynamotest.Server {
	t.Helper()
	return dynamotest.Serve(t, sqlitetest.New(t))
}
