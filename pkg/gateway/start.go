package gateway

import (
	"context"
	"log"
	"log/slog"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// Everything here runs once, as a function starts, and ends the process on any
// fault: a function wrongly set up fails at its start and never on a request.

// Env returns a setting of the function.
func Env(name string) string {
	value := os.Getenv(name)
	if value == "" {
		log.Fatalf("gateway: the environment variable %s is not set", name)
	}
	return value
}

// Serves reads which registers the function serves from REGISTERS and JWT_ISSUER.
func Serves() Serving { return Must(ParseServing(Env("REGISTERS"), Env("JWT_ISSUER"))) }

// Config returns the function's AWS configuration.
func Config() aws.Config {
	return Must(config.LoadDefaultConfig(context.Background()))
}

// Secret reads the secret whose ARN the environment variable names.
func Secret(cfg aws.Config, env string) []byte {
	arn := Env(env)
	out, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(context.Background(), &secretsmanager.GetSecretValueInput{SecretId: &arn})
	if err != nil {
		log.Fatalf("gateway: read the secret that %s names: %v", env, err)
	}
	return []byte(aws.ToString(out.SecretString))
}

// Must returns the value, or ends the process.
func Must[T any](value T, err error) T {
	if err != nil {
		log.Fatalf("gateway: start: %v", err)
	}
	return value
}

// Log returns the function's logger: JSON lines, as Lambda's log format expects.
func Log() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }
