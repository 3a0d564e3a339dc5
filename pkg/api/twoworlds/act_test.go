package twoworlds

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"disclosure-register/pkg/disclosure"
)

func itoa(n int) string { return strconv.Itoa(n) }

// act is one thing that somebody does, and how it reads in a story. In its path
// and its body, {7} stands for what act 7 made.
type act struct {
	number int
	day    int
	says   string

	by      disclosure.Caller
	method  string
	path    string
	body    any
	instead any // the body in the first world, where that is what is hidden

	operation string // as docs/openapi.yaml names it
	story     string // which hidden story it belongs to; "" is in both worlds
	hidden    bool   // in the second world alone
	compared  bool   // its caller may know nothing of what is hidden
	probe     bool   // offers what the caller may not name: meant to be refused

	upload int  // the act that asked for the ticket by which a letter is put up
	night  bool // a run of retention
}

// plan is what happens in both worlds, in order.
type plan struct {
	register disclosure.Register
	observer observer
	acts     []act
	day      int
	inStory  string
	secret   bool
	// visible are the people, and in which capacity, whom a story lets know
	// something: they are not among those compared.
	visible map[string]bool
	also    bool // the person to whom answers are released is compared too
	desk    desk
	nights  bool // retention has run
	dated   bool // a case has been dated
}

// begins is before anything happens.
var begins = time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)

func (p *plan) at(a *act) time.Time {
	return begins.AddDate(0, 0, a.day).Add(time.Duration(a.number) * time.Second)
}

func (p *plan) add(a act) int {
	a.number, a.day, a.story = len(p.acts)+1, p.day, p.inStory
	a.hidden = p.secret && a.instead == nil
	p.acts = append(p.acts, a)
	return a.number
}

// post adds a change, and returns what stands for what it makes.
func (p *plan) post(by disclosure.Caller, operation, path string, body any, says string, args ...any) string {
	return made(p.add(act{by: by, method: "POST", operation: operation, path: path, body: body, says: fmt.Sprintf(says, args...)}))
}

// story tells what happened up to the act, which told the worlds apart. Of what
// was looked at meanwhile it says nothing.
func (p *plan) story(last act) string {
	var b strings.Builder
	fmt.Fprintf(&b, "In register %s, observed by %s:\n", p.register, p.observer)
	for _, a := range p.acts {
		mark := "in both worlds: "
		switch {
		case a.number > last.number:
			return b.String()
		case a.number < last.number && (a.method == "GET" || strings.HasSuffix(a.path, "?dryRun=true") || a.probe):
			continue
		case a.hidden:
			mark = "in the second alone: "
		case a.instead != nil:
			mark = "in other words in each: "
		}
		fmt.Fprintf(&b, "%3d. %s%s\n", a.number, mark, a.says)
	}
	return b.String()
}

// dice decide what a step leaves open. When they are used up, every throw is 0,
// so that what is drawn shrinks to the plainest.
type dice struct{ left []byte }

func (d *dice) throw(sides int) int {
	if len(d.left) == 0 || sides < 2 {
		return 0
	}
	n := int(d.left[0]) % sides
	d.left = d.left[1:]
	return n
}

func pick[T any](d *dice, of ...T) T { return of[d.throw(len(of))] }
