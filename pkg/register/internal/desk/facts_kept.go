package desk

import (
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// normaliseFact brings a fact to the form that is hashed: moments in UTC to the
// millisecond, the one day of what happens on one, and the last day on which an
// opinion counts. Retention runs from those days.
func normaliseFact(f *disclosure.Fact) {
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

// mayLearn holds to the Data Protection Officer what a breach asks of the council. A
// department says what happened and what it did to get the data back.
func mayLearn(by disclosure.Caller, f disclosure.Fact) error {
	if judged(f) && !by.Has(disclosure.DPO) {
		return disclosure.Fail(disclosure.Forbidden, "The risk of a breach, and who is told of it, are recorded by the Data Protection Officer.")
	}
	return nil
}

// judged reports whether the Data Protection Officer has said what a breach asks of
// the council.
func judged(f disclosure.Fact) bool {
	return f.Breach != nil && (f.Breach.Risk != "" || f.Breach.Notified != nil || f.Breach.People != nil)
}

// against19 says what a change or a telling names that is not known of its person.
func against19(f disclosure.Fact, known []Known) []disclosure.Finding {
	switch {
	case f.Kind == disclosure.FactTelling:
		if change := find(known, f.Telling.Change); change == nil || !isChange(*change) {
			return []disclosure.Finding{formFinding("/telling/change", "No such change is known of this person. Changes are listed with their entries.")}
		} else if f.From.Before(change.From) {
			return []disclosure.Finding{formFinding("/from", "This is before the day of the change.")}
		}
	case f.Kind == disclosure.FactChange && f.Change.What == disclosure.MarkerRemoved:
		marker := find(known, f.Change.Fact)
		if marker == nil || marker.Kind != disclosure.FactMarker || marker.Until.IsZero() {
			return []disclosure.Finding{formFinding("/change/fact", "No marker with this entry has been taken off this person. Record its last day first, by replacing it with one that has until.")}
		} else if f.From.Before(marker.Until) {
			return []disclosure.Finding{formFinding("/from", "The marker was still there on that day.")}
		}
	case f.Kind == disclosure.FactChange && f.Change.Fact != "":
		if named := find(known, f.Change.Fact); named == nil || named.Kind != disclosure.FactRestriction {
			return []disclosure.Finding{formFinding("/change/fact", "No restriction with this entry is known of this person.")}
		}
	}
	return nil
}

// breachKept says what would leave less known of a breach than was, or would have
// the Data Protection Officer leave it with two accounts of how it stands.
//
// A department's account is taken beside those of others, of which its answer tells
// it nothing: not even that the breach is known. The Data Protection Officer sees
// them all, and puts them together.
func breachKept(by disclosure.Caller, f disclosure.Fact, mine []Known) []disclosure.Finding {
	kept := mine
	if !by.Has(disclosure.DPO) {
		kept = nil
		if replaced := find(mine, f.Replaces); replaced != nil {
			kept = []Known{*replaced}
		}
	}
	whole := slices.ContainsFunc(kept, func(k Known) bool { return k.Breach != nil })
	switch {
	case f.Replaces == "" && len(kept) > 0 && (whole || f.Breach != nil):
		return []disclosure.Finding{formFinding("/replaces", "This breach is known already. Name the entry that this takes the place of, and say how the breach stands, whole.")}
	case f.Breach == nil && whole:
		return []disclosure.Finding{formFinding("/breach", "More is known of this breach already. Say how it stands, whole.")}
	}
	return nil
}

// maxReplaced bounds the facts that one takes the place of: each is a write.
const maxReplaced = 50

// replacedBy lists the entries, known now, that a fact names and takes the place of:
// one and, where the Data Protection Officer says how a breach stands, what else was
// said of it by then.
func replacedBy(by disclosure.Caller, f disclosure.Fact, known []Known) []disclosure.EntryID {
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

// follow has what names a fact that is replaced follow to what replaces it: the
// tellings of a change, and the changes of a marker or a restriction. The entries
// stay as they were; what is known now points at what is known now.
func follow(known []Known, replaced, now disclosure.EntryID) {
	for i := range known {
		if t := known[i].Telling; t != nil && t.Change == replaced {
			t.Change = now
		}
		if c := known[i].Change; c != nil && c.Fact == replaced {
			c.Fact = now
		}
	}
}

// hintOfFact hints at what the fact may leave to be done.
func (r *Registrar) hintOfFact(draft *Draft, now Known) {
	register := draft.Entry.Register
	switch {
	case isChange(now):
		key := store.UntoldKey(register.String(), now.From.String(), now.Entry.String())
		draft.Put(key, hintAt(draft.at, []string{now.Entry.String()}), store.Condition{})
	case now.Kind == disclosure.FactBreach:
		if clock := policy.ClockOfBreach(now.Fact, disclosure.Date{}, draft.at); !clock.Settled() {
			draft.Put(store.ClockKey(register.String(), clock.AwareAt, draft.Entry.ID.String()), hintOf(draft.at, now.About.Reference), store.Condition{})
		} else {
			draft.watch(store.WatchClosed, now.From)
		}
	}
}
