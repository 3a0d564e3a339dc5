package policy

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"disclosure-register/pkg/disclosure"
)

// prohibition is a law that forbids giving something, by the words that name it. An
// exemption lets a council withhold; these leave it no choice.
type prohibition struct {
	law   string
	words *regexp.Regexp
	// needs are parts of which a text that the words are in has one at least, in small
	// letters: to look for them costs a hundredth of what the words do.
	needs []string
}

// Who forbids, and the words by which they do, in whichever order they stand.
const (
	courts  = `(?:orders?|ordered|court|judge|tribunal|injunction)`
	forbids = `(?:forbid|forbids|forbade|forbidden|prohibit|prohibits|prohibited|prohibiting|non[- ]?disclosure|(?:not to|must not|may not|shall not) be (?:told|disclosed|given|shown|informed))`
)

var prohibitions = []prohibition{
	{"Proceeds of Crime Act 2002", regexp.MustCompile(`(?i)\bpoca\b|proceeds of crime`), []string{"poca", "proceeds of crime"}},
	{"Investigatory Powers Act 2016", regexp.MustCompile(`(?i)\bipa 2016\b|investigatory powers`), []string{"ipa 2016", "investigatory powers"}},
	{"Gender Recognition Act 2004", regexp.MustCompile(`(?i)gender[- ]recognition`), []string{"recognition"}},
	{"Adoption and Children Act 2002", regexp.MustCompile(`(?i)\badoption\b|\badoptive\b|\badopted (?:child|son|daughter|person|adult)\b`), []string{"adopt"}},
	{"An order of a court", regexp.MustCompile(`(?i)\b` + courts + `\b[^.]{0,80}\b` + forbids + `\b|\b` + forbids + `\b[^.]{0,80}\b` + courts + `\b`), []string{"forb", "prohibit", "not be ", "not to be ", "non-disclosure", "nondisclosure", "non disclosure"}},
}

// in reports whether the words are in the text, of which small is the same in small
// letters.
func (p prohibition) in(text, small string) bool {
	// Letters outside ASCII may stand for one inside it: the words know which do.
	beyond := strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
	need := func(part string) bool { return strings.Contains(small, part) }
	return (beyond || slices.ContainsFunc(p.needs, need)) && p.words.MatchString(inOrder.ReplaceAllString(text, ""))
}

// inOrder is a word of nobody's order.
var inOrder = regexp.MustCompile(`(?i)\bin order\b`)

// Forbids reports whether the ground is a prohibition of another law or a court's:
// Schedule 4 of the DPA 2018, and what Schedule 3 leaves to courts.
func Forbids(ground string) bool {
	return strings.HasPrefix(ground, "dpa18-sch4-") || strings.HasPrefix(ground, "dpa18-sch3-") && strings.HasSuffix(ground, "-court")
}

// Prohibition returns another law that forbids giving the disclosure to whoever
// asks, where the record names it in any of its words, or "".
func Prohibition(d *disclosure.Disclosure) string {
	texts := []string{d.Reason, d.Purpose, d.Justification.Necessity, d.Recipient.Organisation, d.Recipient.Post}
	for _, e := range d.Justification.Exemptions {
		texts = append(append(texts, e.Reason), e.Provisions...)
	}
	for _, item := range d.Data {
		texts = append(texts, item.Description)
	}
	if d.Share != nil {
		texts = append(texts, d.Share.HowToTell, d.Share.Occasion)
	}
	if d.Departure != nil {
		texts = append(texts, d.Departure.Reason, d.Departure.NoBreachReason)
	}
	if d.Override != nil {
		texts = append(texts, d.Override.Reason, d.Override.Provision)
	}
	for _, value := range d.Evidence {
		if text, ok := value.(string); ok {
			texts = append(texts, text)
		}
	}
	small := make([]string, len(texts))
	for i, text := range texts {
		small[i] = strings.ToLower(text)
	}
	for _, p := range prohibitions {
		for i, text := range texts {
			if p.in(text, small[i]) {
				return p.law
			}
		}
	}
	return ""
}
