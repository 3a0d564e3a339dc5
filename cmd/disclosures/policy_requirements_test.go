package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
)

// docs/requirements.md teaches the command: what it shows is run as it is written.
func TestTheCommandsOfTheRequirementsPageWork(t *testing.T) {
	path, err := tool()
	if err != nil {
		t.Fatal(err)
	}
	page, _, _ := strings.Cut(fileText(t, "../../docs/requirements.md"), "\n## ")
	out := follow(t, page, "go run ./cmd/disclosures", path)
	for what, want := range map[string]string{
		"the ombudsman's row":      "* /evidence/ombudsmanCaseRef (DC-R4; refused without, or flagged where the law obliges)\n    the ombudsman's own case reference [/evidence/ombudsmanCaseRef]",
		"that nothing is proposed": "The order says nothing of which is right.",
		"the notice's own basis":   "  Named by the notice:\n  - ukgdpr-6-1-e: Public task",
		"the JSON":                 `"exemptions":[{"id":"dpa18-sch2-para2"}]`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s: no %q in\n%s", what, want, out)
		}
	}
}

func TestPolicyRequirements(t *testing.T) {
	out, notes, code := run(t, "policy", "requirements", "--notice", "kent-feedback", "--category", "police", "--kind", "police-force", "--data", "name,health", "--on", "2026-11-09", "--json")
	var r policy.Requirements
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || r.On.String() != "2026-11-09" || len(r.Fixed) == 0 || len(r.Choices) == 0 {
		t.Fatalf("got exit %d, %s (%v), %.200s", code, notes, err, out)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a notice of nobody's":        {[]string{"--notice", "none", "--category", "police"}, "no register runs under the notice"},
		"a recipient that is none":    {[]string{"--notice", "kent-feedback", "--category", "none"}, "/recipient/category"},
		"two things that are unknown": {[]string{"--notice", "kent-feedback", "--category", "police", "--data", "name,none", "--basis", "none"}, "/justification/lawfulBases/0"},
		"a day that is none":          {[]string{"--notice", "kent-feedback", "--category", "police", "--on", "2026-02-30"}, "--on"},
	} {
		if _, notes, code := run(t, append([]string{"policy", "requirements"}, c.args...)...); code == 0 || !strings.Contains(notes, c.says) {
			t.Errorf("%s: got exit %d, %q, want %q", name, code, notes, c.says)
		}
	}
	if out, _, _ = run(t, "policy", "requirements", "--notice", "kent-feedback", "--category", "social-services", "--data", "health", "--all"); !strings.Contains(out, "cannot (Consent could not be given), unreasonable (") {
		t.Errorf("the answers have no titles in\n%s", out)
	}
	out, _, _ = run(t, "policy", "requirements", "--notice", "kent-feedback", "--category", "service-department", "--kind", "trainer-kcc-staff", "--decision", "refused")
	if strings.Contains(out, "TO CHOOSE") || !strings.Contains(out, "/recipient/organisation") {
		t.Errorf("a refusal: got\n%s", out)
	}
}
