package policy

import (
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
)

// proof asks for the evidence each basis, condition and exemption calls for, and
// for words on necessity where any of them covers only what is necessary.
func (s *scene) proof() {
	for _, c := range s.once() {
		item := s.law.items[c.id]
		for _, need := range item.Evidence {
			if !s.denied(c, item, need) {
				s.evidenceNeed(item, need)
			}
		}
	}
	s.necessity()
	s.consent()
	s.obligation()
	s.opinion()
	s.representative()
}

func (s *scene) evidenceNeed(item *Item, need EvidenceNeed) {
	if need.Missing == "" {
		return
	}
	field := s.law.fields[need.Fields[0]]
	s.hold(ask{
		severity: need.Missing, rule: item.ID, at: "/evidence/" + field.Name, detail: "Relying on " + item.Citation + " calls for evidence. Give " + field.Says + ".",
		clears: givesEvidence, forgiveness: inEmergency, aspect: OutsideNotice,
	}, s.hasEvidence(need.Fields...) || need.OrDuty && (s.dutyCited() || s.compelled) || need.OrFact != nil && s.knownOfThose(need.OrFact, item.ID) || s.waived(need), func() Need {
		ways := []Need{s.anyEvidence(need.Fields...), settled(s.waived(need))}
		if need.OrDuty {
			ways = append(ways, s.dutyCitedNeed(), s.compelledNeed())
		}
		if need.OrFact != nil {
			ways = append(ways, need.OrFact.need())
		}
		return anyOf(ways...)
	})
}

// knownOfThose reports whether the register holds such a fact of each person whose data
// rests on the item: one person's consent carries nobody else's data.
func (s *scene) knownOfThose(fact *FactTest, id string) bool {
	if s.d.Share != nil {
		return false
	}
	people := slices.DeleteFunc(slices.Clone(s.d.Subjects), func(p disclosure.Subject) bool { return !s.restsFor(p, id) })
	return len(people) > 0 && !slices.ContainsFunc(people, func(p disclosure.Subject) bool { return !fact.among(s, s.factsAbout(p)) })
}

// restsFor reports whether data about the person rests on the basis or condition.
func (s *scene) restsFor(person disclosure.Subject, id string) bool {
	return slices.ContainsFunc(s.d.Data, func(item disclosure.DataItem) bool {
		return item.IsOf(person.Reference) && (slices.Contains(basesOf(s.d, item), id) || slices.Contains(conditionsOf(s.d, item), id))
	})
}

// denied reports whether the evidence says no where only a yes will do, and finds
// it. A condition that is not met refuses the record, unless everything shared
// rests on something else as well.
func (s *scene) denied(c cited, item *Item, need EvidenceNeed) bool {
	for _, name := range need.Fields {
		if need.Denied == "" {
			continue
		}
		severity, aspect := need.Denied, Aspect("")
		if severity == Refuse {
			severity, aspect = s.reliance(c.id)
		}
		if !s.hold(ask{
			severity: severity, rule: item.ID, at: "/evidence/" + name, detail: item.Citation + " is not met where the answer is no: " + s.law.fields[name].Says + ".",
			clears: "A correction names another footing, or mends the answer.", aspect: aspect,
		}, s.d.Evidence[name] != false, func() Need { return s.anyEvidence(name).noneOf(false) }) {
			return true
		}
	}
	return false
}

// reliance says what a footing that is not met brings: a refusal where something rests
// on it alone, and a flag where everything has another too.
func (s *scene) reliance(id string) (Severity, Aspect) {
	if s.restsOn(id) {
		return Refuse, NoFooting
	}
	return Flag, ""
}

// waived reports whether Schedule 1 paragraph 36 does away with the need to show
// substantial public interest: it does for offence data, and never for special
// category data.
func (s *scene) waived(need EvidenceNeed) bool {
	return slices.Contains(need.Fields, "substantialPublicInterestReason") &&
		slices.Contains(s.d.LegalItems(), "dpa18-sch1-para36") &&
		!slices.ContainsFunc(s.d.Data, func(i disclosure.DataItem) bool { return s.law.dataKind(i.Category) == SpecialData })
}

