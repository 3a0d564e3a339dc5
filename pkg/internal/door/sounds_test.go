package door_test

import (
	"strings"
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
		"Send a colleague along": true, "Never alone": true, "Pairs only": true, "Known to be aggressive": true, "Do not attend alone": true, "Police to accompany": true,
		"Somebody else must come with you": true, "Take another member of staff": true, "Bring a second engineer": true, "Go with your supervisor": true, "Nobody goes by themselves": true, "Male officers only": true,
		"Not on your own": true, "At least two of us": true, "A warden will be present": true, "Has a history of shouting at staff": true, "Meet at a neutral venue": true, "Stay outside": true, "Check with the office before going in": true,
		"Be wary of him": true, "He swore at us": true, "Watch out": true,
		"Joint calls only": true, "home call with 2 of us": true, "Red dot on the account": true, "Meet only at the civic centre": true, "Do not turn up unannounced": true,
		"zero tolerance letter": true, "Code 3 property": true, "officers were frightened": true, "two-person visits": true,
		"Amber on the account": true, "Category V tenancy": true, "Star beside the name": true, "Grade C, see Jo": true, "UVP": true, "Orange sticker": true, "Colleagues feel scared": true, "She is afraid of him": true,
		"Officers shaken": true, "By prior agreement, in the foyer": true, "Interview room with a screen": true, "Speak through the intercom": true, "Keep the engine running": true, "Do the call from the van": true,
		"Bring Jo": true, "Not after dark": true, "Only by daylight": true, "Must be seen by a manager": true, "Ground floor interview only": true, "Tier 2 household": true, "Read the pop-up": true, "List B": true, "2 at a time": true,
		"Нe has a terrier": true, "Lone‑ly": true, "Ask for the blue file": true, "No home calls": true, "Please telephone the wardens": true, "Said he would get us": true, "Banned from the library": true,
		"Lives with her partner": false, "Sent with the file of another department": false, "Repairs to the fence and another door": false, "What her colleagues wrote": false, "The officer's letter": false,
		"The complaint about damp and the repairs asked for": false, "Street and house number, so that the round can be found": false, "Recording of four minutes": false, "Both officers to go": true, "Manager to call": true, "Answer from the car": true, "Team of three": true, "Three officers": true, "A big man": true, "See the message on the account": true, "Said he would get her": true, "Letters of 9 November 2026": false, "Letters of November 2026": false,
		"The dates of three missed collections": false, "Answer a stage 2 complaint through the person's advocate": false, "What the neighbour saw": false, "The child's asthma, as described by the neighbour": false, "Housing Complaints Manager": false,
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
			q.Known = fact(disclosure.NotTold, "A")
			q.Known[0].Entry = "5"
			for by, want := range map[door.Decision]bool{ // one may have decided, or two, before the marker was known
				{Two: true, Recorded: "6"}: true, {Two: true, Recorded: "4"}: !sounds, {Recorded: "6"}: !sounds,
			} {
				decided := toShow(q)
				decided.Decisions[0].Two, decided.Decisions[0].Recorded = by.Two, by.Recorded
				if _, review := theDoor(t).Judge(decided); (review.Disclosures[0].Outcome == door.Shown) != want {
					t.Errorf("%q as %s, decided to be shown as %+v: %s", words, where, by, review.Disclosures[0].Outcome)
				}
			}
			q.Known = fact(disclosure.Told, "A")
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != door.Shown {
				t.Errorf("%q as %s, a marker that was told: %s because %v", words, where, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
			}
		}
	}
}

