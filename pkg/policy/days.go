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
	at := s.d.DisclosedAt
	switch {
	case at.IsZero():
		s.out.broken("/disclosedAt", "Say when the data was shared, or the refusal given.")
		return
	case at.After(s.q.At.Add(lead)):
		s.out.brokenBy("XX-13", "/disclosedAt", "This is still to come. Record a disclosure when it has been made.")
		return
	}
	if s.notice == nil && s.law.hasNotice(s.q.Register, s.d.Notice) {
		s.out.refuse("XX-13", "/disclosedAt", "This notice was not in force on that day. Check the date, and record earlier sharing under the notice of its day.", "The date is corrected, or the entry is confirmed as sharing from before the notice.", never)
	}
}
