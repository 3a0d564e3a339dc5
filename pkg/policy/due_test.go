package policy_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// The day that is foreseen is the day on which the grounds are found: never a day
// later, and not before.
func TestTheDayAWithholdingIsDueIsTheDayItIsFound(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDisclosure(l).Draw(t, "disclosure")
		for i := range d.Justification.Exemptions {
			e := &d.Justification.Exemptions[i]
			if e.ReviewBy = (disclosure.Date{}); rapid.Bool().Draw(t, "reviewed") {
				e.ReviewBy = disclosure.DateOf(d.DisclosedAt).AddDays(rapid.IntRange(-5, 400).Draw(t, "days until review"))
			}
		}
		if rapid.Bool().Draw(t, "an opinion") {
			d.Evidence["healthProfessionalOpinion"] = "test-met"
			d.Evidence["opinionDate"] = disclosure.DateOf(d.DisclosedAt).AddDays(-rapid.IntRange(0, 250).Draw(t, "days since the opinion")).String()
		}
		day, ever := l.WithholdingDue(d)
		on := disclosure.DateOf(d.DisclosedAt)
		if !ever {
			if got := l.DueWithholdings(d, on.AddDays(20_000)); len(got) != 0 {
				t.Fatalf("never due, and %+v found", got)
			}
			return
		}
		if got := l.DueWithholdings(d, day); len(got) == 0 {
			t.Fatalf("due on %s, and nothing found then", day)
		}
		if eve := day.AddDays(-1); !eve.Before(on) {
			if got := l.DueWithholdings(d, eve); len(got) != 0 {
				t.Fatalf("due on %s, and %+v found on the eve", day, got)
			}
		}
	})
}

func TestWithholdingsThatNobodyNeedLookAt(t *testing.T) {
	l := policy.Load()
	lapsed := crime
	lapsed.ReviewBy = disclosure.NewDate(2026, time.November, 10)
	relying := func(change func(*disclosure.Disclosure)) *disclosure.Disclosure {
		d := read(t, "dartford-housing-ombudsman")
		d.Justification.Exemptions = []disclosure.Exemption{lapsed}
		change(d)
		return d
	}
	later := disclosure.NewDate(2027, time.November, 1)
	if day, _ := l.WithholdingDue(relying(unchanged)); day != disclosure.NewDate(2026, time.November, 11) {
		t.Errorf("due on %s, want the day after its day of review", day)
	}
	for name, change := range map[string]func(*disclosure.Disclosure){
		"refused, so in no answer":    func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare },
		"within the council":          to("service-department", "", "Example Service"),
		"no relief from Article 15":   func(d *disclosure.Disclosure) { d.Justification.Exemptions[0].Provisions = []string{"13"} },
		"no exemption is relied on":   func(d *disclosure.Disclosure) { d.Justification.Exemptions = nil },
		"its review is still to come": func(d *disclosure.Disclosure) { d.Justification.Exemptions[0].ReviewBy = later },
	} {
		if got := l.DueWithholdings(relying(change), later); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// An opinion counts for six months, and a ground of the catalogue until it ends.
func TestAWithholdingLosesItsGround(t *testing.T) {
	given := func(d *disclosure.Disclosure) {
		d.Evidence["healthProfessionalOpinion"], d.Evidence["opinionDate"] = "test-met", "2026-10-15"
	}
	ended := files(t)
	const file, from = "catalogue/exemptions-crime.yaml", "    title: Crime and taxation\n    from: 2018-05-25\n"
	source := string(ended[file].Data)
	if !strings.Contains(source, from) {
		t.Fatal("the catalogue no longer says so")
	}
	ended[file] = &fstest.MapFile{Data: []byte(strings.Replace(source, from, from+"    until: 2026-12-31\n", 1))}
	later, err := readLaw(ended)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		law    *policy.Law
		ground string
		change func(*disclosure.Disclosure)
		want   disclosure.Date
	}{
		"the opinion is six months old": {policy.Load(), "dpa18-sch3-health-harm", given, policy.OpinionCountsUntil(disclosure.NewDate(2026, time.October, 15)).AddDays(1)},
		"there never was an opinion":    {policy.Load(), "dpa18-sch3-health-harm", unchanged, disclosure.NewDate(2026, time.November, 9)},
		"the ground ended":              {later, "dpa18-sch2-para2", unchanged, disclosure.NewDate(2027, time.January, 1)},
		"the ground goes on":            {policy.Load(), "dpa18-sch2-para2", unchanged, disclosure.NewDate(2099, time.February, 1)},
	} {
		d := read(t, "dartford-housing-ombudsman")
		reliance := crime
		reliance.ID, reliance.ReviewBy = c.ground, disclosure.NewDate(2099, time.January, 31)
		d.Justification.Exemptions = []disclosure.Exemption{reliance}
		c.change(d)
		day, ok := c.law.WithholdingDue(d)
		if !ok || day != c.want || len(c.law.DueWithholdings(d, day)) == 0 || day.After(disclosure.DateOf(d.DisclosedAt)) && len(c.law.DueWithholdings(d, day.AddDays(-1))) > 0 {
			t.Errorf("%s: due on %s (%t), want %s, and found on that day and not before", name, day, ok, c.want)
		}
	}
}

func TestAMarkerIsReviewedEverySixMonths(t *testing.T) {
	day := disclosure.NewDate
	for name, c := range map[string]struct {
		register disclosure.Register
		marker   disclosure.Fact
		want     disclosure.Date
	}{
		"from the day it was set":         {dartford, disclosure.Fact{From: day(2026, 1, 15), ReviewBy: day(2027, 1, 1)}, day(2026, 7, 16)},
		"from its last review":            {dartford, disclosure.Fact{From: day(2025, 1, 15), LastReview: day(2026, 1, 31), ReviewBy: day(2027, 1, 1)}, day(2026, 8, 1)},
		"by the earlier day it names":     {dartford, disclosure.Fact{From: day(2026, 1, 15), ReviewBy: day(2026, 3, 31)}, day(2026, 4, 1)},
		"of no rule but the day it names": {kent, disclosure.Fact{From: day(2020, 1, 15), ReviewBy: day(2026, 3, 31)}, day(2026, 4, 1)},
	} {
		c.marker.Kind = disclosure.FactMarker
		if got, ok := policy.Load().MarkerDue(c.register, c.marker); !ok || got != c.want {
			t.Errorf("%s: overdue from %s, want %s", name, got, c.want)
		}
	}
	if got, ok := policy.Load().MarkerDue(kent, disclosure.Fact{Kind: disclosure.FactMarker, From: day(2020, 1, 15)}); ok {
		t.Errorf("overdue from %s, and nothing says when it is reviewed", got)
	}
}
