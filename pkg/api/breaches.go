package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"disclosure-register/pkg/registrar"
)

func breach(s *service, api huma.API) {
	huma.Register(api, get("show-breach", "/breach", "A breach",
		"What went where, whose it was, whether it came back, and where the 72 hours of UK GDPR Article 33 stand: by the reference in the breach register, or by a disclosure that went wrong. How a breach stands is recorded as a fact."),
		func(ctx context.Context, in *struct {
			Sight
			Reference string `query:"reference" maxLength:"128" pattern:"^[!-~]([ -~]*[!-~])?$" patternDescription:"printable ASCII with no space at either end, as it is recorded" doc:"The reference in the breach register" example:"DBC-BR-2026-007"`
			Entry     string `query:"entry" doc:"A disclosure that went wrong"`
		},
		) (*shown[registrar.BreachView], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			q := registrar.BreachQuestion{Reference: in.Reference}
			if in.Entry != "" {
				if q.Entry, err = entryID(in.Entry); err != nil {
					return nil, s.fail(err)
				}
			}
			body, err := s.registrar.Breach(ctx, by, q)
			return show(body, err, s)
		})
}

// openBreaches is apart from [breach] for the reason that [untold] is.
func openBreaches(s *service, api huma.API) {
	huma.Register(api, get("show-open-breaches", "/breaches", "Breaches with something to do",
		"Over the whole register, by when the council became aware: breaches whose 72 hours are running or over, those that only a disclosure names, and those of which people at high risk are still to be told. A page may be short, or empty, and still have a cursor."),
		func(ctx context.Context, in *struct {
			Sight
			Cursor string `query:"cursor" maxLength:"512"`
		},
		) (*shown[registrar.OpenBreaches], error) {
			by, err := s.looking(ctx, in.Sight)
			if err != nil {
				return nil, s.fail(err)
			}
			body, err := s.registrar.OpenBreaches(ctx, by, in.Cursor)
			return show(body, err, s)
		})
}
