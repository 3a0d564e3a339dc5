package api

import (
	"context"

	"disclosure-register/pkg/register/registrar"
)

func breach(s *service) {
	addLook(s, get("show-breach", "/breach", "A breach",
		"What went where, whose it was, whether it came back, and where the 72 hours of UK GDPR Article 33 stand: by the reference in the breach register, or by a disclosure that went wrong. How a breach stands is recorded as a fact."),
		func(ctx context.Context, by registrar.Looking, in *struct {
			Sight
			Reference string `query:"reference" minLength:"1" maxLength:"128" doc:"The reference in the breach register" example:"DBC-BR-2026-007"`
			Entry     string `query:"entry" doc:"A disclosure that went wrong"`
		},
		) (view registrar.BreachView, err error) {
			q := registrar.BreachQuestion{Reference: in.Reference}
			if in.Entry != "" {
				if q.Entry, err = entryID(in.Entry); err != nil {
					return view, err
				}
			}
			return s.registrar.Breach(ctx, by, q)
		})
}

// openBreaches is apart from [breach] for the reason that [untold] is.
func openBreaches(s *service) {
	addPages(s, get("show-open-breaches", "/breaches", "Breaches with something to do",
		"Over the whole register, by when the council became aware: breaches whose 72 hours are running or over, those that only a disclosure names, and those of which people at high risk are still to be told. A page may be short, or empty, and still have a cursor."),
		s.registrar.OpenBreaches)
}
