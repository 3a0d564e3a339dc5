package desk

import (
	"context"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// A hint says that something may be waiting for the Data Protection Officer: a
// recipient to be told of a change, a breach whose clock runs. Whoever follows one
// decides afresh, so that one too many does no harm and is left out of the answer.
// Those who record only ever add hints. Those who list them take off the ones that
// have nothing to say any more.

// attrHinted is when a hint was written last, in ms since 1970.
const attrHinted = "hinted"

// hintsRest is how long a hint is left alone. A recording that began before what
// it should have hinted at was known may still be on its way, and no function runs
// for as long as this.
const hintsRest = time.Hour

// hint is the attributes of a hint written at the instant.
func hint(at time.Time) store.Attrs { return store.Attrs{attrHinted: at.UnixMilli()} }

// tidy takes off hints that had nothing to say. It is one transaction, conditional
// on each hint being the one that was looked at, so that one renewed meanwhile
// keeps them all until the next look. What comes of it changes no answer, so an
// error does not either.
func (r *Registrar) tidy(ctx context.Context, at time.Time, spent []store.Item) {
	var writes []store.Write
	for _, item := range spent {
		hinted, _ := item.Attrs[attrHinted].(int64)
		if at.Sub(time.UnixMilli(hinted)) < hintsRest || len(writes) == store.MaxWrites {
			continue
		}
		writes = append(writes, store.Write{Action: store.Delete, Item: store.Item{Key: item.Key}, If: store.Attr(attrHinted, hinted)})
	}
	if len(writes) > 0 {
		_ = r.table.Transact(ctx, writes)
	}
}

// attrChanges are, in a hint, the entries of the changes it hints at, one a line.
const attrChanges = "changes"

func hintAt(at time.Time, changes []string) store.Attrs {
	attrs := hint(at)
	attrs[attrChanges] = strings.Join(changes, "\n")
	return attrs
}

// reopen hints at every change known about the disclosure's people of which its
// recipient has to be told and has not been: one recorded late, or corrected, may
// name a recipient that nobody thought of. It is one hint for them all, however
// much is known of its people. The hint goes with the disclosure.
func (r *Registrar) reopen(draft *draft, known []Known, d *disclosure.Disclosure) {
	var changes []string
	var oldest disclosure.Date
	for _, k := range known {
		if k.Kind != disclosure.FactChange || !r.law.MustBeTold(k.Fact, d) || outcomeFor(known, k.Entry, d.Recipient.Told()) != disclosure.NotYetTold {
			continue
		}
		changes = append(changes, k.Entry.String())
		if oldest.IsZero() || k.From.Before(oldest) {
			oldest = k.From
		}
	}
	if changes != nil {
		draft.put(store.UntoldKey(draft.entry.Register.String(), oldest.String(), draft.entry.ID.String()), hintAt(draft.at, changes), store.Condition{})
	}
}
