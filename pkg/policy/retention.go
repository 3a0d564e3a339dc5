package policy

import (
	"fmt"

	"disclosure-register/pkg/disclosure"
)

// Class is a class of record and how long the notice lets it be kept.
type Class struct {
	ID      string       `yaml:"id" json:"id"`
	Row     string       `yaml:"row" json:"row"`
	What    string       `yaml:"what" json:"what"`
	Section string       `yaml:"section" json:"section"`
	Trigger TriggerEvent `yaml:"trigger" json:"trigger" doc:"The event the period starts from"`
	Period  Period       `yaml:"period" json:"period"`
	Bound   Bound        `yaml:"bound" json:"bound"`
	// Alternative replaces another class of the notice when its own condition holds.
	Alternative *Alternative `yaml:"alternative" json:"alternative,omitempty"`
	Exception   string       `yaml:"exception" json:"exception,omitempty"`
	// Assumption is given where the notice does not state the trigger or the period.
	Assumption string `yaml:"assumption" json:"assumption,omitempty"`
	// Rule is the notice and version, set when the notice is loaded.
	Rule string `yaml:"-" json:"rule,omitempty"`
}

// Alternative says which class this one replaces, and when.
type Alternative struct {
	To   string `yaml:"to" json:"to"`
	When string `yaml:"when" json:"when" enum:"died-before-18"`
}

// TriggerEvent is an event a retention period starts from.
type TriggerEvent string

// The events, each a day in [disclosure.Triggers].
const (
	RecordCreated      TriggerEvent = "record-created"
	FileClosed         TriggerEvent = "file-closed"
	TenancyEnded       TriggerEvent = "tenancy-ended"
	ChildBorn          TriggerEvent = "child-born"
	ChildDied          TriggerEvent = "child-died"
	AdoptionOrderMade  TriggerEvent = "adoption-order-made"
	ApprovalTerminated TriggerEvent = "approval-terminated"
)

var triggerWords = map[TriggerEvent]string{
	RecordCreated:      "the record's creation",
	FileClosed:         "the file's closure",
	TenancyEnded:       "the end of the tenancy",
	ChildBorn:          "the child's birth",
	ChildDied:          "the child's death",
	AdoptionOrderMade:  "the adoption order",
	ApprovalTerminated: "the end of approval",
}

// Bound says what the end of a period means.
type Bound string

// The bounds.
const (
	Exactly Bound = "exact"   // keep for the period, then dispose
	AtMost  Bound = "maximum" // dispose no later than its last day
	AtLeast Bound = "minimum" // keep at least so long; then review, never dispose unasked
)

// Period is a length of time on the calendar.
type Period struct {
	Years  int `yaml:"years" json:"years,omitempty"`
	Months int `yaml:"months" json:"months,omitempty"`
}

