package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

var (
	catalogueID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	fieldName   = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
	rowID       = regexp.MustCompile(`^[A-Z]{2}-[A-Z]\d+[a-z]?$`)
)

// checker gathers the problems of one file.
type checker struct {
	law      *Law
	file     string
	problems *Problems
}

func (c checker) fault(path, reason string, args ...any) {
	c.problems.add(c.file, path, reason, args...)
}

// checkFile checks what can be judged within one file of the catalogue: ids,
// dates and words that must be one of a few.
func checkFile(name string, f *catalogueFile, problems *Problems) {
	c := checker{file: name, problems: problems}
	for i, item := range f.Items {
		at := fmt.Sprintf("$.items[%d]", i)
		c.id(at, item.ID)
		c.given(at, map[string]string{"citation": item.Citation, "title": item.Title})
		c.span(at, item.Span)
		c.source(at, item.Source)
		kinds := []ItemKind{LawfulBasis, SpecialCondition, CriminalCondition, ExemptionItem}
		for _, k := range append([]ItemKind{item.Kind}, item.AlsoKinds...) {
			oneOf(c, at+".kind", k, kinds)
		}
		oneOf(c, at+".policyDocument", item.PolicyDocument, []PolicyDocumentUse{DocumentNever, DocumentAlways, DocumentUnlessCompetent, DocumentAsExtended})
		oneOf(c, at+".telling.relieves", item.Telling.Relieves, []Relief{"", ReliefNone, ReliefFull, ReliefPartly, ReliefAccess, ReliefRequest})
		oneOf(c, at+".availability.effect", item.Availability.Effect, []Severity{"", Refuse, Flag})
		for n, e := range item.Evidence {
			oneOf(c, fmt.Sprintf("%s.evidence[%d].missing", at, n), e.Missing, []Severity{"", Refuse, Flag})
			oneOf(c, fmt.Sprintf("%s.evidence[%d].denied", at, n), e.Denied, []Severity{"", Refuse, Flag})
			if len(e.Fields) == 0 {
				c.fault(fmt.Sprintf("%s.evidence[%d]", at, n), "name at least one evidence field")
			}
		}
		for n, a := range item.Amended {
			if a.From.Before(item.From) {
				c.fault(fmt.Sprintf("%s.amended[%d].from", at, n), "an amendment cannot come before the provision")
			}
		}
		for n, f := range item.Formerly {
			if f.Lifted == "" || f.Until.IsZero() {
				c.fault(fmt.Sprintf("%s.formerly[%d]", at, n), "say what it lifted, and until which day")
			}
		}
		if item.Kind == ExemptionItem && len(item.Lifts) == 0 {
			c.fault(at, "an exemption must say which provisions it lifts")
		}
	}
	for i, p := range f.Provisions {
		at := fmt.Sprintf("$.provisions[%d]", i)
		c.id(at, p.ID)
		c.given(at, map[string]string{"citation": p.Citation, "title": p.Title, "says": p.Says})
	}
	for i, g := range f.Gateways {
		at := fmt.Sprintf("$.gateways[%d]", i)
		c.id(at, g.ID)
		c.given(at, map[string]string{"citation": g.Citation, "title": g.Title, "test": g.Test})
		c.span(at, g.Span)
		c.source(at, g.Source)
		oneOf(c, at+".effect", g.Effect, []GatewayEffect{Duty, Power, Constraint})
		oneOf(c, at+".trigger", g.Trigger, []GatewayTrigger{OnRequest, OnOrder, OnEvent, Standing})
		if (g.Trigger == Standing) != (len(g.Evidence) == 0) {
			c.fault(at+".evidence", "say what evidence shows the trigger, and none for a standing gateway")
		}
		if g.Compels && g.Effect != Duty {
			c.fault(at+".compels", "only a duty compels")
		}
	}
	for i, p := range f.Compatibility {
		at := fmt.Sprintf("$.purposeCompatibility[%d]", i)
		c.id(at, p.ID)
		c.given(at, map[string]string{"citation": p.Citation, "title": p.Title})
		c.span(at, p.Span)
		c.source(at, p.Source)
		oneOf(c, at+".availability.effect", p.Availability.Effect, []Severity{"", Refuse, Flag})
	}
	for i, r := range f.Recipients {
		at := fmt.Sprintf("$.recipients[%d]", i)
		c.id(at, r.ID)
		c.given(at, map[string]string{"title": r.Title})
		oneOf(c, at+".class", r.Class, []RecipientClass{Internal, ByContract, SeparateController, ToBeDecided, Access, Public})
		for n, k := range r.Kinds {
			c.id(fmt.Sprintf("%s.kinds[%d]", at, n), k.ID)
			c.given(fmt.Sprintf("%s.kinds[%d]", at, n), map[string]string{"title": k.Title})
		}
	}
	for i, d := range f.DataCategories {
		at := fmt.Sprintf("$.dataCategories[%d]", i)
		c.id(at, d.ID)
		c.given(at, map[string]string{"title": d.Title})
		oneOf(c, at+".kind", d.Kind, []DataKind{PersonalData, SpecialData, CriminalData, EqualitiesData})
	}
	for i, e := range f.Evidence {
		at := fmt.Sprintf("$.evidence[%d]", i)
		if !fieldName.MatchString(e.Name) {
			c.fault(at+".name", "write an evidence field in camelCase")
		}
		c.given(at, map[string]string{"says": e.Says})
		oneOf(c, at+".type", e.Type, []FieldType{TextField, DayField, YesNoField, StatementField, ChoiceField})
		if (e.Type == ChoiceField) != (len(e.Choices) > 0) {
			c.fault(at, "choices belong to a choice, and a choice needs them")
		}
	}
}

