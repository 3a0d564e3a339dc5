package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// policyDocument flags reliance on a condition that counts only with an
// appropriate policy document, where none is named: Schedule 1 paragraph 1, all
// of Part 2, and what paragraph 36 extends. Paragraph 10 needs none for
// disclosing to a competent authority (sub-paragraph (2)).
func (s *scene) policyDocument() {
	named := s.d.Justification.PolicyDocument
	for _, c := range s.once() {
		item := s.law.items[c.id]
		extends := s.asks != nil && item.PolicyDocument == DocumentAsExtended
		if !s.needsDocument(item) && !extends {
			continue
		}
		documented := s.hold(ask{
			severity: Flag, rule: "dpa18-sch1-part4", at: "/justification/policyDocument",
			detail: "The condition relied on counts only where the council has an appropriate policy document. Name the document and the version in force on the day.",
			clears: "A correction names the document, or the Data Protection Officer confirms that it was in force.", aspect: OutsideNotice,
		}, named != nil, func() Need {
			if extends {
				return anyOf(policyDocumentNeed(), s.anyEvidence("part2ConditionId").noneOf(s.extendedWithDocument(item)...))
			}
			return policyDocumentNeed()
		})
		if !documented && s.restsOnDocument() {
			s.out.is(NoFooting)
		}
		break
	}
	s.documentInForce(named)
}

// restsOnDocument reports whether something shared has no condition but one that counts
// only with a policy document.
func (s *scene) restsOnDocument() bool {
	return slices.ContainsFunc(s.once(), func(c cited) bool { return s.needsDocument(s.law.items[c.id]) && s.restsOn(c.id) })
}

// extendedWithDocument are the conditions that the item extends and that need a policy
// document.
func (s *scene) extendedWithDocument(item *Item) []any {
	var ids []any
	for _, id := range item.Extends {
		if s.needsDocument(s.law.items[id]) {
			ids = append(ids, id)
		}
	}
	return ids
}

func policyDocumentNeed() Need {
	return place("/justification/policyDocument", "the appropriate policy document, with its reference and version", ObjectNeed)
}

func (s *scene) needsDocument(c *Item) bool {
	switch c.PolicyDocument {
	case DocumentAlways:
		return true
	case DocumentUnlessCompetent:
		return !s.law.competentAuthority(s.d.Recipient)
	case DocumentAsExtended:
		// A condition cited beside it answers for itself; one named in the evidence
		// alone is looked up.
		part2, _ := s.d.Evidence["part2ConditionId"].(string)
		return slices.Contains(c.Extends, part2) && s.needsDocument(s.law.items[part2])
	}
	return false
}

// competentAuthority reports whether the recipient processes for law enforcement
// (DPA 2018 section 30 and Schedule 7).
func (l *Law) competentAuthority(r disclosure.Recipient) bool {
	category, kind := l.recipients[r.Category], l.recipientKind(r)
	return category != nil && category.CompetentAuthority || kind != nil && kind.CompetentAuthority
}

// documentInForce flags a version that the register knows not to have been in
// force on the day. A document of which the register holds nothing is believed.
func (s *scene) documentInForce(named *disclosure.VersionedRef) {
	known, held := false, false
	for _, f := range s.q.Facts {
		if named == nil || f.Kind != disclosure.FactPolicyDocument || !disclosure.Same(f.About.Reference, named.Reference) {
			continue
		}
		known = true
		held = held || f.Version == named.Version && f.Holds(s.on)
	}
	s.hold(ask{
		severity: Flag, rule: "dpa18-sch1-part4", at: "/justification/policyDocument/version",
		detail: "That version of the policy document was not in force on the day. Name the version that was.", clears: "A correction names the version in force on the day.", aspect: OutsideNotice,
	}, !known || held, func() Need {
		none := policyDocumentNeed()
		none.Absent = true
		return anyOf(none, (&FactTest{Kind: disclosure.FactPolicyDocument, OrNone: true}).need().testing("Where the register knows the document, the version that is named was in force on the day."))
	})
}
