package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// objection flags a disclosure about somebody whose objection was in force on
// the day, undecided or upheld, where the footing is one that can be objected to: a public task or a
// legitimate interest (UK GDPR Article 21(1)).
func (s *scene) objection() {
	open := []string{"ukgdpr-6-1-e", "ukgdpr-6-1-ea", "ukgdpr-6-1-f"}
	if !slices.ContainsFunc(s.d.LegalItems(), func(id string) bool { return slices.Contains(open, id) }) {
		return
	}
	for i, person := range s.d.Subjects {
		objects := slices.ContainsFunc(s.q.Facts, func(f disclosure.Fact) bool {
			return f.Kind == disclosure.FactObjection && f.Holds(s.on) && (f.Decided != "overridden" || s.on.Before(f.DecidedOn)) &&
				f.About.Dimension == disclosure.FactsOfSubject && disclosure.Same(f.About.Reference, person.Reference)
		})
		s.hold(ask{
			severity: Flag, rule: "ukgdpr-21", at: "/subjects/" + itoa(i), detail: "This person has objected, and no decision had put the objection aside by the day of the disclosure.",
			clears: "The objection is decided, with the reasons that prevail over it.",
		}, !objects, func() Need {
			return (&FactTest{Kind: disclosure.FactObjection}).need().opposite().testing("None that was undecided or upheld on the day.")
		})
	}
}

// restriction flags a disclosure about somebody whose data was restricted on the
// day: then it may only be stored, but for a few reasons (UK GDPR Article 18(2)).
func (s *scene) restriction() {
	restricted := s.restricted()
	for i := range s.d.Subjects {
		s.hold(ask{
			severity: Flag, rule: "ukgdpr-18", at: "/subjects/" + itoa(i),
			detail: "This person's data was restricted on the day. It may be shared only with consent, for legal claims, to protect somebody's rights, or for an important public interest.",
			clears: "The Data Protection Officer finds that one of those reasons held.",
		}, !slices.Contains(restricted, i), s.unrestrictedNeed)
	}
}

// unrestrictedNeed asks that nobody's data was restricted on the day, or that a consent
// lifted that.
func (s *scene) unrestrictedNeed() Need {
	return (&FactTest{Kind: disclosure.FactRestriction}).need().opposite().testing("None on the day, or a consent since then to this recipient, by name, for all that was shared.")
}

// restricted returns the places of the people whose data was restricted on the day.
// A consent that the register knows lifts that, if it was given on or after the day
// of the restriction, to this recipient by name, and for everything that was shared
// about the person.
func (s *scene) restricted() []int {
	var places []int
	for i, person := range s.d.Subjects {
		about := func(f disclosure.Fact, kind disclosure.FactKind) bool {
			return f.Kind == kind && f.Holds(s.on) && f.About.Dimension == disclosure.FactsOfSubject && disclosure.Same(f.About.Reference, person.Reference)
		}
		if slices.ContainsFunc(s.q.Facts, func(r disclosure.Fact) bool {
			return about(r, disclosure.FactRestriction) && !slices.ContainsFunc(s.q.Facts, func(c disclosure.Fact) bool {
				return about(c, disclosure.FactConsent) && !c.From.Before(r.From) &&
					s.law.spells(s.q.Register, s.d.Recipient, c.Recipient) && s.coversAllOf(c, person.Reference)
			})
		}) {
			places = append(places, i)
		}
	}
	return places
}

// coversAllOf reports whether a consent is for everything shared about the person.
func (s *scene) coversAllOf(consent disclosure.Fact, person string) bool {
	return len(consent.Data) == 0 || !slices.ContainsFunc(s.d.Data, func(i disclosure.DataItem) bool {
		return i.IsOf(person) && !slices.Contains(consent.Data, i.Category)
	})
}

// agreement flags reliance on a sharing agreement that the register does not
// hold as in force on the day, or that the recipient had not signed.
func (s *scene) agreement() {
	relied := s.d.Agreement
	if relied == nil && s.asks == nil {
		return
	}
	none := place("/agreement", "the sharing agreement relied on, with its reference and version", ObjectNeed)
	none.Absent = true
	known := (&FactTest{Kind: disclosure.FactAgreement}).need()
	s.hold(ask{
		severity: Flag, rule: "ukgdpr-26", at: "/evidence/signatoryOnDate", detail: "The evidence says that the organisation had not signed the agreement by the day.",
		clears: "A correction shows that it had, or names another footing.",
	}, s.d.Evidence["signatoryOnDate"] != false, func() Need { return anyOf(none, s.anyEvidence("signatoryOnDate").noneOf(false)) })
	const clears = "The agreement is recorded with its version and signatories, or the sharing rests on another footing."
	held := slices.IndexFunc(s.q.Facts, func(f disclosure.Fact) bool {
		return f.Kind == disclosure.FactAgreement && f.Holds(s.on) && relied != nil && f.Version == relied.Version &&
			f.About.Dimension == disclosure.FactsOfAgreement && disclosure.Same(f.About.Reference, relied.Reference)
	})
	s.hold(ask{severity: Flag, rule: "ukgdpr-26", at: "/agreement", detail: "The register holds no such version of the agreement in force on the day.", clears: clears},
		held >= 0, func() Need { return anyOf(none, known.testing("The version that is named.")) })
	signed := func(name string) bool {
		return disclosure.LikeName(name) == disclosure.LikeName(s.d.Recipient.Organisation)
	}
	s.hold(ask{severity: Flag, rule: "ukgdpr-26", at: "/recipient/organisation", detail: "The recipient is not among those who had signed the agreement by the day.", clears: clears},
		held < 0 || slices.ContainsFunc(s.q.Facts[max(held, 0)].Signatories, signed), func() Need {
			return anyOf(none, known.opposite(), known.testing("One that the recipient had signed."))
		})
}
