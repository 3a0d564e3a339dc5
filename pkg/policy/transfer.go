package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// transfer asks on what mechanism data left the United Kingdom (UK GDPR Chapter
// V). Which mechanisms there are changed on 5 February 2026, so it is kept as it
// was called on the day.
func (s *scene) transfer() {
	t := s.d.Transfer
	s.hold(ask{
		severity: Refuse, rule: "ukgdpr-chapter-5", at: "/transfer/mechanism",
		detail: "Say on what mechanism the data left the United Kingdom, such as adequacy regulations or an agreement with its date.",
		clears: "A correction names the mechanism in force on the day.", forgiveness: inEmergency,
	}, !leavesUK(t) || strings.TrimSpace(t.Mechanism) != "", func() Need {
		return anyOf((&TransferTest{}).need().opposite(), place("/transfer/mechanism", "on what mechanism the data left the United Kingdom", TextNeed))
	})
}

// noCountry are words by which an officer says of a transfer that there was none.
var noCountry = []string{"n a", "na", "none", "nil", "no", "not applicable", "no transfer", "nowhere", "not transferred"}

// leavesUK reports whether the data left the United Kingdom. A transfer to a part of
// it is none; nor is one to "n/a" that says no more. Where it went is not known, it left.
func leavesUK(t *disclosure.Transfer) bool {
	if t == nil || liesIn(t.Country, unitedKingdom) {
		return false
	}
	return !slices.Contains(noCountry, bareWords(t.Country)) || saysSomething(t.Mechanism) || saysSomething(t.Instrument)
}

func saysSomething(text string) bool {
	return !saysNothing(text) && !slices.Contains(noCountry, bareWords(text))
}
