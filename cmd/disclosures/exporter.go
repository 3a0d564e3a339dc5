package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/registrar"
)

// exporter writes reports one after another, as the table's stream makes the
// export function do on AWS. A job waits in the table, so that one begun before
// a crash is found again by resume.
type exporter struct {
	desk *registrar.Registrar
	log  *slog.Logger
	mu   sync.Mutex
	jobs []exportJob
	wake chan struct{}
}

type exportJob struct {
	register disclosure.Register
	id       string
}

func newExporter(desk *registrar.Registrar, log *slog.Logger) *exporter {
	return &exporter{desk: desk, log: log, wake: make(chan struct{}, 1)}
}

// queue tells of a job that has been written. It never waits.
func (e *exporter) queue(register disclosure.Register, id string) {
	e.mu.Lock()
	e.jobs = append(e.jobs, exportJob{register, id})
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
		job, ok := e.next()
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

func (e *exporter) next() (exportJob, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.jobs) == 0 {
		return exportJob{}, false
	}
	job := e.jobs[0]
	e.jobs = e.jobs[1:]
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
