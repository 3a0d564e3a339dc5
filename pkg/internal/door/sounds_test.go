package door_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// Words of which no notice has any, and that sound of keeping staff safe, wait while anybody
// in the disclosure has a marker of which they were not told, and are shown otherwise. The
// Data Protection Officer may show them.
func TestWordsThatSoundOfAnUntoldMarkerWait(t *testing.T) {
	fact := func(told disclosure.TellOutcome, of string) []door.Known {
		k := ofA(disclosure.Fact{Kind: disclosure.FactMarker, From: disclosure.NewDate(2026, 10, 1), SubjectTold: told, Ground: "dpa18-sch2-para2"})
		k.About.Reference = of
		return []door.Known{k}
	}
	for words, sounds := range map[string]bool{
		"Two operatives to attend together, never alone": true, "double‑crew only": true, "Doublecrewed": true, "Flagged on the system as aggressive": true, "Staff in twos because of the alert": true,
		"Not to be seen single handed": true, "2 man job": true, "2-person lift": true, "Ring first; do not approach": true, "Take a colleague, and a body‑cam": true, "CAUTION": true,
		"Replace the boiler": false, "A letter of June": false, "Investigate a complaint": false, "Name and address": false,
	} {
		for where, say := range map[string]func(*disclosure.Disclosure){
			"an item":     func(d *disclosure.Disclosure) { d.Data[1].Description = words },
			"the purpose": func(d *disclosure.Disclosure) { d.Purpose = words },
			"the post":    func(d *disclosure.Disclosure) { d.Recipient.Post = words },
		} {
			q := asking(shared(withB, say))
			q.As = door.Person
			for known, want := range map[string]bool{"": false, "A": sounds, "B-1": sounds} {
				if q.Known = nil; known != "" {
					q.Known = fact(disclosure.NotTold, known)
				}
				_, review := theDoor(t).Judge(q)
				if got := review.Disclosures[0]; (got.Outcome == door.Undecided && has(got, door.WordsUnseen)) != want || got.Outcome == door.Shown == want {
					t.Errorf("%q as %s, an untold marker of %q: %s because %v", words, where, known, got.Outcome, got.Because)
				}
			}
			if _, review := theDoor(t).Judge(toShow(q)); review.Disclosures[0].Outcome != door.Shown {
				t.Errorf("%q as %s, decided to be shown: %s", words, where, review.Disclosures[0].Outcome)
			}
			q.Known = fact(disclosure.Told, "A")
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != door.Shown {
				t.Errorf("%q as %s, a marker that was told: %s because %v", words, where, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
			}
		}
	}
}

// What was shared on the duty of care to staff tells of a marker whether or not one is known.
func TestTheDutyOfCareTellsOfAMarker(t *testing.T) {
	for gateway, want := range map[string]door.Outcome{"gw-hswa74": door.Undecided, "gw-care14-s42-45": door.Shown} {
		q := asking(shared(func(d *disclosure.Disclosure) { d.Justification.Gateway = gateway }))
		if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != want || want == door.Undecided && !has(review.Disclosures[0], door.TellsOfMarker) {
			t.Errorf("%s: %s because %v", gateway, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
		}
	}
}

// Another subject's reference is found in a text without its prefix, or glued to what is
// beside it.
func TestAReferenceIsFoundGluedAndByItsNumber(t *testing.T) {
	with := func(reference string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: reference, Role: "third-party"})
		}
	}
	for _, tt := range []struct {
		reference, words string
		found            bool
	}{
		{"DBC-P-91968082", "Lives with 91968082", true},
		{"DBC-P-91968082", "P-91968082", true},
		{"DBC-P-91968082", "DBC-P-91968082s file", true},
		{"DBC-P-91968082", "seeDBC-P-91968082", true},
		{"DBC-P-91968082", "no.91968082A", true},
		{"DBC-P-91968082", "ref91 968 082", true},
		{"DBC-P-91968082", "ＤＢＣＰ９１９６８０８２", true},
		{"DBC-P-00091968", "number 91968", true},
		{"DBC-P-91968", "number 0091968", true},
		{"KCC/2026/12345", "12345", true},
		{"KCC/2026/12345", "xKCC202612345x", true},
		{"ab12c", "seeab12cnow", true},
		{"DBC-P-91968082", "Lives with 191968082", false},
		{"DBC-P-91968082", "919680821", false},
		{"DBC-P-91968082", "9196808", false},
		{"DBC-P-1234", "1234", false},
		{"DBC-P-1234", "DBC-P-12345", false},
		{"B-1", "club1", false},
		{"KCC/2026/12345", "in 2026", false},
	} {
		_, review := theDoor(t).Judge(asking(shared(with(tt.reference), func(d *disclosure.Disclosure) { d.Purpose = tt.words })))
		if got := has(review.Disclosures[0], door.NamesAnother); got != tt.found {
			t.Errorf("%s in %q: found %v, want %v", tt.reference, tt.words, got, tt.found)
		}
	}
}
