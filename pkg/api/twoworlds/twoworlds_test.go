package twoworlds

import (
	"flag"
	"testing"

	"pgregory.net/rapid"
)

// Steps of a small world: what one of a department or of the Data Protection Officer
// does, or a hidden story.
const leastSteps, mostSteps = 8, 20

var worlds = flag.Int("twoworlds.n", pairs, "how many pairs of small worlds")

// Nobody who may not know what is hidden can tell, by any byte of any answer,
// whether it is there (docs/silence.md).
func TestNobodyCanTellTheTwoWorldsApart(t *testing.T) {
	c, n := newCouncil(t), newTally()
	for _, size := range []struct{ pairs, least, most int }{{*worlds, leastSteps, mostSteps}, {max(1, *worlds/100), 60, 120}} {
		set(t, "rapid.checks", itoa(size.pairs))
		set(t, "rapid.nofailfile", "true") // the seed, which is printed, draws them again
		rapid.Check(t, func(rt *rapid.T) {
			p := anyPlan(rt, size.least, size.most)
			if apart := c.compare(rt, p, n, nil); apart != nil {
				rt.Fatalf("%s%s", p.story(apart[0].act), apart[0])
			}
		})
	}
	if !t.Failed() {
		n.judge(t)
	}
}

func set(t *testing.T, name, value string) {
	t.Helper()
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
}
