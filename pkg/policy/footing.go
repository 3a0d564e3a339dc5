package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// FootingOf returns what the sharing of some of a disclosure's data rested on, by
// their places in it: the bases, the conditions that data of their kind need, and
// the gateway, sorted and once each. With no place it is what any data would rest
// on. A condition for special category or offence data is left out where none of
// them is of that kind, since it would tell of what is not there.
func (l *Law) FootingOf(d *disclosure.Disclosure, places []int) []string {
	var ids []string
	if len(places) == 0 {
		ids = slices.Clone(d.Justification.LawfulBases)
	}
	for _, n := range places {
		item := d.Data[n]
		ids = append(ids, basesOf(d, item)...)
		for _, id := range conditionsOf(d, item) {
			if c := l.items[id]; c != nil && c.servesFor(l.dataKind(item.Category)) && c.covers(item.Category) {
				ids = append(ids, id)
			}
		}
	}
	if d.Justification.Gateway != "" {
		ids = append(ids, d.Justification.Gateway)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// servesFor reports whether the condition is one for data of the kind.
func (i *Item) servesFor(kind DataKind) bool {
	switch kind {
	case SpecialData:
		return i.is(SpecialCondition)
	case CriminalData:
		return i.is(CriminalCondition)
	}
	return false
}

// What would clear a flag that asks for words, or for a day, and says nothing against what
// is cited. Entries hold these words.
const (
	saysWhyNecessary   = "A correction says why it was necessary."
	givesLaterReview   = "A correction gives a later day of review."
	givesEarlierReview = "A correction gives an earlier day of review."
)

// Article6 is the rule that something shared had no lawful basis at all.
const Article6 = "ukgdpr-6"

// FootingStanding is what a flag on an entry leaves of a basis, condition, gateway or exemption
// that the entry cites.
type FootingStanding int

// The standings, the better first.
const (
	// Counts: the flag says nothing against it.
	Counts FootingStanding = iota
	// Doubted: it does not count while the flag is open. The Data Protection Officer may
	// accept it, and has where the flag was cleared.
	Doubted
	// NotCounted: nothing but a correction mends it.
	NotCounted
)

// asksForWords are those. Any other flag under the rule of what is cited speaks against it:
// a rule that is not thought of here lets the letter say less, and never more.
var asksForWords = []string{saysWhyNecessary, givesLaterReview, givesEarlierReview}

// StandingOf returns what a flag leaves of what is cited, by its id. A departure is what the
// record would have been refused for, but that it had happened: clearing that mends
// nothing. Of the rest the flag itself says who can mend it. Nothing is decided again, and
// a flag that departments are not shown says nothing.
func (l *Law) StandingOf(register disclosure.Register, d *disclosure.Disclosure, f disclosure.Flag, id string) FootingStanding {
	switch {
	case f.Kept || !l.isUnder(register, d, f.Rule, id):
		return Counts
	case f.Departure:
		return NotCounted
	case slices.Contains(asksForWords, f.Clears):
		return Counts
	case strings.Contains(f.Clears, "Data Protection Officer"):
		return Doubted
	}
	return NotCounted
}

// isUnder reports whether a flag's rule is the provision's own, or the row under which the
// notice of the day has it.
func (l *Law) isUnder(register disclosure.Register, d *disclosure.Disclosure, rule, id string) bool {
	if rule == id {
		return true
	}
	n := l.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
	return n != nil && slices.ContainsFunc(n.LawRows, func(r LawRow) bool { return r.Provision == id && r.Row == rule })
}
