package policy

import (
	"regexp"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// noReferences are kinds of text that stand, in logs that councils have kept, where
// their own reference for a person belongs: what each looks like, in the order in
// which it is tried. All are matched against the canonical form.
var noReferences = []struct {
	what string
	like *regexp.Regexp
}{
	{"an e-mail address", regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)},
	{"a National Insurance number", regexp.MustCompile(`^[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]$`)},
	{"a postcode", regexp.MustCompile(`^[a-z]{1,2}\d[a-z\d]? \d[a-z]{2}$`)},
	{"a telephone number", regexp.MustCompile(`^(\+44|0)[ \d]{9,13}$`)},
	{"a date", regexp.MustCompile(`^(\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}(st|nd|rd|th)? (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{2,4})$`)},
	{"a number that a spreadsheet has rounded", regexp.MustCompile(`^\d(\.\d+)?e\+?\d+$`)},
	{"a fault of a spreadsheet", regexp.MustCompile(`^#(ref!|n/a|value!|name\?|div/0!|num!|null!)$`)},
	{"a name", regexp.MustCompile(`^(mrs?|ms|miss|mx|dr|prof|sir|cllr|councillor)\.? \S|^[\pL.'’-]+,? [\pL.'’ -]+$`)},
}

// LooksLikeNoReference says what a text looks like that stands where the council's
// own reference for a person belongs, and is probably none: a name, a date, a
// placeholder. It is "" for what may well be one. It only looks at how the text is
// written, so that it is for asking, and never for refusing.
func LooksLikeNoReference(reference string) string {
	text := disclosure.Canonical(reference)
	if standsForAName(text) || !strings.ContainsFunc(text, isLetterOrDigit) {
		return "a placeholder"
	}
	for _, kind := range noReferences {
		if kind.like.MatchString(text) {
			return kind.what
		}
	}
	return ""
}

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127
}

// references flags what looks like no reference of the council's: what was recorded
// under it is found by nobody who asks about the person, and a name in its place is
// kept where no name should be.
func (s *scene) references() {
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
