package registrar

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// LearnFact records something that the rules need to know, or that something
// known has changed. The fact replaced leaves the current facts and stays in the
// register as an entry. Replacing costs one read more: of the entry replaced.
func (r *Registrar) LearnFact(ctx context.Context, by Asking, f disclosure.Fact) (Recorded, error) {
	reach, err := may(by.Caller, "learn-fact")
	if err != nil {
		return Recorded{}, err
	}
	if f.Kind == disclosure.FactAuthority && reach != all {
		return Recorded{}, disclosure.Fail(disclosure.Forbidden, "Which posts may approve is only for the Data Protection Officer to record.")
	}
	normaliseFact(&f)
	o, err := r.once(by, "learn-fact", f)
	if err != nil {
		return Recorded{}, err
	}
	return afresh(ctx, func(answer *Recorded) error {
		return r.learnFact(ctx, by.Caller, o, f, answer)
	})
}

func (r *Registrar) learnFact(ctx context.Context, by disclosure.Caller, o once, f disclosure.Fact, answer *Recorded) error {
	key := r.factsKey(by.Register, f.About)
	items, err := r.itemsAt(ctx, "load facts", []store.Key{o.key, key})
	if err != nil {
		return err
	}
	if earlier, there := items[o.key]; there {
		return o.first(earlier, answer)
	}
	about := factItem{key: key}
	if item, there := items[key]; there {
		if about, err = decodeFactItem(item); err != nil {
			return err
		}
	}
	at := r.at()
	if err := checkLearned(by, f, about.known, at); err != nil {
		return err
	}
	var replaced store.Item
	if f.Replaces != "" {
		if replaced, err = r.entryItem(ctx, by.Register, f.Replaces); err != nil {
			return err
		}
	}
	today := disclosure.DateOf(at)
	gone := replacedBy(by, f, about.known)
	for _, entry := range gone {
		about.known = slices.DeleteFunc(about.known, func(k Known) bool { return k.Entry == entry })
		about.past = append(about.past, pastFact{Entry: entry, Kind: f.Kind, Ended: today})
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindFact, About: f.Replaces}, f)
	if err != nil {
		return err
	}
	now := Known{draft.entry.ID, f}
	follow(about.known, now)
	about.known = append(about.known, now)
	if err := about.checkRoom(f.Kind); err != nil {
		return err
	}
	changed, err := about.change()
	if err != nil {
		return err
	}
	draft.also(changed)
	r.hintOfFact(draft, now)
	r.remindOfFact(draft, key, f)
	for _, entry := range gone {
		draft.also(r.remindPast(by.Register, key, entry, r.law.FactClock(by.Register, f.Kind, today, today)))
	}
	if f.Replaces != "" {
		if err := draft.unwatch(replaced, store.WatchPrefix); err != nil {
			return err
		}
	}
	r.watchMarker(draft, f)
	r.watchRequest(draft, f)
	return r.conclude(ctx, o, draft, answer)
}

// checkLearned refuses a fact that is not well formed, that is not the caller's to
// record, or that does not go with what is known about the same thing.
func checkLearned(by disclosure.Caller, f disclosure.Fact, known []Known, at time.Time) error {
	if wrong := append(policy.CheckFact(f, disclosure.DateOf(at)), policy.CheckBreach(f, at)...); wrong != nil {
		return notWellFormed(wrong...)
	}
	if err := mayLearn(by, f, known); err != nil {
		return err
	}
	wrong := append(against19(f, known), againstAnswered(f, known)...)
	if f.Kind == disclosure.FactBreach {
		wrong = breachKept(by, f, known)
	}
	if wrong != nil {
		return notWellFormed(wrong...)
	}
	switch replaced := find(known, f.Replaces); {
	case f.Replaces == "":
		return nil
	case replaced == nil:
		return notWellFormed(formFinding("/replaces", "There is no such fact about this, or it has been replaced already."))
	case replaced.Kind != f.Kind:
		return notWellFormed(formFinding("/kind", "A fact is replaced by one of its own kind."))
	}
	return nil
}
