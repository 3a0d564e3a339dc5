package policy

import "slices"

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
		return !s.orderCameAfter() && (s.hasEvidence("orderNumber") || s.obligingPower())
	case "statute":
		return s.obligingPower()
	}
	return s.d.Evidence["provisionIsMandatory"] == true && s.obligingPower()
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
	return g != nil && g.Effect == Duty && g.Doubt == "" && s.reaches(g) && (g.Trigger != OnOrder || s.triggered(g)) && !s.cameAfter(g)
}

// reaches reports whether the gateway was in force on the day, towards such a recipient.
func (s *scene) reaches(g *Gateway) bool {
	return g.Covers(s.on) && (len(g.Recipients) == 0 || isAny(s.d.Recipient, g.Recipients))
}

// triggered reports whether there is evidence of what brings the gateway into play, and
// none that it came only after the day.
func (s *scene) triggered(g *Gateway) bool {
	return len(g.Evidence) == 0 || s.hasEvidence(g.Evidence...) && !s.cameAfter(g)
}

// triggerNeed asks for that evidence.
func (s *scene) triggerNeed(g *Gateway) Need {
	if len(g.Evidence) == 0 {
		return settled(true)
	}
	ways, days := []Need{}, []Need{}
	for _, name := range g.Evidence {
		leaf := s.anyEvidence(name)
		if s.law.fields[name].Type == DayField {
			leaf = leaf.by(s.on)
			days = append(days, leaf.ifGiven())
		}
		ways = append(ways, leaf)
	}
	return allOf(append(days, anyOf(ways...))...)
}

// cameAfter reports whether the evidence says that what brings the gateway into play, a
// request or an order, came only after the day of the disclosure.
func (s *scene) cameAfter(g *Gateway) bool {
	return g.ID == courtOrder && s.orderCameAfter() || slices.ContainsFunc(s.triggerDays(g), s.isLater)
}

// triggerDays are the fields that say on which day that came.
func (s *scene) triggerDays(g *Gateway) []string {
	return slices.DeleteFunc(slices.Clone(g.Evidence), func(name string) bool { return s.law.fields[name].Type != DayField })
}

// isLater reports whether the evidence gives a day after that of the disclosure.
func (s *scene) isLater(field string) bool {
	day, given := evidenceDay(s.d.Evidence[field])
	return given && day.After(s.on)
}

// mendsDate would clear a flag that what obliged came only after the disclosure.
const mendsDate = "A correction mends the date, or names what the disclosure rested on."

// courtOrder is the gateway by which an order obliges.
const courtOrder = "gw-court"

// orderCameAfter reports whether the evidence says that an order was made only
// after the day of the disclosure, which it then cannot have obliged.
func (s *scene) orderCameAfter() bool {
	return s.isLater("orderDate")
}

const termObliged = "obliged"

// compelledNeed asks for one of the ways in which the law obliges the sharing: see
// [scene.compulsion].
func (s *scene) compelledNeed() Need {
	return s.term(termObliged, "the law obliges the sharing, and what obliges it is cited", s.obliged)
}

func (s *scene) obliged() Need {
	orderInTime := s.anyEvidence("orderDate").by(s.on).ifGiven()
	compulsion, power := s.anyEvidence("legalCompulsion"), s.anyEvidence(provision)
	return anyOf(
		s.dutyNeed(func(g *Gateway) bool { return g.Compels }),
		allOf(compulsion.oneOf("warrant", "production-order"), orderInTime, anyOf(s.anyEvidence("orderNumber"), power)),
		allOf(compulsion.oneOf("statute"), power),
		allOf(s.anyEvidence("provisionIsMandatory").oneOf(true), power, compulsion.oneOf().noneOf("warrant", "production-order")),
	)
}

