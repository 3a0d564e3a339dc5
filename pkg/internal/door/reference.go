package door

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// wanted is a reference as it is looked for in a text: its letters and digits, and the runs
// of digits in it that are long enough to be nothing else.
type wanted struct {
	letters []rune
	digits  [][]rune
	glued   bool // found in the midst of letters too
}

// tellingDigits are how many digits in a row tell of a reference by themselves.
const tellingDigits = 5

// wantedOf are the references as names are looked for.
func wantedOf(references []string) []wanted {
	var all []wanted
	for _, ref := range references {
		canonical := disclosure.Canonical(ref)
		letters := []rune(strings.Join(strings.FieldsFunc(canonical, notLetter), ""))
		if len(letters) == 0 {
			continue
		}
		w := wanted{letters: letters, glued: len(letters) >= tellingDigits && slices.ContainsFunc(letters, unicode.IsDigit)}
		for _, text := range []string{canonical, string(letters)} {
			for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
				if run = strings.TrimLeft(run, "0"); len(run) >= tellingDigits {
					w.digits = append(w.digits, []rune(run))
				}
			}
		}
		all = append(all, w)
	}
	return all
}

// names reports whether the text holds one of the references, or a near spelling: other
// capitals, and other marks or none between its letters and digits; what stands before or
// after glued to it; or its number alone, of five digits and more, however many noughts it
// begins with.
func names(text string, references []wanted) bool {
	letters := []rune(disclosure.Canonical(text))
	return slices.ContainsFunc(references, func(w wanted) bool {
		return holds(letters, w.letters, w.glued) || slices.ContainsFunc(w.digits, func(run []rune) bool { return holds(letters, run, true) })
	})
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// holds reports whether the text has the letters in a row, whatever marks are
// between them, with neither a letter nor a digit before or after. Glued, what is before
// and after may be a letter, but is no digit where the first or the last of them is one.
func holds(text, want []rune, glued bool) bool {
	apart := func(beside, end rune) bool {
		return notLetter(beside) || glued && !(unicode.IsDigit(beside) && unicode.IsDigit(end))
	}
	for start := range text {
		if text[start] != want[0] {
			continue
		}
		before := start - 1
		for glued && unicode.IsDigit(want[0]) && before >= 0 && text[before] == '0' {
			before--
		}
		if before >= 0 && !apart(text[before], want[0]) {
			continue
		}
		at, n := start, 0
		for at < len(text) && n < len(want) {
			switch {
			case text[at] == want[n]:
				n++
			case !notLetter(text[at]):
				at = len(text)
			}
			at++
		}
		if n == len(want) && (at >= len(text) || apart(text[at], want[len(want)-1])) {
			return true
		}
	}
	return false
}
