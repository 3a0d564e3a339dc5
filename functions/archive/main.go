// Archive keeps correspondence, cases and holds. Its role may put letters into
// the archive, under legal hold; it may not delete one or take a hold off
// (template.yaml, ArchiveRole).
package main

import (
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store/dynamo"
)

func main() {
	cfg, serving := gateway.Config(), gateway.Serves()
	table := dynamo.Open(dynamodb.NewFromConfig(cfg), gateway.Env("TABLE"))
	keys := gateway.Must(registrar.NewKeyring(gateway.Secret(cfg, "REGISTER_SECRET")))
	letters := archive.NewCorrespondence(s3.NewFromConfig(cfg), gateway.Env("CORRESPONDENCE_BUCKET"))
	desk := registrar.New(table, gateway.Must(serving.Law()), keys, registrar.Options{Letters: letters})
	log := gateway.Log()
	handler := api.Archiving(desk, log)
	lambda.Start(gateway.OrTrial(serving.HTTP(handler), handler, log, gateway.ArchiveTrials(serving.First())...))
}
