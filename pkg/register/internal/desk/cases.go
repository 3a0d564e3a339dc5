package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// CaseView is a case, when each thing in it is due for destruction and why, and
// its letters.
type CaseView struct {
	disclosure.Case
	Held     bool         `json:"held" doc:"True while any hold stands: nothing is destroyed"`
	Schedule []policy.Due `json:"schedule" doc:"Every class of the case's notices: when it is due for destruction, and why"`
	// Retention is when the register destroys the case.
	Retention policy.Retention `json:"retention" doc:"When the register destroys the case as a whole, and why"`
	Disposal  *DisposalView    `json:"disposal,omitempty" doc:"How far its destruction is"`
	Letters   []Letter         `json:"correspondence"`
	Cursor    string           `json:"cursor,omitempty" doc:"Asks for the next page of letters"`
}

// lettersPage is how many letters one view of a case shows.
const lettersPage = 100

// Case shows a case to the DPO or an auditor.
func (r *Registrar) Case(ctx context.Context, by Looking, ref disclosure.CaseRef, cursor string) (CaseView, error) {
	if _, err := power.MaySee(by.Caller, by.Purpose, "show-case"); err != nil {
		return CaseView{}, err
	}
	file, err := r.caseFile(ctx, by.Caller.Register, ref)
	if isNotFound(err) {
		return CaseView{}, r.unseen(ctx, by, ref, disclosure.Access{Action: "show-case"}, err)
	}
	if err != nil {
		return CaseView{}, err
	}
	query := lettersIn(by.Caller.Register, file.name)
	query.Limit = lettersPage
	items, next, err := r.listed(ctx, "query a case's letters", by.Caller, plan{partition: query.Partition}, query, cursor)
	if err != nil {
		return CaseView{}, err
	}
	today := disclosure.DateOf(r.at())
	view := CaseView{
		Case: file.Case, Held: file.Held(), Letters: make([]Letter, 0, len(items)), Cursor: next,
		Schedule: policy.Schedule(r.law.Classes(by.Caller.Register, file.Notices, today), file.Case, today),
	}
	view.Retention = r.law.Retention(by.Caller.Register, file.Case, today)
	if view.Disposal, err = r.disposalView(ctx, by.Caller.Register, file); err != nil {
		return CaseView{}, err
	}
	for _, item := range items {
		doc, err := decodeDocument(item)
		if err != nil {
			return CaseView{}, err
		}
		view.Letters = append(view.Letters, doc.letter())
	}

	return seen(view, r.recordAccess(ctx, by, ref, disclosure.Access{Action: "show-case", Results: 1 + len(view.Letters)}))
}

