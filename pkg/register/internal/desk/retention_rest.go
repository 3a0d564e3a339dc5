package desk

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
	// damaged says what is wrong with a thing that cannot be read, and so not
	// destroyed; nothing else is then given.
	damaged error
}

// damaged reports an error that is of one thing alone: what is stored of it
// cannot be read. Any other stops everything: the table does not answer, or
// another run has been quicker.
func damaged(err error) bool {
	if e, ok := errors.AsType[*disclosure.Error](err); ok && e.Kind == disclosure.Unavailable {
		return false
	}
	return err != nil && !errors.Is(err, errRace) && !permanent(err)
}

// eraseRest destroys the batches as one disposal and returns it, Erased, to be
// certified; nil when there were none. It may be stopped anywhere and repeated:
// what was destroyed is in the disposal with its count, and the next run goes on
// with what is left. Batches are read again when another run has been quicker.
//
// What is damaged is left, and stops nothing else: it is in the error that then
// comes beside the disposal, each night until somebody has mended it.
func (r *Registrar) eraseRest(
	ctx context.Context, register disclosure.Register, what string, remains Remains,
	batches iter.Seq2[restBatch, error],
) (d *Disposal, err error) {
	var left []error
	d, err = afresh(ctx, func(erased **Disposal) error {
		left = nil
		d, err := r.restUnderWay(ctx, register, what)
		if err != nil {
			return err
		}
		if d == nil {
			if d, err = r.beginRest(register, what); err != nil {
				return err
			}
		}
		if d.Phase == Erased {
			*erased = d
			return nil
		}
		for batch, err := range batches {
			if err != nil {
				return err
			}
			if batch.damaged != nil {
				left = append(left, batch.damaged)
				continue
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
			return nil // there was nothing, and nothing was stored
		}
		d.Phase, *erased = Erased, d
		remains.say(&d.Certificate, r.at())
		return r.saveDisposal(ctx, d)
	})
	if err != nil {
		return nil, err
	}
	return d, errors.Join(left...)
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
				j, err := decodeJobAge(item)
				if err != nil {
					if !yield(restBatch{damaged: fmt.Errorf("the request for export %s: %w", item.Sort, err)}, nil) {
						return
					}
					continue
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
