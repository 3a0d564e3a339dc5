// Trial is what CodeDeploy calls before requests go to a new release: it has each new
// version try itself, and reports. Its role may invoke those versions and no other
// (template.yaml, TrialRole).
package main

import (
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	client "github.com/aws/aws-sdk-go-v2/service/lambda"

	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/release"
)

func main() {
	cfg := gateway.Config()
	hook := release.Hook{
		Untried: gateway.Env("TRIES") == "no", Versions: strings.Split(gateway.Env("VERSIONS"), ","), Trial: []byte(gateway.TrialEvent),
		Invoker: client.NewFromConfig(cfg), Reporter: codedeploy.NewFromConfig(cfg), Log: gateway.Log(), Pause: release.Pause,
	}
	lambda.Start(hook.Handle)
}
