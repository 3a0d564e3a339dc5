package sealing

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

// Sweep is how often a [Loop] looks at every register whether or not it was
// told of anything.
const Sweep = time.Minute

// Beat is the least time from the start of one run that a [Loop] was told to make
// until that of the next: what is recorded within it is sealed together. A run takes
// some milliseconds, so that an entry is in the log well within a quarter of a second.
const Beat = 100 * time.Millisecond

// retryAfter is how soon a run that failed is tried again: each time that it fails again,
// twice as long after, and no longer than retryWithin. A refusal waits for the sweep,
// which goes on saying so.
const (
	retryAfter  = time.Second
	retryWithin = 15 * time.Second
)

// Loop seals on one machine, in place of the table's stream and the schedule.
type Loop struct {
	sealer    *Sealer
	registers []string
	log       *slog.Logger
	failing   map[string]failing // the registers whose last run failed; of the running loop alone
	refused   func(*Refusal)

	mu   sync.Mutex
	told map[string]bool // registers in which something was recorded since their last run
	wake chan struct{}   // holds one, when told is not empty
}

// NewLoop returns a loop over the registers. It does nothing until it runs.
func NewLoop(sealer *Sealer, registers []string, log *slog.Logger) *Loop {
	return &Loop{sealer: sealer, registers: registers, log: log, failing: map[string]failing{}, refused: func(*Refusal) {}, told: map[string]bool{}, wake: make(chan struct{}, 1)}
}

// OnRefusal sets what is told of each refusal, before it is logged. It is for before the
// loop runs.
func (l *Loop) OnRefusal(tell func(*Refusal)) { l.refused = tell }

// Wake says that something was recorded in a register. It never waits, and saying it
// again before the register's next run is no more than saying it once.
func (l *Loop) Wake(register string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told[register] = true
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// tellings returns the registers that it was told of, and forgets them: what is
// recorded while they are being sealed is of the next run.
func (l *Loop) tellings() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	registers := slices.Sorted(maps.Keys(l.told))
	clear(l.told)
	return registers
}

// Run seals until ctx ends: every register to begin with, then those that it is told
// of, at once or a [Beat] after the run before, and every register each minute.
func (l *Loop) Run(ctx context.Context) {
	sweep := time.NewTicker(Sweep)
	defer sweep.Stop()
	beat := time.NewTimer(Beat)
	defer beat.Stop()
	l.seal(ctx, l.registers...)
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			l.seal(ctx, l.registers...)
		case <-beat.C:
			select {
			case <-ctx.Done():
				return
			case <-sweep.C:
				beat.Reset(0)
				l.seal(ctx, l.registers...)
			case <-l.wake:
				beat.Reset(Beat)
				l.seal(ctx, l.tellings()...)
			}
		}
	}
}

// failing is how often in a row a register's runs have failed, and until when it is left
// alone, though it is told of more: what is recorded then would fail too.
type failing struct {
	runs  int
	until time.Time
}

func (l *Loop) seal(ctx context.Context, registers ...string) {
	for _, register := range registers {
		if time.Now().Before(l.failing[register].until) {
			continue
		}
		report, err := l.sealer.Seal(ctx, register)
		if ctx.Err() != nil {
			return
		}
		var refusal *Refusal
		if errors.As(err, &refusal) {
			l.refused(refusal)
		}
		Log(l.log, register, report, err)
		if err == nil || errors.As(err, &refusal) {
			delete(l.failing, register)
			continue
		}
		f := failing{runs: l.failing[register].runs + 1}
		again := min(retryAfter<<min(f.runs-1, 10), retryWithin)
		f.until = time.Now().Add(again)
		l.failing[register] = f
		time.AfterFunc(again, func() { l.Wake(register) })
	}
}

// namedAtMost bounds how many overwritten entries a line of the log names.
const namedAtMost = 20

// Log writes what a run left that somebody should know of, and nothing of a run
// that left all well.
func Log(log *slog.Logger, register string, report Report, err error) {
	of := []any{"register", register}
	if report.Size > 0 { // a run that failed early has seen no tree
		of = append(of, "size", report.Size)
	}
	at := slog.Group("log", of...)
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		log.Error("ALARM: the log is not signed any further; see docs/runbooks/log-refused.md", at, "reason", string(refusal.Reason), "error", err)
	case err != nil:
		log.Error("sealing failed and will be tried again", at, "error", err)
	}
	if len(report.Overwritten) > 0 {
		log.Error("ALARM: leaves were changed after they were recorded; see docs/runbooks/log-overwritten.md", at, "leaves", len(report.Overwritten), "entries", report.Overwritten[:min(len(report.Overwritten), namedAtMost)])
	}
	if report.Damaged > 0 {
		log.Error("pending leaves are of no version this program knows, or of no entry", at, "leaves", report.Damaged)
	}
	for _, err := range report.Unwitnessed {
		log.Warn("a witness did not cosign", at, "error", err)
	}
}
