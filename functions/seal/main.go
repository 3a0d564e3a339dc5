// Seal orders entries into the log and signs it, as the stream tells of leaves
// and every minute. Its role alone may use the log's key and write its bucket;
// it reads no entry and faces no web (template.yaml, SealRole).
package main

import (
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
	keys := gateway.Must(kmssigner.Connect(cfg, gateway.Env("LOG_KEYS")))
	sealer := sealing.New(table, logs, keys[0], gateway.Must(trigger.Settings(keys[1:])))
	lambda.Start(trigger.Handler(sealer, law.RegisterIDs(), time.Now, gateway.Log(), gateway.Env("METRICS")))
}
