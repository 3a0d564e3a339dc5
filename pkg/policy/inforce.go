package policy

import (
	"disclosure-register/pkg/disclosure"
)

// lawOfTheDay refuses reliance on law that was not in force on the day of the
// disclosure, whatever it is now: the law of that day governs.
func (s *scene) lawOfTheDay() {
	for _, c := range s.citations() {
		s.asOfTheDay(c, s.law.items[c.id].Span)
	}
	if g := s.law.gateways[s.d.Justification.Gateway]; g != nil {
		s.asOfTheDay(cited{g.ID, "/justification/gateway"}, g.Span)
	}
	if id, _ := s.d.Evidence["purposeCompatibility"].(string); s.law.compat[id] != nil {
		s.asOfTheDay(cited{id, "/evidence/purposeCompatibility"}, s.law.compat[id].Span)
	}
}

func (s *scene) asOfTheDay(c cited, span Span) {
	if span.Covers(s.on) {
		return
	}
	when := "It came into force on " + inWords(span.From) + "."
	if s.on.After(span.From) {
		when = "It ended on " + inWords(span.Until) + "."
	}
	s.out.refuse(c.id, c.pointer, "This was not the law on the day of the disclosure. "+when+" Name what was in force on that day.", "A correction names law that was in force on the day.", never)
}

// inWords writes a day as a letter would.
func inWords(d disclosure.Date) string {
	return d.Start().In(disclosure.London).Format("2 January 2006")
}

// availability refuses or flags reliance on what is not a council's to rely on:
// Article 6(1)(f) and (ea) in its tasks, conditions for other bodies, grounds
// that belong to courts or to the Secretary of State.
func (s *scene) availability() {
	for _, c := range s.citations() {
		a := s.law.items[c.id].Availability
		if a.Effect == "" || !s.closed(a) {
			continue
		}
		if a.Effect == Refuse && s.restsOn(c.id) {
			s.out.is(NoFooting)
		}
		s.out.by(a.Effect, c.id, c.pointer, a.Why, "A correction names a ground open to the council, or the Data Protection Officer accepts this one.", never)
	}
	if id, _ := s.d.Evidence["purposeCompatibility"].(string); s.law.compat[id] != nil {
		if a := s.law.compat[id].Availability; a.Effect != "" {
			s.out.by(a.Effect, id, "/evidence/purposeCompatibility", a.Why, "A correction names another reason why the purpose is compatible.", never)
		}
	}
}

// closed reports whether the item is closed to the council in this disclosure.
func (s *scene) closed(a Availability) bool {
	if isAny(s.d.Recipient, a.OnlyRecipients) {
		return false
	}
	for _, item := range s.d.Data {
		for _, category := range a.OnlyData {
			if item.Category == category {
				return false
			}
		}
	}
	for _, field := range a.Unless {
		if !s.hasEvidence(field) {
			return true
		}
	}
	return len(a.Unless) == 0
}

// doubts flags reliance that is doubtful for this recipient.
func (s *scene) doubts() {
	for _, c := range s.citations() {
		for _, doubt := range s.law.items[c.id].Doubts {
			if is(s.d.Recipient, doubt.Recipient) {
				s.out.flag(c.id, c.pointer, doubt.Why, "The Data Protection Officer accepts the reliance, or a correction drops it.")
			}
		}
	}
}