// Close closes the case: retention runs from the day given.
//
// A department's day is held to what the department may know. Where what others
// disclosed, or what the Data Protection Officer has said of the case, makes the day
// one that brings its destruction forward, the answer is the same; the case is then
// closed as of the day on which it can have been finished, and the Data Protection
// Officer is asked.
func (r *Registrar) Close(ctx context.Context, by Asking, ref disclosure.CaseRef, c disclosure.Closure) (Recorded, error) {
	return r.changeCase(ctx, by, "close-case", ref, c, disclosure.KindCaseClosed, "", func(file *caseFile, today disclosure.Date, draft *draft) error {
		if file.State == disclosure.CaseClosed {
			return disclosure.Fail(disclosure.Conflict, "The case is closed already. Reopen it to give another date.")
		}
		reach, err := power.May(by.Caller, "close-case")
		if err != nil {
			return err
		}
		register := by.Caller.Register
		seen, err := r.lastDisclosed(ctx, by.Caller, reach, file)
		if err != nil {
			return err
		}
		byDPO := by.Caller.Has(disclosure.DPO)
		closing := policy.Closing{Case: file.Case, Body: c, LastDisclosed: seen, ByDPO: byDPO}
		if reach == power.Own {
			closing.Case = r.caseAsDepartmentsKnow(register, ref, seen)
		}
		if findings := r.law.CheckClosing(register, closing, today); findings != nil {
			return notWellFormed(findings...)
		}
		closedOn, tenancyEnded := c.ClosedOn, c.TenancyEnded
		if reach == power.Own {
			last, err := r.lastDisclosed(ctx, by.Caller, power.All, file)
			if err != nil {
				return err
			}
			whole := policy.Closing{Case: file.Case, Body: c, LastDisclosed: last}
			confirmed := c.Confirmed && r.law.BringsForward(register, closing, today)
			if !confirmed && r.law.BringsForward(register, whole, today) {
				if finished := whole.Finished(); finished.After(closedOn) {
					closedOn = finished
				}
				tenancyEnded = disclosure.Date{}
				draft.entry.Flags = append(draft.entry.Flags, dayNotKnown)
			}
		}
		file.State, file.Triggers.Closed = disclosure.CaseClosed, closedOn
		// What other departments disclosed counts for the clock, though the answer
		// tells a recorder nothing of it.
		file.ConfirmedAt = time.Time{}
		if byDPO && c.Confirmed {
			file.ConfirmedAt = r.at()
		}
		late, err := r.lateDays(ctx, register, file, closedOn, file.ConfirmedAt)
		if err != nil {
			return err
		}
		file.setLate(late)
		if !tenancyEnded.IsZero() {
			file.Triggers.TenancyEnded = tenancyEnded
		}
		if err := draft.open(); err != nil {
			return err
		}
		if reach == power.Own {
			draft.fill(len([]disclosure.Flag{dayNotKnown}), 0)
		}
		return nil
	})
}

