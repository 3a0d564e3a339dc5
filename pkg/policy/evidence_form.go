package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// evidenceForm checks names and types. A name that the catalogue does not hold came
// from the body and is not repeated: each is found by its place among the names in
// alphabetical order, with the names of the catalogue that are nearest to it.
func (s *scene) evidenceForm() {
	if len(s.d.Evidence) > maxEvidence {
		s.out.broken("/evidence", "This is too much evidence for one disclosure: 60 fields at most. Archive papers as correspondence.")
	}
	names := slices.Sorted(maps.Keys(s.d.Evidence))
	var unknown []int
	for i, name := range names {
		field := s.law.fields[name]
		if field == nil {
			unknown = append(unknown, i)
			continue
		}
		if wrong := field.fits(s.d.Evidence[name]); wrong != "" {
			s.out.broken("/evidence/"+name, wrong)
		}
	}
	if len(names) > maxEvidence {
		return // however many are wrong, it is the number that has to be mended first
	}
	if len(unknown) == 0 {
		return
	}
	asked := s.fieldsAsked()
	several := ""
	if len(unknown) > 1 {
		several = fmt.Sprintf("; %d of the names are unknown", len(unknown))
	}
	for _, i := range unknown {
		s.out.broken("/evidence", fmt.Sprintf("The catalogue does not hold the name that is %s of %d in alphabetical order, capitals first%s.%s Names are case-sensitive, and GET /policy lists them.",
			ordinal(i+1), len(names), several, didYouMean(names[i], asked)))
	}
}

// ordinal writes a place in a list: 1st, 2nd, 3rd, 11th.
func ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return fmt.Sprint(n, end)
}

// fieldsAsked are the names of evidence that may be asked for of such a recipient, on any of
// the footings that are chosen or could be; none where the recipient is none that the
// catalogue holds.
func (s *scene) fieldsAsked() []string {
	d, j := s.d, s.d.Justification
	of := Sought{
		Register: s.q.Register, Notice: d.Notice, Category: d.Recipient.Category, Kind: d.Recipient.Kind, Decision: d.Decision, Urgency: d.Urgency,
		Bases: j.LawfulBases, Conditions: j.Conditions, Gateway: j.Gateway, On: s.on,
	}
	for _, item := range d.Data {
		of.Data = append(of.Data, item.Category)
	}
	for _, e := range j.Exemptions {
		of.Exemptions = append(of.Exemptions, e.ID)
	}
	asked, wrong := s.law.Requirements(of)
	if wrong != nil { // what else is wrong in the body is found by itself: then by the recipient alone
		asked, _ = s.law.Requirements(Sought{Register: of.Register, Notice: of.Notice, Category: of.Category, Kind: of.Kind, Decision: disclosure.Disclosed, On: of.On})
	}
	return asked.fields()
}

// fields are the names of evidence that anything in the answer asks for.
func (r *Requirements) fields() []string {
	names := map[string]bool{}
	from := func(needs []Needed) {
		for i := range needs {
			needs[i].Need.fields(names)
		}
	}
	from(r.Fixed)
	from(r.IfGiven)
	for _, c := range r.Choices {
		from(c.Needed)
		for _, o := range c.Options {
			from(o.Needs)
		}
	}
	for _, term := range r.Terms {
		term.Need.fields(names)
	}
	return slices.Sorted(maps.Keys(names))
}

// fields adds the names of evidence that the need asks for.
func (n *Need) fields(names map[string]bool) {
	if name, is := strings.CutPrefix(n.Pointer, "/evidence/"); is && !n.Absent {
		names[name] = true
	}
	for i := range n.All {
		n.All[i].fields(names)
	}
	for i := range n.Any {
		n.Any[i].fields(names)
	}
}
