package asking

import (
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
)

// monthForm is how a month is written.
const monthForm = "2006-01"

// statisticsMonths is how many months are counted when a question names none.
const statisticsMonths = 12

// months reads a period of whole months. One that is not given ends with the
// current month, and begins eleven months before its end.
func months(from, to string, today disclosure.Date) (desk.Period, error) {
	var wrong form.Findings
	first := func(pointer, text string, otherwise disclosure.Date) disclosure.Date {
		if text == "" {
			return otherwise
		}
		day, err := disclosure.ParseDate(text + "-01")
		wrong.Refuse(err != nil || len(text) != len(monthForm), pointer, "Write the month as year-month, for example 2026-11.")
		return day
	}
	this := firstOfMonth(today)
	last := first("/to", to, this)
	p := desk.Period{From: first("/from", from, last.AddMonths(1-statisticsMonths)), To: last.AddMonths(1).AddDays(-1)}
	if wrong == nil && !wrong.Refuse(last.After(this), "/to", "This month is still to come.") {
		wrong.Refuse(p.To.Before(p.From), "/to", "The last month is before the first.")
	}
	if wrong != nil {
		return desk.Period{}, form.BadQuestion(wrong...)
	}
	return p, nil
}

func firstOfMonth(day disclosure.Date) disclosure.Date {
	first, err := disclosure.ParseDate(day.String()[:len(monthForm)] + "-01")
	if err != nil {
		panic("asking: a day has no month: " + err.Error())
	}
	return first
}

// eachMonth lists the months of the period, as they are written.
func eachMonth(p desk.Period) []string {
	var months []string
	for day := p.From; !day.After(p.To); day = day.AddMonths(1) {
		months = append(months, monthOf(day))
	}
	return months
}

func monthOf(day disclosure.Date) string { return day.String()[:len(monthForm)] }

func londonMonth(at time.Time) string { return monthOf(disclosure.DateOf(at)) }
