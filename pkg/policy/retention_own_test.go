package policy_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Each kind of fact has a class, a default period, and says what is assumed.
func TestEveryKindOfFactHasAClass(t *testing.T) {
	classes := map[disclosure.FactKind]struct{ class, dueOn string }{
		// Ended on 29 February 2024: the first day it may go.
		disclosure.FactConsent:            {"register-consent", "2030-03-01"},
		disclosure.FactObjection:          {"register-objection", "2030-03-01"},
		disclosure.FactRestriction:        {"register-objection", "2030-03-01"},
		disclosure.FactRepresentation:     {"register-representation", "2030-03-01"},
		disclosure.FactMarker:             {"register-marker", "2025-03-01"},
		disclosure.FactSPoC:               {"register-marker", "2025-03-01"},
		disclosure.FactContactRestriction: {"register-marker", "2025-03-01"},
		disclosure.FactAgreement:          {"register-agreement", "2030-03-01"},
		disclosure.FactContract:           {"register-agreement", "2030-03-01"},
		// Six months from 29 February end with 29 August.
		disclosure.FactPolicyDocument: {"register-policy-document", "2024-08-30"},
		disclosure.FactBreach:         {"register-breach", "2030-03-01"},
		disclosure.FactChange:         {"register-change", "2030-03-01"},
		disclosure.FactTelling:        {"register-change", "2030-03-01"},
		disclosure.FactHealthOpinion:  {"register-health-opinion", "2030-03-01"},
		disclosure.FactAuthority:      {"register-authority", "2030-03-01"},
		disclosure.FactAccessRequest:  {"register-access-request", "2030-03-01"},
	}
	field, _ := reflect.TypeFor[disclosure.Fact]().FieldByName("Kind")
	for kind := range strings.SplitSeq(field.Tag.Get("enum"), ",") {
		if _, ok := classes[disclosure.FactKind(kind)]; !ok {
			t.Errorf("%s: no class is expected of it", kind)
		}
	}
	for kind, want := range classes {
		due := policy.Load().FactClock(dartford, kind, day(t, "2024-02-29"), day(t, "2024-03-01"))
		if due.Class != want.class || due.DueOn != day(t, want.dueOn) || due.Clock != policy.Running || due.Assumption == "" {
			t.Errorf("%s: got %+v, want class %s due on %s, with what is assumed", kind, due, want.class, want.dueOn)
		}
		inForce := policy.Load().FactClock(dartford, kind, disclosure.Date{}, day(t, "2099-01-01"))
		if inForce.Clock != policy.NotStarted || !inForce.DueOn.IsZero() {
			t.Errorf("%s in force: got %+v, want a clock that has not started", kind, inForce)
		}
	}
}

// readRegisters reads the law with this added to Dartford's register.
func readRegisters(t *testing.T, retention string) (*policy.Law, error) {
	t.Helper()
	all := files(t)
	const dart = "notices: [dartford-complaints, dartford-contact]"
	source := string(all["registers.yaml"].Data)
	if !strings.Contains(source, dart) {
		t.Fatal("registers.yaml lists Dartford's notices in another way")
	}
	source = strings.Replace(source, dart, dart+"\n    retention:\n"+retention, 1)
	all["registers.yaml"] = &fstest.MapFile{Data: []byte(source)}
	return readLaw(all)
}

func TestACouncilSetsItsOwnPeriods(t *testing.T) {
	l, err := readRegisters(t, `
      - {class: register-consent, period: {years: 3}, decided: "Retention schedule 2026, row 14"}
      - {class: register-access, period: {years: 2, months: 6}, decided: "Retention schedule 2026, row 15"}`)
	if err != nil {
		t.Fatal(err)
	}
	due := l.FactClock(dartford, disclosure.FactConsent, day(t, "2026-11-20"), day(t, "2026-11-21"))
	if due.DueOn != day(t, "2029-11-21") || due.Assumption != "" || !strings.Contains(due.Reason, "Retention schedule 2026, row 14") {
		t.Errorf("got %+v, want three years on the council's word, and nothing assumed", due)
	}
	if access, ok := l.OwnClass(dartford, policy.AccessClass); !ok || access.Period != (policy.Period{Years: 2, Months: 6}) {
		t.Errorf("got %+v, want two years and six months", access)
	}
	other := l.FactClock("E10000016", disclosure.FactConsent, day(t, "2026-11-20"), day(t, "2026-11-21"))
	if other.DueOn != day(t, "2032-11-21") || other.Assumption == "" {
		t.Errorf("another council: got %+v, want the default", other)
	}
}

func TestWhatACouncilCannotSet(t *testing.T) {
	for name, c := range map[string]struct{ set, want string }{
		"a class of a notice":                     {`{class: dc-complaints-db, period: {years: 3}, decided: Row 1}`, "dc-complaints-db is not a class of the register's own"},
		"no period":                               {`{class: register-consent, decided: Row 1}`, "give a period"},
		"a period before it begins":               {`{class: register-consent, period: {years: 1, months: -3}, decided: Row 1}`, "give a period"},
		"nobody's decision":                       {`{class: register-consent, period: {years: 3}}`, "decided is missing"},
		"less than the law asks for":              {`{class: register-policy-document, period: {months: 5}, decided: Row 1}`, "the law asks for at least 6 months"},
		"the same class twice":                    {"{class: register-consent, period: {years: 3}, decided: Row 1}\n      - {class: register-consent, period: {years: 4}, decided: Row 2}", "the class is set twice"},
		"a word that means nothing to a register": {`{class: register-consent, period: {years: 3}, decided: Row 1, bound: maximum}`, "unknown field"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readRegisters(t, "\n      - "+c.set)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a problem that says %q", err, c.want)
			}
		})
	}
}

// docs/retention.md lists every class of the register's own with its default.
func TestOwnClassesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/retention.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range policy.OwnClasses() {
		_, row, found := strings.Cut(string(page), "| `"+class.ID+"` |")
		row, _, _ = strings.Cut(row, "\n")
		if !found || !strings.Contains(row, "| "+class.Period.String()) {
			t.Errorf("%s: got row %q, want one with %s", class.ID, row, class.Period)
		}
	}
}
