package policy

import (
	"slices"

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
		if len(e.Provisions) == 0 {
			s.out.flag(e.ID, at+"/provisions", "Say which provisions the exemption is relied on to lift, such as 15(1)-(3).", "A correction names the provisions.")
		}
		for n, p := range e.Provisions {
			if !item.lifts(p, s.on) {
				s.out.flag(e.ID, at+"/provisions/"+itoa(n), "This exemption did not lift that provision on the day. GET /policy lists what it lifts, and what it lifted formerly.", "A correction takes the provision out, or names an exemption that lifts it.")
			}
		}
		for n, category := range e.Data {
			if !slices.ContainsFunc(s.d.Data, func(i disclosure.DataItem) bool { return i.Category == category }) {
				s.out.broken(at+"/data/"+itoa(n), "None of the data of this disclosure is of this category.")
			}
		}
		for n, ref := range e.People {
			if !s.d.IsAbout(ref) {
				s.out.broken(at+"/people/"+itoa(n), "This is nobody among the subjects. Name them by their references, as they stand there.")
			}
		}
		for n, place := range e.Items {
			if place < 0 || place >= len(s.d.Data) {
				s.out.broken(at+"/items/"+itoa(n), "There is no item at this place in the data. Places are counted from 0.")
			}
		}
		s.review(item, e, at)
	}
}

// longestReliance is how many years ahead a review may be set without a flag. No law
// gives a number: it is what keeps a slip such as 2099 from being taken for a plan.
const longestReliance = 5

func (s *scene) review(item *Item, e disclosure.Exemption, at string) {
	switch {
	case item.Fades && e.ReviewBy.IsZero():
		s.out.refuse(e.ID, at+"/reviewBy", "This exemption rests on likely harm, which fades. Say by which day reliance on it is looked at again.", "A correction gives the day of review.", inEmergency)
	case !e.ReviewBy.IsZero() && e.ReviewBy.Before(s.on):
		s.out.flag(e.ID, at+"/reviewBy", "The day of review lies before the disclosure, so nobody would look at it again.", "A correction gives a later day of review.")
	case !e.ReviewBy.IsZero() && e.ReviewBy.Before(disclosure.DateOf(s.q.At)):
		s.out.flag(e.ID, at+"/reviewBy", "The day of review had passed when this was recorded. Say whether the ground still stands.", "A correction gives a later day of review, or takes the exemption out.")
	case e.ReviewBy.After(s.on.AddYears(longestReliance)):
		s.out.flag(e.ID, at+"/reviewBy", "The day of review is more than five years ahead. A ground is looked at again while somebody can still tell whether it stands.", "A correction gives an earlier day of review.")
	}
}
