package policy

// provisions are the fields that say what obliged the council, or what gave a
// right of access.
var provisions = []string{"statutoryProvisionOrOrder", "statutoryProvision", "provision"}

// compulsion reports whether the law obliges the sharing and what obliges it is
// cited: a gateway that is a duty towards this recipient; a warrant or a
// production order by its number, or a statute by its provision; or a provision
// said to oblige. Then no recipient condition of a notice stands in the way; what
// it would have refused is flagged.
func (s *scene) compulsion() bool {
	if s.duty() && s.law.gateways[s.d.Justification.Gateway].Compels {
		return true
	}
	switch s.d.Evidence["legalCompulsion"] {
	case "warrant", "production-order":
		return !s.orderCameAfter() && (s.hasEvidence("orderNumber") || s.hasEvidence(provisions...))
	case "statute":
		return s.hasEvidence(provisions...)
	}
	return s.d.Evidence["provisionIsMandatory"] == true && s.hasEvidence(provisions...)
}

// duty reports whether a gateway is cited that is a duty towards this recipient,
// whether or not it says exactly what to share. One about which there is doubt
// counts for nothing, and nor does an order made only after the day.
func (s *scene) duty() bool {
	g := s.law.gateways[s.d.Justification.Gateway]
	return g != nil && g.Effect == Duty && g.Doubt == "" && g.Covers(s.on) &&
		(len(g.Recipients) == 0 || isAny(s.d.Recipient, g.Recipients)) &&
		(len(g.Evidence) == 0 || s.hasEvidence(g.Evidence...)) &&
		(g.ID != courtOrder || !s.orderCameAfter())
}

// courtOrder is the gateway by which an order obliges.
const courtOrder = "gw-court"

// orderCameAfter reports whether the evidence says that an order was made only
// after the day of the disclosure, which it then cannot have obliged.
func (s *scene) orderCameAfter() bool {
	made, given := evidenceDay(s.d.Evidence["orderDate"])
	return given && made.After(s.on)
}

// gateway flags a gateway that does not reach this recipient, that lacks what
// makes it bind, or about which there is doubt.
func (s *scene) gateway() {
	g := s.law.gateways[s.d.Justification.Gateway]
	if g == nil {
		return
	}
	const at, clears = "/justification/gateway", "A correction names the power or duty that was used, or the Data Protection Officer accepts this one."
	if len(g.Recipients) > 0 && !isAny(s.d.Recipient, g.Recipients) {
		s.out.flag(g.ID, at, "This gateway is not for a recipient of this kind.", clears)
	}
	for _, name := range g.Evidence {
		if !s.hasEvidence(name) {
			s.out.flag(g.ID, "/evidence/"+name, "This gateway obliges the council only with evidence of it. Give "+s.law.fields[name].Says+".", "A correction gives the evidence.")
		}
	}
	if g.Doubt != "" {
		s.out.flag(g.ID, at, g.Doubt, clears)
	}
	if g.ID == courtOrder && s.orderCameAfter() {
		s.out.flag(g.ID, "/evidence/orderDate", "The order was made only after the disclosure, so it did not oblige the council to make it.", "A correction mends the date, or names what the disclosure rested on.")
	}
}
