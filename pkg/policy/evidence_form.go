package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
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
		s.out.broken("/evidence", fmt.Sprintf("The catalogue does not hold the name that is %s of %d in alphabetical order, capitals first; %d of the names are unknown. Nearest to it: %s. Names are case-sensitive, and GET /policy lists them.",
			ordinal(i+1), len(names), len(unknown), strings.Join(s.law.nearestFields(names[i]), ", ")))
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
// written, nearest first: by the words they share, and then by how little has to be
// changed. Fields whose place another took are not among them.
func (l *Law) nearestFields(written string) []string {
	if len(written) > maxFieldName {
		written = written[:maxFieldName]
	}
	said, folded := nameWords(written), strings.ToLower(written)
	type near struct {
		name          string
		shared, edits int
	}
	var all []near
	for _, f := range l.catalogue.Evidence {
		if f.Instead != "" {
			continue
		}
		n := near{name: f.Name, edits: edits(folded, strings.ToLower(f.Name))}
		for _, word := range nameWords(f.Name) {
			if slices.Contains(said, word) {
				n.shared += len(word)
			}
		}
		if n.edits <= 2 {
			n.shared = maxFieldName
		}
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b near) int {
		if a.shared != b.shared {
			return b.shared - a.shared
		}
		if a.edits != b.edits {
			return a.edits - b.edits
		}
		return strings.Compare(a.name, b.name)
	})
	var names []string
	for _, n := range all[:min(3, len(all))] {
		names = append(names, n.name)
	}
	return names
}

// maxFieldName bounds, in bytes, how much of a name is compared.
const maxFieldName = 64

// nameWords splits a name at its capitals, hyphens and underscores, in lower case.
func nameWords(name string) []string {
	var spaced strings.Builder
	upper := false
	for _, r := range name {
		if unicode.IsUpper(r) && !upper {
			spaced.WriteByte(' ')
		}
		upper = unicode.IsUpper(r)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		spaced.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(spaced.String())
}

// edits counts the letters that have to be put in, taken out or changed to make one
// name of another (Levenshtein's distance).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