// necessity asks, once, why so much was needed.
func (s *scene) necessity() {
	why := []string{"whyNecessary", "necessityReason", "proportionalityNote"}
	for _, c := range s.once() {
		if s.law.items[c.id].Necessity {
			s.hold(ask{
				severity: Flag, rule: c.id, at: "/justification/necessity", detail: "What is relied on covers only what is necessary. Say why this much was needed and no less would do.",
				clears: saysWhyNecessary,
			}, s.text(PlaceNecessity) != "" || s.hasEvidence(why...), func() Need { return anyOf(s.placeNeed(PlaceNecessity), s.anyEvidence(why...)) })
			return
		}
	}
}

// obligation holds Article 6(1)(c) to what obliges: a provision said only to
// permit supports it no more than a gateway that is a power.
func (s *scene) obligation() {
	for _, c := range s.once() {
		if c.id == "ukgdpr-6-1-c" {
			s.hold(ask{
				severity: Refuse, rule: c.id, at: c.pointer, detail: "The provision only permits the sharing, and a legal obligation has to oblige. Name what obliges, or use another basis.",
				clears: "A correction names what obliges, or another basis.",
			}, s.d.Evidence["provisionIsMandatory"] != false || s.duty(), func() Need {
				return anyOf(s.anyEvidence("provisionIsMandatory").noneOf(false), s.dutyNeed(func(*Gateway) bool { return true }))
			})
			s.obligesNothing(c)
			s.obligedLater(c)
		}
	}
}

// obligedLater refuses a legal obligation that only came after the disclosure, unless
// everything shared rests on something else as well.
func (s *scene) obligedLater(c cited) {
	g := s.law.gateways[s.d.Justification.Gateway]
	if g == nil || g.Effect != Duty {
		return
	}
	severity, aspect := s.reliance(c.id)
	s.hold(ask{
		severity: severity, rule: c.id, at: c.pointer, detail: "What is said to oblige the council came only after the disclosure, which cannot rest on it. Name another basis.",
		clears: "A correction mends the day, or names another basis.", aspect: aspect,
	}, !s.cameAfter(g) || s.compelled, func() Need {
		days := s.triggerDays(g)
		if g.ID == courtOrder {
			days = append(days, "orderDate")
		}
		needs := []Need{settled(true)}
		for _, field := range days {
			needs = append(needs, s.anyEvidence(field).by(s.on).ifGiven())
		}
		return anyOf(allOf(needs...), s.compelledNeed())
	})
}

// opinion checks that a health professional's opinion counted on the day (DPA
// 2018 Schedule 3 paragraphs 5 and 6).
func (s *scene) opinion() {
	if !slices.ContainsFunc(s.citations(), func(c cited) bool { return c.id == HealthGround }) {
		return
	}
	day, given := evidenceDay(s.d.Evidence["opinionDate"])
	s.hold(ask{
		severity: Flag, rule: HealthGround, at: "/evidence/opinionDate",
		detail: "The health professional's opinion was not given within the six months before. It no longer counts, and a fresh one is needed.",
		clears: "A correction gives an opinion from within the six months.",
	}, !given || opinionCounts(day, s.on), func() Need {
		first := s.on.AddMonths(-opinionLasts)
		for !opinionCounts(first, s.on) {
			first = first.AddDays(1)
		}
		return s.anyEvidence("opinionDate").since(first).by(s.on).ifGiven()
	})
}

