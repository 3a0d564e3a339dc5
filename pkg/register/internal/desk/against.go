package desk

import (
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
)

// Against is something by which a person had said no on the day of a disclosure.
type Against struct {
	Fact    disclosure.EntryID  `json:"fact"`
	Kind    disclosure.FactKind `json:"kind"`
	What    string              `json:"what" enum:"objection,restriction,consent-withdrawn"`
	From    disclosure.Date     `json:"from" format:"date" doc:"The first day on which it stood"`
	Decided string              `json:"decided,omitempty" enum:"upheld,overridden,undecided" doc:"Of an objection: how it had been decided by the day of the disclosure"`
	// DecidedOn is given of one decided later, too.
	DecidedOn disclosure.Date `json:"decidedOn,omitzero" format:"date" doc:"The day on which an objection was decided, whether by then or since"`
	// Names is true of what was said against every recipient too.
	Names     bool   `json:"namesRecipient" doc:"False of a consent to another recipient, as it is spelt: then its withdrawal may not be against this disclosure. True of what names no recipient, since that is against all"`
	Recipient string `json:"recipient,omitempty" doc:"The recipient that a consent was to"`
	// Replaced is of what nothing says any more.
	Replaced disclosure.Date `json:"replaced,omitzero" format:"date" doc:"Of what stood until another fact took its place: the day on which it did"`
	Says     string          `json:"says,omitempty" doc:"It in words. Left out of a consent to another recipient, where the disclosure does not rest on consent: its end says nothing of this one"`
}

// InWords says what the person had said, of a disclosure that rests on consent or does not;
// "" where it says nothing of the disclosure.
func (a Against) InWords(onConsent bool) string {
	day := func(d disclosure.Date) string { return d.Start().In(disclosure.London).Format("2 January 2006") }
	var says string
	switch a.Kind {
	case disclosure.FactConsent:
		if !a.Names && !onConsent {
			return ""
		}
		if says = "Consent to " + a.Recipient + " no longer held from " + day(a.From); !a.Names {
			says += "; look whether that is this recipient, which is not named so"
		}
	case disclosure.FactObjection:
		says = "Objection of " + day(a.From)
		switch {
		case a.Decided != undecidedThen:
			says += ", " + a.Decided + " on " + day(a.DecidedOn)
		case a.DecidedOn.IsZero():
			says += ", not decided"
		default:
			says += ", not decided until " + day(a.DecidedOn)
		}
	default:
		says = "Use restricted from " + day(a.From)
	}
	if !a.Replaced.IsZero() {
		says += "; no longer said from " + day(a.Replaced)
	}
	return says
}

// undecidedThen is said of an objection on which nobody had decided by the day.
const undecidedThen = "undecided"

// StoodAgainst reports whether the fact is a no that stood on the day. A consent says
// no from the day after its last, until the person consents to the recipient again.
func StoodAgainst(k facts.Known, known []facts.Known, on disclosure.Date) (Against, bool) {
	a := Against{Fact: k.Entry, Kind: k.Kind, From: k.From}
	switch k.Kind {
	case disclosure.FactObjection:
		a.What, a.Decided = "objection", undecidedThen
		if a.DecidedOn = decidedOn(k); k.Decided != "" && !on.Before(a.DecidedOn) {
			a.Decided = k.Decided
		}
		return a, k.Holds(on)
	case disclosure.FactRestriction:
		a.What = "restriction"
		return a, k.Holds(on)
	case disclosure.FactConsent:
		again := func(other facts.Known) bool {
			return other.Kind == disclosure.FactConsent && other.Holds(on) && disclosure.SearchName(other.Recipient) == disclosure.SearchName(k.Recipient)
		}
		if k.Until.IsZero() || slices.ContainsFunc(known, again) {
			return a, false
		}
		a.What, a.From, a.Recipient = "consent-withdrawn", k.Until.AddDays(1), k.Recipient
		return a, on.After(k.Until)
	}
	return a, false
}

// decidedOn is the day on which an objection was decided: what the fact says or,
// where it does not, the day on which it was recorded; zero while it is undecided.
func decidedOn(k facts.Known) disclosure.Date {
	if k.Decided == "" || !k.DecidedOn.IsZero() {
		return k.DecidedOn
	}
	at, err := k.Entry.RecordedAt()
	if err != nil {
		return k.From
	}
	return disclosure.DateOf(at)
}
