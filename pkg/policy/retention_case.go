package policy

import (
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
)

// EarlyStart is how many days before its last lawful day the disposal of a
// maximum class begins: seven of cooling-off, and time for S3's lifecycle,
// which runs daily and may lag.
const EarlyStart = 14

// Retention is where the retention of a whole case stands. A case is one file
// and is destroyed as one, so it is kept until the latest day that any of its
// classes needs.
type Retention struct {
	Clock Clock           `json:"clock" enum:"not-started,running,due,held,review"`
	DueOn disclosure.Date `json:"dueOn,omitzero" format:"date" doc:"The latest dueOn of the classes the case is of"`
	// BeginsOn is the first day its disposal may begin. A maximum class begins
	// [EarlyStart] days early, to be gone by its last lawful day.
	BeginsOn disclosure.Date `json:"beginsOn,omitzero" format:"date" doc:"First day on which its disposal may begin"`
	Reason   string          `json:"reason"`
	Classes  []Due           `json:"classes" doc:"The classes the case is of, each with its own clock"`
}

// MayBegin reports whether disposal may begin on the day.
func (r Retention) MayBegin(on disclosure.Date) bool {
	return (r.Clock == DueNow || r.Clock == Running) && !r.BeginsOn.IsZero() && !on.Before(r.BeginsOn)
}

// Retention says when the case as a whole may go, on the notices in force on the
// day. The case is of the classes chosen for it, or else of the default class of
// each notice that data in it was shared under. A case of no class has no
// clock: it is never due.
func (l *Law) Retention(register disclosure.Register, c disclosure.Case, asOf disclosure.Date) Retention {
	var notices []string
	for _, n := range l.Notices(register) {
		if !slices.Contains(notices, n.ID) {
			notices = append(notices, n.ID)
		}
	}
	var dues []Due
	found := 0
	for _, id := range notices {
		classes := l.Classes(register, []string{id}, asOf)
		for _, class := range classes {
			chosen := slices.Contains(c.Classes, class.ID)
			if len(c.Classes) == 0 {
				chosen = class.Default && slices.Contains(c.Notices, id)
			}
			if chosen {
				found++
				dues = append(dues, settle(classes, class, c, asOf))
			}
		}
	}
	known := found >= len(c.Classes) && (len(c.Classes) > 0 || found >= len(c.Notices))
	return wholeCase(dues, known, c, asOf)
}

// wholeCase takes the latest of the classes. Where one has not started, or a
// class or a notice of the case is not known, nothing is due.
func wholeCase(dues []Due, known bool, c disclosure.Case, asOf disclosure.Date) Retention {
	r := Retention{Classes: dues, Clock: NotStarted}
	if r.Classes == nil {
		r.Classes = []Due{}
	}
	reviewed := true
	started := known && len(dues) > 0
	for _, due := range dues {
		if due.TriggerOn.IsZero() {
			started = false
			r.Reason = due.Reason
			continue
		}
		if !due.DueOn.Before(r.DueOn) {
			r.DueOn = due.DueOn
			if started {
				r.Reason = due.Reason
			}
		}
		begins := due.DueOn
		if due.Bound == AtMost {
			begins = later(due.DueOn.AddDays(-EarlyStart), lastRelease(c))
		}
		if due.Bound == AtLeast {
			begins = later(begins, c.Review.On)
			reviewed = reviewed && reviewAllows(c.Review, due)
		}
		r.BeginsOn = later(r.BeginsOn, begins)
	}
	switch {
	case !started:
		r.DueOn, r.BeginsOn = disclosure.Date{}, disclosure.Date{}
		if r.Reason == "" {
			r.Reason = "It is not known which class of record this case is, so no period has started. Choose its class."
		}
	case !reviewed:
		r.BeginsOn = disclosure.Date{}
		r.Clock = clockOf(AtLeast, r.DueOn, asOf)
	default:
		r.Clock = clockOf(Exactly, r.DueOn, asOf)
	}
	if c.Held() || standing(c, asOf) {
		r.Clock = HeldBack
		r.DueOn, r.BeginsOn = disclosure.Date{}, disclosure.Date{} // there is no day while a hold stands
	}
	if len(dues) > 1 && started {
		r.Reason = fmt.Sprintf("The case is of %d classes and is kept for the longest. %s", len(dues), r.Reason)
	}
	return r
}

// reviewAllows reports whether somebody has looked since the period ended, and
// decided that the record may go.
func reviewAllows(r disclosure.Review, due Due) bool {
	return r.Outcome == disclosure.Destroy && !r.On.Before(due.DueOn)
}

func later(a, b disclosure.Date) disclosure.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// ClockOf answers for one class, asked about by itself. The class, and those it
// may give way to, are taken from the notice as it was on the day, or as it
// first was. ok is false when no notice has the class.
func (l *Law) ClockOf(class string, c disclosure.Case, asOf disclosure.Date) (due Due, ok bool) {
	if own := find(OwnClasses(), class); own != nil {
		return own.due(c, asOf), true
	}
	for _, n := range l.notices {
		found := find(n.Retention, class)
		if found == nil {
			continue
		}
		due, ok = settle(n.Retention, *found, c, asOf), true
		if n.Effective.Covers(asOf) {
			return due, true
		}
	}
	return due, ok
}

// ClassIDs returns the id of every class of every notice and of the register's
// own, sorted.
func (l *Law) ClassIDs() []string {
	var ids []string
	for _, class := range OwnClasses() {
		ids = append(ids, class.ID)
	}
	for _, n := range l.notices {
		for _, class := range n.Retention {
			ids = append(ids, class.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// RuleOf returns the notice and version that the class is a rule of, such as
// "dartford-complaints 2026-11"; "" when the register has no such class.
func (l *Law) RuleOf(register disclosure.Register, class string) string {
	rule := ""
	for _, n := range l.Notices(register) {
		if c := find(n.Retention, class); c != nil {
			rule = c.Rule
		}
	}
	return rule
}

// RegisterIDs returns the id of every register, in order.
func (l *Law) RegisterIDs() []disclosure.Register {
	ids := make([]disclosure.Register, 0, len(l.registers))
	for _, r := range l.registers {
		ids = append(ids, r.ID)
	}
	return ids
}
