//go:build silence

package twoworlds

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestFigures measures in what share of worlds the two are told apart, and by what,
// while it is known that they are: on a service with a mend taken out
// (scripts/silence-mutants.sh). With -v it names, story by story, the operations that
// tell of the story when nothing else is hidden.
func TestFigures(t *testing.T) {
	c, n := newCouncil(t), newTally()
	found, told := map[string]int{}, map[string]int{}
	first := map[string]string{}
	any := 0
	plans := rapid.Custom(func(t *rapid.T) *plan { return anyPlan(t, leastSteps, mostSteps) })
	for i := range *worlds {
		p := plans.Example(i)
		apart := c.compare(t, p, n, nil)
		in := map[string]bool{}
		for _, a := range p.acts {
			in[a.story] = true
		}
		for story := range in {
			told[story]++
		}
		if apart == nil {
			continue
		}
		any++
		for story := range in {
			by := map[string]difference{}
			for _, d := range c.compare(t, p, nil, func(s string) bool { return s != story }) {
				name := d.act.operation
				if d.act.probe {
					name += ", naming what is not the caller's"
				}
				by[story+": "+name] = d
			}
			for name, d := range by {
				found[name]++
				if first[name] == "" {
					first[name] = d.String()
				}
			}
		}
	}
	share := func(n int) float64 { return 100 * float64(n) / float64(*worlds) }
	for _, story := range slices.Sorted(maps.Keys(told)) {
		t.Logf("told in %4.1f%%: %s", share(told[story]), story)
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		t.Logf("found in %4.1f%%: %s", share(found[name]), name)
		if *show {
			t.Log(first[name])
		}
	}
	n.judge(t)
	t.Logf("worlds told apart: %d of %d, %.1f%%", any, *worlds, share(any))
}
