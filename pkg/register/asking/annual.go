package asking

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/statistics"
)

// AnnualReturn is the register's calendar year (London) in numbers that may be
// published, each beside the year before. It reads two years of the index; where they
// have too much for an answer, it says to ask for a file.
func (a *Room) AnnualReturn(ctx context.Context, by desk.Looking, year int) (report.AnnualReturn, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "annual-return"); err != nil {
		return report.AnnualReturn{}, err
	}
	today := a.desk.Today()
	p, err := yearOf(year, today)
	if err != nil {
		return report.AnnualReturn{}, err
	}
	answer, err := a.annualReturn(ctx, by.Caller.Register, p, year, today, awaited(a.desk.Counted()/2))
	if err != nil {
		return report.AnnualReturn{}, err
	}
	return desk.Shown(ctx, a.desk, by, answer, disclosure.Access{
		Action: "annual-return", Asked: map[string]string{"year": strconv.Itoa(year)}, Results: len(answer.Rows),
	})
}

// yearOf is a calendar year that has begun.
func yearOf(year int, today disclosure.Date) (desk.Period, error) {
	p := desk.Period{From: disclosure.NewDate(year, 1, 1), To: disclosure.NewDate(year, 12, 31)}
	if year < 2000 || p.From.After(today) {
		return desk.Period{}, form.BadQuestion(form.Finding("/year", "Give a year that has begun, for example 2026."))
	}
	return p, nil
}

func (a *Room) annualReturn(ctx context.Context, register disclosure.Register, p desk.Period, year int, today disclosure.Date, at *pace) (report.AnnualReturn, error) {
	at.part(50)
	now, err := a.statistics(ctx, register, p, today, false, at)
	if err != nil {
		return report.AnnualReturn{}, err
	}
	at.part(100)
	before, err := a.statistics(ctx, register, desk.Period{From: p.From.AddYears(-1), To: p.To.AddYears(-1)}, today, false, at)
	if err != nil {
		return report.AnnualReturn{}, err
	}
	if !now.Complete {
		// This year has no kinds of data yet, which is not to read as few.
		before.Rows = slices.DeleteFunc(before.Rows, func(l statistics.Line) bool { return l.Table == statistics.ByData })
	}
	entry, _ := a.desk.Law().Register(register)
	return report.AnnualReturn{
		Register: register, Controller: entry.Controller, Year: year, AsOf: today, Complete: now.Complete,
		Catalogue: a.desk.Law().Catalogue().Version, Notices: a.noticesIn(register, p), Note: report.AnnualNote,
		Disclosures: report.AnnualFigure{ThisYear: now.Disclosures, YearBefore: before.Disclosures},
		Rows:        a.annualRows(now.Rows, before.Rows, year),
	}, nil
}

// noticesIn lists the versions of the register's notices in force at any time in
// the period.
func (a *Room) noticesIn(register disclosure.Register, p desk.Period) []report.AnnualNotice {
	notices := []report.AnnualNotice{}
	for _, n := range a.desk.Law().Notices(register) {
		in := n.Effective
		if in.From.After(p.To) || !in.Until.IsZero() && in.Until.Before(p.From) {
			continue
		}
		notices = append(notices, report.AnnualNotice{ID: n.ID, Version: n.Version, Title: n.Title, From: in.From, Until: in.Until})
	}
	return notices
}

// annualRows puts each number beside that of the year before.
func (a *Room) annualRows(now, before []statistics.Line, year int) []report.AnnualRow {
	type place struct {
		table      statistics.Table
		value, and string
	}
	rows := []report.AnnualRow{}
	at := map[place]int{}
	row := func(line statistics.Line) *report.AnnualRow {
		if line.Table == statistics.ByMonth {
			_, month, _ := strings.Cut(line.Value, "-")
			line.Value = fmt.Sprintf("%d-%s", year, month)
		}
		where := place{line.Table, line.Value, line.And}
		n, known := at[where]
		if !known {
			n, at[where] = len(rows), len(rows)
			none := statistics.Publish(0)
			a.inWords(&line)
			rows = append(rows, report.AnnualRow{
				Table: line.Table, TableTitle: line.TableTitle, Value: line.Value, Title: line.Title, And: line.And, AndTitle: line.AndTitle,
				AnnualFigure: report.AnnualFigure{ThisYear: none, YearBefore: none},
			})
		}
		return &rows[n]
	}
	for _, line := range now {
		row(line).ThisYear = line.Figure
	}
	for _, line := range before {
		row(line).YearBefore = line.Figure
	}
	slices.SortFunc(rows, func(one, other report.AnnualRow) int {
		return cmp.Or(
			cmp.Compare(slices.Index(statistics.Tables, one.Table), slices.Index(statistics.Tables, other.Table)),
			cmp.Compare(one.Value, other.Value), cmp.Compare(one.And, other.And),
		)
	})
	return rows
}

// inWords has a line say in plain words what it counts.
func (a *Room) inWords(line *statistics.Line) {
	words := a.desk.Titles()
	line.TableTitle, line.Title, line.AndTitle = tableTitles[line.Table], words.Of(valuesOf[line.Table], line.Value), words.Of(andOf[line.Table], line.And)
}

// valuesOf and andOf say what a table's first and second values are.
var (
	valuesOf = map[statistics.Table]titles.Vocabulary{
		statistics.ByDecision: titles.Decisions, statistics.ByRecipient: titles.Recipients, statistics.ByRecipientKind: titles.Recipients,
		statistics.ByBasis: titles.Law, statistics.ByCondition: titles.Law, statistics.ByExemption: titles.Law, statistics.ByGateway: titles.Law,
		statistics.RefusedByRecipient: titles.Recipients, statistics.RefusedByReason: titles.Refusals, statistics.RefusedByBoth: titles.Recipients,
		statistics.ExemptionByDepartment: titles.Law, statistics.ByData: titles.Data,
	}
	andOf = map[statistics.Table]titles.Vocabulary{statistics.RefusedByBoth: titles.Refusals}
)

var tableTitles = map[statistics.Table]string{
	statistics.ByMonth: "By month", statistics.ByDecision: "By decision", statistics.ByRecipient: "By recipient",
	statistics.ByRecipientKind: "By kind of recipient", statistics.ByDepartment: "By service", statistics.ByBasis: "By lawful basis",
	statistics.ByCondition: "By condition", statistics.ByExemption: "By exemption", statistics.ByGateway: "By legal gateway",
	statistics.RefusedByRecipient: "Refused, by who asked", statistics.RefusedByReason: "Refused, by reason",
	statistics.RefusedByBoth: "Refused, by who asked and reason", statistics.ExemptionByDepartment: "By exemption and service",
	statistics.ByData: "By kind of data",
}
