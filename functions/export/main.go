// Export takes requests for reports and, as the table's stream tells of them,
// writes the reports. Its role reads the register and writes only the reports
// bucket (template.yaml, ExportRole).
package main

import (
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/registrar"
	"disclosure-register/pkg/store/dynamo"
)

func main() {
	cfg := gateway.Config()
	table := dynamo.Open(dynamodb.NewFromConfig(cfg), gateway.Env("TABLE"))
	keys := gateway.Must(registrar.NewKeyring(gateway.Secret(cfg, "REGISTER_SECRET")))
	reports := archive.NewReports(s3.NewFromConfig(cfg), gateway.Env("REPORTS_BUCKET"))
	desk := registrar.New(table, gateway.Must(policy.Load()), keys, registrar.Options{Reports: reports})
	http := gateway.HTTP(api.Exporting(desk, gateway.Log()))
	lambda.Start(gateway.Either(http, gateway.Exports(desk.RunExport)))
}
