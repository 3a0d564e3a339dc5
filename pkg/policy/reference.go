package policy

import (
	"regexp"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// Months and kinds of street, as they are written in the canonical form.
const (
	months  = `(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)`
	streets = `(street|st|road|rd|avenue|ave|lane|ln|close|drive|way|court|crescent|gardens|grove|hill|house|place|square|terrace|walk|mews|row|green|park|view|rise)`
	year    = `(19|20)\d\d`
)

// noReferences are kinds of text that stand, in logs that councils have kept, where
// their own reference for a person belongs: what each looks like, in the order in
// which it is tried. All are matched against the canonical form.
var noReferences = []struct {
	what string
	like func() *regexp.Regexp
}{
	{"a placeholder", lazily(`^(0+|9{5,}|n[/.]k\.?|do\.?|all|everyone else|residents?|tenants?|customers?|complainants?|service users?|undefined|nan|null|true|false|#+)$`)},
	{"an e-mail address", lazily(`[^@\s]@[^@\s]+\.[^@\s]`)},
	{"a National Insurance number", lazily(`^(ni(no)?\b[ .:-]*(no\b[ .:]*)?)?[a-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d]$`)},
	{"an NHS number", lazily(`^(nhs\b[ .:-]*(no\b[ .:]*)?)?\d{3}[ -]\d{3}[ -]\d{4}$|^nhs\b[ .:-]*(no\b[ .:]*)?\d{10}$`)},
	{"a postcode", lazily(`^[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}$`)},
	{"an address", lazily(`^((flat|unit|room) [a-z\d]+,? )?\d+[a-z]?,? ([a-z.']+ )+` + streets + `\b|, ?[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}$`)},
	{"a date", lazily(`^(\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})|\d{1,2} \d{1,2} ` + year + `|` + year + `[/.-](0?[1-9]|1[0-2])([/.-]\d{1,2})?|(0?[1-9]|1[0-2])[/.-]` + year + `|(\d{1,2}(st|nd|rd|th)?[ -])?` + months + `[ -](` + year + `|\d{2})|\d{1,2}(st|nd|rd|th)? ` + months + `( ` + year + `| \d{2})?)([ t]\d{1,2}:\d{2}.*)?$`)},
	{"a date that a spreadsheet shows as a number", lazily(`^(1[89]|[234]\d|5[0-4])\d{3}\.\d+$`)},
	{"a number that a spreadsheet has worked out", lazily(`^(0?[.,]\d+|\d+[.,]0)$`)},
	{"a number that a spreadsheet has rounded", lazily(`^\d([.,]\d+)?e[+-]?\d+$`)},
	{"a fault of a spreadsheet", lazily(`^(#[a-z0-9/_]+[!?]?|err:\d{3})$`)},
	{"a name", lazily(`^(mrs?|ms|miss|mx|dr|prof|sir|cllr|councillor)\.? \S|^[\pL.'-]+(, ?| )[\pL.' -]+$`)},
}

// Telephone numbers, without what people put between their digits: from abroad, and in
// the United Kingdom, whose area codes never begin with 4 or 6.
var (
	telephone      = lazily(`^(\+\d{8,15}|(0044)?0[1-35789]\d{8,9}|0044[1-35789]\d{8,9})$`)
	besideDigits   = strings.NewReplacer("(0)", "", " ", "", "(", "", ")", "", "-", "", ".", "")
	partOfACode    = lazily(`(^|[-/_])\pL($|[-/_])`)
	severalOfACode = lazily(`[-/_]`)
)

// LooksLikeNoReference says what a text looks like that stands where the council's
// own reference for a person or a case belongs, and is probably none: a name, a date, a
// placeholder, a word without a number. It is "" for what may well be one. It only looks at how the text is
// written, so that it is for asking, and never for refusing.
func LooksLikeNoReference(reference string) string {
	text := disclosure.Canonical(reference)
	if standsForAName(text) || !strings.ContainsFunc(text, isLetterOrDigit) {
		return "a placeholder"
	}
	for _, kind := range noReferences {
		if kind.like().MatchString(text) {
			return kind.what
		}
	}
	switch {
	case IsTelephone(text):
		return "a telephone number"
	case !strings.ContainsFunc(text, unicode.IsNumber) && !(severalOfACode().MatchString(text) && partOfACode().MatchString(text)):
		return "a name or a word" // no number is in it, nor a letter alone, as in DBC-P-A
	}
	return ""
}

// IsTelephone reports whether the whole text, in its canonical form, is a telephone number:
// one of the United Kingdom (Ofcom's National Telephone Numbering Plan), or one with the sign
// of another country (ITU-T E.164).
func IsTelephone(text string) bool { return telephone().MatchString(besideDigits.Replace(text)) }

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127
}

// references flags what looks like no reference of the council's: what was recorded
// under it is found by nobody who asks about the person or the case, and a name in its
// place is kept where no name should be. A case's stays in plain text for as long as the
// list of what was destroyed does.
func (s *scene) references() {
	file := LooksLikeNoReference(s.d.Case.String())
	s.hold(ask{
		severity: Flag, rule: accountable, at: "/case", detail: "This looks like " + or(file, "a name, a date or a placeholder") + ", and not like the council's own reference for a case.",
		clears: "It is recorded anew in the right case, and corrected here to say so; or the Data Protection Officer says that this is the case's own reference.",
	}, file == "", func() Need {
		return place("/case", "the council's own reference for the case", TextNeed).testing("No name, date, address, number of another body or placeholder.")
	})
	for i, subject := range s.d.Subjects {
		what := LooksLikeNoReference(subject.Reference)
		s.hold(ask{
			severity: Flag, rule: accountable, at: "/subjects/" + itoa(i) + "/reference", detail: "This looks like " + or(what, "a name, a date or a placeholder") + ", and not like the council's own reference for a person.",
			clears: "A correction gives the council's own reference, or the Data Protection Officer says that this is one.",
		}, what == "", func() Need {
			return place("/subjects/0/reference", "the council's own reference for the person", TextNeed).testing("No name, date, address, number of another body or placeholder.")
		})
	}
}
