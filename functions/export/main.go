// Export takes requests for reports and, as the table's stream tells of them,
// writes them. Its role reads the register and its published log, and writes only
// the reports bucket (template.yaml, ExportRole).
package main

import (
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/register/registrar"
	_ "disclosure-register/pkg/report/workbook" // in no other function: it takes long to begin
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/sealing/bucket"
	"disclosure-register/pkg/sealing/kmssigner"
	"disclosure-register/pkg/store/dynamo"
)

func main() {
	cfg, serving := gateway.Config(), gateway.Serves()
	table := dynamo.Open(dynamodb.NewFromConfig(cfg), gateway.Env("TABLE"))
	keys := gateway.Must(registrar.NewKeyring(gateway.Secret(cfg, "REGISTER_SECRET")))
	client, public := s3.NewFromConfig(cfg), gateway.Must(kmssigner.PublicKeys(cfg, gateway.Env("LOG_KEYS")))
	log := sealing.NewReader(table, bucket.New(client, gateway.Env("LOG_BUCKET"))).KnownBy(gateway.Env("LOG_SITE"), public...)
	desk := registrar.New(table, gateway.Must(serving.Law()), keys, registrar.Options{Reports: archive.NewReports(client, gateway.Env("REPORTS_BUCKET")), Log: log})
	lambda.Start(gateway.Either(serving.HTTP(api.Exporting(desk, gateway.Log())), gateway.Exports(desk.RunExport)))
}
