package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/facts"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// CaseFile is a case as stored: its state, the departments that have recorded in
// it, and the version that a change of it is conditional on.
type CaseFile struct {
	disclosure.Case
	Departments []string `json:"departments"`
	// Begun is, of each department by its canonical name, the first entry that it recorded
	// in the case: where a list of the department's cases has it. Of a department that had
	// recorded in the case by 29 November 2026 it is not known.
	Begun map[string]disclosure.EntryID `json:"begun,omitempty"`
	// ConfirmedAt is when the DPO confirmed the closing day; zero when nobody has.
	// What had been disclosed by then does not put it off.
	ConfirmedAt time.Time `json:"confirmedAt,omitzero"`
	// Late is what was disclosed after the closing day and recorded after ConfirmedAt.
	Late LateDays `json:"late,omitempty"`
	// Outside is where outside was kept until 30 November 2026.
	Outside []string `json:"outside,omitempty"`
	// Spared is whether a disposal of the case was ever stopped.
	Spared bool `json:"spared,omitempty"`
	// Kept is of a share's file that has had its time: how many of its people are still
	// listed, since a hold stands on a case of one of them or of somebody in the same part.
	// To departments it is then as though it had been destroyed.
	Kept int `json:"kept,omitempty"`
	// Certificate is of the disposal that destroyed the case.
	Certificate disclosure.EntryID `json:"certificate,omitempty"`
	// name is the case's in keys: [disclosure.CaseRef.Key], or of an older case its
	// reference.
	name    string
	version int64
	// outside is what departments have shared outside the notice in the case: it is
	// flagged once. It is kept apart from the rest, and each department's apart from
	// others', so that no call takes longer for what is not its department's.
	outside outsides
	// how much was read of it: dryly, its state, name and outside; briefly, all but its
	// holds, of which it then has those that a reminder needs, without their words.
	how  facts.Reading
	held string // as stored; so of holds, where they were not read
	// holds is their JSON.
	holds []byte
}

// writtenName is what a reference could be while it stood in keys as it was written,
// until 29 November 2026.
var writtenName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// caseNames are the names in keys under which the case may be. One that was opened
// under exactly this spelling before there was a canonical form goes first.
func caseNames(ref disclosure.CaseRef) []string {
	if writtenName.MatchString(ref.String()) {
		return []string{ref.String(), ref.Key()}
	}
	return []string{ref.Key()}
}

// caseKeys are where the state of the case may be.
func caseKeys(register disclosure.Register, ref disclosure.CaseRef) []store.Key {
	var keys []store.Key
	for _, name := range caseNames(ref) {
		keys = append(keys, store.CaseKey(register.String(), name))
	}
	return keys
}

// attrElsewhere is, where a case would be by its canonical form, the references of the
// older cases that are spellings of it, one a line, each of which has a state, a clock
// and letters of its own.
const attrElsewhere = "elsewhere"

// errSeveralCases reports a spelling of several older cases that is none of theirs.
// They are never put together, and none of them is taken for the other.
var errSeveralCases = errors.New("several older cases are spelt nearly so")

// caseAmong finds the case among the items read of its [caseKeys]: nil when there is
// none. It reads once more where an older case is spelt otherwise.
func (r *Registrar) caseAmong(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, items map[store.Key]store.Item, how facts.Reading) (*CaseFile, error) {
	for _, key := range caseKeys(register, ref) {
		item, there := items[key]
		if !there {
			continue
		}
		older := text(item, attrElsewhere)
		switch {
		case older == "":
			return decodeCase(item, how)
		case strings.Contains(older, "\n"):
			return nil, errSeveralCases
		}
		at := store.CaseKey(register.String(), older)
		elsewhere, err := r.itemsAt(ctx, "load a case under its older spelling", []store.Key{at})
		if err != nil {
			return nil, err
		}
		item, there = elsewhere[at]
		if !there {
			return nil, errors.New("an older case is not where it was marked")
		}
		return decodeCase(item, how)
	}
	return nil, nil
}

