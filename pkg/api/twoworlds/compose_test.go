package twoworlds

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
)

// step is one thing drawn: what sort, and how it falls out.
type step struct {
	What   string
	Throws []byte
}

func (s step) String() string { return s.What }

// compose makes the plan that the steps say. It draws nothing.
func compose(register disclosure.Register, o observer, steps []step) *plan {
	p := &plan{register: register, observer: o, visible: map[string]bool{}}
	for _, s := range steps {
		d := &dice{s.Throws}
		if i := slices.IndexFunc(stories, func(t story) bool { return t.name == s.What }); i >= 0 {
			p.inStory, p.secret = s.What, true
			stories[i].tell(p, d)
			p.inStory, p.secret = "", false
			continue
		}
		if does := recorderActs[s.What]; does != nil && o == aRecorder {
			does(p, d)
			continue
		}
		p.openAct(d)
	}
	p.reads()
	return p
}

// openAct is something that happens in both worlds and is not the observer's.
func (p *plan) openAct(d *dice) {
	who, ref := person(d.throw(persons)), pick(d, sharedCases...)
	by := pick(d, colleague, revenues, planning)
	switch d.throw(5) {
	case 0, 1, 2:
		body, says := p.ordinary(d, ref, who)
		p.disclose(by, body, "%s, about %s in %s.", says, who.says(), ref)
	case 3:
		p.fact(by, aboutPerson("objection", who.reference(), object{"reason": "Fears a former partner"}), "an objection of %s.", who.says())
	case 4:
		p.fact(dpo, aboutPerson("restriction", who.reference(), object{"reason": "Accuracy is disputed", "until": "2026-12-01"}), "a restriction for %s.", who.says())
	}
}

// reads are what the observers look at in the end.
func (p *plan) reads() {
	switch p.observer {
	case aRecorder:
		d := &dice{}
		hidden := slices.Clone(p.acts)
		n := 0
		for i := range hidden {
			a := &hidden[i]
			if mine := a.by.Department == observed.Department; a.method == http.MethodPost && !a.compared && !mine && (a.hidden || n%3 == 0) {
				p.probes(&dice{[]byte{byte(n*7 + i)}}, made(a.number), a)
				p.probes(&dice{[]byte{byte(n*5 + i + 3)}}, made(a.number), a)
				n++
			}
		}
		for _, ref := range sharedCases {
			for who := range person(persons) {
				body, says := p.ordinary(d, ref, who)
				if p.register == dartford && who%2 == 0 {
					body, says = p.contact(ref, subject(who, "marked")), "a marker"
				}
				p.observes(act{method: "POST", operation: "record-disclosure", path: "/disclosures?dryRun=true", body: body, says: "The observed recorder tries, about " + who.says() + " in " + ref + ": " + says + "."})
			}
		}
		if p.register == kent {
			for _, breach := range breaches {
				body := p.about(example("kent-internal"), sharedCases[0], subject(0, "complainant"))
				body["recipient"] = object{"category": "ico", "kind": "ico-breach", "organisation": "Information Commissioner"}
				body["evidence"].(object)["breachReference"] = breach
				p.observes(act{method: "POST", operation: "record-disclosure", path: "/disclosures?dryRun=true", body: body, says: "The observed recorder tries to tell the regulator of " + breach + "."})
			}
		}
		for _, name := range slices.Sorted(maps.Keys(recorderActs)) {
			recorderActs[name](p, d)
		}
		p.observes(act{operation: "show-cases", path: "/cases?state=open", says: "The observed recorder lists their open cases."})
		for _, ref := range sharedCases {
			p.opensCase(ref, true)
		}
		for _, e := range p.desk.entries {
			p.observes(act{operation: "open-disclosure", path: "/disclosures/" + e.id, says: "The observed recorder opens what act " + e.id + " recorded."})
		}
	case aPerson:
		for _, later := range []int{0, 40} {
			p.day += later
			for who := range p.people() {
				for _, as := range []string{himself, representative} {
					if p.visible[who.says()+"/"+as] {
						continue
					}
					for operation, page := range map[string]string{"subject-report": "", "print-subject-report": "/page"} {
						// The letter of the day on which an answer was released is no draft.
						if page != "" && later == 0 && who != answered {
							continue
						}
						p.add(act{
							by: dpo, method: http.MethodGet, operation: operation, compared: true,
							path: "/subject-report" + page + "?subject=" + url.QueryEscape(who.reference()) + "&to=" + as,
							says: "The DPO answers " + who.says() + " as " + as + ", on day " + itoa(p.day) + ".",
						})
					}
				}
			}
		}
		for who := range p.people() {
			p.add(act{
				by: dpo, method: http.MethodGet, operation: "subject-report", compared: true, probe: true, path: "/subject-report?subject=" + url.QueryEscape(who.reference()),
				says: "The DPO is asked for " + who.says() + ", and does not say by whom.",
			})
		}
	case thePublic:
		for operation, path := range map[string]string{
			"show-statistics": "/statistics", "annual-return": "/annual-return?year=2026",
		} {
			p.add(act{by: auditor, method: http.MethodGet, operation: operation, compared: true, path: path, says: "Somebody reads what is published (" + operation + ")."})
		}
	}
}

// people are those who may ask: the one to whom answers are released only where one was.
func (p *plan) people() person {
	if p.also {
		return answered + 1
	}
	return answered
}

// told are the stories that may be told of the register, hidden from the observer.
func toldOf(register disclosure.Register, o observer) []string {
	var names []string
	for _, s := range stories {
		if slices.Contains(s.from, o) && (s.in == nil || slices.Contains(s.in, register)) {
			// What bears on the observer itself is told twice as often as what anybody
			// may not know.
			times := 1
			if len(s.from) < len(everybody) {
				times = 2
			}
			for _, name := range often {
				if name == s.name {
					times += 4
				}
			}
			names = append(names, slices.Repeat([]string{s.name}, times)...)
		}
	}
	return names
}

// anyPlan draws what happens.
func anyPlan(t *rapid.T, least, most int) *plan {
	o := rapid.SampledFrom([]observer{aPerson, aRecorder, aPerson, aRecorder, aPerson, aRecorder, thePublic}).Draw(t, "observer")
	register := rapid.SampledFrom([]disclosure.Register{dartford, kent, dartford}).Draw(t, "register")
	hidden := toldOf(register, o)
	open := []string{"open"}
	if o == aRecorder {
		open = append(open, slices.Sorted(maps.Keys(recorderActs))...)
	}
	one := rapid.Custom(func(t *rapid.T) step {
		// Hashed, so that each sort is as likely as any other; rapid prefers what is small.
		drawn := sha256.Sum256(rapid.SliceOfN(rapid.Byte(), 6, 6).Draw(t, "what"))
		from := open
		if rapid.Bool().Draw(t, "hidden") || rapid.Bool().Draw(t, "hidden all the same") { // three of four
			from = hidden
		}
		s := step{What: from[int(binary.BigEndian.Uint16(drawn[:]))%len(from)]}
		if rapid.Bool().Draw(t, "varied") {
			s.Throws = drawn[2:]
		}
		return s
	})
	steps := rapid.SliceOfN(one, least, most).Draw(t, "steps")
	return compose(register, o, steps)
}
