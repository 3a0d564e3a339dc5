package policy

import "disclosure-register/pkg/disclosure"

// JoinMayBear reports whether what protects a person under another reference of theirs
// could bear on how the disclosure is judged, by what anybody may know of it.
func JoinMayBear(d *disclosure.Disclosure) bool { return d.Shares() }

// elsewhere is what the flag says that somebody is joined.
const elsewhere = "Somebody here is known under another reference too. What stands under that was not asked when this was recorded: a marker, an objection, a restriction or a withdrawal of consent may bear on it."

// isJoined flags, for the Data Protection Officer, that somebody in the disclosure is
// known under another reference too: what protects them there was not asked. To ask
// would take whoever records longer than it takes about anybody else.
func (s *scene) isJoined() {
	if s.q.Joined && JoinMayBear(s.d) {
		s.out.flag(disclosure.FormRule, "/subjects", elsewhere, "The Data Protection Officer has looked at what is known under each reference of the person.")
	}
}

// SaysJoined reports whether the flag is that somebody is joined. Nothing is found by it:
// whatever is about a joined person has it, and the queue has it until it is cleared.
func SaysJoined(f disclosure.Flag) bool { return f.Kept && f.Detail == elsewhere }

// Protects reports whether a fact of one reference counts for another that is the same
// person's. Those do that can only keep something back: whatever may open something
// stays with the reference that it was recorded of.
func Protects(f disclosure.Fact) bool {
	switch f.Kind {
	case disclosure.FactObjection, disclosure.FactRestriction:
		return true
	case disclosure.FactMarker, disclosure.FactContactRestriction:
		return f.SubjectTold != disclosure.Told
	case disclosure.FactHealthOpinion:
		return StandsAgainstGivingHealth(f)
	case disclosure.FactConsent:
		return !f.Until.IsZero()
	}
	return false
}
