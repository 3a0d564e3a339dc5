package policy

import (
	"testing"

	"disclosure-register/pkg/disclosure"
)

// What is remembered is what would be worked out, of each register and day, and is
// worked out once.
func TestNamesOfRetentionRulesAreWorkedOutOnce(t *testing.T) {
	law := Load()
	for range 2 {
		for _, r := range law.RegisterIDs() {
			for _, day := range []disclosure.Date{disclosure.NewDate(2026, 11, 9), disclosure.NewDate(2019, 1, 1)} {
				if got, want := law.RetentionRules(r, day), law.nameRetentionRules(r, day); got != want {
					t.Errorf("%s on %v: %s is remembered, and %s is right", r, day, got, want)
				}
			}
		}
	}
	var names ruleNames
	worked := 0
	for n := range 3 * mostNames {
		names.of(rulesOf{disclosure.Register("E07000107"), disclosure.NewDate(2026, 1, n%3)}, func() string { worked++; return "" })
	}
	if worked != 3 {
		t.Errorf("worked out %d times for three days", worked)
	}
	for n := range 3 * mostNames {
		names.of(rulesOf{on: disclosure.NewDate(2026, 1, n)}, func() string { return "" })
	}
	if len(names.known) > mostNames {
		t.Errorf("%d are remembered, want %d at most", len(names.known), mostNames)
	}
}
