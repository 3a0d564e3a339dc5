package door

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// wanted is a reference as it is looked for in a text: its letters and digits, and the mark
// before each, if any; the runs of digits in it that are long enough to be nothing else; and
// the shorter ones, which are it after its own letters or a word for a number.
type wanted struct {
	written string // as it was recorded
	letters []rune
	marks   []rune
	digits  [][]rune
	short   [][]rune
	parts   []string // its own letters
}

// tellingDigits are how many digits in a row tell of a reference by themselves.
const tellingDigits = 5

// forANumber are words before a number that is somebody's.
var forANumber = strings.Fields(`no nr num nos number numbers numbered ref refs reference references id ids uid urn acc acct account accounts
	person persons people subject subjects individual party user client customer patient pupil student learner member applicant appellant respondent claimant defendant
	tenant tenants resident residents occupier occupant owner landlord leaseholder household householder family neighbour neighbours neighbor parent mother father child children carer relative
	complainant complainants informant informants informer caller reporter witness witnesses victim victims suspect suspects offender perpetrator
	case file record complaint claim enquiry application referral`)

// ofSomebody are words after a number that has said or done something.
var ofSomebody = strings.Fields("s says said told tells wrote writes saw phoned rang complained complains lives thinks")

// wantedOf are the references as names are looked for.
func wantedOf(references []string) []wanted {
	var all []wanted
	for _, ref := range references {
		for _, form := range spellings(ref) {
			w := wanted{written: ref}
			var mark rune
			for _, r := range form {
				if notLetter(r) {
					mark = r
					continue
				}
				w.letters, w.marks, mark = append(w.letters, r), append(w.marks, mark), 0
			}
			if len(w.letters) == 0 {
				continue
			}
			w.marks[0] = 0
			w.parts = strings.FieldsFunc(form, func(r rune) bool { return !unicode.IsLetter(r) })
			for _, text := range []string{form, string(w.letters)} {
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
// plain, that of the Latin letters and digits that it looks like; and each with one letter
// for two that are read as one.
func spellings(text string) []string {
	forms := []string{disclosure.Canonical(text)}
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
		forms = append(forms, disclosure.Canonical(disclosure.LooksLike(text)))
	}
	for _, form := range forms {
		if one := drawnTogether.Replace(form); one != form {
			forms = append(forms, one)
		}
	}
	return forms
}

// names reports whether the text holds one of the references, or a near spelling: other
// capitals, look-alike letters, a letter typed for a digit or the other way round, and other
// marks or none between its letters and digits; what stands before or after glued to it; or
// its number alone, of five digits and more, or after a word for a number or its own letters,
// however many noughts it begins with, or before what somebody does. Digits may be spelt out:
// one that is so is a word of every day, and no number by itself.
func names(text string, references []wanted) bool {
	if len(references) == 0 {
		return false
	}
	if slices.ContainsFunc(references, func(w wanted) bool { return w.standsOut(text) }) {
		return true
	}
	return slices.ContainsFunc(spellings(text), func(form string) bool {
		in := func(form string) bool { return namesIn(form, references, true) }
		if in(form) {
			return true
		}
		if said := inDigits(form, 2); said != form && in(said) {
			return true
		}
		said := inDigits(form, 1)
		return said != form && namesIn(said, references, false)
	})
}

// namesIn reports it of one form of a text; by their numbers alone only where asked.
func namesIn(form string, references []wanted, numbers bool) bool {
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
		return w.whole(letters, called) ||
			numbers && slices.ContainsFunc(w.digits, func(run []rune) bool { return w.number(letters, run, called) }) ||
			numbers && slices.ContainsFunc(w.short, func(run []rune) bool { return w.shortNumber(letters, run) })
	})
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

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
