package facts

import (
	"slices"
	"time"

	"disclosure-register/pkg/register/internal/form"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Normalise brings a fact to the form that is hashed: moments in UTC to the
// millisecond, the one day of what happens on one, and the last day on which an
// opinion counts. Retention runs from those days.
func Normalise(f *disclosure.Fact) {
	if f.Kind == disclosure.FactHealthOpinion && f.Until.IsZero() && !f.From.IsZero() {
		f.Until = policy.OpinionCountsUntil(f.From)
	}
	if f.Kind == disclosure.FactChange || f.Kind == disclosure.FactTelling {
		f.Until = f.From
	}
	if b := f.Breach; b != nil {
		b.AwareAt = b.AwareAt.UTC().Truncate(time.Millisecond)
		if b.Notified != nil {
			b.Notified.At = b.Notified.At.UTC().Truncate(time.Millisecond)
		}
	}
}

// MayLearn holds to the Data Protection Officer what a breach asks of the council. A
// department says what happened and what it did to get the data back.
func MayLearn(by disclosure.Caller, f disclosure.Fact) error {
	if Judged(f) && !by.Has(disclosure.DPO) {
		return disclosure.Fail(disclosure.Forbidden, "The risk of a breach, and who is told of it, are recorded by the Data Protection Officer.")
	}
	return nil
}

// Judged reports whether the Data Protection Officer has said what a breach asks of
// the council.
func Judged(f disclosure.Fact) bool {
	return f.Breach != nil && (f.Breach.Risk != "" || f.Breach.Notified != nil || f.Breach.People != nil)
}

// Against19 says what a change or a telling names that is not known of its person.
func Against19(f disclosure.Fact, known []Known) []disclosure.Finding {
	switch {
	case f.Kind == disclosure.FactTelling:
		if change := Find(known, f.Telling.Change); change == nil || !IsChange(*change) {
			return []disclosure.Finding{form.Finding("/telling/change", "No such change is known of this person. Changes are listed with their entries.")}
		} else if f.From.Before(change.From) {
			return []disclosure.Finding{form.Finding("/from", "This is before the day of the change.")}
		}
	case f.Kind == disclosure.FactChange && f.Change.What == disclosure.MarkerRemoved:
		marker := Find(known, f.Change.Fact)
		if marker == nil || marker.Kind != disclosure.FactMarker || marker.Until.IsZero() {
			return []disclosure.Finding{form.Finding("/change/fact", "No marker with this entry has been taken off this person. Record its last day first, by replacing it with one that has until.")}
		} else if f.From.Before(marker.Until) {
			return []disclosure.Finding{form.Finding("/from", "The marker was still there on that day.")}
		}
	case f.Kind == disclosure.FactChange && f.Change.Fact != "":
		if named := Find(known, f.Change.Fact); named == nil || named.Kind != disclosure.FactRestriction {
			return []disclosure.Finding{form.Finding("/change/fact", "No restriction with this entry is known of this person.")}
		}
	}
	return nil
}

// BreachKept says what would leave less known of a breach than was, or would have
// the Data Protection Officer leave it with two accounts of how it stands.
//
// A department's account is taken beside those of others, of which its answer tells
// it nothing: not even that the breach is known. The Data Protection Officer sees
// them all, and puts them together.
func BreachKept(by disclosure.Caller, f disclosure.Fact, mine []Known) []disclosure.Finding {
	kept := mine
	if !by.Has(disclosure.DPO) {
		kept = nil
		if replaced := Find(mine, f.Replaces); replaced != nil {
			kept = []Known{*replaced}
		}
	}
	whole := slices.ContainsFunc(kept, func(k Known) bool { return k.Breach != nil })
	switch {
	case f.Replaces == "" && len(kept) > 0 && (whole || f.Breach != nil):
		return []disclosure.Finding{form.Finding("/replaces", "This breach is known already. Name the entry that this takes the place of, and say how the breach stands, whole.")}
	case f.Breach == nil && whole:
		return []disclosure.Finding{form.Finding("/breach", "More is known of this breach already. Say how it stands, whole.")}
	}
	return nil
}

// maxReplaced bounds the facts that one takes the place of: each is a write.
const maxReplaced = 50

// ReplacedBy lists the entries, known now, that a fact names and takes the place of:
// one and, where the Data Protection Officer says how a breach stands, what else was
// said of it by then.
func ReplacedBy(by disclosure.Caller, f disclosure.Fact, known []Known) []disclosure.EntryID {
	if f.Replaces == "" {
		return nil
	}
	replaced := []disclosure.EntryID{f.Replaces}
	if f.Kind == disclosure.FactBreach && by.Has(disclosure.DPO) {
		for _, k := range known {
			if k.Entry != f.Replaces && len(replaced) < maxReplaced {
				replaced = append(replaced, k.Entry)
			}
		}
	}
	return replaced
}

// Follow has what names a fact that is replaced follow to what replaces it: the
// tellings of a change, and the changes of a marker or a restriction. The entries
// stay as they were; what is known now points at what is known now.
func Follow(known []Known, replaced, now disclosure.EntryID) {
	for i := range known {
		if t := known[i].Telling; t != nil && t.Change == replaced {
			t.Change = now
		}
		if c := known[i].Change; c != nil && c.Fact == replaced {
			c.Fact = now
		}
	}
}

// AgainstAnswered refuses what would change a request that has ended: what was
// released stays as it was released.
func AgainstAnswered(f disclosure.Fact, known []Known) []disclosure.Finding {
	if replaced := Find(known, f.Replaces); replaced != nil && f.Kind == disclosure.FactAccessRequest && !replaced.Until.IsZero() {
		return []disclosure.Finding{form.Finding("/replaces", "This request has ended. Record what was asked since as a request of its own.")}
	}
	return nil
}

// IsChange reports whether the fact is a change that was made.
func IsChange(k Known) bool {
	return k.Kind == disclosure.FactChange && k.Change != nil && k.Change.What != disclosure.Withdrawn
}

// Alone are the facts without what is known beside each.
func Alone(known []Known) []disclosure.Fact {
	facts := make([]disclosure.Fact, 0, len(known))
	for _, k := range known {
		facts = append(facts, k.Fact)
	}
	return facts
}
