// Package lambdatest runs the built functions as AWS does: each is a process that
// asks the Lambda Runtime API for events, with the environment, the routes, the
// role and the stream filter that template.yaml gives it. Only tests may import
// it.
//
// The programs, S3 and the table are real. What stands in for AWS is kept small:
//
//	the Runtime API    next, response and error, as the documentation has them
//	API Gateway        the template's routes, and events in payload format 2.0
//	IAM                each role's statements about DynamoDB, S3 and KMS; a call that
//	                   none allows is answered AccessDenied and fails the test
//	                   (under `make deployed`: both stacks as CloudFormation resolves
//	                   them, roles, bucket policies and the key's contexts: [DeployStacks])
//	the platform       its limits of requests, events, answers, headers and time
//	the table's stream the keys of what was put, through the mapping's filter
//	Secrets Manager    one secret
//	KMS                the log's key, and one that it may be changed for
package lambdatest
