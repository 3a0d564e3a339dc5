package compile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

var (
	catalogueID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	fieldName   = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
	rowID       = regexp.MustCompile(`^[A-Z]{2}-[A-Z]\d+[a-z]?$`)
)

// checker gathers the problems of one file.
type checker struct {
	law      *known
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
		kinds := []policy.ItemKind{policy.LawfulBasis, policy.SpecialCondition, policy.CriminalCondition, policy.ExemptionItem}
		for _, k := range append([]policy.ItemKind{item.Kind}, item.AlsoKinds...) {
			oneOf(c, at+".kind", k, kinds)
		}
		oneOf(c, at+".policyDocument", item.PolicyDocument, []policy.PolicyDocumentUse{policy.DocumentNever, policy.DocumentAlways, policy.DocumentUnlessCompetent, policy.DocumentAsExtended})
		oneOf(c, at+".telling.relieves", item.Telling.Relieves, []policy.Relief{"", policy.ReliefNone, policy.ReliefFull, policy.ReliefPartly, policy.ReliefAccess, policy.ReliefRequest})
		oneOf(c, at+".availability.effect", item.Availability.Effect, []policy.Severity{"", policy.Refuse, policy.Flag})
		for n, e := range item.Evidence {
			oneOf(c, fmt.Sprintf("%s.evidence[%d].missing", at, n), e.Missing, []policy.Severity{"", policy.Refuse, policy.Flag})
			oneOf(c, fmt.Sprintf("%s.evidence[%d].denied", at, n), e.Denied, []policy.Severity{"", policy.Refuse, policy.Flag})
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
		if item.Kind != policy.ExemptionItem && item.Parent == "" { // a part of a basis stands beside it
			c.given(at, map[string]string{"toPerson": item.ToPerson})
		}
		if item.Kind == policy.ExemptionItem && len(item.Lifts) == 0 {
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
		c.given(at, map[string]string{"citation": g.Citation, "title": g.Title, "test": g.Test, "toPerson": g.ToPerson})
		c.span(at, g.Span)
		c.source(at, g.Source)
		oneOf(c, at+".effect", g.Effect, []policy.GatewayEffect{policy.Duty, policy.Power, policy.Constraint})
		oneOf(c, at+".trigger", g.Trigger, []policy.GatewayTrigger{policy.OnRequest, policy.OnOrder, policy.OnEvent, policy.Standing})
		if (g.Trigger == policy.Standing) != (len(g.Evidence) == 0) {
			c.fault(at+".evidence", "say what evidence shows the trigger, and none for a standing gateway")
		}
		if g.Compels && g.Effect != policy.Duty {
			c.fault(at+".compels", "only a duty compels")
		}
	}
	for i, p := range f.Compatibility {
		at := fmt.Sprintf("$.purposeCompatibility[%d]", i)
		c.id(at, p.ID)
		c.given(at, map[string]string{"citation": p.Citation, "title": p.Title})
		c.span(at, p.Span)
		c.source(at, p.Source)
		oneOf(c, at+".availability.effect", p.Availability.Effect, []policy.Severity{"", policy.Refuse, policy.Flag})
	}
	for i, a := range f.Adequacy {
		at := fmt.Sprintf("$.adequacy[%d]", i)
		c.given(at, map[string]string{"place": a.Place, "title": a.Title, "citation": a.Citation})
		c.span(at, a.Span)
		c.source(at, a.Source)
		for _, name := range append([]string{a.Place}, a.Names...) {
			if disclosure.SearchName(name) != name {
				c.fault(at, "write a name as it is looked for, folded: %s", disclosure.SearchName(name))
			}
		}
	}
	for i, r := range f.Recipients {
		at := fmt.Sprintf("$.recipients[%d]", i)
		c.id(at, r.ID)
		c.given(at, map[string]string{"title": r.Title})
		oneOf(c, at+".class", r.Class, []policy.RecipientClass{policy.Internal, policy.ByContract, policy.SeparateController, policy.ToBeDecided, policy.Access, policy.Public})
		for n, k := range r.Kinds {
			c.id(fmt.Sprintf("%s.kinds[%d]", at, n), k.ID)
			c.given(fmt.Sprintf("%s.kinds[%d]", at, n), map[string]string{"title": k.Title})
		}
	}
	for i, d := range f.DataCategories {
		at := fmt.Sprintf("$.dataCategories[%d]", i)
		c.id(at, d.ID)
		c.given(at, map[string]string{"title": d.Title})
		oneOf(c, at+".kind", d.Kind, []policy.DataKind{policy.PersonalData, policy.SpecialData, policy.CriminalData, policy.EqualitiesData})
	}
	for i, e := range f.Evidence {
		at := fmt.Sprintf("$.evidence[%d]", i)
		if !fieldName.MatchString(e.Name) {
			c.fault(at+".name", "write an evidence field in camelCase")
		}
		c.given(at, map[string]string{"says": e.Says})
		oneOf(c, at+".type", e.Type, []policy.FieldType{policy.TextField, policy.DayField, policy.YesNoField, policy.StatementField, policy.ChoiceField})
		if (e.Type == policy.ChoiceField) != (len(e.Titles) > 0) {
			c.fault(at, "choices belong to a choice, and a choice needs them")
		}
		for n, one := range e.Titles {
			c.id(fmt.Sprintf("%s.choices[%d]", at, n), one.ID)
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

func (c checker) span(at string, s policy.Span) {
	switch {
	case s.From.IsZero():
		c.fault(at, "from is missing: give the first day in force")
	case !s.Until.IsZero() && s.Until.Before(s.From):
		c.fault(at+".until", "the last day in force is before the first")
	}
}

func (c checker) source(at string, s policy.Source) {
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

// twice finds ids used twice. Bases, conditions, exemptions, provisions, gateways and
// compatibility grounds share one space of ids, since a finding may cite any of them.
func twice(cat policy.Catalogue, problems *Problems) {
	law, recipients, others := map[string]bool{}, map[string]bool{}, map[string]bool{}
	once := func(space map[string]bool, id string) {
		if space[id] {
			problems.add("catalogue", "", "the id %s is used twice", id)
		}
		space[id] = true
	}
	for _, item := range cat.Items {
		once(law, item.ID)
	}
	for _, p := range cat.Provisions {
		once(law, p.ID)
	}
	for _, g := range cat.Gateways {
		once(law, g.ID)
	}
	for _, p := range cat.Compatibility {
		once(law, p.ID)
	}
	for _, r := range cat.Recipients {
		once(recipients, r.ID)
		for _, k := range r.Kinds {
			once(recipients, k.ID)
		}
	}
	for _, d := range cat.DataCategories {
		once(others, "data category "+d.ID)
	}
	for _, field := range cat.Evidence {
		once(others, "evidence "+field.Name)
	}
}

// known are the lookups by which references are followed.
type known struct {
	items, provisions, gateways, compat, data map[string]bool

	recipients map[string]*policy.Recipient
	fields     map[string]*policy.Field
	registers  map[string]*policy.RegisterEntry
}

func index(of policy.Parts) *known {
	k := &known{
		items: map[string]bool{}, provisions: map[string]bool{}, gateways: map[string]bool{}, compat: map[string]bool{}, data: map[string]bool{},
		recipients: map[string]*policy.Recipient{}, fields: map[string]*policy.Field{}, registers: map[string]*policy.RegisterEntry{},
	}
	cat := of.Catalogue
	for i := range cat.Items {
		k.items[cat.Items[i].ID] = true
	}
	for _, p := range cat.Provisions {
		k.provisions[p.ID] = true
	}
	for i := range cat.Gateways {
		k.gateways[cat.Gateways[i].ID] = true
	}
	for i := range cat.Compatibility {
		k.compat[cat.Compatibility[i].ID] = true
	}
	for _, d := range cat.DataCategories {
		k.data[d.ID] = true
	}
	for i := range cat.Recipients {
		k.recipients[cat.Recipients[i].ID] = &cat.Recipients[i]
	}
	for i := range cat.Evidence {
		k.fields[cat.Evidence[i].Name] = &cat.Evidence[i]
	}
	for i := range of.Registers {
		k.registers[of.Registers[i].ID.String()] = &of.Registers[i]
	}
	return k
}

// check finds references that lead nowhere, in the catalogue and the notices.
func (l law) check(problems *Problems) {
	twice(l.Catalogue, problems)
	known := index(l.Parts)
	c := checker{law: known, file: "catalogue", problems: problems}
	for i := range l.Catalogue.Items {
		item := &l.Catalogue.Items[i]
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
	for i := range l.Catalogue.Gateways {
		g := &l.Catalogue.Gateways[i]
		c.recipients(g.ID, "", g.Recipients)
		c.fields(g.ID, "", g.Evidence)
	}
	for i := range l.Catalogue.Recipients {
		r := &l.Catalogue.Recipients[i]
		c.requires(r.ID, r.Requires)
		for _, k := range r.Kinds {
			c.requires(k.ID, k.Requires)
			if category, kind, _ := strings.Cut(k.Now, "/"); k.Now != "" {
				c.recipients(k.ID, "", []string{category, kind})
			}
		}
	}
	for _, f := range l.Catalogue.Evidence {
		if f.Instead != "" {
			c.fields(f.Name, "", []string{f.Instead})
		}
	}
	for _, f := range l.Catalogue.Evidence {
		for _, one := range f.Titles {
			if one.Title == "" {
				c.fault("", "evidence %s: %s needs a title, or to be an id of the catalogue, which has one", f.Name, one.ID)
			}
		}
	}
	for _, choice := range choicesOf(known.fields["purposeCompatibility"]) {
		if !known.compat[choice] {
			c.fault("", "evidence purposeCompatibility: %s is not in the catalogue", choice)
		}
	}
	checker{law: known, file: "registers.yaml", problems: problems}.registers(l.Parts)
	for i, n := range l.Notices {
		checker{law: known, file: l.files[n], problems: problems}.notice(n)
		for _, other := range l.Notices[:i] {
			if other.ID == n.ID && other.Register == n.Register && overlap(other.Effective, n.Effective) {
				problems.add(l.files[n], "$.effective", "another version of this notice is in force on the same days")
			}
		}
	}
}

// requires checks what a recipient of a category or kind always needs.
func (c checker) requires(of string, all []policy.Requirement) {
	for i := range all {
		c.requirement(fmt.Sprintf("%s.requires[%d]", of, i), &all[i])
	}
}

func overlap(a, b policy.Span) bool {
	return (a.Until.IsZero() || !a.Until.Before(b.From)) && (b.Until.IsZero() || !b.Until.Before(a.From))
}

func choicesOf(f *policy.Field) []string {
	if f == nil {
		return nil
	}
	return f.Choices
}

// registers checks the list of registers.
func (c checker) registers(parts policy.Parts) {
	seen := map[disclosure.Register]bool{}
	for i, r := range parts.Registers {
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
			if !slices.ContainsFunc(parts.Notices, func(notice *policy.Notice) bool { return notice.Register == r.ID.String() && notice.ID == id }) {
				c.fault(fmt.Sprintf("%s.notices[%d]", at, n), "there is no notice %s for this register in notices/", id)
			}
		}
	}
}

func (c checker) items(of, at string, lists ...[]string) {
	for _, list := range lists {
		for _, id := range list {
			if !c.law.items[id] {
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
func (l *known) knowsRecipient(id string) bool {
	if l.recipients[id] != nil {
		return true
	}
	for _, r := range l.recipients {
		if slices.ContainsFunc(r.Kinds, func(k policy.RecipientKind) bool { return k.ID == id }) {
			return true
		}
	}
	return false
}

func (c checker) data(of, at string, lists ...[]string) {
	for _, list := range lists {
		for _, id := range list {
			if !c.law.data[id] {
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

// checkOwnPeriods finds what is wrong with the periods that a register sets.
func (c checker) checkOwnPeriods(at string, periods []policy.OwnPeriod) {
	seen := map[string]bool{}
	for i, set := range periods {
		here := fmt.Sprintf("%s.retention[%d]", at, i)
		if !isOwnClass(set.Class) {
			c.fault(here+".class", "%s is not a class of the register's own", set.Class)
		}
		if seen[set.Class] {
			c.fault(here+".class", "the class is set twice")
		}
		seen[set.Class] = true
		c.given(here, map[string]string{"decided": set.Decided})
		if least := policy.LeastPeriod(set.Class); months(set.Period) < months(least) {
			c.fault(here+".period", "the law asks for at least %s", least)
		}
		if set.Period.Years < 0 || set.Period.Months < 0 || months(set.Period) == 0 {
			c.fault(here+".period", "give a period of years, months or both")
		}
	}
}

func isOwnClass(id string) bool {
	return slices.ContainsFunc(policy.OwnClasses(), func(c policy.Class) bool { return c.ID == id })
}

func months(p policy.Period) int { return 12*p.Years + p.Months }
