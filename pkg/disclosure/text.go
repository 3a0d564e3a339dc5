package disclosure

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// objectReplacement stands where something was that no text can hold, such as a picture.
const objectReplacement = '\ufffc'

// Blank reports whether nothing of the text can be seen: it is empty, or holds spaces and
// characters that nothing is shown for alone. What has to be written is not there then.
func Blank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !Unprintable(r) {
			return false
		}
	}
	return true
}

// NotProse says what is wrong with a text of any number of lines: a control character, one
// that reorders what a reader sees (Unicode UAX 9), or one that could not be read. It is ""
// of a text that may stand in such a field. What cannot be seen may stand among what can,
// since scripts and signs are joined with it, and text that is pasted has it; a text of
// nothing else is [Blank].
func NotProse(s string) string {
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
		case unicode.IsControl(r):
			return "The text holds a control character. Remove it."
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069':
			return "The text holds a character that reorders what a reader sees. Remove it."
		case r == utf8.RuneError:
			return "The text holds a character that could not be read. Write it again."
		}
	}
	return ""
}

// OneLine reports whether the text may stand in a field of one line, such as a
// reference, a name or a title: every character can be seen (see [Unprintable]), and
// there is no space at either end. "" may.
//
// It is the one rule for such fields, wherever a caller fills them in.
func OneLine(s string) bool {
	if isPlain(s) {
		for i := range len(s) {
			if s[i] < ' ' || s[i] == 0x7f {
				return false
			}
		}
		return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
	}
	return strings.TrimSpace(s) == s && strings.ToValidUTF8(s, "") == s && !strings.ContainsFunc(s, Unprintable)
}

// NotOneLine is what a caller is told of a field that is not one line.
const NotOneLine = "This holds a control character, a character that cannot be seen or that changes the direction of the text around it, or a space before or after it. Type it again without."

// Prose is the length, in characters, from which a field is prose, in which new lines
// and tabs may stand. Shorter fields are names and references, on one line.
const Prose = 500
