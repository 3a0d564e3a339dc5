package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/importer"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/sheet"
)

// importTool records the rows of a spreadsheet (docs/import.md).
type importTool struct {
	File       string            `arg:"" help:"The log: a .csv or .xlsx file." type:"existingfile"`
	Suggest    string            `help:"Write a first mapping of the log to this file, .yaml or .xlsx, and do nothing else." type:"path" xor:"suggest"`
	Mapping    string            `help:"What the columns mean: a .yaml file, or an .xlsx that --suggest began (docs/import.md)." type:"existingfile" xor:"suggest"`
	Lookup     map[string]string `help:"A file, readable by you alone, in which the mapping looks up references: people=FILE."`
	Register   string            `help:"The council's ONS code, for example E07000107." env:"DISCLOSURES_REGISTER"`
	Department string            `help:"The department whose log it is. A row is recorded once for a department, whoever imports."`
	DryRun     bool              `help:"Say what is wrong with each row, and record nothing."`
	Report     string            `help:"Write every row with something wrong to this .csv file; no cell of the log is in it." type:"path"`
	FirstRows  string            `help:"With --dry-run: write the first rows as they would be recorded, cells and all, to this file." type:"path"`
	Data       string            `help:"Data directory of the service." default:"data" env:"DISCLOSURES_DATA" type:"path"`
	URL        string            `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
	Name       string            `help:"Name that the entries are recorded under." default:"Import"`
}

// tokenVariable holds the token of a service that is not on this machine. It is
// no flag, so that it stands in no list of processes and no history.
const tokenVariable = "DISCLOSURES_TOKEN"

func (c importTool) Run(ctx context.Context, to streams) (err error) {
	if c.Suggest != "" {
		return c.suggest(to)
	}
	if err := c.given(); err != nil {
		return err
	}
	text, err := os.ReadFile(c.Mapping)
	if err != nil {
		return fmt.Errorf("read the mapping: %w", err)
	}
	mapping, err := sheet.ReadMapping(text)
	if err != nil {
		return err
	}
	if err := c.lookUp(mapping); err != nil {
		return err
	}
	rows, err := sheet.Open(c.File, mapping.Place)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	token, err := recorderToken(c.Data, c.Register, c.Department, c.Name)
	if err != nil {
		return err
	}
	run := &importer.Import{
		Sheet: rows, Mapping: mapping, DryRun: c.DryRun, Out: to.out, Progress: to.notes, LooksLike: policy.LooksLikeNoReference, NotOne: policy.NotOneRecipient,
		Service: &importer.Service{URL: c.URL, Register: c.Register, Token: token},
	}
	if c.Report != "" {
		report, err := ownFile(c.Report, importer.ReportHeader)
		if err != nil {
			return fmt.Errorf("--report: %w", err)
		}
		defer func() { err = errors.Join(err, report.Close()) }()
		run.Report = report
	}
	if c.FirstRows != "" && c.DryRun {
		first, err := ownFile(c.FirstRows, firstRowsHeader)
		if err != nil {
			return fmt.Errorf("--first-rows: %w", err)
		}
		defer func() { err = errors.Join(err, first.Close()) }()
		if _, err := io.WriteString(first, firstRowsHeader); err != nil {
			return fmt.Errorf("--first-rows: %w", err)
		}
		run.First = first
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

// given names the flags without which there is no import.
func (c importTool) given() error {
	var missing []string
	for _, flag := range []struct{ name, value string }{{"--mapping", c.Mapping}, {"--register", c.Register}, {"--department", c.Department}} {
		if flag.value == "" {
			missing = append(missing, flag.name)
		}
	}
	if missing != nil {
		return fmt.Errorf("an import needs %s; a first mapping is written by --suggest FILE", strings.Join(missing, " and "))
	}
	return nil
}

// suggest writes a first mapping. It asks nothing of the service.
func (c importTool) suggest(to streams) error {
	asked := sheet.Asked{LooksLike: policy.LooksLikeNoReference}
	if c.Register != "" {
		register, err := disclosure.ParseRegister(c.Register)
		if err != nil {
			return err
		}
		law := policy.Load()
		for _, notice := range law.Notices(register) { // by id, and of each its versions
			if !slices.Contains(asked.Notices, notice.ID) {
				asked.Notices = append(asked.Notices, notice.ID)
			}
		}
	}
	text, err := sheet.Suggest(c.File, c.Suggest, asked)
	if err != nil {
		return err
	}
	// It may be an officer's work of hours: it is never written over.
	file, err := os.OpenFile(c.Suggest, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("--suggest: %w", err)
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("--suggest: %w", err)
	}
	fmt.Fprintln(to.out, "A first mapping is written. Answer its question marks, and try it with --dry-run.")
	return nil
}

// lookUp reads the files in which the mapping looks things up, and names every one
// that is missing or is not to be read.
func (c importTool) lookUp(mapping *sheet.Mapping) error {
	var wrong []error
	for _, name := range mapping.Lookups() {
		if c.Lookup[name] == "" {
			wrong = append(wrong, fmt.Errorf("the mapping looks things up in %q: say in which file (--lookup %s=FILE)", name, name))
		}
	}
	for name, path := range c.Lookup {
		wrong = append(wrong, mapping.LookUp(name, path))
	}
	return errors.Join(wrong...)
}

// firstRowsHeader is the first line of a file of first rows.
const firstRowsHeader = "The first rows as they would be recorded. This file holds people's data: delete it when you have read it.\n"

// ownFile opens a file that only its owner can read, to be written anew. It refuses
// to write over what does not begin as such a file does: a slip of the hand would
// otherwise take the log itself.
func ownFile(path, begins string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	head := make([]byte, len(begins))
	n, err := io.ReadFull(file, head)
	switch {
	case n == 0:
		err = nil
	case !strings.HasPrefix(begins, string(head[:n])):
		err = errors.New("there is a file of that name that was not written by this command: name another")
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = nil
	}
	if err == nil {
		err = file.Chmod(0o600)
	}
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// recorderToken is the one given, or that of a recorder of the department from the
// service on this machine.
func recorderToken(data, ons, department, name string) (string, error) {
	if given := os.Getenv(tokenVariable); given != "" {
		return given, nil
	}
	register, err := disclosure.ParseRegister(ons)
	if err != nil {
		return "", err
	}
	token, err := issueToken(data, developmentCaller(register, disclosure.Recorder, department, name), tokenLasts)
	if err != nil {
		return "", fmt.Errorf("%w, or give a token of another service in %s", err, tokenVariable)
	}
	return token, nil
}
