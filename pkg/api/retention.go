package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

// retaining adds what changes how long a case is kept.
func retaining(s *service, api huma.API) {
	changeCase(s, api, "date-case", "/dates", "Date a case",
		"The days its periods run from and the classes it is of, whole: what is left out is not known. Corrects what was said before; every clock follows at once.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.CaseDates) (registrar.Recorded, error) {
			return s.registrar.DateCase(ctx, by, ref, body)
		})
	changeCase(s, api, "review-case", "/review", "Review a case",
		"What a review decided about a case kept for at least a period. Only a review lets such a case be destroyed.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.CaseReviewed) (registrar.Recorded, error) {
			return s.registrar.ReviewCase(ctx, by, ref, body)
		})
	changeCase(s, api, "stop-disposal", "/disposal/stop", "Stop a disposal",
		"During the cooling-off alone; GET the case says until when. A stop is a hold: it stands until it is released.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.DisposalStopped) (registrar.Recorded, error) {
			return s.registrar.StopDisposal(ctx, by, ref, body)
		})
}

// reporting adds the reports of what is due, held and destroyed.
func reporting(s *service, api huma.API) {
	report(s, api, "show-retention-records", "/retention/records", "What is past retention, disposed of, or on hold",
		"In one answer: the holds that stand and why, the cases past their retention, those up for review, and what was disposed of since a day, under which class and rule and on whose authority. A page is of one of these, so it may be short, or empty, and still have a cursor.",
		func(ctx context.Context, by registrar.Looking, in *disposals) (registrar.RetentionRecords, error) {
			var since disclosure.Date
			if in.Since != "" {
				var err error
				if since, err = day("since", in.Since); err != nil {
					return registrar.RetentionRecords{}, err
				}
			}
			return s.registrar.RetentionRecords(ctx, by, since, in.Cursor)
		}, func(in *disposals) Sight { return in.Sight })
	report(s, api, "show-due", "/retention/due", "What is due for destruction",
		"The cases whose disposal may begin within the days given, or is under way, the earliest first, and why.",
		func(ctx context.Context, by registrar.Looking, in *forecast) (registrar.DueReport, error) {
			return s.registrar.DueWithin(ctx, by, in.Days, in.Cursor)
		}, func(in *forecast) Sight { return in.Sight })
	report(s, api, "show-fact-retention", "/retention/facts", "Facts that are to go, or to be looked at",
		"The facts (consents, objections, markers, agreements) that may be destroyed within the days given, the earliest first, and then those in force for so long that somebody should ask whether they still are. A page may be short, or empty, and still have a cursor.",
		func(ctx context.Context, by registrar.Looking, in *forecast) (registrar.FactsReport, error) {
			return s.registrar.FactRetention(ctx, by, in.Days, in.Cursor)
		}, func(in *forecast) Sight { return in.Sight })
	page(s, api, "show-reviews", "/retention/reviews", "What is up for review",
		"The cases kept for at least a period that has ended. Nothing in them is destroyed until a review says so.", s.reviews)
	page(s, api, "show-not-started", "/retention/not-started", "Clocks that have not started",
		"The cases whose clock has not started, of which nothing is ever due: first those closed or dated whose class or first day is not known, then the open ones, the oldest first. A page may be short, or empty, and still have a cursor.", s.notStarted)
	page(s, api, "show-holds", "/retention/holds", "Holds that stand",
		"Every hold that stands, the earliest review first; those whose review is overdue say so.", s.holds)
	report(s, api, "show-certificates", "/retention/certificates", "Certificates of a month",
		"What was destroyed in the month (London): how much, under which class and rule, on whose authority, and when it was seen to be gone.",
		func(ctx context.Context, by registrar.Looking, in *monthly) (registrar.CertificatesReport, error) {
			return s.registrar.Certificates(ctx, by, in.Month, in.Cursor)
		}, func(in *monthly) Sight { return in.Sight })
}

// forecast asks for a page of what is due within some days.
type forecast struct {
	Sight
	Days   int    `query:"days" minimum:"0" maximum:"366" default:"90" doc:"Days ahead"`
	Cursor string `query:"cursor" maxLength:"512"`
}

// disposals asks for a page of what is kept, and of what was disposed of since a
// day.
type disposals struct {
	Sight
	Since  string `query:"since" doc:"First day of the disposals shown, in London; a year ago when left out" example:"2026-01-01"`
	Cursor string `query:"cursor" maxLength:"512"`
}

// monthly asks for a page of a month.
type monthly struct {
	Sight
	Month  string `query:"month" required:"true" minLength:"7" maxLength:"7" example:"2026-11"`
	Cursor string `query:"cursor" maxLength:"512"`
}

// paged asks for a page.
type paged struct {
	Sight
	Cursor string `query:"cursor" maxLength:"512"`
}

func (s *service) reviews(ctx context.Context, by registrar.Looking, in *paged) (registrar.DueReport, error) {
	return s.registrar.Reviews(ctx, by, in.Cursor)
}

func (s *service) notStarted(ctx context.Context, by registrar.Looking, in *paged) (registrar.DueReport, error) {
	return s.registrar.NotStarted(ctx, by, in.Cursor)
}

func (s *service) holds(ctx context.Context, by registrar.Looking, in *paged) (registrar.HoldsReport, error) {
	return s.registrar.Holds(ctx, by, in.Cursor)
}

func page[B any](s *service, api huma.API, id, path, summary, description string, read func(context.Context, registrar.Looking, *paged) (B, error)) {
	report(s, api, id, path, summary, description, read, func(in *paged) Sight { return in.Sight })
}

// report adds an operation that answers with a page of a report.
func report[I, B any](
	s *service, api huma.API, id, path, summary, description string,
	read func(context.Context, registrar.Looking, *I) (B, error), sight func(*I) Sight,
) {
	huma.Register(api, get(id, path, summary, description), func(ctx context.Context, in *I) (*shown[B], error) {
		by, err := s.looking(ctx, sight(in))
		if err != nil {
			return nil, s.fail(err)
		}
		body, err := read(ctx, by, in)
		return show(body, err, s)
	})
}
