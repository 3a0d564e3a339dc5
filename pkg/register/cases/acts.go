package cases

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/internal/form"
	"disclosure-register/pkg/register/power"
)

// Close closes the case: retention runs from the day given.
//
// A department's day is held to what the department may know. Where what others
// disclosed, or what the Data Protection Officer has said of the case, makes the day
// one that brings its destruction forward, the answer is the same; the case is then
// closed as of the day on which it can have been finished, and the Data Protection
// Officer is asked.
func (r *Retention) Close(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, c disclosure.Closure) (desk.Recorded, error) {
	change := desk.CaseChange{Asked: "close-case", Case: ref, Kind: disclosure.KindCaseClosed, Body: c}
	return r.desk.ChangeCase(ctx, by, change, func(closing *desk.Changing) error {
		return r.close(ctx, by.Caller, closing, ref, c)
	})
}

// close decides it.
func (r *Retention) close(ctx context.Context, by disclosure.Caller, change *desk.Changing, ref disclosure.CaseRef, c disclosure.Closure) error {
	file, today, register := change.File, change.Today, by.Register
	if file.State == disclosure.CaseClosed {
		return disclosure.Fail(disclosure.Conflict, "The case is closed already. Reopen it to give another date.")
	}
	reach, err := power.May(by, "close-case")
	if err != nil {
		return err
	}
	seen, err := r.lastDisclosed(ctx, by, reach, file)
	if err != nil {
		return err
	}
	byDPO := by.Has(disclosure.DPO)
	closing := policy.Closing{Case: file.Case, Body: c, LastDisclosed: seen, ByDPO: byDPO}
	if reach == power.Own {
		closing.Case = r.caseAsDepartmentsKnow(register, ref, seen)
	}
	if wrong := r.desk.Law().CheckClosing(register, closing, today); wrong != nil {
		return form.NotWellFormed(wrong...)
	}
	closedOn, tenancyEnded := c.ClosedOn, c.TenancyEnded
	var flags []disclosure.Flag
	if reach == power.Own {
		last, err := r.lastDisclosed(ctx, by, power.All, file)
		if err != nil {
			return err
		}
		whole := policy.Closing{Case: file.Case, Body: c, LastDisclosed: last}
		confirmed := c.Confirmed && r.desk.Law().BringsForward(register, closing, today)
		if !confirmed && r.desk.Law().BringsForward(register, whole, today) {
			if finished := whole.Finished(); finished.After(closedOn) {
				closedOn = finished
			}
			tenancyEnded = disclosure.Date{}
			flags = append(flags, dayNotKnown)
		}
	}
	file.State, file.Triggers.Closed = disclosure.CaseClosed, closedOn
	// What other departments disclosed counts for the clock, though the answer
	// tells a recorder nothing of it.
	file.ConfirmedAt = time.Time{}
	if byDPO && c.Confirmed {
		file.ConfirmedAt = r.desk.Now()
	}
	late, err := r.lateDays(ctx, register, file, closedOn, file.ConfirmedAt)
	if err != nil {
		return err
	}
	file.SetLate(late)
	file.Triggers.TenancyEnded = cmp.Or(tenancyEnded, file.Triggers.TenancyEnded)
	if err := change.Queue(flags...); err != nil {
		return err
	}
	if reach == power.Own {
		change.SameLength(1) // with dayNotKnown or without
	}
	return nil
}

// caseAsDepartmentsKnow is a case without anything that a department may not know: it
// may be of any notice of the register, and the register heard of it on the day on
// which the department last disclosed something in it.
func (r *Retention) caseAsDepartmentsKnow(register disclosure.Register, ref disclosure.CaseRef, seen disclosure.Date) disclosure.Case {
	c := disclosure.Case{Ref: ref, State: disclosure.CaseOpen, Triggers: disclosure.Triggers{RecordCreated: seen}}
	if !seen.IsZero() {
		c.OpenedAt = seen.Start()
	}
	for _, n := range r.desk.Law().Notices(register) {
		if !slices.Contains(c.Notices, n.ID) {
			c.Notices = append(c.Notices, n.ID)
		}
	}
	return c
}

// dayNotKnown asks the Data Protection Officer about a closing day that a department
// could not know to be too early.
var dayNotKnown = disclosure.Flag{
	Finding: disclosure.Finding{
		Rule: disclosure.FormRule, Pointer: "/closedOn",
		Detail: "Something in this case was disclosed or recorded after this day, or after the end of the tenancy, and so early a day would bring its destruction forward. The department that closed it could not know. The case is closed as of the later day.",
	},
	Clears: "The Data Protection Officer finds the later day right, or reopens the case and closes it on the right one.", Kept: true,
}

// Reopen opens a closed case again: its clocks stop, and start afresh from the
// next closure.
func (r *Retention) Reopen(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, c disclosure.Reopening) (desk.Recorded, error) {
	change := desk.CaseChange{Asked: "reopen-case", Case: ref, Kind: disclosure.KindCaseReopened, Body: c}
	return r.desk.ChangeCase(ctx, by, change, func(reopening *desk.Changing) error {
		file := reopening.File
		if file.State != disclosure.CaseClosed {
			return disclosure.Fail(disclosure.Conflict, "The case is not closed.")
		}
		file.State, file.Triggers.Closed = disclosure.CaseOpen, disclosure.Date{}
		file.SetLate(nil)
		return nil
	})
}

// maxHolds bounds a case's item: so many holds may stand at once.
const maxHolds = 50

