package asking

import (
	"context"
	"fmt"
	"io"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
)

// Total names an answer that reads every disclosure of a period.
type Total struct {
	Of    string `json:"of" enum:"statistics,annual-return,processing-record" doc:"Whose answer the file has: /statistics, /annual-return or /processing-record"`
	From  string `json:"from,omitempty" doc:"First month of statistics, or first day of a record of processing"`
	To    string `json:"to,omitempty" doc:"Last month, or last day"`
	Year  int    `json:"year,omitempty" doc:"Of an annual return"`
	Exact bool   `json:"exact,omitempty" doc:"Of statistics: give the exact numbers too, for internal audit. They are not to be published"`
}

// Written is a total that can be written: as JSON, or as a spreadsheet.
type Written interface{ WriteCSV(w io.Writer) error }

// What a file may be the total of: the operation that answers the same at once.
const (
	totalStatistics = "statistics"
	totalAnnual     = "annual-return"
	totalProcessing = "processing-record"
)

// Plain refuses a total that cannot be asked for, and returns one that says its period
// in full, so that a file has the period that was meant when it was asked for.
func (a *Room) Plain(t Total) (Total, error) {
	var wrong form.Findings
	wrong.Refuse(t.Of != totalAnnual && t.Year != 0, "/year", "A year is of an annual return.")
	wrong.Refuse(t.Of == totalAnnual && (t.From != "" || t.To != ""), "/from", "An annual return is of a year.")
	wrong.Refuse(t.Of != totalStatistics && t.Exact, "/exact", "Exact numbers are of statistics.")
	if wrong != nil {
		return t, form.BadQuestion(wrong...)
	}
	switch t.Of {
	case totalStatistics:
		p, err := months(t.From, t.To, a.desk.Today())
		if err != nil {
			return t, err
		}
		t.From, t.To = monthOf(p.From), monthOf(p.To)
	case totalAnnual:
		_, err := yearOf(t.Year, a.desk.Today())
		return t, err
	case totalProcessing:
		_, err := daysOf(t.From, t.To)
		return t, err
	default:
		return t, form.BadQuestion(form.Finding("/of", "A total is statistics, annual-return or processing-record."))
	}
	return t, nil
}

// Total reads everything that a total counts, as long as that takes, and returns what to
// write and its lines.
func (a *Room) Total(ctx context.Context, register disclosure.Register, t Total, far func(percent int) error) (Written, int, error) {
	today := a.desk.Today()
	switch t.Of {
	case totalStatistics:
		p, err := months(t.From, t.To, today)
		if err != nil {
			return nil, 0, err
		}
		s, err := a.statistics(ctx, register, p, today, t.Exact, filing(far))
		for i := range s.Rows {
			a.inWords(&s.Rows[i])
		}
		return &s, len(s.Rows), err
	case totalAnnual:
		p, err := yearOf(t.Year, today)
		if err != nil {
			return nil, 0, err
		}
		answer, err := a.annualReturn(ctx, register, p, t.Year, today, filing(far))
		return &answer, len(answer.Rows), err
	case totalProcessing:
		p, err := daysOf(t.From, t.To)
		if err != nil {
			return nil, 0, err
		}
		record, _, err := a.processingRecord(ctx, register, p, filing(far))
		return &record, len(record.Recipients) + len(record.Transfers) + len(record.Conditions), err
	}
	return nil, 0, fmt.Errorf("asking: a job has no total of %q", t.Of)
}

// daysOf reads the period of a record of processing.
func daysOf(from, to string) (desk.Period, error) {
	var wrong form.Findings
	day := func(pointer, text string) disclosure.Date {
		d, err := disclosure.ParseDate(text)
		wrong.Refuse(err != nil, pointer, "Give a day, for example 2026-11-30.")
		return d
	}
	p := desk.Period{From: day("/from", from), To: day("/to", to)}
	if wrong != nil {
		return desk.Period{}, form.BadQuestion(wrong...)
	}
	return p, inOrder(p)
}

func inOrder(p desk.Period) error {
	if p.To.Before(p.From) {
		return form.BadQuestion(form.Finding("/to", "The last day is before the first."))
	}
	return nil
}
