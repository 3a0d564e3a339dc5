package desk

import (
	"context"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// factPlace is computable from a disclosure's body alone, so that the facts its rules
// need come with the one read.
func (r *Registrar) factPlace(register disclosure.Register, k disclosure.FactKey) facts.Place {
	at := func(token string) store.Key {
		if k.Dimension == disclosure.FactsOfAnswers {
			return store.AnswersKey(register.String(), token)
		}
		return store.FactsKey(register.String(), k.Dimension, token)
	}
	return facts.Place{Now: at(r.keys.fact(register, k)), Before: at(r.keys.factV1(register, k))}
}

// answersToken is by what everything that was asked and decided for answers to the
// person is found, however the reference is spelt.
func (r *Registrar) answersToken(register disclosure.Register, subject string) string {
	return r.keys.fact(register, facts.OfAnswers(subject))
}

// factsAbout reads all that is known of a thing, and the other keys.
func (r *Registrar) factsAbout(ctx context.Context, register disclosure.Register, about disclosure.FactKey, also ...store.Key) (facts.Item, map[store.Key]store.Item, error) {
	return r.factsRead(ctx, register, about, facts.Wholly, also...)
}

// factsRead reads what is known of a thing, so far, and the other keys. What is left
// unread of it does not change with it.
func (r *Registrar) factsRead(ctx context.Context, register disclosure.Register, about disclosure.FactKey, how facts.Reading, also ...store.Key) (facts.Item, map[store.Key]store.Item, error) {
	place := r.factPlace(register, about)
	items, err := r.itemsAt(ctx, "load facts", append(also, place.Keys(how)...))
	if err != nil {
		return facts.Item{}, nil, err
	}
	f, err := facts.In(items, place)
	return f, items, err
}

// knownAbout reads what stands of a thing: nothing, where nothing was recorded.
func (r *Registrar) knownAbout(ctx context.Context, register disclosure.Register, about disclosure.FactKey) ([]facts.Known, error) {
	f, _, err := r.factsAbout(ctx, register, about)
	return facts.Standing(f.Known), err
}

// knownOfEach reads what stands of several things of one dimension, and returns
// it by the canonical forms of their references.
func (r *Registrar) knownOfEach(ctx context.Context, register disclosure.Register, things []disclosure.FactKey) (map[string][]facts.Known, error) {
	var keys []store.Key
	for _, about := range things {
		keys = append(keys, r.factPlace(register, about).Keys(facts.Wholly)...)
	}
	items, err := r.itemsAt(ctx, "load facts", keys)
	if err != nil {
		return nil, err
	}
	known := map[string][]facts.Known{}
	for _, thing := range things {
		about, err := facts.In(items, r.factPlace(register, thing))
		if err != nil {
			return nil, err
		}
		known[disclosure.Canonical(thing.Reference)] = facts.Standing(about.Known)
	}
	return known, nil
}

// brieflyOfEach is [Registrar.knownOfEach], but of what is kept from departments only
// what a recording needs; and says whether of anybody something was left out.
func (r *Registrar) brieflyOfEach(ctx context.Context, register disclosure.Register, things []disclosure.FactKey) (map[string][]facts.Known, facts.Brief, error) {
	var keys []store.Key
	for _, about := range things {
		keys = append(keys, r.factPlace(register, about).Keys(facts.Briefly)...)
	}
	items, err := r.itemsAt(ctx, "load facts", keys)
	if err != nil {
		return nil, facts.Brief{}, err
	}
	known := map[string][]facts.Known{}
	var more facts.Brief
	for _, thing := range things {
		some, left, err := facts.KnownBriefly(items, r.factPlace(register, thing))
		if err != nil {
			return nil, facts.Brief{}, err
		}
		known[disclosure.Canonical(thing.Reference)] = facts.Standing(some)
		more = more.And(left)
	}
	return known, more, nil
}

// factIn returns the entry of a stored item, and the fact that it recorded.
func factIn(item store.Item) (*disclosure.Entry, disclosure.Fact, error) {
	e, _, err := decodeEntry(item)
	if err != nil {
		return nil, disclosure.Fact{}, err
	}
	f, err := facts.Of(e)
	return e, f, err
}

// KnownFacts are what is known about one thing.
type KnownFacts struct {
	Facts   []facts.Known `json:"facts"`
	Nothing *NothingFound `json:"nothing,omitempty" doc:"To the Data Protection Officer or an auditor: what was looked for, where nothing was found"`
}

// Facts returns what is known now about a subject, an agreement or a contract,
// to the DPO or an auditor, and what departments have recorded that awaits the DPO. A
// department sees what it recorded itself, as it did ([Registrar.ownWords]).
func (r *Registrar) Facts(ctx context.Context, by Looking, k disclosure.FactKey) (KnownFacts, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-facts")
	if err != nil {
		return KnownFacts{}, err
	}
	register := by.Caller.Register
	about, _, err := r.factsAbout(ctx, register, k)
	if err != nil {
		return KnownFacts{}, err
	}
	known := about.Known
	if reach == power.Own {
		if known, err = r.ownWords(ctx, by.Caller, about); err != nil {
			return KnownFacts{}, err
		}
	}
	page := KnownFacts{Facts: append([]facts.Known{}, known...)}
	var shown []term
	if len(known) == 0 && reach == power.All {
		sought := Sought{About: k}
		if k.Dimension == disclosure.FactsOfSubject {
			sought = Sought{Subject: k.Reference, Also: map[string]string{"dimension": k.Dimension, "reference": k.Reference}}
		}
		if page.Nothing, shown, err = r.nothing(ctx, by.Caller, sought); err != nil {
			return KnownFacts{}, err
		}
	}
	asked := map[string]string{"dimension": k.Dimension}
	if k.Dimension == disclosure.FactsOfSubject {
		asked["subject"] = r.keys.subject(register, k.Reference)
	} else {
		asked["reference"] = k.Reference
	}
	return seen(page, r.recordAccess(ctx, by, "", disclosure.Access{Action: "show-facts", Asked: asked, Results: len(known)}, shown...))
}
