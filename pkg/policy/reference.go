package policy

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

// Months and kinds of street, as they are written in the canonical form.
const (
	months  = `(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)`
	streets = `(street|st|road|rd|avenue|ave|lane|ln|close|drive|way|court|crescent|gardens|grove|hill|house|place|square|terrace|walk|mews|row|green|park|view|rise)`
	year    = `(19|20)\d\d`
	// dayLabel may stand before a day, and says what it is the day of.
	dayLabel = `((d\.?o\.?b\.?|born|b\.|date of birth|w/[ce]|wc|week (commencing|ending|beginning)|date|dated|on)[ .:-]*)?`
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
	{"a date", lazily(`^` + dayLabel + `(\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})|\d{1,2} \d{1,2} ` + year + `|` + year + `[/.-](0?[1-9]|1[0-2])([/.-]\d{1,2})?|(0?[1-9]|1[0-2])[/.-]` + year + `|(\d{1,2}(st|nd|rd|th)?[ -])?` + months + `[ -](` + year + `|\d{2})|\d{1,2}(st|nd|rd|th)? ` + months + `( ` + year + `| \d{2})?)([ t]\d{1,2}:\d{2}.*)?$`)},
	{"a date", lazily(`^(d\.?o\.?b\.?|born|date of birth)\b[ .:-]*\d|(^| )\d{1,2}[/.-]\d{1,2}[/.-](` + year + `|\d{2})$`)},
	{"a year or a part of one", lazily(`^(` + year + `|fy ?(` + year + `|\d{2})([/-](` + year + `|\d{2}))?|` + year + `[/-]` + year + `|[qh][1-4][ /'-]*(` + year + `|\d{2})([/-]\d{2})?|(` + year + `|\d{2})[ /-]*[qh][1-4]|(week|wk|month|quarter|qtr)[ .]*(no\.? ?)?\d{1,2}([ /-]+(` + year + `|\d{2}))?)$`)},
	{"a place in a list", lazily(`^(\d{1,2}|\d{1,3}(st|nd|rd|th)|((no|nr|num|number|item|row|line|entry|ref|id|appendix|annex|page|sheet)[ .:#]+|#) *\d{1,2})$`)},
	{"an amount", lazily(`^[-+(]? ?[£$€]|^-\d|%$|^\d{1,3}(,\d{3})+(\.\d+)?$`)},
	{"something made up", lazily(`^(test|testing|tester|dummy|demo|fake|asdf|qwerty)[ ._-]*\d*$`)},
	{"an officer's number", lazily(`^(w?pc|t/?dc|pcso|dc|ps|ds|di|dci|dsu|insp|inspector|sgt|sergeant)\.? \d{1,5}$|^pc(so)?\d{2,6}$`)},
	{"a bank account", lazily(`^(sort ?code[ .:]*)?\d{2}([- ])\d{2}([- ])\d{2}[ ,/]+(a/?c( no\.?)?[ .:]*)?\d{4} ?\d{4}$|^(sort ?code|iban)\b`)},
	{"the number of a passport, a licence, a card or a vehicle", lazily(`^(passport|driving licen[cs]e|licen[cs]e|vrm|vehicle|tel(ephone)?|mob(ile)?|phone|card)\b[ .:]*(no\b|number\b)?[ .:]*[a-z]{0,4}\d`)},
	{"a driving licence", lazily(`^[a-z][a-z9]{4}\d[0156]\d{4}[a-z9]{2}[a-z\d]{3}$`)},
	{"a vehicle's registration", lazily(`^[a-z]{2}\d{2} ?[a-hj-pr-z]{3}$`)},
	{"a date that a spreadsheet shows as a number", lazily(`^(1[89]|[234]\d|5[0-4])\d{3}\.\d+$`)},
	{"a number that a spreadsheet has worked out", lazily(`^(0?[.,]\d+|\d+[.,]0)$`)},
	{"a number that a spreadsheet has rounded", lazily(`^\d([.,]\d+)?e[+-]?\d+$`)},
	{"a fault of a spreadsheet", lazily(`^(#[a-z0-9/_]+[!?]?|err:\d{3})$`)},
	{"a name with a year", lazily(`^\pL{4,}[/_. -]*` + year + `$|^\pL{3}[/. ]+19\d\d$|^\pL{3,}/\pL/\d\d$`)},
	{"a name beside a number", lazily(`^\d+[ /_.-]+\pL{4,}$|^\pL[/_. -]\pL{5,}[/_. -]?\d{0,4}$`)},
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

var (
	tenDigits  = lazily(`^[4679]\d{9}$`) // as the NHS gives them out in England and Wales
	cardNumber = lazily(`^(4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|6\d{15}|3[47]\d{13})$`)
	iban       = lazily(`^[a-z]{2}\d{2}[a-z\d]{11,30}$`)
	// written as people write a name, and joined to a number
	nameAndNumber = lazily(`^([A-Z]\.? ?)?(\p{Lu}\p{Ll}{3,})(-\p{Lu}\p{Ll}+)?[-_.]?\d{1,4}$`)
	// loginName is a surname with an initial, or the other way round, joined to what tells
	// two of a name apart, as systems make a login: SMITHJ01. What councils put before a
	// number is shorter, has more digits behind it, or is a word for what is numbered.
	loginName = lazily(`^(\pL{5,20})\d{1,3}$`)
	vowel     = lazily(`[aeiouy]`)
	// numbered are words for what councils number, beside [kindsOfReference] and what their
	// departments are called.
	numbered = strings.Fields(`asset assets applicant appeal appln badge batch block breach bundle caller carer child claim claimant complaint complaints complainant contract council ctax early earlyhelp enquiry
		event family fraud group homes household incident invoice learner letter licence marac marker match matter member month neighbour notice order owner parent party patient permit phase pupil quarter
		query referral request resident risk round route sample school sheet site stage statement subject tenant tenants tenancy ticket trust unit victim visit ward witness worker youth`)
	// bornOn is a day of birth written as a number: 01021980, or the year first. Of numbers
	// that begin with a year of this century it is not asked: systems count on from those.
	bornOn = lazily(`^(?:(\d\d)(\d\d)((?:19|20)\d\d)|(19\d\d)(\d\d)(\d\d))$`)
	// kindsOfReference are words that stand before a reference's number.
	kindsOfReference = lazily(`(?i)^(acct|account|case|client|cust|customer|file|pers|person|party|record|tenant|tenancy|contact|citizen|student|pupil)$`)
)

// byCheckDigit says what a number is that has the check digits of one: an NHS number
// (modulus 11), a card (ISO/IEC 7812-1), a bank account (ISO 13616). One in eleven, in
// ten, and in a hundred of the numbers that look so are none.
func byCheckDigit(text string) string {
	digits := besideDigits.Replace(text)
	switch {
	case tenDigits().MatchString(text) && isNHSNumber(text):
		return "an NHS number"
	case cardNumber().MatchString(digits) && isLuhn(digits):
		return "the number of a card"
	case iban().MatchString(digits) && isIBAN(digits):
		return "a bank account"
	}
	return ""
}

func isNHSNumber(digits string) bool {
	sum := 0
	for i, c := range digits { // the check digit weighs 1
		sum += int(c-'0') * (10 - i)
	}
	return sum%11 == 0
}

func isLuhn(digits string) bool {
	sum := 0
	for i, c := range digits {
		n := int(c - '0')
		if (len(digits)-i)%2 == 0 {
			n = n*2/10 + n*2%10
		}
		sum += n
	}
	return sum%10 == 0
}

func isIBAN(text string) bool {
	rest := 0
	for _, c := range text[4:] + text[:4] {
		if c >= 'a' {
			rest = (rest*100 + int(c-'a') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

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
	case byCheckDigit(text) != "":
		return byCheckDigit(text)
	case isBirth(text):
		return "a date"
	case isNameAndNumber(reference), isLoginName(text):
		return "a name with a number"
	case !strings.ContainsFunc(text, unicode.IsNumber) && !(severalOfACode().MatchString(text) && partOfACode().MatchString(text)):
		return "a name or a word" // no number is in it, nor a letter alone, as in DBC-P-A
	}
	return ""
}

func isNameAndNumber(reference string) bool {
	parts := nameAndNumber().FindStringSubmatch(strings.TrimSpace(reference))
	return parts != nil && !isNumbered(parts[2])
}

func isLoginName(text string) bool {
	parts := loginName().FindStringSubmatch(text)
	return parts != nil && vowel().MatchString(parts[1]) && !isNumbered(parts[1])
}

// isNumbered reports whether the word is one for what councils number, or for who does.
func isNumbered(word string) bool {
	word = strings.ToLower(word)
	return kindsOfReference().MatchString(word) || slices.Contains(numbered, word) || slices.Contains(departmentWords, word)
}

// isBirth reports whether eight digits are a day that there was, on which somebody alive may
// have been born. Of numbers that are given out by chance, one in 1,150 is.
func isBirth(text string) bool {
	parts := bornOn().FindStringSubmatch(text)
	if parts == nil {
		return false
	}
	day, month, year := parts[1], parts[2], parts[3]
	if parts[4] != "" {
		day, month, year = parts[6], parts[5], parts[4]
	}
	on, err := disclosure.ParseDate(year + "-" + month + "-" + day)
	return err == nil && year >= "1905" && on.Before(disclosure.NewDate(2030, 1, 1))
}

// IsTelephone reports whether the whole text, in its canonical form, is a telephone number:
// one of the United Kingdom (Ofcom's National Telephone Numbering Plan), or one with the sign
// of another country (ITU-T E.164).
func IsTelephone(text string) bool { return telephone().MatchString(besideDigits.Replace(text)) }

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127
}

// UnlikeReference returns the flag of what stands where the council's own reference for a
// person belongs, in anything that is recorded about them but a disclosure, and looks like
// none: nobody who asks about the person finds it. None of what may well be one.
func UnlikeReference(pointer, reference string) []disclosure.Flag {
	what := LooksLikeNoReference(reference)
	if what == "" {
		return nil
	}
	return []disclosure.Flag{{
		Finding: disclosure.Finding{Rule: accountable, Pointer: pointer, Detail: "This looks like " + what + ", and not like the council's own reference for a person."},
		Clears:  "It is recorded anew under the council's own reference, and this is taken back; or the Data Protection Officer says that this is one.",
	}}
}

// ReferenceOfFact flags what a fact about a person is recorded under, where it looks like no
// reference. What takes the place of an earlier one was flagged with the first.
func ReferenceOfFact(f disclosure.Fact) []disclosure.Flag {
	switch {
	case f.Replaces != "":
		return nil
	case f.About.Dimension == disclosure.FactsOfSubject:
		return UnlikeReference("/about/reference", f.About.Reference)
	case f.About.Dimension == disclosure.FactsOfAnswers:
		return UnlikeReference("/subject", f.About.Reference)
	}
	return nil
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
