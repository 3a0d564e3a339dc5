package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// Exports works through export jobs as the table's stream tells of them. The
// stream delivers at least once and tries again on an error, so work must be
// safe to repeat.
func Exports(work func(ctx context.Context, register disclosure.Register, job string) error) func(context.Context, events.DynamoDBEvent) error {
	return func(ctx context.Context, event events.DynamoDBEvent) error {
		for _, record := range event.Records {
			register, job, err := jobOf(record)
			if err != nil {
				return err
			}
			if err := work(ctx, register, job); err != nil {
				return fmt.Errorf("write an export: %w", err)
			}
		}
		return nil
	}
}

// jobOf reads a job's place from its keys, all that the stream carries.
func jobOf(record events.DynamoDBEventRecord) (disclosure.Register, string, error) {
	partition, sort := record.Change.Keys["pk"], record.Change.Keys["sk"]
	if partition.DataType() != events.DataTypeString || sort.DataType() != events.DataTypeString {
		return "", "", errors.New("a stream record has no string keys")
	}
	_, code, _ := strings.Cut(partition.String(), "#")
	register, err := disclosure.ParseRegister(code)
	if err != nil || partition.String() != store.ExportPartition(code) {
		return "", "", errors.New("a stream record is not of an export job: check the mapping's filter")
	}
	return register, sort.String(), nil
}

// Either serves a function that both API Gateway and the table's stream call.
func Either(
	http func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error),
	stream func(context.Context, events.DynamoDBEvent) error,
) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, payload json.RawMessage) (any, error) {
		var shape struct {
			Records []json.RawMessage `json:"Records"`
		}
		if err := json.Unmarshal(payload, &shape); err != nil {
			return nil, errors.New("the event is not JSON")
		}
		if shape.Records != nil {
			var event events.DynamoDBEvent
			if err := json.Unmarshal(payload, &event); err != nil {
				return nil, errors.New("the event is not a stream's")
			}
			return nil, stream(ctx, event)
		}
		return serveHTTP(ctx, payload, http)
	}
}

// serveHTTP serves an event that must be a request of API Gateway's.
func serveHTTP(
	ctx context.Context, payload json.RawMessage, serve func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error),
) (any, error) {
	var event events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, errors.New("the event is not an HTTP request's")
	}
	return serve(ctx, event)
}