func (p Period) String() string {
	switch {
	case p.Years == 0 && p.Months == 0:
		return "no further period"
	case p.Months == 0:
		return count(p.Years, "year")
	case p.Years == 0:
		return count(p.Months, "month")
	}
	return count(p.Years, "year") + " and " + count(p.Months, "month")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// LastDay returns the last day of the period that starts on the day. The day of
// the event itself is not counted: two years from 10 March 2024 end with
// 10 March 2026 (the corresponding date rule).
func (p Period) LastDay(from disclosure.Date) disclosure.Date {
	return from.AddMonths(12*p.Years + p.Months)
}

// Clock is where the retention of a record stands.
type Clock string

// The clocks.
const (
	NotStarted Clock = "not-started" // the event has not happened, or is not known
	Running    Clock = "running"
	DueNow     Clock = "due"    // it may go, or for a maximum must go
	HeldBack   Clock = "held"   // a hold stands; nothing is destroyed
	ForReview  Clock = "review" // it has been kept long enough for somebody to look
)

// Due says when a class of record in a case is due, and why.
type Due struct {
	Class     string          `json:"class"`
	What      string          `json:"what"`
	Row       string          `json:"row"`
	Bound     Bound           `json:"bound"`
	Clock     Clock           `json:"clock" enum:"not-started,running,due,held,review"`
	Trigger   TriggerEvent    `json:"trigger"`
	TriggerOn disclosure.Date `json:"triggerOn,omitzero" format:"date"`
	// DueOn is the first day the record may go (exact), the last lawful day to
	// keep it (maximum) or the first day of review (minimum).
	DueOn      disclosure.Date `json:"dueOn,omitzero" format:"date" doc:"First day the record may go (exact), last lawful day to keep it (maximum), or first day of review (minimum)"`
	Reason     string          `json:"reason"`
	Assumption string          `json:"assumption,omitempty"`
}

// Schedule says where each class stands on the day, in the order of the
// classes. Days are civil days in Europe/London; 29 February falls back to 28
// February. A class whose event is not known has not started: nothing is due.
//
// An alternative whose condition holds takes the place of its class, and is
// otherwise left out. Source: the T rows of each notice.
func Schedule(classes []Class, c disclosure.Case, asOf disclosure.Date) []Due {
	replaced := map[string]bool{}
	for _, class := range classes {
		if class.replaces(c) {
			replaced[class.Alternative.To] = true
		}
	}
	dues := make([]Due, 0, len(classes))
	for _, class := range classes {
		if replaced[class.ID] || class.Alternative != nil && !class.replaces(c) {
			continue
		}
		dues = append(dues, class.due(c, asOf))
	}
	return dues
}

// replaces reports whether the class is an alternative whose condition holds: a
// death before the eighteenth birthday. A death without a known birth does not
// count, since the longer clock is the safer one.
func (class Class) replaces(c disclosure.Case) bool {
	t := c.Triggers
	return class.Alternative != nil && !t.Born.IsZero() && !t.Died.IsZero() && t.Died.Before(t.Born.AddYears(18))
}

func (class Class) due(c disclosure.Case, asOf disclosure.Date) Due {
	due := Due{
		Class: class.ID, What: class.What, Row: class.Row, Bound: class.Bound,
		Trigger: class.Trigger, TriggerOn: class.Trigger.day(c), Assumption: class.Assumption,
	}
	if due.TriggerOn.IsZero() {
		due.Clock = NotStarted
		if c.Held() {
			due.Clock = HeldBack
		}
		due.Reason = fmt.Sprintf("%s (%s): %s from %s, which has not happened or is not known, so the period has not started; rule %s.",
			class.What, class.Row, class.Period.words(class.Bound), triggerWords[class.Trigger], class.Rule)
		return due
	}
	last := class.Period.LastDay(due.TriggerOn)
	due.DueOn = last.AddDays(1)
	if class.Bound == AtMost {
		due.DueOn = last
	}
	because := ""
	if released := lastRelease(c); released.After(due.DueOn) {
		due.DueOn = released
		because = fmt.Sprintf(", put off to %s when the last hold was released", released)
	}
	due.Clock = clockOf(class.Bound, due.DueOn, asOf)
	if c.Held() {
		due.Clock = HeldBack
		because = ", and a hold stands: nothing is destroyed until it is released"
	}
	due.Reason = fmt.Sprintf("%s (%s): %s from %s on %s, so %s %s%s; rule %s.",
		class.What, class.Row, class.Period.words(class.Bound), triggerWords[class.Trigger], due.TriggerOn,
		class.Bound.meaning(), due.DueOn, because, class.Rule)
	return due
}

func clockOf(bound Bound, dueOn, asOf disclosure.Date) Clock {
	switch {
	case asOf.Before(dueOn):
		return Running
	case bound == AtLeast:
		return ForReview
	}
	return DueNow
}

// lastRelease returns the day the last hold came off, or the zero Date while one
// stands or when there was none.
func lastRelease(c disclosure.Case) disclosure.Date {
	var last disclosure.Date
	for _, h := range c.Holds {
		if h.ReleasedOn.IsZero() {
			return disclosure.Date{}
		}
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
	}
	return disclosure.Date{}
}

func (p Period) words(bound Bound) string {
	switch bound {
	case AtMost:
		return "kept for at most " + p.String()
	case AtLeast:
		return "kept for at least " + p.String()
	}
	return "kept for " + p.String()
}

func (b Bound) meaning() string {
	switch b {
	case AtMost:
		return "the last day it may be kept is"
	case AtLeast:
		return "it is to be reviewed from"
	}
	return "it may be destroyed from"
}
