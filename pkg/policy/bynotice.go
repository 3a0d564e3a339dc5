package policy

import (
	"slices"

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
		if rule := &s.notice.Rules[i]; !rule.Form {
			s.require(rule.Row, &rule.Requirement, rule.YieldsToLaw)
		}
	}
	s.override()
}

// formByNotice applies the notice's rules about what may stand in a record at
// all.
func (s *scene) formByNotice() {
	if s.notice == nil {
		return
	}
	for i := range s.notice.Rules {
		rule := &s.notice.Rules[i]
		if !rule.Form || rule.When != nil && !rule.When.holds(s) || rule.Need.holds(s) {
			continue
		}
		pointers := []string{rule.Pointer}
		if rule.Need.forbidsCards() {
			pointers = s.cardNumbers()
		}
		for _, at := range pointers {
			s.out.brokenBy(rule.Row, at, rule.Detail)
		}
	}
}

// recipientRows applies the rows that name the recipient. A recipient of a
// category whose rows turn on the kind has to say its kind, unless a row is for
// the kinds that no other names.
func (s *scene) recipientRows() {
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
		s.out.is(OutsideNotice)
		s.out.refuse(unsure[0].Row, "/recipient/kind", "Say which kind of recipient this is: the notice treats the kinds differently.", "A correction says which kind of recipient it was.", inEmergency)
		return
	}
	if o := s.notice.OtherRecipients; o != nil {
		s.require(o.Row, &o.Requirement, o.YieldsToLaw)
		return
	}
	// Answering the person is access and no onward sharing, and a processor is no third
	// party, so no notice need name either.
	if s.class != "" && s.class != Access && !s.ownCouncil() && !s.actsForCouncil() {
		s.out.is(OutsideNotice)
		s.out.flag("XX-10", "/recipient", "The privacy notice does not name this recipient. The law applies in full all the same.", "The Data Protection Officer accepts the sharing, and the notice is looked at again.")
	}
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
	if r.When != nil && !r.When.holds(s) || r.Need.holds(s) {
		return
	}
	s.out.is(OutsideNotice)
	pointer, detail, clears := s.words(r)
	severity := r.Severity
	if severity == "" {
		severity = Refuse
	}
	if severity == Refuse && yields {
		if words, ok := s.gives(); ok {
			detail, severity = detail+words, Flag
		}
	}
	s.out.by(severity, row, pointer, detail, clears, inEmergency)
}

// words returns where a requirement that is not met points, and what is said of it.
func (s *scene) words(r *Requirement) (pointer, detail, clears string) {
	pointer, detail, clears = r.Pointer, r.Detail, r.Clears
	if r.Need.Evidence != nil {
		if pointer == "" {
			pointer = "/evidence/" + r.Need.Evidence.Field
		}
		if detail == "" {
			detail = s.askFor(r.Need.Evidence)
		}
	}
	if clears == "" {
		clears = "A correction gives what is missing, or the Data Protection Officer accepts that it cannot be had."
	}
	return pointer, detail, clears
}

// askFor puts into words what one piece of evidence should say.
func (s *scene) askFor(t *EvidenceTest) string {
	says := s.law.fields[t.Field].Says
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
// follows.
func (s *scene) emergency() {
	if s.out.deferred {
		s.out.flag(EmergencyRule, "/urgency", "This was recorded as an emergency, and part of the evidence is still to come.", "A correction completes the record.")
	}
}
