package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

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

// Disposal is the destruction of one case, or of what belongs to no case, under
// way. It holds nothing personal.
type Disposal struct {
	ID       string              `json:"id"`
	Register disclosure.Register `json:"-"`
	Case     disclosure.CaseRef  `json:"case,omitempty"`
	// What is destroyed that belongs to no case, such as the accesses of a month;
	// "" for a case.
	What  string `json:"what,omitempty"`
	Phase Phase  `json:"phase"`
	// After is the last letter dealt with in this phase.
	After string `json:"after,omitempty"`
	// Cooling is whether letters are locked for a while in which the disposal can
	// be stopped; not so when an earlier disposal is carried out again.
	Cooling bool `json:"cooling"`
	// StopBy is the instant after which it can no longer be stopped.
	StopBy time.Time `json:"stopBy,omitzero"`
	// StoppedAt is when it was; zero of one that has not been.
	StoppedAt time.Time `json:"stoppedAt,omitzero"`
	// LookOn is the day on which the letters may be gone.
	LookOn      disclosure.Date        `json:"lookOn,omitzero"`
	Certificate disclosure.Certificate `json:"certificate"`
	// Parts is how many entries have been appended that name leaves beside those
	// that the certificate will.
	Parts int `json:"parts,omitempty"`

	file     string // the case's name in keys
	reminder string // sort key of its reminder
	version  int64
}

type storedDisposal struct {
	*Disposal
	Reminder string `json:"reminder"`
}

func decodeDisposal(register disclosure.Register, item store.Item) (*Disposal, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	stored := storedDisposal{Disposal: &Disposal{Register: register}}
	if err := json.Unmarshal(doc, &stored); err != nil {
		return nil, fmt.Errorf("decode a disposal: %w", err)
	}
	stored.reminder = stored.Reminder
	stored.version, _ = item.Attrs[attrVersion].(int64)
	if stored.What == "" {
		stored.file = store.CaseName(item.Key)
	}
	return stored.Disposal, nil
}

func (d *Disposal) key() store.Key {
	if d.What != "" {
		return store.RestKey(d.Register.String(), d.What)
	}
	return store.DisposalKey(d.Register.String(), d.file)
}

// unchanged holds when the disposal is still as it was read.
func (d *Disposal) unchanged() store.Write {
	return store.Write{Action: store.Check, Item: store.Item{Key: d.key()}, If: store.Attr(attrVersion, d.version)}
}

// change stores the disposal if it is still as it was read.
func (d *Disposal) change() (store.Write, error) {
	doc, err := json.Marshal(storedDisposal{d, d.reminder})
	if err != nil {
		return store.Write{}, fmt.Errorf("encode a disposal: %w", err)
	}
	condition := store.Absent()
	if d.version > 0 {
		condition = store.Attr(attrVersion, d.version)
	}
	attrs := store.Attrs{attrState: string(d.Phase), attrVersion: d.version + 1, attrDoc: doc}
	return store.Write{Action: store.Put, Item: store.Item{Key: d.key(), Attrs: attrs}, If: condition}, nil
}

// SaveDisposal stores how far the disposal is, with other writes of the same
// step.
func (r *Registrar) SaveDisposal(ctx context.Context, d *Disposal) error {
	return r.saveDisposal(ctx, d)
}

func (r *Registrar) saveDisposal(ctx context.Context, d *Disposal, also ...store.Write) error {
	changed, err := d.change()
	if err != nil {
		return err
	}
	if err := r.attempt(ctx, append([]store.Write{changed}, also...)); err != nil {
		return err
	}
	d.version++
	return nil
}

// RemindDisposal stores the disposal and has it looked at again on the day.
func (r *Registrar) RemindDisposal(ctx context.Context, d *Disposal, on disclosure.Date) error {
	old := d.reminder
	reminder := remind(d.Register, store.ToDispose, on, d.file, "")
	d.reminder, d.LookOn = reminder.Item.Sort, on
	writes := []store.Write{reminder}
	if old != d.reminder {
		writes = append(writes, forget(d.Register, old))
	}
	return r.saveDisposal(ctx, d, writes...)
}

