package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/sealing"
)

// Formats of an export.
const (
	formatCSV    = "csv"
	formatXLSX   = "xlsx"
	formatBundle = "bundle"
)

// mostBundleRows is how many rows one evidence bundle may have, unless told
// otherwise. A zip's directory is kept in memory while it is written and while
// it is checked: under 1 KB of a row. More is asked for in several bundles.
const mostBundleRows = 200_000

// exportable refuses a request that no file could answer, with everything that
// is wrong with it.
func (r *Registrar) exportable(ctx context.Context, by disclosure.Caller, e ExportRequest) error {
	var wrong findings
	wrong.Refuse(strings.TrimSpace(e.Purpose) == "", "/purpose", "Say why the export is needed. It is kept with the record of who looked.")
	switch {
	case wrong.Refuse(e.Format != formatCSV && e.Format != formatXLSX && e.Format != formatBundle, "/format", "An export is csv, xlsx or bundle."):
	case e.Format != formatBundle:
		wrong.Refuse(e.Rows != "" && e.Rows != AsItReads && e.Rows != AsRecorded, "/rows", "The rows of a spreadsheet are current or as-recorded.")
		wrong.Refuse(e.Range != nil, "/range", "A spreadsheet has no range of the log: ask for a bundle, or give a filter.")
		wrong.Refuse(e.Since != nil, "/since", "A spreadsheet proves nothing of older checkpoints: ask for a bundle.")
		wrong.Refuse(e.Filter == nil && e.Range == nil, "/filter", "Say which disclosures: {} is all of them.")
	default:
		wrong.Refuse(e.Rows != "", "/rows", "A bundle has every entry as it was recorded: leave this out.")
		wrong.Refuse(e.Filter != nil && e.Range != nil, "/range", "Give a filter or a range, not both: a range has everything in it.")
		wrong.Refuse(e.Filter == nil && e.Range == nil, "/filter", "Say which entries: a filter ({} is every disclosure), or a range of the log.")
		if err := r.provable(ctx, by, e, &wrong); err != nil {
			return err
		}
	}
	if wrong != nil {
		return notWellFormed(wrong...)
	}
	if e.Filter != nil {
		_, err := r.plan(ctx, by, power.All, *e.Filter)
		return inFilter(err)
	}
	return nil
}

// inFilter tells what is wrong with a search as a part of the request that has it.
func inFilter(err error) error {
	var refused *disclosure.Error
	if !errors.As(err, &refused) || refused.Kind != disclosure.Refused {
		return err
	}
	var wrong findings
	for _, f := range refused.Findings {
		wrong.Refuse(true, "/filter"+f.Pointer, "%s", f.Detail)
	}
	return notWellFormed(wrong...)
}

// provable refuses what is beyond the log as it is published now.
func (r *Registrar) provable(ctx context.Context, by disclosure.Caller, e ExportRequest, wrong *findings) error {
	size, err := r.treeSize(ctx, by.Register)
	if err != nil {
		return err
	}
	if wanted := e.Range; wanted != nil {
		end := wanted.End
		if end == 0 {
			end = size
		}
		switch {
		case wrong.Refuse(wanted.First < 0, "/range/first", "Leaves are counted from 0."):
		case wrong.Refuse(wanted.End != 0 && wanted.End <= wanted.First, "/range/end", "The range ends before it begins: end is the leaf after the last."):
		case wrong.Refuse(wanted.End > size, "/range/end", "The log has %d entries, so that the highest end is %d. Leave end out for everything up to this request.", size, size):
		case wrong.Refuse(wanted.First > size, "/range/first", "The log has %d entries, and none at %d. If you kept a checkpoint of so many, the log has shrunk: keep it, and tell the Data Protection Officer.", size, wanted.First):
		case wrong.Refuse(end-wanted.First > int64(r.bundleRows), "/range", "A bundle has at most %d rows, and this range %d. Ask for several, each from where the last ended.", r.bundleRows, end-wanted.First):
		}
	}
	for i, older := range e.Since {
		wrong.Refuse(older < 1 || older > size, pointer("since", i), "The log has %d entries: an older checkpoint is of 1 to %d. If you kept one of more, the log has shrunk: keep it, and tell the Data Protection Officer.", size, size)
	}
	return nil
}

// treeSize is how many leaves the published log has; none while it is not there yet.
func (r *Registrar) treeSize(ctx context.Context, register disclosure.Register) (int64, error) {
	checkpoint, err := r.log.Checkpoint(ctx, register.String())
	if errors.Is(err, sealing.ErrNotYet) {
		return 0, nil
	}
	if err != nil {
		return 0, fromLog(err)
	}
	tree, err := ledger.ReadTree(checkpoint)
	if err != nil {
		return 0, fmt.Errorf("read the checkpoint: %w", err)
	}
	return tree.N, nil
}
