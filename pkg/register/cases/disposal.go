package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/disclosure"
)

// This file is what happens to a case that is due, in the order in which it happens. How a
// step does what it does to the table is in begin.go, erase.go and certificate.go; how far a
// disposal is, and how that is stored, in disposal_stored.go.

// Phase is how far a disposal is. Each begins only when the one before is whole,
// and each may be repeated from its start.
type Phase string

// The phases, in order.
const (
	Releasing      Phase = "releasing"       // letters are being locked for the cooling-off and released
	Waiting        Phase = "waiting"         // S3 is to destroy them
	ErasingEntries Phase = "erasing-entries" // every letter has been seen to be absent
	ErasingLetters Phase = "erasing-letters" // the entries have gone; the letters' own items are next
	Erased         Phase = "erased"          // nothing is left to erase; only the certificate is missing

	// Stopping: the DPO has stopped the disposal; the letters are being held again.
	Stopping Phase = "stopping"
)

// newDisposal is one that begins in the phase, and is not stored yet.
func (r *Retention) newDisposal(register disclosure.Register, first Phase) (*disposal, error) {
	id, err := uuid.NewRandomFromReader(r.desk.Random())
	if err != nil {
		return nil, fmt.Errorf("make a disposal id: %w", err)
	}
	return &disposal{ID: id.String(), Register: register, Phase: first}, nil
}

// The ways from phase to phase, in the order in which they are gone. Nothing else sets the
// phase of a disposal, and there is no other way.

// letGo: every letter has been let go.
func (d *disposal) letGo(at time.Time) error {
	d.Certificate.ReleasedAt = at
	return d.enter(Waiting, Releasing)
}

// absent: every letter has been seen to be gone.
func (d *disposal) absent(at time.Time) error {
	d.Certificate.AbsentAt = at
	return d.enter(ErasingEntries, Waiting)
}

// entriesErased: no entry of the case is left.
func (d *disposal) entriesErased() error { return d.enter(ErasingLetters, ErasingEntries) }

// caseErased: nothing of the case is left but that there was one.
func (d *disposal) caseErased(at time.Time) error {
	d.Certificate.ErasedAt = at
	return d.enter(Erased, ErasingLetters)
}

// restErased: nothing is left of what belonged to no case.
func (d *disposal) restErased(at time.Time) error {
	if d.What == "" {
		return errors.New("the disposal of a case cannot end as one of what belongs to none")
	}
	d.Certificate.ErasedAt = at
	return d.enter(Erased, ErasingEntries)
}

// stop: the Data Protection Officer has stopped it in time.
func (d *disposal) stop(at time.Time) error {
	d.StoppedAt = at
	return d.enter(Stopping, Releasing, Waiting)
}

// enter begins a phase, from the first letter, after one of these.
func (d *disposal) enter(phase Phase, after ...Phase) error {
	if !slices.Contains(after, d.Phase) {
		return fmt.Errorf("a disposal goes from %s to %s", d.Phase, phase)
	}
	d.Phase, d.After = phase, ""
	return nil
}

// longestRun is how long a run lasts at most: the function's timeout
// (template.yaml). One that began before a disposal was stopped may be letting a
// page of letters go until then, and nobody would hold again what it lets go
// after they have been held. The margin before the locks lapse is far longer.
const longestRun = 15 * time.Minute

// advance takes one disposal as far as it can go now, and counts one that should
// have been over by now.
func (r *run) advance(ctx context.Context, d *disposal) error {
	err := r.steps(ctx, d)
	if d.Phase != Erased && d.late(r.config.Now()) {
		r.count(func(p *Report) { p.Late++ })
	}
	return err
}

// steps takes the disposal on. The phase that is stored says where to begin; each
// step that ends stores the next.
func (r *run) steps(ctx context.Context, d *disposal) error {
	r.count(func(p *Report) { p.Begun++ })
	if d.Phase == Stopping {
		if r.config.Now().Before(d.StoppedAt.Add(longestRun)) {
			r.count(func(p *Report) { p.Waiting++ })
			return nil
		}
		return r.undo(ctx, d)
	}
	if d.Phase == Releasing {
		if err := r.release(ctx, d); err != nil {
			return err
		}
	}
	if d.Phase == Waiting {
		if gone, err := r.look(ctx, d); err != nil || !gone {
			return err
		}
	}
	if d.Phase == ErasingEntries || d.Phase == ErasingLetters {
		if err := r.retention.erase(ctx, d); err != nil {
			return err
		}
	}
	if d.Phase == Erased {
		r.mu.Lock()
		r.erased = append(r.erased, d)
		r.mu.Unlock()
	}
	return nil
}

