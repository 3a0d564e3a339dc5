package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// consents are the bases and conditions that are somebody's consent.
var consents = []string{"ukgdpr-6-1-a", explicitConsent, "dpa18-sch1-para29"}

// IsConsent reports whether a basis or condition, by its id, is somebody's consent, which
// they may withdraw.
func IsConsent(id string) bool { return slices.Contains(consents, id) }

const explicitConsent = "ukgdpr-9-2-a"

// consent checks that consent was there on the day: given by then, not
// withdrawn, explicit where Article 9 wants it, and naming this recipient. What
// the evidence says counts, and what the register knows of each person. Consent
// that was not there refuses the record, unless everything shared rests on
// something else as well; then citing it is flagged.
func (s *scene) consent() {
	for _, c := range s.once() {
		if !IsConsent(c.id) {
			continue
		}
		given, isGiven := evidenceDay(s.d.Evidence["consentDate"])
		s.noConsent(c, "/evidence/consentDate", "Consent was given only after the disclosure, so the disclosure cannot rest on it.",
			!isGiven || !given.After(s.on), func() Need { return s.anyEvidence("consentDate").by(s.on).ifGiven() })
		withdrawn, isWithdrawn := evidenceDay(s.d.Evidence["withdrawalDate"])
		s.noConsent(c, "/evidence/withdrawalDate", "Consent had been withdrawn by the day of the disclosure.",
			!isWithdrawn || withdrawn.After(s.on), func() Need { return s.anyEvidence("withdrawalDate").since(s.on.AddDays(1)).ifGiven() })
		s.otherRecipient(c, "/evidence/scopeNamesRecipient", "The consent does not name this recipient, so it may not reach this disclosure.",
			s.d.Evidence["scopeNamesRecipient"] != false, func() Need { return s.anyEvidence("scopeNamesRecipient").noneOf(false) })
		if s.asks != nil {
			s.consentKnown(c)
			continue
		}
		for i, person := range s.d.Subjects {
			s.consentOf(c, person, "/subjects/"+itoa(i))
		}
	}
}

// consentKnown asks of the register what [scene.consentOf] holds each person to.
func (s *scene) consentKnown(c cited) {
	const at = "/subjects/0"
	named := FactTest{Kind: disclosure.FactConsent, NamesRecipient: true}
	inForce, ended := named, named
	inForce.Explicit, ended.Ended = c.id == explicitConsent, true
	given := anyOf(inForce.need())
	s.noConsent(c, at, "The register knows of this person's consent to the recipient, and not as one in force on the day, or explicit where it has to be.", false,
		func() Need { return anyOf(given, allOf(ended.need().opposite(), named.need().opposite())) })
	others := (&FactTest{Kind: disclosure.FactConsent}).need().opposite()
	others.Label = "consent of the person to others, and none to this recipient"
	s.otherRecipient(c, at, "The register knows of this person's consent to others only.", false, func() Need { return anyOf(given, others) })
}

// consentOf holds reliance on consent to what the register knows of one person.
// A person of whose consents it knows nothing is left to the evidence. One whose
// consents, given or withdrawn, are all to others is asked about; so is a withdrawal
// for a name that is only like the recipient's, since they may be two.
func (s *scene) consentOf(c cited, person disclosure.Subject, at string) {
	if s.citesAnothers(person) && s.restsFor(person, c.id) {
		s.otherRecipient(c, "/evidence/consentRecordId", "The register holds the consent record that is cited as another person's.", false, nil)
	}
	var toOthers, ordinary, ended, alike, later, given bool
	var data []string // categories that consents in force are for
	for _, f := range s.q.Facts {
		if f.Kind != disclosure.FactConsent || f.About.Dimension != disclosure.FactsOfSubject || !disclosure.Same(f.About.Reference, person.Reference) {
			continue
		}
		switch {
		case !s.names(f.Recipient):
			toOthers = true
			if cites, _ := s.d.Evidence["consentRecordId"].(string); f.Reference != "" && disclosure.SearchName(cites) == disclosure.SearchName(f.Reference) {
				s.otherRecipient(c, "/evidence/consentRecordId", "The register holds the consent record that is cited as one to another recipient.", false, nil)
			}
		case f.Holds(s.on) && (f.Explicit || c.id != explicitConsent):
			if len(f.Data) == 0 {
				return // for whatever is shared
			}
			given, data = true, append(data, f.Data...)
		case f.Holds(s.on):
			ordinary = true
		case s.on.Before(f.From):
			later = true
		case s.law.spells(s.q.Register, s.d.Recipient, f.Recipient):
			ended = true
		default:
			alike = true
		}
	}
	switch {
	case given:
		s.consentToOtherData(c, person, data)
	case ordinary:
		s.noConsent(c, at, "This person's consent to the recipient is on the register, but it was not explicit, as special category data needs.", false, nil)
	case ended:
		s.noConsent(c, at, "This person had withdrawn consent to the recipient by the day of the disclosure.", false, nil)
	case later:
		s.noConsent(c, at, "This person consented to the recipient only after the disclosure.", false, nil)
	case alike:
		s.otherRecipient(c, at, "This person had withdrawn consent to a recipient whose name is like this one's by the day of the disclosure.", false, nil)
	case toOthers:
		s.otherRecipient(c, at, "The register knows of this person's consent to others only.", false, nil)
	}
}

