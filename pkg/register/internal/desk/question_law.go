package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/register/power"
	"disclosure-register/pkg/store"
)

// AppliedLaw says under what an entry was decided, in both times: the versions
// that were applied when it was recorded, and what the catalogue and the notices
// now say was in force on the day of the disclosure.
type AppliedLaw struct {
	Entry       disclosure.EntryID         `json:"entry"`
	Corrects    disclosure.EntryID         `json:"corrects,omitempty" doc:"The original entry, when this is a correction"`
	DisclosedAt time.Time                  `json:"disclosedAt" doc:"The law of this day, in London, governs"`
	RecordedAt  time.Time                  `json:"recordedAt"`
	Applied     *disclosure.PolicyVersions `json:"applied" doc:"The versions applied when it was recorded; the release that had them decides the same again"`
	Rules       []AppliedRule              `json:"rules" doc:"The rules that it did not meet then"`
	Aspects     []policy.Aspect            `json:"aspects" enum:"consent-first,emergency,equality-data,left-uk,marker,no-footing,outside-notice" doc:"What the rules found of it besides, as it was settled when it was recorded: docs/questions.md says what each is"`
	Asks        WhatIsAsked                `json:"asks" doc:"The parameters of GET /policy/requirements that show what is asked of such a disclosure, with the title of each rule, as the law and the notice of its day are told now"`
	Asked       []AskedRule                `json:"asked" doc:"What they ask of the record of such a disclosure, each with what stands in this one, and whether it is among the rules that it did not meet. What is not raised no flag when it was recorded. That no rule was found broken is all that is known: the register has not checked that what was written is so, and decides nothing again. Where same is false, other rules may have been asked then"`
	Now         policy.DaysLaw             `json:"now" doc:"The law and the notice of that day, as they are told now"`
	Same        bool                       `json:"same" doc:"True when both are of the same catalogue and the same version of the notice"`
}

// WhatIsAsked says of which disclosures it is asked what they need: the parts of one that
// decide it.
type WhatIsAsked struct {
	Notice     string                 `json:"notice"`
	Category   string                 `json:"category"`
	Kind       string                 `json:"kind,omitempty"`
	Data       []string               `json:"data"`
	Decision   disclosure.Decision    `json:"decision"`
	Urgency    disclosure.Urgency     `json:"urgency,omitempty"`
	Bases      []string               `json:"basis"`
	Conditions []string               `json:"condition"`
	Gateway    string                 `json:"gateway,omitempty"`
	Exemptions []string               `json:"exemption"`
	Telling    disclosure.TellOutcome `json:"telling,omitempty"`
	On         disclosure.Date        `json:"on" format:"date"`
}

// AskedRule is what one rule asks of a record, and what the record says to it.
type AskedRule struct {
	Rule   string  `json:"rule" doc:"As among rules" example:"DC-R4"`
	Name   string  `json:"name,omitempty" doc:"What the rule is about, as it is called now"`
	Detail string  `json:"detail" doc:"What is found where it is lacking, in words"`
	OneOf  bool    `json:"oneOf,omitempty" doc:"One of the places is enough; where none of them holds anything, what met it is not in the record"`
	Gives  []Given `json:"gives"`
	// Says is for a person to read.
	Says    []string `json:"says" doc:"What stands there, in words: each thing asked for, and what the record says to it; of several of which one is enough, those that hold something"`
	Flagged bool     `json:"flagged" doc:"It is among the rules that the entry did not meet"`
}

// Given is a place of the record that a rule asks for.
type Given struct {
	Pointer string `json:"pointer" example:"/evidence/ombudsmanCaseRef"`
	Label   string `json:"label" doc:"What is asked for there"`
	Value   any    `json:"value,omitempty" doc:"What stands there, as it was written; left out where nothing does"`
	Title   string `json:"title,omitempty" doc:"What it is called, where it is one of a few answers or an id of the law"`
}

