// Package dynamolocal runs tests on DynamoDB Local, Amazon's own DynamoDB for one
// machine, under the build tag check:
//
//	func TestMain(m *testing.M) { os.Exit(dynamolocal.Main(m)) }
//
//	func TestContract(t *testing.T) { storetest.Run(t, dynamolocal.Open) }
//
// It needs Java 17 and DYNAMODB_LOCAL_DIR, the folder of DynamoDB Local's jars,
// which `make check` installs and names. Without them it fails; it never skips.
//
// DynamoDB Local is DynamoDB in its expressions, limits and orders of bytes. It
// is not in load and contention: it neither throttles nor reports a conflict
// between transactions, and its index never lags.
package dynamolocal
