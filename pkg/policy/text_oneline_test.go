package policy_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
)

// A field of one line takes no space before or after it and nothing that cannot be
// seen: who reads the record could not tell it from another.
func TestOneLineIsSeenWhole(t *testing.T) {
	for name, c := range map[string]struct {
		organisation string
		want         bool // accepted
	}{
		"as it is":            {"Sample Ombudsman", true},
		"an accent":           {"Café Sample", true},
		"a space after":       {"Sample Ombudsman ", false},
		"nothing but a space": {" ", false},
		"a soft hyphen":       {"Sample\u00ad Ombudsman", false},
		"a zero-width space":  {"Sample\u200b Ombudsman", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := everyCouncil[0].decide(t, everyCouncil[0].complaint(func(d *disclosure.Disclosure) { d.Recipient.Organisation = c.organisation }))
			if refused := says(got, "malformed form /recipient/organisation"); refused == c.want {
				t.Errorf("got %v, want it taken: %v", outcome(got), c.want)
			}
		})
	}
}
