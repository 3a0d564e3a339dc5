package policy

import (
	"strings"

	"disclosure-register/pkg/disclosure"
)

// eea lists the European Economic Area by ISO 3166 code and by name, folded as
// names are compared: the European Union, Iceland, Liechtenstein and Norway. A
// transfer there leaves the United Kingdom all the same.
var eea = foldedSet(
	"european union", "eu", "european economic area", "eea",
	"austria", "at", "belgium", "be", "bulgaria", "bg", "croatia", "hr", "cyprus", "cy", "czechia", "czech republic", "cz", "denmark", "dk",
	"estonia", "ee", "finland", "fi", "france", "fr", "germany", "de", "greece", "gr", "el", "hungary", "hu", "iceland", "is",
	"ireland", "republic of ireland", "ie", "italy", "it", "latvia", "lv", "liechtenstein", "li", "lithuania", "lt", "luxembourg", "lu",
	"malta", "mt", "netherlands", "the netherlands", "nl", "norway", "no", "poland", "pl", "portugal", "pt", "romania", "ro",
	"slovakia", "sk", "slovenia", "si", "spain", "es", "sweden", "se",
)

func foldedSet(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// Abroad says where a transfer out of the United Kingdom went, and what the
// notice has to say of it.
type Abroad struct {
	BeyondEEA bool `json:"beyondEEA" doc:"True when it left the European Economic Area too; a country that is not recognised is taken to have"`
	// NoticeMechanisms are the provisions that the notice's own transfers rested
	// on, on the day.
	NoticeMechanisms []string `json:"noticeMechanisms,omitempty" doc:"Provisions that the notice's own transfers rested on, on the day of the disclosure"`
}

// Abroad returns where the disclosure's data went outside the United Kingdom, or
// nil when it stayed or nothing was shared. The mechanism itself stands in the
// disclosure, as it was called on the day.
func (l *Law) Abroad(register disclosure.Register, d *disclosure.Disclosure) *Abroad {
	if d.Transfer == nil || !d.Shares() {
		return nil
	}
	on := disclosure.DateOf(d.DisclosedAt)
	a := &Abroad{BeyondEEA: !eea[strings.Trim(disclosure.SearchName(d.Transfer.Country), ". ")]}
	n := l.Notice(register, d.Notice, on)
	if n == nil {
		return a
	}
	for _, t := range n.Transfers {
		for _, m := range t.Mechanisms {
			if m.Covers(on) {
				a.NoticeMechanisms = append(a.NoticeMechanisms, m.Citation)
			}
		}
	}
	return a
}