// nameOf is the name in keys of the case; where there is no such case, the one that it
// would have.
func (r *Registrar) nameOf(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef) (string, error) {
	items, err := r.itemsAt(ctx, "load a case", caseKeys(register, ref))
	if err != nil {
		return "", err
	}
	file, err := r.caseAmong(ctx, register, ref, items, facts.Dryly)
	if errors.Is(err, errSeveralCases) || err == nil && file == nil {
		return ref.Key(), nil
	}
	if err != nil {
		return "", err
	}
	return file.name, nil
}

// nameIn is the name in keys of the case that a stored entry is of, by its own list of
// keys.
func nameIn(entry store.Item) (string, error) {
	keys, err := keysOf(entry)
	if err != nil {
		return "", err
	}
	for _, key := range keys {
		if parts := strings.SplitN(key.Partition, "#", 4); len(parts) == 4 && parts[0] == "idx" {
			if by := store.Dimension(parts[2]); by == store.ByCase || by == store.ByCaseEvent {
				return parts[3], nil
			}
		}
	}
	return "", errors.New("an entry of a case is not listed under it")
}

const (
	attrDoc     = "doc"
	attrState   = "state"
	attrVersion = "version"
)

// attrHolds is how many bytes of a case's document are its holds, so that who needs
// nothing of them can read the rest without them, however long they are. A case that was
// last changed before 30 November 2026, or by a version of before, has none, and is read
// whole.
const attrHolds = "holds"

// decodeCase reads of the case as much as is asked for.
func decodeCase(item store.Item, how facts.Reading) (*CaseFile, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	c := &CaseFile{name: store.CaseName(item.Key), how: how, outside: outsides{}}
	c.version, _ = item.Attrs[attrVersion].(int64)
	length, apart := item.Attrs[attrHolds].(int64)
	if !apart {
		c.how = facts.Wholly
	}
	if c.how == facts.Briefly {
		var err error
		if doc, c.holds, err = withoutHolds(doc, length); err != nil {
			return nil, err
		}
		c.held = text(item, attrHeld)
	}
	if c.how == facts.Dryly {
		c.State = disclosure.CaseState(text(item, attrState))
	} else if err := json.Unmarshal(doc, c); err != nil {
		return nil, fmt.Errorf("decode a case: %w", err)
	}
	if c.how == facts.Briefly {
		var err error
		if c.Holds, err = heldIn(c.held); err != nil {
			return nil, err
		}
	}
	c.outside.read(item.Attrs)
	for _, of := range c.Outside {
		c.outside.add(of)
	}
	c.Outside = nil
	return c, nil
}

// noHolds is where holds would be in a case's document. Nothing before it in the document
// can hold these bytes: within a text, a quotation mark follows a backslash.
var noHolds = []byte(`"holds":[]`)

// withoutHolds parts the document of a case from its holds, which are so long.
func withoutHolds(doc []byte, length int64) (rest, holds []byte, err error) {
	_, after, there := bytes.Cut(doc, noHolds[:len(noHolds)-2])
	at := len(doc) - len(after)
	end := at + int(length)
	if !there || length < 2 || end >= len(doc) || doc[end-1] != ']' {
		return nil, nil, errors.New("the holds of a case are not where they were put")
	}
	return slices.Concat(doc[:at], []byte("[]"), doc[end:]), doc[at:end], nil
}

