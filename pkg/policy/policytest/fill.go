// Package policytest fills in what an answer to "what do I need?" asks for, from the
// answer alone: as a form, a script or an officer would. Tests hold the rules to it.
package policytest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Form is a body being filled in, and the facts that are recorded for it. It knows of
// the rules what the answer says, and nothing else.
type Form struct {
	Body   map[string]any
	Facts  []disclosure.Fact
	needs  []policy.Needed
	terms  map[string]policy.Term
	on     disclosure.Date
	chosen []string // the places of what may be chosen
	// turn says which of some ways to go is tried first.
	turn func(ways int) int
}

// Choose begins a form: the skeleton, with one option of each choice, by what the
// choice is of. What is left out is not chosen.
func Choose(r policy.Requirements, options map[string]policy.Option, turn func(ways int) int) *Form {
	f := &Form{Body: plain(r.Skeleton), needs: slices.Concat(r.Fixed, r.IfGiven), terms: r.Terms, on: r.On, turn: turn}
	for _, c := range r.Choices {
		f.chosen = append(f.chosen, c.Pointer)
		o, chosen := options[c.Of]
		if !chosen {
			continue
		}
		for _, id := range o.Put {
			if strings.HasSuffix(c.Pointer, "s") {
				list, _ := f.at(c.Pointer).([]any)
				f.put(c.Pointer, append(list, id))
			} else {
				f.put(c.Pointer, id)
			}
		}
		f.needs = append(f.needs, o.Needs...)
	}
	return f
}

// plain is a value as JSON has it.
func plain(v any) map[string]any {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	out := map[string]any{}
	if err := json.Unmarshal(text, &out); err != nil {
		panic(err)
	}
	return out
}

// Needs are those of the form: what is fixed, and what its options ask.
func (f *Form) Needs() []policy.Needed { return f.needs }

// Disclosure reads the body as the API does.
func (f *Form) Disclosure() *disclosure.Disclosure {
	text, err := json.Marshal(f.Body)
	if err != nil {
		panic(err)
	}
	d := &disclosure.Disclosure{}
	if err := json.Unmarshal(text, d); err != nil {
		panic(fmt.Errorf("%w: %s", err, text))
	}
	return d
}

// Fill gives what every need asks, one way of each, and reports whether it could.
func (f *Form) Fill() bool {
	for range 6 {
		done := true
		for _, n := range f.needs {
			if !f.settled(n) && !f.Met(n.Need) {
				done = false
				if !f.give(n.Need) {
					return false
				}
			}
		}
		if done {
			return true
		}
	}
	return false
}

// settled reports whether the choices that were made leave nothing to give.
func (f *Form) settled(n policy.Needed) bool {
	return slices.ContainsFunc(f.needs, func(other policy.Needed) bool {
		return other.Unavoidable && other.Rule == n.Rule && other.Pointer == n.Pointer && other.Detail == n.Detail
	})
}

// Unmet are the needs that the form does not meet, unavoidable ones among them.
func (f *Form) Unmet() []policy.Needed {
	var unmet []policy.Needed
	for _, n := range f.needs {
		if n.Unavoidable || !f.Met(n.Need) {
			unmet = append(unmet, n)
		}
	}
	return unmet
}

// give fills in one way of meeting the need, and leaves the form as it was where it
// cannot.
func (f *Form) give(n policy.Need) bool {
	switch {
	case f.Met(n):
		return true
	case len(n.All) > 0:
		before := f.copy()
		for _, each := range n.All {
			if !f.give(each) {
				*f = before
				return false
			}
		}
		return true
	case len(n.Any) > 0:
		first := f.turn(len(n.Any))
		for i := range n.Any {
			if f.give(n.Any[(first+i)%len(n.Any)]) {
				return true
			}
		}
		return false
	case n.Type == policy.TermNeed && !n.Absent:
		return f.give(f.terms[n.Term].Need)
	case n.Absent, n.Type == policy.TermNeed:
		return false // it was given, and is left
	case n.Type == policy.FactNeed:
		fact, ok := f.fact(n.Fact)
		if ok {
			f.Facts = append(f.Facts, fact)
		}
		return ok
	}
	value, ok := f.answer(n)
	if slices.Contains(f.chosen, n.Pointer) {
		return false // it was chosen already, and is left
	}
	if !ok || f.given(n) && n.Type != policy.IDsNeed && n.Type != policy.IDNeed {
		return false // another need asked for another answer there
	}
	f.put(n.Pointer, value)
	return true
}

