package policy_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/policy/compile"
)

const sampleford = disclosure.Register("E07999999")

// sixth returns a law to which a council that does not exist has been added, by
// files alone.
func sixth(t *testing.T) fstest.MapFS {
	t.Helper()
	all := files(t)
	for _, name := range []string{"notices/sampleford-feedback.yaml", "notices/sampleford-feedback-2026.yaml"} {
		source, err := os.ReadFile(filepath.Join("testdata/sampleford", name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: source}
	}
	more, err := os.ReadFile("testdata/sampleford/registers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	listed := string(all["registers.yaml"].Data) + strings.TrimPrefix(string(more), "registers:\n")
	all["registers.yaml"] = &fstest.MapFile{Data: []byte(listed)}
	return all
}

func TestANewCouncilIsDataAlone(t *testing.T) {
	l, err := readLaw(sixth(t))
	if err != nil {
		t.Fatal(err)
	}
	fact := func(kind disclosure.FactKind, subject string, more disclosure.Fact) disclosure.Fact {
		more.Kind, more.About = kind, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject}
		if more.From.IsZero() {
			more.From = disclosure.NewDate(2026, time.January, 5)
		}
		return more
	}
	agreed := func(subject, recipient string) disclosure.Fact {
		return fact(disclosure.FactConsent, subject, disclosure.Fact{Recipient: recipient})
	}
	advocate := to("advocate-representative", "advocate", "Example Advocacy")
	two := func(d *disclosure.Disclosure) {
		d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "P-2", Role: "complainant"})
	}
	marked := fact(disclosure.FactMarker, "DBC-P-204417", disclosure.Fact{SubjectTold: disclosure.Told, ReviewBy: disclosure.NewDate(2026, time.November, 8)})
	removed := fact(disclosure.FactMarker, "DBC-P-204417", disclosure.Fact{SubjectTold: disclosure.Told, Until: disclosure.NewDate(2026, time.November, 8)})
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		facts  []disclosure.Fact
		want   []string
	}{
		"under the notice of the day":             {nil, nil, nil},
		"under the notice of an earlier day":      {both(on(noon(2025, time.December, 31)), to("nhs", "gp", "Example Surgery")), nil, []string{"flag XX-10 /recipient"}},
		"before there was a notice":               {on(noon(2019, time.December, 31)), nil, []string{"refuse XX-13 /disclosedAt"}},
		"agreed beforehand":                       {advocate, []disclosure.Fact{agreed("DBC-P-204417", "example  ADVOCACY")}, nil},
		"agreed to somebody else":                 {advocate, []disclosure.Fact{agreed("DBC-P-204417", "Another")}, []string{"refuse SF-R2 /subjects", "flag ukgdpr-5-2 /evidence/authorityToAct"}},
		"only one of two agreed":                  {both(advocate, two), []disclosure.Fact{agreed("P-2", "Example Advocacy")}, []string{"refuse SF-R2 /subjects"}},
		"both agreed":                             {both(advocate, two), []disclosure.Fact{agreed("P-2", "Example Advocacy"), agreed("DBC-P-204417", "Example Advocacy")}, nil},
		"agreed the day after":                    {advocate, []disclosure.Fact{fact(disclosure.FactConsent, "DBC-P-204417", disclosure.Fact{Recipient: "Example Advocacy", From: disclosure.NewDate(2026, time.November, 10)})}, []string{"refuse SF-R2 /subjects", "flag ukgdpr-5-2 /evidence/authorityToAct"}},
		"obliged by an order":                     {both(advocate, gateway("gw-court"), give("orderNumber", "K1")), nil, nil},
		"not handled jointly":                     {to("nhs", "gp", "Example Surgery"), nil, []string{"refuse SF-R3 /evidence/jointHandling"}},
		"silent on special category data":         {both(addData("health"), conditions("ukgdpr-9-2-f"), give("caseNumber", "1")), nil, []string{"flag XX-11 /data/1/category"}},
		"never sold":                              {func(d *disclosure.Disclosure) { d.Purpose = "Sale of personal data from feedback" }, nil, []string{"refuse SF-X1 /purpose"}},
		"equalities answers with a name":          {both(addData("name"), func(d *disclosure.Disclosure) { d.Data[0].Source = "about-you" }), nil, []string{"refuse SF-W1 /data"}},
		"equalities answers to the processor":     {both(to("contractor", "case-system-supplier", "Example Ltd"), addData("name"), func(d *disclosure.Disclosure) { d.Data[0].Source = "about-you" }), nil, []string{"flag ukgdpr-28 /evidence/roleDecision", "flag ukgdpr-28 /evidence/contractRef", "flag ukgdpr-28 /evidence/processorTermsArt28OrSharingAgreement"}},
		"about a child":                           {func(d *disclosure.Disclosure) { d.Subjects[0].Role = "child" }, nil, []string{"refuse SF-W2 /evidence/confidenceOverrideReason"}},
		"to the child":                            {both(to("data-subject", "complaint-response", ""), func(d *disclosure.Disclosure) { d.Subjects[0].Role = "child" }), nil, nil},
		"a marker overdue for review":             {addData("marker"), []disclosure.Fact{marked}, []string{"flag SF-W3 /subjects"}},
		"a marker taken off":                      {addData("marker"), []disclosure.Fact{removed}, []string{"refuse SF-W4 /subjects"}},
		"a marker set again":                      {addData("marker"), []disclosure.Fact{removed, fact(disclosure.FactMarker, "DBC-P-204417", disclosure.Fact{From: disclosure.NewDate(2026, time.November, 9), SubjectTold: disclosure.Told})}, nil},
		"one set again that nobody is to know of": {addData("marker"), []disclosure.Fact{removed, fact(disclosure.FactMarker, "DBC-P-204417", disclosure.Fact{From: disclosure.NewDate(2026, time.November, 9)})}, []string{"refuse SF-W4 /subjects", "kept ukgdpr-13-14 /subjects/0"}},
		"to a country that is not named": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Sark", Mechanism: "contract"}
		}, nil, []string{"refuse SF-X3 /transfer/country", "flag ukgdpr-chapter-5 /transfer/mechanism"}},
		"to one that is": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "IRELAND", Mechanism: "adequacy"}
		}, nil, nil},
		"restricted data":                   {nil, []disclosure.Fact{fact(disclosure.FactRestriction, "DBC-P-204417", disclosure.Fact{})}, []string{"flag ukgdpr-18 /subjects/0"}},
		"an objection put aside":            {nil, []disclosure.Fact{fact(disclosure.FactObjection, "DBC-P-204417", disclosure.Fact{Decided: "overridden"})}, nil},
		"an objection upheld":               {nil, []disclosure.Fact{fact(disclosure.FactObjection, "DBC-P-204417", disclosure.Fact{Decided: "upheld"})}, []string{"flag ukgdpr-21 /subjects/0"}},
		"inside the council nobody is told": {func(d *disclosure.Disclosure) { d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred} }, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, "dartford-internal")
			d.Notice, d.Purpose = "sampleford-feedback", "Feedback on a service"
			d.Data = []disclosure.DataItem{{Category: "feedback", Description: "What was said"}}
			if c.change != nil {
				c.change(d)
			}
			q := ask(d, c.facts...)
			q.Register = sampleford
			expect(t, l.Decide(q), c.want...)
		})
	}
	if got := l.Notice(sampleford, "sampleford-feedback", disclosure.NewDate(2025, time.December, 31)).Version; got != "1" {
		t.Errorf("got version %s on the last day of version 1", got)
	}
}

