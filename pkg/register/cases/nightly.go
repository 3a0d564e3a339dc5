package cases

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"disclosure-register/pkg/disclosure"
)

// OnAWS is the configuration of the retain function: the table's backups reach
// back 35 days (infra/template.yaml). A disposal can be stopped in the first five
// sevenths of the cooling-off. Metrics is the namespace of what a night counts.
func OnAWS(coolingOff time.Duration, log *slog.Logger, metrics string) Config {
	return Config{
		CoolingOff: coolingOff, StopMargin: coolingOff * 2 / 7, Backups: 35, Log: log, Metrics: metrics,
		Remains: "The leaves of the erased entries stay in the log; nothing personal can be recovered from them. " +
			"The table's point-in-time recovery can bring the entries back until the day given; a restore is followed by carrying out this disposal again.",
	}
}

// order is what the function may be sent: the schedule's event, each night; or,
// after a restore from a backup, the members of the disposed list, to carry out
// again; or, after the clock has jumped, the day that it is.
type order struct {
	Source string          `json:"source"`
	Replay []DisposedCase  `json:"replay"`
	Today  disclosure.Date `json:"today"`
}

const scheduler = "aws.events"

var (
	errNoOrder    = errors.New("the event is neither the schedule's, nor a replay of the disposed list, nor a day that is confirmed")
	errNoMember   = errors.New("a member of the disposed list that was sent cannot be read: nothing was done")
	errAnotherDay = errors.New("the day that was confirmed is not the one that the clock says: nothing was done")
)

func parseOrder(event json.RawMessage) (order, error) {
	var o order
	if err := json.Unmarshal(event, &o); err != nil || o.Source != scheduler && len(o.Replay) == 0 && o.Today.IsZero() {
		return order{}, errNoOrder // without what was sent
	}
	if slices.ContainsFunc(o.Replay, func(m DisposedCase) bool { return !m.Readable() }) {
		return order{}, errNoMember
	}
	return o, nil
}

// wrapUp is how long before the function's time is over a run stops taking up
// work, so that what is under way is stored.
const wrapUp = 30 * time.Second

// atOnce bounds how many registers are worked on side by side.
const atOnce = 4

// Night is what a call did, over all registers, for whoever called by hand: after a
// restore, one that ran out of time answers without an error too, and has left people in
// the table who were destroyed.
type Night struct {
	Unfinished int `json:"unfinished"` // registers; 0 is all of it
	// Begun counts cases fenced or taken up again, and Waiting those among them whose
	// letters S3 has still to destroy. When both are the same, nothing else was left to do.
	Begun     int `json:"begun"`
	Waiting   int `json:"waiting"`
	Certified int `json:"certified"` // disposals ended
	Failed    int `json:"failed"`    // cases and uploads that an error stopped
	Kept      int `json:"kept"`      // cases on the list that are held or not due, and people whom a hold keeps in a share
	People    int `json:"people"`    // people erased from shares
}

func (n *Night) add(again, due Report) {
	n.Begun += again.Begun + due.Begun
	n.Certified += again.Certified + due.Certified
	n.Failed += again.Failed + due.Failed
	n.Kept += again.Kept + again.PeopleKept
	n.People += again.People + due.People
	n.Waiting += again.Waiting + due.Waiting
}