func forget(register disclosure.Register, sort string) store.Write {
	return store.Write{Action: store.Delete, Item: store.Item{Key: store.Key{Partition: store.DuePartition(register.String()), Sort: sort}}}
}

// DueCase is a reminder that a case's retention may have ended.
type DueCase struct {
	Case string // the case's name in keys
	sort string
}

// DueCases returns a page of the reminders for the day or earlier, the oldest
// first, and what to give as after for the next page; "" when there is none.
func (r *Registrar) DueCases(ctx context.Context, register disclosure.Register, today disclosure.Date, after string) (due []DueCase, next string, err error) {
	page, err := r.table.Query(ctx, store.Query{
		Partition: store.DuePartition(register.String()), After: after, Limit: store.MaxBatch,
		From: store.DueFrom(store.ToDispose), To: store.DueThrough(store.ToDispose, today.String()),
	})
	if err != nil {
		return nil, "", read("query what is due", err)
	}
	for _, item := range page.Items {
		_, _, name, _, err := store.ParseDueSort(item.Sort)
		if err != nil {
			return nil, "", err
		}
		due = append(due, DueCase{name, item.Sort})
	}
	if page.More {
		next = page.Next
	}
	return due, next, nil
}

// BeginDisposal fences the case that the reminder is about, when its retention
// has ended by the notices and facts of today and no hold stands: from then on
// nothing can be added to it. It returns the disposal, which may have begun
// earlier, or nil when the case is not to be destroyed now, or another reminder
// leads to its disposal; this one is then replaced by what is right.
//
// A crash just before the fence leaves the case as it was. A crash just after
// leaves it fenced, with a reminder by which the next run goes on.
func (r *Registrar) BeginDisposal(ctx context.Context, register disclosure.Register, due DueCase) (*Disposal, error) {
	return afresh(ctx, func(d **Disposal) (err error) {
		*d, err = r.beginDisposal(ctx, register, due)
		return err
	})
}

// StoppedDisposal returns the disposal that the reminder leads to, if that was stopped
// and its letters are to be held again; else nil.
func (r *Registrar) StoppedDisposal(ctx context.Context, register disclosure.Register, due DueCase) (*Disposal, error) {
	_, d, err := r.disposalOf(ctx, register, due.Case)
	if err != nil || d == nil || d.Phase != Stopping || d.reminder != due.sort {
		return nil, err
	}
	return d, nil
}

func (r *Registrar) beginDisposal(ctx context.Context, register disclosure.Register, due DueCase) (*Disposal, error) {
	file, d, err := r.disposalOf(ctx, register, due.Case)
	if err != nil {
		return nil, err
	}
	if d != nil && d.reminder != due.sort {
		// Left over from before the fence. The disposal's own leads to it.
		return nil, r.attempt(ctx, []store.Write{d.unchanged(), forget(register, due.sort)})
	}
	if d != nil {
		return d, nil
	}
	if file == nil || file.State == disclosure.CaseDisposed {
		return nil, r.attempt(ctx, []store.Write{forget(register, due.sort)})
	}
	at := r.at()
	today := disclosure.DateOf(at)
	now, decided, err := r.retentionNow(ctx, register, file, today)
	if err != nil {
		return nil, err
	}
	if file.Held() || !now.MayBegin(today) {
		return nil, r.remindLater(ctx, register, file, decided, now, due, today)
	}
	authority := "the retention rule of the notice, applied by the register"
	if file.Review.Outcome == disclosure.Destroy {
		authority = "a review by the Data Protection Officer on " + file.Review.On.String() + ", under the retention rule of the notice"
	}
	c := disclosure.Certificate{Authority: authority, BegunAt: at, Classes: disposedClasses(r.law, register, now)}
	return r.fence(ctx, register, file, due.sort, c, true)
}

// retentionNow says when the case may go, by the notices and facts of today. Decided
// holds it as that was decided: see remindLater.
func (r *Registrar) retentionNow(ctx context.Context, register disclosure.Register, file *caseFile, today disclosure.Date) (now policy.Retention, decided store.Write, err error) {
	decided = file.unchanged(register)
	if file.State == disclosure.CaseClosed {
		// Counted afresh: a disclosure that raced the closure is not in the file.
		late, err := r.lateDays(ctx, register, file, file.Triggers.Closed, file.ConfirmedAt)
		if err != nil {
			return now, decided, err
		}
		if !maps.Equal(late, file.Late) {
			file.setLate(late)
			if decided, err = file.change(register); err != nil {
				return now, decided, err
			}
		}
	}
	return r.law.Retention(register, file.Case, today), decided, nil
}

