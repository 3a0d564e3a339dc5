package policy

import "disclosure-register/pkg/disclosure"

// article6 asks for a lawful basis for every data item: its own, or the
// disclosure's. It holds for every decision to share, whatever exemption is
// relied on: an exemption lifts hurdles and supplies no basis (DPA 2018
// Schedule 2 paragraph 1(b)(i)). A condition of Annex 1 does not stand alone.
func (s *scene) article6() {
	for i, item := range s.d.Data {
		pointer := "/justification/lawfulBases"
		if len(item.LawfulBases) > 0 {
			pointer = "/data/" + itoa(i) + "/lawfulBases"
		}
		based, dead, nobodys := s.hasBasis(basesOf(s.d, item)), s.dead(item), s.nobodys(item)
		detail := "Name the lawful basis for sharing this: UK GDPR Article 6(1). For a council's own task it is usually ukgdpr-6-1-e."
		if began := s.basesBegan(); s.on.Before(began) {
			detail = "None of the lawful bases of UK GDPR Article 6(1) was the law on that day: they began on " + inWords(began) + ". Check the date."
		}
		if len(s.d.Justification.Exemptions) > 0 {
			detail += " An exemption does not replace it."
		}
		s.hold(ask{
			severity: Refuse, rule: "ukgdpr-6", at: pointer, detail: detail, clears: "A correction names a lawful basis that was in force on the day.",
			aspect: NoFooting, choice: choiceOfBasis,
		}, based || nobodys, func() Need { return anyOf(s.basisNeed(based), s.nobodysNeed()) })
		s.confidence(based || !dead, func() Need { return s.livingOr(s.basisNeed(based)) })
	}
}

// basesBegan is the first day on which there was a lawful basis.
func (s *scene) basesBegan() (began disclosure.Date) {
	for _, item := range s.law.catalogue.Items {
		if item.Kind == LawfulBasis && (began.IsZero() || item.From.Before(began)) {
			began = item.From
		}
	}
	return began
}

// basisNeed asks for a basis that stands alone and was in force on the day.
func (s *scene) basisNeed(based bool) Need {
	if based || !s.asks.bases {
		return settled(based)
	}
	leaf := s.asks.basesLeaf()
	for i := range s.law.catalogue.Items {
		if basis := &s.law.catalogue.Items[i]; s.hasBasis([]string{basis.ID}) {
			leaf.Values = append(leaf.Values, basis.ID)
		}
	}
	return leaf
}

func (s *scene) hasBasis(ids []string) bool {
	for _, id := range ids {
		if item := s.inForce(id, LawfulBasis); item != nil && item.Parent == "" {
			return true
		}
	}
	return false
}

// deadNeed is met where everybody the data is about has died.
func (s *scene) deadNeed() Need {
	leaf := s.roleNeed([]string{"deceased"})
	leaf.Label = "the roles of the person, who has died"
	return leaf
}

// livingOr is met where somebody the data is about lives, or else by the need.
func (s *scene) livingOr(otherwise Need) Need { return anyOf(s.deadNeed().opposite(), otherwise) }
