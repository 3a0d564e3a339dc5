package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// exemptions holds each reliance to the provisions the exemption can lift, and
// to a day on which it is looked at again where its ground fades.
func (s *scene) exemptions() {
	for i, e := range s.d.Justification.Exemptions {
		item := s.law.items[e.ID]
		if item == nil || item.Kind != ExemptionItem {
			continue
		}
		at := "/justification/exemptions/" + itoa(i)
		provision := func() Need {
			return place(at+"/provisions/0", "the UK GDPR provisions that it is relied on to lift", TextNeed).oneOf(asAny(item.Lifts)...).testing("A provision that it could lift on the day.")
		}
		s.hold(ask{
			severity: Flag, rule: e.ID, at: at + "/provisions", detail: "Say which provisions the exemption is relied on to lift, such as 15(1)-(3).", clears: "A correction names the provisions.",
		}, len(e.Provisions) > 0, provision)
		provisions, data, people, items := e.Provisions, e.Data, e.People, e.Items
		if s.asks != nil { // each is asked about once
			provisions, data, people, items = []string{""}, []string{""}, []string{""}, []int{-1}
		}
		for n, p := range provisions {
			s.hold(ask{
				severity: Flag, rule: e.ID, at: at + "/provisions/" + itoa(n), detail: "This exemption did not lift that provision on the day. " + liftsInWords(item, s.on),
				clears: "A correction takes the provision out, or names an exemption that lifts it.",
			}, item.lifts(p, s.on), func() Need { return provision().ifGiven() })
		}
		for n, category := range data {
			s.formHolds(at+"/data/"+itoa(n), "None of the data of this disclosure is of this category.",
				slices.ContainsFunc(s.d.Data, func(i disclosure.DataItem) bool { return i.Category == category }), func() Need {
					leaf := place(at+"/data/0", "the category of this disclosure's data that it keeps back", IDNeed).ifGiven()
					for _, item := range s.d.Data {
						leaf.Values = append(leaf.Values, item.Category)
					}
					return leaf
				})
		}
		for n, ref := range people {
			s.formHolds(at+"/people/"+itoa(n), "This is nobody among the subjects. Name them by their references, as they stand there.", s.d.IsAbout(ref), func() Need {
				return place(at+"/people/0", "whose answer it keeps, by the reference among the subjects", TextNeed).testing("One of the references in subjects.").ifGiven()
			})
		}
		for n, where := range items {
			s.formHolds(at+"/items/"+itoa(n), "There is no item at this place in the data. Places are counted from 0.", where >= 0 && where < len(s.d.Data), func() Need {
				return place(at+"/items/0", "the place in data, from 0, of what it keeps back", NumberNeed).testing("A place that there is in data.").ifGiven()
			})
		}
		s.review(item, e, at)
	}
}

func (s *scene) review(item *Item, e disclosure.Exemption, at string) {
	today, farthest := disclosure.DateOf(s.q.At), s.on.AddYears(longestReview)
	day := place(at+"/reviewBy", "the day by which reliance on it is looked at again", DayNeed)
	none := e.ReviewBy.IsZero()
	s.hold(ask{
		severity: Refuse, rule: e.ID, at: at + "/reviewBy", detail: "This exemption rests on likely harm, which fades. Say by which day reliance on it is looked at again.",
		clears: "A correction gives the day of review.", forgiveness: inEmergency,
	}, !item.Fades || !none, func() Need { return anyOf(settled(!item.Fades), day) })
	before := !none && e.ReviewBy.Before(s.on)
	s.hold(ask{
		severity: Flag, rule: e.ID, at: at + "/reviewBy", detail: "The day of review lies before the disclosure, so nobody would look at it again.", clears: givesLaterReview,
	}, !before, func() Need { return day.since(s.on).ifGiven() })
	s.hold(ask{
		severity: Flag, rule: e.ID, at: at + "/reviewBy", detail: "The day of review had passed when this was recorded. Say whether the ground still stands.",
		clears: "A correction gives a later day of review, or takes the exemption out.",
	}, none || before || !e.ReviewBy.Before(today), func() Need {
		return day.since(today).testing("Not before the day on which this is recorded.").ifGiven()
	})
	s.hold(ask{
		severity: Flag, rule: e.ID, at: at + "/reviewBy", detail: "The day of review is more than five years ahead. A ground is looked at again while somebody can still tell whether it stands.",
		clears: givesEarlierReview,
	}, !e.ReviewBy.After(farthest), func() Need { return day.by(farthest).ifGiven() })
}

// liftsInWords says which provisions the exemption lifted on the day.
func liftsInWords(item *Item, on disclosure.Date) string {
	lifts := slices.Clone(item.Lifts)
	for _, was := range item.Formerly {
		if !on.After(was.Until) {
			lifts = append(lifts, was.Lifted)
		}
	}
	if len(lifts) == 0 {
		return "It lifted none."
	}
	return "It lifted: " + strings.Join(lifts, "; ") + "."
}
