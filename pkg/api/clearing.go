package api

import (
	"context"

	"disclosure-register/pkg/registrar"
)

func clearing(s *service) {
	addChange(s, post("clear-flag", "/disclosures/{id}/flags/{flag}/clear", "Clear a flag",
		"Takes a flag off the DPO's queue, with a reason. The flag stays in its entry, and the clearing is an entry too. Nobody clears a flag on what they recorded."),
		func(ctx context.Context, by registrar.Asking, in *struct {
			Target
			ID   string `path:"id" doc:"The flagged entry"`
			Flag int    `path:"flag" minimum:"0" doc:"Which of its flags, counted from 0"`
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"What cleared it"`
			}
		},
		) (registrar.Recorded, error) {
			id, err := entryID(in.ID)
			if err != nil {
				return registrar.Recorded{}, err
			}
			return s.registrar.ClearFlag(ctx, by, id, in.Flag, in.Body.Reason)
		})
}
