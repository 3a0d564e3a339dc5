package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// ofEvery is what every record needs, whoever receives the data.
var ofEvery = []string{
	"refuse form /reason", "refuse form /purpose", "refuse form /subjects/0/reference", "refuse form /data/0/description",
	"refuse form /authorisedBy/name", "refuse form /authorisedBy/post", "refuse form /case", "refuse form /subjects/0/roles", "refuse form /subjects",
	"refuse form /disclosedAt", "refuse XX-13 /disclosedAt", "flag ukgdpr-5-2 /case", "flag ukgdpr-5-2 /subjects/0/reference", "flag XX-9 /authorisedBy/name",
	"flag XX-10 /purpose",
}

// never is for what no data is shared, by the rule that says so.
func never(rules ...string) []string {
	var lines []string
	for _, rule := range rules {
		lines = append(lines, "refuse "+rule+" /purpose", "flag "+rule+" /purpose")
	}
	return lines
}

// asked writes needs in short.
func asked(needs []policy.Needed) []string {
	var lines []string
	for _, n := range needs {
		line := string(n.Lack) + " " + n.Rule + " " + n.Pointer
		if n.Unavoidable {
			line += " (unavoidable)"
		}
		lines = append(lines, line)
	}
	return lines
}

// What ten sorts of recipient need, written down from the notices and the law, since a
// machine that asks the rules cannot see that they ask too little.
func TestWhatTenRecipientsNeed(t *testing.T) {
	named := "refuse ukgdpr-5-2 /recipient/organisation"
	for name, c := range map[string]struct {
		of     policy.Sought
		fixed  []string // beside what every record needs
		option string   // of which footing
		needs  []string
		never  []string // rules against sale and marketing; XX-12 where the notice has none
	}{
		"the Local Government Ombudsman": {
			policy.Sought{Register: dartford, Notice: "dartford-complaints", Category: "ombudsman", Kind: "lgsco", Data: []string{"complaint-nature"}},
			[]string{"refuse DC-R4 /evidence/ombudsmanCaseRef", "refuse DC-R4 /evidence/investigationRequestDate", "flag ukgdpr-5-2 /evidence/ombudsmanCaseRef"},
			"gw-lga74-s29",
			[]string{"flag gw-lga74-s29 /evidence/investigationRequestDate"},
			nil,
		},
		"a repairs contractor": {
			policy.Sought{Register: dartford, Notice: "dartford-complaints", Category: "contractor", Kind: "housing-repairs", Data: []string{"address"}},
			[]string{
				named, "refuse DC-R2 /evidence/serviceId", "refuse DC-R2 /evidence/outsourcedOrCommissioned", "refuse DC-R2 /evidence/contractRef",
				"flag ukgdpr-28 /evidence/contractRef", "flag ukgdpr-28 /evidence/outsourcedOrCommissioned",
			},
			"ukgdpr-6-1-e",
			[]string{"flag ukgdpr-6-1-e /justification/necessity", "flag ukgdpr-21 /subjects/0"},
			nil,
		},
		"a councillor for a resident": {
			policy.Sought{Register: dartford, Notice: "dartford-complaints", Category: "elected-representative", Kind: "councillor-casework", Data: []string{"complaint-nature"}},
			[]string{
				named, "refuse DC-R6 /evidence/requestByIndividualEvidence", "refuse DC-R6 /evidence/capacity",
				"flag ukgdpr-5-2 /evidence/communicationRef", "flag ukgdpr-5-2 /evidence/requestByIndividualEvidence",
			},
			"ukgdpr-6-1-e",
			[]string{"flag ukgdpr-6-1-e /justification/necessity", "flag ukgdpr-21 /subjects/0"},
			nil,
		},
		"a Member of Parliament, of somebody's health": {
			policy.Sought{Register: "E10000016", Notice: "kent-feedback", Category: "elected-representative", Kind: "mp", Data: []string{"health"}},
			[]string{
				named, "refuse KC-R4 /evidence/requestByIndividualEvidence", "refuse KC-R4 /evidence/communicationRef", "refuse KC-R4 /evidence/capacity",
				"flag ukgdpr-5-2 /evidence/communicationRef", "flag ukgdpr-5-2 /evidence/requestByIndividualEvidence", "flag KC-B2 /justification/conditions",
			},
			"dpa18-sch1-para24",
			[]string{
				"flag dpa18-sch1-para24 /evidence/communicationRef", "flag dpa18-sch1-para24 /evidence/requestByIndividualEvidence", "flag dpa18-sch1-para24 /justification/necessity",
				"refuse dpa18-sch1-para24 /evidence/inOfficeOnDate", "refuse dpa18-sch1-para24 /evidence/capacity", "flag dpa18-sch1-para24 /evidence/para24NoConsentReason", "flag dpa18-sch1-part4 /justification/policyDocument",
			},
			nil,
		},
		"the police": {
			policy.Sought{Register: "E10000016", Notice: "kent-feedback", Category: "police", Kind: "police-force", Data: []string{"name"}},
			[]string{
				named, "refuse KC-R8 /evidence/legalPower", "flag KC-R8 /evidence/provisionIsMandatory", "flag ukgdpr-5-2 /evidence/requestFormReceived",
				"flag ukgdpr-5-2 /evidence/officerNameRankNumber", "flag ukgdpr-5-2 /evidence/offenceOrPurpose",
			},
			"gw-cda98-s115", nil, nil,
		},
		"adult safeguarding": {
			policy.Sought{Register: dartford, Notice: "dartford-complaints", Category: "social-services", Kind: "adult-safeguarding", Data: []string{"health"}},
			[]string{named, "refuse DC-R3 /evidence/concernSummary", "refuse DC-R3 /evidence/whoseWellbeing", "flag ukgdpr-5-2 /evidence/concernSummary"},
			"dpa18-sch1-para18",
			[]string{
				"flag dpa18-sch1-para18 /evidence/individualUnder18OrAtRisk", "flag dpa18-sch1-para18 /evidence/reasonNoConsent", "flag dpa18-sch1-para18 /evidence/substantialPublicInterestReason",
				"flag dpa18-sch1-para18 /justification/necessity", "flag dpa18-sch1-part4 /justification/policyDocument",
			},
			nil,
		},
		"a county court": {
			policy.Sought{Register: "E07000139", Notice: "north-kesteven-feedback", Category: "court", Kind: "civil-county", Data: []string{"complaint-nature"}},
			[]string{named, "refuse NK-R6 /evidence/legalPower", "flag ukgdpr-5-2 /evidence/caseNumber"},
			"gw-court",
			[]string{"flag gw-court /evidence/orderNumber", "flag gw-court /evidence/orderDate"},
			[]string{"NK-X2", "NK-X3"},
		},
		"an NHS trust, under a notice that asks for consent": {
			policy.Sought{Register: "E07000110", Notice: "maidstone-stage-2", Category: "nhs", Kind: "trust", Data: []string{"name"}},
			[]string{named, "flag MS-R1 /recipient (unavoidable)", "refuse MS-R2 /evidence/consentRecordId", "flag MS-R2 /evidence/consentRecordId"},
			"ukgdpr-6-1-e",
			[]string{"flag ukgdpr-6-1-e /justification/necessity", "flag ukgdpr-21 /subjects/0"},
			nil,
		},
		"a water company": {
			policy.Sought{Register: dartford, Notice: "dartford-complaints", Category: "other-organisation", Kind: "water-company", Data: []string{"address"}},
			[]string{named, "refuse DC-R9 /evidence/whyNoCategoryFits", "flag DC-R9 /recipient/category (unavoidable)"},
			"ukgdpr-6-1-e",
			[]string{"flag ukgdpr-6-1-e /justification/necessity", "flag ukgdpr-21 /subjects/0"},
			nil,
		},
		"the person's own solicitor": {
			policy.Sought{Register: "E10000016", Notice: "kent-feedback", Category: "advocate-representative", Kind: "solicitor-for-subject", Data: []string{"complaint-nature"}},
			[]string{named, "refuse KC-R5 /evidence/authorityToAct", "flag ukgdpr-5-2 /evidence/authorityToAct"},
			"ukgdpr-6-1-e",
			[]string{"flag ukgdpr-6-1-e /justification/necessity", "flag ukgdpr-21 /subjects/0"},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if c.never == nil {
				c.never = []string{"XX-12"}
			}
			c.of.On = disclosure.NewDate(2026, time.November, 9)
			got, wrong := policy.Load().Requirements(c.of)
			if wrong != nil {
				t.Fatal(wrong)
			}
			if slices.Contains(c.fixed, named) {
				c.fixed = append(c.fixed, "flag ukgdpr-5-2 /recipient/organisation", "flag ukgdpr-5-2 /recipient/person") // of one
			}
			same(t, "fixed", asked(got.Fixed), slices.Concat(ofEvery, c.fixed, never(c.never...)))
			for _, choice := range got.Choices {
				for _, o := range choice.Options {
					if len(o.Put) == 1 && o.Put[0] == c.option {
						same(t, c.option, asked(o.Needs), c.needs)
						return
					}
				}
			}
			t.Errorf("%s is not among the options", c.option)
		})
	}
}

