package api

import (
	"context"

	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/report"
)

func processing(s *service) {
	see := func(ctx context.Context, by registrar.Looking, in *struct {
		Sight
		From string `query:"from" required:"true" doc:"First day, in London" example:"2026-01-01"`
		To   string `query:"to" required:"true" doc:"Last day, in London" example:"2026-12-31"`
	},
	) (report.ProcessingRecord, error) {
		from, to, err := period(in.From, in.To)
		if err != nil {
			return report.ProcessingRecord{}, err
		}
		return s.registrar.ProcessingRecord(ctx, by, from, to)
	}
	addLook(s, get("processing-record", "/processing-record", "The extract for the record of processing",
		"To whom data was disclosed in a period, by category, for which purposes; what left the United Kingdom under which safeguards (UK GDPR Article 30); and of each condition relied on how Article 6 was met and whether the retention policy was followed, and if not why (DPA 2018 Schedule 1 paragraph 41). From the entries as they now read and the notices in force."),
		see)
	addSpreadsheet(s, get("processing-record-file", "/processing-record/file", "The extract for the record of processing, as a spreadsheet", "The same as CSV, in which no cell runs as a formula."),
		"processing-record", see, (*report.ProcessingRecord).WriteCSV)
}
