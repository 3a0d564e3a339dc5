package policy

// provision is the field for what obliged the council or gave a power or a right of
// access.
const provision = "legalPower"

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
		return !s.orderCameAfter() && (s.hasEvidence("orderNumber") || s.hasEvidence(provision))
	case "statute":
		return s.hasEvidence(provision)
	}
	return s.d.Evidence["provisionIsMandatory"] == true && s.hasEvidence(provision)
}

// duty reports whether a gateway is cited that is a duty towards this recipient,
// whether or not it says exactly what to share. One about which there is doubt
// counts for nothing, and nor does an order made only after the day.
func (s *scene) duty() bool {
	return s.dutyCited() && s.triggered(s.law.gateways[s.d.Justification.Gateway])
}

// dutyCited reports whether such a gateway is cited, whether or not it is shown that
// the duty arose. An order is not cited without its number.
func (s *scene) dutyCited() bool {
	g := s.law.gateways[s.d.Justification.Gateway]
	return g != nil && g.Effect == Duty && g.Doubt == "" && g.Covers(s.on) &&
		(len(g.Recipients) == 0 || isAny(s.d.Recipient, g.Recipients)) &&
		(g.Trigger != OnOrder || s.triggered(g)) &&
		(g.ID != courtOrder || !s.orderCameAfter())
}

// triggered reports whether there is evidence of what brings the gateway into play.
func (s *scene) triggered(g *Gateway) bool {
	return len(g.Evidence) == 0 || s.hasEvidence(g.Evidence...)
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
	if !s.triggered(g) {
		s.out.flag(g.ID, "/evidence/"+g.Evidence[0], triggerSays[g.Trigger]+" Give "+s.law.fields[g.Evidence[0]].Says+".", "A correction gives the evidence.")
	}
	if g.Doubt != "" {
		s.out.flag(g.ID, at, g.Doubt, clears)
	}
	if g.ID == courtOrder && s.orderCameAfter() {
		s.out.flag(g.ID, "/evidence/orderDate", "The order was made only after the disclosure, so it did not oblige the council to make it.", "A correction mends the date, or names what the disclosure rested on.")
	}
}

// triggerSays says why a gateway does not oblige without evidence.
var triggerSays = map[GatewayTrigger]string{
	OnRequest: "This gateway obliges the council only where it was asked, and nothing shows a request.",
	OnOrder:   "This gateway obliges the council only by an order or a notice, and none is given.",
	OnEvent:   "This gateway obliges the council only where what it is for has come about, and nothing shows that.",
}
