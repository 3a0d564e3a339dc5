package policy_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// agreed is a consent of the person in the example to the Housing Ombudsman.
func agreed(change func(*disclosure.Fact)) []disclosure.Fact {
	f := disclosure.Fact{
		Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "DBC-P-204417"},
		From: disclosure.NewDate(2026, time.May, 1), Recipient: "Housing Ombudsman Service",
	}
	if change != nil {
		change(&f)
	}
	return []disclosure.Fact{f}
}

// Consent is held to what the register knows of the person on the day.
func TestConsentOnTheRegister(t *testing.T) {
	const basis, explicit = "ukgdpr-6-1-a", "ukgdpr-9-2-a"
	bases := func(ids ...string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Justification.LawfulBases = ids }
	}
	health := both(addData("health"), conditions(explicit))
	withdrawn := func(f *disclosure.Fact) { f.Until = disclosure.NewDate(2026, time.November, 8) }
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		facts  []disclosure.Fact
		want   string
		never  string // a line that must not be there
	}{
		"a consent on the register needs no other record": {bases(basis), agreed(nil), "", "refuse ukgdpr-6-1-a /evidence/consentRecordId"},
		"withdrawn the day before":                        {bases(basis), agreed(withdrawn), "refuse ukgdpr-6-1-a /subjects/0", ""},
		"withdrawn the day after":                         {bases(basis), agreed(func(f *disclosure.Fact) { f.Until = disclosure.NewDate(2026, time.November, 9) }), "", "refuse ukgdpr-6-1-a /subjects/0"},
		"withdrawn, and resting on a task as well":        {bases(basis, "ukgdpr-6-1-e"), agreed(withdrawn), "flag ukgdpr-6-1-a /subjects/0", "refuse ukgdpr-6-1-a /subjects/0"},
		"withdrawn by the evidence, with a task as well":  {both(bases(basis, "ukgdpr-6-1-e"), give("consentRecordId", "C-1"), give("withdrawalDate", "2026-11-01")), nil, "flag ukgdpr-6-1-a /evidence/withdrawalDate", "refuse ukgdpr-6-1-a /evidence/withdrawalDate"},
		"given again":                        {bases(basis), append(agreed(withdrawn), agreed(nil)...), "", "refuse ukgdpr-6-1-a /subjects/0"},
		"given only afterwards":              {bases(basis), agreed(func(f *disclosure.Fact) { f.From = disclosure.NewDate(2026, time.November, 10) }), "refuse ukgdpr-6-1-a /subjects/0", ""},
		"given for other data":               {bases(basis), agreed(func(f *disclosure.Fact) { f.Data = []string{"feedback"} }), "flag ukgdpr-6-1-a /data/0", "refuse ukgdpr-6-1-a /subjects/0"},
		"given for other data, and for this": {bases(basis), append(agreed(func(f *disclosure.Fact) { f.Data = []string{"feedback"} }), agreed(nil)...), "", "flag ukgdpr-6-1-a /data/0"},
		"given for other data, and the rest on a task": {func(d *disclosure.Disclosure) {
			for i := range d.Data {
				d.Data[i].LawfulBases = []string{"ukgdpr-6-1-e"}
			}
			d.Data[0].LawfulBases = []string{basis}
		}, agreed(func(f *disclosure.Fact) { f.Data = []string{read(t, example).Data[0].Category} }), "", "flag ukgdpr-6-1-a /data/1"},
		"given to somebody else":                        {bases(basis), agreed(func(f *disclosure.Fact) { f.Recipient = "Sample Surgery" }), "flag ukgdpr-6-1-a /subjects/0", ""},
		"withdrawn from somebody else":                  {both(bases(basis), give("consentRecordId", "C-1")), agreed(func(f *disclosure.Fact) { f.Recipient = "Sample Surgery"; withdrawn(f) }), "", "refuse ukgdpr-6-1-a /subjects/0"},
		"withdrawn from others only":                    {both(bases(basis), give("consentRecordId", "C-1")), agreed(func(f *disclosure.Fact) { f.Recipient = "Sample Surgery"; withdrawn(f) }), "flag ukgdpr-6-1-a /subjects/0", ""},
		"withdrawn, and the name has a full stop more":  {both(bases(basis), give("consentRecordId", "C-1")), agreed(func(f *disclosure.Fact) { f.Recipient += "."; withdrawn(f) }), "flag ukgdpr-6-1-a /subjects/0", "refuse ukgdpr-6-1-a /subjects/0"},
		"given, and the name has its legal form more":   {bases(basis), agreed(func(f *disclosure.Fact) { f.Recipient = "The Housing Ombudsman Service, Ltd" }), "", "flag ukgdpr-6-1-a /subjects/0"},
		"another person withdrew":                       {both(bases(basis), give("consentRecordId", "C-1")), agreed(func(f *disclosure.Fact) { f.About.Reference = "P-9"; withdrawn(f) }), "", "refuse ukgdpr-6-1-a /subjects/0"},
		"ordinary consent for health data":              {both(health, give("explicitConsentRecord", "E-1")), agreed(nil), "refuse ukgdpr-9-2-a /subjects/0", ""},
		"ordinary consent is no record of explicit":     {health, agreed(nil), "refuse ukgdpr-9-2-a /evidence/explicitConsentRecord", ""},
		"explicit consent for health data":              {health, agreed(func(f *disclosure.Fact) { f.Explicit = true }), "", "refuse ukgdpr-9-2-a /evidence/explicitConsentRecord"},
		"explicit consent withdrawn":                    {health, agreed(func(f *disclosure.Fact) { f.Explicit = true; withdrawn(f) }), "refuse ukgdpr-9-2-a /subjects/0", ""},
		"withdrawn, and health data resting on a claim": {both(addData("health"), conditions(explicit, "ukgdpr-9-2-f"), give("caseNumber", "K1"), give("explicitConsentRecord", "E-1")), agreed(func(f *disclosure.Fact) { f.Explicit = true; withdrawn(f) }), "flag ukgdpr-9-2-a /subjects/0", "refuse ukgdpr-9-2-a /subjects/0"},
		"withdrawn for an allegation":                   {both(addData("criminal-allegation"), conditions("dpa18-sch1-para29")), agreed(withdrawn), "refuse dpa18-sch1-para29 /subjects/0", ""},
		"withdrawn, under official authority":           {both(addData("criminal-allegation"), conditions("dpa18-sch1-para29"), give("officialAuthority", "Housing Act 1996")), agreed(withdrawn), "flag dpa18-sch1-para29 /subjects/0", "refuse dpa18-sch1-para29 /subjects/0"},
		"withdrawn consent to an item of its own": {func(d *disclosure.Disclosure) {
			d.Data[0].LawfulBases = []string{basis}
		}, agreed(withdrawn), "refuse ukgdpr-6-1-a /subjects/0", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			c.change(d)
			got := policy.Load().Decide(ask(d, c.facts...))
			if c.want != "" && !says(got, c.want) {
				t.Errorf("got %v, want %q among them", outcome(got), c.want)
			}
			if c.never != "" && says(got, c.never) {
				t.Errorf("got %v, want no %q", outcome(got), c.never)
			}
		})
	}
}

