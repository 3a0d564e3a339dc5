package console

import (
	"strings"
	"time"

	"disclosure-register/pkg/client"
)

// figures are the statistics, as tables with a small chart beside the numbers.
type figures struct {
	From, To string
	Complete bool
	Warning  string
	All      string
	Exact    *int // of all; nil where the numbers are those that may be published
	Other    string
	Tables   []figureTable
}

// exactNumbers is the view of the statistics for an internal audit.
const exactNumbers = "exact"

// figureTable is one table of numbers.
type figureTable struct {
	ID, Title string
	Rows      []figureRow
}

// figureRow is one number. Bar is how long its bar is, of 100; a number that is not
// shown has none.
type figureRow struct {
	Title, Shown string
	Exact        *int
	Bar          int
}

// figureTables are the tables that are shown, by the API's names for them.
var figureTables = [][2]string{
	{"month", "By month"},
	{"decision", "By decision"},
	{"recipient", "By recipient"},
	{"department", "By department"},
	{"basis", "By lawful basis"},
	{"condition", "By condition"},
	{"gateway", "By power or duty"},
	{"exemption", "By exemption"},
	{"data", "By kind of data"},
	{"refused-recipient", "Refused, by recipient"},
	{"refused-reason", "Refused, by reason"},
}

// statistics shows the numbers that may be published or, for an internal audit and under
// a warning, the exact ones beside them.
func (v *visit) statistics(t task) error {
	exact := t.View == exactNumbers
	s, err := v.api.Statistics(v.r.Context(), t.Why, "", "", exact)
	if err != nil {
		return err
	}
	body := figures{From: monthInWords(s.From), To: monthInWords(s.To), Complete: s.Complete, Warning: s.Warning, All: s.Disclosures.Shown, Exact: s.Exact}
	other := t.to(t.Kind)
	if other.View = exactNumbers; exact {
		other.View = ""
	}
	body.Other = v.session.path(other)
	for _, named := range figureTables {
		if table := v.figureTable(named, s); table.Rows != nil {
			body.Tables = append(body.Tables, table)
		}
	}
	return v.on(t, "statistics", &page{Title: "Statistics", Nav: "more", Body: body})
}

func (v *visit) figureTable(named [2]string, s client.Statistics) figureTable {
	table := figureTable{ID: named[0], Title: named[1]}
	most := 0
	for _, r := range s.Rows {
		if r.Table == named[0] && r.Count != nil {
			most = max(most, *r.Count)
		}
	}
	for _, r := range s.Rows {
		if r.Table != named[0] {
			continue
		}
		row := figureRow{Title: capital(v.words.word(r.Value)), Shown: r.Shown, Exact: r.Exact}
		if named[0] == "month" {
			row.Title = monthInWords(r.Value)
		}
		if r.And != "" {
			row.Title += ", " + v.words.word(r.And)
		}
		if r.Count != nil && most > 0 {
			row.Bar = *r.Count * 100 / most
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// monthInWords is "2026-11" as "November 2026".
func monthInWords(month string) string {
	if day, err := time.Parse("2006-01", month); err == nil {
		return day.Format("January 2006")
	}
	return strings.TrimSpace(month)
}
