package cases

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// remains is what a certificate says of what still exists after an erasure.
type remains struct {
	Says string
	// Days is for how long backups can bring it back; zero where there are none.
	Days int
}

func (m remains) say(c *disclosure.Certificate, at time.Time) {
	c.Remains = m.Says
	if m.Days > 0 {
		c.RecoverableUntil = disclosure.DateOf(at).AddDays(m.Days)
	}
}

// eraseRest destroys the batches as one disposal and returns it, Erased, to be
// certified; nil when there were none. It may be stopped anywhere and repeated:
// what was destroyed is in the disposal with its count, and the next run goes on
// with what is left. Batches are read again when another run has been quicker.
//
// What is damaged is left, and stops nothing else: it is in the error that then
// comes beside the disposal, each night until somebody has mended it.
func (r *Retention) eraseRest(
	ctx context.Context, register disclosure.Register, what string, still remains,
	batches iter.Seq2[desk.Outlived, error],
) (d *disposal, err error) {
	var left []error
	d, err = desk.Afresh(ctx, func(erased **disposal) error {
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
			if batch.Damaged != nil {
				left = append(left, batch.Damaged)
				continue
			}
			kept, err := r.keepLeaves(ctx, d, batch.Leaves)
			if err != nil {
				return err
			}
			if !slices.Contains(d.Certificate.Classes, batch.Class) {
				d.Certificate.Classes = append(d.Certificate.Classes, batch.Class)
			}
			d.Certificate.Entries += len(batch.Leaves)
			d.Certificate.Exports += batch.Exports
			if err := r.save(ctx, d, append(kept, batch.Writes...)...); err != nil {
				return err
			}
		}
		if d.version == 0 {
			return nil // there was nothing, and nothing was stored
		}
		at := r.desk.Now()
		if err := d.restErased(at); err != nil {
			return err
		}
		*erased = d
		still.say(&d.Certificate, at)
		return r.save(ctx, d)
	})
	if err != nil {
		return nil, err
	}
	return d, errors.Join(left...)
}

func (r *Retention) beginRest(register disclosure.Register, what string) (*disposal, error) {
	d, err := r.newDisposal(register, ErasingEntries) // there are no letters to let go first
	if err != nil {
		return nil, err
	}
	d.What, d.Certificate = what, disclosure.Certificate{
		Classes: []disclosure.DisposedClass{}, BegunAt: r.desk.Now(), Authority: "the register's own retention rule, applied by the register",
	}
	return d, nil
}

func (r *Retention) restUnderWay(ctx context.Context, register disclosure.Register, what string) (*disposal, error) {
	item, there, err := r.desk.Item(ctx, "load a disposal", store.RestKey(register.String(), what))
	if err != nil || !there {
		return nil, err
	}
	return decodeDisposal(register, item)
}

// purgeExports erases export jobs whose class has run out: the filter of one may
// name a person. A job is no entry and has no leaf; who asked for it is an access.
func (r *Retention) purgeExports(ctx context.Context, register disclosure.Register, still remains) (*disposal, error) {
	return r.eraseRest(ctx, register, policy.ExportClass, still, r.desk.ExportsPast(ctx, register))
}

// purgeFacts erases the facts that ended so long ago that their class has run
// out, under one certificate. Leaves stay.
func (r *Retention) purgeFacts(ctx context.Context, register disclosure.Register, still remains) (*disposal, error) {
	return r.eraseRest(ctx, register, "register-facts", still, r.desk.FactsPast(ctx, register))
}