// fence makes the case refuse everything else, in the one transaction that also
// begins its disposal. The certificate has its classes, by which it may be carried
// out again.
func (r *Registrar) fence(ctx context.Context, register disclosure.Register, file *caseFile, reminder string, c disclosure.Certificate, cooling bool) (*Disposal, error) {
	id, err := uuid.NewRandomFromReader(r.random)
	if err != nil {
		return nil, fmt.Errorf("make a disposal id: %w", err)
	}
	today := disclosure.DateOf(r.at())
	own := remind(register, store.ToDispose, today, file.name, "")
	d := &Disposal{
		file: file.name, ID: id.String(), Register: register, Case: file.Ref, Phase: Releasing, Cooling: cooling, Certificate: c, reminder: own.Item.Sort,
	}
	file.State = disclosure.CaseDisposing
	fenced, err := file.change(register)
	if err != nil {
		return nil, err
	}
	writes := []store.Write{fenced, own}
	if reminder != "" && reminder != own.Item.Sort {
		writes = append(writes, forget(register, reminder))
	}
	return d, r.saveDisposal(ctx, d, writes...)
}

// disposedClasses keeps what a certificate may say for ever. A birth, a death or
// an order is about a person, and so is a day counted from one: for those the
// rule alone is kept.
func disposedClasses(law *policy.Law, register disclosure.Register, now policy.Retention) []disclosure.DisposedClass {
	classes := make([]disclosure.DisposedClass, 0, len(now.Classes))
	for _, due := range now.Classes {
		c := disclosure.DisposedClass{Class: due.Class, Row: due.Row, Rule: law.RuleOf(register, due.Class), Trigger: string(due.Trigger)}
		switch due.Trigger {
		case policy.RecordCreated, policy.FileClosed, policy.TenancyEnded:
			c.TriggerOn, c.DueOn = due.TriggerOn, due.DueOn
		}
		classes = append(classes, c)
	}
	return classes
}

// remindLater replaces a reminder that came to nothing. Decided holds the case
// as that was decided: it checks that it is still so, or stores what has changed.
func (r *Registrar) remindLater(ctx context.Context, register disclosure.Register, file *caseFile, decided store.Write, now policy.Retention, due DueCase, today disclosure.Date) error {
	writes := []store.Write{decided}
	kind, on := reminderOf(now, file.Case, today)
	right := r.remindUnder(register, kind, on, file.name, today)
	if kind != "" && right.Item.Sort == due.sort && decided.Action == store.Check {
		return nil
	}
	if kind == "" || right.Item.Sort != due.sort {
		writes = append(writes, forget(register, due.sort))
	}
	if kind != "" {
		writes = append(writes, right)
	}
	return r.attempt(ctx, writes)
}

// unchanged holds when the case is still at the version that was read.
func (c *caseFile) unchanged(register disclosure.Register) store.Write {
	return store.Write{
		Action: store.Check, Item: store.Item{Key: store.CaseKey(register.String(), c.name)}, If: store.Attr(attrVersion, c.version),
	}
}

// disposalOf reads the case of the name in keys and its disposal; each is nil when
// there is none.
func (r *Registrar) disposalOf(ctx context.Context, register disclosure.Register, name string) (*caseFile, *Disposal, error) {
	caseKey, planKey := store.CaseKey(register.String(), name), store.DisposalKey(register.String(), name)
	items, err := r.itemsAt(ctx, "load a case and its disposal", []store.Key{caseKey, planKey})
	if err != nil {
		return nil, nil, err
	}
	var file *caseFile
	var d *Disposal
	if item, there := items[caseKey]; there {
		if file, err = decodeCase(item, wholly); err != nil {
			return nil, nil, err
		}
	}
	if item, there := items[planKey]; there {
		d, err = decodeDisposal(register, item)
	}
	return file, d, err
}

