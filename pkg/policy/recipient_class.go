package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// asNow returns the disclosure as it is judged: a recipient of a kind that another
// took the place of is one of that other.
func (l *Law) asNow(d *disclosure.Disclosure) *disclosure.Disclosure {
	kind := l.recipientKind(d.Recipient)
	if kind == nil || kind.Now == "" {
		return d
	}
	now := *d
	now.Recipient.Category, now.Recipient.Kind, _ = strings.Cut(kind.Now, "/")
	return &now
}

// ClassOf says how the law sees the recipient of a disclosure. Whoever belongs to the
// council itself is internal, whichever category was picked, but for those who are
// controllers of their own in law: an electoral registration officer, a coroner, a
// councillor who acts for a resident. A company that the council owns is not the
// council.
func (l *Law) ClassOf(d *disclosure.Disclosure) RecipientClass {
	class := l.RecipientClass(d.Recipient.Category)
	category, kind := l.recipients[d.Recipient.Category], l.recipientKind(d.Recipient)
	if category == nil || category.OwnController || kind != nil && kind.OwnController || class == Access || class == Public {
		return class
	}
	if l.controllerOf(d, d.Recipient.Organisation) || l.belongsToController(d, d.Recipient.Organisation) {
		return Internal
	}
	return class
}

// controllerOf reports whether the name is that of the council whose notice it is.
func (l *Law) controllerOf(d *disclosure.Disclosure, name string) bool {
	return slices.Contains(l.controllers(d), strings.TrimRight(disclosure.SearchName(name), "."))
}

// belongsToController reports whether the name is a department's, with the council's
// own before it: "Kent County Council, Highways".
func (l *Law) belongsToController(d *disclosure.Disclosure, name string) bool {
	name = disclosure.SearchName(name)
	return slices.ContainsFunc(l.controllers(d), func(own string) bool {
		rest, found := strings.CutPrefix(name, own)
		if !found || rest == "" {
			return false
		}
		after := strings.TrimLeft(rest, " ")
		return strings.ContainsAny(after[:1], ",:-–—/(") || rest != after && slices.ContainsFunc(departmentWords, func(w string) bool { return strings.HasSuffix(after, w) })
	})
}

// departmentWords end what a department of the council is called.
var departmentWords = []string{"social services", "services", "department", "team", "directorate", "service", "unit", "office", "division"}

// controllers returns the folded names of the council whose notice the disclosure
// names.
func (l *Law) controllers(d *disclosure.Disclosure) []string {
	var names []string
	for _, n := range l.notices {
		if n.ID == d.Notice && n.Control.Name != "" {
			names = append(names, disclosure.SearchName(n.Control.Name))
		}
	}
	return names
}

// ownCouncil reports whether the recipient belongs to the council, though its
// category is one of others.
func (s *scene) ownCouncil() bool {
	return s.class == Internal && s.law.RecipientClass(s.d.Recipient.Category) != Internal
}

// processor reports whether the recipient acts for the council under a contract with
// the terms of Article 28. It is a recipient (Article 4(9)) and no third party
// (Article 4(10)).
func (s *scene) processor() bool {
	return s.class == ByContract && s.d.Evidence["roleDecision"] == "processor" &&
		s.hasEvidence("contractRef") && s.hasEvidence("processorTermsArt28OrSharingAgreement") && !s.contractLapsed()
}

// actsForCouncil reports whether the recipient is a processor, or a supplier that by
// its nature is one and is not said to be anything else.
func (s *scene) actsForCouncil() bool {
	kind := s.law.recipientKind(s.d.Recipient)
	role, said := s.d.Evidence["roleDecision"]
	return s.processor() || s.class == ByContract && kind != nil && kind.Processor && (!said || role == "processor")
}

func (s *scene) processorNeed() Need {
	return s.term("processor", "the recipient acts for the council, under a contract with the terms of UK GDPR Article 28", s.processing)
}

func (s *scene) processing() Need {
	return allOf(settled(s.class == ByContract), s.anyEvidence("roleDecision").oneOf("processor"), s.anyEvidence("contractRef"), s.anyEvidence("processorTermsArt28OrSharingAgreement"),
		s.knownContractNeed("it was in force on the day"))
}

