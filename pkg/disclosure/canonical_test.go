package disclosure_test

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
)

func TestSpellingsOfOneThing(t *testing.T) {
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"capitals":                            {"dbc-p-700001", "DBC-P-700001", true},
		"a department in capitals":            {"Housing", "housing", true},
		"full width":                          {"ＤＢＣ－Ｐ－１", "dbc-p-1", true},
		"composed and decomposed":             {"Café", "Cafe\u0301", true},
		"composed and decomposed in capitals": {"CAFÉ", "cafe\u0301", true},
		"a zero-width space":                  {"Sam\u200bple", "Sample", true},
		"a soft hyphen":                       {"Sam\u00adple", "Sample", true},
		"a byte order mark before it":         {"\ufeffSample", "Sample", true},
		"a word joiner and a direction mark":  {"Sa\u2060mple\u200e", "Sample", true},
		"a variation selector":                {"Sample\ufe0f", "Sample", true},
		"a Hangul filler":                     {"Sample\u3164", "Sample", true},
		"a ligature":                          {"Griﬃn", "GRIFFIN", true},
		"sharp s":                             {"Straße", "STRASSE", true},
		"capital sharp s":                     {"STRAẞE", "strasse", true},
		"Cherokee in capitals":                {"\uab70\u13f8", "\u13a0\u13f0", true},
		"final sigma":                         {"ΟΔΟΣ", "οδος", true},
		"a superscript":                       {"Unit²", "unit2", true},
		"a non-breaking hyphen":               {"DBC\u2011P", "DBC\u2010P", true},
		"a non-breaking hyphen and a hyphen":  {"DBC\u2011P", "dbc-p", true},
		"a fraction's slash":                  {"DSR\u204426\u2215001", "DSR/26/001", true},
		"a fraction":                          {"12½", "121/2", true},
		"a word processor's apostrophe":       {"St Sample’s", "St Sample's", true},
		"a word processor's quotation marks":  {"The “Sample” Trust", "the \"sample\" trust", true},
		"a dash and a slash":                  {"DSR\u201326", "DSR/26", false},
		"a dash and a low line":               {"DSR\u201326", "DSR_26", false},
		"a stroke that is a letter":           {"DSR\u30fc26", "DSR-26", false},
		"a backslash":                         {"DSR\\26", "DSR/26", false},
		"a non-breaking space":                {"25\u00a0001 234", "25 001 234", true},
		"spaces outside and doubled":          {"  25  001\t234 ", "25 001 234", true},
		"a space less":                        {"25001 234", "25 001 234", false},
		"a hyphen less":                       {"DBCP-1", "DBC-P-1", false},
		"a letter for a digit":                {"DBC-P-O", "DBC-P-0", false},
		"an accent less":                      {"Cafe", "Café", false},
		"another script":                      {"А-1", "A-1", false},
		"nothing and something":               {"", "A", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := disclosure.Same(c.a, c.b); got != c.want {
				t.Errorf("%+q and %+q are spellings of one thing: %v, want %v (%+q, %+q)", c.a, c.b, got, c.want, disclosure.Canonical(c.a), disclosure.Canonical(c.b))
			}
		})
	}
	for _, unseen := range []string{"", " ", "\u200b", "\u3164 \u00ad", "\ufeff"} {
		if got := disclosure.Canonical(unseen); got != "" {
			t.Errorf("of %+q, in which nothing can be seen, the form is %+q", unseen, got)
		}
	}
}

// Every dash and hyphen there is, and what looks like one, is one in a reference.
func TestADashIsADashHoweverItWasTyped(t *testing.T) {
	const like = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\u00b7\u2043\u2022\u2500\ufe58\ufe63\uff0d\u207b"
	dashes := 0
	for r := rune('-'); r <= unicode.MaxRune; r++ {
		dash := unicode.In(r, unicode.Dash, unicode.Hyphen) && r != '\u00ad' // a soft hyphen is not seen
		if !dash && !strings.ContainsRune(like, r) {
			continue
		}
		dashes++
		if written := "HY" + string(r) + "72011"; !disclosure.Same(written, "hy-72011") || disclosure.CaseRef(written).Key() != disclosure.CaseRef("hy-72011").Key() {
			t.Errorf("%+q is not HY-72011, but %+q", written, disclosure.Canonical(written))
		}
	}
	if dashes < 35 {
		t.Errorf("%d dashes were tried, want all of Unicode's", dashes)
	}
}

