package policy_test

import (
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// A word that every service uses of its own work does not make the notice's purpose of
// another matter; what names the purpose by a word of its own stays within it.
func TestAnotherMatterIsNotTheNoticesPurpose(t *testing.T) {
	registersOfExamples := map[string]disclosure.Register{"dartford": dartford, "kent": kent, "maidstone": maidstone, "north": northKesteven}
	for _, tt := range []struct {
		example, purpose string
		outside          bool
	}{
		{"dartford-housing-ombudsman", "enquiry to collect council tax debt", true},
		{"dartford-housing-ombudsman", "help Kent Police investigate an assault", true},
		{"dartford-housing-ombudsman", "insurance enquiry", true},
		{"dartford-housing-ombudsman", "investigate a crime", true},
		{"dartford-housing-ombudsman", "investigation of housing benefit fraud", true},
		{"dartford-housing-ombudsman", "answer an immigration enquiry", true},
		{"dartford-housing-ombudsman", "investigate the repair", false},
		{"dartford-housing-ombudsman", "answer an enquiry", false},
		{"dartford-housing-ombudsman", "look into the complaint about council tax", false},
		{"dartford-housing-ombudsman", "ombudsman's enquiry about a parking complaint", false},
		{"kent-highways", "enquiry of an insurer", true},
		{"kent-highways", "enquiry into a complaint", false},
		{"maidstone-internal", "review of parking fines", true},
		{"maidstone-internal", "review of a stage 2 complaint about parking", false},
		{"north-kesteven-handling-team", "deliver a recruitment service", true},
		{"north-kesteven-handling-team", "reply to a complaint about planning enforcement", false},
	} {
		d := read(t, tt.example)
		d.Purpose, d.PurposeID = tt.purpose, ""
		happened(d)
		q := ask(d)
		q.Register = registersOfExamples[strings.Split(tt.example, "-")[0]]
		decision := policy.Load().Decide(q)
		outside := slices.ContainsFunc(decision.Flags, func(f disclosure.Flag) bool { return f.Pointer == "/purpose" })
		if outside != tt.outside {
			t.Errorf("%s, for %q: outside the notice %t, want %t", tt.example, tt.purpose, outside, tt.outside)
		}
	}
}
