//go:build silence

package twoworlds

import (
	"testing"

	"pgregory.net/rapid"
)

// TestFigures measures, story by story, in what share of worlds each is found.
func TestFigures(t *testing.T) {
	c, n := newCouncil(t), newTally()
	awaited = map[string]bool{}
	found, told := map[string]int{}, map[string]int{}
	examples := map[string]string{}
	total := 0
	gen := rapid.Custom(func(t *rapid.T) *plan { return anyPlan(t, 14) })
	for i := range *worlds {
		p := gen.Example(i)
		total++
		d := c.compare(t, p, n, nil)
		in := map[string]bool{}
		for _, a := range p.acts {
			if a.story != "" {
				in[a.story] = true
			}
		}
		for name := range in {
			told[name]++
			if d == nil {
				continue
			}
			if alone := c.compare(t, p, nil, func(s string) bool { return s != name }); alone != nil {
				found[name]++
				examples[name] = alone.String()
			}
		}
		if d != nil {
			found["any"]++
		}
	}
	for _, s := range stories {
		t.Logf("%-55s told %4.1f%% found %4.1f%%  %s", s.name, 100*float64(told[s.name])/float64(total), 100*float64(found[s.name])/float64(total), examples[s.name])
	}
	t.Logf("any: %d of %d", found["any"], total)
	n.judge(t)
}
