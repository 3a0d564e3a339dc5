package door

import (
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// lettersOf are the letters and digits of each reference, as names are looked for.
func lettersOf(references []string) [][]rune {
	var all [][]rune
	for _, ref := range references {
		if letters := []rune(strings.Join(strings.FieldsFunc(disclosure.Canonical(ref), notLetter), "")); len(letters) > 0 {
			all = append(all, letters)
		}
	}
	return all
}

// names reports whether the text holds one of the references, of which these are the
// letters, or a near spelling: other capitals, and other marks or none between its letters
// and digits.
func names(text string, wanted [][]rune) bool {
	letters := []rune(disclosure.Canonical(text))
	return slices.ContainsFunc(wanted, func(want []rune) bool { return holds(letters, want) })
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// holds reports whether the text has the letters in a row, whatever marks are
// between them, with neither a letter nor a digit before or after.
func holds(text, want []rune) bool {
	for start := range text {
		if text[start] != want[0] || start > 0 && !notLetter(text[start-1]) {
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
		if n == len(want) && (at >= len(text) || notLetter(text[at])) {
			return true
		}
	}
	return false
}
