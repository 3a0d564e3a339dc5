package policy_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func happened(d *disclosure.Disclosure) {
	d.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, time.November, 9)}
}

// An aspect is the same word whichever council's row was broken.
func TestAspectsSayWhatNoOneRowDoes(t *testing.T) {
	refused := func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }
	abroad := func(d *disclosure.Disclosure) {
		d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "Adequacy"}
	}
	health := both(addData("health"), conditions("ukgdpr-9-2-g", "dpa18-sch1-para6"))
	inPublicInterest := give("substantialPublicInterestReason", "The Housing Ombudsman Scheme")
	documented := func(d *disclosure.Disclosure) {
		d.Justification.PolicyDocument = &disclosure.VersionedRef{Reference: "APD-1", Version: "3"}
	}
	for name, c := range map[string]struct {
		register disclosure.Register
		example  string
		change   func(*disclosure.Disclosure)
		want     []policy.Aspect
	}{
		"nothing to remark on":                    {dartford, "dartford-housing-ombudsman", func(*disclosure.Disclosure) {}, nil},
		"no basis, in Dartford":                   {dartford, "dartford-housing-ombudsman", both(happened, bases()), []policy.Aspect{policy.NoFooting}},
		"no basis, in Kent":                       {kent, "kent-highways", both(happened, bases()), []policy.Aspect{policy.NoFooting}},
		"health without a condition":              {dartford, "bad-health-without-condition", happened, []policy.Aspect{policy.NoFooting}},
		"an allegation without a condition":       {dartford, "dartford-housing-ombudsman", both(happened, addData("criminal-allegation")), []policy.Aspect{policy.NoFooting}},
		"a basis closed to councils":              {dartford, "dartford-housing-ombudsman", both(happened, bases("ukgdpr-6-1-f")), []policy.Aspect{policy.NoFooting, policy.OutsideNotice}},
		"a basis the notice does not name":        {dartford, "dartford-housing-ombudsman", both(happened, bases("ukgdpr-6-1-d"), give("riskDescription", "A fire")), []policy.Aspect{policy.OutsideNotice}},
		"the notice's condition not shown":        {dartford, "bad-no-case-reference", happened, []policy.Aspect{policy.OutsideNotice}},
		"a consent that was withdrawn":            {dartford, "dartford-housing-ombudsman", both(happened, bases("ukgdpr-6-1-a"), give("consentRecordId", "C-1"), give("withdrawalDate", "2026-11-01")), []policy.Aspect{policy.NoFooting, policy.OutsideNotice}},
		"health, with all there is to show":       {dartford, "dartford-housing-ombudsman", both(health, inPublicInterest, documented), nil},
		"health, with no policy document":         {dartford, "dartford-housing-ombudsman", both(health, inPublicInterest), []policy.Aspect{policy.NoFooting, policy.OutsideNotice}},
		"health, with a condition not shown":      {dartford, "dartford-housing-ombudsman", both(health, documented), []policy.Aspect{policy.OutsideNotice}},
		"of which kind nobody says":               {dartford, "dartford-housing-ombudsman", both(happened, func(d *disclosure.Disclosure) { d.Recipient.Kind = "" }), []policy.Aspect{policy.OutsideNotice}},
		"a purpose the notice does not name":      {dartford, "dartford-housing-ombudsman", func(d *disclosure.Disclosure) { d.Purpose = "Recruitment" }, []policy.Aspect{policy.OutsideNotice}},
		"it left the country":                     {dartford, "dartford-housing-ombudsman", abroad, []policy.Aspect{policy.LeftUK}},
		"it would have left the country":          {dartford, "dartford-refused-police", both(abroad, refused), nil},
		"an emergency with all there is":          {dartford, "dartford-housing-ombudsman", func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }, []policy.Aspect{policy.EmergencyShare}},
		"a carer's answer":                        {kent, "kent-highways", both(happened, addData("carer-status"), from("Letter of complaint")), []policy.Aspect{policy.EqualityData}},
		"what came from the About You page":       {kent, "kent-highways", both(happened, func(d *disclosure.Disclosure) { d.Data[0].Source = "About You" }), []policy.Aspect{policy.EqualityData, policy.OutsideNotice}},
		"a marker":                                {dartford, "dartford-contact-marker", func(*disclosure.Disclosure) {}, []policy.Aspect{policy.MarkerShared}},
		"a marker, under a notice silent on them": {kent, "kent-highways", both(happened, addData("marker")), []policy.Aspect{policy.MarkerShared}},
		"consent promised and not asked for":      {maidstone, "maidstone-advocate", both(happened, func(d *disclosure.Disclosure) { d.Evidence = map[string]any{} }), []policy.Aspect{policy.ConsentFirst, policy.OutsideNotice}},
		"within the council nobody asks first":    {maidstone, "maidstone-internal", func(*disclosure.Disclosure) {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, c.example)
			c.change(d)
			q := ask(d)
			q.Register = c.register
			got := policy.Load().Decide(q)
			if !got.Accepted() {
				t.Fatalf("not recorded: %v", outcome(got))
			}
			for _, a := range policy.Aspects() {
				if got, want := slices.Contains(got.Aspects, a), slices.Contains(c.want, a); got != want {
					t.Errorf("%s = %t, want %t", a, got, want)
				}
			}
			if !slices.IsSorted(got.Aspects) {
				t.Errorf("%v are not sorted", got.Aspects)
			}
		})
	}
}

