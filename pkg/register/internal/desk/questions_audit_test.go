package desk_test

import (
	"slices"
	"testing"

	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
)

// "Does this archived letter match what was logged when sent?"
func doesTheLetterMatch(t *testing.T) {
	p := newPostRoom(t, asItIs)
	if c := p.check(t); c.Outcome != cases.LetterMatches {
		t.Errorf("as it was sent: %s with %v", c.Outcome, c.Differences)
	}
	// Another letter is put over it: the register would still open the one that
	// was sent, and says that it is no longer the newest.
	p.swap(t)
	c := p.check(t)
	if c.Outcome != cases.LetterDiffers || !slices.Contains(differences(c), "newer-version") || slices.Contains(differences(c), "bytes") {
		t.Errorf("with another over it: %s with %v", c.Outcome, c.Differences)
	}
	// The one that was sent is destroyed, and the other stands in its place.
	p.destroy(t)
	if c = p.check(t); c.Outcome != cases.LetterMissing || !slices.Equal(differences(c), []string{"newer-version"}) {
		t.Errorf("swapped: %s with %v", c.Outcome, c.Differences)
	}
	if looks := p.accesses(t, desk.AccessSearch{Case: p.ref, Action: "check-letter"}); len(looks) != 3 || looks[0].Document != p.letter {
		t.Errorf("looks %+v", looks)
	}
}
