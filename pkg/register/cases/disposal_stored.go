package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// disposal is the destruction of one case, or of what belongs to no case, under
// way. It holds nothing personal.
type disposal struct {
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
	// Keeps is whether somebody in the share was held when it began: of its people those go
	// that nothing holds, and what they are read by stays, its letters too.
	Keeps bool `json:"keeps,omitempty"`
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
	// Reminder is the sort key of the reminder that leads to it.
	Reminder string `json:"reminder"`

	file    string // the case's name in keys
	version int64
}

// Attributes of a disposal's item, and of what else the room keeps of its own.
const (
	attrPhase   = "state"
	attrVersion = "version"
	attrDoc     = "doc"
)

// phaseIn is the phase of a stored disposal, of which nothing else is read.
func phaseIn(item store.Item) Phase {
	phase, _ := item.Attrs[attrPhase].(string)
	return Phase(phase)
}

func decodeDisposal(register disclosure.Register, item store.Item) (*disposal, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	d := &disposal{Register: register}
	if err := json.Unmarshal(doc, d); err != nil {
		return nil, fmt.Errorf("decode a disposal: %w", err)
	}
	d.version, _ = item.Attrs[attrVersion].(int64)
	if d.What == "" {
		d.file = store.CaseName(item.Key)
	}
	return d, nil
}

// sparesCase reports whether the case stays when the disposal ends.
func (d *disposal) sparesCase() bool { return d.Keeps || d.Certificate.Kept > 0 }

func (d *disposal) key() store.Key {
	if d.What != "" {
		return store.RestKey(d.Register.String(), d.What)
	}
	return store.DisposalKey(d.Register.String(), d.file)
}

// unchanged holds when the disposal is still as it was read.
func (d *disposal) unchanged() store.Write {
	return store.Write{Action: store.Check, Item: store.Item{Key: d.key()}, If: store.Attr(attrVersion, d.version)}
}

// change stores the disposal if it is still as it was read.
func (d *disposal) change() (store.Write, error) {
	doc, err := json.Marshal(d)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode a disposal: %w", err)
	}
	condition := store.Absent()
	if d.version > 0 {
		condition = store.Attr(attrVersion, d.version)
	}
	attrs := store.Attrs{attrPhase: string(d.Phase), attrVersion: d.version + 1, attrDoc: doc}
	return store.Write{Action: store.Put, Item: store.Item{Key: d.key(), Attrs: attrs}, If: condition}, nil
}

// save stores how far the disposal is, with other writes of the same step.
func (r *Retention) save(ctx context.Context, d *disposal, also ...store.Write) error {
	changed, err := d.change()
	if err != nil {
		return err
	}
	if err := r.desk.Write(ctx, append([]store.Write{changed}, also...)...); err != nil {
		return err
	}
	d.version++
	return nil
}

// remindOn stores the disposal and has it looked at again on the day.
func (r *Retention) remindOn(ctx context.Context, d *disposal, on disclosure.Date) error {
	old := d.Reminder
	reminder := desk.Remind(d.Register, store.ToDispose, on, d.file, "")
	d.Reminder, d.LookOn = reminder.Item.Sort, on
	writes := []store.Write{reminder}
	if old != d.Reminder {
		writes = append(writes, desk.Forget(d.Register, old))
	}
	return r.save(ctx, d, writes...)
}

// disposalOf reads the case of the name in keys and its disposal; each is nil when
// there is none.
func (r *Retention) disposalOf(ctx context.Context, register disclosure.Register, name string) (*desk.CaseFile, *disposal, error) {
	key := store.DisposalKey(register.String(), name)
	file, items, err := r.desk.CaseNamed(ctx, "load a case and its disposal", register, name, key)
	if err != nil {
		return nil, nil, err
	}
	item, there := items[key]
	if !there {
		return file, nil, nil
	}
	d, err := decodeDisposal(register, item)
	return file, d, err
}

// lettersOf returns the next letters of the case after d.After, and the
// value of After once they have been dealt with. There are no more when that is "".
func (r *Retention) lettersOf(ctx context.Context, d *disposal) (letters []desk.FiledLetter, after string, err error) {
	filed, err := r.desk.LettersAfter(ctx, d.Register, d.file, d.After)
	for _, letter := range filed {
		after = letter.Sort()
		if letter.Key != "" {
			letters = append(letters, letter)
		}
	}
	return letters, after, err
}

// latePatience is how long after its letters' locks have lapsed a disposal should
// be over: S3's lifecycle may lag by days, and each night looks anew.
const latePatience = 10 * 24 * time.Hour

// late reports whether the disposal has waited longer than it was planned to:
// something stands in its way that no further night will take off by itself.
func (d *disposal) late(at time.Time) bool {
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

func (r *Retention) disposalView(ctx context.Context, register disclosure.Register, file *desk.CaseFile) (*DisposalView, error) {
	d, err := r.disposalUnderWay(ctx, register, file)
	if d == nil || err != nil {
		return nil, err
	}
	return d.view(r.desk.Now()), nil
}

// disposalUnderWay returns the disposal of the case, or nil where none is under way.
func (r *Retention) disposalUnderWay(ctx context.Context, register disclosure.Register, file *desk.CaseFile) (*disposal, error) {
	item, there, err := r.desk.Item(ctx, "load a disposal", store.DisposalKey(register.String(), file.Name()))
	if err != nil || !there {
		return nil, err
	}
	return decodeDisposal(register, item)
}

func (d *disposal) view(at time.Time) *DisposalView {
	return &DisposalView{Phase: d.Phase, BegunAt: d.Certificate.BegunAt, StopBy: d.StopBy, LookOn: d.LookOn, Late: d.late(at)}
}
