package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// duplicates shows what may be recorded twice.
func duplicates(s *service) {
	addLook(s, get("show-duplicates", "/duplicates", "What may be recorded twice",
		"Pairs of disclosures that look alike: of one case, day, recipient and people, with some of the same data, by another department or under another Idempotency-Key. Each with who recorded which, what is the same and what differs. No department is told of another's. With decided=true, what was decided of pairs, newest first."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			From    string `query:"from" doc:"First day on which they were disclosed; a year before the last when left out" example:"2026-11-01"`
			To      string `query:"to" doc:"Last day on which they were; today when left out"`
			Entry   string `query:"entry" maxLength:"64" doc:"One of the two: the pairs of which it is one alone, all of them, whatever else is asked for"`
			Decided bool   `query:"decided" doc:"What was decided, instead of what was not. It takes no days"`
			Cursor  string `query:"cursor" maxLength:"512"`
		},
		) (registrar.Duplicates, error) {
			if in.Entry != "" {
				id, err := entryID(in.Entry)
				if err != nil {
					return registrar.Duplicates{}, err
				}
				return s.registrar.DuplicatesOf(ctx, by, id)
			}
			from, to, err := period(in.From, in.To)
			if err != nil {
				return registrar.Duplicates{}, err
			}
			if in.Decided {
				return s.registrar.DuplicatesDecided(ctx, by, in.Cursor)
			}
			return s.registrar.Duplicates(ctx, by, from, to, in.Cursor)
		})
}

// decideDuplicate decides on two of them.
func decideDuplicate(s *service) {
	addChange(s, post("decide-duplicate", "/disclosures/{id}/duplicate", "Decide whether two are one",
		"Puts on record that this disclosure and another are one sharing recorded twice, of which the other counts, or that they are two. Both stay in the log; what is one counts once in statistics, totals and the answer to the person, where whatever is kept of either is kept of both. It is taken back by deciding that they are two, and holds until either is corrected. That they are two is said by nobody of what they recorded, and by two people where anything in either was with the police, for safeguarding or against serious harm, or may tell of a marker: the first is answered that it does not stand, and somebody else sends the same with confirms."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"The last word on the disclosure that was recorded once too often"`
			Body disclosure.DuplicateDecided
		},
		) (registrar.Decided, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Decided{}, err
			}
			return s.registrar.DecideDuplicate(ctx, by, id, in.Body)
		})
}
