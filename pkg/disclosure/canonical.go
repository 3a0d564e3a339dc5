package disclosure

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Canonical is the form in which references, names, departments and posts are
// compared and made keys of: two that have the same are spellings of one thing.
// Capitals, width, composition, ligatures, what cannot be seen, spaces before, after and
// doubled within, and which dash, slash, point in the middle or quotation mark was typed
// (see asTyped) make no difference: " DBC‑P 1" is "dbc-p 1" is "ＤＢＣ–Ｐ 1", and STRASSE
// is Straße. Words in another script that look the same stay different.
//
// What was written stays as written; the canonical form is for keys and comparing
// only. It is "" for text in which nothing can be seen.
//
// It is what Unicode calls a compatibility caseless match (section 3.13, D146), with
// default-ignorable characters away and marks as keyboards have them, brought to a fixed point: Canonical(Canonical(s))
// == Canonical(s). Folding and normalising once in turn is none, for 172 characters.
//
// It is part of the stored format: keys are made of it. Unicode promises that the
// form of a character that it has assigned never changes; of others there is no
// such promise, which is one reason for which [Unprintable] refuses them.
func Canonical(s string) string {
	if isPlain(s) {
		if s = strings.ToLower(s); !spaced(s) {
			return s
		}
		return strings.Join(strings.Fields(s), " ")
	}
	for {
		was := s
		s = strings.Map(func(r rune) rune {
			if isDefaultIgnorable(r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
		s = norm.NFKD.String(strings.Map(asTyped, fold(norm.NFKD.String(s))))
		s = strings.Join(strings.Fields(s), " ")
		if s == was {
			return s
		}
	}
}

// Same reports whether both are spellings of one thing; see [Canonical].
func Same[A, B ~string](a A, b B) bool {
	return string(a) == string(b) || Canonical(string(a)) == Canonical(string(b))
}

// fold takes capitals away (full case folding). Cherokee folds to its capitals, the
// small letters being younger; cases.Fold exchanges the two, and so never rests.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if 0xab70 <= r && r <= 0xabbf || 0x13f8 <= r && r <= 0x13fd {
			return unicode.ToUpper(r)
		}
		return r
	}, cases.Fold().String(s))
}

// asTyped returns the mark that a keyboard has in the place of one that looks like it,
// which a word processor puts there unasked, and any other character as it is.
//
// Like '-' are all that Unicode calls dashes and hyphens, what its confusables.txt
// (UTS 39) says looks like one and is no letter, lines to draw boxes with, and points in
// the middle; like '/', what confusables.txt says looks like one and is no letter.
func asTyped(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u201b', '\u2032':
		return '\''
	case '\u201c', '\u201d', '\u201f':
		return '"'
	case '\u2041', '\u2044', '\u2215', '\u2571', '\u27cb', '\u29f8':
		return '/'
	case '\u02d7', '\u06d4', '\u2043', '\u23af', '\u2500', '\u2501', '\u2796',
		'\u00b7', '\u2022', '\u2027', '\u2219', '\u22c5':
		return '-'
	}
	if r > unicode.MaxASCII && unicode.In(r, unicode.Dash, unicode.Hyphen) {
		return '-'
	}
	return r
}

// isPlain reports whether the text is ASCII, as nearly all references are: for it,
// folding is taking capitals away. (Its marks stay as they are: asTyped.)
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// spaced reports whether the text has any space but single ones within.
func spaced(s string) bool {
	before := true
	for i := range len(s) {
		space := s[i] <= ' '
		if space && (before || s[i] != ' ') {
			return true
		}
		before = space
	}
	return before
}

// isDefaultIgnorable reports whether a character is one that nothing is shown for:
// Default_Ignorable_Code_Point, derived as Unicode's DerivedCoreProperties.txt says.
func isDefaultIgnorable(r rune) bool {
	if !unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Cf, unicode.Variation_Selector) {
		return false
	}
	return !unicode.In(r, unicode.White_Space, unicode.Prepended_Concatenation_Mark) &&
		!(0xfff9 <= r && r <= 0xfffb) && !(0x13430 <= r && r <= 0x1343f)
}

// brailleBlank is printed as nothing although it is a symbol.
const brailleBlank = '\u2800'

// Unprintable reports whether a character has no place in one line of text: it is a
// control character, cannot be seen, ends a line, stands for one that was lost or for no text, or
// is one that Unicode has not assigned, so that nobody can say what it is.
func Unprintable(r rune) bool {
	return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) ||
		isDefaultIgnorable(r) || r == brailleBlank || r == objectReplacement || r == unicode.ReplacementChar
}
