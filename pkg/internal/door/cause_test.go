package door_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"disclosure-register/pkg/internal/door"
)

var update = flag.Bool("update", false, "write what docs/law.md lists")

// docs/law.md lists every cause of undecided.
func TestCausesAreDocumented(t *testing.T) {
	const page, begin, end = "../../../docs/law.md", "TestCausesAreDocumented writes this -->\n", "<!-- end of causes -->"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	was, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/law.md has lost the marks around the causes")
	}
	var list strings.Builder
	list.WriteString("\n| cause | undecided because |\n|---|---|\n")
	for _, c := range door.Causes {
		fmt.Fprintf(&list, "| `%s` | %s |\n", c.Cause, c.Says)
	}
	list.WriteString("\n")
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+list.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if was != list.String() {
		t.Error("docs/law.md is stale: run this test with -update")
	}
}
