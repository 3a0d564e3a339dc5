package policy

import (
	"disclosure-register/pkg/disclosure"
)

// lawOfTheDay refuses reliance on law that was not in force on the day of the
// disclosure, whatever it is now: the law of that day governs.
func (s *scene) lawOfTheDay() {
	for _, c := range s.citations() {
		s.asOfTheDay(c, s.law.items[c.id].Span, chosen(s.law.items[c.id].Covers(s.on)))
	}
	if g := s.law.gateways[s.d.Justification.Gateway]; g != nil {
		s.asOfTheDay(cited{g.ID, "/justification/gateway"}, g.Span, chosen(g.Covers(s.on)))
	}
	for _, c := range s.compatibilities() {
		s.asOfTheDay(cited{c.ID, "/evidence/purposeCompatibility"}, c.Span, func() Need {
			return anyOf(settled(c.Covers(s.on)), s.anyEvidence("purposeCompatibility").noneOf(c.ID))
		})
	}
}

// compatibilities returns the reason why the purpose is compatible that is given; when
// asking, every reason that could be.
func (s *scene) compatibilities() []*Compatibility {
	if s.asks == nil {
		if id, _ := s.d.Evidence["purposeCompatibility"].(string); s.law.compat[id] != nil {
			return []*Compatibility{s.law.compat[id]}
		}
		return nil
	}
	if s.asks.before != nil {
		return nil // no choice bears on them
	}
	var all []*Compatibility
	for i := range s.law.catalogue.Compatibility {
		all = append(all, &s.law.catalogue.Compatibility[i])
	}
	return all
}

func (s *scene) asOfTheDay(c cited, span Span, need func() Need) {
	when := "It came into force on " + inWords(span.From) + "."
	if s.on.After(span.From) {
		when = "It ended on " + inWords(span.Until) + "."
	}
	s.hold(ask{
		severity: Refuse, rule: c.id, at: c.pointer, detail: "This was not the law on the day of the disclosure. " + when + " Name what was in force on that day.",
		clears: "A correction names law that was in force on the day.",
	}, span.Covers(s.on), need)
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
		if a.Effect == "" {
			continue
		}
		open, aspect := !s.closed(a), Aspect("")
		if !open && a.Effect == Refuse && s.restsOn(c.id) {
			aspect = NoFooting
		}
		s.hold(ask{
			severity: a.Effect, rule: c.id, at: c.pointer, detail: a.Why, aspect: aspect,
			clears: "A correction names a ground open to the council, or the Data Protection Officer accepts this one.",
		}, open, func() Need { return s.availableNeed(a) })
	}
	for _, c := range s.compatibilities() {
		if a := c.Availability; a.Effect != "" {
			s.hold(ask{
				severity: a.Effect, rule: c.ID, at: "/evidence/purposeCompatibility", detail: a.Why,
				clears: "A correction names another reason why the purpose is compatible.",
			}, false, func() Need { return s.anyEvidence("purposeCompatibility").noneOf(c.ID) })
		}
	}
}

// availableNeed asks for what opens an item to the council.
func (s *scene) availableNeed(a Availability) Need {
	bare := a
	bare.Unless = nil
	if !s.closed(bare) {
		return settled(true)
	}
	var needs []Need
	for _, field := range a.Unless {
		needs = append(needs, s.anyEvidence(field))
	}
	if len(needs) == 0 {
		return settled(false)
	}
	return allOf(needs...)
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
				s.hold(ask{
					severity: Flag, rule: c.id, at: c.pointer, detail: doubt.Why, clears: "The Data Protection Officer accepts the reliance, or a correction drops it.",
				}, false, chosen(false))
			}
		}
	}
}
