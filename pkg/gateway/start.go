package gateway

import (
	"context"
	"io"
	"log"
	"log/slog"
	"os"
	"sync/atomic"

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
func Serves() Serving {
	return Must(ParseServing(Env("REGISTERS"), Env("JWT_ISSUER")))
}

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

// Log returns the function's logger: JSON lines, as Lambda's log format expects. What
// is written while a request of the API is answered has API Gateway's id of it, which
// the caller has too, in the header apigw-requestid of the answer.
func Log() *slog.Logger { return logTo(os.Stdout) }

func logTo(w io.Writer) *slog.Logger {
	return slog.New(withRequest{slog.NewJSONHandler(w, nil)})
}

// answering is the id of the request that is being answered: Lambda gives a process
// one at a time.
var answering atomic.Pointer[string]

// withRequest adds the id of the request that is being answered.
type withRequest struct{ slog.Handler }

// Handle implements [slog.Handler].
func (h withRequest) Handle(ctx context.Context, record slog.Record) error {
	if id := answering.Load(); id != nil {
		record.AddAttrs(slog.String("requestId", *id))
	}
	return h.Handler.Handle(ctx, record)
}

// WithAttrs implements [slog.Handler].
func (h withRequest) WithAttrs(attrs []slog.Attr) slog.Handler {
	return withRequest{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements [slog.Handler].
func (h withRequest) WithGroup(name string) slog.Handler {
	return withRequest{h.Handler.WithGroup(name)}
}
