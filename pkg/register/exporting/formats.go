package exporting

import (
	"context"
	"errors"
	"io"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
)

// Request asks for every disclosure that a search finds, as a file; for an evidence
// bundle, for everything in a range of the log; or for a total.
type Request struct {
	Format  string        `json:"format" enum:"csv,xlsx,bundle,json" doc:"csv and xlsx: a spreadsheet, as plain text or as a workbook with a cover. bundle: the entries, with what corrected each and what cleared its flags, and proof that each is in the log. A total is csv or json"`
	Filter  *desk.Search  `json:"filter,omitempty" doc:"Which disclosures; {} is all of them. Not with a range"`
	Rows    RowsRead      `json:"rows,omitempty" enum:"current,as-recorded" doc:"Of a spreadsheet: as each disclosure now reads, or every entry as recorded, those corrected since included; the second when left out"`
	Range   *LogRange     `json:"range,omitempty" doc:"Of a bundle: everything in the log from here to there, which also proves that nothing was left out"`
	Since   []int64       `json:"since,omitempty" maxItems:"20" doc:"Of a bundle: sizes of older checkpoints of the log, the second line of each; the bundle proves that the log extends them. A range proves those within it without being asked"`
	Total   *asking.Total `json:"total,omitempty" doc:"The answer to a question that reads everything of a period, in place of a filter: for periods in which there is too much to answer at once"`
	Purpose string        `json:"purpose" minLength:"1" maxLength:"500" doc:"Why the export is needed; kept with the record of who looked"`
}

// formats are what files there are, by the names in the enum of [Request.Format]. A new
// one is a file of its own and a line here.
var formats = map[string]format{
	"csv":    csv{},
	"xlsx":   xlsx{},
	"bundle": evidence{},
	"json":   answer{},
}

// format is one kind of file: what it is called, which requests it answers, and how it
// is written.
type format interface {
	// file is how the file is given out.
	file() file
	// check adds what is wrong with a request for such a file. The purpose has been
	// looked at, and what the filter asks for will be.
	check(ctx context.Context, j *Jobs, by disclosure.Caller, e Request, wrong *form.Findings) error
	// write writes the file of the job, and notes its progress as it goes. Memory stays
	// flat as rows grow, but for what a bundle must keep of each.
	write(ctx context.Context, j *Jobs, register disclosure.Register, asked job, w io.Writer) (filled, error)
}

// file is how a file is given out: its name goes on with who it is not for and the day.
type file struct{ name, ending, contentType string }

// filled is what a file was filled with.
type filled struct {
	rows     int
	digest   string    // of the rows of a spreadsheet
	complete *LogRange // of a bundle over a range
	warnings []string
}

// check refuses a request that no file could answer, with everything that is wrong with
// it.
func (j *Jobs) check(ctx context.Context, by disclosure.Caller, e Request) error {
	var wrong form.Findings
	wrong.Refuse(disclosure.Blank(e.Purpose), "/purpose", "Say why the export is needed. It is kept with the record of who looked.")
	if f, there := formats[e.Format]; !wrong.Refuse(!there, "/format", "An export is csv, xlsx or bundle; a total is csv or json.") {
		if err := f.check(ctx, j, by, e, &wrong); err != nil {
			return err
		}
	}
	if wrong != nil {
		return form.NotWellFormed(wrong...)
	}
	if e.Filter != nil {
		return inPart("/filter", j.desk.Askable(ctx, by, *e.Filter))
	}
	return nil
}

// inPart tells what is wrong with a question as the part of the request that has it.
func inPart(part string, err error) error {
	var refused *disclosure.Error
	if !errors.As(err, &refused) || refused.Kind != disclosure.Refused {
		return err
	}
	var wrong form.Findings
	for _, f := range refused.Findings {
		wrong.Refuse(true, part+f.Pointer, "%s", f.Detail)
	}
	return form.NotWellFormed(wrong...)
}
