package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// telling holds a decision not to tell the person to a ground that relieves the
// council of telling. A ground that bears only on an answer under Article 15, or
// on a whole request, does not. Inside the council, and to the person
// themselves, there is nothing to tell.
func (s *scene) telling() {
	if s.class == Internal || s.class == Access {
		return
	}
	tell := s.d.TellSubject
	switch tell.Outcome {
	case disclosure.Told:
		if tell.On.IsZero() {
			s.out.refuse("ukgdpr-13-14", "/tellSubject/on", "Say on which day the person was told.", "A correction gives the day.", inEmergency)
		}
	case disclosure.Deferred:
		const at, clears = "/tellSubject/on", "A correction gives the day, or says that the person has been told."
		switch {
		case tell.On.IsZero():
			s.out.flag("ukgdpr-13-14", at, "Telling the person was put off. Say by which day the person is to be told.", clears)
		case tell.On.Before(disclosure.DateOf(s.q.At)):
			s.out.flag("ukgdpr-13-14", at, "The day by which the person was to be told had passed when this was recorded. Say whether the person was told.", clears)
		}
	case disclosure.NotTold:
		if tell.Ground == "" && !s.onlyTheDead() {
			s.out.refuse("ukgdpr-13-14", "/tellSubject/ground", "Say on what ground the person was not told: the catalogue id of an exemption.", "The person is told, or a correction names a ground that relieves the council of telling.", inEmergency)
		}
		s.groundForNotTelling(s.law.items[tell.Ground])
	}
}

func (s *scene) groundForNotTelling(ground *Item) {
	const at, clears = "/tellSubject/ground", "The person is told, or a correction names a ground that relieves the council of telling."
	switch {
	case ground == nil:
		return
	case ground.Kind != ExemptionItem:
		s.out.flag("ukgdpr-13-14", at, "This is no ground for not telling anybody: it is not an exemption.", clears)
	case ground.Telling.Relieves == ReliefAccess:
		s.out.flag("ukgdpr-13-14", at, "This ground bears only on an answer to the person's own request (Article 15). Not telling the person of the disclosure needs a ground of its own.", clears)
	case ground.Telling.Relieves == ReliefRequest:
		s.out.flag("ukgdpr-13-14", at, "This is a ground for turning down a request, and not for leaving a person untold.", clears)
	case ground.Telling.Relieves == ReliefNone:
		s.out.flag("ukgdpr-13-14", at, "This exemption never relieves the council of telling.", clears)
	case ground.Telling.Relieves == ReliefPartly && !slices.ContainsFunc(s.d.Justification.Exemptions, func(e disclosure.Exemption) bool { return e.ID == ground.ID }):
		s.out.flag("ukgdpr-13-14", at, "This ground holds only to an extent that has to be shown. Give it among the exemptions too, with the reason.", "A correction gives the exemption with its reason.")
	}
}
