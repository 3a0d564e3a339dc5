package policy

import "strings"

// transfer asks on what mechanism data left the United Kingdom (UK GDPR Chapter
// V). Which mechanisms there are changed on 5 February 2026, so it is kept as it
// was called on the day.
func (s *scene) transfer() {
	if t := s.d.Transfer; t != nil && strings.TrimSpace(t.Mechanism) == "" {
		s.out.refuse("ukgdpr-chapter-5", "/transfer/mechanism", "Say on what mechanism the data left the United Kingdom, such as adequacy regulations or an agreement with its date.", "A correction names the mechanism in force on the day.", inEmergency)
	}
}

// transferForm finds a transfer that went nowhere: it would count, wherever
// transfers are counted, as data that left the United Kingdom.
func (s *scene) transferForm() {
	if t := s.d.Transfer; t != nil && liesIn(t.Country, unitedKingdom) {
		s.out.broken("/transfer/country", "This is in the United Kingdom, so nothing left it. Take the transfer out, or give the country the data went to.")
	}
}
