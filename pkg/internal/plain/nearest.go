package plain

import (
	"slices"
	"strings"
	"unicode"
)

// mostCompared bounds, in bytes, how much of a name is compared: what is written may
// be of any length.
const mostCompared = 64

// A name is compared with another by the words they share, and then by how little has
// to be changed.
type compared struct {
	name          string
	shared, edits int
}

// Meant returns, of the names that somebody who wrote this may have meant, the three that
// are nearest to it, nearest first: those that share a word of it, or all but a third of
// its letters.
func Meant(written string, names []string) (meant []string) {
	for _, c := range compare(written, names) {
		if len(meant) < 3 && (c.shared > 0 || 3*c.edits <= max(len(c.name), min(len(written), mostCompared))) {
			meant = append(meant, c.name)
		}
	}
	return meant
}

func compare(written string, names []string) []compared {
	if len(written) > mostCompared {
		written = written[:mostCompared]
	}
	said, folded := words(written), strings.ToLower(written)
	all := make([]compared, 0, len(names))
	for _, name := range names {
		c := compared{name: name, edits: edits(folded, strings.ToLower(name))}
		for _, word := range words(name) {
			if slices.Contains(said, word) {
				c.shared += len(word)
			}
		}
		if Misspelt(written, name) {
			c.shared = mostCompared
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b compared) int {
		if a.shared != b.shared {
			return b.shared - a.shared
		}
		if a.edits != b.edits {
			return a.edits - b.edits
		}
		return strings.Compare(a.name, b.name)
	})
	return all
}

// words splits a name at its capitals, hyphens and underscores, in lower case.
func words(name string) []string {
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

// Misspelt reports whether what was written is the name but for capitals and two letters at
// most, which are less than half of it: or its very letters, two of them changed about.
func Misspelt(written, name string) bool {
	if len(written) > mostCompared {
		return false
	}
	written, name = strings.ToLower(written), strings.ToLower(name)
	wrong := edits(written, name)
	return wrong <= 2 && (2*wrong < len(name) || sorted(written) == sorted(name))
}

func sorted(name string) string {
	letters := []byte(name)
	slices.Sort(letters)
	return string(letters)
}
