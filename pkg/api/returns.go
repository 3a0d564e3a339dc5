package api

import (
	"context"

	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/report"
)

func returns(s *service) {
	see := func(ctx context.Context, by registrar.Looking, in *struct {
		Sight
		Year int `query:"year" required:"true" minimum:"2000" maximum:"2999" doc:"Calendar year, in London" example:"2026"`
	},
	) (report.AnnualReturn, error) {
		return s.registrar.AnnualReturn(ctx, by, in.Year)
	}
	addLook(s, get("annual-return", "/annual-return", "The annual return",
		"A year's numbers in plain words, each beside the year before, with the notices in force. They may be published: see show-statistics."),
		see)
	addSpreadsheet(s, get("annual-return-file", "/annual-return/file", "The annual return, as a spreadsheet", "The same as CSV, in which no cell runs as a formula."),
		"annual-return", see, (*report.AnnualReturn).WriteCSV)
}
