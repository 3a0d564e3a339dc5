package twoworlds

import (
	"flag"
	"testing"

	"pgregory.net/rapid"
)

var worlds = flag.Int("twoworlds.n", 300, "how many pairs of small worlds")

// Acts of a small world and of a large one, without what observers look at in the
// end.
const (
	small = 14
	large = 90
)

// Nobody who may not know what is hidden can tell, by any byte of any answer,
// whether it is there (docs/silence.md).
func TestNobodyCanTellTheTwoWorldsApart(t *testing.T) {
	c, n := newCouncil(t), newTally()
	for _, size := range []struct{ pairs, steps int }{{*worlds, small}, {max(1, *worlds/50), large}} {
		set(t, "rapid.checks", itoa(size.pairs))
		set(t, "rapid.nofailfile", "true") // the seed, which is printed, draws them again
		rapid.Check(t, func(rt *rapid.T) {
			p := anyPlan(rt, size.steps)
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