// maySay is what the rules ask of such a record beside what it says. Its flags are those that
// are shown, and read.
func (r *Registrar) maySay(register disclosure.Register, d *disclosure.Disclosure, asks WhatIsAsked, shown []AppliedRule) ([]AskedRule, error) {
	written, err := json.Marshal(d)
	if err != nil {
		return nil, fmt.Errorf("write a disclosure to read its places: %w", err)
	}
	var body any
	if err := json.Unmarshal(written, &body); err != nil {
		return nil, fmt.Errorf("read the places of a disclosure: %w", err)
	}
	notice := r.law.Notice(register, d.Notice, asks.On)
	all := []AskedRule{}
	for _, asked := range r.law.Asked(policy.Sought{
		Register: register, Notice: asks.Notice, Category: asks.Category, Kind: asks.Kind, Data: asks.Data, Decision: asks.Decision, Urgency: asks.Urgency,
		Bases: asks.Bases, Conditions: asks.Conditions, Gateway: asks.Gateway, Exemptions: asks.Exemptions, Telling: asks.Telling, On: asks.On,
	}) {
		one := AskedRule{
			Rule: asked.Rule, Name: r.law.RuleName(notice, asked.Rule), Detail: asked.Detail, OneOf: asked.OneOf, Gives: []Given{},
			Flagged: slices.ContainsFunc(shown, func(f AppliedRule) bool { return f.Rule == asked.Rule && f.Pointer == asked.At }),
		}
		for _, at := range asked.Places {
			given := Given{Pointer: at.Pointer, Label: at.Label, Value: standsAt(body, at.Pointer)}
			if given.Value == nil && at.Optional {
				continue
			}
			given.Title = r.titleAt(at.Pointer, given.Value)
			one.Gives = append(one.Gives, given)
		}
		one.Says = one.inWords()
		all = append(all, one)
	}
	return all, nil
}

// inWords is what the record says to each thing that is asked for.
func (a AskedRule) inWords() []string {
	says := []string{}
	for _, g := range a.Gives {
		if g.Value != nil {
			says = append(says, g.Label+": "+cmp.Or(g.Title, asWritten(g.Value)))
		} else if !a.OneOf {
			says = append(says, g.Label+": nothing is given")
		}
	}
	if len(says) == 0 && len(a.Gives) > 0 {
		says = append(says, "nothing of "+strings.Join(labelsOf(a.Gives), "; or "))
	}
	return says
}

func labelsOf(given []Given) (labels []string) {
	for _, g := range given {
		labels = append(labels, g.Label)
	}
	return labels
}

// asWritten is a value of a record as people write it.
func asWritten(value any) string {
	switch v := value.(type) {
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case []any:
		var parts []string
		for _, one := range v {
			parts = append(parts, asWritten(one))
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+": "+asWritten(v[name]))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(value)
}

// titleAt is what stands at the place, in words, where that is one of a few ids.
func (r *Registrar) titleAt(pointer string, value any) string {
	if name, is := strings.CutPrefix(pointer, "/evidence/"); is {
		answer, _ := value.(string)
		return r.titles[titles.Fields][name+"/"+answer]
	}
	ids, several := value.([]any)
	if !several {
		ids = []any{value}
	}
	var called []string
	for _, one := range ids {
		id, _ := one.(string)
		if title := r.titles[titles.Law][id]; title != "" {
			called = append(called, title)
		}
	}
	return strings.Join(called, "; ")
}

// standsAt is what stands at a pointer into a body that was read; nil where nothing does.
func standsAt(body any, pointer string) any {
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		switch of := body.(type) {
		case map[string]any:
			body = of[part]
		case []any:
			n, err := strconv.Atoi(part)
			if err != nil || n < 0 || n >= len(of) {
				return nil
			}
			body = of[n]
		default:
			return nil
		}
	}
	return body
}

func askedOf(d *disclosure.Disclosure) WhatIsAsked {
	asks := WhatIsAsked{
		Notice: d.Notice, Category: d.Recipient.Category, Kind: d.Recipient.Kind, Data: []string{}, Decision: d.Decision, Urgency: d.Urgency,
		Bases: onceEach(d.Justification.LawfulBases), Conditions: onceEach(d.Justification.Conditions), Gateway: d.Justification.Gateway, Exemptions: []string{},
		Telling: d.TellSubject.Outcome, On: disclosure.DateOf(d.DisclosedAt),
	}
	for _, item := range d.Data {
		asks.Data = withElement(asks.Data, item.Category)
	}
	for _, e := range d.Justification.Exemptions {
		asks.Exemptions = withElement(asks.Exemptions, e.ID)
	}
	return asks
}