func (s *scene) actsForCouncilNeed() Need {
	kind := s.law.recipientKind(s.d.Recipient)
	byNature := allOf(settled(s.class == ByContract && kind != nil && kind.Processor), s.anyEvidence("roleDecision").oneOf("processor").ifGiven())
	return anyOf(s.processorNeed(), byNature)
}

// actsForSubject reports whether the recipient acts for the person: with a signed or
// recorded authority in force on the day, with a request that the register knows of,
// or appointed by law.
func (s *scene) actsForSubject() bool {
	if s.d.Recipient.Category != "advocate-representative" {
		return false
	}
	if s.appointedByLaw() {
		return true
	}
	if ends, ok := evidenceDay(s.d.Evidence["authorityExpiry"]); ok && ends.Before(s.on) {
		return false
	}
	asked := FactTest{Kind: disclosure.FactRepresentation, NamesRecipient: true}
	if asked.holds(s) {
		return true
	}
	asked.Ended = true
	return s.hasEvidence("authorityToAct") && !asked.holds(s)
}

func (s *scene) actsForSubjectNeed() Need {
	return s.term("actsForPerson", "the recipient acts for the person: asked by them, or appointed by law", s.acting)
}

func (s *scene) acting() Need {
	asked := &FactTest{Kind: disclosure.FactRepresentation, NamesRecipient: true}
	ended := &FactTest{Kind: disclosure.FactRepresentation, NamesRecipient: true, Ended: true}
	return allOf(settled(s.d.Recipient.Category == "advocate-representative"), anyOf(
		s.appointedByLawNeed(),
		allOf(s.anyEvidence("authorityExpiry").since(s.on).ifGiven(), anyOf(asked.need(), allOf(s.anyEvidence("authorityToAct"), ended.need().opposite()))),
	))
}

// appointedByLaw reports whether the recipient is an advocate, a deputy or an attorney
// whom the law gives to somebody who cannot ask: the power is cited, and why the
// person could not.
func (s *scene) appointedByLaw() bool {
	return s.d.Recipient.Category == "advocate-representative" && !slices.Contains([]string{"solicitor-for-subject", "family-carer"}, s.d.Recipient.Kind) &&
		s.hasEvidence("incapacityNote") && s.hasEvidence("legalPower")
}

func (s *scene) appointedByLawNeed() Need {
	return s.term("appointedByLaw", "the recipient was appointed by law for somebody who cannot ask", s.appointed)
}

func (s *scene) appointed() Need {
	may := s.d.Recipient.Category == "advocate-representative" && !slices.Contains([]string{"solicitor-for-subject", "family-carer"}, s.d.Recipient.Kind)
	return allOf(settled(may), s.anyEvidence("incapacityNote"), s.anyEvidence("legalPower"))
}

// RecipientIsIndividual reports whether the data went to a person and to no body:
// towards the people the data is about, that person is another individual (DPA 2018
// Schedule 2 paragraph 16).
func (l *Law) RecipientIsIndividual(d *disclosure.Disclosure) bool {
	r := d.Recipient
	switch l.ClassOf(d) {
	case SeparateController, ToBeDecided, ByContract:
		// Whoever is no body may be called one, by who records it.
		body, person := strings.TrimSpace(r.Organisation), strings.TrimSpace(r.Person)
		nobody := body == "" && (r.Category == "other-organisation" || r.Category == "advocate-representative") ||
			body != "" && (standsForAName(body) || disclosure.SameName(body, person))
		return slices.Contains(individuals, r.Kind) || titled().MatchString(folded(body)) || nobody && person != ""
	}
	return false
}

// titled is what begins as a person's name does, or says who somebody is to another.
var titled = lazily(`^ (?:mr|mrs|ms|miss|mx|dr|sir|dame|lord|lady) |^ (?:the |a |an |her |his |their )?(?:\w+s )?(?:neighbour|friend|sister|brother|mother|father|mum|dad|son|daughter|wife|husband|partner|ex|aunt|uncle|cousin|relative|carer|landlord|landlady|tenant|self|individual|private individual|private person|member of the public)s? $`)

// individuals are the kinds of recipient that are no body.
var individuals = []string{"private-individual", "family-carer", "parent"}
