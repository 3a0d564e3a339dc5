package exporting

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/internal/desk"
)

// exportAttempts is how often a job is begun before it is given up.
const exportAttempts = 3

// PendingExports lists the jobs of a register that are not finished, for a
// service that has started again.
func (j *Jobs) PendingExports(ctx context.Context, register disclosure.Register) ([]string, error) {
	return j.desk.JobsIn(ctx, register, string(ExportQueued), string(ExportRunning))
}

// RunExport writes the file of a job. It may be delivered twice, or again after
// a crash: each attempt writes a file of its own, the first to finish is the one
// the job names, and any other is never named and expires with the bucket's
// rule. After the last attempt fails, the job says so.
func (j *Jobs) RunExport(ctx context.Context, register disclosure.Register, id string) error {
	asked, there, err := j.job(ctx, register, id)
	if err != nil {
		return err
	}
	if !there {
		return noExport()
	}
	if asked.Status == ExportDone || asked.Status == ExportFailed {
		return nil
	}
	if asked.Attempts == exportAttempts { // the last ended without a word, as when a function runs out of time
		return j.giveUp(ctx, register, asked, nil)
	}
	asked.Status, asked.Attempts = ExportRunning, asked.Attempts+1
	if err := j.save(ctx, register, asked); err != nil {
		return err
	}
	written, filled, err := j.writeFile(ctx, register, asked)
	if tooMany := new(tooManyRows); errors.As(err, tooMany) {
		return j.giveUp(ctx, register, asked, err)
	}
	if j.takeTurns && errors.Is(err, errNotSealed) && asked.Waits < mostWaits && ctx.Err() == nil {
		asked.Status, asked.Attempts, asked.Waits = ExportQueued, asked.Attempts-1, asked.Waits+1
		return errors.Join(err, j.save(ctx, register, asked))
	}
	if err != nil {
		if asked.Attempts < exportAttempts {
			return fmt.Errorf("attempt %d of an export: %w", asked.Attempts, err)
		}
		return errors.Join(err, j.giveUp(ctx, register, asked, err))
	}
	asked.Status, asked.Size, asked.SHA256 = ExportDone, written.Size, hex.EncodeToString(written.SHA256[:])
	asked.Rows, asked.Range, asked.Warnings = filled.rows, filled.complete, filled.warnings
	asked.RowsSHA256, asked.Version = filled.digest, written.Version
	if asked.Total != nil {
		asked.Progress = 100
	}
	asked.FileExpires = j.desk.Now().Add(ReportsLast)
	asked.forget()
	return j.save(ctx, register, asked)
}

// forget takes out of a job what has done its work: it may name a person, and names who
// asked.
func (a *job) forget() { a.Search, a.Asker = desk.Search{}, "" }

// giveUp says of a job that it has failed and why, as far as that helps who asked,
// and forgets who was searched for.
func (j *Jobs) giveUp(ctx context.Context, register disclosure.Register, asked *job, cause error) error {
	asked.forget()
	asked.Status, asked.Problem = ExportFailed, problemOf(cause)
	return j.save(ctx, register, asked)
}

// problemOf is what who asked is told of why there is no file.
func problemOf(cause error) string {
	var tooMany tooManyRows
	var archive archiveFailed
	switch {
	case errors.As(cause, &tooMany):
		return tooMany.Error()
	case errors.Is(cause, errNotSealed):
		return "The newest entries have not reached the signed log, and a bundle without them would leave them out. Ask again; if it stays so, sealing has stopped: tell whoever runs the register (docs/runbooks/log-refused.md)."
	case errors.Is(cause, ledger.ErrInconsistent), errors.Is(cause, fs.ErrNotExist), errors.Is(cause, desk.ErrLogDamaged):
		return "The published log does not agree with its own signed checkpoint, or a part of it is gone, so that nothing can be proved by it. Tell whoever runs the register (docs/runbooks/log-overwritten.md), and keep this answer."
	case errors.Is(cause, ledger.ErrNotSigned):
		return "The published checkpoint is not signed by the log's key, so that nothing can be proved by it. Tell whoever runs the register (docs/runbooks/log-refused.md), and keep this answer."
	case errors.Is(cause, desk.ErrBroken):
		return "The register's table is damaged, or its disk is full or fails, so the file could not be written. Tell whoever runs the register, and ask for the export again once it is mended."
	case errors.As(cause, &archive):
		return "The archive did not take the file. Ask for the export again once; if it fails too, the archive's disk is full or something of it is damaged: tell whoever runs the register."
	}
	return "The file could not be written, so there is none. Ask for the export again."
}

// archiveFailed is why the archive did not take a file.
type archiveFailed struct{ error }

func (e archiveFailed) Unwrap() error { return e.error }

// save stores the job, unless another delivery has finished it.
func (j *Jobs) save(ctx context.Context, register disclosure.Register, asked *job) error {
	stored, err := asked.stored()
	if err != nil {
		return err
	}
	return j.desk.SaveJob(ctx, register, stored, string(ExportQueued), string(ExportRunning))
}

// writeFile streams the job's rows into one file.
func (j *Jobs) writeFile(ctx context.Context, register disclosure.Register, asked *job) (archive.Written, filled, error) {
	var err error
	if asked.Key, err = archive.NewKey(j.desk.Random(), register.String()); err != nil {
		return archive.Written{}, filled{}, fmt.Errorf("make an object key: %w", err)
	}
	f := formats[asked.Format]
	reader, writer := io.Pipe()
	type outcome struct {
		filled
		err error
	}
	ended := make(chan outcome, 1)
	go func() {
		rows, err := f.write(ctx, j, register, *asked, writer)
		ended <- outcome{rows, err}
		writer.CloseWithError(err) // nil ends the file
	}()
	written, err := j.reports.Write(ctx, asked.Key, f.file().contentType, reader)
	reader.CloseWithError(errNoReader) // lets the rows stop, should the file have failed first
	o := <-ended
	if err != nil {
		err = archiveFailed{err}
	}
	if o.err != nil && !errors.Is(o.err, errNoReader) {
		err = o.err // why there was no more to write
	}
	return written, o.filled, err
}

var errNoReader = errors.New("the report is no longer being written")

// progress notes how many rows there are, each time that so many more are.
func (j *Jobs) progress(ctx context.Context, register disclosure.Register, asked *job, rows, every int) error {
	if rows/every == asked.Rows/every {
		return nil
	}
	asked.Rows = rows
	return j.save(ctx, register, asked)
}
