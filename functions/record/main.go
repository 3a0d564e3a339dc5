// Record takes disclosures from departments. Its role may add items to the
// register; it may not list, change or delete any but a line of what is overdue
// (template.yaml, RecordRole).
package main

import (
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/store/dynamo"
)

func main() {
	cfg, serving := gateway.Config(), gateway.Serves()
	table := dynamo.Open(dynamodb.NewFromConfig(cfg), gateway.Env("TABLE"))
	keys := gateway.Must(registrar.NewKeyring(gateway.Secret(cfg, "REGISTER_SECRET")))
	published := sealing.NewReader(table, bucket.New(s3.NewFromConfig(cfg), gateway.Env("LOG_BUCKET")))
	law, log := gateway.Must(serving.Law()), gateway.Log()
	desk := registrar.New(table, law, keys, registrar.Options{Log: published})
	handler := gateway.Counted(api.Recording(desk, log), log, gateway.Env("METRICS"))
	lambda.Start(gateway.OrTrial(serving.HTTP(handler), handler, log, gateway.RecordTrials(law, serving.First())...))
}
