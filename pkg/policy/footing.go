package policy

import (
	"slices"

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

// What would clear a flag on a basis, condition or gateway that does not count, where the
// record was not refused for it. Entries hold these words.
const (
	takesConsentOut = "A correction takes the consent out."
	mendsAnswer     = "A correction names another footing, or mends the answer."
	mendsDate       = "A correction mends the date, or names what the disclosure rested on."
	mendsDay        = "A correction mends the day, or names another basis."
	showsMet        = "A correction names another condition, or shows that this one is met."
)

// Article6 is the rule that something shared had no lawful basis at all.
const Article6 = "ukgdpr-6"

// SaysNotCounted reports whether a flag on an entry says that a basis, a condition or a
// gateway does not count: by its own rule the record would have been refused, but that it
// had happened or had another footing. Nothing is decided again, and a flag that departments
// are not shown says nothing.
func (l *Law) SaysNotCounted(register disclosure.Register, d *disclosure.Disclosure, f disclosure.Flag, id string) bool {
	if f.Kept || !f.Departure && !slices.Contains([]string{takesConsentOut, mendsAnswer, mendsDate, mendsDay, showsMet}, f.Clears) {
		return false
	}
	if f.Rule == id {
		return true
	}
	n := l.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
	return n != nil && slices.ContainsFunc(n.LawRows, func(r LawRow) bool { return r.Provision == id && r.Row == f.Rule })
}
