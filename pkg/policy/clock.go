package policy

import (
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// Schedule says where each class stands on the day, in the order of the
// classes. Days are civil days in Europe/London; 29 February is subject to
// [Anniversary]. A class whose event is not known has not started: nothing is
// due.
//
// An alternative whose condition holds takes the place of its class, and is
// otherwise left out. Source: the T rows of each notice.
func Schedule(classes []Class, c disclosure.Case, asOf disclosure.Date) []Due {
	dues := make([]Due, 0, len(classes))
	for _, class := range classes {
		if class.Alternative != nil && !class.replaces(c) || replacement(classes, class, c) != nil {
			continue
		}
		dues = append(dues, settle(classes, class, c, asOf))
	}
	return dues
}

// settle answers for one class of a notice, its variants considered:
//
//   - a class that another replaces answers with that other's clock;
//   - an alternative whose condition is known not to hold answers with the clock
//     of the class it would have replaced;
//   - a class that others may fit beside answers with the latest of them;
//   - a copy answers with the clock of the record it is kept with.
func settle(classes []Class, class Class, c disclosure.Case, asOf disclosure.Date) Due {
	if other := replacement(classes, class, c); other != nil {
		return other.due(c, asOf)
	}
	if class.Alternative != nil && class.outlived(c) {
		if other := find(classes, class.Alternative.To); other != nil {
			return other.due(c, asOf)
		}
	}
	if class.Bound == Following {
		return class.follow(classes, c, asOf)
	}
	due := class.due(c, asOf)
	for _, id := range class.LaterOf {
		other := find(classes, id)
		if other == nil || other.Alternative != nil && !other.replaces(c) {
			continue
		}
		if beside := other.due(c, asOf); due.Clock != NotStarted && beside.DueOn.After(due.DueOn) {
			due = beside
		}
	}
	return due
}

// replacement returns the class that takes this one's place, or nil.
func replacement(classes []Class, class Class, c disclosure.Case) *Class {
	i := slices.IndexFunc(classes, func(other Class) bool { return other.replaces(c) && other.Alternative.To == class.ID })
	if i < 0 {
		return nil
	}
	return &classes[i]
}

func find(classes []Class, id string) *Class {
	if i := slices.IndexFunc(classes, func(c Class) bool { return c.ID == id }); i >= 0 {
		return &classes[i]
	}
	return nil
}

// replaces reports whether the class is an alternative whose condition holds: a
// death before the eighteenth birthday. A death without a known birth does not
// count, since the longer clock is the safer one; nor does one before the
// birth, where one of the two must be wrong.
func (class Class) replaces(c disclosure.Case) bool {
	t := c.Triggers
	return class.Alternative != nil && !t.Born.IsZero() && !t.Died.IsZero() &&
		!t.Died.Before(t.Born) && t.Died.Before(t.Born.AddYears(majority))
}

// outlived reports whether the class is an alternative that is known not to
// apply: the child came of age, or is not known to have died.
func (class Class) outlived(c disclosure.Case) bool {
	return class.Alternative != nil && !c.Triggers.Born.IsZero() && !class.replaces(c)
}

// majority is the age, in years, that a death must come before.
const majority = 18

// follow answers for a copy: as the record it is kept with, which is a class of
// the case. Source: KC-T8.
func (class Class) follow(classes []Class, c disclosure.Case, asOf disclosure.Date) Due {
	copied := Due{
		Class: class.ID, What: class.What, Row: class.Row, Bound: class.Bound, Trigger: class.Trigger,
		Assumption: class.Assumption, Clock: NotStarted,
		Reason: fmt.Sprintf("%s (%s): kept as long as the record it is kept with, and it is not known which that is, so the period has not started; rule %s.",
			class.What, class.Row, class.Rule),
	}
	for _, id := range class.Follows {
		parent := find(classes, id)
		if parent == nil || !slices.Contains(c.Classes, id) {
			continue
		}
		due := settle(classes, *parent, c, asOf)
		if copied.Clock != NotStarted && !due.DueOn.After(copied.DueOn) {
			continue
		}
		copied.Bound, copied.Clock, copied.Trigger, copied.TriggerOn, copied.DueOn = due.Bound, due.Clock, due.Trigger, due.TriggerOn, due.DueOn
		copied.Reason = fmt.Sprintf("%s (%s): kept as long as the record it is kept with. %s", class.What, class.Row, due.Reason)
	}
	if copied.Clock == NotStarted && standing(c, asOf) {
		copied.Clock = HeldBack
	}
	return copied
}

func (class Class) due(c disclosure.Case, asOf disclosure.Date) Due {
	due := Due{
		Class: class.ID, What: class.What, Row: class.Row, Bound: class.Bound,
		Trigger: class.Trigger, TriggerOn: class.startsOn(c), Assumption: class.Assumption,
	}
	// A hold stops what destroys, and never a review that comes round.
	held := class.Bound != Recurring && standing(c, asOf)
	if due.TriggerOn.IsZero() {
		due.Clock = NotStarted
		if held {
			due.Clock = HeldBack
		}
		due.Reason = fmt.Sprintf("%s (%s): %s from %s, %s, so the period has not started; rule %s.",
			class.What, class.Row, class.Period.words(class.Bound), triggerWords[class.Trigger], class.unstarted(c), class.Rule)
		return due
	}
	due.DueOn = class.Period.LastDay(due.TriggerOn)
	if class.Bound == Exactly || class.Bound == AtLeast {
		due.DueOn = due.DueOn.AddDays(1)
	}
	because := ""
	if held {
		due.Reason = fmt.Sprintf("%s (%s): %s from %s on %s. A hold placed on %s stands, so nothing is destroyed until it is released, and there is no day for it before then; rule %s.",
			class.What, class.Row, class.Period.words(class.Bound), class.startWords(c), due.TriggerOn, standsSince(c, asOf), class.Rule)
		due.Clock, due.DueOn = HeldBack, disclosure.Date{}
		return due
	}
	if released := lastRelease(c); class.Bound != Recurring && released.After(due.DueOn) {
		due.DueOn = released
		because = fmt.Sprintf(", put off to %s when the last hold was released", released)
	}
	due.Clock = clockOf(class.Bound, due.DueOn, asOf)
	due.Reason = fmt.Sprintf("%s (%s): %s from %s on %s, so %s %s%s; rule %s.",
		class.What, class.Row, class.Period.words(class.Bound), class.startWords(c), due.TriggerOn,
		class.Bound.meaning(), due.DueOn, because, class.Rule)
	return due
}

// unstarted says why the period has not started: a file that is open, and a fact that stands,
// have not come to their end; of any other event nobody has put a day on record.
func (class Class) unstarted(c disclosure.Case) string {
	if class.Trigger == FactEnded || class.Trigger == FileClosed && c.State == disclosure.CaseOpen {
		return "which has not happened"
	}
	return "of which no day is on record"
}

func clockOf(bound Bound, dueOn, asOf disclosure.Date) Clock {
	switch {
	case asOf.Before(dueOn):
		return Running
	case bound == AtLeast || bound == Recurring:
		return ForReview
	}
	return DueNow
}

// standing reports whether a hold stands on the day: from the day it was placed
// until the day before it was released. A question about another day than today
// may be asked, so a hold counts only once it has been placed.
func standing(c disclosure.Case, asOf disclosure.Date) bool {
	return slices.ContainsFunc(c.Holds, func(h disclosure.Hold) bool {
		return !asOf.Before(h.PlacedOn) && (h.ReleasedOn.IsZero() || asOf.Before(h.ReleasedOn))
	})
}

// standsSince returns the day on which the first of the holds that stand on the day
// was placed.
func standsSince(c disclosure.Case, asOf disclosure.Date) disclosure.Date {
	var since disclosure.Date
	for _, h := range c.Holds {
		if standing(disclosure.Case{Holds: []disclosure.Hold{h}}, asOf) && (since.IsZero() || h.PlacedOn.Before(since)) {
			since = h.PlacedOn
		}
	}
	return since
}

// lastRelease returns the latest day on which a hold came off, or the zero Date.
func lastRelease(c disclosure.Case) disclosure.Date {
	var last disclosure.Date
	for _, h := range c.Holds {
		if h.ReleasedOn.After(last) {
			last = h.ReleasedOn
		}
	}
	return last
}

// day returns the day of the event in the case. A case that has been opened
// again has no closure: the clock starts afresh at the next one.
func (e TriggerEvent) day(c disclosure.Case) disclosure.Date {
	t := c.Triggers
	switch e {
	case RecordCreated:
		return t.RecordCreated
	case FileClosed:
		if c.State == disclosure.CaseOpen {
			return disclosure.Date{}
		}
		return t.Closed
	case TenancyEnded:
		return t.TenancyEnded
	case ChildBorn:
		return t.Born
	case ChildDied:
		return t.Died
	case AdoptionOrderMade:
		return t.AdoptionOrder
	case ApprovalTerminated:
		return t.ApprovalTerminated
	case MarkerReviewed:
		return t.MarkerReviewed
	case FactEnded:
		return t.Ended
	}
	return disclosure.Date{}
}

// startsOn is the day that the class's period starts from in the case, or the
// zero Date. A file in which something was disclosed after its closing day was
// not finished, and is kept from then; but nothing lengthens a maximum, whose
// last lawful day is counted from the closure.
func (class Class) startsOn(c disclosure.Case) disclosure.Date {
	on := class.Trigger.day(c)
	if class.Trigger == FileClosed && class.Bound != AtMost && !on.IsZero() {
		return later(on, c.Triggers.LastDisclosed)
	}
	return on
}

// startWords name what the period started from.
func (class Class) startWords(c disclosure.Case) string {
	if closed := c.Triggers.Closed; class.Trigger == FileClosed && class.startsOn(c).After(closed) {
		return fmt.Sprintf("the last disclosure in the file, which was later than its closure (%s),", closed)
	}
	return triggerWords[class.Trigger]
}

func (p Period) words(bound Bound) string {
	switch bound {
	case AtMost:
		return "kept for at most " + p.String()
	case AtLeast:
		return "kept for at least " + p.String()
	case Recurring:
		return "reviewed every " + p.String()
	}
	return "kept for " + p.String()
}

func (b Bound) meaning() string {
	switch b {
	case AtMost:
		return "the last day it may be kept is"
	case AtLeast:
		return "it is to be reviewed from"
	case Recurring:
		return "the next review is due on"
	}
	return "it may be destroyed from"
}
