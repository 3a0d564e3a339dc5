package exporting

import (
	"context"
	"io"
	"strconv"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/report"
)

// answer is a total as the API answers with it.
type answer struct{}

func (answer) file() file { return file{"disclosures", "json", report.JSONType} }

func (answer) check(_ context.Context, _ *Jobs, _ disclosure.Caller, e Request, wrong *form.Findings) error {
	if !wrong.Refuse(e.Total == nil, "/format", "Only a total is json.") {
		checkTotal(e, wrong)
	}
	return nil
}

func (answer) write(ctx context.Context, j *Jobs, register disclosure.Register, asked job, w io.Writer) (filled, error) {
	total, f, err := j.total(ctx, register, asked)
	if err != nil {
		return filled{}, err
	}
	return f, report.WriteJSON(w, total)
}

// noTotal refuses a total in a format that has rows or entries alone.
func noTotal(e Request, wrong *form.Findings) {
	wrong.Refuse(e.Total != nil, "/format", "A total is csv or json.")
}

func checkTotal(e Request, wrong *form.Findings) {
	wrong.Refuse(e.Filter != nil || e.Range != nil || len(e.Since) > 0 || e.Rows != "", "/total", "A total has no filter, range, since or rows: it says its own period.")
}

// total makes the total of a job. Nothing bounds how much it reads.
func (j *Jobs) total(ctx context.Context, register disclosure.Register, asked job) (asking.Written, filled, error) {
	total, lines, err := j.asking.Total(ctx, register, *asked.Total, func(percent int) error {
		return j.far(ctx, register, &asked, percent)
	})
	return total, filled{rows: lines}, err
}

// progressPercent is how much further a total is between two notes of progress.
const progressPercent = 5

// far notes how far a total is. It says a part of the period and no number of
// disclosures, which a total does not tell exactly.
func (j *Jobs) far(ctx context.Context, register disclosure.Register, asked *job, percent int) error {
	if percent < asked.Progress+progressPercent {
		return nil
	}
	asked.Progress = percent
	return j.save(ctx, register, asked)
}

// keepTotal adds to a question, as its access keeps it, what the total is of.
func keepTotal(kept map[string]string, t asking.Total) {
	kept["total"] = t.Of
	for name, value := range map[string]string{"from": t.From, "to": t.To} {
		if value != "" {
			kept[name] = value
		}
	}
	if t.Year != 0 {
		kept["year"] = strconv.Itoa(t.Year)
	}
	if t.Exact {
		kept["exact"] = "true"
	}
}
