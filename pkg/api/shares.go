package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// SharePlace is a share in a path, by its original entry.
type SharePlace struct {
	ID string `path:"id" doc:"The share: the entry that recorded it"`
}

// recordShares takes shares of many people and who was in them.
func recordShares(s *service) {
	addChange(s, post("record-share", "/shares", "Record a share of many people",
		"Records routine or bulk sharing: what was shared, with whom, why and on what footing, of how many people, and how it can be told whether somebody was in it. It is judged as a disclosure that names nobody, and has a file and a retention clock of its own. Its people are listed in parts; until it is closed with as many as it says, every review of a person names it as one of which not everybody is known to be listed. It is corrected as a disclosure is, for all of its people at once."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			Body disclosure.ShareRecorded
		},
		) (registrar.Recorded, error) {
			return s.registrar.RecordShare(ctx, by, in.Body)
		})
	addChange(s, post("add-share-people", "/shares/{id}/parts/{n}", "List a part of a share's people",
		"Lists at most 80 people, wholly or not at all. The share and the part's number say which part it is, whatever the Idempotency-Key: the same part sent again gives the first answer, and the number with other people is a conflict. Nobody is listed twice. What is known of a person makes no difference to the answer."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			SharePlace
			N    int `path:"n" minimum:"1" maximum:"1000000" doc:"The part's number, from 1"`
			Body registrar.SharePeople
		},
		) (registrar.PartAdded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.PartAdded{}, err
			}
			return s.registrar.AddSharePeople(ctx, by, id, in.N, in.Body)
		})
}

// changeShares closes shares and takes people out of them.
func changeShares(s *service) {
	addChange(s, post("close-share", "/shares/{id}/close", "Close a share",
		"Compares the people listed with the number that the share gives, and starts its retention. A difference is flagged, and the share is named beside every review of a person until it is closed with none: add who is missing, or correct the number, and close it once more."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			SharePlace
		},
		) (registrar.ShareClosing, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.ShareClosing{}, err
			}
			return s.registrar.CloseShare(ctx, by, id)
		})
	addChange(s, post("remove-share-person", "/shares/{id}/removals", "Take one person out of a share",
		"For somebody who was in it by mistake: one entry. The share stays in what the Data Protection Officer sees of the person, who is told nothing of it until that is decided. With erase, what lists the person is destroyed the next night, though they were in it: for the Data Protection Officer."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			SharePlace
			Body registrar.SharePersonRemoved
		},
		) (registrar.Recorded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Recorded{}, err
			}
			return s.registrar.RemoveSharePerson(ctx, by, id, in.Body)
		})
}

// showShares shows shares and, a page at a time, who was in them.
func showShares(s *service) {
	addLook(s, get("show-shares", "/shares", "List shares of many people", "Newest first, as first recorded, each with its series, occasion, period and number of people as they now read. A department sees its own. With series, the occasions of one routine alone."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Series string `query:"series" maxLength:"100" doc:"Those alone that were an occasion of this series, however its capitals are written" example:"Yearly survey"`
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (registrar.Shares, error) {
			return s.registrar.ListShares(ctx, by, in.Series, in.Cursor)
		})
	addLook(s, get("show-share", "/shares/{id}", "Show a share of many people", "As it now reads, with how many people are listed, how many parts there are and at which number adding goes on. It names nobody."),
		ofEntry(s.registrar.ShowShare))
	addLook(s, get("show-share-people", "/shares/{id}/people", "Show a share's people", "A page at a time, in the order in which they were listed. A page may be empty and still have a cursor. It is one look, found by the share and by none of its people."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			SharePlace
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (registrar.ShareMembers, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.ShareMembers{}, err
			}
			return s.registrar.ShareMembers(ctx, by, id, in.Cursor)
		})
}
