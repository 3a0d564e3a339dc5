package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

func clearing(s *service, api huma.API) {
	huma.Register(api, post("clear-flag", "/disclosures/{id}/flags/{flag}/clear", "Clear a flag",
		"Takes a flag off the DPO's queue, with a reason. The flag stays in its entry, and the clearing is an entry too. Nobody clears a flag on what they recorded."),
		func(ctx context.Context, in *struct {
			Target
			ID   string `path:"id" doc:"The flagged entry"`
			Flag int    `path:"flag" minimum:"0" doc:"Which of its flags, counted from 0"`
			Body struct {
				Reason string `json:"reason" minLength:"1" maxLength:"2000" doc:"What cleared it"`
			}
		},
		) (*created[registrar.Recorded], error) {
			by, err := s.asking(ctx, in.Target)
			if err != nil {
				return nil, s.fail(err)
			}
			id, err := entryID(in.ID)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.ClearFlag(ctx, by, id, in.Flag, in.Body.Reason)
			return answer(body, err, s)
		})
}
