package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"disclosure-register/infra"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
	"disclosure-register/pkg/archive/lifecycle"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/store/sqlite"
)

// retainEvery is how often the one-machine service does what the retain function
// does every night. A run that finds nothing due costs a few reads.
const retainEvery = 6 * time.Hour

// retainer runs retention on this machine, and stands in for the lifecycle of
// S3, which the embedded server does not have.
type retainer struct {
	runner    *cases.Runner
	registers []disclosure.Register
	list      *disposedFile
	objects   *embedded.Server
	folder    string // of the archive
	client    *s3.Client
	buckets   map[string]lifecycle.Rules
	log       *slog.Logger
}

// newRetainer takes the parts it works on; the configuration is retentionHere,
// but for tests.
func newRetainer(desk *registrar.Registrar, objects *embedded.Server, dir *dataDir, registers []disclosure.Register, config cases.Config) (*retainer, error) {
	r := &retainer{objects: objects, folder: dir.file(objectsDir), client: objects.Client(), registers: registers, log: config.Log, buckets: map[string]lifecycle.Rules{}}
	letters, reports := objects.Buckets()
	for name, resource := range map[string]string{letters: "CorrespondenceBucket", reports: "ReportsBucket"} {
		rules, err := lifecycle.Read(infra.Template, resource)
		if err != nil {
			return nil, err
		}
		r.buckets[name] = rules
	}
	r.list = &disposedFile{path: dir.file(disposedName)}
	r.runner = cases.NewRunner(desk.Retention, filesOnly{archive.NewDisposal(r.client, letters), r.folder, letters}, r.list, config)
	return r, nil
}

// filesOnly is the power over letters, but over one of whose parts something is neither a
// file nor a folder: to read that may never end, and other letters are to be held.
type filesOnly struct {
	cases.Letters
	folder, bucket string
}

// Versions implements [cases.Letters]; it comes before a letter is let go or kept.
func (f filesOnly) Versions(ctx context.Context, key string) ([]string, error) {
	for _, place := range embedded.Places(f.folder, f.bucket, key) {
		if n, _ := noFiles(place); n > 0 {
			return nil, errors.New("a part of a letter is neither a file nor a folder, and the letter is left as it is")
		}
	}
	return f.Letters.Versions(ctx, key)
}

// retentionHere is how retention works on one machine, where it may be said of a day
// that it is today.
func retentionHere(table *sqlite.Table, today disclosure.Date, log *slog.Logger) cases.Config {
	return cases.Config{
		Log: log, Today: today, Scrub: scrubber(table), Workers: 4,
		Remains: "The leaves of the erased entries stay in the log; nothing personal can be recovered from them. " +
			"Copies of the data directory made before this day still hold what was erased, and are the council's to destroy.",
	}
}

// scrubTries is how often a scrub that readers stood in the way of is tried.
const scrubTries = 20

func scrubber(table *sqlite.Table) func(context.Context) error {
	return func(ctx context.Context) (err error) {
		for range scrubTries {
			if err = table.Scrub(ctx); err == nil || ctx.Err() != nil {
				return err
			}
			select {
			case <-time.After(100 * time.Millisecond):
			case <-ctx.Done():
			}
		}
		return err
	}
}

// replay destroys again what a restored data directory has brought back. It runs
// before anybody can ask.
func (r *retainer) replay(ctx context.Context) error {
	others, cut, err := r.list.others(r.registers)
	if err != nil {
		return err
	}
	if cut {
		r.log.Warn("the last line of the list of what was destroyed is cut short, as by a kill while it was written: it is left out, and the next takes its place; see docs/runbooks/restore.md", "list", r.list.path)
	}
	if others > 0 {
		r.log.Warn("lines of the list of what was destroyed are of registers that are not kept here, and nothing is destroyed by them: is it this register's list? See docs/runbooks/restore.md", "list", r.list.path, "lines", others)
	}
	for _, register := range r.registers {
		members, err := r.runner.Members(ctx, register)
		if err != nil {
			return err
		}
		report, err := r.runner.Replay(ctx, register, members)
		if err != nil {
			return err
		}
		if report.Begun > 0 {
			r.log.Warn("a restored backup held cases that had been destroyed: they are destroyed again", "register", register.String(), "cases", report.Begun)
		}
	}
	return nil
}

func (r *retainer) spare(ctx context.Context) error {
	var errs []error
	for _, register := range r.registers {
		errs = append(errs, r.runner.Spare(ctx, register))
	}
	return errors.Join(errs...)
}

// seeClock comes before anybody can record: an entry is dated by the same clock, and
// would speak for it. The service is there for questions though the clock is doubted.
func (r *retainer) seeClock(ctx context.Context) error {
	for _, register := range r.registers {
		err := r.runner.SeeClock(ctx, register)
		if errors.Is(err, cases.ErrClockJumped) {
			r.log.Error("retention", "register", register.String(), "error", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// everyFewHours runs at once and then every [retainEvery], until ctx ends.
func (r *retainer) everyFewHours(ctx context.Context) {
	again := time.NewTicker(retainEvery)
	defer again.Stop()
	for {
		if err := r.run(ctx, time.Now()); err != nil && ctx.Err() == nil {
			r.log.Error("retention", "error", err)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return
		}
	}
}

// run lets S3's stand-in have its night and then does retention's work. It has none
// when the clock is doubted, or when a letter of a disposal that was stopped may not be
// held again yet; what stood in the way is met again by retention, and returned. Letters
// are held again first, whatever keeps others from being destroyed.
func (r *retainer) run(ctx context.Context, at time.Time) error {
	var errs []error
	spared := r.spare(ctx)
	if n, _ := noFiles(r.folder); n > 0 { // without their places: a key may hold an older case's reference
		return errors.Join(spared, fmt.Errorf("%d things in the archive are neither files nor folders, and to read one may never end: nothing is destroyed until they are moved away, and what was there is put back (docs/runbooks/restore.md). To find them: find s3 ! -type f ! -type d", n))
	}
	if spared == nil {
		for bucket, rules := range r.buckets {
			_, err := lifecycle.Apply(ctx, r.client, bucket, rules, at)
			errs = append(errs, err)
		}
	}
	if n := r.objects.DamagedNotes(); n > 0 {
		errs = append(errs, fmt.Errorf("the archive cannot read what it noted of the digests of %d letters or files: they are not given out, and the rest goes on; disclosures log check names the letters, see docs/runbooks/log-overwritten.md", n))
	}
	for _, register := range r.registers {
		report, err := r.runner.Run(ctx, register)
		errs = append(errs, err)
		if report != (cases.Report{}) {
			r.log.Info("retention", "register", register.String(), "report", report)
		}
	}
	return errors.Join(errs...)
}
