//go:build !check

// Package functions_test drives the built functions, and holds them to the same
// story as the service on one machine.
package functions_test

import (
	"os"
	"testing"

	"disclosure-register/functions/lambdatest"
)

func TestMain(m *testing.M) { os.Exit(lambdatest.Main(m.Run)) }

// deployments are the ways to deploy the functions. Under `make check` there is
// one more.
var deployments = map[string]func(*testing.T) onLambda{"on Lambda": overDynamoDBProtocol}
