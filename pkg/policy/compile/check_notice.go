package compile

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// notice finds every fault in a notice: rows written badly or used twice,
// references that lead nowhere, conditions that ask nothing or two things.
func (c checker) notice(n *policy.Notice) {
	c.id("$", n.ID)
	c.given("$", map[string]string{
		"version": n.Version, "title": n.Title, "prefix": n.Prefix,
		"controller.name": n.Control.Name, "controller.regulator": n.Control.Regulator,
	})
	c.span("$.effective", n.Effective)
	if r := c.law.registers[n.Register]; r == nil {
		c.fault("$.register", "there is no such register in registers.yaml")
	} else if !slices.Contains(r.Notices, n.ID) {
		c.fault("$.id", "registers.yaml does not list this notice under its register")
	}
	if len(n.Bases) == 0 {
		c.fault("$", "lawfulBases is missing: a notice names at least one")
	}
	if len(n.Purposes) == 0 {
		c.fault("$", "purposes is missing: a notice names at least one")
	}
	row := func(at, id string) {
		if !rowID.MatchString(id) || n.Prefix != "" && !strings.HasPrefix(id, n.Prefix+"-") {
			c.fault(at+".row", "a row is the notice's prefix, a hyphen, a letter and a number")
		}
	}
	for i, b := range n.Bases {
		at := fmt.Sprintf("$.lawfulBases[%d]", i)
		row(at, b.Row)
		c.items("lawfulBases", at+".id", []string{b.ID})
	}
	for i, b := range n.Conditions {
		at := fmt.Sprintf("$.conditions[%d]", i)
		row(at, b.Row)
		c.items("conditions", at+".id", []string{b.ID})
	}
	for i, p := range n.Purposes {
		at := fmt.Sprintf("$.purposes[%d]", i)
		c.id(at, p.ID)
		c.given(at, map[string]string{"title": p.Title, "section": p.Section})
	}
	for i, r := range n.Recipients {
		at := fmt.Sprintf("$.recipients[%d]", i)
		row(at, r.Row)
		c.given(at, map[string]string{"title": r.Title, "section": r.Section, "condition": r.Condition})
		c.recipientTest(at, &policy.RecipientTest{Category: r.Category, Kinds: r.Kinds})
		if (r.Category == "") == (len(r.Classes) == 0) {
			c.fault(at, "give category, or classes where the notice names no category")
		}
		for _, class := range r.Classes {
			oneOf(c, at+".classes", class, []policy.RecipientClass{policy.Internal, policy.ByContract, policy.SeparateController, policy.ToBeDecided, policy.Access, policy.Public})
		}
		if r.OtherKinds && (len(r.Kinds) > 0 || r.Category == "") {
			c.fault(at+".otherKinds", "a row for the other kinds has a category and names no kinds")
		}
		if r.When != nil {
			c.condition(at+".when", r.When, 0)
		}
		for k := range r.Requires {
			c.requirement(fmt.Sprintf("%s.requires[%d]", at, k), &r.Requires[k])
		}
	}
	if n.Recipients == nil {
		c.fault("$", "recipients is missing: write [] where the notice names nobody")
	}
	if n.OtherRecipients != nil {
		row("$.otherRecipients", n.OtherRecipients.Row)
		c.requirement("$.otherRecipients", &n.OtherRecipients.Requirement)
	}
	for i, transfer := range n.Transfers {
		at := fmt.Sprintf("$.transfers[%d]", i)
		row(at, transfer.Row)
		c.given(at, map[string]string{"title": transfer.Title, "section": transfer.Section})
		for k, m := range transfer.Mechanisms {
			at := fmt.Sprintf("%s.mechanisms[%d]", at, k)
			c.given(at, map[string]string{"citation": m.Citation})
			c.span(at, m.Span)
		}
	}
	for i, d := range n.DataCategories {
		at := fmt.Sprintf("$.dataCategories[%d]", i)
		row(at, d.Row)
		c.data("dataCategories", at+".categories", d.Categories)
	}
	for i, p := range n.Prohibited {
		at := fmt.Sprintf("$.prohibited[%d]", i)
		row(at, p.Row)
		oneOf(c, at+".purpose", p.Purpose, []string{"sale", "marketing"})
	}
	for i, r := range n.LawRows {
		at := fmt.Sprintf("$.lawRows[%d]", i)
		row(at, r.Row)
		if !c.law.provisions[r.Provision] && !c.law.items[r.Provision] {
			c.fault(at+".provision", "not a provision, basis, condition or exemption in the catalogue")
		}
		if r.When != nil {
			c.condition(at+".when", r.When, 0)
		}
	}
	for i := range n.Rules {
		at := fmt.Sprintf("$.rules[%d]", i)
		row(at, n.Rules[i].Row)
		c.requirement(at, &n.Rules[i].Requirement)
	}
	for i, t := range n.Statements {
		at := fmt.Sprintf("$.statements[%d]", i)
		row(at, t.Row)
		c.given(at, map[string]string{"says": t.Says})
	}
	for i, w := range n.Silences {
		at := fmt.Sprintf("$.silences[%d]", i)
		row(at, w.Row)
		c.given(at, map[string]string{"section": w.Section, "says": w.Says})
		c.data("silences", at+".categories", w.Categories)
		if dimension, _ := policy.FactDimension(w.While); dimension != disclosure.FactsOfSubject {
			c.fault(at+".while", "not a kind of fact about a person")
		}
	}
	c.retention(n, row)
}

