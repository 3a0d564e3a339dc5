package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/registrar"
)

// accessRequests serves requests for access and what is decided for their answers.
func accessRequests(s *service) {
	addChange(s, post("record-access-request", "/access-requests", "Record a request for access",
		"Somebody asked for a person's data (UK GDPR Article 15). The month of Article 12(3) runs from the day of receipt, or from the day on which it was settled who asks, if that is later; an extension ends at most two months after it and is told within it. What changes about a request is recorded whole, naming the entry that it replaces."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			Body answering.RequestForAccess
		},
		) (registrar.Recorded, error) {
			return s.registrar.RecordRequest(ctx, by, in.Body)
		})
	addLook(s, get("show-access-requests", "/access-requests", "Requests for access",
		"Those that are open, by their last day, so that what is overdue comes first; or those that have ended, the latest first."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			State   string `query:"state" enum:"open,ended" default:"open"`
			Subject string `query:"subject" maxLength:"128" doc:"The council's reference for the person: theirs alone, all at once"`
			Cursor  string `query:"cursor" maxLength:"512"`
		},
		) (asking.AccessRequests, error) {
			if in.Subject != "" {
				return s.registrar.AccessRequestsAbout(ctx, by, in.Subject, in.State == "ended")
			}
			return s.registrar.AccessRequests(ctx, by, in.State == "ended", in.Cursor)
		})
	addChange(s, post("release-answer", "/access-requests/{id}/release", "Release an answer",
		"Records that the answer to the request went out as the draft with this digest, which ends the request. Refused where the draft reads otherwise by now, and while anything of the person's is undecided that is not left out by name, with a reason: a decision to withhold it for this answer, looked at again within 28 days."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"Entry of the request, as it now stands"`
			Body answering.Release
		},
		) (answering.ReleasedAnswer, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return answering.ReleasedAnswer{}, disclosure.Fail(disclosure.NotFound, "There is no such request for access.")
			}
			return s.registrar.Release(ctx, by, id, in.Body)
		})
	addChange(s, post("decide-answer", "/answers/decisions", "Decide what a person is told",
		"The Data Protection Officer decides to show, or to withhold on a ground and until a day of review, disclosures as they now read, towards the person or who acts for them. A later word opens the question again. Nobody decides on what they recorded or asked for. Showing what went to the police or for safeguarding, or tells of a marker, needs the recording department's word and a second person, who confirms the first one's decision. What another law forbids is not shown whoever decides."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			Body disclosure.AnswerDecision
		},
		) (registrar.Decided, error) {
			return s.registrar.DecideAnswer(ctx, by, in.Body)
		})
	addLook(s, get("show-undecided", "/answers/undecided", "Decide first",
		"What is kept from a person because nobody has decided, over the whole register or of one person: since when, why, what would be printed, the ground and those that could reach it, who recorded it, what the same disclosure does for its other people, what was decided last, and the request that it holds up. A page may be short, or empty, and still have a cursor."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Subject string `query:"subject" maxLength:"128" doc:"The council's reference for the person; everybody when left out"`
			Cursor  string `query:"cursor" maxLength:"512"`
		},
		) (answering.Undecided, error) {
			if in.Subject != "" {
				return s.registrar.UndecidedAbout(ctx, by, in.Subject)
			}
			return s.registrar.Undecided(ctx, by, in.Cursor)
		})
}
