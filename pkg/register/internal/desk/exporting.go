package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/store"
)

const (
	// exportAttempts is how often a job is begun before it is given up.
	exportAttempts = 3
	// progressRows is how many rows are written between two notes of progress.
	progressRows = 10_000
)

// PendingExports lists the jobs of a register that are not finished, for a
// service that has started again.
func (r *Registrar) PendingExports(ctx context.Context, register disclosure.Register) ([]string, error) {
	var pending []string
	query := store.Query{Partition: store.ExportPartition(register.String()), Limit: store.MaxPage}
	for page, err := range r.pages(ctx, "query exports", query) {
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			if s := ExportStatus(text(item, attrState)); s == ExportQueued || s == ExportRunning {
				pending = append(pending, item.Sort)
			}
		}
	}
	return pending, nil
}

// RunExport writes the file of a job. It may be delivered twice, or again after
// a crash: each attempt writes a file of its own, the first to finish is the one
// the job names, and any other is never named and expires with the bucket's
// rule. After the last attempt fails, the job says so.
func (r *Registrar) RunExport(ctx context.Context, register disclosure.Register, id string) error {
	j, err := r.job(ctx, register, id)
	if err != nil {
		return err
	}
	if j.Status == ExportDone || j.Status == ExportFailed {
		return nil
	}
	if j.Attempts == exportAttempts { // the last ended without a word, as when a function runs out of time
		return r.giveUp(ctx, register, j, nil)
	}
	j.Status, j.Attempts = ExportRunning, j.Attempts+1
	if err := r.saveJob(ctx, register, j); err != nil {
		return err
	}
	written, filled, err := r.writeExport(ctx, register, j)
	if tooMany := new(tooManyRows); errors.As(err, tooMany) {
		return r.giveUp(ctx, register, j, err)
	}
	if err != nil {
		if j.Attempts < exportAttempts {
			return fmt.Errorf("attempt %d of an export: %w", j.Attempts, err)
		}
		return errors.Join(err, r.giveUp(ctx, register, j, err))
	}
	j.Status, j.Size, j.SHA256 = ExportDone, written.Size, digest(written.SHA256)
	j.Rows, j.Range, j.Warnings = filled.rows, filled.complete, filled.warnings
	j.RowsSHA256, j.Version = filled.digest, written.Version
	j.FileExpires = r.at().Add(ReportsLast)
	j.forget()
	return r.saveJob(ctx, register, j)
}

// forget takes out of a job what has done its work: it may name a person, and names who
// asked.
func (j *job) forget() { j.Search, j.Asker = Search{}, "" }

// giveUp says of a job that it has failed and why, as far as that helps who asked,
// and forgets who was searched for.
func (r *Registrar) giveUp(ctx context.Context, register disclosure.Register, j *job, cause error) error {
	j.forget()
	j.Status, j.Problem = ExportFailed, "The file could not be written, so there is none. Ask for the export again."
	var tooMany tooManyRows
	switch {
	case errors.As(cause, &tooMany):
		j.Problem = tooMany.Error()
	case errors.Is(cause, errNotSealed):
		j.Problem = "The newest entries have not reached the signed log, and a bundle without them would leave them out. Ask again; if it stays so, sealing has stopped: tell whoever runs the register (docs/runbooks/log-refused.md)."
	case errors.Is(cause, ledger.ErrInconsistent), errors.Is(cause, ledger.ErrNotSigned):
		j.Problem = "The published log does not agree with its own signed checkpoint, so that nothing can be proved by it. Tell whoever runs the register (docs/runbooks/log-refused.md), and keep this answer."
	}
	return r.saveJob(ctx, register, j)
}

// saveJob stores the job, unless another delivery has finished it.
func (r *Registrar) saveJob(ctx context.Context, register disclosure.Register, j *job) error {
	item, err := j.item(register)
	if err != nil {
		return err
	}
	unfinished := store.Attr(attrState, string(ExportQueued), string(ExportRunning))
	write := store.Write{Action: store.Put, Item: item, If: unfinished}
	return r.commit(ctx, []store.Write{write}, func(store.Item) error { return nil })
}

