package api

import (
	"context"

	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/registrar"
)

// forecast asks for a page of what is due within some days.
type forecast struct {
	Sight
	Days   int    `query:"days" minimum:"0" maximum:"366" default:"90" doc:"Days ahead"`
	Cursor string `query:"cursor" maxLength:"512"`
}

// reporting adds the reports of what is due, held and destroyed.
func reporting(s *service) {
	addLook(s, get("show-retention-records", "/retention/records", "What is past retention, disposed of, or on hold",
		"In one answer: the holds that stand and why, the cases past their retention, those up for review, those that are closed or dated and whose clock has not started, what was disposed of since a day, under which class and rule and on whose authority, and last the open cases, whose clock has not started either. A page goes on from one of these to the next, and may be short and still have a cursor."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Since  string `query:"since" doc:"First day of the disposals shown, in London; a year ago when left out" example:"2026-01-01"`
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (cases.RetentionRecords, error) {
			since, err := day("since", in.Since)
			if err != nil {
				return cases.RetentionRecords{}, err
			}
			return s.registrar.RetentionRecords(ctx, by, since, in.Cursor)
		})
	addLook(s, get("show-due", "/retention/due", "What is due for destruction",
		"The cases whose disposal may begin within the days given, or is under way, the earliest first, and why."),
		func(ctx context.Context, by registrar.Looking, in *forecast) (cases.DueReport, error) {
			return s.registrar.DueWithin(ctx, by, in.Days, in.Cursor)
		})
	addLook(s, get("show-fact-retention", "/retention/facts", "Facts that are to go, or to be looked at",
		"The facts (consents, objections, markers, agreements) that may be destroyed within the days given, the earliest first, and then those in force for so long that somebody should ask whether they still are. A page may be short and still have a cursor."),
		func(ctx context.Context, by registrar.Looking, in *forecast) (registrar.FactsReport, error) {
			return s.registrar.FactRetention(ctx, by, in.Days, in.Cursor)
		})
	addPages(s, get("show-reviews", "/retention/reviews", "What is up for review",
		"The cases kept for at least a period that has ended. Nothing in them is destroyed until a review says so."),
		s.registrar.Reviews)
	addPages(s, get("show-not-started", "/retention/not-started", "Clocks that have not started",
		"The cases whose clock has not started, of which nothing is ever due: first those closed or dated whose class or first day is not known, then the open ones, the oldest first. A page may be short and still have a cursor."),
		s.registrar.NotStarted)
	addPages(s, get("show-holds", "/retention/holds", "Holds that stand",
		"Every hold that stands, the earliest review first; those whose review is overdue say so."),
		s.registrar.Holds)
	addLook(s, get("show-certificates", "/retention/certificates", "Certificates of destruction",
		"What was destroyed, in a month (London) or, where none is given, at any time and the latest first: how much, under which class and rule, on whose authority, and when it was seen to be gone."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Month  string `query:"month" pattern:"^[0-9]{4}-[0-9]{2}$" patternDescription:"the month as year-month, for example 2026-11" example:"2026-11"`
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (cases.CertificatesReport, error) {
			return s.registrar.Certificates(ctx, by, in.Month, in.Cursor)
		})
}
