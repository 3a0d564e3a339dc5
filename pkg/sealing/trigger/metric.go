package trigger

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"disclosure-register/pkg/sealing"
)

// Names of the metrics, by register. infra/ has the alarms.
const (
	// OldestPending is the age, in seconds, of the oldest entry that is not in
	// the published log. Its absence is an alarm too: sealing has stopped.
	OldestPending = "OldestPendingLeafAge"
	// Refused is 1 for a run that refused to sign, and 0 for any other.
	Refused = "SealRefused"
	// Damaged counts pending leaves of no version that is known, or of no entry.
	Damaged = "DamagedLeaves"
	// Overwritten counts leaves that were changed after they were recorded.
	Overwritten = "OverwrittenLeaves"
	// Unwitnessed counts witnesses that did not cosign.
	Unwitnessed = "UnwitnessedCheckpoints"
	// Unswept counts the registers that a sweep did not come to, or could not seal for
	// a fault that may pass. It is of the schedule and no register: the worst of all registers' ages
	// cannot show that one of them has fallen silent.
	Unswept = "UnsweptRegisters"
)

type metricName struct {
	Name string
	Unit string
}

type directive struct {
	Namespace  string
	Dimensions [][]string
	Metrics    []metricName
}

// measureSweep writes how many registers a sweep left unsealed.
func measureSweep(log *slog.Logger, namespace string, unswept int, at time.Time) {
	log.LogAttrs(context.Background(), slog.LevelInfo, "swept",
		slog.Any("_aws", map[string]any{
			"Timestamp":         at.UnixMilli(),
			"CloudWatchMetrics": []directive{{namespace, [][]string{{"Schedule"}}, []metricName{{Unswept, "Count"}}}},
		}),
		slog.String("Schedule", "Sweep"),
		slog.Int(Unswept, unswept),
	)
}

// measure writes a line from which CloudWatch makes metrics (embedded metric
// format), so that the function needs no permission to put them.
func measure(log *slog.Logger, namespace, register string, report sealing.Report, err error, at time.Time) {
	age := 0.0
	if !report.Oldest.IsZero() {
		age = max(0, at.Sub(report.Oldest).Seconds())
	}
	refused := 0
	var refusal *sealing.Refusal
	if errors.As(err, &refusal) {
		refused = 1
	}
	log.LogAttrs(context.Background(), slog.LevelInfo, "sealed",
		slog.Any("_aws", map[string]any{
			"Timestamp": at.UnixMilli(),
			"CloudWatchMetrics": []directive{{namespace, [][]string{{"Register"}}, []metricName{
				{OldestPending, "Seconds"}, {Refused, "Count"}, {Damaged, "Count"}, {Overwritten, "Count"}, {Unwitnessed, "Count"},
			}}},
		}),
		slog.String("Register", register),
		slog.Float64(OldestPending, age),
		slog.Int(Refused, refused),
		slog.Int(Damaged, report.Damaged),
		slog.Int(Overwritten, len(report.Overwritten)),
		slog.Int(Unwitnessed, len(report.Unwitnessed)),
		slog.Int("sealed", report.Sealed),
		slog.Int64("size", report.Size),
	)
}