// caseAsDepartmentsKnow is a case without anything that a department may not know: it
// may be of any notice of the register, and the register heard of it on the day on
// which the department last disclosed something in it.
func (r *Registrar) caseAsDepartmentsKnow(register disclosure.Register, ref disclosure.CaseRef, seen disclosure.Date) disclosure.Case {
	c := disclosure.Case{Ref: ref, State: disclosure.CaseOpen, Triggers: disclosure.Triggers{RecordCreated: seen}}
	if !seen.IsZero() {
		c.OpenedAt = seen.Start()
	}
	for _, n := range r.law.Notices(register) {
		c.Notices = withElement(c.Notices, n.ID)
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
func (r *Registrar) Reopen(ctx context.Context, by Asking, ref disclosure.CaseRef, c disclosure.Reopening) (Recorded, error) {
	return r.changeCase(ctx, by, "reopen-case", ref, c, disclosure.KindCaseReopened, "", func(file *caseFile, _ disclosure.Date, _ *draft) error {
		if file.State != disclosure.CaseClosed {
			return disclosure.Fail(disclosure.Conflict, "The case is not closed.")
		}
		file.State, file.Triggers.Closed = disclosure.CaseOpen, disclosure.Date{}
		file.setLate(nil)
		return nil
	})
}

// maxHolds bounds a case's item: so many holds may stand at once.
const maxHolds = 50

// PlaceHold stops disposal of the case until the hold is released. It goes on
// trying as long as only others at the same case stand in its way.
func (r *Registrar) PlaceHold(ctx context.Context, by Asking, ref disclosure.CaseRef, h disclosure.HoldPlaced) (Recorded, error) {
	return untilDone(ctx, r, func() (Recorded, error) { return r.placeHold(ctx, by, ref, h) })
}

func (r *Registrar) placeHold(ctx context.Context, by Asking, ref disclosure.CaseRef, h disclosure.HoldPlaced) (Recorded, error) {
	return r.changeCase(ctx, by, "place-hold", ref, h, disclosure.KindHoldPlaced, "", func(file *caseFile, today disclosure.Date, draft *draft) error {
		if !h.ReviewOn.After(today) {
			return notWellFormed(formFinding("/reviewOn", "Give a day after today on which the hold is looked at again."))
		}
		if file.holdsThatStand() >= maxHolds {
			return disclosure.Fail(disclosure.Conflict, "50 holds stand on the case. Review them, and release one before placing another.")
		}
		file.Holds = append(file.Holds, disclosure.Hold{ID: draft.entry.ID, By: h.By, Reason: h.Reason, PlacedOn: today, ReviewOn: h.ReviewOn})
		file.forgetReleased()
		return draft.flagReview(policy.ReviewDay("/reviewOn", h.ReviewOn, today, holdReviewClears))
	})
}

// stopBeforeHold is the refusal of a hold on a case that is being destroyed: it can be
// stopped first, for so long. The refusal given stands where that cannot be said.
func (r *Registrar) stopBeforeHold(ctx context.Context, register disclosure.Register, file *caseFile, refusal error) error {
	d, err := r.disposalUnderWay(ctx, register, file)
	switch {
	case err != nil:
		return err
	case d == nil || d.Phase == Stopping: // stopped since the case was read
		return refusal
	case !d.mayStop(r.at()):
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

func (f *caseFile) holdsThatStand() (n int) {
	for _, h := range f.Holds {
		if h.ReleasedOn.IsZero() {
			n++
		}
	}
	return n
}

// forgetReleased takes the holds that were released longest ago out of a file that has
// had too many. Their entries stay; the latest release evens the days out, and is kept.
func (f *caseFile) forgetReleased() {
	for released := len(f.Holds) - f.holdsThatStand(); len(f.Holds) > maxHolds && released > 1; released-- {
		longest := -1
		for i, h := range f.Holds {
			if !h.ReleasedOn.IsZero() && (longest < 0 || h.ReleasedOn.Before(f.Holds[longest].ReleasedOn)) {
				longest = i
			}
		}
		f.Holds = slices.Delete(f.Holds, longest, longest+1)
	}
}

// ReleaseHold lets disposal go on, once no other hold stands.
func (r *Registrar) ReleaseHold(ctx context.Context, by Asking, ref disclosure.CaseRef, hold disclosure.EntryID, h disclosure.HoldReleased) (Recorded, error) {
	forgotten := false
	released, err := r.releaseHold(ctx, by, ref, hold, h, &forgotten)
	if !forgotten {
		return released, err
	}
	// A hold that was released so long ago that the file has forgotten it has its entry.
	placed, _, missing := r.entry(ctx, by.Caller.Register, hold)
	switch {
	case isNotFound(missing):
		return Recorded{}, err
	case missing != nil:
		return Recorded{}, missing
	case (placed.Kind == disclosure.KindHoldPlaced || placed.Kind == disclosure.KindDisposalStopped) && placed.Case.Key() == ref.Key():
		return Recorded{}, releasedAlready()
	}
	return Recorded{}, err
}

func releasedAlready() error {
	return disclosure.Fail(disclosure.Conflict, "This hold has been released already.")
}

// releaseHold says besides whether the file has no such hold.
func (r *Registrar) releaseHold(ctx context.Context, by Asking, ref disclosure.CaseRef, hold disclosure.EntryID, h disclosure.HoldReleased, none *bool) (Recorded, error) {
	return r.changeCase(ctx, by, "release-hold", ref, h, disclosure.KindHoldReleased, hold, func(file *caseFile, today disclosure.Date, _ *draft) error {
		*none = false // what was decided before is decided anew
		for i := range file.Holds {
			if file.Holds[i].ID != hold {
				continue
			}
			if !file.Holds[i].ReleasedOn.IsZero() {
				return releasedAlready()
			}
			file.Holds[i].ReleasedOn = today
			return nil
		}
		*none = true
		return disclosure.Fail(disclosure.NotFound, "There is no such hold on this case.")
	})
}

// changeCase adds an entry about the case and changes its state with it. The
// change is decided on what was read and committed only if that is still so.
func (r *Registrar) changeCase(
	ctx context.Context, by Asking, asked string, ref disclosure.CaseRef, body any, kind disclosure.Kind, about disclosure.EntryID,
	decide func(file *caseFile, today disclosure.Date, draft *draft) error,
) (Recorded, error) {
	reach, err := power.May(by.Caller, asked)
	if err != nil {
		return Recorded{}, err
	}
	o, err := r.once(by, string(asked), struct {
		Case  disclosure.CaseRef
		About disclosure.EntryID
		Body  any
	}{ref, about, body})
	if by.trying != nil {
		o, err = once{}, nil // nothing is done, so there is nothing to do once
	}
	if err != nil {
		return Recorded{}, err
	}
	register := by.Caller.Register
	return afresh(ctx, func(answer *Recorded) error {
		how := wholly
		if reach == power.Own { // how long it takes tells of no hold
			how = briefly
		}
		found, err := r.loadCase(ctx, register, ref, how, o)
		if err != nil {
			return err
		}
		if found.first != nil {
			return o.first(*found.first, answer)
		}
		file := found.file
		if file == nil || !file.mayHandle(by.Caller, reach) {
			return noCase()
		}
		if err := file.refuseIfFenced(); err != nil {
			if asked == "place-hold" && file.State == disclosure.CaseDisposing {
				err = r.stopBeforeHold(ctx, register, file, err)
			}
			return err
		}
		at := r.at()
		draft, err := r.draft(by.Caller, at, disclosure.Entry{Kind: kind, Case: ref, About: about}, body)
		if err != nil {
			return err
		}
		before := file.asCase()
		if err := decide(file, disclosure.DateOf(at), draft); err != nil {
			return err
		}
		if by.trying != nil {
			r.tries(by.trying, register, before, file, draft)
			return nil
		}
		changed, err := file.change(register)
		if err != nil {
			return err
		}
		draft.also(changed)
		reminders := r.reminders(register, file, disclosure.DateOf(at))
		if reach == power.Own {
			reminders = r.reminder(register, file, disclosure.DateOf(at))
		}
		for _, reminder := range reminders {
			draft.also(reminder)
		}
		draft.file = file.name
		draft.index(at, []term{{store.ByCaseEvent, ""}}, store.Attrs{attrKind: string(kind)})
		return r.commitRecorded(ctx, o, draft, answer)
	})
}

// caseItems is what was read for a request about a case.
type caseItems struct {
	first *store.Item // of an earlier delivery of the same request
	file  *caseFile
	items map[store.Key]store.Item
}

// loadCase reads the case, the request's own item and any others in one call: of
// what belongs to the case, the key is made of its name in keys. It reads once more
// where the case is an older one that is spelt otherwise.
func (r *Registrar) loadCase(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, how reading, o once, also ...func(name string) store.Key) (caseItems, error) {
	of := func(names ...string) (keys []store.Key) {
		for _, key := range also {
			for _, name := range names {
				keys = append(keys, key(name))
			}
		}
		return keys
	}
	keys := caseKeys(register, ref)
	if o.key != (store.Key{}) {
		keys = append(keys, o.key)
	}
	items, err := r.itemsAt(ctx, "load a case", append(keys, of(caseNames(ref)...)...))
	if err != nil {
		return caseItems{}, err
	}
	found := caseItems{items: items}
	if item, there := items[o.key]; there {
		found.first = &item
		return found, nil
	}
	found.file, err = r.caseAmong(ctx, register, ref, items, how)
	if errors.Is(err, errSeveralCases) {
		err = noCase()
	}
	if err == nil && found.file != nil && !slices.Contains(caseNames(ref), found.file.name) {
		found.items, err = r.itemsAt(ctx, "load what is of a case under its older spelling", of(found.file.name))
	}
	return found, err
}

// at is the item of the case at the key that its name in keys makes.
func (c caseItems) at(key func(name string) store.Key) (store.Item, bool) {
	if c.file == nil {
		return store.Item{}, false
	}
	item, there := c.items[key(c.file.name)]
	return item, there
}

func (r *Registrar) caseFile(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef) (*caseFile, error) {
	found, err := r.loadCase(ctx, register, ref, wholly, once{})
	if err == nil && found.file == nil {
		err = noCase()
	}
	return found.file, err
}

func noCase() error { return disclosure.Fail(disclosure.NotFound, "There is no such case.") }
