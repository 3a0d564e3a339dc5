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
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-chapter-5", at: "/transfer/mechanism",
		detail: "In what is recorded of the transfer no mechanism of UK GDPR Articles 45 to 49 was recognised. Compare the words under Transfer with what the law knows: regulations that find the country's protection adequate, the international data transfer agreement (IDTA) or the Addendum, standard data protection clauses, binding corporate rules, an approved code of conduct or certification, an instrument or arrangement between public bodies, or a derogation of Article 49 such as explicit consent, legal claims or vital interests.",
		clears: "A correction names the mechanism in force on the day, or the Data Protection Officer accepts what is recorded.",
	}, !leavesUK(t) || strings.TrimSpace(t.Mechanism) == "" || namesMechanism(t), func() Need {
		return anyOf((&TransferTest{}).need().opposite(), place("/transfer/mechanism", "on what mechanism the data left the United Kingdom", TextNeed).testing("A mechanism of UK GDPR Articles 45 to 49."))
	})
	s.adequate()
}

// namesMechanism reports whether the record names what the law knows as protecting a
// transfer.
func namesMechanism(t *disclosure.Transfer) bool { return len(mechanismsOf(t)) > 0 }

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
