package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// dead reports whether a data item is only about people who have died, by their
// role. They are no data subjects (DPA 2018 section 3(3)), so Articles 6, 9 and 10
// ask for nothing.
func (s *scene) dead(item disclosure.DataItem) bool {
	people := s.d.Subjects
	if item.Subject != "" {
		people = slices.DeleteFunc(slices.Clone(people), func(p disclosure.Subject) bool { return !disclosure.Same(p.Reference, item.Subject) })
	}
	return len(people) > 0 && !slices.ContainsFunc(people, func(p disclosure.Subject) bool { return !hasDied(p) })
}

// hasDied reports whether the person is said to have died.
var hasDied = inRole([]string{"deceased"})

// nobodys reports whether a data item is no personal data: it is only about people who
// have died, or one of figures about nobody.
func (s *scene) nobodys(item disclosure.DataItem) bool { return s.dead(item) || s.figures() }

func (s *scene) nobodysNeed() Need { return anyOf(s.deadNeed(), s.figuresNeed()) }

// kindOf is how the law sees a data item. What is no personal data is neither special
// category data nor criminal offence data.
func (s *scene) kindOf(item disclosure.DataItem) DataKind {
	kind := s.law.dataKind(item.Category)
	if (kind == SpecialData || kind == CriminalData) && s.nobodys(item) {
		return ""
	}
	return kind
}

// onlyTheDead reports whether nobody whom the data is about could be told.
func (s *scene) onlyTheDead() bool { return s.dead(disclosure.DataItem{}) }

// confidence flags, once, what the UK GDPR asks nothing of and confidence may still
// forbid: the duty outlives the person it is owed to. A reason why it allowed this
// answers that, and so does what obliged the council, such as a coroner's notice.
//
// It speaks where the law would have asked for something of the living: unless says
// where it does not.
func (s *scene) confidence(unless bool, unlessNeed func() Need) {
	reasons, powers := []string{"confidenceOverrideReason", "confidentialityBasis"}, []string{"legalPower", "noticeNumber", "orderNumber"}
	if s.asks != nil && s.asks.before != nil {
		return // a choice asks for no more of it
	}
	coroner := is(s.d.Recipient, "coroner")
	s.hold(ask{
		severity: Flag, rule: "gw-common-law", at: "/evidence/confidenceOverrideReason",
		detail: "This is said to be about somebody who has died, so the UK GDPR asks for no basis or condition. The duty of confidence outlives them: say in confidenceOverrideReason why it allowed this.",
		clears: "A correction gives the reason, or the Data Protection Officer confirms that the person had died and that confidence allowed it.",
	}, unless || s.hasEvidence(reasons...) || s.compelled || coroner && s.hasEvidence(powers...), func() Need {
		return anyOf(unlessNeed(), s.anyEvidence(reasons...), s.compelledNeed(), allOf(settled(coroner), s.anyEvidence(powers...)))
	})
}
