package desk

import (
	"context"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
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

// attrAll says, in a hint, that it is at every change of the people of those it names.
const attrAll = "all"

// reopen hints at the changes known about the disclosure's people of which its recipient
// may have to be told: one recorded late, or corrected, may name a recipient that nobody
// thought of. It is one hint for them all, however much is known of its people. The hint
// goes with the disclosure. Whether the recipient was told already is not looked at:
// whoever follows the hint does. Where changes of earlier days were left unread, and
// these may be too, the hint is at all of their people's.
func (r *Registrar) reopen(draft *Draft, known []facts.Known, more bool, d *disclosure.Disclosure) {
	var changes []string
	var oldest disclosure.Date
	for _, k := range known {
		if k.Kind != disclosure.FactChange {
			continue
		}
		must := r.law.MustBeTold(k.Fact, d)
		if more && !must {
			must = r.law.MustBeTold(ofAllData(k.Fact), d)
		}
		if !must {
			continue
		}
		changes = append(changes, k.Entry.String())
		if oldest.IsZero() || k.From.Before(oldest) {
			oldest = k.From
		}
	}
	if changes == nil {
		return
	}
	attrs := hintAt(draft.at, changes)
	if more {
		attrs[attrAll] = "yes"
	}
	draft.Put(store.UntoldKey(draft.Entry.Register.String(), oldest.String(), draft.Entry.ID.String()), attrs, store.Condition{})
}

// ofAllData is the change as though it were of all the person's data: an earlier one,
// which was left unread, may be of any.
func ofAllData(change disclosure.Fact) disclosure.Fact {
	of := *change.Change
	of.What, of.Data = disclosure.Rectification, nil
	change.Change = &of
	return change
}
