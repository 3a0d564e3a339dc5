package registrar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
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
	for {
		page, err := r.table.Query(ctx, query)
		if err != nil {
			return nil, read("query exports", err)
		}
		for _, item := range page.Items {
			if s := ExportStatus(text(item, attrState)); s == ExportQueued || s == ExportRunning {
				pending = append(pending, item.Sort)
			}
		}
		if !page.More {
			return pending, nil
		}
		query.After = page.Next
	}
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
		return r.giveUp(ctx, register, j)
	}
	j.Status, j.Attempts = ExportRunning, j.Attempts+1
	if err := r.saveJob(ctx, register, j); err != nil {
		return err
	}
	written, rows, err := r.writeExport(ctx, register, j)
	if err != nil {
		if j.Attempts < exportAttempts {
			return fmt.Errorf("attempt %d of an export: %w", j.Attempts, err)
		}
		return errors.Join(err, r.giveUp(ctx, register, j))
	}
	j.Status, j.Rows, j.Size, j.SHA256 = ExportDone, rows, written.Size, digest(written.SHA256)
	j.Version = written.Version
	j.FileExpires = r.at().Add(ReportsLast)
	j.Search = Search{} // it may name a person, and has done its work
	return r.saveJob(ctx, register, j)
}

// giveUp says of a job that it has failed, and forgets who was searched for.
func (r *Registrar) giveUp(ctx context.Context, register disclosure.Register, j *job) error {
	j.Search = Search{}
	j.Status, j.Problem = ExportFailed, "The file could not be written, so there is none. Ask for the export again."
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

// writeExport streams pages of the search into one file: memory stays flat as
// rows grow, and nothing caps them.
func (r *Registrar) writeExport(ctx context.Context, register disclosure.Register, j *job) (archive.Written, int, error) {
	var err error
	if j.Key, err = archive.NewKey(r.random, register.String()); err != nil {
		return archive.Written{}, 0, fmt.Errorf("make an object key: %w", err)
	}
	reader, writer := io.Pipe()
	rows := make(chan int, 1)
	go func() {
		n, err := r.writeRows(ctx, register, *j, writer)
		rows <- n
		writer.CloseWithError(err) // nil ends the file
	}()
	written, err := r.reports.Write(ctx, j.Key, report.CSVType, reader)
	reader.CloseWithError(errNoReader) // lets the rows stop, should the file have failed first
	return written, <-rows, err
}

var errNoReader = errors.New("the report is no longer being written")

func (r *Registrar) writeRows(ctx context.Context, register disclosure.Register, j job, w io.Writer) (rows int, err error) {
	p, err := r.plan(disclosure.Caller{Register: register}, all, j.Search)
	if err != nil {
		return 0, err
	}
	out, err := report.NewCSV(w)
	if err != nil {
		return 0, err
	}
	for after := ""; ; {
		items, next, err := r.page(ctx, p, after, store.MaxPage)
		if err != nil {
			return rows, err
		}
		for batch := range slices.Chunk(items, store.MaxBatch) {
			entries, err := r.entriesOf(ctx, register, batch)
			if err != nil {
				return rows, err
			}
			for _, e := range entries {
				if err := out.Write(e.entry, e.leaf.String()); err != nil {
					return rows, err
				}
			}
			rows += len(entries)
		}
		if rows/progressRows > j.Rows/progressRows {
			j.Rows = rows
			if err := r.saveJob(ctx, register, &j); err != nil {
				return rows, err
			}
		}
		if next == "" {
			return out.Close()
		}
		after = next
	}
}
