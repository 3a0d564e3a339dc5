package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
)

// exporter writes reports one after another, as the table's stream makes the
// export function do on AWS: of each caller's one in turn, so that nobody waits for
// all that another has asked for. A job waits in the table, so that one begun
// before a crash is found again by resume.
type exporter struct {
	desk *registrar.Registrar
	log  *slog.Logger
	mu   sync.Mutex
	come []exportJob // not yet in a line
	wake chan struct{}

	lines map[string][]exportJob // the worker's alone
	turns []string               // lines that have jobs, the next first
}

type exportJob struct {
	register disclosure.Register
	id       string
}

func newExporter(desk *registrar.Registrar, log *slog.Logger) *exporter {
	return &exporter{desk: desk, log: log, wake: make(chan struct{}, 1), lines: map[string][]exportJob{}}
}

// queue tells of a job that has been written. It never waits.
func (e *exporter) queue(register disclosure.Register, id string) {
	e.mu.Lock()
	e.come = append(e.come, exportJob{register, id})
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// resume queues the jobs that an earlier process left unfinished.
func (e *exporter) resume(ctx context.Context, law *policy.Law) error {
	for _, r := range law.Registers() {
		pending, err := e.desk.PendingExports(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, id := range pending {
			e.queue(r.ID, id)
		}
	}
	return nil
}

// run writes reports until ctx ends.
func (e *exporter) run(ctx context.Context) {
	for {
		job, ok := e.next(ctx)
		if ok {
			e.work(ctx, job)
			continue
		}
		select {
		case <-e.wake:
		case <-ctx.Done():
			return
		}
	}
}

func (e *exporter) next(ctx context.Context) (exportJob, bool) {
	e.mu.Lock()
	come := e.come
	e.come = nil
	e.mu.Unlock()
	for _, job := range come {
		line, err := e.desk.ExportLine(ctx, job.register, job.id)
		if err != nil {
			e.log.Warn("export", "error", err) // it stands in the line of those without one
		}
		line = job.register.String() + line
		if e.lines[line] == nil {
			e.turns = append(e.turns, line)
		}
		e.lines[line] = append(e.lines[line], job)
	}
	if len(e.turns) == 0 {
		return exportJob{}, false
	}
	line := e.turns[0]
	e.turns = e.turns[1:]
	job := e.lines[line][0]
	if e.lines[line] = e.lines[line][1:]; len(e.lines[line]) > 0 {
		e.turns = append(e.turns, line)
	} else {
		delete(e.lines, line)
	}
	return job, true
}

// work tries again after an error, as a stream does, until the job itself says
// that it is done or has failed.
func (e *exporter) work(ctx context.Context, job exportJob) {
	for ctx.Err() == nil {
		err := e.desk.RunExport(ctx, job.register, job.id)
		if err == nil {
			return
		}
		e.log.Warn("export", "error", err)
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}