func (c checker) id(at, id string) {
	if !catalogueID.MatchString(id) {
		c.fault(at+".id", "an id is lower-case letters and digits with single hyphens")
	}
}

func (c checker) given(at string, texts map[string]string) {
	for name, text := range texts {
		if text == "" {
			c.fault(at, "%s is missing", name)
		}
	}
}

func (c checker) span(at string, s Span) {
	switch {
	case s.From.IsZero():
		c.fault(at, "from is missing: give the first day in force")
	case !s.Until.IsZero() && s.Until.Before(s.From):
		c.fault(at+".until", "the last day in force is before the first")
	}
}

func (c checker) source(at string, s Source) {
	oneOf(c, at+".certainty", s.Certainty, []string{"high", "medium", "low"})
	if s.Certainty != "high" && s.Uncertain == "" {
		c.fault(at, "say what is uncertain")
	}
}

func oneOf[T ~string](c checker, at string, word T, words []T) {
	if !slices.Contains(words, word) {
		c.fault(at, "not one of the words allowed here: %v", words)
	}
}

// index builds the lookups and finds ids used twice. Bases, conditions,
// exemptions, provisions, gateways and compatibility grounds share one space of
// ids, since a finding may cite any of them.
func (l *Law) index(problems *Problems) {
	cat := &l.catalogue
	l.items = make(map[string]*Item, len(cat.Items))
	l.provisions = map[string]*Provision{}
	l.gateways = map[string]*Gateway{}
	l.compat = map[string]*Compatibility{}
	l.recipients = map[string]*Recipient{}
	l.data = map[string]*DataCategory{}
	l.fields = make(map[string]*Field, len(cat.Evidence))
	twice := func(space map[string]bool, id string) {
		if space[id] {
			problems.add("catalogue", "", "the id %s is used twice", id)
		}
		space[id] = true
	}
	law, recipients, others := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range cat.Items {
		twice(law, cat.Items[i].ID)
		l.items[cat.Items[i].ID] = &cat.Items[i]
	}
	for i := range cat.Provisions {
		twice(law, cat.Provisions[i].ID)
		l.provisions[cat.Provisions[i].ID] = &cat.Provisions[i]
	}
	for i := range cat.Gateways {
		twice(law, cat.Gateways[i].ID)
		l.gateways[cat.Gateways[i].ID] = &cat.Gateways[i]
	}
	for i := range cat.Compatibility {
		twice(law, cat.Compatibility[i].ID)
		l.compat[cat.Compatibility[i].ID] = &cat.Compatibility[i]
	}
	for i := range cat.Recipients {
		r := &cat.Recipients[i]
		twice(recipients, r.ID)
		l.recipients[r.ID] = r
		for _, k := range r.Kinds {
			twice(recipients, k.ID)
		}
	}
	l.byRegister = make(map[disclosure.Register]*RegisterEntry, len(l.registers))
	for i := range l.registers {
		l.byRegister[l.registers[i].ID] = &l.registers[i]
	}
	for i := range cat.DataCategories {
		d := &cat.DataCategories[i]
		twice(others, "data category "+d.ID)
		l.data[d.ID] = d
	}
	l.formerly = map[string][]string{}
	for i := range cat.Evidence {
		field := &cat.Evidence[i]
		twice(others, "evidence "+field.Name)
		l.fields[field.Name] = field
		if field.Instead != "" {
			l.formerly[field.Instead] = append(l.formerly[field.Instead], field.Name)
		}
	}
}

