package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// caseFile is a case as stored: its state, the departments that have recorded in
// it, and the version that a change of it is conditional on.
type caseFile struct {
	disclosure.Case
	Departments []string `json:"departments"`
	// ConfirmedAt is when the DPO confirmed the closing day; zero when nobody has.
	// What had been disclosed by then does not put it off.
	ConfirmedAt time.Time `json:"confirmedAt,omitzero"`
	// Late is what was disclosed after the closing day and recorded after ConfirmedAt.
	Late lateDays `json:"late,omitempty"`
	// Outside is what departments have shared outside the notice in the case, as
	// [Registrar.outsideOf] has it: it is flagged once.
	Outside []string `json:"outside,omitempty"`
	// Spared is whether a disposal of the case was ever stopped.
	Spared bool `json:"spared,omitempty"`
	// Certificate is of the disposal that destroyed the case.
	Certificate disclosure.EntryID `json:"certificate,omitempty"`
	// name is the case's in keys: [disclosure.CaseRef.Key], or of an older case its
	// reference.
	name    string
	version int64
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
func (r *Registrar) caseAmong(ctx context.Context, register disclosure.Register, ref disclosure.CaseRef, items map[store.Key]store.Item) (*caseFile, error) {
	for _, key := range caseKeys(register, ref) {
		item, there := items[key]
		if !there {
			continue
		}
		older := text(item, attrElsewhere)
		switch {
		case older == "":
			return decodeCase(item)
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
		return decodeCase(item)
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
	file, err := r.caseAmong(ctx, register, ref, items)
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

func decodeCase(item store.Item) (*caseFile, error) {
	doc, _ := item.Attrs[attrDoc].([]byte)
	c := new(caseFile)
	if err := json.Unmarshal(doc, c); err != nil {
		return nil, fmt.Errorf("decode a case: %w", err)
	}
	c.name = store.CaseName(item.Key)
	c.version, _ = item.Attrs[attrVersion].(int64)
	return c, nil
}

// change stores the case, if it is still at the version that was read. A case
// not stored before is created, if nobody created it meanwhile.
func (c *caseFile) change(register disclosure.Register) (store.Write, error) {
	doc, err := json.Marshal(c)
	if err != nil {
		return store.Write{}, fmt.Errorf("encode a case: %w", err)
	}
	condition := store.Absent()
	if c.version > 0 {
		condition = store.Attr(attrVersion, c.version)
	}
	attrs := store.Attrs{attrState: string(c.State), attrVersion: c.version + 1, attrDoc: doc}
	key := store.CaseKey(register.String(), c.name)
	return store.Write{Action: store.Put, Item: store.Item{Key: key, Attrs: attrs}, If: condition}, nil
}

// unfenced changes nothing, and fails when disposal of the case has begun: what
// races its disposal is refused, never left behind.
func (c *caseFile) unfenced(register disclosure.Register) store.Write {
	return c.still(register, disclosure.CaseOpen, disclosure.CaseClosed)
}

// still changes nothing, and fails when the case is in none of the states.
func (c *caseFile) still(register disclosure.Register, states ...disclosure.CaseState) store.Write {
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
// something outside the notice to remember: otherwise the case is no hot item. With a change goes the reminder by which retention
// finds the case, or a report shows that its clock has not started.
//
// A case that is being destroyed, or was, is refused. Only a department whose case it
// is may learn that there is one: any other is told that the reference cannot be used.
func (r *Registrar) join(by disclosure.Caller, reach power.Reach, c *caseFile, d *disclosure.Disclosure, outside []string, was disclosure.Date, at time.Time) ([]store.Write, error) {
	register, department := by.Register, by.Department
	if c == nil {
		c = &caseFile{name: d.Case.Key(), Case: disclosure.Case{
			Ref: d.Case, State: disclosure.CaseOpen, Notices: []string{}, Holds: []disclosure.Hold{}, OpenedAt: at,
			Triggers: disclosure.Triggers{RecordCreated: disclosure.DateOf(at)},
		}, Departments: []string{}}
	} else {
		if err := c.refuseIfFenced(); err != nil {
			if !c.mayHandle(by, reach) {
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
	c.Outside = append(c.Outside, outside...)
	c.Notices = withElement(c.Notices, d.Notice)
	if !c.has(department) {
		c.Departments = withElement(c.Departments, department)
	}
	changed, err := c.change(register)
	return append([]store.Write{changed}, r.reminder(register, c, disclosure.DateOf(at))...), err
}

// unusable is the neutral refusal of a case's reference.
func unusable() error {
	return notWellFormed(formFinding("/case", "This reference cannot be used. Use another."))
}

// has reports whether the department has recorded in the case, however its name is
// spelt.
func (c *caseFile) has(department string) bool {
	return slices.ContainsFunc(c.Departments, func(d string) bool { return disclosure.Same(d, department) })
}

func withElement(set []string, element string) []string {
	if element == "" || slices.Contains(set, element) {
		return set
	}
	return append(set, element)
}

func (c *caseFile) refuseIfFenced() error {
	switch c.State {
	case disclosure.CaseDisposing:
		return disclosure.Fail(disclosure.Conflict, "The retention period of this case has ended and it is being destroyed: nothing can be added. Use a new case reference.")
	case disclosure.CaseDisposed:
		return disclosure.Fail(disclosure.Gone, "This case was destroyed when its retention period ended. Use a new case reference.")
	}
	return nil
}

// mayHandle reports whether the reach takes in the case, which is a department's
// own once the department has recorded in it.
func (c *caseFile) mayHandle(by disclosure.Caller, r power.Reach) bool {
	return r == power.All || r == power.Own && c.has(by.Department)
}