func TestWhatBecameOfThePromiseToAskFirst(t *testing.T) {
	consent := func(d *disclosure.Disclosure) []disclosure.Fact {
		var facts []disclosure.Fact
		for _, s := range d.Subjects {
			facts = append(facts, disclosure.Fact{
				Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: s.Reference},
				From: disclosure.NewDate(2026, time.October, 1), Recipient: d.Recipient.Organisation + d.Recipient.Person,
			})
		}
		return facts
	}
	unasked := func(d *disclosure.Disclosure) { d.Evidence = map[string]any{} }
	advocacy := func(d *disclosure.Disclosure) { d.Recipient.Organisation, d.Recipient.Person = "Example Advocacy", "" }
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		facts  bool
		want   policy.ConsentFound
	}{
		"the register holds it":                {both(happened, unasked, advocacy), true, policy.ConsentOnRegister},
		"only the record speaks of it":         {both(happened, give("consentRecordId", "C-1"), give("consentDate", "2026-10-01")), false, policy.ConsentInEvidence},
		"it was given the day after":           {both(happened, unasked, give("consentRecordId", "C-1"), give("consentDate", "2026-11-30")), false, policy.ConsentMissing},
		"the law was said to go before":        {both(happened, unasked, overruled), false, policy.ConsentSetAside},
		"nobody asked and nobody says why not": {both(happened, unasked), false, policy.ConsentMissing},
		"refused, so there was none to ask":    {both(unasked, func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, "maidstone-advocate")
			c.change(d)
			q := ask(d)
			if q.Register = maidstone; c.facts {
				q.Facts = consent(d)
			}
			if got := policy.Load().Decide(q).Consent; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever is flagged can be asked for.
func TestEveryFlagRaisedIsOneThatCanBe(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(l).Draw(t, "question")
		happened(q.Disclosure)
		for _, f := range l.Decide(q).Flags {
			if !l.CanRaise(q.Register, f.Rule) {
				t.Fatalf("%s was raised, and cannot be asked for", f.Rule)
			}
		}
	})
	for _, rule := range []string{"DC-R99", "XX-1", "DC-C1", "ms-r2", "form", "", "MS-R2", "ukgdpr-6-1-z"} {
		if l.CanRaise(dartford, rule) {
			t.Errorf("%q can raise no flag in Dartford", rule)
		}
	}
}

func TestWhereATransferWent(t *testing.T) {
	for country, beyond := range map[string]bool{"Ireland": false, "The Republic of Ireland": false, "The Netherlands": false, "E.U.": false, "NO": false, " european  union ": false, "el": false, "Canada": true, "CH": true, "Jersey": true, "Ruritania": true} {
		d := read(t, "kent-highways")
		d.Transfer = &disclosure.Transfer{Country: country, Mechanism: "Adequacy"}
		if got := policy.Load().Abroad(kent, d); got == nil || got.BeyondEEA != beyond {
			t.Errorf("%s: got %+v, want beyond the EEA = %t", country, got, beyond)
		}
	}
	mechanisms := func(on disclosure.Date) string {
		d := read(t, "kent-highways")
		d.DisclosedAt, d.Transfer = on.Start(), &disclosure.Transfer{Country: "Ireland", Mechanism: "Adequacy"}
		return fmt.Sprint(policy.Load().Abroad(kent, d).NoticeMechanisms)
	}
	before, after := mechanisms(disclosure.NewDate(2026, time.February, 4)), mechanisms(disclosure.NewDate(2026, time.February, 5))
	if before == after || before == "[]" || after == "[]" {
		t.Errorf("on the eve %s, and on the day the law changed %s", before, after)
	}
	stayed := read(t, "kent-highways")
	refused := read(t, "kent-highways")
	refused.Transfer, refused.Decision = &disclosure.Transfer{Country: "Canada"}, disclosure.RefusedToShare
	if policy.Load().Abroad(kent, stayed) != nil || policy.Load().Abroad(kent, refused) != nil {
		t.Error("what stayed, or was refused, is said to have gone")
	}
}