// release begins the cooling-off, also of a case without letters, and lets its
// letters go, a page at a time. A page is counted in the write that stores where
// the next begins, so that a page repeated after a crash is counted once. A lock
// that is set again is set to a later day, never an earlier one.
func (r *run) release(ctx context.Context, d *disposal) error {
	if d.Cooling && d.StopBy.IsZero() {
		// The first lock to lapse bounds the time in which a stop comes in time.
		// Stored first: from the first lock on, it is known until when.
		d.StopBy = r.coolsUntil().Add(-r.config.StopMargin)
		if err := r.retention.save(ctx, d); err != nil {
			return err
		}
	}
	if d.Keeps {
		return r.released(ctx, d)
	}
	for {
		letters, after, err := r.retention.lettersOf(ctx, d)
		if err != nil {
			return err
		}
		if after == "" {
			return r.released(ctx, d)
		}
		var until time.Time
		if d.Cooling {
			until = r.coolsUntil()
		}
		err = r.each(ctx, len(letters), func(i int) error {
			return r.letGo(ctx, letters[i].Key, until)
		})
		if err != nil {
			return err
		}
		for _, letter := range letters {
			if letter.Version != "" {
				d.Certificate.Letters++
			}
		}
		d.After = after
		if err := r.retention.save(ctx, d); err != nil {
			return err
		}
	}
}

// coolsUntil is when a cooling-off that begins now is over.
func (r *run) coolsUntil() time.Time {
	return r.config.Now().UTC().Truncate(time.Second).Add(r.config.CoolingOff)
}

// letGo releases every version under the key.
func (r *run) letGo(ctx context.Context, key string, lockedUntil time.Time) error {
	versions, err := r.letters.Versions(ctx, key)
	if err != nil {
		return err
	}
	for _, version := range versions {
		if err := r.letters.Release(ctx, key, version, lockedUntil); err != nil {
			return err
		}
	}
	return nil
}

// released has the letters looked for once the last lock has lapsed and S3 has
// had a day. A case without letters waits as long: its entries cool off as
// letters do. Only what is destroyed again after a restore goes at once.
func (r *run) released(ctx context.Context, d *disposal) error {
	now := r.config.Now()
	if err := d.letGo(now.UTC().Truncate(time.Millisecond)); err != nil {
		return err
	}
	on := disclosure.DateOf(now)
	if d.Cooling {
		on = disclosure.DateOf(now.Add(r.config.CoolingOff))
	}
	return r.retention.remindOn(ctx, d, on)
}

// look asks S3 for every letter. All must be seen to be absent in one pass; a
// letter still there is let go again, since an upload that was under way at the
// fence may have arrived after it, and puts the disposal off until tomorrow.
func (r *run) look(ctx context.Context, d *disposal) (gone bool, err error) {
	today := disclosure.DateOf(r.config.Now())
	if today.Before(d.LookOn) || r.config.Now().Before(d.StopBy) {
		r.count(func(p *Report) { p.Waiting++ })
		return false, nil
	}
	seen := *d
	seen.After = ""
	for !d.Keeps {
		letters, after, err := r.retention.lettersOf(ctx, &seen)
		if err != nil {
			return false, err
		}
		if after == "" {
			break
		}
		there := make([]bool, len(letters))
		err = r.each(ctx, len(letters), func(i int) error {
			absent, err := r.letters.Absent(ctx, letters[i].Key, letters[i].Version)
			there[i] = !absent
			if err != nil || absent {
				return err
			}
			return r.letGo(ctx, letters[i].Key, time.Time{})
		})
		if err != nil {
			return false, err
		}
		for _, still := range there {
			if still {
				r.count(func(p *Report) { p.Waiting++ })
				return false, r.retention.remindOn(ctx, d, today.AddDays(1))
			}
		}
		seen.After = after
	}
	now := r.config.Now().UTC().Truncate(time.Millisecond)
	if err := d.absent(now); err != nil {
		return false, err
	}
	r.remains().say(&d.Certificate, now)
	return true, r.retention.save(ctx, d)
}

// undo holds every letter of a stopped disposal again, once no run can be letting
// any go, and then forgets it.
func (r *run) undo(ctx context.Context, d *disposal) error {
	for {
		letters, after, err := r.retention.lettersOf(ctx, d)
		if err != nil {
			return err
		}
		if after == "" {
			break
		}
		err = r.each(ctx, len(letters), func(i int) error {
			versions, err := r.letters.Versions(ctx, letters[i].Key)
			if err != nil {
				return err
			}
			for _, version := range versions {
				if err := r.letters.Keep(ctx, letters[i].Key, version); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		d.After = after
		if err := r.retention.save(ctx, d); err != nil {
			return err
		}
	}
	if err := r.retention.endStop(ctx, d); err != nil {
		return err
	}
	r.count(func(p *Report) { p.Stopped++ })
	return nil
}