// TestCanonicalIsAFixedPoint goes through every character there is, alone and
// beside what composes with it, and checks that this is no idle fear: done once in
// turn, folding and composing leave some that a second time changes.
func TestCanonicalIsAFixedPoint(t *testing.T) {
	moved := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := string(r)
		once := cases.Fold().String(norm.NFKC.String(s))
		if cases.Fold().String(norm.NFKC.String(once)) != once {
			moved++
		}
		form := disclosure.Canonical(s)
		if again := disclosure.Canonical(form); again != form {
			t.Fatalf("%+q has the form %+q, which has %+q", s, form, again)
		}
		if form == s && !unicode.IsMark(r) {
			continue
		}
		for _, s := range []string{s, "a" + s + "\u0345", s + "\u0301"} {
			form := disclosure.Canonical(s)
			for _, other := range []string{form, norm.NFC.String(s), norm.NFD.String(s), norm.NFKC.String(s)} {
				if got := disclosure.Canonical(other); got != form {
					t.Fatalf("%+q has the form %+q, and so written, %+q, has %+q", s, form, other, got)
				}
			}
		}
	}
	if moved == 0 {
		t.Error("folding and composing once is already a fixed point: nothing was shown")
	}
}

func TestCanonicalOfAnyText(t *testing.T) {
	character := rapid.OneOf(
		rapid.Rune(),
		rapid.RuneFrom([]rune("aAßẞﬃΣςıİ-\u2011\u2013\u2044\u00b7\u2019\u13a0\uab70 ͅ\u0301\u0327\u200b\u00ad\u3000\u1e9e\u0390\u1fd3\u2126K")),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(character).Draw(t, "text")
		form := disclosure.Canonical(s)
		if again := disclosure.Canonical(form); again != form {
			t.Fatalf("%+q has the form %+q, which has %+q", s, form, again)
		}
		for _, other := range []string{" " + s, s + "\u2060", norm.NFD.String(s), norm.NFKD.String(s)} {
			if got := disclosure.Canonical(other); got != form {
				t.Fatalf("%+q has the form %+q, and so written, %+q, has %+q", s, form, other, got)
			}
		}
	})
}

func TestWhatMayStandInOneLine(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"nothing":                           {"", true},
		"slashes":                           {"DSR/26/001", true},
		"spaces within":                     {"25 001 234", true},
		"a percent sign, a hash and a plus": {"100%#+?&", true},
		"letters of other alphabets":        {"Zażółć-ΩЖ-例", true},
		"an accent that is its own":         {"Cafe\u0301", true},
		"a non-breaking space within":       {"25\u00a0001", true},
		"a symbol":                          {"🏠 12", true},
		"a space before":                    {" A", false},
		"a space after":                     {"A ", false},
		"a wide space after":                {"A\u3000", false},
		"a tab":                             {"A\tB", false},
		"an end of line":                    {"A\nB", false},
		"Unicode's own end of line":         {"A\u2028B", false},
		"a nought":                          {"A\x00B", false},
		"a delete":                          {"A\x7fB", false},
		"a C1 control":                      {"A\u0085B", false},
		"a zero-width space":                {"A\u200bB", false},
		"a soft hyphen":                     {"A\u00adB", false},
		"a byte order mark":                 {"\ufeffAB", false},
		"a change of direction":             {"A\u202eB", false},
		"a variation selector":              {"A\ufe0fB", false},
		"a Hangul filler":                   {"A\u3164B", false},
		"a grapheme joiner":                 {"A\u034fB", false},
		"a tag":                             {"A\U000e0041B", false},
		"a blank in Braille":                {"A\u2800B", false},
		"a private character":               {"A\ue000B", false},
		"a character not assigned":          {"A\U0003ffffB", false},
		"what a lost character left":        {"A\ufffdB", false},
		"bytes that are no text":            {"A\xffB", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := disclosure.OneLine(c.text); got != c.want {
				t.Errorf("%+q may stand in one line: %v, want %v", c.text, got, c.want)
			}
		})
	}
}

// What has to be written is not there where nothing of it can be seen.
func TestWhatCannotBeSeenIsBlank(t *testing.T) {
	for text, blank := range map[string]bool{
		"": true, " \n\t": true, "\u3164": true, "\u200b": true, "\u2800\u2800": true, "\ufeff \u00ad": true, "\ufffc": true, "\u00a0\u3000": true,
		"a": false, "\u200ba\u200b": false, ".": false, "案": false, "👩\u200d👧": false, "\u0301": false,
	} {
		if disclosure.Blank(text) != blank {
			t.Errorf("%+q: blank %t, want %t", text, !blank, blank)
		}
		if blank && text != "" && disclosure.OneLine(text) {
			t.Errorf("%+q may stand in a field of one line", text)
		}
	}
}
