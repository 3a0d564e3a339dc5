package policy_test

import (
	"regexp"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// protective finds, by the beginnings of words, what a title says of police, crime,
// safeguarding or harm. It is wider than the law's own words on purpose.
var protective = regexp.MustCompile(`(?i)\b(polic(e|ing)|constab|crim|offen[cd]|probation|prison|prosecut|unlawful|terror|security|safeguard|child protection|abus|violen|harm|at risk|vulnerab|well-?being|welfare|barring|mappa|marac|investigat)`)

// protectsNobody are those of which a title sounds so, and that say nothing of this
// person, with why.
var protectsNobody = map[string]string{
	"ukgdpr-9-2-b":                     "social security is benefits",
	"dpa18-sch1-para1":                 "social security is benefits",
	"legalObligationOrRight":           "social security is benefits",
	"compat-6-4":                       "safeguards of the processing",
	"compat-factors":                   "safeguards of the processing",
	"safeguardsRef":                    "safeguards of research",
	"publicInterestNotice":             "harm to the public interest in an ombudsman's inquiry",
	"whyConsentWouldPrejudice":         "harm to the purpose, which says itself what it is",
	"whyConsentOrNoticeWouldPrejudice": "harm to the purpose, which says itself what it is",
	"prejudiceReason":                  "asked for by every ground that prejudice lifts, which says itself what it is about",
}

// Every title of the catalogue that says that something was with the police, for
// safeguarding or against harm asks for two people, wherever in a disclosure it is cited.
func TestEveryProtectiveTitleAsksForTwoPeople(t *testing.T) {
	law := policy.Load()
	plain := func() *disclosure.Disclosure {
		return &disclosure.Disclosure{
			Notice: "dartford-complaints", Purpose: "Investigate a complaint",
			Recipient:     disclosure.Recipient{Category: "nhs", Kind: "trust", Organisation: "Sample Trust"},
			Data:          []disclosure.DataItem{{Category: "feedback", Description: "A letter of June"}},
			Justification: disclosure.Justification{LawfulBases: []string{"ukgdpr-6-1-e"}},
		}
	}
	tried, sounding, used := 0, 0, map[string]bool{}
	try := func(where, id, title string, cite func(*disclosure.Disclosure)) {
		tried++
		if !protective.MatchString(title) {
			return
		}
		sounding++
		d := plain()
		cite(d)
		if _, not := protectsNobody[id]; not {
			used[id] = true
			if law.NeedsTwo(d, "") {
				t.Errorf("%s %s (%s) asks for two: it is no exception", where, id, title)
			}
		} else if !law.NeedsTwo(d, "") {
			t.Errorf("%s %s (%s) is shown by one person", where, id, title)
		}
	}
	c := law.Catalogue()
	for _, r := range c.Recipients {
		try("recipient", r.ID, r.Title, func(d *disclosure.Disclosure) { d.Recipient.Category, d.Recipient.Kind = r.ID, "" })
		for _, kind := range r.Kinds {
			try("kind", kind.ID, kind.Title, func(d *disclosure.Disclosure) { d.Recipient.Category, d.Recipient.Kind = r.ID, kind.ID })
		}
	}
	for _, g := range c.Gateways {
		try("gateway", g.ID, g.Title, func(d *disclosure.Disclosure) { d.Justification.Gateway = g.ID })
	}
	for _, i := range c.Items {
		try("basis or condition", i.ID, i.Title, func(d *disclosure.Disclosure) {
			switch i.Kind {
			case policy.ExemptionItem:
				d.Justification.Exemptions = []disclosure.Exemption{{ID: i.ID}}
			default:
				d.Justification.Conditions = []string{i.ID}
			}
		})
		if i.Kind == policy.ExemptionItem {
			try("ground of not telling", i.ID, i.Title, func(d *disclosure.Disclosure) { d.TellSubject.Ground = i.ID })
		} else {
			try("an item's basis or condition", i.ID, i.Title, func(d *disclosure.Disclosure) { d.Data[0].LawfulBases = []string{i.ID} })
		}
	}
	for _, p := range c.Compatibility {
		try("compatibility", p.ID, p.Title, func(d *disclosure.Disclosure) { d.Evidence = map[string]any{"purposeCompatibility": p.ID} })
	}
	for _, category := range c.DataCategories {
		try("data", category.ID, category.Title, func(d *disclosure.Disclosure) { d.Data[0].Category = category.ID })
	}
	for _, f := range c.Evidence {
		value := any("given")
		switch f.Type {
		case policy.YesNoField, policy.StatementField:
			value = true
		case policy.DayField:
			value = "2026-11-02"
		case policy.ChoiceField:
			value = f.Choices[0]
		}
		if f.Type != policy.ChoiceField { // it is what is chosen that says something
			try("evidence", f.Name, f.Says, func(d *disclosure.Disclosure) { d.Evidence = map[string]any{f.Name: value} })
		}
		for _, choice := range f.Choices {
			try("choice", choice, choice, func(d *disclosure.Disclosure) { d.Evidence = map[string]any{f.Name: choice} })
		}
	}
	for id, why := range protectsNobody {
		if !used[id] {
			t.Errorf("%s is an exception (%s), and no title of it sounds so", id, why)
		}
	}
	if sounding < 60 {
		t.Errorf("%d titles of %d sound so: too few are tried", sounding, tried)
	}
}
