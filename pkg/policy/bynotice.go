package policy

import (
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// byNotice applies the council's own notice, as it was on the day.
func (s *scene) byNotice() {
	if s.notice == nil {
		return
	}
	s.recipientRows()
	s.outsideNotice()
	s.silentNotice()
	s.neverFor()
	for i := range s.notice.Rules {
		switch rule := &s.notice.Rules[i]; {
		case rule.Form, rule.ConsentFirst && s.onlyTheDead(): // nobody is left to consent
		case rule.ConsentFirst && s.asks != nil:
			s.requireWhere(s.deadNeed().opposite(), rule.Row, &rule.Requirement, rule.YieldsToLaw)
		case rule.ConsentFirst && s.compelled: // no consent is to come after what the law obliged
			deferred := s.out.deferred
			s.require(rule.Row, &rule.Requirement, rule.YieldsToLaw)
			s.out.deferred = deferred
		default:
			s.require(rule.Row, &rule.Requirement, rule.YieldsToLaw)
		}
		if rule := &s.notice.Rules[i]; rule.ConsentFirst && (s.asks != nil || !s.onlyTheDead()) {
			s.withdrawnByAnotherName(rule)
		}
	}
	s.override()
}

// withdrawnByAnotherName asks about what goes to somebody who acts for the person, and on no
// consent of theirs, where they have withdrawn consent to somebody else: that may be the same
// body in other words, which no rule about its name can tell.
func (s *scene) withdrawnByAnotherName(rule *Rule) {
	named, ended := &FactTest{Kind: disclosure.FactConsent, NamesRecipient: true}, &FactTest{Kind: disclosure.FactConsent, Ended: true}
	refused := &FactTest{Kind: disclosure.FactConsent, NamesRecipient: true, Ended: true} // by the rule itself
	acting := allOfConditions(rule.When, &Condition{ActsForSubject: true})
	met := Condition{Any: []Condition{{Not: acting}, {Fact: named}, {Fact: refused}, {Not: &Condition{Fact: ended}}}}
	s.hold(ask{
		severity: Flag, rule: rule.Row, at: "/recipient/organisation",
		detail: "This went to somebody who acts for the person, and the person has withdrawn consent to a recipient of another name. Look whether it is the same body in other words.",
		clears: saysTheyAre2,
	}, s.asks == nil && met.holds(s), func() Need { return met.need(s) })
}

func allOfConditions(when, and *Condition) *Condition {
	if when == nil {
		return and
	}
	return &Condition{All: []Condition{*when, *and}}
}

// formByNotice applies the notice's rules about what may stand in a record at
// all.
func (s *scene) formByNotice() {
	if s.notice == nil {
		return
	}
	for i := range s.notice.Rules {
		rule := &s.notice.Rules[i]
		if !rule.Form || s.asks == nil && (rule.When != nil && !rule.When.holds(s) || rule.Need.holds(s)) {
			continue
		}
		pointers := []string{rule.Pointer}
		if rule.Need.ForbidsCards() && s.asks == nil {
			pointers = s.cardNumbers()
		}
		for _, at := range pointers {
			s.hold(ask{rule: rule.Row, at: at, detail: rule.Detail, malformed: true}, false, func() Need { return rule.whole(s) })
		}
	}
}

// whole returns what the requirement asks where it applies.
func (r *Requirement) whole(s *scene) Need {
	need := r.Need.need(s)
	if r.When != nil {
		need = anyOf(r.When.need(s).opposite(), need)
	}
	return need
}

// recipientRows applies the rows that name the recipient. A recipient of a
// category whose rows turn on the kind has to say its kind, unless a row is for
// the kinds that no other names.
func (s *scene) recipientRows() {
	if s.asks != nil {
		s.askRows()
		return
	}
	r := s.d.Recipient
	var named, others, unsure []*NoticeRecipient
	for i := range s.notice.Recipients {
		row := &s.notice.Recipients[i]
		switch {
		case !row.speaksOf(s, r):
		case row.OtherKinds:
			others = append(others, row)
		case len(row.Kinds) == 0 || slices.Contains(row.Kinds, r.Kind):
			named = append(named, row)
		case r.Kind == "" && !s.actsForCouncil():
			unsure = append(unsure, row)
		}
	}
	if len(named) == 0 {
		named = others
	}
	for _, row := range named {
		for i := range row.Requires {
			s.require(row.Row, &row.Requires[i], true)
		}
	}
	s.rowMet = slices.ContainsFunc(named, func(row *NoticeRecipient) bool { return row.met(s) })
	if len(named) > 0 {
		return
	}
	if len(unsure) > 0 {
		s.sayKind(unsure[0].Row, false)
		return
	}
	if o := s.notice.OtherRecipients; o != nil {
		s.require(o.Row, &o.Requirement, o.YieldsToLaw)
		return
	}
	s.unnamed(settled(false))
}

// sayKind asks for the kind of a recipient of a category whose kinds the notice treats
// differently.
func (s *scene) sayKind(row string, said bool) {
	s.hold(ask{
		severity: Refuse, rule: row, at: kindPlace, detail: "Say which kind of recipient this is: the notice treats the kinds differently.",
		clears: "A correction says which kind of recipient it was.", forgiveness: inEmergency, aspect: OutsideNotice, choice: choiceOfKind,
	}, said, chosen(said))
}

// unnamed flags a recipient that the notice does not name. Answering the person is
// access and no onward sharing, and a processor is no third party, so no notice need
// name either.
func (s *scene) unnamed(named Need) {
	third := s.class != "" && s.class != Access && !s.ownCouncil()
	s.hold(ask{
		severity: Flag, rule: OutsideRule, at: "/recipient", detail: "The privacy notice does not name this recipient. The law applies in full all the same.",
		clears: "The Data Protection Officer accepts the sharing, and the notice is looked at again.", aspect: OutsideNotice,
	}, !third || s.actsForCouncil(), func() Need { return anyOf(settled(!third), s.actsForCouncilNeed(), named) })
}

// askRows asks what the rows that name the recipient ask: see [scene.recipientRows].
// Which of them do may turn on what has still to be given.
func (s *scene) askRows() {
	if s.asks.before != nil && s.asks.chosen != gatewayPlace && s.asks.chosen != kindPlace {
		return // which rows apply turns on no other choice
	}
	r := s.d.Recipient
	var named, others, unsure []Need
	var rows []*NoticeRecipient // those of named and then of others
	var otherRows []*NoticeRecipient
	unsureRow := ""
	for i := range s.notice.Recipients {
		row := &s.notice.Recipients[i]
		speaks := row.speaksNeed(s, r)
		switch {
		case speaks.known == unmeetable:
		case row.OtherKinds:
			others, otherRows = append(others, speaks), append(otherRows, row)
		case len(row.Kinds) == 0 || slices.Contains(row.Kinds, r.Kind):
			named, rows = append(named, speaks), append(rows, row)
		case r.Kind == "":
			unsure = append(unsure, allOf(speaks, s.actsForCouncilNeed().opposite()))
			unsureRow = or(unsureRow, row.Row)
		}
	}
	noneNamed := anyOf(named...).opposite()
	for i, row := range otherRows {
		named, rows = append(named, allOf(others[i], noneNamed)), append(rows, row)
	}
	var full []Need
	for i, row := range rows {
		all := []Need{named[i]}
		for k := range row.Requires {
			asked := &row.Requires[k]
			s.requireWhere(named[i], row.Row, asked, true)
			if asked.Severity != Flag {
				all = append(all, asked.whole(s))
			}
		}
		full = append(full, allOf(all...))
	}
	s.asks.rowMet = anyOf(full...)
	anyNamed := anyOf(named...).simply()
	switch {
	case len(unsure) > 0 && anyNamed.known != met:
		s.sayKind(unsureRow, false)
	case s.notice.OtherRecipients != nil:
		o := s.notice.OtherRecipients
		s.requireWhere(anyNamed.opposite(), o.Row, &o.Requirement, o.YieldsToLaw)
	default:
		s.unnamed(anyNamed)
	}
}

// speaksNeed asks for what makes the row speak of the recipient: see
// [NoticeRecipient.speaksOf].
func (n *NoticeRecipient) speaksNeed(s *scene, r disclosure.Recipient) Need {
	needs := []Need{settled((n.Category == "" || n.Category == r.Category && !s.ownCouncil()) && (len(n.Classes) == 0 || slices.Contains(n.Classes, s.class)))}
	if !n.Processors {
		needs = append(needs, s.actsForCouncilNeed().opposite())
	}
	if n.When != nil {
		needs = append(needs, n.When.need(s))
	}
	return allOf(needs...)
}

// speaksOf reports whether the row is about recipients of this category or
// class, in a disclosure such as this.
func (n *NoticeRecipient) speaksOf(s *scene, r disclosure.Recipient) bool {
	return (n.Category == "" || n.Category == r.Category) &&
		(len(n.Classes) == 0 || slices.Contains(n.Classes, s.class)) &&
		(n.Processors || !s.actsForCouncil()) &&
		(n.Category == "" || !s.ownCouncil()) &&
		(n.When == nil || n.When.holds(s))
}

// met reports whether nothing that the row requires is missing, but for what is
// only flagged.
func (n *NoticeRecipient) met(s *scene) bool {
	return !slices.ContainsFunc(n.Requires, func(r Requirement) bool {
		return r.Severity != Flag && (r.When == nil || r.When.holds(s)) && !r.Need.holds(s)
	})
}

// require applies one requirement of a row. Where the law obliges the sharing
// and the row yields, what it would refuse is flagged.
func (s *scene) require(row string, r *Requirement, yields bool) {
	if s.asks != nil {
		s.requireWhere(settled(true), row, r, yields)
		return
	}
	if r.When != nil && !r.When.holds(s) || r.Need.holds(s) {
		return
	}
	a := s.requirement(row, r, yields)
	if a.severity == Refuse && yields {
		if words, ok := s.gives(); ok {
			a.detail, a.severity = a.detail+words, Flag
			s.out.deferred = s.out.deferred || s.out.emergency && s.isToCome(a.at)
		}
	}
	s.hold(a, false, nil)
}

// isToCome reports whether what is pointed at is evidence of which there is none: the law
// obliged the sharing, and the record of an emergency is no more complete for it.
func (s *scene) isToCome(pointer string) bool {
	field, isEvidence := strings.CutPrefix(pointer, "/evidence/")
	return isEvidence && s.d.Evidence[field] == nil
}

// requireWhere asks a requirement of a row where the row applies.
func (s *scene) requireWhere(applies Need, row string, r *Requirement, yields bool) {
	s.hold(s.requirement(row, r, yields), false, func() Need { return anyOf(applies.opposite(), r.whole(s)) })
}

// requirement returns what a requirement of a row asks.
func (s *scene) requirement(row string, r *Requirement, yields bool) ask {
	pointer, detail, clears := s.words(r)
	return ask{
		severity: r.severity(), rule: row, at: pointer, detail: detail, clears: clears, forgiveness: inEmergency, aspect: OutsideNotice,
		yields: yields && r.severity() == Refuse,
	}
}

// words returns where a requirement that is not met points, and what is said of it.
func (s *scene) words(r *Requirement) (pointer, detail, clears string) {
	pointer, detail, clears = r.at(), r.Detail, r.Clears
	if r.Need.Evidence != nil && detail == "" {
		detail = s.law.askFor(r.Need.Evidence)
	}
	switch {
	case clears != "":
	case s.isToCome(pointer):
		clears = "A correction gives what is missing, or the Data Protection Officer accepts that it cannot be had."
	default: // something is there, and is not as the notice wants it: to say otherwise gives nothing that was missing
		clears = "A correction says otherwise where the record was wrong, or the Data Protection Officer accepts it."
	}
	return pointer, detail, clears
}

// askFor puts into words what one piece of evidence should say.
func (l *Law) askFor(t *EvidenceTest) string {
	says := l.fields[t.Field].Says
	switch is := t.Is.(type) {
	case bool:
		if is {
			return "The notice allows this only where it is so. Say " + says + "; it has to be true."
		}
		return "The notice allows this only where it is not so. Say " + says + "; it has to be false."
	case string:
		return "The notice asks for one answer here. Give " + says + "; it has to be " + is + "."
	}
	if t.NotAfterDisclosure {
		return "Give " + says + ". It has to be on or before the day of the disclosure."
	}
	return "Give " + says + "."
}

// EmergencyRule is the rule that an emergency recorded in short does not meet
// until a correction completes the record.
const EmergencyRule = "XX-14"

// emergency applies XX-14: who, whom and why are enough at once, and the rest
// follows, also of what the law obliged the council to share.
func (s *scene) emergency() {
	const at = "/urgency"
	s.hold(ask{
		severity: Flag, rule: EmergencyRule, at: at, detail: "This was recorded as an emergency, and part of the evidence is still to come.", clears: "A correction completes the record.",
	}, !s.out.deferred, func() Need {
		return anyOf(settled(!s.out.emergency), place(at, "how fast it had to be decided", ChoiceNeed).testing("Nothing of what is asked here is put off."))
	})
}
