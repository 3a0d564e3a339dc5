package policy

import "slices"

// aggregate reports whether the record is of figures that are about nobody: for a
// recipient of such figures, and said to be anonymised. Only then may it name no
// subject, and it is found by nobody's reference.
func (s *scene) aggregate() bool { return s.takesAggregates() && s.d.Evidence["anonymised"] == true }

// takesAggregates reports whether the recipient is one of figures about nobody.
func (s *scene) takesAggregates() bool {
	category, kind := s.law.recipients[s.d.Recipient.Category], s.law.recipientKind(s.d.Recipient)
	return category != nil && category.Aggregate || kind != nil && kind.Aggregate
}

// figures reports whether the record names nobody and is of such figures: no personal
// data, so that Articles 6, 9 and 10 ask for nothing.
func (s *scene) figures() bool {
	return len(s.d.Subjects) == 0 && s.d.Share == nil && s.aggregate()
}

func (s *scene) figuresNeed() Need { return allOf(subjectsNeed().opposite(), s.aggregateNeed()) }

func (s *scene) aggregateNeed() Need {
	return allOf(settled(s.takesAggregates()), s.anyEvidence("anonymised").oneOf(true))
}

func subjectsNeed() Need {
	return place("/subjects", "the people the data is about", ObjectNeed)
}

// aboutNobody holds a record without subjects to what makes it one of figures: it
// hides nobody, in an emergency as ever, and whatever else is found of its data.
func (s *scene) aboutNobody() {
	figures := s.figures()
	somebody := func() Need { return anyOf(subjectsNeed(), s.aggregateNeed().opposite()) }
	for i, item := range s.d.Data {
		tells := s.law.identifies(item.Category) || slices.Contains(markerData, item.Category)
		s.hold(ask{
			severity: Refuse, rule: accountable, at: "/data/" + itoa(i) + "/category",
			detail: "This names nobody as a subject, and data of this category says by itself whose it is. List the people, or take it out.", clears: "A correction lists the people the data is about.",
		}, !figures || !tells, func() Need { return anyOf(settled(!tells), somebody()) })
	}
	s.hold(ask{
		severity: Flag, rule: accountable, at: "/evidence/anonymisedHow", detail: "This names nobody as a subject. Say how it was made sure that the figures identify nobody.",
		clears: "A correction says how, or the Data Protection Officer has seen the figures.",
	}, !figures || s.hasEvidence("anonymisedHow"), func() Need { return anyOf(somebody(), s.anyEvidence("anonymisedHow")) })
}