func (f *Form) copy() Form {
	other := *f
	other.Body, other.Facts = plain(f.Body), slices.Clone(f.Facts)
	return other
}

// words are answers to what is asked in words.
var words = map[string]string{
	"/case": "DBC-C-2026-0900", "/subjects/0/reference": "DBC-P-900001", "/subjects/0/role": "complainant", "/recipient/organisation": "Example Body Ltd",
	"/recipient/person": "A. N. Example", "/authorisedBy/name": "C. Authoriser", "/purpose": "What was asked",
}

// answer is one that will do.
func (f *Form) answer(n policy.Need) (any, bool) {
	var will []any
	for _, v := range n.Values {
		if !slices.Contains(n.Not, v) {
			will = append(will, v)
		}
	}
	if len(n.Values) > 0 {
		if len(will) == 0 {
			return nil, false
		}
		value := will[f.turn(len(will))]
		if n.Type == policy.IDsNeed {
			list, _ := f.at(n.Pointer).([]any)
			return append(slices.Clone(list), value), true
		}
		return value, true
	}
	switch n.Type {
	case policy.DayNeed:
		switch {
		case strings.HasSuffix(n.Pointer, "/reviewBy"):
			return f.on.AddDays(90).String(), true
		case !n.NotAfter.IsZero():
			return n.NotAfter.String(), true
		case !n.NotBefore.IsZero():
			return n.NotBefore.AddDays(30).String(), true // well after
		}
		return f.on.String(), true
	case policy.YesNoNeed:
		return !slices.Contains(n.Not, any(true)), true
	case policy.InstantNeed:
		return f.on.Start().Add(11 * time.Hour).UTC().Format(time.RFC3339), true
	case policy.ObjectNeed:
		return map[string]any{"reference": "Example document", "version": "1"}, true
	case policy.IDsNeed, policy.IDNeed, policy.ChoiceNeed:
		return nil, false
	}
	if text := words[n.Pointer]; text != "" {
		return text, true
	}
	return "An example", true
}

// fact is one that the register could hold.
func (f *Form) fact(t *policy.FactTest) (disclosure.Fact, bool) {
	if t.Ended || t.Overdue || len(t.Lacking) > 0 {
		return disclosure.Fact{}, false
	}
	if t.NamesRecipient && f.at("/recipient/organisation") == nil {
		f.put("/recipient/organisation", words["/recipient/organisation"])
	}
	organisation, _ := f.at("/recipient/organisation").(string)
	reference := words["/subjects/0/reference"]
	fact := disclosure.Fact{
		Kind: t.Kind, From: f.on.AddDays(-30), Recipient: organisation, Capacity: t.Capacity, Reference: "Letter of that day", Service: "Repairs", Reason: t.Reason, Explicit: t.Explicit,
		Outsourced: slices.Contains(t.Given, "outsourced"), SubjectTold: t.SubjectTold, Version: "1", Signatories: []string{organisation},
	}
	if t.Kind == disclosure.FactRepresentation && fact.Capacity == "" {
		fact.Capacity = "constituent-casework"
	}
	if slices.Contains(t.Given, "protocol") {
		fact.Protocol = "Example protocol"
	}
	if slices.Contains(t.Given, "reason") && fact.Reason == "" {
		fact.Reason = "efficiency"
	}
	fact.About = disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: reference}
	switch t.Kind {
	case disclosure.FactContract:
		if f.at("/evidence/contractRef") == nil {
			f.put("/evidence/contractRef", "CT-1")
		}
		fact.About = disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: fmt.Sprint(f.at("/evidence/contractRef"))}
	case disclosure.FactAgreement:
		fact.About = disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: "Example document"}
	case disclosure.FactPolicyDocument:
		fact.About = disclosure.FactKey{Dimension: disclosure.FactsOfPolicyDocument, Reference: "Example document"}
	}
	return fact, true
}

// Met reports whether the form meets the need, by what the need says.
func (f *Form) Met(n policy.Need) bool {
	switch {
	case len(n.All) > 0:
		return !slices.ContainsFunc(n.All, func(each policy.Need) bool { return !f.Met(each) })
	case len(n.Any) > 0:
		return slices.ContainsFunc(n.Any, f.Met)
	case n.Type == policy.TermNeed:
		return f.Met(f.terms[n.Term].Need) != n.Absent
	case n.Type == policy.FactNeed:
		return f.known(n) != n.Absent
	case n.Absent:
		return !f.given(n)
	case !f.given(n):
		return n.Optional || n.Pointer == ""
	}
	value := f.at(n.Pointer)
	if n.Type == policy.IDsNeed {
		list, _ := value.([]any)
		has := func(v any) bool { return slices.Contains(list, v) }
		return (len(n.Values) == 0 || slices.ContainsFunc(n.Values, has)) && !slices.ContainsFunc(n.Not, has)
	}
	day, _ := value.(string)
	return (len(n.Values) == 0 || slices.Contains(n.Values, value)) && !slices.Contains(n.Not, value) &&
		(n.NotAfter.IsZero() || day <= n.NotAfter.String()) && (n.NotBefore.IsZero() || day >= n.NotBefore.String())
}

