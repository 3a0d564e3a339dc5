package policy

import (
	"time"

	"disclosure-register/pkg/disclosure"
)

// Question is everything a decision depends on. Deciding is pure: the same
// question has the same answer for ever, under the same catalogue and notices.
type Question struct {
	Register   disclosure.Register
	Disclosure *disclosure.Disclosure
	// RecordedBy is compared with who authorised (nobody approves their own).
	RecordedBy disclosure.RecordedBy
	// Facts are those found at [FactKeys], including ones no longer in force.
	Facts []disclosure.Fact
	// At is the instant of recording, UTC.
	At time.Time
}

// Decision is what the rules say of a question.
type Decision struct {
	// Malformed findings are refused for ever; a departure does not help.
	Malformed []disclosure.Finding
	// Refusals are rules that forbid the record. With a departure they are
	// empty, and each is among the Flags instead.
	Refusals []disclosure.Finding
	// Flags are rules the record does not meet; it is accepted and they wait for
	// the DPO. Departures come first.
	Flags    []disclosure.Flag
	Versions disclosure.PolicyVersions
}

// Accepted reports whether the disclosure may be recorded, flagged or not.
func (d Decision) Accepted() bool { return len(d.Malformed) == 0 && len(d.Refusals) == 0 }
