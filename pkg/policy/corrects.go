package policy

import "slices"

// corrected applies every rule to the question. A correction is never refused for what
// the word it corrects lacked already: that stands in the register whatever is said of
// it, and putting the rest right is not to be made harder. It is flagged, as a
// departure where it was one.
func (l *Law) corrected(q Question) *ruling {
	out := l.rule(q)
	if q.Corrects == nil {
		return out
	}
	before := q
	before.Disclosure = q.Corrects
	lacked := l.rule(before)
	out.refusals = slices.DeleteFunc(out.refusals, func(r refusal) bool {
		if !slices.Contains(lacked.refusals, r) {
			return false
		}
		out.lacked(r, lacked.departure || out.departure)
		return true
	})
	return out
}
