package policy

import "disclosure-register/pkg/disclosure"

// Outcome is what would become of a disclosure.
type Outcome string

// The outcomes.
const (
	Accepted    Outcome = "accept" // recorded, with nothing to flag
	Flagged     Outcome = "flag"   // recorded, and queued for the DPO
	NotRecorded Outcome = "refuse"
)

// Explanation is a decision, rule by rule.
type Explanation struct {
	Outcome Outcome         `json:"outcome" enum:"accept,flag,refuse"`
	Rules   []ExplainedRule `json:"rules"`
}

// ExplainedRule is one rule that is not met.
type ExplainedRule struct {
	disclosure.Finding
	Severity Severity `json:"severity" enum:"flag,refuse"`
	Clears   string   `json:"clears,omitempty" doc:"What would clear the flag"`
}

// Explain puts the decision as a list: what refuses first, then what flags.
func (d Decision) Explain() Explanation {
	e := Explanation{Outcome: Accepted, Rules: []ExplainedRule{}}
	for _, findings := range [][]disclosure.Finding{d.Malformed, d.Refusals} {
		for _, f := range findings {
			e.Outcome = NotRecorded
			e.Rules = append(e.Rules, ExplainedRule{Finding: f, Severity: Refuse})
		}
	}
	for _, f := range d.Flags {
		if e.Outcome == Accepted {
			e.Outcome = Flagged
		}
		e.Rules = append(e.Rules, ExplainedRule{Finding: f.Finding, Severity: Flag, Clears: f.Clears})
	}
	return e
}