// same compares two lists of lines, whatever their order.
func same(t *testing.T, of string, got, want []string) {
	t.Helper()
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("%s: %q is not asked", of, line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("%s: %q is asked, and was not expected", of, line)
		}
	}
}

// Evidence that is one of a few answers is asked for with what each is called, on whatever
// footing it is asked: the answers alone say nothing to who has to choose.
func TestAnswersOfEvidenceAreTitled(t *testing.T) {
	got, wrong := policy.Load().Requirements(policy.Sought{
		Register: "E10000016", Notice: "kent-feedback", Category: "social-services", Data: []string{"health"}, On: disclosure.NewDate(2026, time.November, 9),
	})
	if wrong != nil {
		t.Fatal(wrong)
	}
	want := []policy.FieldChoice{{ID: "cannot", Title: "Consent could not be given"}, {ID: "unreasonable", Title: "Consent could not reasonably be obtained"}, {ID: "prejudice", Title: "Asking for consent would harm the purpose"}}
	if titles := got.Titles["reasonNoConsent"]; !slices.Equal(titles, want) {
		t.Errorf("got %v, want %v", titles, want)
	}
	if titles := got.Titles["substantialPublicInterestReason"]; titles != nil {
		t.Errorf("text has answers: %v", titles)
	}
	for _, f := range policy.Load().Catalogue().Evidence {
		called := map[string]bool{}
		for i, one := range f.Titles {
			if f.Choices[i] != one.ID || called[one.Title] || one.Title[0] < 'A' || one.Title[0] > 'Z' {
				t.Errorf("%s: %s is called %q, among %v", f.Name, one.ID, one.Title, f.Choices)
			}
			called[one.Title] = true
		}
	}
}