// given reports whether something stands in the place.
func (f *Form) given(n policy.Need) bool {
	switch v := f.at(n.Pointer).(type) {
	case nil:
		return false
	case string:
		return strings.TrimSpace(v) != ""
	case bool:
		return v || n.Type != "statement"
	case []any:
		return len(v) > 0
	}
	return true
}

// onlyTheDead reports whether everybody it is about is said to have died: nobody is left of
// whom a fact would be asked.
func (f *Form) onlyTheDead() bool {
	people, _ := f.at("/subjects").([]any)
	return len(people) > 0 && !slices.ContainsFunc(people, func(person any) bool {
		one, _ := person.(map[string]any)
		roles, _ := one["roles"].([]any)
		return !slices.Contains(roles, any("deceased"))
	})
}

// known reports whether the facts hold one that the leaf asks for.
func (f *Form) known(n policy.Need) bool {
	t := n.Fact
	ofKind := slices.DeleteFunc(slices.Clone(f.Facts), func(fact disclosure.Fact) bool { return fact.Kind != t.Kind })
	if t.OrNone && len(ofKind) == 0 || t.EverySubject && f.onlyTheDead() {
		return true
	}
	organisation, _ := f.at("/recipient/organisation").(string)
	names := func(fact disclosure.Fact) bool { return organisation != "" && fact.Recipient == organisation }
	if strings.HasPrefix(n.Label, "consent of the person to others") {
		return slices.ContainsFunc(ofKind, func(fact disclosure.Fact) bool { return !names(fact) })
	}
	return slices.ContainsFunc(ofKind, func(fact disclosure.Fact) bool {
		holds := fact.Holds(f.on)
		if t.Ended {
			holds = !holds
		}
		return holds && (!t.NamesRecipient || names(fact)) && (!t.Explicit || fact.Explicit) && (t.Capacity == "" || fact.Capacity == t.Capacity) && (t.Reason == "" || fact.Reason == t.Reason) &&
			(!slices.Contains(t.Given, "outsourced") || fact.Outsourced) && (!slices.Contains(t.Given, "protocol") || fact.Protocol != "") &&
			(!slices.Contains(t.Given, "reason") || fact.Reason != "") && !t.Overdue && len(t.Lacking) == 0
	})
}

// at returns what stands at a JSON pointer, or nil.
func (f *Form) at(pointer string) any {
	var at any = f.Body
	for _, name := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		switch v := at.(type) {
		case map[string]any:
			at = v[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i >= len(v) {
				return nil
			}
			at = v[i]
		default:
			return nil
		}
	}
	return at
}

// At returns what stands at a JSON pointer, or nil.
func (f *Form) At(pointer string) any { return f.at(pointer) }

// Put puts a value at a JSON pointer, with what has to stand around it.
func (f *Form) Put(pointer string, value any) { f.put(pointer, value) }

// Drop takes out what stands at a JSON pointer.
func (f *Form) Drop(pointer string) { f.put(pointer, nil) }

// Copy is another form, filled in alike.
func (f *Form) Copy() *Form {
	other := f.copy()
	return &other
}

func (f *Form) put(pointer string, value any) {
	names := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	f.Body = putIn(f.Body, names, value).(map[string]any)
}

func putIn(in any, names []string, value any) any {
	if len(names) == 0 {
		return value
	}
	if in == nil && value == nil {
		return nil // there is nothing to take out
	}
	if i, err := strconv.Atoi(names[0]); err == nil {
		list, _ := in.([]any)
		list = slices.Clone(list)
		for len(list) <= i {
			list = append(list, nil)
		}
		list[i] = putIn(list[i], names[1:], value)
		if list[i] == nil {
			list = slices.Delete(list, i, i+1)
		}
		return list
	}
	object, _ := in.(map[string]any)
	if object = maps.Clone(object); object == nil {
		object = map[string]any{}
	}
	if object[names[0]] = putIn(object[names[0]], names[1:], value); object[names[0]] == nil {
		delete(object, names[0])
	}
	return object
}
