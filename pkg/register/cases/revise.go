package cases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
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

// reviseReminders works out again, a page at a time, the days of reminders that
// were set under other retention rules than those of today: a new version of a
// notice, or a period that the council has set, reaches what is closed or ended
// already at once, whether it makes the period shorter or longer. It returns
// whether there is more to do.
//
// Where it has got to is stored after each page, and a page may be done twice:
// the next run goes on. Once all are done, a run reads one item here and stops.
// What is damaged is left, and stops nothing else: it is in the error, each night
// until somebody has mended it.
func (r *Retention) reviseReminders(ctx context.Context, register disclosure.Register) (more bool, err error) {
	today := disclosure.DateOf(r.desk.Now())
	now := revision{Rules: r.desk.Law().RetentionRules(register, today)}
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
	page, err := r.desk.Page(ctx, "query reminders", store.Query{Partition: store.DuePartition(register.String()), After: now.After, Limit: store.MaxBatch})
	if err != nil {
		return false, err
	}
	var left []error
	for _, item := range page.Items {
		now.After = item.Sort
		if desk.RulesIn(item) == now.Rules {
			continue
		}
		switch err := r.revise(ctx, register, item, today); {
		case desk.Damaged(err):
			left = append(left, fmt.Errorf("revise a reminder: %w", err))
		case err != nil && !errors.Is(err, desk.ErrRace):
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
	if err := r.desk.Write(ctx, store.Write{Action: store.Put, Item: item}); err != nil {
		return false, errors.Join(append(left, err)...)
	}
	return page.More, errors.Join(left...)
}

func (r *Retention) revisionOf(ctx context.Context, register disclosure.Register) (revision, error) {
	item, there, err := r.desk.Item(ctx, "load how far reminders are revised", store.RulesKey(register.String()))
	if err != nil || !there {
		return revision{}, err
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
func (r *Retention) revise(ctx context.Context, register disclosure.Register, item store.Item, today disclosure.Date) error {
	kind, _, name, _, err := store.ParseDueSort(item.Sort)
	if err != nil {
		return err
	}
	switch kind {
	case store.FactEnds:
		return r.desk.ReviseFact(ctx, register, item)
	case store.ToDispose, store.ToReview, store.Unstarted, store.StillOpen:
	default:
		return nil
	}
	file, d, err := r.disposalOf(ctx, register, name)
	if err != nil || file == nil || d != nil || file.State == disclosure.CaseDisposed {
		return err
	}
	right := r.desk.ClockReminder(register, file, today)
	if right == nil {
		return nil // held: its release sets one
	}
	writes := append(right, file.Unchanged(register))
	if right[0].Item.Sort != item.Sort {
		writes = append(writes, desk.Forget(register, item.Sort))
	}
	return r.desk.Write(ctx, writes...)
}
