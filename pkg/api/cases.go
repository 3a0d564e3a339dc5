package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
)

func cases(s *service, api huma.API) {
	retaining(s, api)
	huma.Register(api, get("show-case", "/cases/{case}", "Show a case",
		"Its state, its holds, its letters, and when each thing is due for destruction and why."),
		func(ctx context.Context, in *struct {
			Sight
			CasePlace
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (*shown[registrar.CaseView], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Case(ctx, by, disclosure.CaseRef(in.Case), in.Cursor)
			return show(body, err, s)
		})
	changeCase(s, api, "close-case", "/close", "Close a case", "Retention runs from the day given.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.Closure) (registrar.Recorded, error) {
			return s.registrar.Close(ctx, by, ref, body)
		})
	changeCase(s, api, "reopen-case", "/reopen", "Reopen a case", "Its clocks stop, and start afresh from the next closure.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.Reopening) (registrar.Recorded, error) {
			return s.registrar.Reopen(ctx, by, ref, body)
		})
	changeCase(s, api, "place-hold", "/holds", "Place a hold", "Nothing in the case is destroyed while a hold stands. The answer's id names the hold.",
		func(ctx context.Context, by registrar.Asking, ref disclosure.CaseRef, body disclosure.HoldPlaced) (registrar.Recorded, error) {
			return s.registrar.PlaceHold(ctx, by, ref, body)
		})
	huma.Register(api, post("release-hold", "/cases/{case}/holds/{hold}/release", "Release a hold", "Disposal goes on once no other hold stands."),
		func(ctx context.Context, in *struct {
			Target
			CasePlace
			Hold string `path:"hold"`
			Body disclosure.HoldReleased
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.ReleaseHold(ctx, by, disclosure.CaseRef(in.Case), disclosure.EntryID(in.Hold), in.Body)
			return answer(body, err, s)
		})
}

// changeCase adds an operation that changes a case and answers with its entry.
func changeCase[B any](
	s *service, api huma.API, id, path, summary, description string,
	change func(context.Context, registrar.Asking, disclosure.CaseRef, B) (registrar.Recorded, error),
) {
	huma.Register(api, post(id, "/cases/{case}"+path, summary, description),
		func(ctx context.Context, in *struct {
			Target
			CasePlace
			Body B
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := change(ctx, by, disclosure.CaseRef(in.Case), in.Body)
			return answer(body, err, s)
		})
}
