package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/importer"
	"disclosure-register/pkg/sheet"
)

// importTool records the rows of a spreadsheet (docs/import.md).
type importTool struct {
	File       string `arg:"" help:"The log: a .csv or .xlsx file." type:"existingfile"`
	Mapping    string `help:"What the columns mean: a .yaml file (docs/import.md)." required:"" type:"existingfile"`
	Register   string `help:"The council's ONS code, for example E07000107." required:""`
	Department string `help:"The department whose log it is. A row is recorded once for a department, whoever imports." required:""`
	DryRun     bool   `help:"Say what is wrong with each row, and record nothing."`
	Data       string `help:"Data directory of the service." default:"data" type:"path"`
	URL        string `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
	Name       string `help:"Name that the entries are recorded under." default:"Import"`
}

// tokenVariable holds the token of a service that is not on this machine. It is
// no flag, so that it stands in no list of processes and no history.
const tokenVariable = "DISCLOSURES_TOKEN"

func (c importTool) Run(ctx context.Context, to streams) (err error) {
	text, err := os.ReadFile(c.Mapping)
	if err != nil {
		return fmt.Errorf("read the mapping: %w", err)
	}
	mapping, err := sheet.ReadMapping(text)
	if err != nil {
		return err
	}
	rows, err := sheet.Open(c.File, mapping.Place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	token, err := c.token()
	if err != nil {
		return err
	}
	run := &importer.Import{
		Sheet: rows, Mapping: mapping, DryRun: c.DryRun, Report: to.out, Progress: to.notes,
		Service: &importer.Service{URL: c.URL, Register: c.Register, Token: token},
	}
	tally, err := run.Run(ctx)
	if err != nil && tally == (importer.Tally{}) {
		return err // it never began
	}
	if c.DryRun {
		fmt.Fprintln(to.out, "A dry run: nothing was recorded. Had it been one in earnest:")
	}
	fmt.Fprintln(to.out, tally)
	switch {
	case err != nil:
		return fmt.Errorf("%w\nRun the same again: what has been recorded is not recorded twice", err)
	case tally.Wrong+tally.Changed > 0:
		return errors.New("some rows have problems: mend them, or the mapping, and run the same again")
	}
	return nil
}

// token is the one given, or that of a recorder of the department from the
// service on this machine.
func (c importTool) token() (string, error) {
	if given := os.Getenv(tokenVariable); given != "" {
		return given, nil
	}
	register, err := disclosure.ParseRegister(c.Register)
	if err != nil {
		return "", err
	}
	token, err := issueToken(c.Data, developmentCaller(register, disclosure.Recorder, c.Department, c.Name), tokenLasts)
	if err != nil {
		return "", fmt.Errorf("%w, or give a token of another service in %s", err, tokenVariable)
	}
	return token, nil
}
