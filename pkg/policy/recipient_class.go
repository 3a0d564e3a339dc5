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

// mayActForSubject reports whether the recipient is of those who act for people: an
// advocate, or an elected representative but for a member who needs to know.
func (s *scene) mayActForSubject() bool {
	switch s.d.Recipient.Category {
	case "advocate-representative":
		return true
	case "elected-representative":
		return !s.memberWhoNeedsToKnow()
	}
	return false
}

// actsForSubject reports whether the recipient acts for the person: with a signed or
// recorded authority in force on the day, with a request that the register knows of,
// or appointed by law.
func (s *scene) actsForSubject() bool {
	if !s.mayActForSubject() {
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
		return s.isOfWhoAsked(&asked)
	}
	asked.Ended = true
	return s.hasEvidence("authorityToAct") && !asked.holds(s)
}

// isOfWhoAsked reports whether each piece of the data is about somebody who asked: who acts
// for one person does not act for another in the same disclosure.
func (s *scene) isOfWhoAsked(asked *FactTest) bool {
	return !slices.ContainsFunc(s.d.Data, func(item disclosure.DataItem) bool {
		return !slices.ContainsFunc(s.d.Subjects, func(p disclosure.Subject) bool { return item.IsOf(p.Reference) && asked.among(s, s.factsAbout(p)) })
	})
}

func (s *scene) actsForSubjectNeed() Need {
	return s.term("actsForPerson", "the recipient acts for the person: asked by them, or appointed by law", s.acting)
}

func (s *scene) acting() Need {
	asked := &FactTest{Kind: disclosure.FactRepresentation, NamesRecipient: true}
	ended := &FactTest{Kind: disclosure.FactRepresentation, NamesRecipient: true, Ended: true}
	elected := s.d.Recipient.Category == "elected-representative"
	return allOf(settled(elected || s.d.Recipient.Category == "advocate-representative"), anyOf(settled(!elected), s.memberWhoNeedsToKnowNeed().opposite()), anyOf(
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
