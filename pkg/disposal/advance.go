package disposal

import (
	"context"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/registrar"
)

// longestRun is how long a run lasts at most: the function's timeout
// (template.yaml). One that began before a disposal was stopped may be letting a
// page of letters go until then, and nobody would hold again what it lets go
// after they have been held. The margin before the locks lapse is far longer.
const longestRun = 15 * time.Minute

// advance takes one disposal as far as it can go now, and counts one that should
// have been over by now.
func (r *run) advance(ctx context.Context, d *registrar.Disposal) error {
	err := r.steps(ctx, d)
	if d.Phase != registrar.Erased && d.Late(r.config.Now()) {
		r.count(func(p *Report) { p.Late++ })
	}
	return err
}

// steps takes the disposal on. The phase that is stored says where to begin; each
// step that ends stores the next.
func (r *run) steps(ctx context.Context, d *registrar.Disposal) error {
	r.count(func(p *Report) { p.Begun++ })
	if d.Phase == registrar.Stopping {
		if r.config.Now().Before(d.StoppedAt.Add(longestRun)) {
			r.count(func(p *Report) { p.Waiting++ })
			return nil
		}
		return r.undo(ctx, d)
	}
	if d.Phase == registrar.Releasing {
		if err := r.release(ctx, d); err != nil {
			return err
		}
	}
	if d.Phase == registrar.Waiting {
		if gone, err := r.look(ctx, d); err != nil || !gone {
			return err
		}
	}
	if d.Phase == registrar.ErasingEntries || d.Phase == registrar.ErasingLetters {
		if err := r.desk.Erase(ctx, d); err != nil {
			return err
		}
	}
	if d.Phase == registrar.Erased {
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
func (r *run) release(ctx context.Context, d *registrar.Disposal) error {
	if d.Cooling && d.StopBy.IsZero() {
		// The first lock to lapse bounds the time in which a stop comes in time.
		// Stored first: from the first lock on, it is known until when.
		d.StopBy = r.coolsUntil().Add(-r.config.StopMargin)
		if err := r.desk.SaveDisposal(ctx, d); err != nil {
			return err
		}
	}
	for {
		letters, after, err := r.desk.DisposalLetters(ctx, d)
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
		if err := r.desk.SaveDisposal(ctx, d); err != nil {
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
func (r *run) released(ctx context.Context, d *registrar.Disposal) error {
	now := r.config.Now()
	d.Phase, d.After, d.Certificate.ReleasedAt = registrar.Waiting, "", now.UTC().Truncate(time.Millisecond)
	on := disclosure.DateOf(now)
	if d.Cooling {
		on = disclosure.DateOf(now.Add(r.config.CoolingOff))
	}
	return r.desk.RemindDisposal(ctx, d, on)
}

// look asks S3 for every letter. All must be seen to be absent in one pass; a
// letter still there is let go again, since an upload that was under way at the
// fence may have arrived after it, and puts the disposal off until tomorrow.
func (r *run) look(ctx context.Context, d *registrar.Disposal) (gone bool, err error) {
	today := disclosure.DateOf(r.config.Now())
	if today.Before(d.LookOn) || r.config.Now().Before(d.StopBy) {
		r.count(func(p *Report) { p.Waiting++ })
		return false, nil
	}
	seen := *d
	seen.After = ""
	for {
		letters, after, err := r.desk.DisposalLetters(ctx, &seen)
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
				return false, r.desk.RemindDisposal(ctx, d, today.AddDays(1))
			}
		}
		seen.After = after
	}
	now := r.config.Now().UTC().Truncate(time.Millisecond)
	d.Phase, d.After, d.Certificate.AbsentAt = registrar.ErasingEntries, "", now
	d.Certificate.Remains = r.config.Remains
	if r.config.Backups > 0 {
		d.Certificate.RecoverableUntil = disclosure.DateOf(now).AddDays(r.config.Backups)
	}
	return true, r.desk.SaveDisposal(ctx, d)
}

// undo holds every letter of a stopped disposal again, once no run can be letting
// any go, and then forgets it.
func (r *run) undo(ctx context.Context, d *registrar.Disposal) error {
	for {
		letters, after, err := r.desk.DisposalLetters(ctx, d)
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
		if err := r.desk.SaveDisposal(ctx, d); err != nil {
			return err
		}
	}
	if err := r.desk.EndStop(ctx, d); err != nil {
		return err
	}
	r.count(func(p *Report) { p.Stopped++ })
	return nil
}
