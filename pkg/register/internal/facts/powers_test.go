package facts

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// docs/facts.md says of every kind of fact what [Powers] does: whether a
// department may record it, and what of it awaits the Data Protection Officer.
func TestThePowersOverFactsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/facts.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (.+?) \\| (.+) \\|$").FindAllStringSubmatch(string(page), -1)
	if len(rows) != len(Powers) {
		t.Errorf("docs/facts.md has %d kinds, and %d have powers", len(rows), len(Powers))
	}
	for _, row := range rows {
		power, there := Powers[disclosure.FactKind(row[1])]
		if !there {
			t.Errorf("%s: no such kind has powers", row[1])
		}
		if (row[2] == "nothing") != (power.Refusal != "") {
			t.Errorf("%s: a department %q, and is told %q", row[1], row[2], power.Refusal)
		}
		var documented, want []string
		for _, word := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(row[3], -1) {
			documented = append(documented, word[1])
		}
		for _, w := range power.Weakens {
			want = append(want, string(w))
		}
		if !slices.Equal(documented, want) {
			t.Errorf("%s: docs/facts.md says that %v await, want %v", row[1], documented, want)
		}
	}
}
