package functions_test

import (
	"crypto/ed25519"
	"testing"

	// The functions are built from these by a command whose reading the test
	// cache does not see: named here, a change of them makes the tests run again.
	_ "disclosure-register/pkg/gateway"
	_ "disclosure-register/pkg/sealing/kmssigner"
	_ "disclosure-register/pkg/sealing/trigger"
	_ "disclosure-register/pkg/store/dynamo"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/store/dynamo/dynamotest"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

// onLambda is the register as template.yaml deploys it.
type onLambda struct{ *lambdatest.Stack }

// overDynamoDBProtocol deploys the functions over a table kept in SQLite behind
// DynamoDB's protocol.
func overDynamoDBProtocol(t *testing.T) onLambda {
	t.Helper()
	r, _ := overFaultyDynamoDB(t)
	return r
}

// overFaultyDynamoDB is the same, with the server that a test can tell to fail.
func overFaultyDynamoDB(t *testing.T) (onLambda, *dynamotest.Server) {
	t.Helper()
	server := dynamotest.Serve(t, sqlitetest.New(t))
	return onLambda{lambdatest.Deploy(t, lambdatest.NewInfrastructure(t, server.URL, dynamotest.TableName))}, server
}

func (r onLambda) send(t *testing.T, request lambdatest.Request) lambdatest.Response {
	t.Helper()
	return r.Send(t, request)
}

func (r onLambda) finishExports(t *testing.T) {
	t.Helper()
	r.DeliverStream(t, "export")
}

func (r onLambda) seal(t *testing.T) {
	t.Helper()
	r.DeliverStream(t, "seal")
}

func (r onLambda) logKey() ed25519.PublicKey { return r.LogKey() }

func (r onLambda) logged() string { return r.Output() }
