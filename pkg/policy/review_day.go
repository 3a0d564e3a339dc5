package policy

import "disclosure-register/pkg/disclosure"

// ReviewRule is the row under which a day of review is flagged that is no plan.
const ReviewRule = "XX-13"

// longestReview is how many years ahead anything may be set to be looked at again
// without a flag. No law gives a number: it is what keeps a slip such as 2099 from being
// taken for a plan.
const longestReview = 5

const (
	reviewPassed = "The day of review had passed when this was recorded. Say what the review found."
	reviewTooFar = "The day of review is more than five years ahead. Look at it again while somebody can still tell why it was set."
)

// ReviewDay returns the flag of a day, at the pointer, on which something recorded today
// is to be looked at again: that it has passed, or is so far ahead that nobody will.
// Clears says what clears it. None where no day is given.
func ReviewDay(pointer string, day, today disclosure.Date, clears string) []disclosure.Flag {
	detail := ""
	switch {
	case day.IsZero():
	case day.Before(today):
		detail = reviewPassed
	case day.After(today.AddYears(longestReview)):
		detail = reviewTooFar
	}
	if detail == "" {
		return nil
	}
	return []disclosure.Flag{{Finding: disclosure.Finding{Rule: ReviewRule, Pointer: pointer, Detail: detail}, Clears: clears}}
}

// ReviewOfFact flags the day on which a fact that still holds is to be looked at again:
// of a warning marker, one that is later than the register's notices ask for. A marker
// whose day has passed is on the list of overdue markers at once, and is not flagged too.
func (l *Law) ReviewOfFact(register disclosure.Register, f disclosure.Fact, today disclosure.Date) []disclosure.Flag {
	const at, clears = "/reviewBy", "Another fact takes its place (replaces), with what was found and the next day of review."
	if !f.Until.IsZero() && f.Until.Before(today) {
		return nil // it is over, and nobody has to look
	}
	if f.Kind == disclosure.FactMarker && f.ReviewBy.Before(today) {
		return nil
	}
	flags := ReviewDay(at, f.ReviewBy, today, clears)
	if f.Kind != disclosure.FactMarker || flags != nil {
		return flags
	}
	if due, ok := l.MarkerDue(register, f); ok && !f.ReviewBy.Before(due) {
		flags = append(flags, disclosure.Flag{Finding: disclosure.Finding{
			Rule: ReviewRule, Pointer: at, Detail: "The day of review is later than the notices ask of a warning marker, from the day it was set or last looked at. It is listed as overdue before then.",
		}, Clears: clears})
	}
	return flags
}

// reviewEvidence flags the days of review that the evidence gives.
func (s *scene) reviewEvidence() {
	const clears = "A correction gives a later day of review, or an earlier one."
	today := disclosure.DateOf(s.q.At)
	for i := range s.law.catalogue.Evidence {
		field := &s.law.catalogue.Evidence[i]
		if !field.Review {
			continue
		}
		at := "/evidence/" + field.Name
		given, ok := evidenceDay(s.d.Evidence[field.Name])
		day := func() Need { return place(at, field.Says, DayNeed).ifGiven() }
		s.hold(ask{severity: Flag, rule: ReviewRule, at: at, detail: reviewPassed, clears: clears},
			!ok || !given.Before(today), func() Need { return day().since(today).testing("Not before the day on which this is recorded.") })
		farthest := today.AddYears(longestReview)
		s.hold(ask{severity: Flag, rule: ReviewRule, at: at, detail: reviewTooFar, clears: clears},
			!ok || !given.After(farthest), func() Need { return day().by(farthest) })
	}
}
