package policy_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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
	want := before + begin + uncertain(policy.Load().Catalogue()) + end + after
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

// Every test that docs/law.md names is there.
func TestLawNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("../../docs/law.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder
	if err := filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		source, err := os.ReadFile(file)
		tests.Write(source)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`(Test[A-Za-z]+)(?:/[^`]*)?`").FindAllStringSubmatch(string(page), -1)
	if len(named) < 30 {
		t.Errorf("got %d tests named, want the whole table", len(named))
	}
	for _, name := range named {
		if !strings.Contains(tests.String(), "func "+name[1]+"(t ") {
			t.Errorf("docs/law.md names %s, and there is no such test", name[1])
		}
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
