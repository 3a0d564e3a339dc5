package desk

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/store"
)

// hintOfFact hints at what the fact may leave to be done.
func (r *Registrar) hintOfFact(draft *Draft, now facts.Known) {
	register := draft.Entry.Register
	switch {
	case facts.IsChange(now):
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
