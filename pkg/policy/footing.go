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
