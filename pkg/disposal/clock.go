package disposal

import (
	"context"
	"errors"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

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
		return r.desk.NoteRun(ctx, register, registrar.LastRun{On: today})
	}
	last, err := r.desk.LastRun(ctx, register)
	if err != nil {
		return fmt.Errorf("nothing is destroyed: %w", err)
	}
	now := registrar.LastRun{On: today}
	if jumped(last.On, today) {
		now, err = registrar.LastRun{On: last.On, Doubted: today}, fmt.Errorf("it says %s, and the last run was on %s: %w", today, last.On, ErrClockJumped)
	}
	return errors.Join(err, r.desk.NoteRun(ctx, register, now))
}

// Spare holds again the letters of every disposal that was stopped, and sees the clock.
// It destroys nothing. Where S3's lifecycle is carried out by the caller, that comes
// after Spare and only without an error: else a letter whose disposal was stopped could
// go because no run came in time, or any letter let go because the clock has jumped.
func (r *Runner) Spare(ctx context.Context, register disclosure.Register) error {
	run := &run{Runner: r, register: register}
	return errors.Join(r.SeeClock(ctx, register), run.spare(ctx))
}

func (r *run) spare(ctx context.Context) error {
	return r.reminded(ctx, func(ctx context.Context, due registrar.DueCase) error {
		d, err := r.desk.StoppedDisposal(ctx, r.register, due)
		if err != nil || d == nil {
			return err
		}
		return r.advance(ctx, d)
	}, func() error { return nil })
}