// filled is what a file was filled with.
type filled struct {
	rows     int
	digest   string    // of the rows of a spreadsheet
	complete *LogRange // of a bundle over a range
	warnings []string
}

// writeExport streams rows into one file: memory stays flat as rows grow, but
// for what a bundle must keep of each.
func (r *Registrar) writeExport(ctx context.Context, register disclosure.Register, j *job) (archive.Written, filled, error) {
	var err error
	if j.Key, err = archive.NewKey(r.random, register.String()); err != nil {
		return archive.Written{}, filled{}, fmt.Errorf("make an object key: %w", err)
	}
	fill := r.writeRows
	if j.Format == formatBundle {
		fill = r.writeBundle
	}
	reader, writer := io.Pipe()
	type outcome struct {
		filled
		err error
	}
	ended := make(chan outcome, 1)
	go func() {
		f, err := fill(ctx, register, *j, writer)
		ended <- outcome{f, err}
		writer.CloseWithError(err) // nil ends the file
	}()
	written, err := r.reports.Write(ctx, j.Key, j.contentType(), reader)
	reader.CloseWithError(errNoReader) // lets the rows stop, should the file have failed first
	o := <-ended
	if o.err != nil && !errors.Is(o.err, errNoReader) {
		err = o.err // why there was no more to write
	}
	return written, o.filled, err
}

var errNoReader = errors.New("the report is no longer being written")

// spreadsheet is what rows are written to: [report.CSV] or [report.XLSX].
type spreadsheet interface {
	Write(*report.Row) error
	Close() (*report.Digest, error)
}

// writeRows writes pages of the search into a spreadsheet: nothing caps them. Of a
// workbook nothing is sent before all rows are there; what was spilt of it is removed
// whatever happens.
func (r *Registrar) writeRows(ctx context.Context, register disclosure.Register, j job, w io.Writer) (f filled, err error) {
	p, err := r.plan(ctx, disclosure.Caller{Register: register}, power.All, j.Search)
	if err != nil {
		return f, err
	}
	var out spreadsheet
	if j.Format == formatXLSX {
		workbook, err := report.NewXLSX(w, r.spill, r.coverOf(register, j), r.relied)
		if err != nil {
			return f, err
		}
		defer func() { err = errors.Join(err, workbook.Discard()) }()
		out = workbook
	} else if out, err = report.NewCSV(w); err != nil {
		return f, err
	}
	for after := ""; ; {
		items, next, err := r.page(ctx, p, after, store.MaxPage)
		if err != nil {
			return f, err
		}
		for batch := range slices.Chunk(items, MaxReadings) {
			rows, err := r.rowsOf(ctx, register, batch, j.Read, j.Search)
			if err != nil {
				return f, err
			}
			for _, row := range rows {
				if err := out.Write(row); err != nil {
					return f, err
				}
			}
			f.rows += len(rows)
		}
		if err := r.progress(ctx, register, &j, f.rows, progressRows); err != nil {
			return f, err
		}
		if next == "" {
			digest, err := out.Close()
			if err != nil {
				return f, err
			}
			f.digest = digest.String()
			return f, nil
		}
		after = next
	}
}

// coverOf says of a job what the cover of its workbook says.
func (r *Registrar) coverOf(register disclosure.Register, j job) report.Cover {
	council, _ := r.law.Register(register)
	return report.Cover{
		Register: register, Controller: council.Controller, Filter: j.Search.inWords(), Reading: j.Read.inWords(),
		Purpose: j.Purpose, Asker: j.Asker, AskedAt: j.RequestedAt, TreeSize: j.TreeSize,
	}
}

// progress notes how many rows there are, each time that so many more are.
func (r *Registrar) progress(ctx context.Context, register disclosure.Register, j *job, rows, every int) error {
	if rows/every == j.Rows/every {
		return nil
	}
	j.Rows = rows
	return r.saveJob(ctx, register, j)
}
