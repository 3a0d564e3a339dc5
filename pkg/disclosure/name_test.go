package disclosure_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
)

func TestNamesThatAreAlike(t *testing.T) {
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"a full stop more":           {"Sample Solicitors LLP", "Sample Solicitors LLP.", true},
		"a legal form less":          {"Sample Solicitors LLP", "Sample Solicitors", true},
		"a legal form with stops":    {"Sample Solicitors L.L.P.", "SAMPLE  solicitors llp", true},
		"an ampersand":               {"Sample & Example", "Sample and Example Ltd", true},
		"an apostrophe":              {"St Sample's Hospice", "St Samples Hospice", true},
		"an article and a hyphen":    {"The Sample-Example Trust", "Sample Example Trust", true},
		"another name":               {"Sample Solicitors LLP", "Example Solicitors LLP", false},
		"a name within another":      {"Sample Solicitors", "Sample Solicitors of Dartford", false},
		"nothing but a legal form":   {"Ltd", "LLP", false},
		"nothing but punctuation":    {"...", "Ltd", false},
		"a name in another alphabet": {"Ωmega Ltd", "ωMEGA", true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := disclosure.LikeName(c.a) == disclosure.LikeName(c.b); got != c.want {
				t.Errorf("%q and %q alike: %v, want %v", c.a, c.b, got, c.want)
			}
		})
	}
}
