package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/registrar"
)

// asking is how a report reaches the service that runs on this machine.
type asking struct {
	Data     string `help:"Data directory of the service." default:"data" type:"path"`
	URL      string `name:"url" help:"Where the service listens." default:"http://127.0.0.1:8080"`
	Register string `help:"The council's ONS code, for example E07000107." required:""`
	Purpose  string `help:"Why you ask; kept with the record that you looked."`
	JSON     bool   `name:"json" help:"Answer in JSON, a row a line."`
}

type retentionDue struct {
	asking
	Days int `help:"Days ahead." default:"90"`
}

type retentionFacts struct {
	asking
	Days int `help:"Days ahead." default:"90"`
}

type (
	retentionReviews    struct{ asking }
	retentionNotStarted struct{ asking }
	retentionHolds      struct{ asking }
)

type retentionCertificates struct {
	asking
	Month string `help:"The month, for example 2026-11; this one when left out."`
}

func (c retentionDue) Run(ctx context.Context, to streams) error {
	return c.cases(ctx, to, "due", url.Values{"days": {strconv.Itoa(c.Days)}}, "Nothing is due in that time.")
}

func (c retentionFacts) Run(ctx context.Context, to streams) error {
	return pages(ctx, c.asking, to, "facts", url.Values{"days": {strconv.Itoa(c.Days)}}, "No fact is to go, or to be looked at, in that time.",
		"entry\tkind\tclock\tdue on\twhy",
		func(page []byte) (rows []registrar.FactRow, cursor string, err error) {
			var p registrar.FactsReport
			err = json.Unmarshal(page, &p)
			return p.Facts, p.Cursor, err
		},
		func(row registrar.FactRow) []any {
			return []any{row.Entry, row.Kind, row.Clock, row.DueOn, row.Reason}
		})
}

func (c retentionReviews) Run(ctx context.Context, to streams) error {
	return c.cases(ctx, to, "reviews", nil, "No case is up for review.")
}

func (c retentionNotStarted) Run(ctx context.Context, to streams) error {
	return c.cases(ctx, to, "not-started", nil, "No case waits for its clock to start.")
}

func (a asking) cases(ctx context.Context, to streams, report string, query url.Values, none string) error {
	return pages(ctx, a, to, report, query, none, "case\tclock\tdue on\tbegins on\twhy",
		func(page []byte) (rows []registrar.DueRow, cursor string, err error) {
			var p registrar.DueReport
			err = json.Unmarshal(page, &p)
			return p.Cases, p.Cursor, err
		},
		func(row registrar.DueRow) []any {
			return []any{row.Case, row.Clock, row.DueOn, row.BeginsOn, row.Reason}
		})
}

func (c retentionHolds) Run(ctx context.Context, to streams) error {
	return pages(ctx, c.asking, to, "holds", nil, "No hold stands.", "case\tby\tplaced on\treview on\t",
		func(page []byte) (rows []registrar.HoldRow, cursor string, err error) {
			var p registrar.HoldsReport
			err = json.Unmarshal(page, &p)
			return p.Holds, p.Cursor, err
		},
		func(row registrar.HoldRow) []any {
			overdue := ""
			if row.Overdue {
				overdue = "REVIEW OVERDUE"
			}
			return []any{row.Case, row.By, row.PlacedOn, row.ReviewOn, overdue}
		})
}

func (c retentionCertificates) Run(ctx context.Context, to streams) error {
	if c.Month == "" {
		c.Month = disclosure.DateOf(time.Now()).String()[:7]
	}
	return pages(ctx, c.asking, to, "certificates", url.Values{"month": {c.Month}}, "Nothing was destroyed in "+c.Month+".",
		"certificate\tcase\tletters\tentries\tclasses\tgone",
		func(page []byte) (rows []registrar.CertificateRow, cursor string, err error) {
			var p registrar.CertificatesReport
			err = json.Unmarshal(page, &p)
			return p.Certificates, p.Cursor, err
		},
		func(row registrar.CertificateRow) []any {
			classes := ""
			for _, class := range row.Classes {
				classes += class.Class + " (" + class.Rule + ") "
			}
			gone := row.AbsentAt
			if gone.IsZero() { // no letters, or of no case
				gone = row.ErasedAt
			}
			return []any{row.ID, row.Case, row.Letters, row.Entries, classes, gone.Format(time.RFC3339)}
		})
}

// pages prints every page of a report, as a table or as a line of JSON a row.
func pages[R any](
	ctx context.Context, a asking, to streams, report string, query url.Values, none, heading string,
	read func([]byte) ([]R, string, error), columns func(R) []any,
) error {
	if query == nil {
		query = url.Values{}
	}
	table := tabwriter.NewWriter(to.out, 0, 4, 2, ' ', 0)
	count := 0
	for {
		page, err := a.get(ctx, "/retention/"+report+"?"+query.Encode())
		if err != nil {
			return err
		}
		rows, cursor, err := read(page)
		if err != nil {
			return fmt.Errorf("read the service's answer: %w", err)
		}
		for _, row := range rows {
			if count++; a.JSON {
				if err := json.NewEncoder(to.out).Encode(row); err != nil {
					return err
				}
				continue
			}
			if count == 1 {
				fmt.Fprintln(table, heading)
			}
			for _, column := range columns(row) {
				fmt.Fprint(table, column, "\t")
			}
			fmt.Fprintln(table)
		}
		if cursor == "" {
			break
		}
		query.Set("cursor", cursor)
	}
	if count == 0 && !a.JSON {
		fmt.Fprintln(to.out, none)
	}
	return table.Flush()
}

// get asks the service, as a DPO of the register.
func (a asking) get(ctx context.Context, path string) ([]byte, error) {
	register, err := disclosure.ParseRegister(a.Register)
	if err != nil {
		return nil, err
	}
	key, err := readIssuerKey(filepath.Join(a.Data, issuerFile))
	if err != nil {
		return nil, fmt.Errorf("there is no issuer key in %s: start the service there first (disclosures serve --data %s)", a.Data, a.Data)
	}
	caller := developmentCaller(register, disclosure.DPO, "", "Command line")
	token, err := auth.Issue(key, caller, time.Now(), time.Minute)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.URL+"/v1/registers/"+register.String()+path, nil)
	if err != nil {
		return nil, fmt.Errorf("--url wants an address such as http://127.0.0.1:8080")
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if a.Purpose != "" {
		request.Header.Set("Access-Purpose", a.Purpose)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the service at %s: %w (is it running?)", a.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("read the service's answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, refusal(response.StatusCode, body)
	}
	return body, nil
}

// refusal says what the service would not answer, and every reason it gave.
func refusal(status int, body []byte) error {
	var p problem.Problem
	_ = json.Unmarshal(body, &p) // the status says enough
	words := fmt.Sprintf("the service answered %d: %s", status, p.Detail)
	for _, f := range p.Errors {
		words += fmt.Sprintf("\n  %s: %s", strings.TrimPrefix(f.Pointer, "/"), f.Detail)
	}
	return errors.New(words)
}