func (c checker) retention(n *policy.Notice, row func(at, id string)) {
	ids := map[string]bool{}
	for i, class := range n.Retention {
		at := fmt.Sprintf("$.retention[%d]", i)
		row(at, class.Row)
		c.id(at, class.ID)
		if ids[class.ID] {
			c.fault(at+".id", "the class is listed twice")
		}
		ids[class.ID] = true
		c.given(at, map[string]string{"what": class.What, "section": class.Section})
		if !class.Trigger.Known() || class.Trigger == policy.FactEnded {
			c.fault(at+".trigger", "not an event a period can start from")
		}
		oneOf(c, at+".bound", class.Bound, []policy.Bound{policy.Exactly, policy.AtMost, policy.AtLeast, policy.Following, policy.Recurring})
		if class.Period.Years < 0 || class.Period.Months < 0 || class.Period.Years > 200 || class.Period.Months > 1200 {
			c.fault(at+".period", "a period is from 0 to 200 years")
		}
	}
	c.variants(n, ids)
	for i, class := range n.Retention {
		if class.Alternative == nil {
			continue
		}
		at := fmt.Sprintf("$.retention[%d].alternative", i)
		if !ids[class.Alternative.To] || class.Alternative.To == class.ID {
			c.fault(at+".to", "not another class of this notice")
		}
		oneOf(c, at+".when", class.Alternative.When, []string{"died-before-18"})
	}
}

// variants checks what a class says of the others of its notice.
func (c checker) variants(n *policy.Notice, ids map[string]bool) {
	defaults := 0
	for i, class := range n.Retention {
		at := fmt.Sprintf("$.retention[%d]", i)
		if class.Default {
			defaults++
		}
		if defaults > 1 {
			c.fault(at+".default", "a case has one default class")
		}
		if class.Default && (class.Bound == policy.Following || class.Bound == policy.Recurring || class.Alternative != nil) {
			c.fault(at+".default", "a class that depends on another, or is no retention, cannot be the default")
		}
		for _, id := range slices.Concat(class.LaterOf, class.Follows) {
			if !ids[id] || id == class.ID {
				c.fault(at, "laterOf and follows name other classes of this notice")
			}
		}
		if (class.Bound == policy.Following) != (len(class.Follows) > 0) || (class.Bound == policy.Following) != (class.Trigger == policy.ParentRecord) {
			c.fault(at+".follows", "a class that follows others names them, and its trigger is parent-record")
		}
	}
}

func (c checker) requirement(at string, r *policy.Requirement) {
	oneOf(c, at+".severity", r.Severity, []policy.Severity{"", policy.Refuse, policy.Flag})
	if r.When != nil {
		c.condition(at+".when", r.When, 0)
	}
	c.condition(at+".need", &r.Need, 0)
	if r.Need.Evidence == nil && (r.Detail == "" || r.Pointer == "" && !r.Need.ForbidsCards()) {
		c.fault(at, "give pointer and detail: only a single piece of evidence has them by itself")
	}
	if r.Pointer != "" && !strings.HasPrefix(r.Pointer, "/") {
		c.fault(at+".pointer", "a JSON pointer begins with a slash")
	}
	if r.Severity == policy.Flag && r.Clears == "" {
		c.fault(at, "clears is missing: say what would clear the flag")
	}
}

// maxDepth bounds how deep conditions nest, so that no notice can exhaust the
// stack.
const maxDepth = 8

