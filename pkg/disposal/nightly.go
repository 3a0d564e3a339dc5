package disposal

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

// OnAWS is the configuration of the retain function: the table's backups reach
// back 35 days (infra/template.yaml).
func OnAWS(log *slog.Logger) Config {
	return Config{
		Backups: 35, Log: log,
		Remains: "The leaves of the erased entries stay in the log; nothing personal can be recovered from them. " +
			"The table's point-in-time recovery can bring the entries back until the day given; a restore is followed by carrying out this disposal again.",
	}
}

// order is what the function may be sent: the schedule's event, each night; or,
// after a restore from a backup, the members of the disposed list, to carry out
// again.
type order struct {
	Source string                   `json:"source"`
	Replay []registrar.DisposedCase `json:"replay"`
}

const scheduler = "aws.events"

var errNoOrder = errors.New("the event is neither the schedule's nor a replay of the disposed list")

func parseOrder(event json.RawMessage) (order, error) {
	var o order
	if err := json.Unmarshal(event, &o); err != nil || o.Source != scheduler && len(o.Replay) == 0 {
		return order{}, errNoOrder // without what was sent
	}
	return o, nil
}

// wrapUp is how long before the function's time is over a run stops taking up
// work, so that what is under way is stored.
const wrapUp = 30 * time.Second

// Nightly returns the function's handler. It works on one register after
// another, stops when the function's time is nearly over, and leaves the rest to
// the next call. It returns an error, which raises an alarm, when anything but
// the time stood in the way.
func (r *Runner) Nightly(registers []disclosure.Register) func(context.Context, json.RawMessage) error {
	return func(ctx context.Context, event json.RawMessage) error {
		order, err := parseOrder(event)
		if err != nil {
			return err
		}
		if over, ok := ctx.Deadline(); ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, over.Add(-wrapUp))
			defer cancel()
		}
		var errs []error
		for _, register := range registers {
			if len(order.Replay) > 0 {
				errs = append(errs, r.night(ctx, register, func() (Report, error) { return r.Replay(ctx, register, order.Replay) }))
			}
			errs = append(errs, r.night(ctx, register, func() (Report, error) { return r.Run(ctx, register) }))
		}
		return errors.Join(errs...)
	}
}

func (r *Runner) night(ctx context.Context, register disclosure.Register, work func() (Report, error)) error {
	report, err := work()
	r.config.Log.Info("retention", "register", register.String(), "report", report, "timeOver", ctx.Err() != nil)
	if ctx.Err() != nil {
		return nil // the next call goes on
	}
	return err
}