// So does what is written of a marker where nothing of it would be printed: why it was shared,
// and why it was corrected.
func TestWhatIsWrittenOfAnUntoldMarkerWaits(t *testing.T) {
	untold := ofA(disclosure.Fact{Kind: disclosure.FactMarker, From: disclosure.NewDate(2026, 10, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2"})
	for words, want := range map[string]door.Outcome{"He has a warning marker": door.Undecided, "Not to be seen; in pairs": door.Undecided, "He complained of a visit": door.Shown} {
		reason := asking(shared(func(d *disclosure.Disclosure) { d.Reason = words }))
		why := corrected(shared(), shared())
		why.Histories[0][1].Why = words
		for where, q := range map[string]door.Question{"the reason": reason, "the reason of a correction": why} {
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != door.Shown {
				t.Errorf("%q as %s, no marker: %s because %v", words, where, review.Disclosures[0].Outcome, review.Disclosures[0].Because)
			}
			q.Known = []door.Known{untold}
			if _, review := theDoor(t).Judge(q); review.Disclosures[0].Outcome != want {
				t.Errorf("%q as %s: %s because %v, want %s", words, where, review.Disclosures[0].Outcome, review.Disclosures[0].Because, want)
			}
		}
	}
}

// What a correction's own reason says is forbidden is kept back, and nobody may show what
// it names beyond doubt.
func TestWhyItWasCorrectedKeepsBack(t *testing.T) {
	for words, want := range map[string][2]door.Outcome{
		"Order of the Family Court: not to be disclosed to her": {door.Withheld, door.Withheld},
		"The judge made an order. She must not know.":           {door.Undecided, door.Shown},
		"The court order that forbade it was discharged":        {door.Undecided, door.Shown},
		"The post was misspelt":                                 {door.Shown, door.Shown},
	} {
		q := corrected(shared(), shared())
		q.Histories[0][1].Why = words
		for n, asked := range []door.Question{q, toShow(q)} {
			if _, review := theDoor(t).Judge(asked); review.Disclosures[0].Outcome != want[n] {
				t.Errorf("%q, decided to be shown is %v: %s because %v, want %s", words, n == 1, review.Disclosures[0].Outcome, review.Disclosures[0].Because, want[n])
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

		{"P-1001", "P 1001", true},
		{"P-1001", "P/1001", true},
		{"P-1001", "P\u20131001", true},
		{"P-1001", "P.1001; P_1001", true},
		{"P-1001", "p1001", true},
		{"P-1001", "P no. 1001", true},
		{"P-1001", "Lives with no. 1001", true},
		{"P-1001", "her number is 1001", true},
		{"P-1001", "ref: 1001", true},
		{"P-1001", "ref1001", true},
		{"P-1001", "#1001", true},
		{"P-1001", "# 0001001", true},
		{"P-1001", "\u21161001", true},
		{"P-1001", "person 1001", true},
		{"P-1001", "\uff30\uff0d\uff11\uff10\uff10\uff11", true},
		{"P-1001", "\uff11\uff10\uff10\uff11 is P", false},
		{"P-1001", "no. \uff11\uff10\uff10\uff11", true},
		{"P-1001", "\u0420-1001", true},                // a Cyrillic letter
		{"P-1001", "P-\u0661\u0660\u0660\u0661", true}, // Arabic digits
		{"P-1001", "P-\U0001d7cf\U0001d7ce\U0001d7ce\U0001d7cf", true},
		{"DBC-P-1001", "P 1001", true},
		{"DBC-P-1001", "DBC 1001", true},
		{"DBC-P-0042", "no. 42", true},
		{"KCC/2026/123", "ref 123", true},
		{"P-1001", "1001 Sample Road", false},
		{"P-1001", "in the year of 1001", false},
		{"P-1001", "no. 10011", false},
		{"P-1001", "no. 11001", false},
		{"P-1001", "room 1001", false},
		{"KCC/2026/123", "the file of 2026", false},
		{"DBC-P-550193", "Call 01322 550193", false},
		{"DBC-P-550193", "(01322) 550193", false},
		{"DBC-P-550193", "+44 (0)1322 550193", false},
		{"DBC-P-550193", "0044 1322 550193 or 07700 900123", false},
		{"550193", "01322-550193", false},
		{"DBC-P-550193", "Call 01322 550193 about 550193", true},
		{"DBC-P-550193", "550193", true},
		{"DBC-P-550193", "01322 550193 550193", true},
		{"DBC-P-1322550193", "01322 550193", true},
		{"DBC-P-191968082", "0191 968 082", true},
		{"DBC-P-91968082", "191 968082", false},
	} {
		_, review := theDoor(t).Judge(asking(shared(with(tt.reference), func(d *disclosure.Disclosure) { d.Purpose = tt.words })))
		if got := has(review.Disclosures[0], door.NamesAnother); got != tt.found {
			t.Errorf("%s in %q: found %v, want %v", tt.reference, tt.words, got, tt.found)
		}
	}
}

// with has somebody else in it, by a reference.
func with(reference string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Subjects = append(d.Subjects, disclosure.Subject{Reference: reference, Role: "third-party"})
	}
}

// Whoever has to judge words is told which: by what they say, and those that are not of every
// day themselves; and several are still decided on at once.
func TestTheCauseSaysWhichWords(t *testing.T) {
	narrow := lifting("dpa18-sch2-para2", "15")
	narrow.Items = []int{1}
	untold := ofA(disclosure.Fact{Kind: disclosure.FactMarker, From: disclosure.NewDate(2026, 10, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2"})
	for name, tt := range map[string]struct {
		change func(*disclosure.Disclosure)
		marked bool
		says   string
	}{
		"a purpose of the officer's": {func(d *disclosure.Disclosure) {
			d.Purpose, d.Justification.Exemptions = "Zzz", []disclosure.Exemption{narrow}
		}, false, "Words to be looked at first: what it was for. A ground or a marker touches it"},
		"a post that sounds of it": {func(d *disclosure.Disclosure) { d.Recipient.Post = "Take a colleague with you" }, true, "first: the post there; “"},
		"a word that nobody knows": {func(d *disclosure.Disclosure) { d.Data[1].Description = "A grizzled letter" }, true, "“grizzled”"},
		"data that sounds of it too": {func(d *disclosure.Disclosure) {
			d.Data[1].Description = "Two operatives to attend together, never alone"
		}, true, "what was written of the data"},
	} {
		q := asking(shared(tt.change))
		if tt.marked {
			q.Known = []door.Known{untold}
		}
		var said []string
		_, review := theDoor(t).Judge(q)
		for _, b := range review.Disclosures[0].Because {
			if b.Cause == door.WordsUnseen {
				said = append(said, b.Says)
			}
		}
		if !strings.Contains(strings.Join(said, "\n"), tt.says) {
			t.Errorf("%s: it says %q, want %q in it", name, said, tt.says)
		}
	}
}
