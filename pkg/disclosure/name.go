package disclosure

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SameName reports whether two names may be of one human. Whoever decides on what
// another recorded is somebody else, and who somebody is is known by name alone: so
// where it is in doubt they are the same, and one human more is asked.
//
// Capitals, spaces, marks, accents, which of them stands first, titles, letters after the
// name, letters of another script that look the same, and what stands in brackets make no
// difference; nor does a name that is left out, or of which the first letter is written. An
// e-mail address is the name before its "@". One name in full is in both, at least: "J.
// Smith", "Smith, José (Housing)" and "jsmith@council.example" are the same, "A. Smith" and
// "A. Jones", or "Ann Smith" and "Bob Smith", are not.
func SameName(a, b string) bool {
	glued := func(name string) string { return strings.ReplaceAll(LikeName(name), " ", "") }
	return glued(a) == glued(b) || mayBeOne(namesIn(a), namesIn(b)) || mayBeOne(namesIn(inPlainLetters(a)), namesIn(inPlainLetters(b)))
}

// notNames stand before or after a name and are none. Those of mayBeNames may be one, and
// are taken for titles and letters where two names are left.
var (
	notNames = strings.Fields("mr mrs miss mx dr prof professor cllr clr councillor councilor rev revd reverend messrs esq " +
		"obe mbe cbe kbe dbe qpm bsc msc mba mphil phd dphil llb llm frsa acca cpfa cipfa acma mcipd fcipd mrics frics mrtpi mciob rgn rmn mbcs fbcs cipp pgdip pgce")
	mayBeNames = strings.Fields("ms sir dame lord lady hon rt right honourable judge justice hhj capt captain major col colonel lt sgt sergeant insp inspector supt pc dc ds di dci pcso fr father sister mme madame herr frau jr jnr snr sr ii iii iv " +
		"bem qc kc jp dl mp ba ma mpa fca aca sw rsw bcs dpo hons")
)

// namesIn are the names of one human as they are compared: in small letters without
// accents, without titles, a surname that stands first for its comma last.
func namesIn(name string) []string {
	text := Canonical(name)
	if before, after, is := strings.Cut(text, "@"); is && strings.Contains(after, ".") && !strings.ContainsAny(text, " <") {
		before, _, _ = strings.Cut(before, "+")
		text = strings.TrimRight(before, "0123456789")
	}
	text = bare(text)
	if last, first, is := strings.Cut(text, ","); is {
		text = first + " " + last
	}
	var words []string
	for word := range strings.FieldsFuncSeq(withoutMarks(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		words = append(words, word)
	}
	full := func() (n int) {
		for _, word := range words {
			if isFull(word) {
				n++
			}
		}
		return n
	}
	without := func(list []string, leave int) {
		for n := len(words) - 1; n >= 0; n-- {
			if slices.Contains(list, words[n]) && full() > leave {
				words = slices.Delete(words, n, n+1)
			}
		}
	}
	without(notNames, 1)
	without(mayBeNames, 2)
	return words
}

// bare is a name without what stands in brackets, unless it is all there is, and without
// the marks within a name.
func bare(text string) string {
	var out strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case strings.ContainsRune("([{<", r):
			depth++
		case strings.ContainsRune(")]}>", r):
			depth = max(0, depth-1)
		case depth == 0:
			out.WriteRune(r)
		}
	}
	if strings.TrimSpace(out.String()) == "" {
		return text
	}
	return out.String()
}

// withoutMarks takes accents and apostrophes away.
func withoutMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsMark(r) || r == '\'' || r == '`' {
			return -1
		}
		return r
	}, text)
}

// isFull reports whether a name is more than the first letter of one.
func isFull(name string) bool {
	first, size := utf8.DecodeRuneInString(name)
	return len(name) > size || first > '\u2e80' // a name of one sign, in Chinese
}

// mayBeOne reports whether each name of the shorter is one of the longer, or its first
// letter, and one of them in full; or the shorter is one word of names of the longer glued
// together, as in an e-mail address.
func mayBeOne(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return false
	}
	if strings.Join(a, "") == strings.Join(b, "") || len(a) == 1 && isGlued(a[0], b, false) {
		return true
	}
	full, left := false, slices.Clone(b)
	var shortened []string
	for _, name := range a {
		if n := slices.Index(left, name); n >= 0 {
			full = full || isFull(name)
			left = slices.Delete(left, n, n+1)
		} else {
			shortened = append(shortened, name)
		}
	}
	for _, name := range shortened {
		n := slices.IndexFunc(left, func(other string) bool {
			short, first := name, name == a[0] && other == b[0]
			if len(other) < len(name) {
				short, other = other, name
			}
			called := first && len(short) >= 2 // Jo is Joanna
			return (!isFull(short) || called) && strings.HasPrefix(other, short)
		})
		if n < 0 {
			return false
		}
		left = slices.Delete(left, n, n+1)
	}
	return full
}

// isGlued reports whether the word is made of the names or their first letters, each at
// most once and in whichever order, one of them in full.
func isGlued(word string, names []string, full bool) bool {
	if word == "" {
		return full
	}
	for n, name := range names {
		rest := slices.Delete(slices.Clone(names), n, n+1)
		if after, is := strings.CutPrefix(word, name); is && isGlued(after, rest, full || len(name) >= 3) {
			return true
		}
		_, size := utf8.DecodeRuneInString(name)
		if after, is := strings.CutPrefix(word, name[:size]); is && isGlued(after, rest, full) {
			return true
		}
	}
	return false
}

// typed are letters that are written in two ways, or look like one.
var typed = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "0", "o", "1", "l", "i", "l", "|", "l", "rn", "m")

// inPlainLetters is a name as it would be typed without the keys for its letters, by
// whoever does not see which letter it is and whether it is doubled.
func inPlainLetters(name string) string {
	var before rune
	return strings.Map(func(r rune) rune {
		if r == before && unicode.IsLetter(r) {
			return -1
		}
		before = r
		return r
	}, typed.Replace(withoutMarks(Canonical(LooksLike(name)))))
}
