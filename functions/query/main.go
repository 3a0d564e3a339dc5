// Query answers the audit questions. Its role may read the register and put on
// record that somebody looked; it may not add or change anything else
// (template.yaml, QueryRole).
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
	desk := registrar.New(table, gateway.Must(serving.Law()), keys, registrar.Options{Log: published})
	log := gateway.Log()
	handler := api.Querying(desk, log)
	lambda.Start(gateway.OrTrial(serving.HTTP(handler), handler, log, gateway.QueryTrials(serving.First())...))
}
