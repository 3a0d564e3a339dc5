package twoworlds

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// shared is a share of many people that the observed recorder has recorded.
type shared struct {
	id      string
	parts   int
	people  []person
	removed []person
}

// ofMany makes of a disclosure a share of as many people. It has happened, so that it
// is recorded whatever the notice says of it.
func ofMany(body object, people int) object {
	share := clone(body)
	for _, name := range []string{"case", "subjects", "documents", "intake", "refusedFor"} {
		delete(share, name)
	}
	share["people"], share["howToTell"] = people, "Report CR-12 of the complaints system."
	share["departure"] = object{"reason": "It is sent every month.", "noBreachReason": "The recipient was the right one.", "discoveredOn": "2026-11-20"}
	return share
}

// sharesMany has the observed recorder record a share.
func (p *plan) sharesMany(d *dice) {
	body, says := p.ordinary(d, "", person(0))
	id := p.observes(act{
		method: "POST", operation: "record-share", path: "/shares", body: ofMany(body, 1+d.throw(persons)),
		says: "The observed recorder records, of many people: " + says + ".",
	})
	p.desk.shares = append(p.desk.shares, shared{id: id})
}

func (p *plan) ownShare(d *dice) *shared {
	if len(p.desk.shares) == 0 {
		p.sharesMany(d)
	}
	return &p.desk.shares[d.throw(len(p.desk.shares))]
}

// lists has the observed recorder list some people of a share, each once.
func (p *plan) lists(d *dice) *shared {
	s := p.ownShare(d)
	var people []string
	for range 1 + d.throw(3) {
		if who := person(d.throw(persons)); !slices.Contains(s.people, who) {
			s.people, people = append(s.people, who), append(people, who.spelt(d.throw(3)))
		}
	}
	if people == nil {
		return s
	}
	s.parts++
	p.observes(act{
		method: "POST", operation: "add-share-people", path: "/shares/" + s.id + "/parts/" + itoa(s.parts), body: object{"people": people},
		says: "The observed recorder lists people of the share of act " + s.id + ".",
	})
	return s
}

// sharedBy has another department record a share and list everybody in it.
func (p *plan) sharedBy(by disclosure.Caller, body object, says string, people ...string) {
	id := p.post(by, "record-share", "/shares", ofMany(body, len(people)), "%s records, of many people: %s.", called(by), says)
	p.post(by, "add-share-people", "/shares/"+id+"/parts/1", object{"people": people}, "%s lists them.", called(by))
	p.post(by, "close-share", "/shares/"+id+"/close", nil, "%s closes it.", called(by))
}

func everyone(d *dice) (people []string) {
	for who := range person(persons) {
		people = append(people, who.spelt(d.throw(3)))
	}
	return people
}

func (p *plan) closesShare(d *dice) {
	s := p.lists(d)
	p.observes(act{method: "POST", operation: "close-share", path: "/shares/" + s.id + "/close", says: "The observed recorder closes the share of act " + s.id + "."})
}

func (p *plan) takesOut(d *dice) {
	s := p.lists(d)
	for _, who := range s.people {
		if slices.Contains(s.removed, who) {
			continue
		}
		s.removed = append(s.removed, who)
		p.observes(act{
			method: "POST", operation: "remove-share-person", path: "/shares/" + s.id + "/removals", body: object{"person": who.reference(), "reason": "Another of the name."},
			says: "The observed recorder takes " + who.says() + " out of it.",
		})
		return
	}
}

// looksAtShare has the observed recorder look at a share, or at the page of it.
func looksAtShare(operation, page string) func(*plan, *dice) {
	return func(p *plan, d *dice) {
		s := p.lists(d)
		p.observes(act{operation: operation, path: "/shares/" + s.id + page, says: "The observed recorder looks at the share of act " + s.id + "."})
	}
}