func (c checker) condition(at string, q *policy.Condition, depth int) {
	if depth > maxDepth {
		c.fault(at, "conditions nest too deep")
		return
	}
	asked := asks(q)
	if asked != 1 {
		c.fault(at, "a condition asks exactly one thing; this asks %d", asked)
	}
	for i := range q.All {
		c.condition(fmt.Sprintf("%s.all[%d]", at, i), &q.All[i], depth+1)
	}
	for i := range q.Any {
		c.condition(fmt.Sprintf("%s.any[%d]", at, i), &q.Any[i], depth+1)
	}
	if q.Not != nil {
		c.condition(at+".not", q.Not, depth+1)
	}
	if q.Evidence != nil {
		c.evidenceTest(at+".evidence", q.Evidence)
	}
	if q.Text != "" && !q.Text.Known() {
		c.fault(at+".text", "not a place in the body that holds text")
	}
	if q.Recipient != nil {
		c.recipientTest(at+".recipient", q.Recipient)
	}
	if q.Data != nil {
		c.data("data", at+".data", q.Data.Categories)
		for _, k := range q.Data.Kinds {
			oneOf(c, at+".data", k, []policy.DataKind{policy.PersonalData, policy.SpecialData, policy.CriminalData, policy.EqualitiesData})
		}
		c.items("restsOnlyOn", at+".data", q.Data.RestsOnlyOn)
	}
	for _, id := range q.ReliesOn {
		if !c.law.items[id] && !c.law.gateways[id] {
			c.fault(at+".reliesOn", "%s is not in the catalogue", id)
		}
	}
	c.items("ground", at+".ground", q.Ground)
	if q.Disclosed != nil && q.Disclosed.From.IsZero() && q.Disclosed.Before.IsZero() {
		c.fault(at+".disclosed", "give from, before or both")
	}
	for _, d := range q.Decision {
		oneOf(c, at+".decision", d, []disclosure.Decision{disclosure.Disclosed, disclosure.PartlyDisclosed, disclosure.RefusedToShare})
	}
	for _, e := range q.Gateway {
		oneOf(c, at+".gateway", e, []policy.GatewayEffect{policy.Duty, policy.Power, policy.Constraint})
	}
	for _, o := range q.Telling {
		oneOf(c, at+".telling", o, []disclosure.TellOutcome{disclosure.Told, disclosure.NotTold, disclosure.Deferred})
	}
	for _, k := range q.RecordKind {
		oneOf(c, at+".recordKind", k, []string{"complaint", "comment", "compliment", "enquiry"})
	}
	if q.Fact != nil {
		c.factTest(at+".fact", q.Fact)
	}
}

// asks counts what the condition asks. An empty list asks nothing.
func asks(q *policy.Condition) int {
	n := 0
	for _, field := range reflect.ValueOf(*q).Fields() {
		if !field.IsZero() && (field.Kind() != reflect.Slice || field.Len() > 0) {
			n++
		}
	}
	return n
}

func (c checker) evidenceTest(at string, t *policy.EvidenceTest) {
	field := c.law.fields[t.Field]
	if field == nil {
		c.fault(at+".field", "%s is not an evidence field in the catalogue", t.Field)
		return
	}
	for _, value := range []any{t.Is, t.IsNot} {
		if value != nil && !field.Takes(value) {
			c.fault(at, "the value asked for is not one that %s can have", t.Field)
		}
	}
	if (t.NotAfterDisclosure || t.NotBeforeDisclosure || t.WithinDays != 0) && field.Type != policy.DayField {
		c.fault(at, "%s is not a date", t.Field)
	}
	if t.WithinDays < 0 {
		c.fault(at, "a length of time cannot be negative")
	}
	if t.Is != nil && t.IsNot != nil {
		c.fault(at, "ask is or isNot, not both")
	}
}

func (c checker) recipientTest(at string, t *policy.RecipientTest) {
	if t.Category != "" {
		r := c.law.recipients[t.Category]
		if r == nil {
			c.fault(at+".category", "%s is not a recipient category in the catalogue", t.Category)
			return
		}
		for _, kind := range t.Kinds {
			if !slices.ContainsFunc(r.Kinds, func(k policy.RecipientKind) bool { return k.ID == kind }) {
				c.fault(at+".kinds", "%s is not a kind of %s", kind, t.Category)
			}
		}
		return
	}
	c.recipients("recipient", at+".kinds", t.Kinds)
}

func (c checker) factTest(at string, t *policy.FactTest) {
	dimension, known := policy.FactDimension(t.Kind)
	if !known {
		c.fault(at+".kind", "there is no such kind of fact")
	}
	if t.EverySubject && known && dimension != disclosure.FactsOfSubject {
		c.fault(at+".everySubject", "a fact of this kind is not about a person")
	}
	if len(t.Roles) > 0 && !t.EverySubject {
		c.fault(at+".roles", "roles say which people every one of whom is asked about: ask for everySubject as well")
	}
	for _, name := range slices.Concat(t.Given, t.Lacking) {
		if !policy.IsFactField(name) {
			c.fault(at, "%s is not something a fact can be asked for", name)
		}
	}
	if policy.MayBeKept(t.Kind) && (t.Reason != "" || t.NamesRecipient || t.NamesController || t.Capacity != "" || t.Explicit) {
		c.fault(at, "what may be kept from departments is asked for neither its reason nor a recipient: a recording reads it without its words")
	}
	c.items("ground", at+".ground", t.Ground)
	oneOf(c, at+".subjectTold", t.SubjectTold, []disclosure.TellOutcome{"", disclosure.Told, disclosure.NotTold})
	if t.ReviewMonths < 0 {
		c.fault(at+".reviewMonths", "a length of time cannot be negative")
	}
	if t.ReviewMonths > 0 && !t.Overdue {
		c.fault(at+".reviewMonths", "reviewMonths says when a fact is overdue: ask for overdue as well")
	}
}
