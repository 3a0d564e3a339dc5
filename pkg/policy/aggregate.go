package policy

import "slices"

// aggregate reports whether the record is of figures that are about nobody: for a
// recipient of such figures, and said to be anonymised. Only then may it name no
// subject, and it is found by nobody's reference.
func (s *scene) aggregate() bool {
	category, kind := s.law.recipients[s.d.Recipient.Category], s.law.recipientKind(s.d.Recipient)
	takes := category != nil && category.Aggregate || kind != nil && kind.Aggregate
	return takes && s.d.Evidence["anonymised"] == true
}

// aboutNobody holds a record without subjects to what makes it one of figures: it
// hides nobody.
func (s *scene) aboutNobody() {
	if len(s.d.Subjects) > 0 || !s.aggregate() {
		return
	}
	for i, item := range s.d.Data {
		if (s.law.identifies(item.Category) || slices.Contains(markerData, item.Category)) && !s.out.finds("/data") {
			s.out.refuse(accountable, "/data/"+itoa(i)+"/category", "This names nobody as a subject, and data of this category says by itself whose it is. List the people, or take it out.", "A correction lists the people the data is about.", never)
		}
	}
	if !s.hasEvidence("anonymisedHow") {
		s.out.flag(accountable, "/evidence/anonymisedHow", "This names nobody as a subject. Say how it was made sure that the figures identify nobody.", "A correction says how, or the Data Protection Officer has seen the figures.")
	}
}