func onceEach(all []string) []string {
	each := []string{}
	for _, one := range all {
		each = withElement(each, one)
	}
	return each
}

// AppliedRule is a rule that was flagged when the entry was recorded.
type AppliedRule struct {
	disclosure.Flag
	Name string `json:"name,omitempty" doc:"What the rule is about, as it is called now"`
}

// keptAspectsOf are the aspects of the entry in an item that are kept from departments. It is
// listed under each, and what lists it says of which it is itself: a correction is listed
// under what it put right, too.
func (r *Registrar) keptAspectsOf(ctx context.Context, register disclosure.Register, item store.Item, shown []policy.Aspect) ([]policy.Aspect, error) {
	keys, err := keysOf(item)
	if err != nil {
		return nil, err
	}
	n := slices.IndexFunc(keys, func(key store.Key) bool {
		aspect, is := strings.CutPrefix(key.Partition, store.IndexPartition(register.String(), store.ByAspect, ""))
		return is && !slices.Contains(shown, policy.Aspect(aspect))
	})
	if n < 0 {
		return nil, nil
	}
	listed, err := r.itemsAt(ctx, "load what lists an entry", keys[n:n+1])
	if err != nil {
		return nil, err
	}
	var kept []policy.Aspect
	for _, t := range decodeTerms(text(listed[keys[n]], attrKept)) {
		if t.by == store.ByAspect {
			kept = append(kept, policy.Aspect(t.value))
		}
	}
	return kept, nil
}

// AppliedLaw shows which rules, notice and catalogue applied to a disclosure or a
// correction, to whoever may open it. It is one read, and another where an aspect is kept
// from departments.
func (r *Registrar) AppliedLaw(ctx context.Context, by Looking, id disclosure.EntryID) (AppliedLaw, error) {
	reach, err := power.MaySee(by.Caller, by.Purpose, "show-law")
	if err != nil {
		return AppliedLaw{}, err
	}
	register := by.Caller.Register
	looked := disclosure.Access{Action: "show-law", Entry: id}
	item, err := r.entryItem(ctx, register, id)
	if IsNotFound(err) {
		return AppliedLaw{}, r.unseen(ctx, by, "", looked, noEntry())
	}
	if err != nil {
		return AppliedLaw{}, err
	}
	entry, _, err := decodeEntry(item)
	if err != nil {
		return AppliedLaw{}, err
	}
	if !reach.Opens(by.Caller, entry) {
		return AppliedLaw{}, r.unseen(ctx, by, "", looked, noEntry())
	}
	d, root, err := entry.Disclosed()
	if err != nil {
		return AppliedLaw{}, err
	}
	reach.HideKept(entry)
	aspects := append([]policy.Aspect{}, aspectsOf(item)...)
	if reach == power.All {
		kept, err := r.keptAspectsOf(ctx, register, item, aspects)
		if err != nil {
			return AppliedLaw{}, err
		}
		aspects = append(aspects, kept...)
	}
	law := AppliedLaw{
		Entry: id, DisclosedAt: d.DisclosedAt, RecordedAt: entry.RecordedAt, Applied: entry.Policy,
		Rules: make([]AppliedRule, 0, len(entry.Flags)), Aspects: aspects, Asks: askedOf(d), Now: r.law.DaysLaw(register, d),
	}
	if root != id {
		law.Corrects = root
	}
	notice := r.law.Notice(register, d.Notice, disclosure.DateOf(d.DisclosedAt))
	for _, f := range entry.Flags {
		law.Rules = append(law.Rules, AppliedRule{f, r.law.RuleName(notice, f.Rule)})
	}
	if law.Asked, err = r.maySay(register, d, law.Asks, law.Rules); err != nil {
		return AppliedLaw{}, err
	}
	law.Same = law.Applied != nil && law.Applied.Catalogue == law.Now.Catalogue && law.Applied.NoticeVersion == law.Now.NoticeVersion
	looked.Results = 1
	return seen(law, r.recordAccess(ctx, by, entry.Case, looked))
}
