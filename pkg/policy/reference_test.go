package policy_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/policy"
)

func TestWhatLooksLikeNoReferenceOfThePerson(t *testing.T) {
	for text, want := range map[string]string{
		"JOHN SMITH": "a name", "Smith, John": "a name", "Mrs A Example": "a name", "Dr. Sample1": "a name", "Anne-Marie O’Sample": "a name",
		"QQ123456C": "", "AB123456C": "a National Insurance number", "ab 12 34 56 c": "a National Insurance number",
		"jane.sample@example.org": "an e-mail address", "01/02/1980": "a date", "1980-02-01": "a date", "1.2.80": "a date", "1st February 1980": "a date",
		"tbc": "a placeholder", "DITTO": "a placeholder", "n/a": "a placeholder", "-": "a placeholder", "???": "a placeholder", "as  above": "a placeholder",
		"4.61E+10": "a number that a spreadsheet has rounded", "1e16": "a number that a spreadsheet has rounded", "#REF!": "a fault of a spreadsheet",
		"ME10 1AA": "a postcode", "01322 000000": "a telephone number", "+44 1322 000000": "a telephone number",

		"DBC-P-550193": "", "25 001 234": "", "DSR/26/001": "", "46/123456/26": "", "P1": "", "INF-A": "", "100200300400": "", "GONE-1": "", "12/345/2026": "",
	} {
		if text == "QQ123456C" {
			want = "a National Insurance number" // no such prefix is issued, and examples use it
		}
		if got := policy.LooksLikeNoReference(text); got != want {
			t.Errorf("%q looks like %q, want %q", text, got, want)
		}
	}
}

func TestWhatLooksLikeNoReferenceIsFlaggedAndNotRepeated(t *testing.T) {
	d := read(t, "dartford-lgsco")
	d.Subjects[0].Reference = "JOHN SMITH"
	decision := law(t).Decide(ask(d))
	for _, f := range decision.Flags {
		if f.Pointer == "/subjects/0/reference" {
			if strings.Contains(strings.ToLower(f.Detail), "smith") {
				t.Errorf("the flag repeats what was written: %s", f.Detail)
			}
			return
		}
	}
	t.Errorf("a name in the reference's place is not flagged: %v", outcome(decision))
}
