package cases_test

import (
	"testing"

	"disclosure-register/pkg/register/cases"
)

// A letter that retention took is told from one that is missing: first without,
// and then with the certificate of its case.
func TestADestroyedLetterIsSaidToBe(t *testing.T) {
	o := newOffice(t)
	letter := o.aFullCase(ref, 1)[0]
	check := func() cases.LetterCheck {
		t.Helper()
		c, err := o.CheckLetter(t.Context(), looking(dpo), ref, letter)
		if err != nil {
			t.Fatal(detail(err))
		}
		return c
	}
	if c := check(); c.Outcome != cases.LetterMatches {
		t.Errorf("before: %s with %v", c.Outcome, c.Differences)
	}
	o.run()
	if c := check(); c.Outcome != cases.LetterMatches {
		t.Errorf("in its cooling-off, with its hold off: %s with %v", c.Outcome, c.Differences)
	}
	if got := o.nights(10); got.Certified != 1 {
		t.Fatalf("got %+v, want it destroyed", got)
	}
	c, certificate := check(), o.certificates()[0].ID
	if c.Outcome != cases.LetterDestroyed || c.Certificate != certificate || c.Entry != "" || c.SHA256 != "" {
		t.Errorf("after: %+v, want it destroyed under %s", c, certificate)
	}
}