// Write stores the case, if it is still at the version that was read. A case
// not stored before is created, if nobody created it meanwhile.
func (c *CaseFile) Write(register disclosure.Register) (store.Write, error) {
	rest := *c
	rest.Holds = []disclosure.Hold{}
	holds, held := c.holds, c.held
	switch c.how {
	case facts.Dryly:
		return store.Write{}, errors.New("a case is changed that was not read")
	case facts.Wholly:
		var err error
		if holds, err = json.Marshal(append(rest.Holds, c.Holds...)); err != nil {
			return store.Write{}, fmt.Errorf("encode the holds of a case: %w", err)
		}
		if held, err = heldOf(c.Holds); err != nil {
			return store.Write{}, err
		}
	}
	doc, err := json.Marshal(&rest)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode a case: %w", err)
	}
	condition := store.Absent()
	if c.version > 0 {
		condition = store.Attr(attrVersion, c.version)
	}
	attrs := store.Attrs{
		attrState: string(c.State), attrVersion: c.version + 1, attrHeld: held, attrHolds: int64(len(holds)),
		attrDoc: bytes.Replace(doc, noHolds, append(slices.Clone(noHolds[:len(noHolds)-2]), holds...), 1),
	}
	c.outside.write(attrs)
	key := store.CaseKey(register.String(), c.name)
	return store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: attrs}, If: condition}, nil
}

// attrHeld is what a reminder needs of a case's holds, as long whatever they are: of the
// first that stands its id, the day on which it was placed and that of its review; and
// the day of the latest release. What there is not of these is spaces.
const attrHeld = "held"

const (
	heldID  = len("00000000-0000-7000-8000-000000000000")
	heldDay = len("2026-11-30")
)

// heldOf makes it.
func heldOf(holds []disclosure.Hold) (string, error) {
	var stands disclosure.Hold
	var released disclosure.Date
	for _, h := range holds {
		if h.ReleasedOn.After(released) {
			released = h.ReleasedOn
		}
		if h.ReleasedOn.IsZero() && stands.ID == "" {
			stands = h
		}
	}
	held := ""
	for _, of := range []struct {
		text string
		long int
	}{{stands.ID.String(), heldID}, {stands.PlacedOn.String(), heldDay}, {stands.ReviewOn.String(), heldDay}, {released.String(), heldDay}} {
		if len(of.text) > of.long {
			return "", errors.New("a hold has a longer id, or day, than there is room for")
		}
		held += of.text + strings.Repeat(" ", of.long-len(of.text))
	}
	return held, nil
}

// heldIn are the holds that it stands for, without their words.
func heldIn(held string) ([]disclosure.Hold, error) {
	if len(held) != heldID+3*heldDay {
		return nil, errors.New("what is kept beside a case of its holds is not as long as it is made")
	}
	id := disclosure.EntryID(strings.TrimSpace(held[:heldID]))
	var days [3]disclosure.Date
	for n := range days {
		if day := strings.TrimSpace(held[heldID+n*heldDay:][:heldDay]); day != "" {
			var err error
			if days[n], err = disclosure.ParseDate(day); err != nil {
				return nil, fmt.Errorf("decode what is kept beside a case of its holds: %w", err)
			}
		}
	}
	holds := []disclosure.Hold{}
	if id != "" {
		holds = append(holds, disclosure.Hold{ID: id, PlacedOn: days[0], ReviewOn: days[1]})
	}
	if !days[2].IsZero() {
		holds = append(holds, disclosure.Hold{PlacedOn: days[2], ReleasedOn: days[2]})
	}
	return holds, nil
}

// Unfenced changes nothing, and fails when disposal of the case has begun: what
// races its disposal is refused, never left behind.
func (c *CaseFile) Unfenced(register disclosure.Register) store.Write {
	return c.still(register, disclosure.CaseOpen, disclosure.CaseClosed)
}

// still changes nothing, and fails when the case is in none of the states.
func (c *CaseFile) still(register disclosure.Register, states ...disclosure.CaseState) store.Write {
	var values []any
	for _, s := range states {
		values = append(values, string(s))
	}
	return store.Write{
		Action: store.Check,
		Item:   store.Item{Key: store.CaseKey(register.String(), c.name)},
		If:     store.Attr(attrState, values...),
	}
}

