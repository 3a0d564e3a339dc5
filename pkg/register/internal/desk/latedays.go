package desk

import (
	"maps"

	"disclosure-register/pkg/disclosure"
)

// LateDays counts, by day (London), what was disclosed in a closed case after its
// closing day. The clock runs from the last of them. A case keeps them all, so
// that a correction which takes the last away shows at once which day is then
// the last: whoever corrects may read the case, but not list what is in it.
type LateDays map[disclosure.Date]int

// last returns the latest day, or the zero Date.
func (l LateDays) last() disclosure.Date {
	var last disclosure.Date
	for on := range l {
		if on.After(last) {
			last = on
		}
	}
	return last
}

// SetLate stores the days, and the one that the clock runs from.
func (c *CaseFile) SetLate(days LateDays) {
	c.Late, c.Triggers.LastDisclosed = days, days.last()
}

// countLate counts in a closed case what was disclosed on a day, in place of what
// the entry that it corrects had said; was is the zero Date where it corrects
// none, or none that counted. It reports whether that changes the case.
//
// A disclosure that raced the closure may not have been counted, and what takes
// one from its day then takes another's: retention counts afresh before it
// destroys anything.
func (c *CaseFile) countLate(was, on disclosure.Date) (changed bool) {
	if c.State != disclosure.CaseClosed || was == on {
		return false
	}
	days := maps.Clone(c.Late)
	if days == nil {
		days = LateDays{}
	}
	if days[was] > 1 {
		days[was]--
	} else {
		delete(days, was)
	}
	if on.After(c.Triggers.Closed) {
		days[on]++
	}
	if maps.Equal(days, c.Late) {
		return false
	}
	c.SetLate(days)
	return true
}