// Nightly returns the function's handler. It works on a few registers at once,
// begins each night with another one, stops when the function's time is nearly over,
// and leaves the rest to the next call; how many were not finished is a metric
// ([MetricUnfinished]), and in the answer. It returns an error, which raises an alarm, when
// anything but the time stood in the way.
func (r *Runner) Nightly(registers []disclosure.Register) func(context.Context, json.RawMessage) (Night, error) {
	return func(ctx context.Context, event json.RawMessage) (Night, error) {
		order, err := parseOrder(event)
		if err != nil {
			return Night{}, err
		}
		r := *r // of this call alone
		if r.config.Today = order.Today; !order.Today.IsZero() && order.Today != disclosure.DateOf(r.config.Now()) {
			return Night{}, errAnotherDay
		}
		if over, ok := ctx.Deadline(); ok {
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, over.Add(-wrapUp))
			defer cancel()
		}
		first := int(r.config.Now().Unix()/(24*60*60)) % max(1, len(registers))
		errs := make([]error, len(registers))
		again, due := make([]Report, len(registers)), make([]Report, len(registers))
		var unfinished, flags, undecided, waiting, late atomic.Int64
		var group errgroup.Group
		group.SetLimit(atOnce)
		for i, register := range slices.Concat(registers[first:], registers[:first]) {
			group.Go(func() error {
				var err error
				again[i], due[i], err = r.night(ctx, register, order)
				open, may, counted := r.retention.desk.Queued(ctx, register)
				if errs[i] = errors.Join(err, counted); errs[i] != nil || ctx.Err() != nil {
					unfinished.Add(1)
				}
				if ctx.Err() != nil {
					errs[i] = err // the time is over, and the next call counts
				}
				flags.Add(int64(open))
				undecided.Add(int64(may))
				waiting.Add(int64(due[i].Waiting))
				late.Add(int64(due[i].Late))
				return nil
			})
		}
		_ = group.Wait() // the errors are in errs, every one
		counts := []count{{MetricUnfinished, unfinished.Load()}}
		if unfinished.Load() == 0 { // a sum over some registers would tell of a queue that is shorter
			counts = append(counts, count{MetricOpenFlags, flags.Load()}, count{MetricMayBeUndecided, undecided.Load()},
				count{MetricWaiting, waiting.Load()}, count{MetricLate, late.Load()})
		}
		r.measure(counts)
		night := Night{Unfinished: int(unfinished.Load())}
		for i := range registers {
			night.add(again[i], due[i])
		}
		return night, errors.Join(errs...)
	}
}

// night works on one register: what is to be carried out again, and then what is due.
func (r *Runner) night(ctx context.Context, register disclosure.Register, order order) (again, due Report, err error) {
	var failed error
	if len(order.Replay) > 0 {
		again, failed = r.report(ctx, register, func() (Report, error) { return r.Replay(ctx, register, order.Replay) })
	}
	due, err = r.report(ctx, register, func() (Report, error) { return r.Run(ctx, register) })
	return again, due, errors.Join(failed, err)
}

func (r *Runner) report(ctx context.Context, register disclosure.Register, work func() (Report, error)) (Report, error) {
	report, err := work()
	r.config.Log.Info("retention", "register", register.String(), "report", report, "timeOver", ctx.Err() != nil)
	if ctx.Err() != nil {
		return report, nil // the next call goes on
	}
	return report, err
}

// Metrics of the register's namespace, over all registers of the stack. infra/ has the
// alarms, and template.yaml the dashboard.
const (
	// MetricUnfinished counts the registers that a night's call did not finish.
	MetricUnfinished = "UnfinishedRegisters"
	// MetricOpenFlags counts flags that nobody has cleared, MetricMayBeUndecided entries that gave
	// reason to look whether something is undecided towards a person.
	MetricOpenFlags      = "OpenFlags"
	MetricMayBeUndecided = "MayBeUndecided"
	// MetricWaiting counts disposals that are due and wait for their letters to go, MetricLate
	// those among them that have waited longer than planned.
	MetricWaiting = "DisposalsWaiting"
	MetricLate    = "DisposalsLate"
)

type count struct {
	metric string
	n      int64
}

// measure writes a line from which CloudWatch makes metrics (embedded metric format),
// so that the function needs no permission to put them.
func (r *Runner) measure(counts []count) {
	metrics, attributes := []map[string]string{}, []any{}
	for _, c := range counts {
		metrics = append(metrics, map[string]string{"Name": c.metric, "Unit": "Count"})
		attributes = append(attributes, slog.Int64(c.metric, c.n))
	}
	r.config.Log.Info("retention of the night", append([]any{slog.Any("_aws", map[string]any{
		"Timestamp": r.config.Now().UnixMilli(),
		"CloudWatchMetrics": []map[string]any{{
			"Namespace": r.config.Metrics, "Dimensions": [][]string{{"Schedule"}}, "Metrics": metrics,
		}},
	}), slog.String("Schedule", "Nightly")}, attributes...)...)
}
