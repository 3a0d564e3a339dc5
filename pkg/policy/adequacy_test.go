package policy_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whether adequacy regulations covered where data went is a matter of the country and the
// day; and a transfer that rests on them alone, where they did not, is flagged.
func TestAdequacyIsOfTheCountryAndTheDay(t *testing.T) {
	const (
		where = "flag ukgdpr-chapter-5 /transfer/country"
		how   = "flag ukgdpr-chapter-5 /transfer/instrument"
		what  = "flag ukgdpr-chapter-5 /transfer/mechanism"
	)
	for name, tt := range map[string]struct {
		country, mechanism, instrument, on string
		want                               policy.AdequacyStanding
		says                               string
		flags                              []string
	}{
		"France":                              {"France", "Adequacy regulations", "", "2026-11-09", policy.Covered, "Covered: The European Economic Area", nil},
		"the EEA by name":                     {"European Economic Area", "adequacy", "", "2026-11-09", policy.Covered, "", nil},
		"Switzerland, by its code":            {"CH", "transfers approved by regulations", "", "2026-11-09", policy.Covered, "Covered: Switzerland", nil},
		"The Isle of Man":                     {"the Isle of Man", "adequacy", "", "2026-11-09", policy.Covered, "", nil},
		"India":                               {"India", "Adequacy regulations", "", "2026-11-09", policy.NotCovered, "No adequacy regulations", []string{where}},
		"India, on an agreement":              {"India", "IDTA", "IDTA of 1 May 2025", "2026-11-09", policy.NotCovered, "", nil},
		"India, on both":                      {"India", "Adequacy, and the IDTA", "", "2026-11-09", policy.NotCovered, "", nil},
		"France and India":                    {"France and India", "adequacy", "", "2026-11-09", policy.NotCovered, "Covered: The European Economic Area", []string{where}},
		"the United Kingdom and France":       {"UK and France", "adequacy", "", "2026-11-09", policy.Covered, "", nil},
		"Canada":                              {"Canada", "adequacy regulations", "", "2026-11-09", policy.CoveredInPart, "only recipients to whom Canada's Personal Information", []string{how}},
		"Canada, and how":                     {"Canada", "adequacy regulations", "Sample Ltd is under PIPEDA", "2026-11-09", policy.CoveredInPart, "", nil},
		"Japan":                               {"JAPAN", "adequacy", "n/a", "2026-11-09", policy.CoveredInPart, "private sector", []string{how}},
		"over the data bridge":                {"U.S.A.", "UK-US data bridge", "On the list on the day", "2026-11-09", policy.CoveredInPart, "Data Privacy Framework List", nil},
		"over the data bridge, nobody looked": {"United States", "UK-US data bridge", "", "2026-11-09", policy.CoveredInPart, "", []string{how}},
		"to the United States before it":      {"United States", "adequacy", "", "2023-10-11", policy.NotCovered, "", []string{where}},
		"to Korea on the first day":           {"South Korea", "adequacy", "", "2022-12-19", policy.CoveredInPart, "", []string{how}},
		"to Korea the day before":             {"Korea", "adequacy", "", "2022-12-18", policy.NotCovered, "", []string{where}},
		"before there were any":               {"India", "adequacy decision", "", "2020-12-31", "", "", nil},
		"no adequacy, it says":                {"India", "no adequacy", "", "2026-11-09", policy.NotCovered, "", []string{what}},
		"it stayed":                           {"Scotland", "", "", "2026-11-09", "", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			on, err := disclosure.ParseDate(tt.on)
			if err != nil {
				t.Fatal(err)
			}
			d := read(t, "dartford-housing-ombudsman")
			d.Transfer = &disclosure.Transfer{Country: tt.country, Mechanism: tt.mechanism, Instrument: tt.instrument}
			found := policy.Load().Adequacy(d.Transfer, on)
			if (found == nil) != (tt.want == "") || found != nil && (found.Standing != tt.want || !strings.Contains(found.Says, tt.says)) {
				t.Errorf("found %+v, want %s and %q", found, tt.want, tt.says)
			}
			if d.DisclosedAt = on.Start(); tt.want == "" && tt.mechanism == "" {
				return
			}
			var got []string
			for _, f := range policy.Load().Decide(ask(d)).Flags {
				if strings.HasPrefix(f.Pointer, "/transfer/") {
					got = append(got, "flag "+f.Rule+" "+f.Pointer)
				}
			}
			if strings.Join(got, "; ") != strings.Join(tt.flags, "; ") {
				t.Errorf("flags %q, want %q", got, tt.flags)
			}
		})
	}
}
