package cases

import (
	"slices"
	"testing"
	"time"
)

// A disposal goes from phase to phase one way, and a step that comes out of order is an
// error, which leaves it where it is: nothing is erased before the letters were seen to be
// gone, and nothing is stopped once that is.
func TestADisposalGoesOneWay(t *testing.T) {
	at := time.Date(2026, time.November, 30, 2, 0, 0, 0, time.UTC)
	phases := []Phase{Releasing, Waiting, ErasingEntries, ErasingLetters, Erased, Stopping}
	for name, step := range map[string]struct {
		take  func(*disposal) error
		what  string
		after []Phase
		to    Phase
	}{
		"letters let go":                {func(d *disposal) error { return d.letGo(at) }, "", phases[:1], Waiting},
		"letters gone":                  {func(d *disposal) error { return d.absent(at) }, "", phases[1:2], ErasingEntries},
		"entries erased":                {func(d *disposal) error { return d.entriesErased() }, "", phases[2:3], ErasingLetters},
		"the case erased":               {func(d *disposal) error { return d.caseErased(at) }, "", phases[3:4], Erased},
		"stopped":                       {func(d *disposal) error { return d.stop(at) }, "", phases[:2], Stopping},
		"what is of no case erased":     {func(d *disposal) error { return d.restErased(at) }, "access#2026-01", phases[2:3], Erased},
		"a case, as if it were no case": {func(d *disposal) error { return d.restErased(at) }, "", nil, ""},
	} {
		for _, from := range phases {
			d := &disposal{What: step.what, Phase: from, After: "doc#a-letter"}
			err := step.take(d)
			if may := slices.Contains(step.after, from); may != (err == nil) {
				t.Errorf("%s after %s: %v", name, from, err)
			}
			want, letter := from, "doc#a-letter"
			if err == nil {
				want, letter = step.to, ""
			}
			if d.Phase != want || d.After != letter {
				t.Errorf("%s after %s: it is %s, after %q", name, from, d.Phase, d.After)
			}
		}
	}
}
