package asking

import (
	"maps"
	"slices"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/titles"
	"disclosure-register/pkg/report"
)

// compilation gathers a period's disclosures under what a record of processing
// lists. It reads nothing.
type compilation struct {
	register   disclosure.Register
	law        *policy.Law
	titles     titles.Titles
	recipients map[string]*report.ProcessingRecipient
	transfers  map[disclosure.Transfer]*report.ProcessingTransfer
	conditions map[string]*report.ProcessingCondition
	cases      map[string]map[disclosure.CaseRef]bool // by condition
}

func compile(register disclosure.Register, law *policy.Law, words titles.Titles) *compilation {
	return &compilation{
		register: register, law: law, titles: words,
		recipients: map[string]*report.ProcessingRecipient{},
		transfers:  map[disclosure.Transfer]*report.ProcessingTransfer{},
		conditions: map[string]*report.ProcessingCondition{},
		cases:      map[string]map[disclosure.CaseRef]bool{},
	}
}

func (c *compilation) add(d *disclosure.Disclosure) {
	if !d.Shares() {
		return
	}
	said := c.law.Processing(c.register, d)
	recipient := c.titles.Of(titles.Recipients, d.Recipient.Category)
	if class := c.law.ClassOf(d); class != policy.Internal && class != policy.Access {
		to := c.recipients[d.Recipient.Category]
		if to == nil {
			to = &report.ProcessingRecipient{Category: d.Recipient.Category, Title: recipient, Kinds: []string{}, Purposes: []string{}, Data: []string{}}
			c.recipients[d.Recipient.Category] = to
		}
		if d.Recipient.Kind != "" {
			insert(&to.Kinds, c.titles.Of(titles.Recipients, d.Recipient.Category+"/"+d.Recipient.Kind))
		}
		for _, purpose := range said.Purposes {
			insert(&to.Purposes, purpose)
		}
		if len(said.Purposes) == 0 {
			insert(&to.Purposes, report.UnnamedPurpose)
		}
		for _, item := range d.Data {
			insert(&to.Data, c.titles.Of(titles.Data, item.Category))
		}
	}
	if d.Transfer != nil {
		abroad := c.transfers[*d.Transfer]
		if abroad == nil {
			abroad = &report.ProcessingTransfer{Country: d.Transfer.Country, Mechanism: d.Transfer.Mechanism, Instrument: d.Transfer.Instrument, Recipients: []string{}}
			c.transfers[*d.Transfer] = abroad
		}
		insert(&abroad.Recipients, recipient)
	}
	for _, relied := range said.Relied {
		condition := c.conditions[relied.Condition]
		if condition == nil {
			condition = &report.ProcessingCondition{
				Condition: relied.Condition, Title: c.titles.Of(titles.Law, relied.Condition),
				Bases: []string{}, Documents: []string{}, KeptLonger: []report.ProcessingLate{},
			}
			c.conditions[relied.Condition], c.cases[relied.Condition] = condition, map[disclosure.CaseRef]bool{}
		}
		condition.NeedsDocument = condition.NeedsDocument || relied.NeedsDocument
		for _, basis := range relied.Bases {
			insert(&condition.Bases, c.titles.Of(titles.Law, basis))
		}
		if document := d.Justification.PolicyDocument; document != nil {
			insert(&condition.Documents, document.Reference+" "+document.Version)
		}
		c.cases[relied.Condition][d.Case] = true
	}
}

// insert keeps a list sorted, with each value once.
func insert(list *[]string, value string) {
	if at, found := slices.BinarySearch(*list, value); !found {
		*list = slices.Insert(*list, at, value)
	}
}

// allCases lists the cases in which a condition was relied on.
func (c *compilation) allCases() []disclosure.CaseRef {
	all := map[disclosure.CaseRef]bool{}
	for _, refs := range c.cases {
		maps.Copy(all, refs)
	}
	return slices.Sorted(maps.Keys(all))
}

// write puts what was gathered into the record, in an order of its own.
func (c *compilation) write(record *report.ProcessingRecord, late map[disclosure.CaseRef]report.ProcessingLate) {
	record.Recipients, record.Transfers, record.Conditions = []report.ProcessingRecipient{}, []report.ProcessingTransfer{}, []report.ProcessingCondition{}
	for _, category := range slices.Sorted(maps.Keys(c.recipients)) {
		record.Recipients = append(record.Recipients, *c.recipients[category])
	}
	for _, t := range c.transfers {
		record.Transfers = append(record.Transfers, *t)
	}
	slices.SortFunc(record.Transfers, func(a, b report.ProcessingTransfer) int {
		return slices.Compare([]string{a.Country, a.Mechanism, a.Instrument}, []string{b.Country, b.Mechanism, b.Instrument})
	})
	for _, id := range slices.Sorted(maps.Keys(c.conditions)) {
		condition := *c.conditions[id]
		for _, ref := range slices.Sorted(maps.Keys(c.cases[id])) {
			if one, is := late[ref]; is {
				condition.KeptLonger = append(condition.KeptLonger, one)
			}
		}
		condition.RetentionFollowed = len(condition.KeptLonger) == 0
		record.Conditions = append(record.Conditions, condition)
	}
}
