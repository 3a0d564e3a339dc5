package power

import (
	"fmt"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// byName finds a line of the table. A name that is not there gives nobody any power.
var byName = func() map[string]Call {
	calls := make(map[string]Call, len(Table))
	for _, c := range Table {
		calls[c.Name] = c
	}
	return calls
}()

// Of returns the line of the table that has the name, and whether there is one.
func Of(name string) (Call, bool) {
	c, there := byName[name]
	return c, there
}

// MayAsk refuses a caller who may not make the call, whatever it asks about. It needs
// nothing of the request, so that nobody is told what is wrong with a request that they
// may not make. How far the power goes is for the call itself to ask, of [May] or
// [MaySee].
func MayAsk(by disclosure.Caller, name string) error {
	_, err := byName[name].reach(by)
	return err
}

// May returns how far the caller's power over the call goes. It is not for a look, which
// has to say why: see [MaySee].
func May(by disclosure.Caller, name string) (Reach, error) {
	c := byName[name]
	if c.Does == Looks {
		return None, fmt.Errorf("%s is a look, and was asked for without a purpose", name)
	}
	return c.reach(by)
}

// MaySee returns how far the caller's power over a look goes, and refuses one who does
// not say why.
func MaySee(by disclosure.Caller, purpose, name string) (Reach, error) {
	c := byName[name]
	reach, err := c.reach(by)
	if err != nil {
		return None, err
	}
	if c.Does != Looks {
		return None, fmt.Errorf("%s is no look, and was asked for as one", name)
	}
	switch {
	case disclosure.Blank(purpose):
		return None, &disclosure.Error{Kind: disclosure.Refused, Detail: "Say why you are looking.", Findings: []disclosure.Finding{{
			Rule: disclosure.FormRule, Pointer: "/Access-Purpose",
			Detail: "Send an Access-Purpose header: why you need to see this. It is kept with the record that you looked.",
		}}}
	case !disclosure.OneLine(purpose):
		return None, &disclosure.Error{Kind: disclosure.Refused, Detail: "Say why you are looking in one line.", Findings: []disclosure.Finding{{
			Rule: disclosure.FormRule, Pointer: "/Access-Purpose", Detail: disclosure.NotOneLine,
		}}}
	}
	return reach, nil
}

// Reaches returns how far the call goes for the caller: the furthest that it does for
// any of their roles. A power of departments reaches nothing for who has none.
func (c Call) Reaches(by disclosure.Caller) Reach {
	furthest := None
	for _, given := range c.given() {
		if by.Has(given.role) && (given.reach != Own || by.Department != "") {
			furthest = max(furthest, given.reach)
		}
	}
	return furthest
}

// reach is how far the call goes. A caller for whom it reaches nothing is told whose
// power it is.
func (c Call) reach(by disclosure.Caller) (Reach, error) {
	furthest := c.Reaches(by)
	if furthest == None && c.Name == "" {
		return None, disclosure.Fail(disclosure.Forbidden, "There is no such call.")
	}
	if furthest == None {
		return None, disclosure.Fail(disclosure.Forbidden, "This is only for "+c.holders()+".")
	}
	return furthest, nil
}

// given is what the call gives one role.
type given struct {
	role   disclosure.Role
	reach  Reach
	holder string
}

func (c Call) given() []given {
	return []given{
		{disclosure.Recorder, c.Recorder, "a recorder of a department"},
		{disclosure.DPO, c.DPO, "the Data Protection Officer"},
		{disclosure.Auditor, c.Auditor, "an auditor"},
		{disclosure.Admin, c.Admin, "an administrator"},
	}
}

// holders names the roles that have any reach.
func (c Call) holders() string {
	var names []string
	for _, given := range c.given() {
		if given.reach != None {
			names = append(names, given.holder)
		}
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " or " + names[last]
	}
	return strings.Join(names, "")
}

// Covers reports whether the reach takes in what the department recorded, however its
// name is spelt.
func (r Reach) Covers(by disclosure.Caller, department string) bool {
	return r == All || r == Own && disclosure.Same(by.Department, department)
}

// Opens reports whether the reach takes in the entry, and it is of a kind that is opened
// by its id.
func (r Reach) Opens(by disclosure.Caller, e *disclosure.Entry) bool {
	return (e.Kind == disclosure.KindDisclosure || e.Kind == disclosure.KindCorrection) && r.Covers(by, e.Owner())
}

// HideKept takes the flags that departments are not shown from the entry, for one.
func (r Reach) HideKept(e *disclosure.Entry) {
	if r == Own && len(e.Flags) > 0 {
		e.Flags = disclosure.ShownFlags(e.Flags)
	}
}

// String is how docs/identity.md writes the reach.
func (r Reach) String() string {
	return [...]string{None: "–", Own: "own", All: "all"}[r]
}
