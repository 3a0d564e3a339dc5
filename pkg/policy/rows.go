package policy

import (
	"fmt"
	"slices"
	"strings"
)

// RowUse is one thing a notice says under a row, and what holds people to it.
type RowUse struct {
	Part    string // where in the notice's file it stands, such as recipients
	Section string // of the notice
	Says    string // in the project's words
	// Severities are what breaking it brings, each once; none where it is shown.
	Severities []Severity
}

// Row returns what the notice says under a row, in the order of its file. None
// means that it has no such row.
func (n *Notice) Row(id string) []RowUse {
	if id == "" {
		return nil // what has no row of its own is none of them
	}
	var uses []RowUse
	add := func(row, part, section, says string, severities ...Severity) {
		if row == id {
			slices.Sort(severities)
			uses = append(uses, RowUse{part, section, says, slices.Compact(severities)})
		}
	}
	for _, c := range n.Contacts {
		add(c.Row, "contacts", "", c.For+": "+c.Where)
	}
	for _, p := range n.Purposes {
		add(p.Row, "purposes", p.Section, p.Title)
	}
	for _, b := range n.Bases {
		add(b.Row, "lawfulBases", b.Section, or(b.Says, b.ID))
	}
	for _, b := range n.Conditions {
		add(b.Row, "conditions", b.Section, or(b.Says, b.ID))
	}
	for i := range n.Recipients {
		r := &n.Recipients[i]
		var severities []Severity
		for k := range r.Requires {
			severities = append(severities, r.Requires[k].severity())
		}
		add(r.Row, "recipients", r.Section, r.Title+". "+r.Condition, severities...)
	}
	if o := n.OtherRecipients; o != nil {
		add(o.Row, "otherRecipients", o.Section, o.Detail, o.severity())
	}
	for _, d := range n.DataCategories {
		add(d.Row, "dataCategories", d.Section, d.Title)
	}
	for _, t := range n.Transfers {
		add(t.Row, "transfers", t.Section, t.Title)
	}
	for _, p := range n.Prohibited {
		add(p.Row, "prohibited", p.Section, "Never for "+p.Purpose, Refuse)
	}
	for _, r := range n.LawRows {
		add(r.Row, "lawRows", r.Section, strings.TrimSuffix(r.Says, ".")+" ("+r.Provision+").")
	}
	for i := range n.Rules {
		r := &n.Rules[i]
		says := r.Detail
		if says == "" {
			says = "Asks for the evidence " + r.Need.Evidence.Field + "."
		}
		add(r.Row, "rules", r.Section, says, r.severity())
	}
	for _, c := range n.Retention {
		add(c.Row, "retention", c.Section, c.InWords())
	}
	for _, w := range n.Silences {
		add(w.Row, "silences", w.Section, w.Says)
	}
	for _, s := range n.Statements {
		add(s.Row, "statements", s.Section, s.Says)
	}
	return uses
}

func (r *Requirement) severity() Severity {
	if r.Severity == "" {
		return Refuse
	}
	return r.Severity
}

func or[T ~string](text, otherwise T) T {
	if text == "" {
		return otherwise
	}
	return text
}

// InWords says how long the class is kept, such as "Compliment: 2 years from the
// record's creation".
func (c Class) InWords() string {
	switch c.Bound {
	case Following:
		return c.What + ": as the record it is kept with"
	case Recurring:
		return fmt.Sprintf("%s: every %s from %s", c.What, c.Period, triggerWords[c.Trigger])
	}
	how := map[Bound]string{Exactly: "", AtMost: "at most ", AtLeast: "at least "}[c.Bound]
	return fmt.Sprintf("%s: %s%s from %s", c.What, how, c.Period, triggerWords[c.Trigger])
}

// RuleName names a rule that a finding cites, for people: the notice's row by
// what it is about, or the law by its citation. It is "" for a rule of form.
func (l *Law) RuleName(n *Notice, rule string) string {
	if n != nil {
		if uses := n.Row(rule); len(uses) > 0 {
			about, _, _ := strings.Cut(uses[0].Says, ". ")
			return strings.TrimSuffix(about, ".")
		}
	}
	if item := l.items[rule]; item != nil {
		return item.Citation + ", " + item.Title
	}
	if p := l.provisions[rule]; p != nil {
		return p.Citation + ", " + p.Title
	}
	if g := l.gateways[rule]; g != nil {
		return g.Citation
	}
	if c := l.compat[rule]; c != nil {
		return c.Citation
	}
	return acrossNotices[rule]
}

// acrossNotices names the rules that hold whatever a notice says, and that
// findings cite by a row of their own.
var acrossNotices = map[string]string{
	"XX-9":      "Nobody approves their own",
	OutsideRule: "Outside the notice",
	"XX-11":     "Data the notice is silent on",
	"XX-12":     "Sale and marketing",
	"XX-13":     "Days",
	"XX-14":     "Emergencies",
}
