package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

// ReadingParameters are a search and a page of what it finds. A reading holds a
// whole disclosure, so a page holds fewer than one of rows.
type ReadingParameters struct {
	Filter
	Limit  int    `query:"limit" minimum:"1" maximum:"50" default:"50"`
	Cursor string `query:"cursor" maxLength:"512" doc:"From the page before, with the same question"`
}

func reading(s *service, api huma.API) {
	huma.Register(api, get("show-law", "/disclosures/{id}/law", "What law a disclosure was recorded under",
		"The versions of the catalogue and the notice that were applied when the entry was recorded and the rules it did not meet then, beside what they now say was in force on the day of the disclosure."),
		func(ctx context.Context, in *struct {
			Sight
			ID string `path:"id"`
		},
		) (*shown[registrar.AppliedLaw], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			id, err := entryID(in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.AppliedLaw(ctx, by, id)
			return show(body, err, s)
		})
	huma.Register(api, get("read-disclosures", "/disclosures/current", "Read disclosures as they now are",
		"What a search finds as it now reads, whole, newest first: what has been corrected is left out, and so is a correction found only under what it put right. Each says which of its flags still wait, who approved it and whether the register held that their post may, and, where the notice promises to ask for consent first, what became of that. A page may be short, or empty, and still have a cursor."),
		func(ctx context.Context, in *struct {
			Sight
			ReadingParameters
		},
		) (*shown[registrar.Readings], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			search, err := in.search()
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.Read(ctx, by, search, in.Limit, in.Cursor)
			return show(body, err, s)
		})
}
