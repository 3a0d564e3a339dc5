package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"disclosure-register/pkg/report"
)

// reports are what the tool prints for others to read. Each is asked of the
// service that runs on this machine.
type reports struct {
	Annual     annualReport     `cmd:"" help:"Print the annual return: a year's numbers that may be published."`
	Processing processingReport `cmd:"" help:"Print the extract for the record of processing (UK GDPR Article 30; DPA 2018 Schedule 1 paragraph 41)."`
}

// asFile asks for a spreadsheet in place of a table.
type asFile struct {
	CSV bool `name:"csv" help:"Print a spreadsheet (CSV)."`
}

type annualReport struct {
	asking
	asFile
	Year int `help:"Calendar year, for example 2026." required:""`
}

func (c annualReport) Run(ctx context.Context, to streams) error {
	query := "?year=" + strconv.Itoa(c.Year)
	return printReport(ctx, c.asking, c.asFile, to, "/annual-return", query, func(a report.AnnualReturn) ([]string, [][]string) {
		fmt.Fprintf(to.out, "%s, %d.\n%s\n\n", a.Controller, a.Year, strings.Join(wrap(a.Note, tableWidth), "\n"))
		rows := [][]string{{"All disclosures and refusals", "", "", a.Disclosures.ThisYear.Shown, a.Disclosures.YearBefore.Shown}}
		for _, r := range a.Rows {
			rows = append(rows, []string{r.TableTitle, r.Title, r.AndTitle, r.ThisYear.Shown, r.YearBefore.Shown})
		}
		return []string{"table", "value", "and", strconv.Itoa(a.Year), strconv.Itoa(a.Year - 1)}, rows
	})
}

type processingReport struct {
	asking
	asFile
	From string `help:"First day, for example 2026-01-01." required:""`
	To   string `help:"Last day, for example 2026-12-31." required:""`
}

func (c processingReport) Run(ctx context.Context, to streams) error {
	query := "?" + url.Values{"from": {c.From}, "to": {c.To}}.Encode()
	return printReport(ctx, c.asking, c.asFile, to, "/processing-record", query, func(p report.ProcessingRecord) ([]string, [][]string) {
		fmt.Fprintf(to.out, "%s, %s to %s.\n\n", p.Controller, p.From, p.To)
		many := func(values []string) string { return strings.Join(values, "; ") }
		var rows [][]string
		for _, r := range p.Recipients {
			rows = append(rows, []string{"disclosed to", many(append([]string{r.Title}, r.Kinds...)), many(r.Purposes), many(r.Data)})
		}
		for _, t := range p.Transfers {
			rows = append(rows, []string{"left the UK for", t.Country, many(t.Recipients), t.Mechanism + " " + t.Instrument})
		}
		for _, c := range p.Conditions {
			retention := "retention followed"
			if !c.RetentionFollowed {
				retention = fmt.Sprintf("retention not followed, cases: %d (--json names them)", len(c.KeptLonger))
			}
			rows = append(rows, []string{"relied on", c.Title, many(append(append([]string{}, c.Bases...), c.Documents...)), retention})
		}
		return []string{"", "what or whom", "why", "data or safeguards"}, rows
	})
}

// printReport prints an answer of the service as it is, as a spreadsheet or as a
// table.
func printReport[R any](ctx context.Context, a asking, file asFile, to streams, path, query string, table func(R) ([]string, [][]string)) error {
	if file.CSV {
		path += "/file"
	}
	body, err := a.get(ctx, path+query)
	if err != nil {
		return err
	}
	if file.CSV || a.JSON {
		_, err := to.out.Write(append(bytes.TrimRight(body, "\n"), '\n'))
		return err
	}
	var answer R
	if err := json.Unmarshal(body, &answer); err != nil {
		return fmt.Errorf("read the service's answer: %w", err)
	}
	headings, rows := table(answer)
	return writeTable(to.out, headings, rows)
}
