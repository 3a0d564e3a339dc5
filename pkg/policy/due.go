package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// WithholdingDue returns the first day on which somebody has to look again at a
// ground on which the disclosure is kept from a person it is about, or from who
// represents them; ok is false when that day never comes. It is what
// [Law.DueWithholdings] finds on that day and not before, as the catalogue now
// stands: a ground that a later version ends is not foreseen.
func (l *Law) WithholdingDue(d *disclosure.Disclosure) (day disclosure.Date, ok bool) {
	for _, e := range l.withheldOn(d) {
		if first, due := l.dueFrom(e, d); due && (!ok || first.Before(day)) {
			day, ok = first, true
		}
	}
	return day, ok
}

// DueWithholdings returns the grounds of the disclosure that somebody has to look
// at again on the day, because their review date has passed or because they have
// lost what they rested on. It looks at the disclosure alone: a health
// professional's opinion that the register holds as a fact is not seen here, and
// is in the review of the person's answer.
func (l *Law) DueWithholdings(d *disclosure.Disclosure, asOf disclosure.Date) []Withholding {
	var out []Withholding
	for _, e := range l.withheldOn(d) {
		if due := l.due(e, d, nil, asOf); due != "" {
			w := l.withholding(e, d, true)
			w.Due = due
			out = append(out, w)
		}
	}
	return out
}

// withheldOn returns the reliances that keep anything from the person or from who
// represents them. What stayed within the council, went to the person or was
// refused is in no answer, so nothing of it is withheld.
func (l *Law) withheldOn(d *disclosure.Disclosure) []disclosure.Exemption {
	if class := l.ClassOf(d); !d.Shares() || class == Internal || class == Access {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(d.Justification.Exemptions), func(e disclosure.Exemption) bool {
		effect, _ := l.effect(e, d, true)
		return effect == WithheldNone
	})
}

// dueFrom is the first day, that of the disclosure or later, on which [Law.due]
// says why the reliance has to be looked at again.
func (l *Law) dueFrom(e disclosure.Exemption, d *disclosure.Disclosure) (day disclosure.Date, ok bool) {
	on := disclosure.DateOf(d.DisclosedAt)
	by := func(first disclosure.Date) {
		if first.Before(on) {
			first = on
		}
		if !ok || first.Before(day) {
			day, ok = first, true
		}
	}
	if l.due(e, d, nil, on) != "" {
		return on, true
	}
	item := l.items[e.ID] // in the catalogue, or it would be due at once
	if !item.Until.IsZero() {
		by(item.Until.AddDays(1))
	}
	if !e.ReviewBy.IsZero() {
		by(e.ReviewBy.AddDays(1))
	}
	if item.SubjectReport == "withhold-if-opinion" {
		given, _ := evidenceDay(d.Evidence["opinionDate"])
		by(OpinionCountsUntil(given).AddDays(1))
	}
	return day, ok
}

// MarkerDue returns the first day on which the review of a warning marker is
// overdue: the day after the one it names or, where a notice of the register has
// markers reviewed every so many months, after those, whichever is earlier. ok is
// false when it never is.
func (l *Law) MarkerDue(register disclosure.Register, marker disclosure.Fact) (day disclosure.Date, ok bool) {
	months := 0
	for _, n := range l.Notices(register) {
		for i := range n.Rules {
			n.Rules[i].Need.eachFact(func(t *FactTest) {
				if t.Kind == disclosure.FactMarker && t.ReviewMonths > 0 && (months == 0 || t.ReviewMonths < months) {
					months = t.ReviewMonths
				}
			})
		}
	}
	return overdueFrom(marker, months)
}

// overdueFrom returns the first day on which the fact's next look is overdue.
// Where reviews come round every so many months, the last day of those months is
// still in time.
func overdueFrom(f disclosure.Fact, months int) (day disclosure.Date, ok bool) {
	if !f.ReviewBy.IsZero() {
		day, ok = f.ReviewBy.AddDays(1), true
	}
	if months > 0 {
		last := f.From
		if f.LastReview.After(last) {
			last = f.LastReview
		}
		if round := last.AddMonths(months).AddDays(1); !ok || round.Before(day) {
			day, ok = round, true
		}
	}
	return day, ok
}

// eachFact visits every test of a fact within the condition.
func (c *Condition) eachFact(visit func(*FactTest)) {
	if c.Fact != nil {
		visit(c.Fact)
	}
	if c.Not != nil {
		c.Not.eachFact(visit)
	}
	for i := range c.All {
		c.All[i].eachFact(visit)
	}
	for i := range c.Any {
		c.Any[i].eachFact(visit)
	}
}
