package main_test

import (
	"regexp"
	"testing"

	"disclosure-register/pkg/policy"
)

func TestTheToolSaysWhichRulesItHas(t *testing.T) {
	out, code := ends(t, "--version")
	want := regexp.MustCompile(`^disclosures .+, rules ` + regexp.QuoteMeta(policy.EngineVersion) + `, catalogue ` + regexp.QuoteMeta(policy.Load().Catalogue().Version) + `\n$`)
	if code != 0 || !want.MatchString(out) {
		t.Errorf("ended with %d: %q, want %s", code, out, want)
	}
}
