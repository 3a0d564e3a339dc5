package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/registrar"
)

func reading(s *service) {
	addLook(s, get("search-disclosures", "/disclosures", "Search disclosures",
		"Newest first, any combination. Sees every disclosure acknowledged before it was asked. A page may be short, or empty, and still have a cursor: there is no more only when there is no cursor. A recorder sees its own department's."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Filter
			Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
			Cursor string `query:"cursor" maxLength:"512" doc:"From the page before, with the same question"`
			Digest bool   `query:"digest" doc:"Whether to take the digest of the rows, where this page is the whole of them: then each is read whole"`
		},
		) (registrar.Rows, error) {
			search, err := in.search()
			if err != nil {
				return registrar.Rows{}, err
			}
			rows, err := s.registrar.Search(ctx, by, search, in.Limit, in.Cursor)
			if err != nil || !in.Digest || in.Cursor != "" || rows.Cursor != "" {
				return rows, err
			}
			ids := make([]disclosure.EntryID, 0, len(rows.Rows))
			for _, row := range rows.Rows {
				ids = append(ids, row.ID)
			}
			rows.RowsSHA256, err = s.registrar.DigestOf(ctx, by.Caller, search, exporting.AsRecorded, ids)
			return rows, err
		})
	// What is read is whole disclosures, so a page holds fewer than one of rows.
	addLook(s, get("read-disclosures", "/disclosures/current", "Read disclosures as they now are",
		"What a search finds as it now reads, whole, newest first: what has been corrected is left out, and so is a correction found only under what it put right. Each says which of its flags still wait, who approved it and whether the register held that their post may, and, where the notice promises to ask for consent first, what became of that. A page is read on where all that it found has been corrected, up to ten times. It may be short and still have a cursor, and the last may be empty. A recorder sees its own department's: the disclosure, its flags and whether each waits, and nothing of consent, of who may approve or of who cleared a flag."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Filter
			Limit  int    `query:"limit" minimum:"1" maximum:"50" default:"50"`
			Cursor string `query:"cursor" maxLength:"512" doc:"From the page before, with the same question"`
			Digest bool   `query:"digest" doc:"Whether to take the digest of the rows, where this page is the whole of them: then each is read whole"`
		},
		) (registrar.Readings, error) {
			search, err := in.search()
			if err != nil {
				return registrar.Readings{}, err
			}
			page, err := s.registrar.Read(ctx, by, search, in.Limit, in.Cursor)
			if err != nil || !in.Digest || in.Cursor != "" || page.Cursor != "" {
				return page, err
			}
			ids := make([]disclosure.EntryID, 0, len(page.Disclosures))
			for _, d := range page.Disclosures {
				ids = append(ids, d.Entry)
			}
			page.RowsSHA256, err = s.registrar.DigestOf(ctx, by.Caller, search, exporting.AsItReads, ids)
			return page, err
		})
	addLook(s, get("open-disclosure", "/disclosures/{id}", "Open a disclosure",
		"The whole entry as recorded, with its corrections and letters."), ofEntry(s.registrar.Open))
	addLook(s, get("show-law", "/disclosures/{id}/law", "What law a disclosure was recorded under",
		"The versions of the catalogue and the notice that were applied when the entry was recorded; the rules it did not meet then, each with its title, and what they found of it besides; what is asked of such a disclosure, rule by rule, beside what the entry says to it; and what is now said to have been in force on its day. Nothing is decided again."),
		ofEntry(s.registrar.AppliedLaw))
}

// entryQuery asks for one entry.
type entryQuery struct {
	Sight
	ID string `path:"id"`
}

func ofEntry[B any](see func(context.Context, registrar.Looking, disclosure.EntryID) (B, error)) look[entryQuery, B] {
	return func(ctx context.Context, by registrar.Looking, in *entryQuery) (B, error) {
		id, err := entryID(in.ID)
		if err != nil {
			var none B
			return none, err
		}
		return see(ctx, by, id)
	}
}
