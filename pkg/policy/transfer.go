package policy

import (
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

// leavesUK reports whether the data left the United Kingdom. A transfer to a part of
// it is none.
func leavesUK(t *disclosure.Transfer) bool { return t != nil && !liesIn(t.Country, unitedKingdom) }
