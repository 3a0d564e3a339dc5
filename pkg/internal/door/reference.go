package door

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// wanted is a reference as it is looked for in a text: its letters and digits; the runs of
// digits in it that are long enough to be nothing else; and the shorter ones, which are it
// after its own letters or a word for a number.
type wanted struct {
	letters []rune
	digits  [][]rune
	short   [][]rune
	parts   []string // its own letters
	glued   bool     // found in the midst of letters too
}

// tellingDigits are how many digits in a row tell of a reference by themselves.
const tellingDigits = 5

// forANumber are words before a number that is somebody's.
var forANumber = strings.Fields("no nr num number numbers numbered ref refs reference references id ids person persons people subject subjects client tenant resident customer patient pupil case file record user uid urn")

// wantedOf are the references as names are looked for.
func wantedOf(references []string) []wanted {
	var all []wanted
	for _, ref := range references {
		for _, form := range spellings(ref) {
			letters := []rune(strings.Join(strings.FieldsFunc(form, notLetter), ""))
			if len(letters) == 0 {
				continue
			}
			w := wanted{letters: letters, glued: len(letters) >= tellingDigits && slices.ContainsFunc(letters, unicode.IsDigit)}
			w.parts = strings.FieldsFunc(form, func(r rune) bool { return !unicode.IsLetter(r) })
			for _, text := range []string{form, string(letters)} {
				for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsDigit(r) }) {
					switch run = strings.TrimLeft(run, "0"); {
					case len(run) >= tellingDigits:
						w.digits = append(w.digits, []rune(run))
					case run != "" && !aYear.MatchString(run):
						w.short = append(w.short, []rune(run))
					}
				}
			}
			all = append(all, w)
		}
	}
	return all
}

var aYear = regexp.MustCompile(`^(19|20)\d\d$`)

// spellings are the forms in which a text is read: the canonical one, and where it is not
// plain, that of the Latin letters and digits that it looks like.
func spellings(text string) []string {
	forms := []string{disclosure.Canonical(text)}
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		forms = append(forms, strings.Map(plainDigit, disclosure.Canonical(disclosure.LooksLike(text))))
	}
	return forms
}

// plainDigit is the digit that a digit of any script is, and any other as it is. Unicode has
// the ten of a script in a row.
func plainDigit(r rune) rune {
	if r <= unicode.MaxASCII {
		return r
	}
	for _, ten := range unicode.Nd.R16 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	for _, ten := range unicode.Nd.R32 {
		if rune(ten.Lo) <= r && r <= rune(ten.Hi) {
			return '0' + (r-rune(ten.Lo))%10
		}
	}
	return r
}

// names reports whether the text holds one of the references, or a near spelling: other
// capitals, look-alike letters, and other marks or none between its letters and digits; what
// stands before or after glued to it; or its number alone, of five digits and more, or after
// a word for a number or its own letters, however many noughts it begins with.
func names(text string, references []wanted) bool {
	if len(references) == 0 {
		return false
	}
	return slices.ContainsFunc(spellings(text), func(form string) bool {
		letters := []rune(form)
		var calls [][2]int
		called := func(start, end int) bool { // and so no reference
			if calls == nil {
				calls = telephones(form)
			}
			return slices.ContainsFunc(calls, func(c [2]int) bool {
				return c[0] <= start && end <= c[1] && digitsIn(letters[start:end]) < digitsIn(letters[c[0]:c[1]])
			})
		}
		return slices.ContainsFunc(references, func(w wanted) bool {
			after := func(start, _ int) bool { return !followsANumber(letters[:start], w.parts) }
			return holds(letters, w.letters, w.glued, called) ||
				slices.ContainsFunc(w.digits, func(run []rune) bool { return holds(letters, run, true, called) }) ||
				slices.ContainsFunc(w.short, func(run []rune) bool { return holds(letters, run, true, after) })
		})
	})
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// holds reports whether the text has the letters in a row, whatever marks are
// between them, with neither a letter nor a digit before or after. Glued, what is before
// and after may be a letter, but is no digit where the first or the last of them is one.
// Where but says of what was found that it is something else, it is looked for further on.
func holds(text, want []rune, glued bool, but func(start, end int) bool) bool {
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
		if n == len(want) && (at >= len(text) || apart(text[at], want[len(want)-1])) && !but(before+1, min(at, len(text))) {
			return true
		}
	}
	return false
}

// followsANumber reports whether what stands before a number ends in a word for one, in "#",
// or in some letters of a reference.
func followsANumber(before []rune, own []string) bool {
	text := strings.TrimRightFunc(string(before), func(r rune) bool { return notLetter(r) && r != '#' })
	if strings.HasSuffix(text, "#") {
		return true
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
	for n := len(words) - 1; n >= 0; n-- {
		if slices.Contains(forANumber, words[n]) || slices.Contains(own, words[n]) {
			return true
		}
		if !slices.Contains([]string{"is", "was", "of", "the", "with"}, words[n]) { // number is 1001
			return false
		}
	}
	return false
}

// aCall is what may be a telephone number, in the canonical form.
var aCall = regexp.MustCompile(`(?:\+|\b00)\d[\d ().-]{6,20}\d\b|\(?\b0[1-35789]\d[\d ().-]{7,14}\d\b`)

// telephones are the places of telephone numbers in a text, in runes.
func telephones(text string) [][2]int {
	found := [][2]int{}
	for _, at := range aCall.FindAllStringIndex(text, -1) {
		if policy.IsTelephone(text[at[0]:at[1]]) {
			start := len([]rune(text[:at[0]]))
			found = append(found, [2]int{start, start + len([]rune(text[at[0]:at[1]]))})
		}
	}
	return found
}

// digitsIn is how many digits there are, without the noughts before them.
func digitsIn(text []rune) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) && (n > 0 || r != '0') {
			n++
		}
	}
	return n
}
