package registrar

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Explain says what the rules say of a disclosure, rule by rule, and writes
// nothing.
func (r *Registrar) Explain(ctx context.Context, by disclosure.Caller, d disclosure.Disclosure) (policy.Explanation, error) {
	if _, err := may(by, "record-disclosure"); err != nil {
		return policy.Explanation{}, err
	}
	normalise(&d)
	o, err := r.once(Asking{Caller: by}, "explain", d)
	if err != nil {
		return policy.Explanation{}, err
	}
	known, err := r.load(ctx, by.Register, o, &d)
	if err != nil {
		return policy.Explanation{}, err
	}
	return r.decide(by, &d, known, r.at()).Explain(), nil
}
