package api

import (
	"context"

	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/registrar"
)

func waits(s *service) {
	addLook(s, get("show-waiting", "/waiting", "What waits",
		"Every queue of the Data Protection Officer's in one look: how many, since when, and the first five of each: requests for access, what is undecided, objections on which nobody has decided, flags, withholdings, tellings and markers to look at again, emergencies to complete, breaches with a clock, changes to be told, facts to be confirmed, agreements that end within 90 days, disclosures that may be recorded twice, joins that wait for a second person, letters that have not arrived and are given up within 3 days, cases that are due for destruction within 30 days or whose destruction is under way, cases to review, and holds whose day of review has come or that stopped a destruction. Each queue has an operation of its own that lists it whole; how many are in it on all its pages is asked here (`count`)."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Count string `query:"count" enum:"access-requests,undecided,undecided-objections,flags,overdue-withholdings,overdue-tellings,overdue-markers,overdue-emergencies,open-breaches,untold-changes,pending-facts,agreements,duplicates,joins,unfinished-letters,due,reviews,holds" doc:"Count this queue alone: no other is read, and none of its rows is shown, nor on record as seen"`
		},
		) (asking.WhatWaits, error) {
			return s.registrar.WhatWaits(ctx, by, in.Count)
		})
}
