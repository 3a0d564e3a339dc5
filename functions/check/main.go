// Check compares the published logs with the log's own items in the table, a part each
// night. Its role reads those alone, and no entry; it writes nothing and faces no web
// (template.yaml, CheckRole).
package main

import (
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/kmssigner"
	"disclosure-register/pkg/sealing/trigger"
	"disclosure-register/pkg/store/dynamo"
)

func main() {
	cfg, law := gateway.Config(), gateway.Must(gateway.Serves().Law())
	table := dynamo.Open(dynamodb.NewFromConfig(cfg), gateway.Env("TABLE"))
	logs := bucket.New(s3.NewFromConfig(cfg), gateway.Env("LOG_BUCKET"))
	public := gateway.Must(kmssigner.PublicKeys(cfg, gateway.Env("LOG_KEYS")))
	public = append(public, gateway.Must(sealing.ParseFormer(os.Getenv("LOG_FORMER_KEYS")))...)
	known := sealing.NewReader(table, logs).KnownBy(gateway.Env("LOG_SITE"), public...)
	lambda.Start(trigger.Check(sealing.NewComparer(table, logs), known.Keys, law.RegisterIDs(), time.Now, gateway.Log(), gateway.Env("METRICS")))
}
