// Package trigger runs the sealer in a Lambda function: for the registers that
// the table's stream tells of, and for every register on a schedule.
package trigger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// Sealer is what a trigger runs: *[sealing.Sealer].
type Sealer interface {
	Seal(ctx context.Context, register string) (sealing.Report, error)
}

// Handler answers the table's stream, of which it reads only keys, and any event
// without records, such as a schedule's, as a sweep of all the registers.
//
// The stream delivers at least once, and in any number of pieces; a run is safe
// to repeat. An error makes the stream deliver again. A [sealing.Refusal] is not
// such an error, since nothing but a person can mend it: it raises an alarm by
// its metric, and the sweep goes on saying so.
func Handler(sealer Sealer, registers []string, log *slog.Logger) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, payload json.RawMessage) error {
		touched, err := registersOf(payload, registers)
		if err != nil {
			return err
		}
		var errs []error
		for _, register := range touched {
			report, err := sealer.Seal(ctx, register)
			sealing.Log(log, register, report, err)
			measure(log, register, report, err, time.Now())
			var refusal *sealing.Refusal
			if err != nil && !errors.As(err, &refusal) {
				errs = append(errs, fmt.Errorf("seal %s: %w", register, err))
			}
		}
		return errors.Join(errs...)
	}
}

// registersOf reads which of the registers an event is about, each once, in the
// order of the registers.
func registersOf(payload json.RawMessage, registers []string) ([]string, error) {
	var event events.DynamoDBEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, errors.New("the event is neither the stream's nor a schedule's")
	}
	if event.Records == nil {
		return registers, nil
	}
	told := map[string]bool{}
	for _, record := range event.Records {
		// A leaf is inserted when it is recorded and modified when it is sealed.
		if record.EventName != string(events.DynamoDBOperationTypeInsert) {
			continue
		}
		key := record.Change.Keys[store.PartitionAttr]
		if key.DataType() != events.DataTypeString {
			return nil, errors.New("a stream record has no string keys")
		}
		if kind, rest, _ := strings.Cut(key.String(), "#"); kind == "leaf" {
			register, _, _ := strings.Cut(rest, "#")
			told[register] = true
		}
	}
	var touched []string
	for _, register := range registers {
		if told[register] {
			touched = append(touched, register)
		}
	}
	return touched, nil
}
