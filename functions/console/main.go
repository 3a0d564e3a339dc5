// Console serves the pages for people. It asks the API for everything, over the API's
// address and with the token of whoever signed in; its role may read its own secret and
// nothing else (template.yaml, ConsoleRole).
package main

import (
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"disclosure-register/pkg/console"
	"disclosure-register/pkg/gateway"
)

func main() {
	provider := gateway.Must(console.NewProvider(console.ProviderSettings{
		Issuer: gateway.Env("JWT_ISSUER"), ClientID: gateway.Env("CONSOLE_CLIENT_ID"),
		Scopes: strings.Fields(os.Getenv("CONSOLE_SCOPES")),
		Secret: gateway.Must(console.ParseSecret(gateway.Secret(gateway.Config(), "CONSOLE_SECRET"))),
	}))
	log := gateway.Log()
	pages := console.New(console.Config{
		Address: gateway.Env("API_ADDRESS"), ArchiveOrigin: gateway.Env("ARCHIVE_ORIGIN"),
		Provider: provider, Now: time.Now, Log: log,
		Look: gateway.Must(console.ParseLook(os.Getenv("CONSOLE_NAME"), os.Getenv("CONSOLE_COLOUR"))),
	})
	lambda.Start(gateway.OrTrial(gateway.Pages(pages), pages, log, gateway.ConsoleTrials()...))
}
