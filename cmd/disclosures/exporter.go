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

// exportsAtOnce is how many reports are written at once, of each caller one.
const exportsAtOnce = 4

// exporter writes reports, as the table's stream makes the export function do on AWS: a
// few at once, of each caller one and in turn, so that nobody waits for all that another
// has asked for. What fails, or waits for the log, gives its turn back and is begun again
// later. A job waits in the table, so that one begun before a crash is found again by
// resume.
type exporter struct {
	desk *registrar.Registrar
	log  *slog.Logger
	mu   sync.Mutex
	come []*exportJob // not yet in a line
	wake chan struct{}

	// What run alone reads and writes.
	lines map[string][]*exportJob
	turns []string // lines that have jobs and of which none is being written, the next first
	busy  map[string]bool
}

type exportJob struct {
	register disclosure.Register
	id       string
	line     string // that of whoever asked; "" until it is known
	failed   int    // how often it has given its turn back
}

func newExporter(desk *registrar.Registrar, log *slog.Logger) *exporter {
	return &exporter{
		desk: desk, log: log, wake: make(chan struct{}, 1),
		lines: map[string][]*exportJob{}, busy: map[string]bool{},
	}
}

// queue tells of a job that has been written. It never waits.
func (e *exporter) queue(register disclosure.Register, id string) {
	e.add(&exportJob{register: register, id: id})
}

func (e *exporter) add(job *exportJob) {
	e.mu.Lock()
	e.come = append(e.come, job)
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

// run writes reports until ctx ends and those in hand have ended with it.
func (e *exporter) run(ctx context.Context) {
	ended := make(chan string)
	for writing := 0; ; {
		for writing < exportsAtOnce {
			job, ok := e.next(ctx)
			if !ok {
				break
			}
			writing++
			go func() {
				e.write(ctx, job)
				ended <- job.line
			}()
		}
		select {
		case line := <-ended:
			writing--
			e.free(line)
		case <-e.wake:
		case <-ctx.Done():
			for ; writing > 0; writing-- {
				<-ended
			}
			return
		}
	}
}

// next takes the next job of the next caller, whose line is then busy until it is free.
func (e *exporter) next(ctx context.Context) (*exportJob, bool) {
	e.mu.Lock()
	come := e.come
	e.come = nil
	e.mu.Unlock()
	for _, job := range come {
		if job.line == "" {
			line, err := e.desk.ExportLine(ctx, job.register, job.id)
			if err != nil {
				e.log.Warn("export", "error", err) // it stands in the line of those without one
			}
			job.line = job.register.String() + line
		}
		if len(e.lines[job.line]) == 0 && !e.busy[job.line] {
			e.turns = append(e.turns, job.line)
		}
		e.lines[job.line] = append(e.lines[job.line], job)
	}
	if len(e.turns) == 0 {
		return nil, false
	}
	line := e.turns[0]
	e.turns = e.turns[1:]
	job := e.lines[line][0]
	e.lines[line] = e.lines[line][1:]
	e.busy[line] = true
	return job, true
}

// free puts a caller who has more behind the others.
func (e *exporter) free(line string) {
	delete(e.busy, line)
	if len(e.lines[line]) > 0 {
		e.turns = append(e.turns, line)
	} else {
		delete(e.lines, line)
	}
}

// write writes a report. After an error the job is begun again later, as a stream does,
// until it says itself that it is done or has failed.
func (e *exporter) write(ctx context.Context, job *exportJob) {
	err := e.desk.RunExport(ctx, job.register, job.id)
	if err == nil || ctx.Err() != nil {
		return
	}
	e.log.Warn("export", "error", err)
	pause := min(time.Second<<job.failed, 15*time.Second)
	job.failed = min(job.failed+1, 4)
	time.AfterFunc(pause, func() { e.add(job) })
}
