package desk

import (
	"context"
	"maps"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/store"
)

// period is a stretch of civil days, both ends included.
type period struct{ from, to disclosure.Date }

// monthForm is how a month is written.
const monthForm = "2006-01"

// statisticsMonths is how many months are counted when a question names none.
const statisticsMonths = 12

// months reads a period of whole months. One that is not given ends with the
// current month, and begins eleven months before its end.
func months(from, to string, today disclosure.Date) (period, error) {
	var wrong findings
	first := func(pointer, text string, otherwise disclosure.Date) disclosure.Date {
		if text == "" {
			return otherwise
		}
		day, err := disclosure.ParseDate(text + "-01")
		wrong.refuse(err != nil || len(text) != len(monthForm), pointer, "Write the month as year-month, for example 2026-11.")
		return day
	}
	this := firstOfMonth(today)
	last := first("/to", to, this)
	p := period{from: first("/from", from, last.AddMonths(1-statisticsMonths)), to: last.AddMonths(1).AddDays(-1)}
	if wrong == nil && !wrong.refuse(last.After(this), "/to", "This month is still to come.") {
		wrong.refuse(p.to.Before(p.from), "/to", "The last month is before the first.")
	}
	if wrong != nil {
		return period{}, badQuestion(wrong...)
	}
	return p, nil
}

func firstOfMonth(day disclosure.Date) disclosure.Date {
	first, err := disclosure.ParseDate(day.String()[:len(monthForm)] + "-01")
	if err != nil {
		panic("desk: a day has no month: " + err.Error())
	}
	return first
}

// eachMonth lists the months of the period, as they are written.
func (p period) eachMonth() []string {
	var months []string
	for day := p.from; !day.After(p.to); day = day.AddMonths(1) {
		months = append(months, monthOf(day))
	}
	return months
}

func monthOf(day disclosure.Date) string { return day.String()[:len(monthForm)] }

// eachLastWord visits the index item of every disclosure of the period as it
// reads now, the oldest first: a correction stands in place of what it replaced,
// and in the month of its own instant. It reads the period's index partition, a
// page at a time and all of it, and what was corrected in the period before and
// after: when that has changed meanwhile, it begins again, so that nothing is
// counted twice.
//
// begin is called before every beginning, and returns what visits.
func (r *Registrar) eachLastWord(ctx context.Context, register disclosure.Register, p period, begin func() func(store.Item) error) error {
	for range raceTries {
		before, err := r.superseded(ctx, register, p)
		if err != nil {
			return err
		}
		visit := begin()
		err = r.eachItem(ctx, register, store.ByAll, p, func(item store.Item) error {
			if before[entryOf(item)] {
				return nil
			}
			return visit(item)
		})
		if err != nil {
			return err
		}
		after, err := r.superseded(ctx, register, p)
		if err != nil {
			return err
		}
		if maps.Equal(before, after) {
			return nil
		}
	}
	return disclosure.Fail(disclosure.Unavailable, "Disclosures of this period are being corrected at this moment. Ask again.")
}

// superseded lists the entries of the period that a correction has replaced.
func (r *Registrar) superseded(ctx context.Context, register disclosure.Register, p period) (map[disclosure.EntryID]bool, error) {
	replaced := map[disclosure.EntryID]bool{}
	err := r.eachItem(ctx, register, store.BySuperseded, p, func(item store.Item) error {
		replaced[disclosure.EntryID(text(item, attrReplaces))] = true
		return nil
	})
	return replaced, err
}

// eachItem visits a period of an index partition that has no value, the oldest
// first. Nothing caps it.
func (r *Registrar) eachItem(ctx context.Context, register disclosure.Register, by store.Dimension, p period, visit func(store.Item) error) error {
	query := store.Query{
		Partition: store.IndexPartition(register.String(), by, ""),
		From:      store.IndexFrom(p.from.Start()), To: store.IndexTo(p.to.AddDays(1).Start()), Limit: store.MaxPage,
	}
	for page, err := range r.pages(ctx, "query a period", query) {
		if err != nil {
			return err
		}
		for _, item := range page {
			if err := visit(item); err != nil {
				return err
			}
		}
	}
	return nil
}

// originalOf is the entry that an index item's disclosure was first recorded as:
// one disclosure has one, however often it is corrected.
func originalOf(item store.Item) disclosure.EntryID {
	if root := text(item, attrRoot); root != "" {
		return disclosure.EntryID(root)
	}
	return entryOf(item)
}

func londonMonth(at time.Time) string { return monthOf(disclosure.DateOf(at)) }