// PlaceHold stops disposal of the case until the hold is released. It goes on
// trying as long as only others at the same case stand in its way.
func (r *Retention) PlaceHold(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, h disclosure.HoldPlaced) (desk.Recorded, error) {
	change := desk.CaseChange{Asked: "place-hold", Case: ref, Kind: disclosure.KindHoldPlaced, Body: h, Keeps: true}
	change.Refused = func(file *desk.CaseFile, refusal error) error {
		return r.stopBeforeHold(ctx, by.Caller.Register, file, refusal)
	}
	return r.desk.ChangeCase(ctx, by, change, func(holding *desk.Changing) error {
		file := holding.File
		if !h.ReviewOn.After(holding.Today) {
			return form.NotWellFormed(form.Finding("/reviewOn", "Give a day after today on which the hold is looked at again."))
		}
		if standing(file.Holds) >= maxHolds {
			return disclosure.Fail(disclosure.Conflict, "50 holds stand on the case. Review them, and release one before placing another.")
		}
		file.Holds = forgetReleased(append(file.Holds, disclosure.Hold{ID: holding.ID(), By: h.By, Reason: h.Reason, PlacedOn: holding.Today, ReviewOn: h.ReviewOn}))
		holding.Also(holdPlaced(by.Caller.Register, holding.ID()))
		return holding.Queue(policy.ReviewDay("/reviewOn", h.ReviewOn, holding.Today, holdReviewClears)...)
	})
}

// stopBeforeHold is the refusal of a hold on a case that is being destroyed: it can be
// stopped first, for so long. The refusal given stands where that cannot be said.
func (r *Retention) stopBeforeHold(ctx context.Context, register disclosure.Register, file *desk.CaseFile, refusal error) error {
	d, err := r.disposalUnderWay(ctx, register, file)
	switch {
	case err != nil:
		return err
	case d == nil || d.Phase == Stopping: // stopped since the case was read
		return refusal
	case !d.mayStop(r.desk.Now()):
		return disclosure.Fail(disclosure.Conflict, "The destruction of this case has begun and can no longer be stopped: no hold can be placed on it.")
	}
	until := "now" // until when is known once its letters are being released
	if !d.StopBy.IsZero() {
		until = "until " + d.StopBy.In(disclosure.London).Format("15:04 MST on Monday 2 January 2006")
	}
	return disclosure.Fail(disclosure.Conflict, "The destruction of this case has begun. It can be stopped "+until+
		": POST /cases/{case}/disposal/stop, or Stop the destruction in the console. That places a hold; another can be placed after it.")
}

// holdReviewClears is what takes a flag on a hold's day of review off the queue.
const holdReviewClears = "Another hold is placed with an earlier day, and this one is released."

// standing counts the holds that have not been released.
func standing(holds []disclosure.Hold) (n int) {
	for _, h := range holds {
		if h.ReleasedOn.IsZero() {
			n++
		}
	}
	return n
}

// forgetReleased takes the holds that were released longest ago out of those of a file that
// has had too many. Their entries stay; the latest release evens the days out, and is kept.
func forgetReleased(holds []disclosure.Hold) []disclosure.Hold {
	for released := len(holds) - standing(holds); len(holds) > maxHolds && released > 1; released-- {
		longest := -1
		for i, h := range holds {
			if !h.ReleasedOn.IsZero() && (longest < 0 || h.ReleasedOn.Before(holds[longest].ReleasedOn)) {
				longest = i
			}
		}
		holds = slices.Delete(holds, longest, longest+1)
	}
	return holds
}

// ReleaseHold lets disposal go on, once no other hold stands.
func (r *Retention) ReleaseHold(ctx context.Context, by desk.Asking, ref disclosure.CaseRef, hold disclosure.EntryID, h disclosure.HoldReleased) (desk.Recorded, error) {
	forgotten := false
	change := desk.CaseChange{Asked: "release-hold", Case: ref, Kind: disclosure.KindHoldReleased, About: hold, Body: h}
	released, err := r.desk.ChangeCase(ctx, by, change, func(releasing *desk.Changing) error {
		holds := releasing.File.Holds
		n := slices.IndexFunc(holds, func(h disclosure.Hold) bool { return h.ID == hold })
		if forgotten = n < 0; forgotten { // what was decided before is decided anew
			return disclosure.Fail(disclosure.NotFound, "There is no such hold on this case.")
		}
		if !holds[n].ReleasedOn.IsZero() {
			return releasedAlready()
		}
		holds[n].ReleasedOn = releasing.Today
		return nil
	})
	if !forgotten {
		return released, err
	}
	// A hold that was released so long ago that the file has forgotten it has its entry.
	placed, _, missing := r.desk.EntryAt(ctx, by.Caller.Register, hold)
	switch {
	case isNotFound(missing):
		return desk.Recorded{}, err
	case missing != nil:
		return desk.Recorded{}, missing
	case (placed.Kind == disclosure.KindHoldPlaced || placed.Kind == disclosure.KindDisposalStopped) && placed.Case.Key() == ref.Key():
		return desk.Recorded{}, releasedAlready()
	}
	return desk.Recorded{}, err
}

func releasedAlready() error {
	return disclosure.Fail(disclosure.Conflict, "This hold has been released already.")
}

func isNotFound(err error) bool {
	e, is := errors.AsType[*disclosure.Error](err)
	return is && e.Kind == disclosure.NotFound
}
