package policy_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// What a disclosure is found by, questions 10 and 11, is what some flag of it answers, and
// no flag of what the notice does not cover is in one that it covers: whatever was shared
// under whichever notice.
func TestTheFlagsThatAnswerAreThoseOfTheAspect(t *testing.T) {
	l := policy.Load()
	questions := anyQuestion(l)
	rapid.Check(t, func(t *rapid.T) {
		q := questions.Draw(t, "question")
		happened(q.Disclosure)
		decision := l.Decide(q)
		if !decision.Accepted() {
			return
		}
		for _, a := range []policy.Aspect{policy.NoFooting, policy.OutsideNotice} {
			var said []disclosure.Flag
			for _, f := range decision.Flags {
				if slices.Contains(l.Answers(q.Register, q.Disclosure, f), a) {
					said = append(said, f)
				}
			}
			found := slices.Contains(decision.Aspects, a) || slices.Contains(decision.KeptAspects, a)
			if found && len(said) == 0 {
				t.Errorf("%s is answered by none of %v", a, decision.Flags)
			}
			if !found && len(said) > 0 && a != policy.NoFooting { // of what does not count, while another footing does
				t.Errorf("no %s, and it is answered by %v", a, said)
			}
		}
	})
}
