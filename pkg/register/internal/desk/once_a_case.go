package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/store"
)

// mostOutside bounds what a case remembers of one department's flags on what was outside
// the notice: with more, what is new is flagged each time. It is each department's own, so
// that none meets the bound because of others.
const mostOutside = 60

// outsideOf is what a case remembers of a flag on what the notice does not name: the
// recipient, the purpose or a lawful basis, said by one department of one recipient. It
// is a keyed hash, and "" for every other flag.
//
// It is the department's own: whether others have shared with the same recipient, no
// flag that it gets or does not get may tell.
func (r *Registrar) outsideOf(register disclosure.Register, department string, d *disclosure.Disclosure, f disclosure.Flag) string {
	if f.Rule != policy.OutsideRule || f.Departure || f.Kept {
		return ""
	}
	place, said := strings.TrimPrefix(f.Pointer, "/disclosure"), ""
	switch basis, isBasis := strings.CutPrefix(place, "/justification/lawfulBases/"); {
	case isBasis:
		n, err := strconv.Atoi(basis)
		if err != nil || n < 0 || n >= len(d.Justification.LawfulBases) {
			return ""
		}
		place, said = "basis", d.Justification.LawfulBases[n]
	case place == "/purpose":
		said = disclosure.Canonical(d.Purpose)
	case place != "/recipient":
		return ""
	}
	to := d.Recipient
	parts := []string{department, place, said, to.Category, to.Kind, unpunctuated(to.Organisation), unpunctuated(to.Person)}
	for i, part := range parts {
		parts[i] = strconv.Quote(disclosure.Canonical(part))
	}
	return r.ofDepartment(register, department) + r.keys.recipient(register, strings.Join(parts, " "))[:outsideSaid]
}

// unpunctuated is the name without what stands between and after its words: "Sample
// Police." is Sample Police.
func unpunctuated(name string) string {
	between := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) }
	return cmp.Or(strings.Join(strings.FieldsFunc(name, between), " "), name)
}

// ofDepartment begins what a case remembers of the department, however its name is spelt.
// What cannot be printed has to go before it is quoted.
func (r *Registrar) ofDepartment(register disclosure.Register, department string) string {
	return r.keys.recipient(register, "department "+strconv.Quote(disclosure.Canonical(department)))[:outsideOwn] + "."
}

// outsides is what a case remembers, by department: one after another what is said of it
// in [outsideSaid] characters. It is a part of the case's item for each department.
type outsides map[string]string

const (
	outsideOwn  = 8  // characters that say whose it is
	outsideSaid = 16 // and those that say what
	// outsideAttr begins the name of the attribute with what is remembered of a department.
	outsideAttr = "outside-"
)

// add remembers what [Registrar.outsideOf] has.
func (o outsides) add(of string) {
	if own, said, ok := strings.Cut(of, "."); ok {
		o[own] += said
	}
}

// has reports whether it is remembered.
func (o outsides) has(of string) bool {
	own, said, _ := strings.Cut(of, ".")
	for rest := o[own]; len(rest) >= outsideSaid; rest = rest[outsideSaid:] {
		if rest[:outsideSaid] == said {
			return true
		}
	}
	return false
}

func (o outsides) read(attrs store.Attrs) {
	for name, said := range attrs {
		if own, is := strings.CutPrefix(name, outsideAttr); is {
			o[own], _ = said.(string)
		}
	}
}

func (o outsides) write(attrs store.Attrs) {
	for own, said := range o {
		attrs[outsideAttr+own] = said
	}
}

// onceACase takes away those flags on what is outside the notice that the department has
// met in the case already: the first waits for the Data Protection Officer until it is
// cleared, whatever is corrected, and stands for all.
func (r *Registrar) onceACase(register disclosure.Register, department string, c *CaseFile, d *disclosure.Disclosure, flags []disclosure.Flag) (left, again []disclosure.Flag) {
	if c == nil {
		return flags, nil
	}
	left = []disclosure.Flag{}
	for _, f := range flags {
		if said := r.outsideOf(register, department, d, f); said != "" && c.outside.has(said) {
			again = append(again, f)
			continue
		}
		left = append(left, f)
	}
	return left, again
}

// spare counts what the flags that were taken away would have been found by, so that how
// much fits in an entry does not depend on what was recorded before.
func (d *Draft) spare(terms []term, again []disclosure.Flag) {
	d.spared = len(again)
	if of := (term{store.ByFlag, policy.OutsideRule}); len(again) > 0 && !slices.Contains(terms, of) {
		d.spared++
	}
}

// outside returns what the case has to remember of the flags, which it does not yet.
func (r *Registrar) outside(register disclosure.Register, department string, c *CaseFile, d *disclosure.Disclosure, flags []disclosure.Flag) (said []string) {
	for _, f := range flags {
		of := r.outsideOf(register, department, d, f)
		if of != "" && !slices.Contains(said, of) && (c == nil || !c.outside.has(of)) {
			said = append(said, of)
		}
	}
	if c == nil {
		return said
	}
	own := strings.TrimSuffix(r.ofDepartment(register, department), ".")
	if len(c.outside[own])/outsideSaid+len(said) > mostOutside {
		return nil
	}
	return said
}
