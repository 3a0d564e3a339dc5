package policy_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
)

// docs/law.md lists everything the catalogue says is uncertain.
func TestLawIsDocumented(t *testing.T) {
	const page, begin, end = "../../docs/law.md", "-update -->\n", "<!-- end -->"
	source, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(source), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatal("docs/law.md has lost the marks around what is uncertain")
	}
	want := before + begin + uncertain(law(t).Catalogue()) + end + after
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(source) {
		t.Error("docs/law.md is stale: run go generate ./pkg/policy")
	}
}

func uncertain(c policy.Catalogue) string {
	var table strings.Builder
	table.WriteString("\n| id | citation | certainty | what is uncertain |\n|---|---|---|---|\n")
	row := func(id, citation string, s policy.Source) {
		if s.Certainty != "high" || s.Uncertain != "" {
			fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", id, citation, s.Certainty, s.Uncertain)
		}
	}
	for _, i := range c.Items {
		row(i.ID, i.Citation, i.Source)
	}
	for _, g := range c.Gateways {
		row(g.ID, g.Citation, g.Source)
	}
	for _, p := range c.Compatibility {
		row(p.ID, p.Citation, p.Source)
	}
	table.WriteString("\n")
	return table.String()
}
