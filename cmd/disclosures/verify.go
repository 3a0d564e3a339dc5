package main

import (
	"errors"
	"fmt"
	"strings"

	"disclosure-register/pkg/ledger/verifier"
	"disclosure-register/pkg/report/workbook"
)

// verify checks an evidence bundle or a published log, offline and without
// trust in the register. cmd/verify is the same check alone, for an auditor who
// wants no more than that.
type verify struct {
	Bundle    string   `arg:"" optional:"" help:"Evidence bundle to check." type:"path"`
	Log       string   `help:"URL of a published log, or directory of a copy, to check whole from its tiles."`
	Key       []string `help:"A key you trust, or a file of them: of the log, or of a witness. May be repeated."`
	Since     string   `help:"An older checkpoint, kept from before, that the log must extend." type:"path"`
	Witnesses int      `help:"How many of the witnesses must have cosigned."`
	Rows      string   `help:"A spreadsheet of disclosures, CSV or XLSX: make the digest of its rows again, and find every cell that does not say what its row's JSON says, and a cover that states another digest, number of rows or filter. It says what was not compared." type:"path" placeholder:"FILE"`
}

// errDoesNotHold ends the command with a failure after its findings are printed.
var errDoesNotHold = errors.New("something does not hold: see above")

func (v verify) Run(to streams) error {
	switch {
	case v.Rows != "" && (v.Bundle != "" || v.Log != ""):
		return errors.New("give --rows FILE by itself")
	case v.Rows != "":
		return checkRows(v.Rows, to)
	case v.Bundle == "" && v.Log == "":
		return errors.New("name a bundle, or give --log URL-or-DIRECTORY or --rows FILE")
	}
	holds, err := verifier.Command{Bundle: v.Bundle, Log: v.Log, Keys: v.Key, Witnesses: v.Witnesses, Since: v.Since}.Run(to.out, to.notes)
	if err == nil && !holds {
		err = errDoesNotHold
	}
	return err
}

// checkRows says what a spreadsheet's rows are, and whether it agrees with itself.
// That nobody changed the whole of it is seen by the digest alone: compare it with
// rowsSha256 of the job, or with the digest of another spreadsheet of the same rows.
func checkRows(path string, to streams) error {
	checked, err := workbook.Check(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(to.out, "rows    %d\ndigest  %s\n", checked.Rows, checked.Digest)
	for _, problem := range checked.Problems {
		fmt.Fprintln(to.out, "DOES NOT AGREE  "+problem)
	}
	if checked.More > 0 {
		fmt.Fprintf(to.out, "and %d more\n", checked.More)
	}
	if !checked.Holds() {
		return errDoesNotHold
	}
	fmt.Fprintln(to.out, "Every cell says what its row's JSON says, in every column that the register writes.")
	if checked.Stated != "" {
		fmt.Fprintln(to.out, "The cover states the digest and the number of these rows.")
		sayFilter(checked, to)
		fmt.Fprintln(to.out, "Not compared: what else the cover states, such as the purpose and who asked; the sheets Columns and What was relied on; columns and sheets that somebody added; and how cells look.")
	} else {
		fmt.Fprintln(to.out, "Not compared: columns that somebody added.")
	}
	fmt.Fprintln(to.out, "That no row was changed whole, added or left out is seen by the digest alone: compare it with rowsSha256 of the export, or of a search with the same filter (digest=true).")
	return nil
}

// sayFilter says what of the filter on the cover the rows were compared with.
func sayFilter(checked *workbook.Checked, to streams) {
	f := checked.Filter
	if len(f.Parts)+len(f.Others) == 0 {
		fmt.Fprintln(to.out, "The cover states no filter: all disclosures and refusals.")
	}
	if len(f.Parts) > 0 {
		fmt.Fprintf(to.out, "Each row is of the filter that the cover states, by its %s. That nothing of it is missing is not seen from the file.\n", strings.Join(f.Parts, ", "))
	}
	if len(f.Others) > 0 {
		fmt.Fprintf(to.out, "Of the filter not compared, since no row tells it: %s.\n", strings.Join(f.Others, ", "))
	}
	if checked.Untold > 0 && len(f.Parts) > 0 {
		fmt.Fprintf(to.out, "But for %d of the rows: corrections as they were recorded, which are found by what they put right too, and shares, which do not say whom they are about.\n", checked.Untold)
	}
}
