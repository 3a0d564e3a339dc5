package policy_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// A ground is looked at again on a day that somebody will live to see.
func TestADayOfReviewThatIsNoPlanIsFlagged(t *testing.T) {
	l := policy.Load()
	shared := disclosure.NewDate(2026, 11, 9)
	recorded := disclosure.NewDate(2026, 11, 20)
	for name, test := range map[string]struct {
		review disclosure.Date
		want   bool
	}{
		"half a year on":             {shared.AddMonths(6), false},
		"five years on":              {shared.AddYears(5), false},
		"a day more than that":       {shared.AddYears(5).AddDays(1), true},
		"2099":                       {disclosure.NewDate(2099, 1, 31), true},
		"before the sharing":         {shared.AddDays(-1), true},
		"passed when it is recorded": {recorded.AddDays(-1), true},
		"the day of recording":       {recorded, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, "dartford-lgsco")
			d.DisclosedAt = shared.Start()
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Reason: "An inquiry.", ReviewBy: test.review}}
			decision := l.Decide(policy.Question{Register: dartford, Disclosure: d, At: recorded.Start()})
			got := false
			for _, f := range decision.Flags {
				got = got || f.Pointer == "/justification/exemptions/0/reviewBy"
			}
			if got != test.want {
				t.Errorf("flagged = %t, want %t (%+v)", got, test.want, decision.Refusals)
			}
		})
	}
}

// So is a day of review that the evidence gives, from the day of recording.
func TestADayOfReviewInTheEvidenceIsFlagged(t *testing.T) {
	l := policy.Load()
	recorded := disclosure.NewDate(2026, 11, 20)
	days := 0
	for _, field := range l.Catalogue().Evidence {
		if field.Type == policy.DayField && strings.Contains(field.Says, "looked at again") && !field.Review {
			t.Errorf("%s is a day of review, and the catalogue does not say so", field.Name)
		}
		if !field.Review {
			continue
		}
		days++
		for day, want := range map[disclosure.Date]bool{
			recorded: false, recorded.AddDays(-1): true, recorded.AddYears(5): false, recorded.AddYears(5).AddDays(1): true,
		} {
			d := read(t, "dartford-lgsco")
			d.Evidence[field.Name] = day.String()
			decision := l.Decide(policy.Question{Register: dartford, Disclosure: d, At: recorded.Start()})
			got := slices.ContainsFunc(decision.Flags, func(f disclosure.Flag) bool {
				return f.Rule == policy.ReviewRule && f.Pointer == "/evidence/"+field.Name
			})
			if got != want {
				t.Errorf("%s on %s: flagged = %t, want %t (%+v)", field.Name, day, got, want, decision.Malformed)
			}
		}
	}
	if days != 3 {
		t.Errorf("%d kinds of evidence are days of review, want 3", days)
	}
}