// citesAnothers reports whether the consent record that is cited is of somebody else, and
// none of the person's own.
func (s *scene) citesAnothers(person disclosure.Subject) bool {
	cited, _ := s.d.Evidence["consentRecordId"].(string)
	another := false
	for _, f := range s.q.Facts {
		if f.Kind != disclosure.FactConsent || f.Reference == "" || disclosure.SearchName(cited) != disclosure.SearchName(f.Reference) {
			continue
		}
		if disclosure.Same(f.About.Reference, person.Reference) {
			return false
		}
		another = true
	}
	return another && !slices.ContainsFunc(s.factsAbout(person), func(f disclosure.Fact) bool { return f.Kind == disclosure.FactConsent && f.Holds(s.on) })
}

// consentToOtherData asks about what rests on the consent and is of no category that the
// person's consents to the recipient name. Two officers may call one thing by two
// categories, so it is not refused.
func (s *scene) consentToOtherData(c cited, person disclosure.Subject, data []string) {
	for i, item := range s.d.Data {
		rests := slices.Contains(basesOf(s.d, item), c.id) || slices.Contains(conditionsOf(s.d, item), c.id)
		if rests && item.IsOf(person.Reference) && !slices.Contains(data, item.Category) {
			s.otherRecipient(c, "/data/"+itoa(i), "This person's consent to the recipient, as the register has it, is for other data than this.", false, nil)
		}
	}
}

func (s *scene) noConsent(c cited, at, detail string, holds bool, need func() Need) {
	a := ask{severity: Flag, rule: c.id, at: at, detail: detail + " What was shared has another footing too, so take the consent out.", clears: "A correction takes the consent out."}
	if s.restsOn(c.id) {
		a = ask{severity: Refuse, rule: c.id, at: at, detail: detail + " Name what it rested on instead.", clears: "A correction names another footing, or mends the date.", aspect: NoFooting}
	}
	s.hold(a, holds, need)
}

func (s *scene) otherRecipient(c cited, at, detail string, holds bool, need func() Need) {
	s.hold(ask{
		severity: Flag, rule: c.id, at: at, detail: detail, clears: "A correction shows that the consent reached this recipient and this data, or names another footing.",
	}, holds, need)
}

// restsOn reports whether something shared has no footing without the basis or
// condition.
func (s *scene) restsOn(id string) bool {
	without := func(ids []string) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return other == id })
	}
	for _, item := range s.d.Data {
		if bases := basesOf(s.d, item); slices.Contains(bases, id) && !s.hasBasis(without(bases)) {
			return true
		}
		if !slices.Contains(conditionsOf(s.d, item), id) {
			continue
		}
		same := func(c *Item) bool { return c.ID == id }
		switch s.law.dataKind(item.Category) {
		case SpecialData:
			rest := slices.DeleteFunc(s.conditionsFor(item, SpecialCondition), same)
			if !slices.ContainsFunc(rest, func(c *Item) bool { return c.suffices(rest) }) {
				return true
			}
		case CriminalData:
			rest := slices.DeleteFunc(s.conditionsFor(item, CriminalCondition), same)
			if len(rest) == 0 && !s.hasEvidence("officialAuthority") {
				return true
			}
		}
	}
	return false
}