// Two versions of a notice are never in force on the same day.
func TestVersionsDoNotOverlap(t *testing.T) {
	law := sixth(t)
	first := law["notices/sampleford-feedback.yaml"]
	first.Data = []byte(strings.Replace(string(first.Data), ", until: 2025-12-31", ", until: 2026-01-01", 1))
	_, err := readLaw(law)
	problems, _ := err.(compile.Problems)
	if len(problems) != 1 || problems[0].Reason != "another version of this notice is in force on the same days" || problems[0].Line == 0 {
		t.Errorf("got %v, want the overlap named", err)
	}
}

// A policy document is held to the version the register knows to have been in
// force.
func TestPolicyDocumentVersion(t *testing.T) {
	document := disclosure.Fact{
		Kind: disclosure.FactPolicyDocument, About: disclosure.FactKey{Dimension: disclosure.FactsOfPolicyDocument, Reference: "DBC-APD-01"},
		From: disclosure.NewDate(2025, time.April, 1), Version: "3",
	}
	ended := document
	ended.Until = disclosure.NewDate(2026, time.November, 8)
	other := document
	other.Version = "4"
	for name, c := range map[string]struct {
		fact disclosure.Fact
		want []string
	}{
		"in force":        {document, nil},
		"no longer":       {ended, []string{"flag DC-B5 /justification/policyDocument/version"}},
		"another version": {other, []string{"flag DC-B5 /justification/policyDocument/version"}},
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, policy.Load().Decide(ask(read(t, "dartford-social-services"), c.fact)), c.want...)
		})
	}
}
