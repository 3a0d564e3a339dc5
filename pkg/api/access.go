package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

func accesses(s *service) {
	addLook(s, get("show-accesses", "/access", "Who looked",
		"Everyone who looked at a person, an entry or a case, or in one month, the latest first: who, in which role, why, at what, and how many results. Asking is itself on record."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Month    string `query:"month" maxLength:"7" doc:"In UTC. Left out: every month of the person, entry, case, caller or unstated given, and the current one when none is" example:"2026-11"`
			Caller   string `query:"caller" maxLength:"64" doc:"An entry's recordedBy.caller"`
			Action   string `query:"action" maxLength:"64" doc:"An operation of this API" example:"open-letter"`
			Case     string `query:"case" maxLength:"64" doc:"The case that was asked for, or that what was shown is of"`
			Entry    string `query:"entry" maxLength:"36" doc:"The entry that was opened"`
			Subject  string `query:"subject" minLength:"1" maxLength:"128" doc:"The council's reference for the person that was asked for, or that an entry opened is about"`
			Unstated bool   `query:"unstated" doc:"Only those who did not say why"`
			Limit    int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
			Cursor   string `query:"cursor" maxLength:"512"`
		},
		) (registrar.AccessRows, error) {
			search := registrar.AccessSearch{
				Month: in.Month, Caller: in.Caller, Action: in.Action, Case: disclosure.CaseRef(in.Case),
				Entry: disclosure.EntryID(in.Entry), Subject: in.Subject, Unstated: in.Unstated,
			}
			rows, err := s.registrar.Accesses(ctx, by, search, in.Limit, in.Cursor)
			for _, row := range rows.Accesses {
				if does := summaries[row.Action]; does != "" {
					if rows.Titles == nil {
						rows.Titles = map[string]string{}
					}
					rows.Titles[row.Action] = does
				}
			}
			return rows, err
		})
}
