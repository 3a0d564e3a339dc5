package policy

import (
	"time"
)

// lead is how far a clock that records may be behind the one that disclosed.
const lead = 5 * time.Minute

// days applies XX-13: nothing is recorded before it happens, nor under a notice
// that was not yet in force. The first is not a record of anything, so a
// departure does not help.
func (s *scene) days() {
	const at = "/disclosedAt"
	when := func() Need { return place(at, "when the data was shared, or the refusal given", InstantNeed) }
	if !s.formHolds(at, "Say when the data was shared, or the refusal given.", !s.d.DisclosedAt.IsZero(), when) {
		return
	}
	if !s.hold(ask{rule: "XX-13", at: at, detail: "This is still to come. Record a disclosure when it has been made.", malformed: true},
		!s.d.DisclosedAt.After(s.q.At.Add(lead)), func() Need { return when().testing("Not later than the moment of recording.") }) {
		return
	}
	inForce := s.notice != nil || !s.law.hasNotice(s.q.Register, s.d.Notice)
	s.hold(ask{
		severity: Refuse, rule: "XX-13", at: at, detail: "This notice was not in force on that day." + s.noticeBegan() + " Check the date, and record earlier sharing under the notice of its day.",
		clears: "The date is corrected, or the entry is confirmed as sharing from before the notice.",
	}, inForce, chosen(inForce))
}

// noticeBegan says of a day before the notice when it began; nothing of any other.
func (s *scene) noticeBegan() string {
	var first *Notice
	for _, n := range s.law.Notices(s.q.Register) {
		if n.ID == s.d.Notice && (first == nil || n.Effective.From.Before(first.Effective.From)) {
			first = n
		}
	}
	if first == nil || !s.on.Before(first.Effective.From) {
		return ""
	}
	return " “" + first.Title + "” began on " + inWords(first.Effective.From) + "."
}
