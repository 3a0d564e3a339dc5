// Package exporting writes files of disclosures, evidence bundles and totals: it takes the
// requests, keeps how far each is, and writes one format or another. What it reads,
// package desk hands it.
package exporting

import (
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
)

// Jobs are the exports of every register. Its methods may be called concurrently.
type Jobs struct {
	desk       *desk.Registrar
	asking     *asking.Room
	reports    desk.Reports
	log        desk.Log
	bundleRows int
	spill      string
	takeTurns  bool
}

// New returns the exports of the registers that the desk keeps. Of the options it takes
// those that say where files are written, the log, and how large a bundle may be. What a
// file is the total of, the room of questions answers.
func New(d *desk.Registrar, questions *asking.Room, o desk.Options) *Jobs {
	j := &Jobs{desk: d, asking: questions, reports: o.Reports, log: o.Log, bundleRows: o.BundleRows, spill: o.Spill, takeTurns: o.ExportsTakeTurns}
	if j.bundleRows == 0 {
		j.bundleRows = mostBundleRows
	}
	return j
}
