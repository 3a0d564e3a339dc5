package api

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// confirming says whether what a fact takes away of a protection is so.
func confirming(s *service) {
	addChange(s, post("confirm-fact", "/facts/{id}/confirm", "Confirm or refuse what a fact takes away",
		"Says whether a fact that takes away of a person's protection is so: that they were told of a marker, that consent is given again, that an objection or a restriction has ended. Until it is confirmed, what protected counts for everybody but the department that recorded it. The decision is an entry of its own. Nobody decides on what they recorded, nor about themselves."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"The entry that recorded the fact"`
			Body disclosure.FactConfirmed
		},
		) (registrar.Recorded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Recorded{}, err
			}
			return s.registrar.ConfirmFact(ctx, by, id, in.Body)
		})
}
