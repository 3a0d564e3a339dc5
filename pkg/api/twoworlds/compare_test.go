package twoworlds

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
)

var show = flag.Bool("twoworlds.show", false, "show what each world answered where they differ, and what was refused")

// difference is where the two worlds can be told apart.
type difference struct {
	act      act
	one, two answer
}

func (d difference) String() string {
	said := fmt.Sprintf("They can be told apart by act %d (%s): %d in the world without what is hidden, %d in the world with it.", d.act.number, d.act.says, d.one.status, d.two.status)
	if *show {
		n := 0
		for n < min(len(d.one.body), len(d.two.body)) && d.one.body[n] == d.two.body[n] {
			n++
		}
		around := func(s string) string { return s[max(0, min(n-150, len(s))):min(n+400, len(s))] }
		said += "\nwithout: …" + around(d.one.body) + "\nwith:    …" + around(d.two.body)
	}
	return said
}

// tally counts what the worlds have shown that they did.
type tally struct {
	hidden, accepted int
	refused          map[string]int // what was refused, in a sentence; but for probes
	calls, good      map[string]int // compared calls of an operation, but for probes
	probes           map[string]int
}

func newTally() *tally {
	return &tally{refused: map[string]int{}, calls: map[string]int{}, good: map[string]int{}, probes: map[string]int{}}
}

func (n *tally) count(p *plan, two lived) {
	for i := range p.acts {
		a := &p.acts[i]
		got, happened := two[a.number]
		if !happened {
			continue
		}
		ok := got.status < 300
		switch {
		case a.compared && a.probe:
			n.probes[a.operation]++
		case a.compared:
			n.calls[a.operation]++
			if ok {
				n.good[a.operation]++
			} else if *show {
				n.refused[a.says+" "+got.body]++
			}
		case a.hidden || a.instead != nil:
			n.hidden++
			if ok {
				n.accepted++
			} else if *show {
				n.refused[a.story+": "+a.says+" "+got.body]++
			}
		}
	}
}

// compare lives both worlds, and returns where they can be told apart, in order. The
// stories for which without is true are in neither.
func (c *council) compare(t fataler, p *plan, n *tally, without func(story string) bool) []difference {
	t.Helper()
	out := func(a *act) bool { return without != nil && a.story != "" && without(a.story) }
	left := p
	if without != nil {
		left = &plan{register: p.register, observer: p.observer, visible: p.visible, also: p.also}
		for _, a := range p.acts {
			if !out(&a) {
				left.acts = append(left.acts, a)
			}
		}
	}
	c.pair++
	two, names := c.live(t, left, nil, nil)
	if n != nil {
		n.count(left, two)
	}
	one, _ := c.live(t, left, func(a *act) bool { return a.hidden }, names)
	var apart []difference
	for _, a := range left.acts {
		if !a.compared {
			continue
		}
		if x, y := one[a.number].seen(), two[a.number].seen(); !reflect.DeepEqual(x, y) {
			apart = append(apart, difference{a, x, y})
		}
	}
	return apart
}

// judge fails the test when the worlds have not done what the property is about.
func (n *tally) judge(t *testing.T) {
	t.Helper()
	t.Logf("%d hidden acts, of which %d were accepted", n.hidden, n.accepted)
	if n.hidden == 0 || n.accepted*100 < n.hidden*90 {
		t.Errorf("%d of %d hidden acts were accepted; want nine in ten", n.accepted, n.hidden)
	}
	for _, why := range slices.Sorted(maps.Keys(n.refused)) {
		t.Logf("refused %d times: %.500s", n.refused[why], why)
	}
	for _, o := range slices.Sorted(maps.Keys(n.calls)) {
		t.Logf("%-22s %7d calls compared, %7d answered with what was asked; %6d more that name what is not the caller's", o, n.calls[o], n.good[o], n.probes[o])
		if n.good[o]*100 < n.calls[o]*80 {
			t.Errorf("%s: %d of %d compared calls were answered; want eight in ten", o, n.good[o], n.calls[o])
		}
	}
	for _, o := range recorderMay(t) {
		if n.calls[o] == 0 && untried[o] == "" {
			t.Errorf("a recorder may %s, and no such call was compared: add it to recorderActs", o)
		}
	}
}

// untried are a recorder's operations of which no answer is compared, and why:
// docs/adr/0035-what-growth-tells.md. Receipts are asked for of what is hidden all the same.
var untried = map[string]string{
	"show-checkpoint": "the size of the log is everybody's",
	"show-receipt":    "an entry's place in the log depends on all that came before",
}

// recorderMay lists the operations that the permission table gives a recorder, as
// docs/identity.md has it; a test of the running service holds it to that page.
func recorderMay(t *testing.T) []string {
	t.Helper()
	page, err := os.ReadFile("../../../docs/identity.md")
	if err != nil {
		t.Fatal(err)
	}
	var may []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (own|all) \\|").FindAllStringSubmatch(string(page), -1) {
		may = append(may, row[1])
	}
	if len(may) < 13 {
		t.Fatalf("%d operations of a recorder were read", len(may))
	}
	return may
}
