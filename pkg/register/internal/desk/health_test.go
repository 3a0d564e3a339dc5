package desk_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
)

// DPA 2018 Schedule 3 paragraph 6: a council may not give a person data concerning
// their health without a health professional's opinion that serious harm is
// unlikely, unless they know it.
func TestHealthDataInAnAnswer(t *testing.T) {
	opinion := func(says string, given disclosure.Date) disclosure.Fact {
		return disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(mrsA), From: given, Opinion: says, DecidedBy: "Consultant, Sample Hospital Trust"}
	}
	withHealth := func(d *disclosure.Disclosure) {
		d.Data = append(slices.Clone(d.Data), disclosure.DataItem{Category: "health", Description: "Her diagnosis"})
	}
	evidence := func(name string, value any) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Evidence[name] = value }
	}
	given := func(says, day string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Evidence["healthProfessionalOpinion"], d.Evidence["opinionDate"] = says, day
		}
	}
	may := disclosure.NewDate(2026, 5, 21)
	for name, tt := range map[string]struct {
		facts   []disclosure.Fact
		changes []func(*disclosure.Disclosure)
		shown   bool
		due     bool
	}{
		"no opinion":                               {nil, nil, false, true},
		"an opinion that harm is unlikely":         {[]disclosure.Fact{opinion("harm-unlikely", theDay(1))}, nil, true, false},
		"that harm is likely":                      {[]disclosure.Fact{opinion("harm-likely", theDay(1))}, nil, false, false},
		"a later opinion that contradicts another": {[]disclosure.Fact{opinion("harm-unlikely", theDay(2)), opinion("harm-likely", theDay(1))}, nil, false, true},
		"an opinion of six months ago":             {[]disclosure.Fact{opinion("harm-unlikely", may)}, nil, false, true},
		"a day less than six months ago":           {[]disclosure.Fact{opinion("harm-unlikely", may.AddDays(1))}, nil, true, false},
		"an opinion about somebody else": {[]disclosure.Fact{func() disclosure.Fact {
			f := opinion("harm-unlikely", theDay(1))
			f.About = aboutSubject("DBC-P-other")
			return f
		}()}, nil, false, true},
		"evidence of an opinion":                 {nil, []func(*disclosure.Disclosure){given("test-not-met", "2026-11-01")}, true, false},
		"evidence of one that harm is likely":    {nil, []func(*disclosure.Disclosure){given("test-met", "2026-11-01")}, false, false},
		"evidence of an old one":                 {nil, []func(*disclosure.Disclosure){given("test-not-met", "2026-05-21")}, false, true},
		"the person knows it":                    {nil, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", true)}, true, false},
		"it is recorded that she does not":       {nil, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", false)}, false, true},
		"she knows it, and harm is likely":       {[]disclosure.Fact{opinion("harm-likely", theDay(1))}, []func(*disclosure.Disclosure){evidence("alreadyKnownToSubject", true)}, false, false},
		"it is the neighbour's health, not hers": {nil, []func(*disclosure.Disclosure){about(mrsA, "DBC-P-other"), func(d *disclosure.Disclosure) { d.Data[len(d.Data)-1].Subject = "DBC-P-other" }}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			plain, d := newDeskWith(t, desk.Options{}), newDeskWith(t, desk.Options{})
			if strings.Contains(name, "not hers") {
				plain.record(t, housing, toTrust(t)) // nothing of hers is left out
			} else {
				plain.record(t, housing, toTrust(t, inCatalogueWords(t)))
			}
			d.record(t, housing, toTrust(t, append([]func(*disclosure.Disclosure){withHealth}, tt.changes...)...))
			for _, f := range tt.facts {
				d.learn(t, dpo, f)
			}
			q := desk.SubjectQuestion{Subject: mrsA, AsOf: theDay(21)}
			want, got := printed(t, answered(t, plain, q)), printed(t, answered(t, d, q))
			if shown := strings.Contains(got, "Her diagnosis"); shown != tt.shown {
				t.Errorf("shown = %v, want %v", shown, tt.shown)
			}
			if !tt.shown && got != want {
				t.Errorf("what is left out leaves a trace:\n%s\nwant\n%s", got, want)
			}
			decision := d.reviewed(t, q).About[0]
			due := slices.ContainsFunc(decision.Grounds, func(w policy.Withholding) bool { return w.Due != "" })
			if due != tt.due {
				t.Errorf("grounds %+v: to be looked at = %v, want %v", decision.Grounds, due, tt.due)
			}
		})
	}
}
