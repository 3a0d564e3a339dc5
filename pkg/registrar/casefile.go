package registrar

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"disclosure-register/pkg/disclosure"
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
	// Spared is whether a disposal of the case was ever stopped.
	Spared bool `json:"spared,omitempty"`
	// Certificate is of the disposal that destroyed the case.
	Certificate disclosure.EntryID `json:"certificate,omitempty"`
	version     int64
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
	key := store.CaseKey(register.String(), c.Ref.String())
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
		Item:   store.Item{Key: store.CaseKey(register.String(), c.Ref.String())},
		If:     store.Attr(attrState, values...),
	}
}

// join returns the writes by which what the department disclosed, on a day and
// under a notice, becomes part of the case; was is the day that the entry which
// this corrects had counted for. It changes the case only when the case is new,
// new to the department or the notice, or closed before either day: otherwise
// the case is no hot item. With a change goes the reminder by which retention
// finds the case, or a report shows that its clock has not started.
//
// A case that is being destroyed, or was, is refused. Only a department whose case it
// is may learn that there is one: any other is told that the reference cannot be used.
func (r *Registrar) join(by disclosure.Caller, reach reach, c *caseFile, d *disclosure.Disclosure, was disclosure.Date, at time.Time) ([]store.Write, error) {
	register, department := by.Register, by.Department
	if c == nil {
		c = &caseFile{Case: disclosure.Case{
			Ref: d.Case, State: disclosure.CaseOpen, Notices: []string{}, Holds: []disclosure.Hold{}, OpenedAt: at,
			Triggers: disclosure.Triggers{RecordCreated: disclosure.DateOf(at)},
		}, Departments: []string{}}
	} else {
		if err := c.refuseIfFenced(); err != nil {
			if !c.mayHandle(by, reach) {
				err = notWellFormed(formFinding("/case", "This reference cannot be used. Use another."))
			}
			return nil, err
		}
		late := c.countLate(was, disclosure.DateOf(d.DisclosedAt))
		if !late && slices.Contains(c.Notices, d.Notice) && (department == "" || c.has(department)) {
			// One racing the closure or the disposal is decided afresh.
			return []store.Write{c.still(register, c.State)}, nil
		}
	}
	c.Notices = withElement(c.Notices, d.Notice)
	if !c.has(department) {
		c.Departments = withElement(c.Departments, department)
	}
	changed, err := c.change(register)
	return append([]store.Write{changed}, r.clockReminder(register, c, disclosure.DateOf(at))...), err
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
func (c *caseFile) mayHandle(by disclosure.Caller, r reach) bool {
	return r == all || r == own && c.has(by.Department)
}
