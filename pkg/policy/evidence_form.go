package policy

import (
	"fmt"
	"maps"
	"slices"

	"disclosure-register/pkg/internal/plain"
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
	for _, i := range unknown {
		s.out.broken("/evidence", fmt.Sprintf("The catalogue does not hold the name that is %s of %d in alphabetical order, capitals first; %d of the names are unknown. Did you mean %s? Names are case-sensitive, and GET /policy lists them.",
			ordinal(i+1), len(names), len(unknown), plain.Or(s.law.nearestFields(names[i]))))
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

// nearestFields returns the three names of evidence that are nearest to what was
// written, nearest first. Fields whose place another took are not among them.
func (l *Law) nearestFields(written string) []string {
	var names []string
	for _, f := range l.catalogue.Evidence {
		if f.Instead == "" {
			names = append(names, f.Name)
		}
	}
	return plain.Nearest(written, names)
}
