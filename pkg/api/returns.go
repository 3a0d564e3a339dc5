package api

import (
	"bytes"
	"context"
	"io"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	reports "disclosure-register/pkg/report" // "report" is an operation here
)

// fileShown answers 200 with a spreadsheet to keep.
type fileShown struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	Body               []byte
}

// spreadsheet describes an operation that answers with a file of CSV.
func spreadsheet(api huma.API, o huma.Operation) huma.Operation {
	o.Responses = map[string]*huma.Response{"200": {
		Description: "The spreadsheet", Content: map[string]*huma.MediaType{"text/csv": {Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[string](), true, "")}},
	}}
	return o
}

// file answers with what write writes, under a name that names nobody.
func file(name string, write func(io.Writer) error, err error, s *service) (*fileShown, error) {
	if err != nil {
		return nil, s.fail(err)
	}
	var csv bytes.Buffer
	if err := write(&csv); err != nil {
		return nil, s.fail(err)
	}
	return &fileShown{reports.CSVType, `attachment; filename="` + name + `.csv"`, csv.Bytes()}, nil
}

func returns(s *service, api huma.API) {
	type question struct {
		Sight
		Year int `query:"year" required:"true" minimum:"2000" maximum:"2999" doc:"Calendar year, in London" example:"2026"`
	}
	answer := func(ctx context.Context, in *question) (reports.AnnualReturn, error) {
		by, err := s.looking(ctx, in.Sight)
		if err != nil {
			return reports.AnnualReturn{}, err
		}
		return s.registrar.AnnualReturn(ctx, by, in.Year)
	}
	huma.Register(api, get("annual-return", "/annual-return", "The annual return",
		"A year's numbers in plain words, each beside the year before, with the notices in force. They may be published: see show-statistics."),
		func(ctx context.Context, in *question) (*shown[reports.AnnualReturn], error) {
			body, err := answer(ctx, in)
			return show(body, err, s)
		})
	huma.Register(api, spreadsheet(api, get("annual-return-file", "/annual-return/file", "The annual return, as a spreadsheet", "The same as CSV, in which no cell runs as a formula.")),
		func(ctx context.Context, in *question) (*fileShown, error) {
			body, err := answer(ctx, in)
			return file("annual-return", body.WriteCSV, err, s)
		})
}

func processing(s *service, api huma.API) {
	type question struct {
		Sight
		From string `query:"from" required:"true" doc:"First day, in London" example:"2026-01-01"`
		To   string `query:"to" required:"true" doc:"Last day, in London" example:"2026-12-31"`
	}
	answer := func(ctx context.Context, in *question) (reports.ProcessingRecord, error) {
		by, err := s.looking(ctx, in.Sight)
		if err != nil {
			return reports.ProcessingRecord{}, err
		}
		from, err := day("from", in.From)
		if err != nil {
			return reports.ProcessingRecord{}, err
		}
		to, err := day("to", in.To)
		if err != nil {
			return reports.ProcessingRecord{}, err
		}
		return s.registrar.ProcessingRecord(ctx, by, from, to)
	}
	huma.Register(api, get("processing-record", "/processing-record", "The extract for the record of processing",
		"To whom data was disclosed in a period, by category, for which purposes; what left the United Kingdom under which safeguards (UK GDPR Article 30); and of each condition relied on how Article 6 was met and whether the retention policy was followed, and if not why (DPA 2018 Schedule 1 paragraph 41). From the entries as they now read and the notices in force."),
		func(ctx context.Context, in *question) (*shown[reports.ProcessingRecord], error) {
			body, err := answer(ctx, in)
			return show(body, err, s)
		})
	huma.Register(api, spreadsheet(api, get("processing-record-file", "/processing-record/file", "The extract for the record of processing, as a spreadsheet", "The same as CSV, in which no cell runs as a formula.")),
		func(ctx context.Context, in *question) (*fileShown, error) {
			body, err := answer(ctx, in)
			return file("processing-record", body.WriteCSV, err, s)
		})
}
