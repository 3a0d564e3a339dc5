package cases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// firstMonth is before anybody looked into any register.
var firstMonth = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

// attrFrom is the month from which looks are still to be purged: every month
// before it is empty, and what was in it is certified.
const attrFrom = "from"

// purgeAccesses erases the records of who looked, once their class has run out.
// A month goes as a whole, when its last day has, under one certificate that
// names the leaves; those stay.
//
// It begins where the run before it found everything gone, however long ago that
// was, and ends with the last month whose time is over. A month that is empty is
// passed for good by the run after the one that certifies it, so that a crash
// between them loses no certificate; one in which something is damaged is not.
func (r *Retention) purgeAccesses(ctx context.Context, register disclosure.Register, still remains) (erased []*disposal, err error) {
	from, err := r.purgedUntil(ctx, register)
	if err != nil {
		return nil, err
	}
	today := disclosure.DateOf(r.desk.Now())
	if today.Before(r.accessMonth(register, from.AddDate(0, -1, 0)).class.DueOn) {
		from = firstMonth // stored under a clock that was wrong, or a shorter period
	}
	empty, first := true, from
	var left []error
	for month := r.accessMonth(register, from); !today.Before(month.class.DueOn); month = r.accessMonth(register, month.next()) {
		d, err := r.eraseRest(ctx, register, month.what, still, r.desk.AccessesOf(ctx, register, month.first, month.class, r.eraseActions()))
		if err != nil {
			err = fmt.Errorf("purge accesses of %s: %w", month.first.Format("2006-01"), err)
			if !desk.Damaged(err) {
				return erased, errors.Join(append(left, err)...)
			}
			left = append(left, err)
		}
		if d != nil {
			erased = append(erased, d)
		}
		if empty = empty && d == nil && err == nil; empty {
			first = month.next()
		}
	}
	if first.After(from) {
		item := store.Item{Key: store.LooksKey(register.String()), Attrs: store.Attrs{attrFrom: first.Format("2006-01")}}
		// Two runs at once may each store theirs: the earlier costs the next run a read.
		if err := r.desk.Write(ctx, store.Write{Action: store.Put, Item: item}); err != nil {
			left = append(left, err)
		}
	}
	return erased, errors.Join(left...)
}

// purgedUntil returns the month from which looks are still to be purged.
func (r *Retention) purgedUntil(ctx context.Context, register disclosure.Register) (time.Time, error) {
	item, there, err := r.desk.Item(ctx, "load how far accesses are purged", store.LooksKey(register.String()))
	if err != nil {
		return time.Time{}, err
	}
	if !there {
		return firstMonth, nil
	}
	text, _ := item.Attrs[attrFrom].(string)
	from, err := time.Parse("2006-01", text)
	if err != nil {
		return time.Time{}, errors.New("how far accesses are purged cannot be read")
	}
	return from, nil
}

// accessMonth is a month of accesses.
type accessMonth struct {
	first time.Time
	what  string                   // of its disposal
	class disclosure.DisposedClass // with the day on which the month may go
}

func (m accessMonth) next() time.Time { return m.first.AddDate(0, 1, 0) }

func (r *Retention) accessMonth(register disclosure.Register, first time.Time) accessMonth {
	own, _ := r.desk.Law().OwnClass(register, policy.AccessClass)
	m := accessMonth{first, policy.AccessClass + "#" + first.Format("2006-01"), desk.OwnClass(own)}
	// The month is one of UTC; in summer its last hour is of the next day in London.
	m.class.TriggerOn = disclosure.DateOf(m.next().Add(-time.Millisecond))
	m.class.DueOn = own.Period.LastDay(m.class.TriggerOn).AddDays(1)
	return m
}
