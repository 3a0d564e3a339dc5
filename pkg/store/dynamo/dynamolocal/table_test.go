//go:build check

package dynamolocal_test

import (
	"os"
	"testing"

	"disclosure-register/pkg/store/dynamo/dynamolocal"
	"disclosure-register/pkg/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(dynamolocal.Main(m)) }

// The suite that the SQLite driver and dynamotest pass, on a DynamoDB that is not
// ours.
func TestContract(t *testing.T) { storetest.Run(t, dynamolocal.Open) }

func TestWalk(t *testing.T) { storetest.RunWalk(t, dynamolocal.Open(t)) }
