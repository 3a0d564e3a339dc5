package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
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
	Asks        WhatIsAsked                `json:"asks" doc:"The parameters of GET /policy/requirements that show what is asked of such a disclosure, with the title of each rule, as the law and the notice of its day are told now. What was asked when it was recorded and is not in rules was met; which rules those were is not kept, and nothing is decided again"`
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
	law.Same = law.Applied != nil && law.Applied.Catalogue == law.Now.Catalogue && law.Applied.NoticeVersion == law.Now.NoticeVersion
	looked.Results = 1
	return seen(law, r.recordAccess(ctx, by, entry.Case, looked))
}