// The footings are in an order that says nothing of which is right: the notice's own
// first, then those for such a recipient, then the rest, each as it stands in the law.
func TestNoFootingIsProposed(t *testing.T) {
	of := policy.Sought{
		Register: "E10000016", Notice: "kent-feedback", Category: "police", Kind: "police-force", Data: []string{"health", "criminal-allegation"},
		On: disclosure.NewDate(2026, time.November, 9),
	}
	got, wrong := policy.Load().Requirements(of)
	if wrong != nil {
		t.Fatal(wrong)
	}
	if j := got.Skeleton["justification"].(map[string]any); len(j) > 0 || got.Skeleton["tellSubject"] != nil {
		t.Errorf("got a footing in the skeleton: %v", got.Skeleton)
	}
	order := map[policy.NamedBy]int{policy.OfNotice: 0, policy.OfRecipient: 1, policy.OfLaw: 2}
	place := map[string]int{}
	for i, item := range policy.Load().Catalogue().Items {
		place[item.ID] = i
	}
	var offered []string
	for _, c := range got.Choices {
		offered = append(offered, c.Of)
		for i := 1; i < len(c.Options); i++ {
			before, after := c.Options[i-1], c.Options[i]
			if order[before.NamedBy] > order[after.NamedBy] || c.Of != "gateway" && c.Of != "telling" && before.NamedBy == after.NamedBy && place[before.Put[0]] > place[after.Put[0]] {
				t.Errorf("%s: %v stands before %v", c.Of, before.Put, after.Put)
			}
		}
		for _, o := range c.Options {
			if strings.TrimSpace(o.Test) == "" {
				t.Errorf("%s: %v has no test", c.Of, o.Put)
			}
		}
	}
	same(t, "choices", offered, []string{"lawful-basis", "special-condition", "criminal-condition", "gateway", "telling"})
}

// What is asked for has to be what the register and the catalogue know.
func TestWhatIsSoughtIsKnown(t *testing.T) {
	good := policy.Sought{Register: dartford, Notice: "dartford-complaints", Category: "ombudsman", Kind: "lgsco", Data: []string{"name"}, On: disclosure.NewDate(2026, time.November, 9)}
	for name, c := range map[string]struct {
		change func(*policy.Sought)
		at     string
	}{
		"notice":    {func(s *policy.Sought) { s.Notice = "no-such" }, "/notice"},
		"category":  {func(s *policy.Sought) { s.Category = "no-such" }, "/recipient/category"},
		"kind":      {func(s *policy.Sought) { s.Kind = "mp" }, "/recipient/kind"},
		"data":      {func(s *policy.Sought) { s.Data = []string{"name", "no-such"} }, "/data/1/category"},
		"basis":     {func(s *policy.Sought) { s.Bases = []string{"no-such"} }, "/justification/lawfulBases/0"},
		"condition": {func(s *policy.Sought) { s.Conditions = []string{"ukgdpr-6-1-e"} }, "/justification/conditions/0"},
		"gateway":   {func(s *policy.Sought) { s.Gateway = "no-such" }, "/justification/gateway"},
		"exemption": {func(s *policy.Sought) { s.Exemptions = []string{"no-such"} }, "/justification/exemptions/0/id"},
		"telling":   {func(s *policy.Sought) { s.Telling = disclosure.NoTelling }, "/tellSubject/outcome"},
	} {
		of := good
		c.change(&of)
		_, wrong := policy.Load().Requirements(of)
		if len(wrong) != 1 || wrong[0].Pointer != c.at {
			t.Errorf("%s: got %v, want one finding at %s", name, wrong, c.at)
		}
	}
}
