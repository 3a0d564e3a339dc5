package cases

import (
	"context"
	"errors"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/store"
)

// StopDisposal stops a disposal during its cooling-off and places a hold, which
// stands until it is released. The letters are held again by retention, before
// their locks lapse.
func (r *Retention) StopDisposal(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, h disclosure.DisposalStopped) (desk.Recorded, error) {
	disposalAt := func(name string) store.Key { return store.DisposalKey(by.Caller.Register.String(), name) }
	change := desk.CaseChange{
		Asked: "stop-disposal", Case: ref, Kind: disclosure.KindDisposalStopped, Body: h, Keeps: true, Destroying: true,
		Reads: []func(string) store.Key{disposalAt},
		Request: struct {
			Case disclosure.CaseRef
			Body disclosure.DisposalStopped
		}{ref, h},
	}
	return r.desk.ChangeCase(ctx, by, change, func(stopping *desk.Changing) error {
		item, under := stopping.Item(disposalAt)
		return r.stop(by.Caller.Register, stopping, h, item, under)
	})
}

// stop decides it. The item is that of the case's disposal, where one is under way.
func (r *Retention) stop(register disclosure.Register, change *desk.Changing, h disclosure.DisposalStopped, item store.Item, under bool) error {
	file, today := change.File, change.Today
	if !h.ReviewOn.After(today) {
		return form.NotWellFormed(form.Finding("/reviewOn", "Give a day after today on which the hold is looked at again."))
	}
	if !under || file.State != disclosure.CaseDisposing {
		return disclosure.Fail(disclosure.Conflict, "This case is not being destroyed: place a hold on it instead.")
	}
	d, err := decodeDisposal(register, item)
	if err != nil {
		return err
	}
	if !d.mayStop(change.At) {
		return disclosure.Fail(disclosure.Conflict, "The time in which this disposal could be stopped is over.")
	}
	if err := change.Queue(policy.ReviewDay("/reviewOn", h.ReviewOn, today, holdReviewClears)...); err != nil {
		return err
	}
	file.Unfence()
	file.Spared = true
	file.Holds = append(file.Holds, disclosure.Hold{ID: change.ID(), By: h.By, Reason: h.Reason, PlacedOn: today, ReviewOn: h.ReviewOn})
	if err := d.stop(change.At); err != nil {
		return err
	}
	own := desk.Remind(register, store.ToDispose, today, file.Name(), "")
	d.Reminder = own.Item.Sort
	stopped, err := d.change()
	if err != nil {
		return err
	}
	change.Also(stopped, own, holdPlaced(register, change.ID()))
	return nil
}

func (d *disposal) mayStop(at time.Time) bool {
	return d.Cooling && (d.Phase == Releasing || d.Phase == Waiting) && (d.StopBy.IsZero() || at.Before(d.StopBy))
}

// endStop forgets a disposal that was stopped, once every letter is held again.
// When its hold has been released meanwhile, the case gets the reminder that is
// right: that of the release may have been taken for the disposal's own.
func (r *Retention) endStop(ctx context.Context, d *disposal) error {
	file, _, err := r.disposalOf(ctx, d.Register, d.file)
	if err != nil {
		return err
	}
	writes := []store.Write{{Action: store.Delete, Item: store.Item{Key: d.key()}, If: store.Attr(attrVersion, d.version)}}
	own := desk.Forget(d.Register, d.Reminder)
	if file != nil {
		right := r.desk.ClockReminder(d.Register, file, disclosure.DateOf(r.desk.Now()))
		if len(right) > 0 && right[0].Item.Key == own.Item.Key {
			own = right[0]
			right = nil
		}
		writes = append(append(writes, file.Unchanged(d.Register)), right...)
	}
	return r.desk.Write(ctx, append(writes, own)...)
}

// stoppedDisposal returns the disposal that the reminder leads to, if that was stopped
// and its letters are to be held again; else nil.
func (r *Retention) stoppedDisposal(ctx context.Context, register disclosure.Register, due dueCase) (*disposal, error) {
	_, d, err := r.disposalOf(ctx, register, due.Case)
	if err != nil || d == nil || d.Phase != Stopping || d.Reminder != due.sort {
		return nil, err
	}
	return d, nil
}

// Spare holds again the letters of every disposal that was stopped, and sees the clock.
// It destroys nothing. Where S3's lifecycle is carried out by the caller, that comes
// after Spare and only without an error: else a letter whose disposal was stopped could
// go because no run came in time, or any letter let go because the clock has jumped.
func (r *Runner) Spare(ctx context.Context, register disclosure.Register) error {
	run := &run{Runner: r, register: register}
	return errors.Join(r.SeeClock(ctx, register), run.spare(ctx))
}

func (r *run) spare(ctx context.Context) error {
	return r.reminded(ctx, func(ctx context.Context, due dueCase) error {
		d, err := r.retention.stoppedDisposal(ctx, r.register, due)
		if err != nil || d == nil {
			return err
		}
		return r.advance(ctx, d)
	}, func() error { return nil })
}