// check finds references that lead nowhere, in the catalogue and the notices.
func (l *Law) check(problems *Problems) {
	c := checker{law: l, file: "catalogue", problems: problems}
	for i := range l.catalogue.Items {
		item := &l.catalogue.Items[i]
		c.items(item.ID, "", item.Needs, item.Extends)
		if item.Parent != "" {
			c.items(item.ID, "", []string{item.Parent})
		}
		c.recipients(item.ID, "", item.Recipients, item.Availability.OnlyRecipients)
		for _, d := range item.Doubts {
			c.recipients(item.ID, "", []string{d.Recipient})
		}
		c.data(item.ID, "", item.OnlyFor, item.Availability.OnlyData)
		c.fields(item.ID, "", item.Availability.Unless)
		for _, e := range item.Evidence {
			c.fields(item.ID, "", e.Fields)
			if e.OrFact != nil {
				c.factTest("", e.OrFact)
			}
		}
	}
	for i := range l.catalogue.Gateways {
		g := &l.catalogue.Gateways[i]
		c.recipients(g.ID, "", g.Recipients)
		c.fields(g.ID, "", g.Evidence)
	}
	for i := range l.catalogue.Recipients {
		r := &l.catalogue.Recipients[i]
		c.requires(r.ID, r.Requires)
		for _, k := range r.Kinds {
			c.requires(k.ID, k.Requires)
			if category, kind, _ := strings.Cut(k.Now, "/"); k.Now != "" {
				c.recipients(k.ID, "", []string{category, kind})
			}
		}
	}
	for _, f := range l.catalogue.Evidence {
		if f.Instead != "" {
			c.fields(f.Name, "", []string{f.Instead})
		}
	}
	for _, choice := range l.fields["purposeCompatibility"].choices() {
		if l.compat[choice] == nil {
			c.fault("", "evidence purposeCompatibility: %s is not in the catalogue", choice)
		}
	}
	l.checkRegisters(problems)
	for i, n := range l.notices {
		n.check(l, problems)
		for _, other := range l.notices[:i] {
			if other.ID == n.ID && other.Register == n.Register && overlap(other.Effective, n.Effective) {
				problems.add(n.file, "$.effective", "another version of this notice is in force on the same days")
			}
		}
	}
}

// requires checks what a recipient of a category or kind always needs.
func (c checker) requires(of string, all []Requirement) {
	for i := range all {
		c.requirement(fmt.Sprintf("%s.requires[%d]", of, i), &all[i])
	}
}

func overlap(a, b Span) bool {
	return (a.Until.IsZero() || !a.Until.Before(b.From)) && (b.Until.IsZero() || !b.Until.Before(a.From))
}

func (f *Field) choices() []string {
	if f == nil {
		return nil
	}
	return f.Choices
}

func (l *Law) checkRegisters(problems *Problems) {
	c := checker{law: l, file: "registers.yaml", problems: problems}
	seen := map[disclosure.Register]bool{}
	for i, r := range l.registers {
		at := fmt.Sprintf("$.registers[%d]", i)
		if _, err := disclosure.ParseRegister(r.ID.String()); err != nil {
			c.fault(at+".id", "%v", err)
		}
		if seen[r.ID] {
			c.fault(at+".id", "the register is listed twice")
		}
		seen[r.ID] = true
		c.given(at, map[string]string{"name": r.Name, "controller": r.Controller})
		c.checkOwnPeriods(at, r.Retention)
		for n, id := range r.Notices {
			if !l.hasNotice(r.ID, id) {
				c.fault(fmt.Sprintf("%s.notices[%d]", at, n), "there is no notice %s for this register in notices/", id)
			}
		}
	}
}

func (c checker) items(of, at string, lists ...[]string) {
	for _, list := range lists {
		for _, id := range list {
			if c.law.items[id] == nil {
				c.fault(at, "%s: %s is not a basis, condition or exemption in the catalogue", of, id)
			}
		}
	}
}

func (c checker) recipients(of, at string, lists ...[]string) {
	for _, list := range lists {
		for _, id := range list {
			if !c.law.knowsRecipient(id) {
				c.fault(at, "%s: %s is not a recipient category or kind in the catalogue", of, id)
			}
		}
	}
}

// knowsRecipient reports whether the id is a category or a kind.
func (l *Law) knowsRecipient(id string) bool {
	if l.recipients[id] != nil {
		return true
	}
	for _, r := range l.recipients {
		if slices.ContainsFunc(r.Kinds, func(k RecipientKind) bool { return k.ID == id }) {
			return true
		}
	}
	return false
}

func (c checker) data(of, at string, lists ...[]string) {
	for _, list := range lists {
		for _, id := range list {
			if c.law.data[id] == nil {
				c.fault(at, "%s: %s is not a data category in the catalogue", of, id)
			}
		}
	}
}

func (c checker) fields(of, at string, lists ...[]string) {
	for _, list := range lists {
		for _, name := range list {
			if c.law.fields[name] == nil {
				c.fault(at, "%s: %s is not an evidence field in the catalogue", of, name)
			}
		}
	}
}
