package api

import (
	"context"

	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/registrar"
)

func sharing(s *service) {
	addLook(s, get("show-sharing", "/sharing", "What has been shared about a person",
		"Every disclosure about the person from a day on, as it reads now, with what the person had said against it by then (an objection, a restriction, a consent withdrawn), and every recipient once: who is told of a correction, an erasure or a restriction (UK GDPR Article 19). With limit, a page at a time; without, everything in one piece. The counts and the recipients are of everything, whatever part is asked for."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Person
			Since  string `query:"since" doc:"First day of disclosure, in London; ever when left out" example:"2026-05-03"`
			Limit  int    `query:"limit" minimum:"1" maximum:"200" doc:"How many disclosures a page has at most, and as many of what is unlisted; all of both when left out"`
			Series string `query:"series" maxLength:"100" doc:"The occasions of this series of shares alone, however its capitals are written" example:"Yearly survey"`
			Once   bool   `query:"once" doc:"Of each series of shares its newest occasion alone, with how many there are, what becomes of them and the newest twelve of the others. A series that has a new one while pages are turned stands on the first"`
			Cursor string `query:"cursor" maxLength:"512" doc:"From the page before, with the same question"`
		},
		) (answering.Sharing, error) {
			since, err := day("since", in.Since)
			if err != nil {
				return answering.Sharing{}, err
			}
			return s.registrar.Sharing(ctx, by, in.Subject, since, answering.SharingPage{Limit: in.Limit, Cursor: in.Cursor, Series: in.Series, Once: in.Once})
		})
}
