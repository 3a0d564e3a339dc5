package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	reports "disclosure-register/pkg/report" // "report" is an operation here
)

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
