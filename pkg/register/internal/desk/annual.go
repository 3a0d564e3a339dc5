package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/report"
	"disclosure-register/pkg/statistics"
)

// AnnualReturn is the register's calendar year (London) in numbers that may be
// published, each beside the year before. It reads two years of the index.
func (r *Registrar) AnnualReturn(ctx context.Context, by Looking, year int) (report.AnnualReturn, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "annual-return"); err != nil {
		return report.AnnualReturn{}, err
	}
	register, today := by.Caller.Register, disclosure.DateOf(r.at())
	p := period{disclosure.NewDate(year, 1, 1), disclosure.NewDate(year, 12, 31)}
	if year < 2000 || p.from.After(today) {
		return report.AnnualReturn{}, badQuestion(formFinding("/year", "Give a year that has begun, for example 2026."))
	}
	now, err := r.statistics(ctx, register, p, today, false)
	if err != nil {
		return report.AnnualReturn{}, err
	}
	before, err := r.statistics(ctx, register, period{p.from.AddYears(-1), p.to.AddYears(-1)}, today, false)
	if err != nil {
		return report.AnnualReturn{}, err
	}
	if !now.Complete {
		// This year has no kinds of data yet, which is not to read as few.
		before.Rows = slices.DeleteFunc(before.Rows, func(l statistics.Line) bool { return l.Table == statistics.ByData })
	}
	entry, _ := r.law.Register(register)
	a := report.AnnualReturn{
		Register: register, Controller: entry.Controller, Year: year, AsOf: today, Complete: now.Complete,
		Catalogue: r.law.Catalogue().Version, Notices: r.noticesIn(register, p), Note: report.AnnualNote,
		Disclosures: report.AnnualFigure{ThisYear: now.Disclosures, YearBefore: before.Disclosures},
		Rows:        r.annualRows(now.Rows, before.Rows, year),
	}
	return seen(a, r.recordAccess(ctx, by, "", disclosure.Access{
		Action: "annual-return", Asked: map[string]string{"year": strconv.Itoa(year)}, Results: len(a.Rows),
	}))
}

// noticesIn lists the versions of the register's notices in force at any time in
// the period.
func (r *Registrar) noticesIn(register disclosure.Register, p period) []report.AnnualNotice {
	notices := []report.AnnualNotice{}
	for _, n := range r.law.Notices(register) {
		in := n.Effective
		if in.From.After(p.to) || !in.Until.IsZero() && in.Until.Before(p.from) {
			continue
		}
		notices = append(notices, report.AnnualNotice{ID: n.ID, Version: n.Version, Title: n.Title, From: in.From, Until: in.Until})
	}
	return notices
}

// annualRows puts each number beside that of the year before.
func (r *Registrar) annualRows(now, before []statistics.Line, year int) []report.AnnualRow {
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
			rows = append(rows, report.AnnualRow{
				Table: line.Table, TableTitle: tableTitles[line.Table], Value: line.Value, Title: r.titles.of(valuesOf[line.Table], line.Value), And: line.And, AndTitle: r.titles.of(andOf[line.Table], line.And),
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
	slices.SortFunc(rows, func(a, b report.AnnualRow) int {
		return cmp.Or(
			cmp.Compare(slices.Index(statistics.Tables, a.Table), slices.Index(statistics.Tables, b.Table)),
			cmp.Compare(a.Value, b.Value), cmp.Compare(a.And, b.And),
		)
	})
	return rows
}

var tableTitles = map[statistics.Table]string{
	statistics.ByMonth: "By month", statistics.ByDecision: "By decision", statistics.ByRecipient: "By recipient",
	statistics.ByRecipientKind: "By kind of recipient", statistics.ByDepartment: "By service", statistics.ByBasis: "By lawful basis",
	statistics.ByCondition: "By condition", statistics.ByExemption: "By exemption", statistics.ByGateway: "By legal gateway",
	statistics.RefusedByRecipient: "Refused, by who asked", statistics.RefusedByReason: "Refused, by reason",
	statistics.RefusedByBoth: "Refused, by who asked and reason", statistics.ExemptionByDepartment: "By exemption and service",
	statistics.ByData: "By kind of data",
}
