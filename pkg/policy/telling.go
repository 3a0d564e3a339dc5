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
		const at = "/tellSubject/on"
		s.hold(ask{
			severity: Refuse, rule: "ukgdpr-13-14", at: at, detail: "Say on which day the person was told.", clears: "A correction gives the day.", forgiveness: inEmergency,
		}, !tell.On.IsZero(), func() Need { return place(at, "the day on which the person was told", DayNeed) })
	case disclosure.Deferred:
		s.putOff()
	case disclosure.NotTold:
		s.hold(ask{
			severity: Refuse, rule: "ukgdpr-13-14", at: "/tellSubject/ground", detail: "Say on what ground the person was not told: the catalogue id of an exemption.",
			clears: "The person is told, or a correction names a ground that relieves the council of telling.", forgiveness: inEmergency,
		}, tell.Ground != "" || s.onlyTheDead(), func() Need { return anyOf(s.groundNeed(func(*Item) bool { return true }), s.deadNeed()) })
		s.groundForNotTelling(s.law.items[tell.Ground])
	}
}

// putOff holds a telling that was put off to a day: of a refusal too, of which the person is
// to be told as well.
func (s *scene) putOff() {
	tell, today := s.d.TellSubject, disclosure.DateOf(s.q.At)
	if tell.Outcome != disclosure.Deferred || s.class == Internal || s.class == Access {
		return
	}
	const at, clears = "/tellSubject/on", "A correction gives the day, or says that the person has been told."
	day := func(label string) Need { return place(at, label, DayNeed) }
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-13-14", at: at, detail: "Telling the person was put off. Say by which day the person is to be told.", clears: clears,
	}, !tell.On.IsZero(), func() Need { return day("the day by which the person is to be told") })
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-13-14", at: at, detail: "The day by which the person was to be told had passed when this was recorded. Say whether the person was told.", clears: clears,
	}, tell.On.IsZero() || !tell.On.Before(today), func() Need {
		return day("the day by which the person is to be told").since(today).testing("Not before the day on which this is recorded.").ifGiven()
	})
	farthest := today.AddYears(longestReview)
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-13-14", at: at, detail: "Telling the person was put off to a day that is more than five years ahead. Nobody who knows why will be there to do it; put down an earlier day.", clears: clears,
	}, !tell.On.After(farthest), func() Need { return day("the day by which the person is to be told").by(farthest).ifGiven() })
}

// groundNeed asks for an exemption that passes, in force on the day and open to the
// council.
func (s *scene) groundNeed(passes func(*Item) bool) Need {
	leaf := place("/tellSubject/ground", "the exemption on which the person was not told", IDNeed)
	for i := range s.law.catalogue.Items {
		item := &s.law.catalogue.Items[i]
		open := item.Availability.Effect == "" || !s.closed(item.Availability)
		doubted := slices.ContainsFunc(item.Doubts, func(d Doubt) bool { return is(s.d.Recipient, d.Recipient) })
		if item.Kind == ExemptionItem && item.Covers(s.on) && open && !doubted && passes(item) {
			leaf.Values = append(leaf.Values, item.ID)
		}
	}
	return group(leaf.any(), settled(false), nil)
}

// groundForNotTelling flags a ground that does not relieve the council of telling.
func (s *scene) groundForNotTelling(ground *Item) {
	finds := func(detail, clears string) {
		s.hold(ask{severity: Flag, rule: "ukgdpr-13-14", at: "/tellSubject/ground", detail: detail, clears: clears}, false, func() Need {
			extent := func(item *Item) Need {
				return allOf(place("/tellSubject/ground", "the exemption on which the person was not told", IDNeed).oneOf(item.ID), s.citedNeed([]string{item.ID}))
			}
			ways := []Need{
				s.groundNeed(func(item *Item) bool { return item.Telling.Relieves == ReliefFull }),
				s.groundNeed(func(*Item) bool { return true }).opposite(),
			}
			for _, e := range s.d.Justification.Exemptions {
				if item := s.law.items[e.ID]; item != nil && item.Telling.Relieves == ReliefPartly {
					ways = append(ways, extent(item))
				}
			}
			return anyOf(ways...)
		})
	}
	const clears = "The person is told, or a correction names a ground that relieves the council of telling."
	switch {
	case s.asks != nil:
		finds("The ground has to be an exemption that relieves the council of telling: in full, or to an extent that is shown by giving it among the exemptions too, with the reason.", clears)
	case ground == nil:
	case ground.Kind != ExemptionItem:
		finds("This is no ground for not telling anybody: it is not an exemption.", clears)
	case ground.Telling.Relieves == ReliefAccess:
		finds("This ground bears only on an answer to the person's own request (Article 15). Not telling the person of the disclosure needs a ground of its own.", clears)
	case ground.Telling.Relieves == ReliefRequest:
		finds("This is a ground for turning down a request, and not for leaving a person untold.", clears)
	case ground.Telling.Relieves == ReliefNone:
		finds("This exemption never relieves the council of telling.", clears)
	case ground.Telling.Relieves == ReliefPartly && !slices.ContainsFunc(s.d.Justification.Exemptions, func(e disclosure.Exemption) bool { return e.ID == ground.ID }):
		finds("This ground holds only to an extent that has to be shown. Give it among the exemptions too, with the reason.", "A correction gives the exemption with its reason.")
	}
}