// dutyNeed asks for a gateway that is a duty towards this recipient, among those that
// pass, and for what shows that the duty arose: see [scene.duty].
func (s *scene) dutyNeed(passes func(*Gateway) bool) Need {
	var ways []Need
	for i := range s.law.catalogue.Gateways {
		g := &s.law.catalogue.Gateways[i]
		if g.Effect == Duty && g.Doubt == "" && s.reaches(g) && passes(g) {
			ways = append(ways, s.broughtIntoPlay(g))
		}
	}
	return anyOf(ways...)
}

// broughtIntoPlay asks for the gateway, and for what shows that it was brought into play.
func (s *scene) broughtIntoPlay(g *Gateway) Need {
	way := allOf(s.gatewayNeed(func(other *Gateway) bool { return other.ID == g.ID }), s.triggerNeed(g))
	if g.ID == courtOrder {
		way = allOf(way, s.anyEvidence("orderDate").by(s.on).ifGiven())
	}
	return way
}

// dutyCitedNeed asks for such a gateway, whether or not it is shown that the duty
// arose: see [scene.dutyCited].
func (s *scene) dutyCitedNeed() Need {
	var ways []Need
	for i := range s.law.catalogue.Gateways {
		g := &s.law.catalogue.Gateways[i]
		if g.Effect != Duty || g.Doubt != "" || !s.reaches(g) || g.Trigger == OnOrder {
			continue
		}
		way := []Need{s.gatewayNeed(func(other *Gateway) bool { return other.ID == g.ID })}
		for _, field := range s.triggerDays(g) {
			way = append(way, s.anyEvidence(field).by(s.on).ifGiven())
		}
		ways = append(ways, allOf(way...))
	}
	return anyOf(append(ways, s.dutyNeed(func(g *Gateway) bool { return g.Trigger == OnOrder }))...)
}

// gateway flags a gateway that does not reach this recipient, that lacks what
// makes it bind, or about which there is doubt.
func (s *scene) gateway() {
	g := s.law.gateways[s.d.Justification.Gateway]
	if g == nil {
		return
	}
	const at, clears = "/justification/gateway", "A correction names the power or duty that was used, or the Data Protection Officer accepts this one."
	reaches := len(g.Recipients) == 0 || isAny(s.d.Recipient, g.Recipients)
	s.hold(ask{severity: Flag, rule: g.ID, at: at, detail: "This gateway is not for a recipient of this kind.", clears: clears}, reaches, chosen(reaches))
	if len(g.Evidence) > 0 {
		s.hold(ask{
			severity: Flag, rule: g.ID, at: "/evidence/" + g.Evidence[0],
			detail: triggerSays[g.Trigger] + " Give " + s.law.fields[g.Evidence[0]].Says + ".", clears: "A correction gives the evidence.",
		}, s.hasEvidence(g.Evidence...), func() Need { return s.anyEvidence(g.Evidence...) })
	}
	for _, field := range s.triggerDays(g) {
		s.hold(ask{
			severity: Flag, rule: g.ID, at: "/evidence/" + field, detail: "What the gateway turns on came only after the disclosure, so it did not oblige the council to make it.",
			clears: mendsDate,
		}, !s.isLater(field), func() Need { return s.anyEvidence(field).by(s.on).ifGiven() })
	}
	s.hold(ask{severity: Flag, rule: g.ID, at: at, detail: g.Doubt, clears: clears}, g.Doubt == "", chosen(g.Doubt == ""))
	if g.ID == courtOrder {
		s.hold(ask{
			severity: Flag, rule: g.ID, at: "/evidence/orderDate", detail: "The order was made only after the disclosure, so it did not oblige the council to make it.",
			clears: mendsDate,
		}, !s.orderCameAfter(), func() Need { return s.anyEvidence("orderDate").by(s.on).ifGiven() })
	}
}

// triggerSays says why a gateway does not oblige without evidence.
var triggerSays = map[GatewayTrigger]string{
	OnRequest: "This gateway obliges the council only where it was asked, and nothing shows a request.",
	OnOrder:   "This gateway obliges the council only by an order or a notice, and none is given.",
	OnEvent:   "This gateway obliges the council only where what it is for has come about, and nothing shows that.",
}
