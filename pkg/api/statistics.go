package api

import (
	"context"

	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/registrar"
)

func figures(s *service) {
	addLook(s, get("show-statistics", "/statistics", "Count disclosures",
		"Numbers of disclosures and refusals in whole months, by recipient, basis, condition, exemption, department, decision, month and reason for refusing, as the entries now read. They may be published: each is to the nearest five, under five is \"fewer than 5\", and none can be worked out from the others (docs/statistics.md). Kinds of data are counted only over a calendar year that is over. Without months, the twelve that end with the current one."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			From  string `query:"from" doc:"First month, in London" example:"2026-01"`
			To    string `query:"to" doc:"Last month" example:"2026-12"`
			Exact bool   `query:"exact" doc:"Give the exact numbers too, for internal audit. They are not to be published"`
		},
		) (asking.Statistics, error) {
			return s.registrar.Statistics(ctx, by, in.From, in.To, in.Exact)
		})
}
