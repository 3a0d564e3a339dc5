package policy

import "disclosure-register/pkg/disclosure"

// Abroad says where a transfer out of the United Kingdom went, and what the
// notice has to say of it.
type Abroad struct {
	BeyondEEA bool `json:"beyondEEA" doc:"True when it left the European Economic Area too; a country that is not recognised is taken to have"`
	// Mechanisms are what the law knows by the words in which the mechanism was recorded.
	Mechanisms []string       `json:"mechanisms,omitempty" doc:"What the law knows by the words in which the mechanism was recorded; none where it knows nothing by them"`
	Adequacy   *AdequacyFound `json:"adequacy,omitempty" doc:"What adequacy regulations said on the day of where it went; left out of a day before 2021"`
	// NoticeMechanisms are the provisions that the notice's own transfers rested
	// on, on the day.
	NoticeMechanisms []string `json:"noticeMechanisms,omitempty" doc:"Provisions that the notice's own transfers rested on, on the day of the disclosure"`
}

// Abroad returns where the disclosure's data went outside the United Kingdom, or
// nil when it stayed or nothing was shared. The mechanism itself stands in the
// disclosure, as it was called on the day.
func (l *Law) Abroad(register disclosure.Register, d *disclosure.Disclosure) *Abroad {
	if !leavesUK(d.Transfer) || !d.Shares() {
		return nil
	}
	on := disclosure.DateOf(d.DisclosedAt)
	a := &Abroad{
		BeyondEEA: !liesIn(d.Transfer.Country, europeanEconomicArea), Mechanisms: mechanismsOf(d.Transfer), Adequacy: l.Adequacy(d.Transfer, on),
	}
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
