package registrar

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/ledger"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// Remains is what a certificate says of what still exists after an erasure.
type Remains struct {
	Says string
	// Days is for how long backups can bring it back; zero where there are none.
	Days int
}

func (m Remains) say(c *disclosure.Certificate, at time.Time) {
	c.ErasedAt, c.Remains = at, m.Says
	if m.Days > 0 {
		c.RecoverableUntil = disclosure.DateOf(at).AddDays(m.Days)
	}
}

// restBatch is some of what belongs to no case, and goes in one transaction.
type restBatch struct {
	class   disclosure.DisposedClass
	writes  []store.Write
	leaves  []ledger.Leaf // of the entries among it
	exports int
}

// eraseRest destroys the batches as one disposal and returns it, Erased, to be
// certified; nil when there were none. It may be stopped anywhere and repeated:
// what was destroyed is in the disposal with its count, and the next run goes on
// with what is left. Batches are read again when another run has been quicker.
func (r *Registrar) eraseRest(
	ctx context.Context, register disclosure.Register, what string, remains Remains,
	batches iter.Seq2[restBatch, error],
) (d *Disposal, err error) {
	err = afresh(ctx, func() error {
		if d, err = r.restUnderWay(ctx, register, what); err != nil {
			return err
		}
		if d == nil {
			if d, err = r.beginRest(register, what); err != nil {
				return err
			}
		}
		if d.Phase == Erased {
			return nil
		}
		for batch, err := range batches {
			if err != nil {
				return err
			}
			kept, err := r.keepLeaves(ctx, d, batch.leaves)
			if err != nil {
				return err
			}
			if !slices.Contains(d.Certificate.Classes, batch.class) {
				d.Certificate.Classes = append(d.Certificate.Classes, batch.class)
			}
			d.Certificate.Entries += len(batch.leaves)
			d.Certificate.Exports += batch.exports
			if err := r.saveDisposal(ctx, d, append(kept, batch.writes...)...); err != nil {
				return err
			}
		}
		if d.version == 0 {
			d = nil // there was nothing, and nothing was stored
			return nil
		}
		d.Phase = Erased
		remains.say(&d.Certificate, r.at())
		return r.saveDisposal(ctx, d)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (r *Registrar) beginRest(register disclosure.Register, what string) (*Disposal, error) {
	id, err := uuid.NewRandomFromReader(r.random)
	if err != nil {
		return nil, fmt.Errorf("make a disposal id: %w", err)
	}
	return &Disposal{ID: id.String(), Register: register, What: what, Phase: ErasingEntries, Certificate: disclosure.Certificate{
		Classes: []disclosure.DisposedClass{}, BegunAt: r.at(), Authority: "the register's own retention rule, applied by the register",
	}}, nil
}

func (r *Registrar) restUnderWay(ctx context.Context, register disclosure.Register, what string) (*Disposal, error) {
	item, err := r.table.Get(ctx, store.RestKey(register.String(), what))
	if errors.Is(err, store.ErrNoItem) {
		return nil, nil
	}
	if err != nil {
		return nil, read("load a disposal", err)
	}
	return decodeDisposal(register, item)
}

func ownClass(c policy.Class) disclosure.DisposedClass {
	return disclosure.DisposedClass{Class: c.ID, Row: c.Row, Rule: c.Rule, Trigger: string(c.Trigger)}
}

// PurgeExports erases export jobs whose class has run out: the filter of one may
// name a person. A job is no entry and has no leaf; who asked for it is an access.
func (r *Registrar) PurgeExports(ctx context.Context, register disclosure.Register, remains Remains) (*Disposal, error) {
	return r.eraseRest(ctx, register, policy.ExportClass, remains, r.exportsPast(ctx, register))
}

// exportsPast yields the jobs whose class has run out. Jobs are in the order of
// their ids, which is that of time.
func (r *Registrar) exportsPast(ctx context.Context, register disclosure.Register) iter.Seq2[restBatch, error] {
	today := disclosure.DateOf(r.at())
	class, _ := r.law.OwnClass(register, policy.ExportClass)
	return func(yield func(restBatch, error) bool) {
		query := store.Query{Partition: store.ExportPartition(register.String()), Limit: store.MaxBatch}
		for page, err := range r.pages(ctx, "query exports", query) {
			if err != nil {
				yield(restBatch{}, err)
				return
			}
			for _, item := range page {
				j, err := decodeJob(item)
				if err != nil {
					yield(restBatch{}, err)
					return
				}
				if !today.After(class.Period.LastDay(disclosure.DateOf(j.RequestedAt))) {
					return
				}
				doomed := []store.Key{item.Key}
				if j.Request != "" {
					doomed = append(doomed, requestKey(j.Request))
				}
				if !yield(restBatch{class: ownClass(class), writes: deletions(doomed), exports: 1}, nil) {
					return
				}
			}
		}
	}
}

// accessMonths is how many months back a run looks for accesses to purge: runs
// missed lose nothing, and a period that the council makes shorter takes effect
// on all that the longer one had kept.
const accessMonths = 72

// PurgeAccesses erases the records of who looked, once their class has run out.
// A month goes as a whole, when its last day has, under one certificate that
// names the leaves; those stay.
func (r *Registrar) PurgeAccesses(ctx context.Context, register disclosure.Register, remains Remains) (erased []*Disposal, err error) {
	months := r.accessMonthsPast(register)
	var keys []store.Key
	for _, month := range months {
		keys = append(keys, store.RestKey(register.String(), month.what))
	}
	begun, err := r.itemsAt(ctx, "load the disposals of accesses", keys)
	if err != nil {
		return nil, err
	}
	for i, month := range months {
		if _, is := begun[keys[i]]; !is {
			page, err := r.table.Query(ctx, store.Query{Partition: store.AccessPartition(register.String(), month.first), Limit: 1})
			if err != nil {
				return erased, read("query the accesses of a month", err)
			}
			if len(page.Items) == 0 {
				continue
			}
		}
		d, err := r.eraseRest(ctx, register, month.what, remains, r.accessesOf(ctx, register, month))
		if err != nil {
			return erased, fmt.Errorf("purge accesses of %s: %w", month.first.Format("2006-01"), err)
		}
		if d != nil {
			erased = append(erased, d)
		}
	}
	return erased, nil
}

// accessMonth is a month of accesses that are to go.
type accessMonth struct {
	first time.Time
	what  string // of its disposal
	class disclosure.DisposedClass
}

// accessMonthsPast returns the months whose last day's class has run out.
func (r *Registrar) accessMonthsPast(register disclosure.Register) []accessMonth {
	now := r.at()
	own, _ := r.law.OwnClass(register, policy.AccessClass)
	newest := time.Date(now.Year()-own.Period.Years, now.Month()-time.Month(own.Period.Months), 1, 0, 0, 0, 0, time.UTC)
	var months []accessMonth
	for back := range accessMonths {
		first := newest.AddDate(0, -back, 0)
		class := ownClass(own)
		// The month is one of UTC; in summer its last hour is of the next day in London.
		class.TriggerOn = disclosure.DateOf(first.AddDate(0, 1, 0).Add(-time.Millisecond))
		class.DueOn = own.Period.LastDay(class.TriggerOn).AddDays(1)
		if !disclosure.DateOf(now).Before(class.DueOn) {
			months = append(months, accessMonth{first, policy.AccessClass + "#" + first.Format("2006-01"), class})
		}
	}
	return months
}

// accessesOf yields every access of the month, which shrinks as they go.
func (r *Registrar) accessesOf(ctx context.Context, register disclosure.Register, month accessMonth) iter.Seq2[restBatch, error] {
	return func(yield func(restBatch, error) bool) {
		for {
			page, err := r.table.Query(ctx, store.Query{Partition: store.AccessPartition(register.String(), month.first), Limit: store.MaxBatch})
			if err != nil {
				yield(restBatch{}, read("query the accesses of a month", err))
				return
			}
			batch := restBatch{class: month.class}
			for _, item := range page.Items {
				going, err := accessAndCopies(item)
				if err != nil {
					yield(restBatch{}, err)
					return
				}
				if len(batch.writes)+len(going.writes) > r.eraseActions() {
					if !yield(batch, nil) {
						return
					}
					batch = restBatch{class: month.class}
				}
				batch.writes, batch.leaves = append(batch.writes, going.writes...), append(batch.leaves, going.leaves...)
			}
			if len(batch.writes) > 0 && !yield(batch, nil) {
				return
			}
			if !page.More {
				return
			}
		}
	}
}

// accessAndCopies is an access and what it is also found by, which goes with it:
// stopping anywhere leaves none without the other.
func accessAndCopies(item store.Item) (restBatch, error) {
	leaf, err := leafOf(item)
	if err != nil {
		return restBatch{}, err
	}
	copies, err := keysOf(item)
	if err != nil {
		return restBatch{}, err
	}
	return restBatch{writes: deletions(append(copies, item.Key)), leaves: []ledger.Leaf{leaf}}, nil
}