// ArchivedLetter is a letter of a case in S3, or the place of one that was never
// uploaded or completed, whose version is then not known.
type ArchivedLetter struct {
	Key     string
	Version string
}

// DisposalLetters returns the next letters of the case after d.After, and the
// value of After once they have been dealt with. There are no more when it
// returns none.
func (r *Registrar) DisposalLetters(ctx context.Context, d *Disposal) (letters []ArchivedLetter, after string, err error) {
	docs, err := r.documentsAfter(ctx, d)
	for _, doc := range docs {
		after = store.DocumentPrefix + doc.ID.String()
		if doc.Key != "" {
			letters = append(letters, ArchivedLetter{Key: doc.Key, Version: doc.Version})
		}
	}
	return letters, after, err
}

func (r *Registrar) documentsAfter(ctx context.Context, d *Disposal) ([]*document, error) {
	query := lettersIn(d.Register, d.file)
	query.After = d.After
	for page, err := range r.pages(ctx, "query a case's letters", query) {
		if err != nil {
			return nil, err
		}
		var docs []*document
		for _, item := range page {
			doc, err := decodeDocument(item)
			if err != nil {
				return nil, err
			}
			docs = append(docs, doc)
		}
		if len(docs) > 0 {
			return docs, nil
		}
	}
	return nil, nil
}

// StopDisposal stops a disposal during its cooling-off and places a hold, which
// stands until it is released. The letters are held again by retention, before
// their locks lapse.
func (r *Registrar) StopDisposal(ctx context.Context, by Asking, ref disclosure.CaseRef, h disclosure.DisposalStopped) (Recorded, error) {
	if _, err := power.May(by.Caller, "stop-disposal"); err != nil {
		return Recorded{}, err
	}
	o, err := r.once(by, "stop-disposal", struct {
		Case disclosure.CaseRef
		Body disclosure.DisposalStopped
	}{ref, h})
	if by.trying != nil {
		o, err = once{}, nil
	}
	if err != nil {
		return Recorded{}, err
	}
	return insist(ctx, r, func(answer *Recorded) error {
		return r.stopDisposal(ctx, by, o, ref, h, answer)
	})
}

func (r *Registrar) stopDisposal(ctx context.Context, asks Asking, o once, ref disclosure.CaseRef, h disclosure.DisposalStopped, answer *Recorded) error {
	by := asks.Caller
	planAt := func(name string) store.Key { return store.DisposalKey(by.Register.String(), name) }
	found, err := r.loadCase(ctx, by.Register, ref, wholly, o, planAt)
	if err != nil {
		return err
	}
	if found.first != nil {
		return o.first(*found.first, answer)
	}
	if found.file == nil {
		return noCase()
	}
	at := r.at()
	today := disclosure.DateOf(at)
	if !h.ReviewOn.After(today) {
		return notWellFormed(formFinding("/reviewOn", "Give a day after today on which the hold is looked at again."))
	}
	item, under := found.at(planAt)
	if !under || found.file.State != disclosure.CaseDisposing {
		return disclosure.Fail(disclosure.Conflict, "This case is not being destroyed: place a hold on it instead.")
	}
	d, err := decodeDisposal(by.Register, item)
	if err != nil {
		return err
	}
	if !d.mayStop(at) {
		return disclosure.Fail(disclosure.Conflict, "The time in which this disposal could be stopped is over.")
	}
	draft, err := r.draft(by, at, disclosure.Entry{Kind: disclosure.KindDisposalStopped, Case: ref}, h)
	if err != nil {
		return err
	}
	if err := draft.flagReview(policy.ReviewDay("/reviewOn", h.ReviewOn, today, holdReviewClears)); err != nil {
		return err
	}
	file := found.file
	before := file.asCase()
	file.State = disclosure.CaseClosed
	if file.Triggers.Closed.IsZero() {
		file.State = disclosure.CaseOpen
	}
	file.Spared = true
	file.Holds = append(file.Holds, disclosure.Hold{ID: draft.entry.ID, By: h.By, Reason: h.Reason, PlacedOn: today, ReviewOn: h.ReviewOn})
	if asks.trying != nil {
		r.tries(asks.trying, by.Register, before, file, draft)
		return nil
	}
	changed, err := file.change(by.Register)
	if err != nil {
		return err
	}
	d.Phase, d.After, d.StoppedAt = Stopping, "", at
	own := remind(by.Register, store.ToDispose, today, file.name, "")
	d.reminder = own.Item.Sort
	plan, err := d.change()
	if err != nil {
		return err
	}
	for _, w := range append([]store.Write{changed, plan, own}, r.reminders(by.Register, file, today)...) {
		draft.also(w)
	}
	draft.file = file.name
	draft.index(at, []term{{store.ByCaseEvent, ""}}, store.Attrs{attrKind: string(disclosure.KindDisposalStopped)})
	return r.commitRecorded(ctx, o, draft, answer)
}

