// Retain destroys what the retention rules say is to go, every night. Its role
// alone deletes entries and takes a letter's hold off; it can read no letter and
// delete no object, and faces no web (template.yaml, RetainRole).
package main

import (
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/store/dynamo"
)

func main() {
	cfg, law := gateway.Config(), gateway.Must(gateway.Serves().Law())
	table := dynamo.Open(dynamodb.NewFromConfig(cfg), gateway.Env("TABLE"))
	retention := gateway.Must(cases.Open(table, law, gateway.Secret(cfg, "REGISTER_SECRET")))
	letters, bucket := s3.NewFromConfig(cfg), gateway.Env("CORRESPONDENCE_BUCKET")
	onAWS := cases.OnAWS(gateway.Must(time.ParseDuration(gateway.Env("COOLING_OFF"))), gateway.Log(), gateway.Env("METRICS"))
	runner := cases.NewRunner(retention, archive.NewDisposal(letters, bucket), archive.NewDisposed(letters, bucket), onAWS)
	lambda.Start(runner.Nightly(law.RegisterIDs()))
}