// join returns the writes by which what the department disclosed, on a day and
// under a notice, becomes part of the case; was is the day that the entry which
// this corrects had counted for. It changes the case only when the case is new,
// new to the department or the notice, closed before either day, or when there is
// something outside the notice to remember: otherwise the case is no hot item. With a
// change goes the reminder by which retention finds the case, or a report shows that its
// clock has not started.
//
// A case that is being destroyed, or was, is refused. Only a department whose case it
// is may learn that there is one: any other is told that the reference cannot be used.
func (r *Registrar) join(draft *Draft, by disclosure.Caller, reach power.Reach, c *CaseFile, d *disclosure.Disclosure, outside []string, was disclosure.Date) ([]store.Write, error) {
	register, department, at := by.Register, draft.Entry.Owner(), draft.at
	if c == nil {
		c = &CaseFile{name: d.Case.Key(), how: facts.Wholly, outside: outsides{}, Case: disclosure.Case{
			Ref: d.Case, State: disclosure.CaseOpen, Notices: []string{}, Holds: []disclosure.Hold{}, OpenedAt: at,
			Triggers: disclosure.Triggers{RecordCreated: disclosure.DateOf(at)},
		}, Departments: []string{}}
	} else {
		if err := c.RefuseIfFenced(); err != nil {
			if !c.MayHandle(by, reach) {
				err = unusable()
			}
			return nil, err
		}
		late := c.countLate(was, disclosure.DateOf(d.DisclosedAt))
		if !late && outside == nil && slices.Contains(c.Notices, d.Notice) && (department == "" || c.has(department)) {
			// One racing the closure or the disposal is decided afresh.
			return []store.Write{c.still(register, c.State)}, nil
		}
	}
	for _, of := range outside {
		c.outside.add(of)
	}
	c.Notices = withElement(c.Notices, d.Notice)
	if !c.has(department) {
		c.Departments = withElement(c.Departments, department)
		c.begins(department, &draft.Entry)
	}
	changed, err := c.Write(register)
	return append([]store.Write{changed}, r.reminder(register, c, disclosure.DateOf(at))...), err
}

// unusable is the neutral refusal of a case's reference.
func unusable() error {
	return notWellFormed(formFinding("/case", "This reference cannot be used. Use another."))
}

// has reports whether the department has recorded in the case, however its name is
// spelt.
func (c *CaseFile) has(department string) bool {
	return slices.ContainsFunc(c.Departments, func(d string) bool { return disclosure.Same(d, department) })
}

// begins remembers the department's first entry in the case, if the entry is the
// department's: a correction is of whoever recorded what it puts right.
func (c *CaseFile) begins(department string, first *disclosure.Entry) {
	if department == "" || !disclosure.Same(first.Owner(), department) {
		return
	}
	if c.Begun == nil {
		c.Begun = map[string]disclosure.EntryID{}
	}
	c.Begun[disclosure.Canonical(department)] = first.ID
}

func withElement(set []string, element string) []string {
	if element == "" || slices.Contains(set, element) {
		return set
	}
	return append(set, element)
}

// RefuseIfFenced refuses what may not be done to a case that is being destroyed, or was.
func (c *CaseFile) RefuseIfFenced() error {
	switch c.State {
	case disclosure.CaseDisposing:
		return disclosure.Fail(disclosure.Conflict, "The retention period of this case has ended and it is being destroyed: nothing can be added. Use a new case reference.")
	case disclosure.CaseDisposed:
		return disclosure.Fail(disclosure.Gone, "This case was destroyed when its retention period ended. Use a new case reference.")
	}
	return nil
}

// MayHandle reports whether the reach takes in the case, which is a department's
// own once the department has recorded in it.
func (c *CaseFile) MayHandle(by disclosure.Caller, r power.Reach) bool {
	return r == power.All || r == power.Own && c.has(by.Department)
}

// Unchanged holds when the case is still at the version that was read.
func (c *CaseFile) Unchanged(register disclosure.Register) store.Write {
	return store.Write{
		Action: store.Check, Item: store.Item{Key: store.CaseKey(register.String(), c.name)}, If: store.Attr(attrVersion, c.version),
	}
}
