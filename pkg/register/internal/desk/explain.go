package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
)

// Explain says what the rules say of a disclosure, rule by rule, and writes
// nothing.
func (r *Registrar) Explain(ctx context.Context, by disclosure.Caller, d disclosure.Disclosure) (policy.Explanation, error) {
	reach, err := power.May(by, "record-disclosure")
	if err != nil {
		return policy.Explanation{}, err
	}
	if err := notByItself(&d); err != nil {
		return policy.Explanation{}, err
	}
	o, err := r.once(Asking{Caller: by}, "explain", d)
	if err != nil {
		return policy.Explanation{}, err
	}
	explained, _, err := r.explain(ctx, by, reach, o, d)
	return explained, err
}

// ExplainShare says what the rules say of a share of many people, and writes nothing.
func (r *Registrar) ExplainShare(ctx context.Context, by disclosure.Caller, s disclosure.ShareRecorded) (policy.Explanation, error) {
	reach, err := power.May(by, "record-share")
	if err != nil {
		return policy.Explanation{}, err
	}
	o, err := r.once(Asking{Caller: by}, "explain", s)
	if err != nil {
		return policy.Explanation{}, err
	}
	file, err := r.newFile()
	if err != nil {
		return policy.Explanation{}, err
	}
	explained, _, err := r.explain(ctx, by, reach, o, s.Disclosure(file))
	for i := range explained.Rules {
		explained.Rules[i].Pointer = placeInShare(explained.Rules[i].Pointer)
	}
	return explained, err
}

func (r *Registrar) explain(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, d disclosure.Disclosure) (policy.Explanation, *loaded, error) {
	normalise(&d)
	known, err := r.load(ctx, by, reach, o, &d, facts.Dryly)
	if err != nil {
		return policy.Explanation{}, nil, err
	}
	decision := r.decide(by, by.Department, &d, nil, known, r.at())
	decision.Flags = disclosure.ShownFlags(decision.Flags)
	return decision.Explain(), known, nil
}

// ExplainCorrection says what the rules say of a disclosure as a correction has it read,
// and writes nothing. What refuses or flags it stands where it would in the correction.
func (r *Registrar) ExplainCorrection(ctx context.Context, by disclosure.Caller, id disclosure.EntryID, c disclosure.Correction) (policy.Explanation, error) {
	reach, err := power.May(by, "correct-disclosure")
	if err != nil {
		return policy.Explanation{}, err
	}
	d := &c.Disclosure
	normalise(d)
	o, err := r.once(Asking{Caller: by}, "explain", c)
	if err != nil {
		return policy.Explanation{}, err
	}
	known, err := r.load(ctx, by, reach, o, d, facts.Dryly)
	if err != nil {
		return policy.Explanation{}, err
	}
	_, wrong, err := r.wrongEntry(ctx, by, reach, id)
	if err != nil {
		return policy.Explanation{}, err
	}
	decision := r.decideCorrection(by, wrong, d, known, r.at())
	decision.Flags = disclosure.ShownFlags(decision.Flags)
	return decision.Explain(), nil
}

// explainItem looks whether the item is in the register before it says what the
// rules say of it.
func (r *Registrar) explainItem(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, d disclosure.Disclosure, to *Outcome) error {
	explained, known, err := r.explain(ctx, by, reach, o, d)
	if err != nil {
		return err
	}
	if known.first != nil {
		to.Earlier = true
		return o.First(*known.first, &to.Recorded)
	}
	to.Explained = &explained
	return nil
}
