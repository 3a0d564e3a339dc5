package policy_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// What a finding says can be followed by who reads it in the queue: nobody there has the
// API at hand.
func TestAFindingSaysWhatThereIsToChoose(t *testing.T) {
	decide := func(change func(*disclosure.Disclosure)) policy.Decision {
		d := read(t, "dartford-lgsco")
		change(d)
		return policy.Load().Decide(ask(d))
	}
	said := func(got policy.Decision, rule, place string) string {
		for _, f := range append(got.Refusals, got.Malformed...) {
			if f.Rule == rule && f.Pointer == place {
				return f.Detail
			}
		}
		for _, f := range got.Flags {
			if f.Rule == rule && f.Pointer == place {
				return f.Detail
			}
		}
		t.Fatalf("nothing is said by %s at %s: %v", rule, place, outcome(got))
		return ""
	}
	early := on(noon(2018, time.May, 24))
	for name, tt := range map[string]struct {
		got         policy.Decision
		rule, place string
		says        string
	}{
		"a purpose that the notice does not name": {
			decide(func(d *disclosure.Disclosure) { d.Purpose, d.PurposeID = "Gardening", "" }), policy.OutsideRule, "/purpose",
			"The privacy notice “Complaints process” does not name this purpose, or not in words that were recognised. It names: “Deal with a complaint or an enquiry”",
		},
		"a provision that an exemption does not lift": {
			decide(func(d *disclosure.Disclosure) {
				d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"32"}, Reason: "Crime", ReviewBy: disclosure.NewDate(2027, time.January, 1)}}
			}), "dpa18-sch2-para2", "/justification/exemptions/0/provisions/0",
			"This exemption did not lift that provision on the day. It lifted: ",
		},
		"a day before the notice":  {decide(early), "XX-13", "/disclosedAt", "“Complaints process” began on 25 May 2018."},
		"a day before the law was": {decide(early), "ukgdpr-6", "/justification/lawfulBases", "they began on 25 May 2018. Check the date."},
	} {
		says := said(tt.got, tt.rule, tt.place)
		if !strings.Contains(says, tt.says) || strings.Contains(says, "GET /") || strings.Contains(says, "ukgdpr-6-1-e") {
			t.Errorf("%s: it says %q, want %q in it", name, says, tt.says)
		}
	}
}

// A telling that was put off is held to its day, whether something was shared or refused.
func TestATellingThatWasPutOffIsHeldToItsDay(t *testing.T) {
	for _, example := range []string{"dartford-lgsco", "dartford-refused-police"} {
		for name, tt := range map[string]struct {
			on    func(today disclosure.Date) disclosure.Date
			flags bool
		}{
			"the day before": {func(today disclosure.Date) disclosure.Date { return today.AddDays(-1) }, true},
			"today":          {func(today disclosure.Date) disclosure.Date { return today }, false},
			"in ten years":   {func(today disclosure.Date) disclosure.Date { return today.AddYears(10) }, true},
			"no day":         {func(disclosure.Date) disclosure.Date { return disclosure.Date{} }, true},
		} {
			d := read(t, example)
			q := ask(d)
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: tt.on(disclosure.DateOf(q.At))}
			got := policy.Load().Decide(q)
			if len(got.Refusals)+len(got.Malformed) > 0 {
				t.Fatalf("%s, %s: %v", example, name, outcome(got))
			}
			if says(got, "flag DC-B7 /tellSubject/on") != tt.flags {
				t.Errorf("%s, to be told %s: %v, want a flag: %v", example, name, outcome(got), tt.flags)
			}
		}
	}
}
