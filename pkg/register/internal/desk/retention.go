package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// remind returns the write of a reminder to look, on the day, at the case of the name in keys. It has
// a life of its own: a day that no longer matters is found out when it comes.
func remind(register disclosure.Register, kind store.Reminder, on disclosure.Date, file, id string) store.Write {
	key := store.DueKey(register.String(), kind, on.String(), file, id)
	return store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: store.Attrs{attrCase: file}}}
}

// attrUnder is, of a reminder that a retention rule set, which rules those were:
// when they change, retention looks at it before its day.
const attrUnder = "under"

// reminders returns what must be looked at, and when, after the case has changed
// to this. They are only ever added: the functions that change a case may not
// delete, and retention removes those that came to nothing.
func (r *Registrar) reminders(register disclosure.Register, file *caseFile, today disclosure.Date) []store.Write {
	out := r.clockReminder(register, file, today)
	for _, h := range file.Holds {
		if h.ReleasedOn.IsZero() {
			out = append(out, remind(register, store.HoldEnds, h.ReviewOn, file.name, h.ID.String()))
		}
	}
	return out
}

// reminder is what a department's entry about the case reminds of: one item, whatever is
// held. A held case needs no reminder of its clock; that of a hold is written once more, as
// it stands, so that the hold makes the call no shorter.
func (r *Registrar) reminder(register disclosure.Register, file *caseFile, today disclosure.Date) []store.Write {
	if all := r.reminders(register, file, today); len(all) > 0 {
		return all[:1]
	}
	return nil
}

// clockReminder returns the reminder to look at the case's clock, if it needs one.
func (r *Registrar) clockReminder(register disclosure.Register, file *caseFile, today disclosure.Date) []store.Write {
	kind, on := reminderOf(r.law.Retention(register, file.Case, today), file.Case, today)
	if kind == "" {
		return nil
	}
	return []store.Write{r.remindUnder(register, kind, on, file.name, today)}
}

// remindUnder is [remind] for a day that the retention rules of today set.
func (r *Registrar) remindUnder(register disclosure.Register, kind store.Reminder, on disclosure.Date, file string, today disclosure.Date) store.Write {
	w := remind(register, kind, on, file, "")
	w.Item.Attrs[attrUnder] = r.law.RetentionRules(register, today)
	return w
}

// reminderOf says what the case's retention must be looked at for, and when. A
// held case needs no reminder: its release adds one. A case that has no clock is
// reported: an open one, in the ordinary way of things, from the day it was
// opened.
func reminderOf(now policy.Retention, c disclosure.Case, today disclosure.Date) (store.Reminder, disclosure.Date) {
	switch {
	case now.Clock == policy.HeldBack:
		return "", disclosure.Date{}
	case !now.BeginsOn.IsZero():
		return store.ToDispose, now.BeginsOn
	case now.Clock != policy.NotStarted && c.Review.NextOn.After(now.DueOn):
		return store.ToReview, c.Review.NextOn
	case now.Clock != policy.NotStarted:
		return store.ToReview, now.DueOn
	case c.State == disclosure.CaseClosed || len(c.Classes) > 0:
		return store.Unstarted, today
	}
	return store.StillOpen, disclosure.DateOf(c.OpenedAt)
}

// DateCase says from which days the case's periods run, and of which classes it
// is, whole: what is left out is not known. Every clock follows at once.
func (r *Registrar) DateCase(ctx context.Context, by Asking, ref disclosure.CaseRef, d disclosure.CaseDates) (Recorded, error) {
	return r.changeCase(ctx, by, "date-case", ref, d, disclosure.KindCaseDated, "", func(file *caseFile, today disclosure.Date, _ *draft) error {
		if findings := r.checkDates(by.Caller.Register, d, today); findings != nil {
			return notWellFormed(findings...)
		}
		t := &file.Triggers
		t.TenancyEnded, t.Born, t.Died = d.TenancyEnded, d.Born, d.Died
		t.AdoptionOrder, t.ApprovalTerminated = d.AdoptionOrder, d.ApprovalTerminated
		file.Classes = d.Classes
		return nil
	})
}

func (r *Registrar) checkDates(register disclosure.Register, d disclosure.CaseDates, today disclosure.Date) findings {
	var wrong findings
	for _, given := range []struct {
		name string
		on   disclosure.Date
	}{
		{"tenancyEnded", d.TenancyEnded},
		{"born", d.Born},
		{"died", d.Died},
		{"adoptionOrder", d.AdoptionOrder},
		{"approvalTerminated", d.ApprovalTerminated},
	} {
		wrong.Refuse(given.on.After(today), "/"+given.name, "This day cannot be later than today. Leave it out until it has come.")
	}
	wrong.Refuse(!d.Died.IsZero() && d.Died.Before(d.Born), "/died", "The death is before the birth: one of the two is wrong.")
	for i, class := range d.Classes {
		if !wrong.Refuse(slices.Contains(d.Classes[:i], class), pointer("classes", i), "This class is given twice.") {
			wrong.Refuse(!r.mayBeOf(register, class, today), pointer("classes", i), "This register's notices have no such class of record.")
		}
	}
	return wrong
}

// mayBeOf reports whether a case of the register may be of the class. A review
// that comes round is no class of record.
func (r *Registrar) mayBeOf(register disclosure.Register, class string, today disclosure.Date) bool {
	for _, n := range r.law.Notices(register) {
		for _, c := range r.law.Classes(register, []string{n.ID}, today) {
			if c.ID == class && c.Bound != policy.Recurring {
				return true
			}
		}
	}
	return false
}

// ReviewCase records what a review decided about a case kept for at least a
// period: to keep it until another day, or that it may be destroyed.
func (r *Registrar) ReviewCase(ctx context.Context, by Asking, ref disclosure.CaseRef, v disclosure.CaseReviewed) (Recorded, error) {
	return r.changeCase(ctx, by, "review-case", ref, v, disclosure.KindCaseReviewed, "", func(file *caseFile, today disclosure.Date, draft *draft) error {
		if v.Outcome == disclosure.Keep && !v.NextOn.After(today) {
			return notWellFormed(formFinding("/nextOn", "Give a day after today on which the case is looked at again."))
		}
		now := r.law.Retention(by.Caller.Register, file.Case, today)
		if v.Outcome == disclosure.Destroy && now.Clock != policy.ForReview {
			return disclosure.Fail(disclosure.Conflict, "This case is not up for review: no class of it has been kept for its least period, or a hold stands.")
		}
		file.Review = disclosure.Review{On: today, Outcome: v.Outcome, NextOn: v.NextOn}
		return draft.flagReview(policy.ReviewDay("/nextOn", v.NextOn, today, "The case is reviewed again, with an earlier day."))
	})
}

// attempt applies writes that only a version guards. A condition that does not
// hold is [errRace]: what was decided on has changed, or an attempt whose
// outcome was unknown was applied. Either way the caller reads again.
func (r *Registrar) attempt(ctx context.Context, writes []store.Write) error {
	for try := 1; ; try++ {
		err := r.table.Transact(ctx, writes)
		if err == nil {
			return nil
		}
		var cancelled *store.Cancelled
		switch {
		case errors.As(err, &cancelled) && !cancelled.Retryable():
			return fmt.Errorf("%w: %w", errRace, err)
		case permanent(err):
			return fmt.Errorf("commit: %w", err)
		}
		if try > retries || ctx.Err() != nil {
			return unavailable(err)
		}
		r.pause(ctx, try)
	}
}
