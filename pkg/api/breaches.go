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

// closedBreaches lists the others.
func closedBreaches(s *service) {
	addPages(s, get("show-closed-breaches", "/breaches/closed", "Breaches with nothing left to do",
		"Over the whole register, by the day from which what is on record of each holds, the latest first: breaches of which the regulator was notified, or need not be, and of which nobody is left to be told. One of which a department has given another account since is among the open ones too."),
		s.registrar.ClosedBreaches)
}

// openBreaches is apart from [breach] for the reason that [untold] is.
func openBreaches(s *service) {
	addPages(s, get("show-open-breaches", "/breaches", "Breaches with something to do",
		"Over the whole register, by when the council became aware: breaches whose 72 hours are running or over, those that only a disclosure names, and those of which people at high risk are still to be told. A page may be short, or empty, and still have a cursor."),
		s.registrar.OpenBreaches)
}
