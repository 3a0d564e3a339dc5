package policy

import (
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

// NotifyWithin is how long a council has to notify the regulator of a breach once
// it is aware of it (UK GDPR Article 33(1)). It is elapsed time: nights, weekends,
// bank holidays and the hours that clocks change by count as any other. The rules
// on periods (Regulation 1182/71) could be read to give a few hours more; the
// register keeps to the shorter reading.
const NotifyWithin = 72 * time.Hour

// ClockState is where the 72 hours of a breach stand.
type ClockState string

// The states.
const (
	ClockRunning   ClockState = "running"
	ClockOverdue   ClockState = "overdue"
	NotifiedInTime ClockState = "notified-in-time"
	NotifiedLate   ClockState = "notified-late"
	NotNotifiable  ClockState = "not-notifiable" // risk unlikely; recorded under Article 33(5)
)

// BreachClock is where a breach stands at a moment.
type BreachClock struct {
	State    ClockState `json:"state" enum:"running,overdue,notified-in-time,notified-late,not-notifiable"`
	AwareAt  time.Time  `json:"awareAt"`
	Assumed  bool       `json:"assumed" doc:"True when nobody has said when the council became aware: the clock is taken to run from the start of the day of discovery"`
	Deadline time.Time  `json:"deadline" doc:"72 hours after awareAt"`
	// Hours and Minutes are whole, and count from now or, once the regulator was
	// notified, from the notification.
	Hours   int  `json:"hours" doc:"Whole hours to the deadline while running or in time; past it otherwise"`
	Minutes int  `json:"minutes" doc:"Minutes beside the hours"`
	People  bool `json:"peopleToTell" doc:"True when the risk is high and the people have been neither told nor, with a ground, left untold (Article 34)"`
	// Says is for a person to read. Times in it are London's.
	Says string `json:"says" doc:"Where it stands, in words; times are London's"`
}

// Settled reports whether nothing has to be done by a deadline any more.
func (c BreachClock) Settled() bool {
	return c.State != ClockRunning && c.State != ClockOverdue && !c.People
}

// ClockOfBreach says where a breach stands at a moment. The fact is the breach as
// it now stands; one that does not say when the council became aware, and the zero
// Fact of a breach that only disclosures name, have their clock run from the start
// of the first day of discovery.
func ClockOfBreach(f disclosure.Fact, discovered disclosure.Date, at time.Time) BreachClock {
	b := f.Breach
	if b == nil {
		if discovered.IsZero() || !f.From.IsZero() && f.From.Before(discovered) {
			discovered = f.From
		}
		b = &disclosure.Breach{AwareAt: discovered.Start()}
	}
	c := BreachClock{AwareAt: b.AwareAt.UTC(), Assumed: f.Breach == nil, Deadline: b.AwareAt.UTC().Add(NotifyWithin)}
	c.People = b.Risk == disclosure.RiskHigh && b.People == nil
	until := at
	switch {
	case b.Notified != nil && b.Notified.At.After(c.Deadline):
		c.State, until = NotifiedLate, b.Notified.At
	case b.Notified != nil:
		c.State, until = NotifiedInTime, b.Notified.At
	case b.Risk == disclosure.RiskUnlikely:
		c.State = NotNotifiable
	case at.After(c.Deadline):
		c.State = ClockOverdue
	default:
		c.State = ClockRunning
	}
	apart := c.Deadline.Sub(until).Abs()
	if c.State == NotNotifiable {
		apart = 0
	}
	c.Hours, c.Minutes = int(apart/time.Hour), int(apart%time.Hour/time.Minute)
	c.Says = c.words(until)
	return c
}

func (c BreachClock) words(until time.Time) string {
	apart := c.apart()
	says := ""
	switch c.State {
	case ClockRunning:
		says = "The clock is running: " + apart + " left, until " + inLondon(c.Deadline) + "."
	case ClockOverdue:
		says = "Overdue by " + apart + ": the 72 hours ended at " + inLondon(c.Deadline) + "."
	case NotifiedInTime:
		says = "Notified in time, at " + inLondon(until) + "."
	case NotifiedLate:
		says = "Notified late, at " + inLondon(until) + ", " + apart + " after the 72 hours ended."
	case NotNotifiable:
		says = "Not notified: a risk to people is unlikely. It stays on record here."
	}
	if c.People {
		says += " The risk is high, and the people have to be told."
	}
	if c.Assumed {
		says += " Nobody has recorded when the council became aware, so the clock is taken from the start of the day of discovery."
	}
	return says
}

// apart is how far the moment and the deadline are apart, as people say it.
func (c BreachClock) apart() string {
	first, second, units := c.Hours, c.Minutes, [2]string{"hour", "minute"}
	if c.Hours >= 96 { // beyond what anybody counts in hours
		first, second, units = c.Hours/24, c.Hours%24, [2]string{"day", "hour"}
	}
	var parts []string
	for i, n := range [2]int{first, second} {
		switch {
		case n == 1:
			parts = append(parts, "1 "+units[i])
		case n > 1:
			parts = append(parts, itoa(n)+" "+units[i]+"s")
		}
	}
	if parts == nil {
		return "less than a minute"
	}
	return strings.Join(parts, " ")
}

// inLondon writes a moment as people in the council read a clock.
func inLondon(at time.Time) string {
	return at.In(disclosure.London).Format("15:04 MST on Monday 2 January 2006")
}

// CheckBreach returns what is wrong with how a breach is said to stand at a
// moment, with pointers into the fact, or nil.
func CheckBreach(f disclosure.Fact, at time.Time) []disclosure.Finding {
	b := f.Breach
	if b == nil {
		return nil
	}
	today := disclosure.DateOf(at)
	var out []disclosure.Finding
	need := func(holds bool, pointer, detail string) {
		if !holds {
			out = append(out, disclosure.Finding{Rule: disclosure.FormRule, Pointer: "/breach" + pointer, Detail: detail})
		}
	}
	need(!b.AwareAt.IsZero() && !b.AwareAt.After(at), "/awareAt", "Give the moment at which the council became aware. It cannot be later than now.")
	need(b.Risk == "" || b.RiskReason != "", "/riskReason", "Say why the risk is what it is.")
	if n := b.Notified; n != nil {
		need(!n.At.Before(b.AwareAt) && !n.At.After(at), "/notified/at", "The regulator was notified after the council became aware, and not later than now.")
		need(b.Risk != disclosure.RiskUnlikely, "/risk", "What was notified is a breach with a likely risk. Correct the one or the other.")
		need(n.LateReason != "" || !n.At.After(b.AwareAt.Add(NotifyWithin)), "/notified/lateReason", "It was notified after 72 hours: give the reasons for the delay (Article 33(1)).")
	}
	for i, step := range b.Retrieval {
		need(!step.On.IsZero() && !step.On.After(today), "/retrieval/"+itoa(i)+"/on", "Give the day. It cannot be later than today.")
		need(step.How != "" || step.Outcome != disclosure.RetrievalImpossible, "/retrieval/"+itoa(i)+"/how", "Say why it is not possible.")
	}
	if p := b.People; p != nil {
		told := p.Outcome == disclosure.Told
		need(!told || !p.On.IsZero() && !p.On.After(today), "/people/on", "Give the day they were told. It cannot be later than today.")
		need(told || p.Ground != "", "/people/ground", "Say on what ground they are not told.")
		need(told || p.Ground == "" || p.Reason != "", "/people/reason", "Say why that ground holds.")
		need(b.Risk != disclosure.RiskHigh || p.Ground != disclosure.RiskNotHigh, "/people/ground", "The risk is high: this cannot be why the people are not told.")
	}
	return out
}