func (d *Disposal) mayStop(at time.Time) bool {
	return d.Cooling && (d.Phase == Releasing || d.Phase == Waiting) && (d.StopBy.IsZero() || at.Before(d.StopBy))
}

// EndStop forgets a disposal that was stopped, once every letter is held again.
// When its hold has been released meanwhile, the case gets the reminder that is
// right: that of the release may have been taken for the disposal's own.
func (r *Registrar) EndStop(ctx context.Context, d *Disposal) error {
	file, _, err := r.disposalOf(ctx, d.Register, d.file)
	if err != nil {
		return err
	}
	writes := []store.Write{{Action: store.Delete, Item: store.Item{Key: d.key()}, If: store.Attr(attrVersion, d.version)}}
	own := forget(d.Register, d.reminder)
	if file != nil {
		right := r.clockReminder(d.Register, file, disclosure.DateOf(r.at()))
		if len(right) > 0 && right[0].Item.Key == own.Item.Key {
			own = right[0]
			right = nil
		}
		writes = append(append(writes, file.unchanged(d.Register)), right...)
	}
	return r.attempt(ctx, append(writes, own))
}

// latePatience is how long after its letters' locks have lapsed a disposal should
// be over: S3's lifecycle may lag by days, and each night looks anew.
const latePatience = 10 * 24 * time.Hour

// Late reports whether the disposal has waited longer than it was planned to:
// something stands in its way that no further night will take off by itself.
func (d *Disposal) Late(at time.Time) bool {
	planned := d.Certificate.BegunAt
	for _, later := range []time.Time{d.StopBy, d.StoppedAt} {
		if later.After(planned) {
			planned = later
		}
	}
	return at.After(planned.Add(latePatience))
}

// DisposalView is how far the destruction of a case is, as shown.
type DisposalView struct {
	Phase   Phase           `json:"phase" enum:"releasing,waiting,erasing-entries,erasing-letters,erased,stopping"`
	BegunAt time.Time       `json:"begunAt"`
	StopBy  time.Time       `json:"stopBy,omitzero" doc:"Until when the DPO can still stop it"`
	LookOn  disclosure.Date `json:"lookOn,omitzero" format:"date" doc:"The day its letters are next looked for"`
	Late    bool            `json:"late,omitempty" doc:"True when it has waited longer than it was planned to: something stands in its way, and the service's log says what"`
}

func (r *Registrar) disposalView(ctx context.Context, register disclosure.Register, file *caseFile) (*DisposalView, error) {
	d, err := r.disposalUnderWay(ctx, register, file)
	if d == nil || err != nil {
		return nil, err
	}
	return d.view(r.at()), nil
}

// disposalUnderWay returns the disposal of the case, or nil where none is under way.
func (r *Registrar) disposalUnderWay(ctx context.Context, register disclosure.Register, file *caseFile) (*Disposal, error) {
	item, err := r.table.Get(ctx, store.DisposalKey(register.String(), file.name))
	if errors.Is(err, store.ErrNoItem) {
		return nil, nil
	}
	if err != nil {
		return nil, read("load a disposal", err)
	}
	return decodeDisposal(register, item)
}

func (d *Disposal) view(at time.Time) *DisposalView {
	return &DisposalView{Phase: d.Phase, BegunAt: d.Certificate.BegunAt, StopBy: d.StopBy, LookOn: d.LookOn, Late: d.Late(at)}
}
