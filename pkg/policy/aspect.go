package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// Aspect is something about a disclosure that audit questions ask for and no one
// part of its body says: whichever row of whichever notice is concerned, the word
// is the same. Only what was shared has any. The words are part of the stored
// format: never rename one.
type Aspect string

// The aspects.
const (
	// NoFooting: something was shared on no Article 6 basis that counts, or
	// special category or offence data under no condition that counts.
	NoFooting Aspect = "no-footing"
	// OutsideNotice: the notice does not name the recipient, the basis, the
	// purpose or data of the kind, or something that it or a condition of the law
	// asks for was not shown.
	OutsideNotice Aspect = "outside-notice"
	// EqualityData: equality data, or answers to the questions about it.
	EqualityData Aspect = "equality-data"
	// ConsentFirst: the notice promises to ask for consent before such sharing.
	// [Decision.Consent] says what became of that.
	ConsentFirst Aspect = "consent-first"
	// LeftUK: the data left the United Kingdom.
	LeftUK Aspect = "left-uk"
	// MarkerShared: a warning marker or its reason was shared.
	MarkerShared Aspect = "marker"
	// EmergencyShare: it was shared in an emergency.
	EmergencyShare Aspect = "emergency"
)

// Aspects returns every aspect there is, sorted.
func Aspects() []Aspect {
	return []Aspect{ConsentFirst, EmergencyShare, EqualityData, LeftUK, MarkerShared, NoFooting, OutsideNotice}
}

// ConsentFound says what became of a promise to ask for consent first; "" where
// the notice makes none.
type ConsentFound string

// What became of it.
const (
	ConsentOnRegister ConsentFound = "on-register"     // the register held it on the day
	ConsentInEvidence ConsentFound = "in-evidence"     // the record speaks of it, and the register held none
	ConsentActedFor   ConsentFound = "acts-for-person" // who received it acts for the person, who asked them to or for whom the law appointed them
	ConsentSetAside   ConsentFound = "set-aside"       // an override says which provision went before the notice
	ConsentNotNeeded  ConsentFound = "required-by-law" // the law obliged the sharing
	ConsentMissing    ConsentFound = "not-obtained"
)

// is records that the disclosure has the aspect.
func (r *ruling) is(a Aspect) {
	if !slices.Contains(r.aspects, a) {
		r.aspects = append(r.aspects, a)
	}
}

// aspects gathers what the body itself shows. The rules add NoFooting and
// OutsideNotice where they speak.
func (s *scene) aspects() {
	for _, item := range s.d.Data {
		if s.law.dataKind(item.Category) == EqualitiesData || item.Category == equalityAnswers || fromSource([]string{aboutYou}, item.Source) {
			s.out.is(EqualityData)
		}
		if slices.Contains(markerData, item.Category) {
			s.out.is(MarkerShared)
		}
	}
	if leavesUK(s.d.Transfer) {
		s.out.is(LeftUK)
	}
	if s.d.Urgency == disclosure.Emergency {
		s.out.is(EmergencyShare)
	}
	s.consentFirst()
}

// Answers given for equality monitoring are special category data, and stay
// equality data whatever category each is filed under.
const (
	equalityAnswers = "equalities-monitoring"
	aboutYou        = "about-you" // the section of a form that asks for them
)

// consentFirst says what became of the notice's promise to ask for consent.
func (s *scene) consentFirst() {
	if s.notice == nil {
		return
	}
	for i := range s.notice.Rules {
		rule := &s.notice.Rules[i]
		if !rule.ConsentFirst || s.onlyTheDead() || rule.When != nil && !rule.When.holds(s) {
			continue
		}
		s.out.is(ConsentFirst)
		onRegister := func(c Condition) bool { return c.Fact != nil && c.holds(s) }
		switch {
		case slices.ContainsFunc(rule.Need.Any, onRegister):
			s.out.consent = ConsentOnRegister
		case slices.ContainsFunc(rule.Need.Any, func(c Condition) bool { return !c.ofWhoActs() && c.holds(s) }), len(rule.Need.Any) == 0 && rule.Need.holds(s):
			s.out.consent = ConsentInEvidence
		case rule.Need.holds(s):
			s.out.consent = ConsentActedFor
		case s.d.Override != nil:
			s.out.consent = ConsentSetAside
		case s.compelled:
			s.out.consent = ConsentNotNeeded
		default:
			s.out.consent = ConsentMissing
		}
	}
}

// ofWhoActs reports whether the condition is about who acts for the person.
func (c *Condition) ofWhoActs() bool {
	return c.ActsForSubject || slices.ContainsFunc(c.All, func(c Condition) bool { return c.ActsForSubject })
}
