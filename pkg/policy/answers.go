package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// What would clear a flag that asks for the evidence of what is cited, or only asks
// somebody to look. Entries hold these words.
const (
	givesEvidence = "A correction gives the evidence, or the Data Protection Officer accepts that it cannot be had."
	saysTheyAre2  = "The Data Protection Officer says that they are two, or the consent is recorded under the name that stands here."
	forNeither    = "The Data Protection Officer confirms that it was shared for neither."
)

// Answers returns which of the aspects NoFooting and OutsideNotice a flag of the entry is
// about, so that who asks for one is shown why it was found and not what else is flagged.
// It reads the flag as it was recorded, and decides nothing again: of one aspect there may
// be no flag left in the entry, where the same was flagged in the case before ([OutsideRule]).
func (l *Law) Answers(register disclosure.Register, d *disclosure.Disclosure, f disclosure.Flag) (of []Aspect) {
	f.Kept = false
	f.Pointer = strings.TrimPrefix(f.Pointer, "/disclosure")
	if l.ofFooting(register, d, f) {
		of = append(of, NoFooting)
	}
	if l.ofNotice(register, d, f) {
		of = append(of, OutsideNotice)
	}
	return of
}

// ofFooting reports whether the flag is of what the sharing rested on: there is nothing, or
// what is cited does not count, so that the record would have been refused. One that was
// only flagged had another footing.
func (l *Law) ofFooting(register disclosure.Register, d *disclosure.Disclosure, f disclosure.Flag) bool {
	// A row of a notice may stand for several provisions: the place tells them apart.
	ofItem := strings.HasPrefix(f.Pointer, "/justification/") || strings.HasPrefix(f.Pointer, "/data/")
	if ofItem && slices.ContainsFunc([]string{Article6, "ukgdpr-9", "ukgdpr-10", "dpa18-s10"}, func(rule string) bool { return l.isUnder(register, d, f.Rule, rule) }) {
		return true
	}
	if f.Pointer == "/justification/policyDocument" {
		return l.isUnder(register, d, f.Rule, "dpa18-sch1-part4")
	}
	return f.Departure && f.Clears != givesEvidence && slices.ContainsFunc(l.catalogue.Items, func(i Item) bool {
		return i.Kind != ExemptionItem && l.StandingOf(register, d, f, i.ID) == NotCounted
	})
}

// ofNotice reports whether the flag is of what the notice does not name, or of what it, a
// condition of the law or a recipient of the kind asks to be shown.
func (l *Law) ofNotice(register disclosure.Register, d *disclosure.Disclosure, f disclosure.Flag) bool {
	switch f.Clears {
	case givesEvidence:
		return true
	case saysTheyAre2, forNeither:
		return false
	}
	switch f.Rule {
	case OutsideRule:
		return f.Pointer != "/override"
	case "XX-11", "XX-12":
		return true
	}
	if l.isUnder(register, d, f.Rule, "dpa18-sch1-part4") || l.isUnder(register, d, f.Rule, accountable) && slices.Contains(l.neededAt(d.Recipient), f.Pointer) {
		return true
	}
	n := l.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
	return n != nil && n.asks(f.Rule)
}

// neededAt are the places of what a recipient of the kind always needs.
func (l *Law) neededAt(r disclosure.Recipient) (at []string) {
	for _, need := range l.alwaysNeeds(r) {
		at = append(at, need.at())
	}
	return at
}

// at is the place that a requirement points to.
func (r *Requirement) at() string {
	if r.Pointer == "" && r.Need.Evidence != nil {
		return "/evidence/" + r.Need.Evidence.Field
	}
	return r.Pointer
}

// asks reports whether something has to meet a row of the notice that is the notice's own.
func (n *Notice) asks(row string) bool {
	return n.OtherRecipients != nil && n.OtherRecipients.Row == row ||
		slices.ContainsFunc(n.Recipients, func(r NoticeRecipient) bool { return r.Row == row }) ||
		slices.ContainsFunc(n.Prohibited, func(p NoticeProhibited) bool { return p.Row == row }) ||
		slices.ContainsFunc(n.Rules, func(r Rule) bool { return r.Row == row && !r.Form })
}
