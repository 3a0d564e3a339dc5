package policy

// article6 asks for a lawful basis for every data item: its own, or the
// disclosure's. It holds for every decision to share, whatever exemption is
// relied on: an exemption lifts hurdles and supplies no basis (DPA 2018
// Schedule 2 paragraph 1(b)(i)). A condition of Annex 1 does not stand alone.
func (s *scene) article6() {
	for i, item := range s.d.Data {
		if s.hasBasis(basesOf(s.d, item)) {
			continue
		}
		pointer := "/justification/lawfulBases"
		if len(item.LawfulBases) > 0 {
			pointer = "/data/" + itoa(i) + "/lawfulBases"
		}
		if s.dead(item) {
			s.confidence()
			continue
		}
		detail := "Name the lawful basis for sharing this: UK GDPR Article 6(1). For a council's own task it is usually ukgdpr-6-1-e."
		if len(s.d.Justification.Exemptions) > 0 {
			detail += " An exemption does not replace it."
		}
		s.out.is(NoFooting)
		s.out.refuse("ukgdpr-6", pointer, detail, "A correction names a lawful basis that was in force on the day.", never)
	}
}

func (s *scene) hasBasis(ids []string) bool {
	for _, id := range ids {
		if item := s.inForce(id, LawfulBasis); item != nil && item.Parent == "" {
			return true
		}
	}
	return false
}
