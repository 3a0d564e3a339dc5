package facts

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Together is what is known of some people, and under every other reference of theirs, by
// canonical forms.
type Together map[string]Item

// Others are every other reference of the person's that joins of the sort lead to.
func (t Together) Others(reference string, sort func(Joined) bool) []string {
	var found []string
	seen := map[string]bool{disclosure.Canonical(reference): true}
	for next := []string{reference}; len(next) > 0; next = next[1:] {
		for _, j := range t[disclosure.Canonical(next[0])].Joins {
			if form := disclosure.Canonical(j.With); !seen[form] && sort(j) {
				seen[form] = true
				found, next = append(found, j.With), append(next, j.With)
			}
		}
	}
	return found
}

// AnyJoin is every join.
func AnyJoin(Joined) bool { return true }

// ToAnswers are those that reach an answer of the day.
func ToAnswers(on disclosure.Date) func(Joined) bool {
	return func(j Joined) bool { return j.Answers && !on.After(j.Until) }
}

// Standing is what stands of the person: all under this reference, and what protects
// under the others, as though it had been recorded of this one.
func (t Together) Standing(reference string) []Known {
	known := Standing(t[disclosure.Canonical(reference)].Known)
	for _, other := range t.Others(reference, AnyJoin) {
		for _, k := range Standing(t[disclosure.Canonical(other)].Known) {
			if policy.Protects(k.Fact) {
				k.About.Reference = reference
				known = append(known, k)
			}
		}
	}
	return known
}
