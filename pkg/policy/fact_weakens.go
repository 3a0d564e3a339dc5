package policy

import "disclosure-register/pkg/disclosure"

// Weakening is what a fact takes away of what protected a person: why somebody has to
// confirm it. "" takes nothing away.
type Weakening string

// The weakenings. A fact that tells somebody more, or lets more be shared, is one.
const (
	ToldOfMarker      Weakening = "told"       // a marker or a restriction of contact that the person is said to know of
	ConsentRevived    Weakening = "revived"    // consent, or a request to act, after it was withdrawn
	ConsentWidened    Weakening = "widened"    // of more days, explicit, or to somebody else
	ObjectionPutAside Weakening = "overridden" // an objection
	ProtectionShorter Weakening = "ended"      // an objection or a restriction, of fewer days
	BehaviourAlleged  Weakening = "behaviour"  // a single point of contact that was for efficiency
	BreachBecameLater Weakening = "later"      // a breach of which the council is said to have been aware later
	OpinionTurned     Weakening = "unlikely"   // an opinion that serious harm is likely, in place of which one says that it is not
	nothingTaken      Weakening = ""
)

// Weakens says what a fact takes away that the one before it kept; before is the zero
// Fact where it is the first. A marker that nobody has recorded keeps the most: what is
// not known to have been told is not shown.
func Weakens(before, after disclosure.Fact) Weakening {
	first := before.Kind == ""
	switch after.Kind {
	case disclosure.FactMarker:
		if after.SubjectTold == disclosure.Told && before.SubjectTold != disclosure.Told {
			return ToldOfMarker
		}
	case disclosure.FactContactRestriction:
		if !first && after.SubjectTold == disclosure.Told && before.SubjectTold != disclosure.Told {
			return ToldOfMarker
		}
	case disclosure.FactConsent, disclosure.FactRepresentation:
		switch {
		case first:
		case !before.Until.IsZero() && outlasts(after, before):
			return ConsentRevived
		case after.From.Before(before.From), after.Explicit && !before.Explicit, after.Capacity != before.Capacity,
			disclosure.LikeName(after.Recipient) != disclosure.LikeName(before.Recipient):
			return ConsentWidened
		}
	case disclosure.FactObjection, disclosure.FactRestriction:
		switch {
		case first:
		case after.Decided == "overridden" && before.Decided != "overridden":
			return ObjectionPutAside
		case after.From.After(before.From), outlasts(before, after):
			return ProtectionShorter
		}
	case disclosure.FactSPoC:
		if before.Reason == "efficiency" && after.Reason != "efficiency" {
			return BehaviourAlleged
		}
	case disclosure.FactHealthOpinion:
		if before.Opinion == harmLikely && after.Opinion != harmLikely {
			return OpinionTurned
		}
	case disclosure.FactBreach:
		was, is := before.Breach, after.Breach
		if !first && (after.From.After(before.From) || was != nil && is != nil && is.AwareAt.After(was.AwareAt)) {
			return BreachBecameLater
		}
	}
	return nothingTaken
}

// Revives reports whether consent, or a request to act, comes after one that was
// withdrawn, of the same person and for the same body, and holds on.
func Revives(withdrawn, after disclosure.Fact) bool {
	return (after.Kind == disclosure.FactConsent || after.Kind == disclosure.FactRepresentation) && withdrawn.Kind == after.Kind &&
		!withdrawn.Until.IsZero() && outlasts(after, withdrawn) &&
		disclosure.LikeName(withdrawn.Recipient) == disclosure.LikeName(after.Recipient)
}

// outlasts reports whether one fact holds on after the other's last day.
func outlasts(one, other disclosure.Fact) bool {
	return !other.Until.IsZero() && (one.Until.IsZero() || one.Until.After(other.Until))
}
