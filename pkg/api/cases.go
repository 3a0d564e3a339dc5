package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// CasePlace is a case in a path.
type CasePlace struct {
	Case string `path:"case" maxLength:"64" minLength:"1" doc:"The council's case reference"`
}

func (in CasePlace) ref() disclosure.CaseRef { return disclosure.CaseRef(in.Case) }

func cases(s *service) {
	addLook(s, get("show-case", "/cases/{case}", "Show a case",
		"Its state, its holds, its letters, and when each thing is due for destruction and why."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			CasePlace
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (registrar.CaseView, error) {
			return s.registrar.Case(ctx, by, in.ref(), in.Cursor)
		})
	addCaseChange(s, "close-case", "/close", "Close a case", "Retention runs from the day given.", s.registrar.Close)
	addCaseChange(s, "reopen-case", "/reopen", "Reopen a case", "Its clocks stop, and start afresh from the next closure.", s.registrar.Reopen)
	addCaseChange(s, "date-case", "/dates", "Date a case",
		"The days its periods run from and the classes it is of, whole: what is left out is not known. Corrects what was said before; every clock follows at once.",
		s.registrar.DateCase)
	addCaseChange(s, "review-case", "/review", "Review a case",
		"What a review decided about a case kept for at least a period. Only a review lets such a case be destroyed.",
		s.registrar.ReviewCase)
	addCaseChange(s, "stop-disposal", "/disposal/stop", "Stop a disposal",
		"During the cooling-off alone; GET the case says until when. A stop is a hold: it stands until it is released.",
		s.registrar.StopDisposal)
	addCaseChange(s, "place-hold", "/holds", "Place a hold", "Nothing in the case is destroyed while a hold stands. The answer's id names the hold.", s.registrar.PlaceHold)
	addChange(s, post("release-hold", "/cases/{case}/holds/{hold}/release", "Release a hold", "Disposal goes on once no other hold stands."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			CasePlace
			Hold string `path:"hold"`
			Body disclosure.HoldReleased
		},
		) (registrar.Recorded, error) {
			return s.registrar.ReleaseHold(ctx, by, in.ref(), disclosure.EntryID(in.Hold), in.Body)
		})
}

// addCaseChange adds an operation that changes a case and answers with its entry.
func addCaseChange[B any](
	s *service, id, path, summary, description string,
	change func(context.Context, registrar.Asking, disclosure.CaseRef, B) (registrar.Recorded, error),
) {
	addChange(s, post(id, "/cases/{case}"+path, summary, description), func(ctx context.Context, by registrar.Asking, in *struct {
		Target
		CasePlace
		Body B
	},
	) (registrar.Recorded, error) {
		return change(ctx, by, in.ref(), in.Body)
	})
}