// A contract is held to what the register knows of it.
func TestContractOnTheRegister(t *testing.T) {
	contract := func(change func(*disclosure.Fact)) disclosure.Fact {
		f := disclosure.Fact{
			Kind: disclosure.FactContract, About: disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: read(t, "dartford-contractor").Evidence["contractRef"].(string)},
			From: disclosure.NewDate(2024, time.April, 1), Service: "Housing repairs", Outsourced: true,
		}
		if change != nil {
			change(&f)
		}
		return f
	}
	ended := contract(func(f *disclosure.Fact) { f.Until = disclosure.NewDate(2026, time.March, 31) })
	for name, c := range map[string]struct {
		facts []disclosure.Fact
		want  []string
	}{
		"in force":            {[]disclosure.Fact{contract(nil)}, nil},
		"ended":               {[]disclosure.Fact{ended}, []string{"flag ukgdpr-28 /evidence/contractRef"}},
		"ended and renewed":   {[]disclosure.Fact{ended, contract(nil)}, nil},
		"of another contract": {[]disclosure.Fact{contract(func(f *disclosure.Fact) { f.About.Reference = "C-0"; f.Until = ended.Until })}, nil},
		"service not handed over": {
			[]disclosure.Fact{contract(func(f *disclosure.Fact) { f.Outsourced = false })},
			[]string{"flag ukgdpr-28 /evidence/outsourcedOrCommissioned"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, policy.Load().Decide(ask(read(t, "dartford-contractor"), c.facts...)), c.want...)
		})
	}
}
