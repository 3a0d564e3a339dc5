package desk

import (
	"context"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// LearnFact records something that the rules need to know, or that something
// known has changed. The fact replaced leaves the current facts and stays in the
// register as an entry. Replacing costs one read more for each entry replaced. What a
// department's takes away of a person's protection counts for the department alone
// until the Data Protection Officer has confirmed it ([Registrar.ConfirmFact]); what takes
// two people, for nobody until another has.
func (r *Registrar) LearnFact(ctx context.Context, by Asking, f disclosure.Fact) (Recorded, error) {
	reach, err := power.May(by.Caller, "learn-fact")
	if err != nil {
		return Recorded{}, err
	}
	if reach != power.All && facts.Powers[f.Kind].Refusal != "" {
		return Recorded{}, disclosure.Fail(disclosure.Forbidden, facts.Powers[f.Kind].Refusal)
	}
	facts.Normalise(&f)
	o, err := r.once(by, "learn-fact", f)
	if err != nil {
		return Recorded{}, err
	}
	// Any fact: which kinds are tried for longer would tell what was known.
	return insist(ctx, r, func(answer *Recorded) error {
		return r.learnFact(ctx, by.Caller, reach, o, f, answer)
	})
}

func (r *Registrar) learnFact(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, f disclosure.Fact, answer *Recorded) error {
	return r.learn(ctx, by, reach, o, f, answer, answer)
}

// learn records the fact. The answer, of which recorded is a part, is what every
// repeat of the request will get.
func (r *Registrar) learn(ctx context.Context, by disclosure.Caller, reach power.Reach, o Request, f disclosure.Fact, recorded *Recorded, answer any) error {
	how := facts.Wholly
	if reach == power.Own && !policy.MayBeKept(f.Kind) {
		how = facts.Dryly // what is kept changes nothing of it, and so takes no time
	}
	about, items, err := r.factsRead(ctx, by.Register, f.About, how, o.Key)
	if err != nil {
		return err
	}
	if earlier, there := items[o.Key]; there {
		return o.First(earlier, answer)
	}
	at := r.at()
	mine, err := r.nameable(ctx, by, reach, about, f.Replaces)
	if err != nil {
		return err
	}
	if err := r.checkLearned(by, f, mine, at); err != nil {
		return err
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindFact, About: f.Replaces}, f)
	if err != nil {
		return err
	}
	if err := draft.queue(append(r.law.ReviewOfFact(by.Register, f, disclosure.DateOf(at)), policy.ReferenceOfFact(f)...)...); err != nil {
		return err
	}
	now := facts.Known{Entry: draft.Entry.ID, Fact: f}
	if reach == power.Own {
		now.Department = by.Department
	}
	if a := about.Awaiting(now, disclosure.DateOf(at)); reach == power.Own || a != nil && a.Another() {
		now.Awaits = a
	}
	gone := slices.DeleteFunc(append(facts.ReplacedBy(by, f, mine), about.SettledBy(now)...), func(entry disclosure.EntryID) bool {
		return facts.Find(about.Known, entry) == nil || now.Awaits != nil && entry == now.Awaits.Protects
	})
	slices.Sort(gone)
	gone = slices.Compact(gone) // of a breach all goes, with what awaits among it
	about.Named(f.Replaces)
	if err := r.replace(ctx, draft, &about, gone, now); err != nil {
		return err
	}
	about.Known = append(about.Known, now)
	if err := about.CheckRoom(now); err != nil {
		return err
	}
	changed, err := about.Change()
	if err != nil {
		return err
	}
	for _, w := range changed {
		draft.Also(w)
	}
	r.hintOfFact(draft, now)
	r.remindOfFact(draft, about.Open.Key, f)
	r.watchMarker(draft, f)
	r.watchRequest(draft, f)
	r.watchAgreement(draft, f)
	watchObjection(draft, f)
	if now.Awaits != nil {
		draft.watch(store.WatchUnconfirmed, now.Awaits.By)
	}
	if bearsOnAnswers(f) {
		draft.Undecided(disclosure.DateOf(at))
	}
	if *recorded, err = draft.AnswerTo(o); err != nil {
		return err
	}
	return r.commitAnswering(ctx, o, draft, answer)
}

// replace takes out what the fact takes the place of: it is past from today, what
// names it follows, and it is on no list of what has to be looked at any more. A fact
// that awaits the Data Protection Officer takes the place only of one that does too.
func (r *Registrar) replace(ctx context.Context, draft *Draft, about *facts.Item, gone []disclosure.EntryID, now facts.Known) error {
	register, today := draft.Entry.Register, disclosure.DateOf(draft.at)
	about.Remove(gone, now, today)
	for _, entry := range gone {
		if now.Awaits == nil {
			facts.Follow(about.Known, entry, now.Entry)
		}
		draft.Also(r.remindPast(register, about.Open.Key, entry, r.law.FactClock(register, now.Kind, today, today)))
		if now.Kind == disclosure.FactBreach && entry != now.Replaces {
			continue // it is on no list, and there may be many
		}
		replaced, err := r.entryItem(ctx, register, entry)
		if err != nil {
			return err
		}
		if err := draft.Unwatch(replaced, store.WatchPrefix); err != nil {
			return err
		}
	}
	return nil
}

// checkLearned refuses a fact that is not well formed, that is not the caller's to
// record, or that does not go with what is known about the same thing and is the
// caller's to name.
func (r *Registrar) checkLearned(by disclosure.Caller, f disclosure.Fact, mine []facts.Known, at time.Time) error {
	if wrong := slices.Concat(policy.CheckFact(f, disclosure.DateOf(at)), policy.CheckBreach(f, at), r.law.CheckChange(f)); wrong != nil {
		return notWellFormed(wrong...)
	}
	if err := facts.MayLearn(by, f); err != nil {
		return err
	}
	if replaced := facts.Find(mine, f.Replaces); replaced != nil && replaced.Request != nil && disclosure.SameName(replaced.Request.AskedBy, by.Name) {
		return disclosure.Fail(disclosure.Forbidden, "Nobody changes a request that they made themselves, or that somebody of their name did: ask another Data Protection Officer.")
	}
	wrong := append(facts.Against19(f, mine), facts.AgainstAnswered(f, mine)...)
	if f.Kind == disclosure.FactBreach {
		wrong = facts.BreachKept(by, f, mine)
	}
	if wrong != nil {
		return notWellFormed(wrong...)
	}
	switch replaced := facts.Find(mine, f.Replaces); {
	case f.Replaces == "":
		return nil
	case replaced == nil:
		return notWellFormed(formFinding("/replaces", "There is no such fact about this, or it has been replaced already."))
	case replaced.Kind != f.Kind:
		return notWellFormed(formFinding("/kind", "A fact is replaced by one of its own kind."))
	}
	return nil
}
