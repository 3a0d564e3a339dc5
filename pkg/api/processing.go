package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	reports "disclosure-register/pkg/report" // "report" is an operation here
)

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
