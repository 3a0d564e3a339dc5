package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Officers write a provision in many ways, and an exemption lifts it or not
// however it is written.
func TestProvisionsAsOfficersWriteThem(t *testing.T) {
	const crime, security, advice, unfounded = "dpa18-sch2-para2", "dpa18-s26", "dpa18-sch2-para5-3", "ukgdpr-12-5"
	before := noon(2026, time.February, 4)
	for _, c := range []struct {
		ground, provision string
		on                time.Time
		lifts             bool
	}{
		{crime, "15", recordedAt, true},
		{crime, "15(1)-(3)", recordedAt, true},
		{crime, "Article 15", recordedAt, true},
		{crime, "UK GDPR Art. 15(1)", recordedAt, true},
		{crime, "GDPR Articles 13 to 16", recordedAt, true},
		{crime, "13-15", recordedAt, true},
		{crime, "Arts 13 – 15", recordedAt, true},
		{crime, "15(1)(b)", recordedAt, true}, // and not 5(1)(b)
		{crime, "5 (1)(b)", recordedAt, false},
		{crime, "13(1)-(3), 14(1)-(4) and 15(1)-(3)", recordedAt, true},
		{crime, "13, 14 and 22", recordedAt, false},
		{crime, "Chapter III", recordedAt, false}, // it leaves Articles 12, 22 and 23 alone
		{crime, "22A", recordedAt, false},
		{crime, "150", recordedAt, false},
		{crime, "6", recordedAt, false},
		{crime, "all of them", recordedAt, false},
		{crime, "13 (15)", recordedAt, false},
		{crime, "14(1)-(15)", recordedAt, false},
		{crime, "13(etc)", recordedAt, false},
		{crime, "5(1)(b)", before, true},
		{crime, "5(1)(b)", noon(2026, time.February, 5), false},
		{advice, "Article 5(1)(b)", before, true},
		{advice, "Article 5(1)(b)", recordedAt, false},
		{security, "15", recordedAt, true},
		{security, "Chapter III", recordedAt, true},
		{security, "Chapter V", recordedAt, true},
		{security, "Article 46", recordedAt, true},
		{security, "6", recordedAt, false},
		{security, "9", recordedAt, false},
		{security, "30", recordedAt, false},
		{security, "DPA provisions in section 26(2)", recordedAt, true},
		{unfounded, "15 to 22D", recordedAt, true},
		{unfounded, "22B", recordedAt, true},
		{unfounded, "23", recordedAt, false},
	} {
		t.Run(c.ground+" "+c.provision, func(t *testing.T) {
			d := read(t, "dartford-lgsco")
			both(on(c.on), exemption(disclosure.Exemption{ID: c.ground, Provisions: []string{c.provision}, Reason: "A reason", ReviewBy: disclosure.NewDate(2027, time.February, 1)}))(d)
			flagged := says(policy.Load().Decide(ask(d)), "flag "+c.ground+" /justification/exemptions/0/provisions/0")
			if lifts := !flagged; lifts != c.lifts {
				t.Errorf("on %s: taken to lift it = %t, want %t", c.on.Format(time.DateOnly), lifts, c.lifts)
			}
		})
	}
}

// A ground that is there to keep an entry from the person does so when it is
// relied on, by whichever name of Article 15.
func TestAGroundForWithholdingWithholds(t *testing.T) {
	kept := 0
	for _, item := range policy.Load().Catalogue().Items {
		if item.Kind != policy.ExemptionItem || !strings.HasPrefix(item.SubjectReport, "withhold") {
			continue
		}
		for _, provision := range []string{"15", "Article 15(1)-(3)", "13 to 15", "13, 14 and 15", "13(1)-(3), 14(1)-(4), 15(1)-(3)", "13(1) to 15(3)", "Chapter III"} {
			d := read(t, "dartford-lgsco")
			e := disclosure.Exemption{ID: item.ID, Provisions: []string{provision}, Reason: "A reason"}
			got := policy.Load().Ground(e, d, nil, disclosure.DateOf(recordedAt), true)
			if got.Effect != policy.WithheldEntry || policy.Load().Reliance(e) != policy.ReliedOnForAccess {
				t.Errorf("%s, relied on to lift %s: got %+v, want the entry withheld", item.ID, provision, got)
			}
			kept++
		}
	}
	if kept < 40 {
		t.Errorf("only %d tried", kept)
	}
}

