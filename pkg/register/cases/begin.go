package cases

import (
	"context"
	"maps"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// dueCase is a reminder that a case's retention may have ended.
type dueCase struct {
	Case string // the case's name in keys
	sort string
}

// dueCases returns a page of the reminders for the day or earlier, the oldest
// first, and what to give as after for the next page; "" when there is none.
func (r *Retention) dueCases(ctx context.Context, register disclosure.Register, today disclosure.Date, after string) (due []dueCase, next string, err error) {
	page, err := r.desk.Page(ctx, "query what is due", store.Query{
		Partition: store.DuePartition(register.String()), After: after, Limit: store.MaxBatch,
		From: store.DueFrom(store.ToDispose), To: store.DueThrough(store.ToDispose, today.String()),
	})
	if err != nil {
		return nil, "", err
	}
	for _, item := range page.Items {
		_, _, name, _, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return nil, "", err
		}
		due = append(due, dueCase{name, item.Sort})
	}
	if page.More {
		next = page.Next
	}
	return due, next, nil
}

// begin fences the case that the reminder is about, when its retention
// has ended by the notices and facts of today and no hold stands: from then on
// nothing can be added to it. It returns the disposal, which may have begun
// earlier, or nil when the case is not to be destroyed now, or another reminder
// leads to its disposal; this one is then replaced by what is right.
//
// A crash just before the fence leaves the case as it was. A crash just after
// leaves it fenced, with a reminder by which the next run goes on.
func (r *Retention) begin(ctx context.Context, register disclosure.Register, due dueCase) (*disposal, error) {
	return desk.Afresh(ctx, func(d **disposal) (err error) {
		*d, err = r.beginOnce(ctx, register, due)
		return err
	})
}

func (r *Retention) beginOnce(ctx context.Context, register disclosure.Register, due dueCase) (*disposal, error) {
	file, d, err := r.disposalOf(ctx, register, due.Case)
	if err != nil {
		return nil, err
	}
	if d != nil && d.Reminder != due.sort {
		// Left over from before the fence. The disposal's own leads to it.
		return nil, r.desk.Write(ctx, d.unchanged(), desk.Forget(register, due.sort))
	}
	if d != nil {
		return d, nil
	}
	if file == nil || file.State == disclosure.CaseDisposed {
		return nil, r.desk.Write(ctx, desk.Forget(register, due.sort))
	}
	at := r.desk.Now()
	today := disclosure.DateOf(at)
	now, decided, err := r.retentionNow(ctx, register, file, today)
	if err != nil {
		return nil, err
	}
	if file.Held() || !now.MayBegin(today) {
		return nil, r.remindLater(ctx, register, file, decided, now, due, today)
	}
	people, err := r.peopleOf(ctx, register, file)
	if err != nil {
		return nil, err
	}
	if people.allKept() { // until a hold is released
		if decided, err = people.keptIn(register, file, decided); err != nil {
			return nil, err
		}
		return nil, r.remindLater(ctx, register, file, decided, now, due, today)
	}
	authority := "the retention rule of the notice, applied by the register"
	if file.Review.Outcome == disclosure.Destroy {
		authority = "a review by the Data Protection Officer on " + file.Review.On.String() + ", under the retention rule of the notice"
	}
	c := disclosure.Certificate{Authority: authority, BegunAt: at, Classes: disposedClasses(r.desk.Law(), register, now)}
	return r.fence(ctx, register, file, people, due.sort, c, true)
}

// retentionNow says when the case may go, by the notices and facts of today. Decided
// holds it as that was decided: see remindLater.
func (r *Retention) retentionNow(ctx context.Context, register disclosure.Register, file *desk.CaseFile, today disclosure.Date) (now policy.Retention, decided store.Write, err error) {
	decided = file.Unchanged(register)
	if file.State == disclosure.CaseClosed {
		// Counted afresh: a disclosure that raced the closure is not in the file.
		late, err := r.lateDays(ctx, register, file, file.Triggers.Closed, file.ConfirmedAt)
		if err != nil {
			return now, decided, err
		}
		if !maps.Equal(late, file.Late) {
			file.SetLate(late)
			if decided, err = file.Write(register); err != nil {
				return now, decided, err
			}
		}
	}
	return r.desk.Law().Retention(register, file.Case, today), decided, nil
}

// fence makes the case refuse everything else, in the one transaction that also
// begins its disposal. The certificate has its classes, by which it may be carried
// out again.
func (r *Retention) fence(ctx context.Context, register disclosure.Register, file *desk.CaseFile, people sharePeople, reminder string, c disclosure.Certificate, cooling bool) (*disposal, error) {
	d, err := r.newDisposal(register, Releasing)
	if err != nil {
		return nil, err
	}
	today := disclosure.DateOf(r.desk.Now())
	own := desk.Remind(register, store.ToDispose, today, file.Name(), "")
	d.Case, d.file, d.Reminder, d.Cooling, d.Certificate = file.Ref, file.Name(), own.Item.Sort, cooling, c
	d.Keeps = people.kept > 0
	file.State = disclosure.CaseDisposing
	fenced, err := file.Write(register)
	if err != nil {
		return nil, err
	}
	writes := append([]store.Write{fenced, own}, people.unheld...)
	if reminder != "" && reminder != own.Item.Sort {
		writes = append(writes, desk.Forget(register, reminder))
	}
	return d, r.save(ctx, d, writes...)
}

// disposedClasses keeps what a certificate may say for ever. A birth, a death or
// an order is about a person, and so is a day counted from one: for those the
// rule alone is kept.
func disposedClasses(law *policy.Law, register disclosure.Register, now policy.Retention) []disclosure.DisposedClass {
	classes := make([]disclosure.DisposedClass, 0, len(now.Classes))
	for _, due := range now.Classes {
		c := disclosure.DisposedClass{Class: due.Class, Row: due.Row, Rule: law.RuleOf(register, due.Class), Trigger: string(due.Trigger)}
		switch due.Trigger {
		case policy.RecordCreated, policy.FileClosed, policy.TenancyEnded:
			c.TriggerOn, c.DueOn = due.TriggerOn, due.DueOn
		}
		classes = append(classes, c)
	}
	return classes
}

// remindLater replaces a reminder that came to nothing. Decided holds the case
// as that was decided: it checks that it is still so, or stores what has changed.
func (r *Retention) remindLater(ctx context.Context, register disclosure.Register, file *desk.CaseFile, decided store.Write, now policy.Retention, due dueCase, today disclosure.Date) error {
	writes := []store.Write{decided}
	kind, on := desk.ReminderOf(now, file.Case, today)
	right := r.desk.RemindUnder(register, kind, on, file.Name(), today)
	if kind != "" && right.Item.Sort == due.sort && decided.Action == store.Check {
		return nil
	}
	if kind == "" || right.Item.Sort != due.sort {
		writes = append(writes, desk.Forget(register, due.sort))
	}
	if kind != "" {
		writes = append(writes, right)
	}
	return r.desk.Write(ctx, writes...)
}
