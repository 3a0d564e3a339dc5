package cases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// lastRun is the day of retention's last run, by which the next sees whether the clock
// has jumped.
type lastRun struct {
	// On is the day of the last run that was allowed to destroy. It is zero where there
	// was none and nothing has been disclosed.
	On disclosure.Date `json:"on,omitzero"`
	// Doubted is the day on which runs have destroyed nothing since, because the clock
	// had jumped to it; zero when the last run was allowed to.
	Doubted disclosure.Date `json:"doubted,omitzero"`
}

// Halt says that retention destroys nothing, because the clock has jumped.
type Halt struct {
	LastRun disclosure.Date `json:"lastRun,omitzero" format:"date" doc:"The day on which retention last ran"`
	Clock   disclosure.Date `json:"clock" format:"date" doc:"The day that the service's clock says instead of one soon after"`
	Reason  string          `json:"reason"`
}

// lastRun reads when retention last ran. Of a register in which it never did it is the
// day on which the disclosure with the latest day was recorded.
func (r *Retention) lastRun(ctx context.Context, register disclosure.Register) (lastRun, error) {
	item, there, err := r.desk.Item(ctx, "load when retention last ran", store.RetentionKey(register.String()))
	if err != nil {
		return lastRun{}, err
	}
	if !there {
		on, err := r.desk.LastRecorded(ctx, register)
		return lastRun{On: on}, err
	}
	var last lastRun
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &last); err != nil {
		return lastRun{}, fmt.Errorf("decode when retention last ran: %w", err)
	}
	return last, nil
}

// noteRun stores when retention last ran. It may be repeated, and two at once do no harm.
func (r *Retention) noteRun(ctx context.Context, register disclosure.Register, last lastRun) error {
	doc, err := json.Marshal(last)
	if err != nil {
		return fmt.Errorf("encode when retention last ran: %w", err)
	}
	item := store.Item{Key: store.RetentionKey(register.String()), Attrs: store.Attrs{attrDoc: doc}}
	return r.desk.Write(ctx, store.Write{Action: store.Put, Item: item})
}

// halted says that retention destroys nothing, or nil when it does its work.
func (r *Retention) halted(ctx context.Context, register disclosure.Register) (*Halt, error) {
	last, err := r.lastRun(ctx, register)
	if err != nil || last.Doubted.IsZero() {
		return nil, err
	}
	return &Halt{
		LastRun: last.On, Clock: last.Doubted,
		Reason: "Nothing is destroyed: retention last ran on " + last.On.String() + ", and the service's clock then said " + last.Doubted.String() +
			". Whoever runs the service confirms the day, or puts the clock right.",
	}, nil
}

// longestPause is how many days may lie between two runs before the clock is doubted
// rather than believed.
const longestPause = 45

// ErrClockJumped says that nothing was destroyed, because the clock's day is too far
// from that of the last run.
var ErrClockJumped = errors.New("the clock has jumped, or retention has not run for long: nothing is destroyed until whoever runs the service confirms the day; see docs/runbooks/clock-jumped.md")

// jumped reports whether the clock is to be doubted that says it is today. A clock that
// stands far ahead would have destroyed what is not due for years; one far behind has
// been wrong now or at the last run. The zero last day is of a register with nothing in
// it yet.
func jumped(last, today disclosure.Date) bool {
	gap := today.DaysSince(last)
	return !last.IsZero() && max(gap, -gap) > longestPause
}

// SeeClock compares the clock with the day of the last run, and stores that there is a
// run today, or that it is not allowed to destroy; then the error wraps
// [ErrClockJumped]. Entries recorded since do not speak for the clock, since it dated
// them: so where it may be wrong, it is seen before anybody can record. A clock that is
// put right is believed again by itself. A crash before it is stored leaves the last
// run's day, and one after it nothing that a run does not repeat.
func (r *Runner) SeeClock(ctx context.Context, register disclosure.Register) error {
	today := disclosure.DateOf(r.config.Now())
	if r.config.Today == today {
		return r.retention.noteRun(ctx, register, lastRun{On: today})
	}
	last, err := r.retention.lastRun(ctx, register)
	if err != nil {
		return fmt.Errorf("nothing is destroyed: %w", err)
	}
	now := lastRun{On: today}
	if jumped(last.On, today) {
		now, err = lastRun{On: last.On, Doubted: today}, fmt.Errorf("it says %s, and the last run was on %s: %w", today, last.On, ErrClockJumped)
	}
	return errors.Join(err, r.retention.noteRun(ctx, register, now))
}