// What brackets name that the article before them has not, nobody can read: it may be
// Article 15, and then the ground keeps the answer.
func TestWhatAnArticleHasNotIsNotRead(t *testing.T) {
	for provision, want := range map[string]policy.Reliance{
		"13 (15)": policy.ReliedOnUnreadably, "13–(15)": policy.ReliedOnUnreadably, "13 - (15)": policy.ReliedOnUnreadably, "13(1)-(15)": policy.ReliedOnUnreadably,
		"Articles 13 (14) (15)": policy.ReliedOnUnreadably, "14(1)-(15)": policy.ReliedOnUnreadably, "13 (ff)": policy.ReliedOnUnreadably,
		"13(etc)": policy.ReliedOnUnreadably, "14 (plus)": policy.ReliedOnUnreadably, "13 (a)": policy.ReliedOnUnreadably, "13((15))": policy.ReliedOnUnreadably,
		"14(3)-(1)": policy.ReliedOnUnreadably, "19(1)": policy.ReliedOnUnreadably, "13(1)(ea)": policy.ReliedOnUnreadably, "13(1)(z)": policy.ReliedOnUnreadably, "13(1) to (15)": policy.ReliedOnUnreadably,
		"13 [15]": policy.ReliedOnUnreadably, "13 (1), (15)": policy.ReliedOnUnreadably, "13（15）": policy.ReliedOnUnreadably, "13 15": policy.ReliedOnUnreadably,
		"13": policy.ReliedOnElsewhere, "13(1)-(3)": policy.ReliedOnElsewhere, "13 (1) – (3)": policy.ReliedOnElsewhere, "UK GDPR Art. 14(5)(b)": policy.ReliedOnElsewhere,
		"Articles 13(1)(a)-(f) and 14(1)-(4)": policy.ReliedOnElsewhere, "13(1)(2)": policy.ReliedOnElsewhere, "13(1)-(3) to 14(1)-(4)": policy.ReliedOnElsewhere, "Article 6(1)(ea)": policy.ReliedOnElsewhere,
		"15 (plus)": policy.ReliedOnForAccess, "13 (1), 15": policy.ReliedOnForAccess,
	} {
		if got := policy.Load().Reliance(disclosure.Exemption{ID: "dpa18-sch2-para2", Provisions: []string{provision}}); got != want {
			t.Errorf("%q: %v, want %v", provision, got, want)
		}
	}
}

// Courts, the Commissioner and the Health and Safety Executive process for law
// enforcement as the police do, so paragraph 10 needs no policy document for them.
func TestCompetentAuthorities(t *testing.T) {
	const wanted = "flag DC-B5 /justification/policyDocument"
	for name, c := range map[string]struct {
		to   func(*disclosure.Disclosure)
		need bool
	}{
		"a police force":              {to("police", "police-force", "Example Constabulary"), false},
		"a magistrates' court":        {to("court", "magistrates-crown", "Example Magistrates' Court"), false},
		"the Commissioner":            {to("ico", "ico-notice", "Information Commissioner"), false},
		"a regulator of safety":       {to("other-public-body", "hse", "Health and Safety Executive"), false},
		"another regulator":           {to("other-public-body", "charity-commission", "Charity Commission"), true},
		"another party's lawyers":     {to("court", "opposing-party-solicitor", "Example LLP"), true},
		"an intelligence service":     {to("other-public-body", "security-service", "Security Service"), true},
		"a department that may ask":   {to("statutory-access-holder", "government-department", "Example Department"), false},
		"the auditor of the accounts": {to("statutory-access-holder", "external-auditor", "Example Audit LLP"), true},
		"a court, nobody says which":  {to("court", "", "A court"), true},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			both(offence, c.to)(d)
			if got := slices.Contains(outcome(policy.Load().Decide(ask(d))), wanted); got != c.need {
				t.Errorf("a policy document asked for = %t, want %t", got, c.need)
			}
		})
	}
}
