package api

import (
	"context"
	"strconv"

	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/registrar"
)

// overdue adds the lists of what has to be looked at again.
func overdue(s *service) {
	addPages(s, get("show-overdue-withholdings", "/overdue/withholdings", "Withholdings to look at again",
		"Every disclosure kept from a person on a ground that has passed its review date or lost what it rested on, the longest overdue first. It stays withheld until a person decides."),
		s.registrar.OverdueWithholdings)
	addPages(s, get("show-overdue-markers", "/overdue/markers", "Warning markers to look at again",
		"Every warning marker whose review is overdue, or of which the person is not told, with everyone who holds a copy."),
		s.registrar.OverdueMarkers)
	addPages(s, get("show-overdue-emergencies", "/overdue/emergencies", "Emergencies still to be recorded in full",
		"Every emergency share that was recorded in short and not completed since, with what is missing and for how many days."),
		s.registrar.OverdueEmergencies)
	addPages(s, get("show-overdue-tellings", "/overdue/tellings", "People still to be told",
		"Every disclosure of which telling the person was put off to a day that has come, the longest overdue first, until a correction says what became of it."),
		s.registrar.OverdueTellings)
	addPages(s, get("show-undecided-objections", "/objections/undecided", "Objections to decide",
		"Every objection on which nobody has decided, the one first that was made first, with the last day of its month (UK GDPR Article 12(3)). It leaves the list when what was decided, or its end, is recorded in its place (POST /facts with replaces). An objection that was recorded until 30 November 2026 is on it once it is recorded anew."),
		s.registrar.UndecidedObjections)
	addLook(s, get("show-agreements", "/agreements", "Sharing agreements",
		"The sharing agreements as they stand, with their parties, what they cover and when they end: those that lapse first come first. With within=90, those that lapse in 90 days, or have. A recorder sees those that its own department recorded since 30 November 2026."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Within string `query:"within" pattern:"^[0-9]{1,4}$" patternDescription:"a number of days" doc:"Only those that end within so many days; all when left out" example:"90"`
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (asking.Agreements, error) {
			within := -1
			if in.Within != "" {
				within, _ = strconv.Atoi(in.Within) // the pattern has seen to it
			}
			return s.registrar.Agreements(ctx, by, within, in.Cursor)
		})
}
