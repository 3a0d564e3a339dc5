package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// Withholding is what one ground does to one disclosure in an answer to the
// subject under UK GDPR Article 15(1)(c), and why.
type Withholding struct {
	Ground     string          `json:"ground" doc:"Catalogue id of the exemption, or the row of the notice"`
	Provisions []string        `json:"provisions,omitempty" doc:"Provisions it is relied on to lift"`
	Data       []string        `json:"data,omitempty" doc:"Data categories that it keeps back, where that is not all"`
	Items      []int           `json:"items,omitempty" doc:"Places in the data, from 0, of what it keeps back, where that is not all"`
	People     []string        `json:"people,omitempty" doc:"References of the subjects whose answer it keeps, where it says"`
	Reason     string          `json:"reason,omitempty" doc:"The reason recorded: the prejudice, case by case"`
	ReviewBy   disclosure.Date `json:"reviewBy,omitzero" format:"date"`
	Effect     Withheld        `json:"effect" enum:"entry,people,items,nothing"`
	// Due says why a person has to decide again; "" while the ground stands.
	Due string `json:"due,omitempty" doc:"Why somebody has to look at it again now; it stays withheld until then"`
	Why string `json:"why" doc:"Why it has this effect"`
}

// Withheld is how much a ground keeps back.
type Withheld string

// What a ground keeps back.
const (
	WithheldEntry  Withheld = "entry"   // the whole entry, without trace
	WithheldPeople Withheld = "people"  // who individuals are, and what data it names
	WithheldItems  Withheld = "items"   // some of the data, and nothing else
	WithheldNone   Withheld = "nothing" // the person is shown it
)

// Ground says what one exemption leaves out of an answer on the day. The facts are
// what the register knows of the person who asks. representative is true where the
// answer goes to somebody with parental responsibility or appointed by a court: a
// child's answer is not the parent's. Whom it covers, and what a person has to
// decide, is the door's (pkg/internal/door).
//
// A ground that has lapsed, or that no longer has what it needs, still keeps the
// entry back and says so: the register does not decide for a person to tell.
func (l *Law) Ground(e disclosure.Exemption, d *disclosure.Disclosure, facts []disclosure.Fact, asOf disclosure.Date, representative bool) Withholding {
	w := l.withholding(e, d, representative)
	if w.Effect != WithheldNone {
		w.Due = l.due(e, d, facts, asOf)
	}
	return w
}

// withholding says what the exemption keeps back and why, whether or not it still
// stands. One that names data keeps those back, and not the entry.
func (l *Law) withholding(e disclosure.Exemption, d *disclosure.Disclosure, representative bool) Withholding {
	w := Withholding{Ground: e.ID, Provisions: e.Provisions, People: e.People, Reason: e.Reason, ReviewBy: e.ReviewBy}
	w.Effect, w.Why = l.effect(e, d, representative)
	switch {
	case len(e.Data)+len(e.Items) == 0 || l.items[e.ID] == nil:
	case w.Effect == WithheldEntry:
		w.Effect, w.Data, w.Items = WithheldItems, e.Data, e.Items
	case w.Effect == WithheldPeople: // and what it names
		w.Data, w.Items = e.Data, e.Items
	}
	return w
}

// effect says what the exemption keeps back of an entry, whether or not it still stands.
func (l *Law) effect(e disclosure.Exemption, d *disclosure.Disclosure, representative bool) (Withheld, string) {
	item := l.items[e.ID]
	switch {
	case item == nil:
		return WithheldEntry, "The catalogue does not know this ground: somebody has to decide."
	case !slices.ContainsFunc(e.Provisions, liftsAccess):
		return WithheldNone, "It is not relied on to lift Article 15: relief from telling is no relief from answering."
	case !slices.ContainsFunc(item.Lifts, liftsAccess):
		return WithheldNone, "This ground cannot lift Article 15."
	}
	switch item.SubjectReport {
	case "redact-third-party":
		return WithheldPeople, "It protects individuals and not bodies, field by field."
	case "refuse-request":
		return WithheldNone, "It is a ground for turning down a request, and not for leaving out an entry."
	case "withhold-from-representative":
		if !representative {
			return WithheldNone, "It keeps the entry from the person's representative, and not from the person."
		}
		return WithheldEntry, "It keeps the entry from the person's representative."
	case "show":
		if t := d.TellSubject; t.Ground == e.ID && t.Outcome != disclosure.Told {
			return WithheldEntry, "The person was not told on this very ground, which reaches only so far as telling would prevent the disclosure."
		}
		return WithheldNone, "Nothing says that telling would prevent the disclosure, and the ground reaches no further."
	}
	return WithheldEntry, item.Title + "."
}

// due says why the reliance has to be looked at again, or "".
func (l *Law) due(e disclosure.Exemption, d *disclosure.Disclosure, facts []disclosure.Fact, asOf disclosure.Date) string {
	item := l.items[e.ID]
	switch {
	case item == nil:
		return "The catalogue does not know this ground."
	case item.SubjectReport == "escalate":
		return "This is not a council's own ground: the Data Protection Officer decides."
	case !item.Covers(asOf):
		return "The ground is not in force on that day."
	case !e.ReviewBy.IsZero() && e.ReviewBy.Before(asOf):
		return "Its review date has passed."
	case e.ReviewBy.IsZero() && item.Fades:
		return "The ground fades with time, and nobody has set a day to look at it again."
	case item.SubjectReport == "withhold-if-opinion" && (healthOpinion(d, facts, asOf) != harmLikely || !saysLikely(d, facts, asOf)):
		return "There is no health professional's opinion under six months old that serious harm is likely."
	}
	return ""
}
