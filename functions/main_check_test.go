//go:build check

package functions_test

import (
	"os"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/store/dynamo/dynamolocal"
)

func TestMain(m *testing.M) {
	os.Exit(lambdatest.Main(func() int { return dynamolocal.Main(m) }))
}

var deployments = map[string]func(*testing.T) onLambda{
	"on Lambda":                     overDynamoDBProtocol,
	"on Lambda over DynamoDB Local": overDynamoDBLocal,
}

func overDynamoDBLocal(t *testing.T) onLambda {
	t.Helper()
	return onLambda{lambdatest.Deploy(t, lambdatest.NewInfrastructure(t, dynamolocal.Endpoint(t), dynamolocal.NewTable(t)))}
}
