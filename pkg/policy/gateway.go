package policy

// compulsion reports whether the law obliges the sharing and what obliges it is
// cited: a gateway that is a duty towards this recipient, or a warrant, a
// production order, or a provision said to oblige. Then no recipient condition
// of a notice stands in the way; what it would have refused is flagged.
func (s *scene) compulsion() bool {
	if g := s.law.gateways[s.d.Justification.Gateway]; g != nil && s.obliges(g) {
		return true
	}
	switch s.d.Evidence["legalCompulsion"] {
	case "warrant", "production-order":
		return true
	case "statute":
		return s.hasEvidence("statutoryProvisionOrOrder", "statutoryProvision", "provision")
	}
	mandatory, _ := s.d.Evidence["provisionIsMandatory"].(bool)
	return mandatory && s.hasEvidence("statutoryProvisionOrOrder", "statutoryProvision", "provision")
}

// obliges reports whether the gateway binds the council towards this recipient.
func (s *scene) obliges(g *Gateway) bool {
	if !g.Compels || !g.Covers(s.on) {
		return false
	}
	if len(g.Recipients) > 0 && !isAny(s.d.Recipient, g.Recipients) {
		return false
	}
	return len(g.Evidence) == 0 || s.hasEvidence(g.Evidence...)
}
