package api

import (
	"context"
	"time"

	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
)

// You are who asks, as the token says.
type You struct {
	Name       string              `json:"name" example:"B. Example"`
	Register   disclosure.Register `json:"register" doc:"The council's ONS code" example:"E07000107"`
	Council    string              `json:"council" doc:"Its name" example:"Dartford"`
	Department string              `json:"department,omitempty" doc:"Left out of who has none" example:"housing"`
	Roles      []disclosure.Role   `json:"roles" enum:"recorder,dpo,auditor,admin"`
	May        []MayDo             `json:"may" doc:"Every operation that is in your power, and no other; how far it goes is looked at again at each call"`
	TokenEnds  time.Time           `json:"tokenEnds,omitzero" format:"date-time" doc:"When the token ends; left out where it cannot be told" example:"2026-11-09T10:30:00Z"`
}

// MayDo is one thing that is in somebody's power.
type MayDo struct {
	Operation string `json:"operation" doc:"Its name in this description (operationId)" example:"record-disclosure"`
	Reach     string `json:"reach" enum:"own,all" doc:"Whether it is about what your own department has recorded, or about all of the register"`
	Purpose   bool   `json:"purpose,omitempty" doc:"True of a look: you have to say why, and it is on record"`
}

func whoAsks(s *service) {
	add(s, get("show-me", "/me", "Who you are here",
		"What the token says of you: your name, the register, your roles and your department; which operations are in your power, and how far; and when the token ends. It shows nothing of what is in the register, and is on record as no look."),
		func(ctx context.Context, in *Place) (*answer[You], error) {
			by, err := s.caller(ctx, *in)
			if err != nil {
				return nil, err
			}
			register, _ := s.registrar.Law().Register(by.Register)
			you := You{
				Name: by.Name, Register: by.Register, Council: register.Name, Department: by.Department,
				Roles: by.Roles, May: []MayDo{}, TokenEnds: auth.End(ctx),
			}
			for _, c := range power.Table {
				if reach := c.Reaches(by); reach != power.None {
					you.May = append(you.May, MayDo{c.Name, reach.String(), c.Does == power.Looks})
				}
			}
			return &answer[You]{you}, nil
		})
}
