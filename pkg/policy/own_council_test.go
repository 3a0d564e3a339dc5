package policy_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whoever bears the council's name is the council where a department may be one, and a body
// outside everywhere else: what goes to it is a disclosure, and stands in the answer.
func TestTheCouncilsNameMakesNobodyTheCouncil(t *testing.T) {
	const itself, names = "refuse ukgdpr-5-2 /recipient/organisation", "" // what is said, beside whatever else
	for _, c := range everyCouncil {
		own := c.latest(t).Control.Name
		words := strings.Fields(own)
		short := ""
		for _, w := range words {
			short += w[:1]
		}
		for name, r := range map[string]struct {
			category, kind, organisation, person string
			class                                policy.RecipientClass
			says                                 string
		}{
			"a force":                         {"police", "police-force", own, "", policy.SeparateController, itself},
			"an officer of a force":           {"police", "police-force", own, "PC Example", policy.SeparateController, itself},
			"a court":                         {"court", "magistrates-crown", own, "", policy.SeparateController, itself},
			"a trust":                         {"nhs", "trust", own + ", Housing", "", policy.SeparateController, itself},
			"a neighbour":                     {"other-organisation", "private-individual", own, "Sam Example", policy.ToBeDecided, itself},
			"a contractor":                    {"contractor", "housing-repairs", short, "", policy.ByContract, itself},
			"a contractor after the name":     {"contractor", "housing-repairs", own + " - Example Repairs Ltd", "", policy.ByContract, names},
			"a contractor in brackets":        {"contractor", "housing-repairs", own + " (Example Housing Services Ltd)", "", policy.ByContract, names},
			"a company that it owns":          {"other-organisation", "", own + ", Example Business Solutions Ltd", "", policy.ToBeDecided, names},
			"an adviser":                      {"other-organisation", "", own + ": Example Legal Advice", "", policy.ToBeDecided, names},
			"a force after the name":          {"other-organisation", "", own + ", Example Police", "", policy.ToBeDecided, names},
			"another council":                 {"partner-organisation", "other-council", "Example " + own, "", policy.SeparateController, names},
			"social care by the name":         {"social-services", "childrens-services", own + " Children, Young People and Education", "", policy.Internal, names},
			"social care by the initials":     {"social-services", "adult-safeguarding", short + " Adult Social Care", "", policy.Internal, names},
			"the council for another":         {"other-organisation", "", "The " + own + " (" + short + ")", "", policy.Internal, "refuse ukgdpr-5-2 /evidence/department"},
			"trading standards":               {"police", "trading-standards", own + " Trading Standards", "", policy.Internal, names},
			"a department":                    {"service-department", "other-department", "Housing", "", policy.Internal, names},
			"electoral registration":          {"service-department", "other-department", "Electoral Registration Officer", "", policy.SeparateController, names},
			"registrars, after the name":      {"service-department", "other-department", own + ", Superintendent Registrar", "", policy.SeparateController, names},
			"staff who work for the officers": {"service-department", "other-department", "Electoral services", "", policy.Internal, names},
		} {
			d := c.complaint(to(r.category, r.kind, r.organisation))
			d.Recipient.Person = r.person
			if got := policy.Load().ClassOf(d); got != r.class {
				t.Errorf("%s, %s: %q is %s, want %s", c.notice, name, r.organisation, got, r.class)
			}
			got := outcome(c.decide(t, d))
			if r.says != "" && !slices.Contains(got, r.says) && r.says == itself {
				t.Errorf("%s, %s: got %v, want %q", c.notice, name, got, r.says)
			}
			if r.says == names && slices.Contains(got, itself) {
				t.Errorf("%s, %s: got %v, want it named", c.notice, name, got)
			}
		}
	}
}

// A word for every department names none.
func TestADepartmentIsNamed(t *testing.T) {
	for _, c := range everyCouncil {
		own := c.latest(t).Control.Name
		words := strings.Fields(own)
		asks := func(name string) bool {
			d := c.complaint(to("service-department", "other-department", ""), give("department", name))
			return slices.ContainsFunc(outcome(c.decide(t, d)), func(line string) bool { return strings.HasSuffix(line, " /evidence/department") })
		}
		for _, name := range []string{own, "The " + own + ".", strings.Join(words[:len(words)-2], " ") + " Council", "staff", "council staff", "All departments", "service department", "another department", "relevant service"} {
			if !asks(name) {
				t.Errorf("%s: %q is taken for a department", c.notice, name)
			}
		}
		for _, name := range []string{"Housing", "Housing department", "Legal services", own + ", Housing", "Internal audit"} {
			if asks(name) {
				t.Errorf("%s: %q is not taken for a department", c.notice, name)
			}
		}
	}
}

// A body is named by the evidence of its own kind, and by nothing that stands for a name.
func TestWhatNamesOneKindNamesNoOther(t *testing.T) {
	refused := "refuse ukgdpr-5-2 /recipient/organisation"
	for _, c := range everyCouncil {
		for field, value := range map[string]string{"force": "Example Police", "odsCode": "RXX", "identity": "Example body", "courtName": "Example Court", "representativeName": "Cllr Example"} {
			if got := c.decide(t, c.complaint(to("contractor", "housing-repairs", ""), give(field, value))); !says(got, refused) {
				t.Errorf("%s: a contractor is named by %s: %v", c.notice, field, outcome(got))
			}
		}
		if got := c.decide(t, c.complaint(to("police", "police-force", ""), give("force", "the police"))); !says(got, refused) {
			t.Errorf("%s: a force is named by a word for any: %v", c.notice, outcome(got))
		}
		for _, person := range []string{"the foreman", "caller", "unknown male", "Mr", "X"} {
			d := c.complaint(to("contractor", "housing-repairs", ""), func(d *disclosure.Disclosure) { d.Recipient.Person = person })
			if got := c.decide(t, d); !says(got, refused) {
				t.Errorf("%s: %q is somebody's name: %v", c.notice, person, outcome(got))
			}
		}
	}
}
