package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// asking gathers what the rules ask of a disclosure of which only some choices have
// been made, in place of judging it. A nil asking judges.
type asking struct {
	// What has still to be chosen. What has not is asked for, and not judged.
	bases, conditions, gateway, exemptions, telling bool
	rowMet                                          Need // a row of the notice names the recipient and is met
	needs                                           []Needed
	terms                                           map[string]Term
	before                                          map[key]Needed // what was asked before a choice was made; nil at first
	met                                             map[key]bool   // what was settled before, or is so at first
	chosen                                          string         // where it is put
}

// Term is something that several needs ask, put once.
type Term struct {
	Says string `json:"says"`
	Need Need   `json:"need"`
}

// term is a leaf in place of what several needs ask.
func (s *scene) term(name, says string, build func() Need) Need {
	term, built := s.asks.terms[name]
	if !built {
		term = Term{says, build()}
		s.asks.terms[name] = term
	}
	if term.Need.known != open {
		return term.Need
	}
	return Need{Type: TermNeed, Term: name, Label: says}
}

// Needed is what one rule asks, and what becomes of a disclosure that does not have it.
type Needed struct {
	Rule        string   `json:"rule" doc:"Notice row, catalogue id, or 'form' for what makes a record a record" example:"DC-R4"`
	Row         string   `json:"row,omitempty" doc:"The notice's own row, under which a finding stands, where the rule is one of the law's"`
	Lack        Severity `json:"lack" enum:"refuse,flag" doc:"What becomes of a disclosure without it"`
	Yields      bool     `json:"yields,omitempty" doc:"Flagged and not refused where the law obliges the sharing, or an override says which provision goes before the notice"`
	Unavoidable bool     `json:"unavoidable,omitempty" doc:"Nothing that could be given meets it: a refusal can never be accepted so, a flag is always raised"`
	Pointer     string   `json:"pointer" doc:"JSON pointer to where a finding is put" example:"/evidence/ombudsmanCaseRef"`
	Detail      string   `json:"detail" doc:"What is said where it is lacking, and what it would take: the words of the dry run"`
	Clears      string   `json:"clears,omitempty" doc:"What would clear the flag"`
	Need        Need     `json:"need,omitzero" doc:"What is asked, as a tree; left out where it is unavoidable"`

	choice string // the choice that this asks for, such as lawful-basis
	key    key
}

// ask is one thing that a rule asks: what is found where it is lacking.
type ask struct {
	severity       Severity
	rule, at       string
	detail, clears string
	forgiveness    forgiveness
	aspect         Aspect // which the disclosure then has; "" for none
	yields         bool
	malformed      bool   // refused for ever
	choice         string // the choice that this asks for
	unlessSpoken   bool   // silent where a rule has spoken of the place already
}

// hold holds the disclosure to what a rule asks. The need says in data what holds
// says in code.
func (s *scene) hold(a ask, holds bool, need func() Need) bool {
	if s.asks != nil {
		s.asks.note(s, a, need)
		return true
	}
	if holds || a.unlessSpoken && s.out.finds(a.at) {
		return true
	}
	if a.aspect != "" {
		s.out.is(a.aspect)
	}
	if a.malformed {
		s.out.brokenBy(a.rule, a.at, a.detail)
		return false
	}
	s.out.by(a.severity, a.rule, a.at, a.detail, a.clears, a.forgiveness)
	return false
}

// form holds the disclosure to what makes it a record.
func (s *scene) formHolds(at, detail string, holds bool, need func() Need) bool {
	return s.hold(ask{rule: disclosure.FormRule, at: at, detail: detail, malformed: true}, holds, need)
}

// chosen is the need of what the choices that were made settle.
func chosen(holds bool) func() Need { return func() Need { return settled(holds) } }

// note keeps what is asked, unless it is settled that it is met. Once a choice is made,
// what was asked before and does not turn on the choices is not asked again.
func (a *asking) note(s *scene, asked ask, build func() Need) {
	was, before := a.before[asked.key()]
	if a.before != nil && a.met[asked.key()] {
		return
	}
	if before && !was.Need.turnsOn(a.chosen) {
		return
	}
	need := build()
	if need.known == met && a.before == nil {
		a.met[asked.key()] = true
	}
	if need.known == met || before && (need.known != unmeetable || was.Unavoidable) {
		return
	}
	n := Needed{
		Rule: asked.rule, Lack: asked.severity, Yields: asked.yields, Pointer: asked.at, Detail: asked.detail, Clears: asked.clears,
		Need: need, Unavoidable: need.known == unmeetable, choice: asked.choice, key: asked.key(),
	}
	if n.Unavoidable {
		n.Need = Need{}
	}
	if row := s.out.row(asked.rule); row != asked.rule {
		n.Row = row
	}
	switch {
	case asked.malformed:
		n.Lack = Refuse
	case n.Lack == Refuse && asked.forgiveness == inEmergency && s.out.emergency:
		n.Lack = Flag
	}
	for _, other := range a.needs {
		if other.key == n.key && other.Need.same(n.Need) {
			return
		}
	}
	a.needs = append(a.needs, n)
}

// key tells one thing asked from another.
type key struct {
	severity         Severity
	rule, at, detail string
}

func (a ask) key() key { return key{a.severity, a.rule, a.at, a.detail} }

// turnsOn reports whether what is chosen at the place can settle the need.
func (n Need) turnsOn(place string) bool {
	bears := func(each Need) bool { return each.turnsOn(place) }
	return slices.ContainsFunc(n.All, bears) || slices.ContainsFunc(n.Any, bears) || n.Pointer != "" && n.Pointer == place ||
		n.Term == termObliged && place == gatewayPlace
}
