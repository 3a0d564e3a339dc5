package policy

import (
	"fmt"
	"strings"

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
	// Default is true of the class a case falls in until somebody says otherwise.
	// A notice has at most one; without one, its cases have no clock until their
	// class is chosen.
	Default bool `yaml:"default" json:"default,omitempty" doc:"A case of this notice is of this class until another is chosen"`
	// LaterOf names classes of the notice that may fit as well: the record is kept
	// until the latest of them.
	LaterOf []string `yaml:"laterOf" json:"laterOf,omitempty"`
	// Follows names the classes of the notice that a copy may be kept with. Its
	// clock is the clock of the one it is kept with; trigger and period are empty.
	Follows   []string `yaml:"follows" json:"follows,omitempty"`
	Exception string   `yaml:"exception" json:"exception,omitempty"`
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
	MarkerReviewed     TriggerEvent = "marker-set-or-reviewed"
	ParentRecord       TriggerEvent = "parent-record" // of a class that follows another
	FactEnded          TriggerEvent = "fact-ended"    // of what belongs to no case
)

var triggerWords = map[TriggerEvent]string{
	RecordCreated:      "the record's creation",
	FileClosed:         "the file's closure",
	TenancyEnded:       "the end of the tenancy",
	ChildBorn:          "the child's birth",
	ChildDied:          "the child's death",
	AdoptionOrderMade:  "the adoption order",
	ApprovalTerminated: "the end of approval",
	MarkerReviewed:     "the marker's setting or last review",
	ParentRecord:       "the record it is kept with",
	FactEnded:          "its end or replacement",
}

// Known reports whether there is such an event.
func (t TriggerEvent) Known() bool { return triggerWords[t] != "" }

// Bound says what the end of a period means.
type Bound string

// The bounds.
const (
	Exactly Bound = "exact"   // keep for the period, then dispose
	AtMost  Bound = "maximum" // dispose no later than its last day
	AtLeast Bound = "minimum" // keep at least so long; then review, never dispose unasked
	// Following keeps a copy as long as the record it is kept with.
	Following Bound = "follows"
	// Recurring is no retention at all: a review that comes round again, due on
	// the last day of its period.
	Recurring Bound = "recurring-review"
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

// LeapDay is what a period that starts on 29 February does in a year without
// one.
type LeapDay int

// The two readings of the corresponding date rule.
const (
	EndsOn28February LeapDay = iota
	HeldTo1March
)

// Anniversary of 29 February, in every register. Councils are asked to confirm
// it; docs/retention.md lists it among the assumptions.
const Anniversary = EndsOn28February

// LastDay returns the last day of the period that starts on the day. The day of
// the event itself is not counted: two years from 10 March 2024 end with
// 10 March 2026 (the corresponding date rule). Months are calendar months, and
// a month too short for the day ends it: six months from 31 August end with the
// last day of February. 29 February is subject to [Anniversary].
func (p Period) LastDay(from disclosure.Date) disclosure.Date {
	return p.lastDay(from, Anniversary)
}

func (p Period) lastDay(from disclosure.Date, rule LeapDay) disclosure.Date {
	last := from.AddMonths(12*p.Years + p.Months)
	if rule == HeldTo1March && isLeapDay(from) && !isLeapDay(last) && p.Months%12 == 0 {
		return last.AddDays(1)
	}
	return last
}

func isLeapDay(d disclosure.Date) bool { return strings.HasSuffix(d.String(), "-02-29") }

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
