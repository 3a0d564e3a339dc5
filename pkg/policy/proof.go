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
	if need.Missing == "" || s.hasEvidence(need.Fields...) || need.OrDuty && (s.dutyCited() || s.compelled) || need.OrFact != nil && need.OrFact.holds(s) || s.waived(need) {
		return
	}
	s.out.is(OutsideNotice)
	field := s.law.fields[need.Fields[0]]
	s.out.by(need.Missing, item.ID, "/evidence/"+field.Name,
		"Relying on "+item.Citation+" calls for evidence. Give "+field.Says+".",
		"A correction gives the evidence, or the Data Protection Officer accepts that it cannot be had.", inEmergency)
}

// denied reports whether the evidence says no where only a yes will do, and finds
// it. A condition that is not met refuses the record, unless everything shared
// rests on something else as well.
func (s *scene) denied(c cited, item *Item, need EvidenceNeed) bool {
	for _, name := range need.Fields {
		if need.Denied == "" || s.d.Evidence[name] != false {
			continue
		}
		severity := need.Denied
		switch {
		case severity == Refuse && s.restsOn(c.id):
			s.out.is(NoFooting)
		case severity == Refuse:
			severity = Flag
		}
		s.out.by(severity, item.ID, "/evidence/"+name,
			item.Citation+" is not met where the answer is no: "+s.law.fields[name].Says+".",
			"A correction names another footing, or mends the answer.", never)
		return true
	}
	return false
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
	if s.text(PlaceNecessity) != "" || s.hasEvidence("whyNecessary", "necessityReason", "proportionalityNote") {
		return
	}
	for _, c := range s.once() {
		if s.law.items[c.id].Necessity {
			s.out.flag(c.id, "/justification/necessity", "What is relied on covers only what is necessary. Say why this much was needed and no less would do.", "A correction says why it was necessary.")
			return
		}
	}
}

// obligation holds Article 6(1)(c) to what obliges: a provision said only to
// permit supports it no more than a gateway that is a power.
func (s *scene) obligation() {
	for _, c := range s.once() {
		if c.id == "ukgdpr-6-1-c" && s.d.Evidence["provisionIsMandatory"] == false && !s.duty() {
			s.out.refuse(c.id, c.pointer, "The provision only permits the sharing, and a legal obligation has to oblige. Name what obliges, or use another basis.", "A correction names what obliges, or another basis.", never)
		}
	}
}

// opinion checks that a health professional's opinion counted on the day (DPA
// 2018 Schedule 3 paragraphs 5 and 6).
func (s *scene) opinion() {
	day, ok := evidenceDay(s.d.Evidence["opinionDate"])
	if !ok || !slices.ContainsFunc(s.citations(), func(c cited) bool { return c.id == HealthGround }) {
		return
	}
	if !opinionCounts(day, s.on) {
		s.out.flag(HealthGround, "/evidence/opinionDate", "The health professional's opinion was not given within the six months before. It no longer counts, and a fresh one is needed.", "A correction gives an opinion from within the six months.")
	}
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
		const clears = "A correction names another condition, or shows that the representative held office."
		switch {
		case s.d.Recipient.Category != "elected-representative":
			s.notMet(c, "/recipient/category", "This paragraph is for disclosing to an elected representative, and the recipient is none.", clears)
		case !s.inOffice():
			s.notMet(c, "/evidence/inOfficeOnDate", "This paragraph is for a representative in office. One who had left it, and for a Member of Parliament whose days after the general election were over, does not count.", clears)
		}
		if s.d.Evidence["requesterIsSubject"] == false && !s.hasEvidence("para24NoConsentReason") {
			s.out.flag(c.id, "/evidence/para24NoConsentReason", "Somebody other than the person asked the representative. Say which of the four reasons let the data go without the person's consent.", "A correction gives the reason.")
		}
	}
}

// notMet refuses reliance on a condition that is not met, unless everything shared
// rests on something else as well.
func (s *scene) notMet(c cited, at, detail, clears string) {
	severity := Flag
	if s.restsOn(c.id) {
		s.out.is(NoFooting)
		severity = Refuse
	}
	s.out.by(severity, c.id, at, detail, clears, never)
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
	days := 30
	if s.on.Before(extended) {
		days = 4
	}
	polled, ok := evidenceDay(s.d.Evidence["pollingDay"])
	return ok && slices.Contains([]string{"mp", "mp-staff"}, s.d.Recipient.Kind) && !polled.After(s.on) && !polled.Before(s.on.AddDays(-days))
}
