// Package trigger runs the sealer in a Lambda function: for the registers that
// the table's stream tells of, and for every register on a schedule.
package trigger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"golang.org/x/sync/errgroup"

	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store"
)

// Sealer is what a trigger runs: *[sealing.Sealer].
type Sealer interface {
	Seal(ctx context.Context, register string) (sealing.Report, error)
}

// atOnce bounds how many registers are sealed side by side: each waits for the table,
// the bucket and KMS, and hardly computes.
const atOnce = 8

// wrapUp is how long before the function's time is over no further register is taken
// up, so that a sweep can still say which it did not reach.
const wrapUp = 10 * time.Second

// Handler answers the table's stream, of which it reads only keys, and any event
// without records, such as a schedule's, as a sweep of all the registers. Each sweep
// begins with another register, so that none is always the one left over, and counts
// those that it did not seal ([Unswept]).
//
// The stream delivers at least once, and in any number of pieces; a run is safe
// to repeat. An error makes the stream deliver again. A [sealing.Refusal] is not
// such an error, since nothing but a person can mend it: it raises an alarm by
// its metric, and the sweep goes on saying so. The clock decides with which register a
// sweep begins, and dates what is measured, in CloudWatch's namespace of this name.
func Handler[R ~string](sealer Sealer, registers []R, now func() time.Time, log *slog.Logger, namespace string) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, payload json.RawMessage) error {
		told, sweep, err := registersOf(payload, registers)
		if err != nil {
			return err
		}
		if sweep {
			told = from(registers, now())
		}
		if over, limited := ctx.Deadline(); limited {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, over.Add(-wrapUp))
			defer cancel()
		}
		var sealed atomic.Int64
		var group errgroup.Group
		group.SetLimit(atOnce)
		errs := make([]error, len(told))
		for i, register := range told {
			group.Go(func() error {
				if errs[i] = sealOne(ctx, sealer, string(register), now, log, namespace); errs[i] == nil {
					sealed.Add(1)
				}
				return nil
			})
		}
		_ = group.Wait() // the errors are in errs, every one
		if sweep {
			measureSweep(log, namespace, len(registers)-int(sealed.Load()), now())
		}
		return errors.Join(errs...)
	}
}

// from turns the registers by the golden section of them for every minute, so that
// sweeps which have time for a share s of them come to every one in about 1/s minutes,
// with nothing remembered.
func from[R any](registers []R, at time.Time) []R {
	if len(registers) == 0 {
		return nil
	}
	minute, step := int(at.Unix()/60), int(float64(len(registers))/math.Phi)
	first := minute * step % len(registers)
	return slices.Concat(registers[first:], registers[:first])
}

// sealOne leaves a register as it was when the time is over before it is begun.
func sealOne(ctx context.Context, sealer Sealer, register string, now func() time.Time, log *slog.Logger, namespace string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("seal %s: %w", register, err)
	}
	report, err := sealer.Seal(ctx, register)
	sealing.Log(log, register, report, err)
	measure(log, namespace, register, report, err, now())
	var refusal *sealing.Refusal
	if err != nil && !errors.As(err, &refusal) {
		return fmt.Errorf("seal %s: %w", register, err)
	}
	return nil
}

// registersOf reads which of the registers an event is about, each once, in the
// order of the registers; sweep is true for an event that is about all of them.
func registersOf[R ~string](payload json.RawMessage, registers []R) (touched []R, sweep bool, err error) {
	var event events.DynamoDBEvent
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, false, errors.New("the event is neither the stream's nor a schedule's")
	}
	if event.Records == nil {
		return registers, true, nil
	}
	told := map[string]bool{}
	for _, record := range event.Records {
		// A leaf is inserted when it is recorded and modified when it is sealed.
		if record.EventName != string(events.DynamoDBOperationTypeInsert) {
			continue
		}
		key := record.Change.Keys[store.PartitionAttr]
		if key.DataType() != events.DataTypeString {
			return nil, false, errors.New("a stream record has no string keys")
		}
		if kind, rest, _ := strings.Cut(key.String(), "#"); kind == "leaf" {
			register, _, _ := strings.Cut(rest, "#")
			told[register] = true
		}
	}
	for _, register := range registers {
		if told[string(register)] {
			touched = append(touched, register)
		}
	}
	return touched, false, nil
}
