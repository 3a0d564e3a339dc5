package desk

import (
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// Remind returns the write of a reminder to look, on the day, at the case of the name in keys. It has
// a life of its own: a day that no longer matters is found out when it comes.
func Remind(register disclosure.Register, kind store.Reminder, on disclosure.Date, file, id string) store.Write {
	key := store.DueKey(register.String(), kind, on.String(), file, id)
	return store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: store.Attrs{attrCase: file}}}
}

// attrUnder is, of a reminder that a retention rule set, which rules those were:
// when they change, retention looks at it before its day.
const attrUnder = "under"

// reminders returns what must be looked at, and when, after the case has changed
// to this. They are only ever added: the functions that change a case may not
// delete, and retention removes those that came to nothing.
func (r *Registrar) reminders(register disclosure.Register, file *CaseFile, today disclosure.Date) []store.Write {
	out := r.clockReminder(register, file, today)
	for _, h := range file.Holds {
		if h.ReleasedOn.IsZero() {
			out = append(out, Remind(register, store.HoldEnds, h.ReviewOn, file.name, h.ID.String()))
		}
	}
	return out
}

// reminder is what a department's entry about the case reminds of: one item, whatever is
// held. A held case needs no reminder of its clock; that of a hold is written once more, as
// it stands, so that the hold makes the call no shorter.
func (r *Registrar) reminder(register disclosure.Register, file *CaseFile, today disclosure.Date) []store.Write {
	if all := r.reminders(register, file, today); len(all) > 0 {
		return all[:1]
	}
	return nil
}

// clockReminder returns the reminder to look at the case's clock, if it needs one.
func (r *Registrar) clockReminder(register disclosure.Register, file *CaseFile, today disclosure.Date) []store.Write {
	kind, on := ReminderOf(r.law.Retention(register, file.Case, today), file.Case, today)
	if kind == "" {
		return nil
	}
	return []store.Write{r.remindUnder(register, kind, on, file.name, today)}
}

// remindUnder is [Remind] for a day that the retention rules of today set.
func (r *Registrar) remindUnder(register disclosure.Register, kind store.Reminder, on disclosure.Date, file string, today disclosure.Date) store.Write {
	w := Remind(register, kind, on, file, "")
	w.Item.Attrs[attrUnder] = r.law.RetentionRules(register, today)
	return w
}

// ReminderOf says what the case's retention must be looked at for, and when. A
// held case needs no reminder: its release adds one. A case that has no clock is
// reported: an open one, in the ordinary way of things, from the day it was
// opened.
func ReminderOf(now policy.Retention, c disclosure.Case, today disclosure.Date) (store.Reminder, disclosure.Date) {
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

// Forget removes a reminder.
func Forget(register disclosure.Register, sort string) store.Write {
	return store.Write{Action: store.Delete, Item: store.Item{Key: store.Key{Partition: store.DuePartition(register.String()), Sort: sort}}}
}
