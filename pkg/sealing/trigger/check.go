package trigger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/sealing"
)

// Wrong counts what a night's check found that is not as it was sealed, over all
// registers. infra/ has the alarm.
const Wrong = "WrongLeaves"

// leavesANight bounds what a check reads, and so what it costs, however long the logs
// are: two small items for each.
const leavesANight = 25_000

// fewestLeaves is what of a register's log is compared in any night.
const fewestLeaves = 4096

// namedAtMost bounds how many findings of a register are named in the function's log.
const namedAtMost = 20

// Checker compares a part of a log with the table: *[sealing.Comparer].
type Checker interface {
	Watch(ctx context.Context, register string, keys ledger.Keys, most int64, day time.Time, found func(sealing.Finding)) (compared int64, err error)
}

// Check answers a schedule by comparing a part of each register's log, and counts what
// is wrong. A log that its table contradicts is wrong too. The error is of registers that
// could not be compared. Those for which the time was too short are logged: the next
// night begins with others. The count is a metric of the namespace. It changes nothing.
func Check[R ~string](checker Checker, keys func(register string) (ledger.Keys, error), registers []R, clock func() time.Time, log *slog.Logger, namespace string) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, payload json.RawMessage) error {
		var event map[string]json.RawMessage
		if err := json.Unmarshal(payload, &event); err != nil || event["source"] == nil {
			return errors.New("the event is not a schedule's")
		}
		now := clock()
		most := max(int64(leavesANight/max(len(registers), 1)), fewestLeaves)
		if over, limited := ctx.Deadline(); limited {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, over.Add(-wrapUp))
			defer cancel()
		}
		wrong, left, errs := 0, 0, []error{}
		for _, register := range from(registers, now) {
			if ctx.Err() != nil {
				left++
				continue
			}
			n, err := checkOne(ctx, checker, keys, string(register), most, now, log)
			wrong += n
			switch {
			case err != nil && ctx.Err() != nil:
				left++
			case err != nil:
				errs = append(errs, fmt.Errorf("check the log of %s: %w", register, err))
			}
		}
		if left > 0 {
			log.Warn("the time was too short for some registers", "registers", left)
		}
		measureCheck(log, namespace, wrong, now)
		return errors.Join(errs...)
	}
}

// checkOne returns how much is wrong with a register's log.
func checkOne(
	ctx context.Context, checker Checker, keys func(string) (ledger.Keys, error), register string, most int64, day time.Time, log *slog.Logger,
) (wrong int, err error) {
	at := slog.Group("log", "register", register)
	known, err := keys(register)
	if err != nil {
		return 0, err
	}
	compared, err := checker.Watch(ctx, register, known, most, day, func(f sealing.Finding) {
		if wrong++; wrong <= namedAtMost {
			log.Error("ALARM: the log's own items are not as they were sealed; see docs/runbooks/log-overwritten.md",
				at, "place", f.Index, "entry", f.ID, "what", f.What)
		}
	})
	var refusal *sealing.Refusal
	if errors.As(err, &refusal) {
		log.Error("ALARM: the table and the published log cannot both be true; see docs/runbooks/log-refused.md", at, "reason", string(refusal.Reason), "error", err)
		return wrong + 1, nil
	}
	log.Info("checked", at, "leaves", compared, "wrong", wrong)
	return wrong, err
}

func measureCheck(log *slog.Logger, namespace string, wrong int, at time.Time) {
	log.LogAttrs(context.Background(), slog.LevelInfo, "checked all",
		slog.Any("_aws", map[string]any{
			"Timestamp":         at.UnixMilli(),
			"CloudWatchMetrics": []directive{{namespace, [][]string{{"Schedule"}}, []metricName{{Wrong, "Count"}}}},
		}),
		slog.String("Schedule", "Check"),
		slog.Int(Wrong, wrong),
	)
}