// representative holds Schedule 1 paragraph 24 to what it is for: disclosing to an
// elected representative, in office on the day, who asked for somebody. Where somebody
// other than the person asked, one of four reasons is needed to go without consent
// (sub-paragraph (2)).
func (s *scene) representative() {
	for _, c := range s.once() {
		if c.id != "dpa18-sch1-para24" {
			continue
		}
		elected := s.d.Recipient.Category == "elected-representative"
		s.condition(c, "/recipient/category", "This paragraph is for disclosing to an elected representative, and the recipient is none.", elected, chosen(elected))
		s.condition(c, "/evidence/inOfficeOnDate", "This paragraph is for a representative in office. One who had left it, and for a Member of Parliament whose days after the general election were over, does not count.",
			!elected || s.inOffice(), func() Need { return anyOf(settled(!elected), s.inOfficeNeed()) })
		s.condition(c, "/evidence/capacity", "This paragraph is for a representative who acts for somebody who asked. A member who needs to know for the council's own work does not count.",
			!elected || !s.memberWhoNeedsToKnow(), func() Need { return anyOf(settled(!elected), s.memberWhoNeedsToKnowNeed().opposite()) })
		s.hold(ask{
			severity: Flag, rule: c.id, at: "/evidence/para24NoConsentReason",
			detail: "Somebody other than the person asked the representative. Say which of the four reasons let the data go without the person's consent.", clears: "A correction gives the reason.",
		}, s.d.Evidence["requesterIsSubject"] != false && !s.isOfAnother() || s.hasEvidence("para24NoConsentReason"), func() Need {
			return anyOf(s.anyEvidence("requesterIsSubject").noneOf(false), s.anyEvidence("para24NoConsentReason"))
		})
	}
}

// isOfAnother reports whether the register knows who asked the representative, and some of
// the data is about somebody else alone.
func (s *scene) isOfAnother() bool {
	asked := &FactTest{Kind: disclosure.FactRepresentation, NamesRecipient: true}
	return asked.holds(s) && !s.isOfWhoAsked(asked)
}

// casework and needToKnow are capacities in which a representative may act.
const (
	casework   = "constituent-casework"
	needToKnow = "committee-or-ward-need-to-know"
)

// memberWhoNeedsToKnow reports whether an elected representative is given the data as a
// member of the council, and acts for nobody.
func (s *scene) memberWhoNeedsToKnow() bool {
	capacity := s.d.Evidence["capacity"]
	return capacity == needToKnow || s.d.Recipient.Kind == "councillor-member-role" && capacity != casework
}

func (s *scene) memberWhoNeedsToKnowNeed() Need {
	capacity := s.anyEvidence("capacity")
	return anyOf(capacity.oneOf(needToKnow), allOf(settled(s.d.Recipient.Kind == "councillor-member-role"), capacity.oneOf().noneOf(casework)))
}

// condition refuses reliance on a condition that is not met, unless everything shared
// rests on something else as well.
func (s *scene) condition(c cited, at, detail string, met bool, need func() Need) {
	severity, aspect := s.reliance(c.id)
	s.hold(ask{
		severity: severity, rule: c.id, at: at, detail: detail, clears: "A correction names another condition, or shows that this one is met.", aspect: aspect,
	}, met, need)
}

// extended is the day from which a former Member of Parliament counts for 30 days, and
// not four, after the polling day of a general election (Data (Use and Access) Act
// 2025 section 73).
var extended = disclosure.NewDate(2026, time.February, 5)

// inOffice reports whether the evidence leaves it open that the representative held
// office on the day, or counts as holding it still.
func (s *scene) inOffice() bool {
	if s.d.Evidence["inOfficeOnDate"] != false {
		return true
	}
	polled, ok := evidenceDay(s.d.Evidence["pollingDay"])
	return ok && s.formerlyMember() && !polled.After(s.on) && !polled.Before(s.firstPollingDay())
}

func (s *scene) inOfficeNeed() Need {
	polled := s.anyEvidence("pollingDay").since(s.firstPollingDay()).by(s.on)
	return anyOf(s.anyEvidence("inOfficeOnDate").noneOf(false), allOf(settled(s.formerlyMember()), polled))
}

// formerlyMember reports whether the representative is or was a Member of Parliament.
func (s *scene) formerlyMember() bool {
	return slices.Contains([]string{"mp", "mp-staff"}, s.d.Recipient.Kind)
}

// firstPollingDay is the first on which a Member who counts still can have left.
func (s *scene) firstPollingDay() disclosure.Date {
	if s.on.Before(extended) {
		return s.on.AddDays(-4)
	}
	return s.on.AddDays(-30)
}
