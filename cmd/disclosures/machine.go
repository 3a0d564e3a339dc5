package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store/sqlite"
)

// machine is the whole service, put together on one machine.
type machine struct {
	desk      *registrar.Registrar
	law       *policy.Law
	log       *slog.Logger
	publisher *publisher
	exports   *exporter
	retention *retainer
}

func putTogether(ctx context.Context, dir *dataDir, table *sqlite.Table, objects *embedded.Server, today disclosure.Date, log *slog.Logger) (*machine, error) {
	law := policy.Load()
	keys, err := registrar.NewKeyring(dir.secret)
	if err != nil {
		return nil, err
	}
	m := &machine{law: law, log: log}
	if m.publisher, err = newPublisher(ctx, table, objects, dir, law, log); err != nil {
		return nil, err
	}
	spill, err := dir.emptiedSpill()
	if err != nil {
		return nil, err
	}
	letters, reports := objects.Buckets()
	m.desk = registrar.New(m.publisher.waking(table), law, keys, registrar.Options{
		Letters: archive.NewCorrespondence(objects.Client(), letters),
		Reports: archive.NewReports(objects.Client(), reports),
		Log:     m.publisher.reader,
		Spill:   spill,

		ExportsTakeTurns: true,
	})
	m.exports = newExporter(m.desk, log)
	m.retention, err = newRetainer(m.desk, objects, dir, law.RegisterIDs(), retentionHere(table, today, log))
	return m, err
}

// catchUp does what comes before anybody can ask.
func (m *machine) catchUp(ctx context.Context, sample bool) error {
	if err := m.retention.seeClock(ctx); err != nil {
		return err
	}
	if err := m.retention.replay(ctx); err != nil {
		return fmt.Errorf("destroy again what a restored backup brought back (docs/runbooks/restore.md): %w", err)
	}
	m.listAnew(ctx)
	if sample {
		if err := addSample(ctx, m.desk, m.desk.Today()); err != nil {
			if !overtaken(err) {
				return fmt.Errorf("add the sample data: %w", err)
			}
			m.log.Info("the sample data is from an earlier start, and has changed since")
		}
	}
	return m.exports.resume(ctx, m.law)
}

// listAnewWithin is how long a start lists older entries anew before anybody is
// answered. A register with more goes on beside the requests, with retention; until it
// is through, what could leave one out is not answered.
const listAnewWithin = 10 * time.Second

func (m *machine) listAnew(ctx context.Context) {
	began := time.Now()
	for _, register := range m.law.RegisterIDs() {
		total := 0
		for more := true; more; {
			if time.Since(began) > listAnewWithin {
				m.log.Warn("entries recorded before 29 November 2026 are still being listed anew; see docs/runbooks/older-spellings.md", "register", register.String(), "listed", total)
				return
			}
			listed, again, err := m.desk.ListAnew(ctx, register)
			if err != nil && ctx.Err() == nil {
				m.log.Error("list anew what was recorded before 29 November 2026; see docs/runbooks/older-spellings.md", "register", register.String(), "error", err)
			}
			total, more = total+listed, again
		}
		if total > 0 {
			m.log.Info("listed entries recorded before 29 November 2026 anew, so that every spelling finds them", "register", register.String(), "entries", total)
		}
	}
}

// work does what goes on beside the requests, until stop.
func (m *machine) work(ctx context.Context) (stop func()) {
	stopExports := background(ctx, m.exports.run)
	stopPublishing := background(ctx, m.publisher.loop.Run)
	stopRetention := background(ctx, m.retention.everyFewHours)
	return func() {
		stopRetention()
		stopExports()
		stopPublishing()
	}
}

// background works beside the caller until stop, which waits until the work has
// ended. The end of ctx does not end it: requests in hand may still need it.
func background(ctx context.Context, work func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		work(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}
