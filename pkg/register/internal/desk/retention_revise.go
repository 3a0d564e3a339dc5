package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// revision is how far the reminders of a register have been brought under the
// retention rules of the day.
type revision struct {
	Rules string `json:"rules"`
	After string `json:"after"` // sort key of the last reminder looked at
	// Left is whether something on the way was damaged, so that all must be looked
	// at again.
	Left bool `json:"left,omitempty"`
	Done bool `json:"done"`
}

// ReviseReminders works out again, a page at a time, the days of reminders that
// were set under other retention rules than those of today: a new version of a
// notice, or a period that the council has set, reaches what is closed or ended
// already at once, whether it makes the period shorter or longer. It returns
// whether there is more to do.
//
// Where it has got to is stored after each page, and a page may be done twice:
// the next run goes on. Once all are done, a run reads one item here and stops.
// What is damaged is left, and stops nothing else: it is in the error, each night
// until somebody has mended it.
func (r *Registrar) ReviseReminders(ctx context.Context, register disclosure.Register) (more bool, err error) {
	today := disclosure.DateOf(r.at())
	now := revision{Rules: r.law.RetentionRules(register, today)}
	stored, err := r.revisionOf(ctx, register)
	if err != nil {
		return false, err
	}
	if stored.Rules == now.Rules {
		now = stored
	}
	if now.Done {
		return false, nil
	}
	page, err := r.table.Query(ctx, store.Query{Partition: store.DuePartition(register.String()), After: now.After, Limit: store.MaxBatch})
	if err != nil {
		return false, read("query reminders", err)
	}
	var left []error
	for _, item := range page.Items {
		now.After = item.Sort
		if text(item, attrUnder) == now.Rules {
			continue
		}
		switch err := r.revise(ctx, register, item, today); {
		case damaged(err):
			left = append(left, fmt.Errorf("revise a reminder: %w", err))
		case err != nil && !errors.Is(err, errRace):
			return false, err // a race is a change, and a change sets its own reminder
		}
	}
	now.Left = now.Left || len(left) > 0
	if now.Done = !page.More && !now.Left; !page.More {
		now.After, now.Left = "", false // the next run begins again, or has nothing to do
	}
	doc, err := json.Marshal(now)
	if err != nil {
		return false, fmt.Errorf("encode a revision: %w", err)
	}
	item := store.Item{Key: store.RulesKey(register.String()), Attrs: store.Attrs{attrDoc: doc}}
	if err := r.attempt(ctx, []store.Write{{Action: store.Put, Item: item}}); err != nil {
		return false, errors.Join(append(left, err)...)
	}
	return page.More, errors.Join(left...)
}

func (r *Registrar) revisionOf(ctx context.Context, register disclosure.Register) (revision, error) {
	item, err := r.table.Get(ctx, store.RulesKey(register.String()))
	if errors.Is(err, store.ErrNoItem) {
		return revision{}, nil
	}
	if err != nil {
		return revision{}, read("load how far reminders are revised", err)
	}
	var v revision
	doc, _ := item.Attrs[attrDoc].([]byte)
	if err := json.Unmarshal(doc, &v); err != nil {
		return revision{}, fmt.Errorf("decode a revision: %w", err)
	}
	return v, nil
}

// revise replaces a reminder whose day the rules of today make another. What no
// retention rule sets, and what a disposal under way has set, is left alone.
func (r *Registrar) revise(ctx context.Context, register disclosure.Register, item store.Item, today disclosure.Date) error {
	kind, _, name, _, err := store.ParseDueSort(item.Sort)
	if err != nil {
		return err
	}
	switch kind {
	case store.FactEnds:
		return r.reviseFact(ctx, register, item)
	case store.ToDispose, store.ToReview, store.Unstarted, store.StillOpen:
	default:
		return nil
	}
	file, d, err := r.disposalOf(ctx, register, name)
	if err != nil || file == nil || d != nil || file.State == disclosure.CaseDisposed {
		return err
	}
	right := r.clockReminder(register, file, today)
	if right == nil {
		return nil // held: its release sets one
	}
	writes := append(right, file.unchanged(register))
	if right[0].Item.Sort != item.Sort {
		writes = append(writes, forget(register, item.Sort))
	}
	return r.attempt(ctx, writes)
}

// reviseFact does the same for a fact that has ended.
func (r *Registrar) reviseFact(ctx context.Context, register disclosure.Register, item store.Item) error {
	facts, _, err := r.factsReminded(ctx, register, []store.Item{item})
	if err != nil || len(facts) == 0 || facts[0].ended.IsZero() {
		return err
	}
	f := facts[0]
	right := r.remindPast(register, f.about.open.key, f.id, f.due)
	writes := []store.Write{right}
	if right.Item.Sort != item.Sort {
		writes = append(writes, forget(register, item.Sort))
	}
	return r.attempt(ctx, writes)
}
