package policy

import (
	"regexp"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// prohibitions are laws that forbid giving something, by the words that name them.
// An exemption lets a council withhold; these leave it no choice.
var prohibitions = []struct {
	law   string
	words *regexp.Regexp
}{
	{"Proceeds of Crime Act 2002", regexp.MustCompile(`(?i)\bpoca\b|proceeds of crime`)},
	{"Investigatory Powers Act 2016", regexp.MustCompile(`(?i)\bipa 2016\b|investigatory powers`)},
	{"Gender Recognition Act 2004", regexp.MustCompile(`(?i)gender[- ]recognition`)},
	{"Adoption and Children Act 2002", regexp.MustCompile(`(?i)\badoption\b|\badoptive\b|\badopted (?:child|son|daughter|person|adult)\b`)},
	{"An order of a court", regexp.MustCompile(`(?i)\b(?:order|court|judge|tribunal)\b[^.]{0,80}\b(?:forbid|forbids|forbade|prohibit|prohibits|prohibited|not to be (?:told|disclosed|given|shown))\b`)},
}

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
	if d.Override != nil {
		texts = append(texts, d.Override.Reason, d.Override.Provision)
	}
	for _, value := range d.Evidence {
		if text, ok := value.(string); ok {
			texts = append(texts, text)
		}
	}
	for _, p := range prohibitions {
		for _, text := range texts {
			if p.words.MatchString(text) {
				return p.law
			}
		}
	}
	return ""
}
