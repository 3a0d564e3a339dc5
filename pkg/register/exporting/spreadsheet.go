package exporting

import (
	"context"
	"errors"
	"io"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/report"
)

// csv is a spreadsheet as plain text.
type csv struct{}

func (csv) file() file { return file{"disclosures", "csv", report.CSVType} }

func (csv) check(_ context.Context, _ *Jobs, _ disclosure.Caller, e Request, wrong *form.Findings) error {
	if e.Total != nil {
		checkTotal(e, wrong)
		return nil
	}
	checkSpreadsheet(e, wrong)
	return nil
}

func (csv) write(ctx context.Context, j *Jobs, register disclosure.Register, asked job, w io.Writer) (filled, error) {
	if asked.Total != nil {
		total, f, err := j.total(ctx, register, asked)
		if err != nil {
			return filled{}, err
		}
		return f, total.WriteCSV(w)
	}
	out, err := report.NewCSV(w)
	if err != nil {
		return filled{}, err
	}
	return j.writeRows(ctx, register, asked, out)
}

// xlsx is a spreadsheet as a workbook with a cover.
type xlsx struct{}

func (xlsx) file() file { return file{"disclosures", "xlsx", report.XLSXType} }

func (xlsx) check(_ context.Context, _ *Jobs, _ disclosure.Caller, e Request, wrong *form.Findings) error {
	checkSpreadsheet(e, wrong)
	return nil
}

// write sends nothing before all rows are there; what was spilt is removed whatever
// happens.
func (xlsx) write(ctx context.Context, j *Jobs, register disclosure.Register, asked job, w io.Writer) (f filled, err error) {
	out, err := report.NewWorkbook(w, j.spill, j.coverOf(register, asked), j.relied)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, out.Discard()) }()
	return j.writeRows(ctx, register, asked, out)
}

func checkSpreadsheet(e Request, wrong *form.Findings) {
	noTotal(e, wrong)
	wrong.Refuse(e.Rows != "" && e.Rows != AsItReads && e.Rows != AsRecorded, "/rows", "The rows of a spreadsheet are current or as-recorded.")
	wrong.Refuse(e.Range != nil, "/range", "A spreadsheet has no range of the log: ask for a bundle, or give a filter.")
	wrong.Refuse(len(e.Since) > 0, "/since", "A spreadsheet proves nothing of older checkpoints: ask for a bundle.")
	wrong.Refuse(e.Filter == nil && e.Range == nil, "/filter", "Say which disclosures: {} is all of them.")
}

// spreadsheet is what rows are written to: [report.CSV] or [report.Workbook].
type spreadsheet interface {
	Write(*report.Row) error
	Close() (*report.Digest, error)
}

// progressRows is how many rows of a spreadsheet are written between two notes of
// progress.
const progressRows = 10_000

// writeRows writes all that the search finds into a spreadsheet: nothing caps it.
func (j *Jobs) writeRows(ctx context.Context, register disclosure.Register, asked job, out spreadsheet) (f filled, err error) {
	err = j.desk.EachFound(ctx, register, asked.Search, func(found desk.Found) error {
		wholes, err := j.desk.Wholes(ctx, register, found, asked.Search, asked.Read == AsItReads)
		if err != nil {
			return err
		}
		for _, whole := range wholes {
			if err := out.Write(j.rowOf(register, whole)); err != nil {
				return err
			}
		}
		f.rows += len(wholes)
		return j.progress(ctx, register, &asked, f.rows, progressRows)
	})
	if err != nil {
		return f, err
	}
	digest, err := out.Close()
	if err != nil {
		return f, err
	}
	f.digest = digest.String()
	return f, nil
}

// coverOf says of a job what the cover of its workbook says.
func (j *Jobs) coverOf(register disclosure.Register, asked job) report.Cover {
	council, _ := j.desk.Law().Register(register)
	return report.Cover{
		Register: register, Controller: council.Controller, Filter: j.filterInWords(register, asked.Search), Reading: asked.Read.inWords(),
		Purpose: asked.Purpose, Asker: asked.Asker, AskedAt: asked.RequestedAt, TreeSize: asked.TreeSize,
	}
}
