package door_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
)

// Another's reference is found however it is typed, read from paper or drawn, and glued to
// what stands beside it; and no word of every day is one.
func TestAReferenceIsFoundHoweverItIsTyped(t *testing.T) {
	for _, tt := range []struct {
		reference, words string
		found            bool
	}{
		// a letter for a digit, and the other way round
		{"P550193", "What P55O193 said", true},
		{"P550193", "What P5501g3 said", true},
		{"P550193", "Lives with PSS0I93", true},
		{"DBC-P-550193", "Seen by S50193", true},
		{"DBC-P-550193", "Seen by DBC-P-SSOIGE", false},
		{"DBC-P-550198", "Seen by DBC-P-SSOI9B", true},
		{"DBC-P-550198", "Seen by DBC-P-SSOIGB", true},
		{"DBC-P-550198", "Seen by P-SSOIGB", true},
		{"P550l93", "What P550193 said", true},
		{"P|55O193", "What P|550193 said", true},
		{"INF-8", "What lNF-8 said", true},
		{"INF-8", "What |NF-8 said", true},
		{"INF-8", "What INF-B said", true},
		{"INF-8", "What INF B said", true},
		{"INF-8", "What 1NF-8 said", true},
		{"INF-B", "What INF-8 said", true},
		{"INF-O", "What INF-0 said", true},
		{"P-IO5", "P-105", true},
		{"P-105", "ref IO5", true},
		{"P-105", "P-lO5", true},
		{"DBC-P-10", "What P-IO said", true},
		{"DBC-P-10", "What DBC/P/IO said", true},
		{"P-8", "What P-B said", true},
		{"P-1", "P-l", true},
		{"P550193", "P$50193", true},
		{"S0L-AB", "50L-AB", true},
		// drawn
		{"INF-8", "ɪɴғ-8", true},
		{"INF-8", "\U0001f1ee\U0001f1f3\U0001f1eb-8", true},
		{"INF-8", "\U0001f158\U0001f15d\U0001f155-8", true},
		{"INF-8", "\U0001f178\U0001f17d\U0001f175 \u277d", true},
		{"INF-8", "\U0001f138\U0001f13d\U0001f135-8", true},
		{"INF-8", "ⒾⓃⒻ-⑧", true},
		{"INF-8", "INF-八", true},
		{"INF-8", "ꓲꓠꓝ-8", true},
		{"INF-8", "\U0001d408\U0001d40d\U0001d405\u20118\ufe0f\u20e3", true},
		{"DBC-P-550193", "五五〇一九三", true},
		{"DBC-P-550193", "P 55〇193", true},
		{"DBC-P-550193", "\u277a\u277a\u24ff\u2776\u277e\u2778", true},
		{"DBC-P-550193", "ᴅʙᴄ-ᴘ-550193", true},
		{"BCP-B", "\u0392\u0421P-B", true},
		// glued
		{"INF-B", "whatINF-Bsaid", true},
		{"INF-B", "xINF-B", true},
		{"INF-B", "INF-Bs statement", true},
		{"INF-B", "INF-B's statement", true},
		{"INF-8", "whatINF-8said", true},
		{"INF-8", "whatinf-8said", true},
		{"INF-8", "whatINF8said", true},
		{"B-1", "clubB-1", true},
		{"B-1", "B-1s statement", true},
		{"DBC-P-A", "aboutDBC-P-A", true},
		{"SMITHJ", "reSMITHJ", true},
		{"SMITHJ", "SMITHJs", true},
		{"INF-8", "whatlNF-8said", true},
		// by its number, where it is said whose it is
		{"P-193", "complainant 193", true},
		{"P-193", "the neighbour, 193", true},
		{"P-193", "account 193", true},
		{"P-193", "a/c 193", true},
		{"P-193", "acc. no. 193", true},
		{"P-193", "Nos. 193", true},
		{"P-193", "witness #193", true},
		{"P-193", "the family (193)", true},
		{"P-193", "What 193 said", true},
		{"P-193", "193's statement", true},
		{"P-193", "complainant I93", true},

		// harmless
		{"P-8", "Platform B", false},
		{"P-5", "P.S. the letter of June", false},
		{"A-8", "A & B Sample", false},
		{"A-5", "as said", false},
		{"A-1", "a list of all", false},
		{"A-11", "all of it", false},
		{"T-0", "sent to the council", false},
		{"CASE-5", "Two cases of missed bins", false},
		{"CASE-1", "In this case I wrote twice", false},
		{"PERSON-5", "That person's complaint", false},
		{"TENANT-5", "What tenants wrote", false},
		{"CLAIM-5", "claims and files", false},
		{"NON-5", "A non-smoker", false},
		{"CO-0", "Did not co-operate", false},
		{"PRE-5", "The pre-school", false},
		{"IT-15", "It is about bins", false},
		{"SO-15", "so is the fence", false},
		{"81115", "The bills of March", false},
		{"80115", "The boils and bolls", false},
		{"50115", "soils", false},
		{"B-1", "81 calls", false},
		{"B-1", "8-1", false},
		{"I-8", "the 18 letters", false},
		{"ED-10", "closed 10 June", false},
		{"P-100", "up 100 steps of the shop", false},
		{"P-1234", "group 1234", false},
		{"INF-8", "Flat 8", false},
		{"INF-8", "8 letters", false},
		{"P-193", "193 Sample Road", false},
		{"P-193", "193 letters", false},
		{"P-80", "in the 1980s", false},
		{"BOOK-5", "books about the harbour", false},
		{"OTHER", "another mother", false},
		{"SMITH", "Smithy Lane", false},
		{"CHILD-1", "children", false},
		{"SELF-8", "The self-build register", false},
		{"B-12", "web12", false},
		{"LOL-1", "lolly", false},
		{"DBC-P-550193", "550194 and P550l94", false},
		{"DBC-P-550193", "Call 01322 55O193", true},
	} {
		_, review := theDoor(t).Judge(asking(shared(with(tt.reference), func(d *disclosure.Disclosure) { d.Purpose = tt.words })))
		if got := has(review.Disclosures[0], door.NamesAnother); got != tt.found {
			t.Errorf("%s in %q: found %v, want %v", tt.reference, tt.words, got, tt.found)
		}
	}
}
