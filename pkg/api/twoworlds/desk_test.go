package twoworlds

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// desk is what the observed recorder has done so far.
type desk struct {
	entries []recorded
	facts   []known
	letters []archived
	closed  []string // cases
	batches int
	shares  []shared
}

type recorded struct {
	id        string
	ref       string
	who       person
	body      object
	corrected bool
}

type known struct {
	id   string
	who  person
	body object
	past bool
}

type archived struct{ document, ref string }

// observes adds a call whose caller may know nothing of what is hidden.
func (p *plan) observes(a act) string {
	a.by, a.compared = observed, true
	if a.method == "" {
		a.method = http.MethodGet
	}
	return made(p.add(a))
}

// sharedCases are worked on by several departments.
var sharedCases = []string{"DBC-C-1", "DBC-C-2"}

// breaches are references that anybody may name.
var breaches = []string{"BR-1", "BR-2"}

// recorderActs are what the observed recorder does, by operation. Each leaves the
// register as its answer says, in both worlds.
var recorderActs = map[string]func(*plan, *dice){
	"record-disclosure": (*plan).records,
	"record-batch":      (*plan).recordsBatch,
	"correct-disclosure": func(p *plan, d *dice) {
		for i := range p.desk.entries {
			if e := &p.desk.entries[i]; !e.corrected {
				e.corrected = true
				body := clone(e.body)
				body["reason"] = "The reason was wrong before."
				id := p.observes(act{
					method: "POST", operation: "correct-disclosure", path: "/disclosures/" + e.id + "/corrections",
					body: object{"reason": "The reason was wrong.", "disclosure": body}, says: "The observed recorder corrects what act " + e.id + " recorded.",
				})
				p.desk.entries = append(p.desk.entries, recorded{id, e.ref, e.who, body, false})
				return
			}
		}
		p.records(d)
	},
	"record-share":        (*plan).sharesMany,
	"add-share-people":    func(p *plan, d *dice) { p.lists(d) },
	"close-share":         (*plan).closesShare,
	"remove-share-person": (*plan).takesOut,
	"show-share":          looksAtShare("show-share", ""),
	"show-share-people":   looksAtShare("show-share-people", "/people"),
	"show-shares": func(p *plan, d *dice) {
		p.lists(d)
		p.observes(act{operation: "show-shares", path: "/shares", says: "The observed recorder lists their shares."})
	},
	"learn-fact":      (*plan).learns,
	"request-upload":  func(p *plan, d *dice) { p.ticket(d) },
	"complete-upload": (*plan).archives,
	"show-ticket": func(p *plan, d *dice) {
		document, ref := p.ticket(d)
		p.asksTicket(document, ref, false)
	},
	"open-letter": func(p *plan, d *dice) {
		if len(p.desk.letters) == 0 {
			p.archives(d)
		}
		l := p.desk.letters[d.throw(len(p.desk.letters))]
		p.observes(act{operation: "open-letter", path: "/cases/" + l.ref + "/correspondence/" + l.document, says: "The observed recorder opens their letter."})
	},
	"close-case": (*plan).closes,
	"show-cases": func(p *plan, d *dice) {
		p.observes(act{operation: "show-cases", path: pick(d, "/cases", "/cases?state=open", "/cases?state=closed", "/cases?department=revenues"), says: "The observed recorder lists their cases."})
	},
	"show-own-case": func(p *plan, d *dice) { p.opensCase(p.own(d).ref, false) },
	"show-own-work": func(p *plan, d *dice) {
		p.observes(act{operation: "show-own-work", path: "/own-work", says: "The observed recorder looks at what is left to do."})
	},
	"search-disclosures": func(p *plan, d *dice) {
		who := person(d.throw(persons))
		p.observes(act{operation: "search-disclosures", path: pick(
			d, "/disclosures", "/disclosures?limit=1", "/disclosures?case="+sharedCases[0], "/disclosures?subject="+url.QueryEscape(who.spelt(d.throw(3))),
			"/disclosures?recipientCategory=ombudsman", "/disclosures?basis=ukgdpr-6-1-e&from=2026-01-01", "/disclosures?department=revenues",
		), says: "The observed recorder searches."})
	},
	"open-disclosure": func(p *plan, d *dice) { p.opens(d, "open-disclosure", "") },
	"show-law":        func(p *plan, d *dice) { p.opens(d, "show-law", "/law") },
	"read-disclosures": func(p *plan, d *dice) {
		if len(p.desk.entries) == 0 {
			p.records(d)
		}
		who := person(d.throw(persons))
		p.observes(act{operation: "read-disclosures", path: "/disclosures/current" + pick(
			d, "", "?limit=1", "?aspect=marker", "?case="+sharedCases[0], "?subject="+url.QueryEscape(who.spelt(d.throw(3))), "?flag=DM-W9", "?aspect=outside-notice",
		), says: "The observed recorder reads what they recorded as it now is."})
	},
	"show-facts": func(p *plan, d *dice) {
		if len(p.desk.facts) == 0 {
			p.learns(d)
		}
		about := "dimension=subject&reference=" + url.QueryEscape(person(d.throw(persons)).spelt(d.throw(3)))
		if d.throw(4) == 1 {
			about = "dimension=breach&reference=" + breaches[d.throw(2)]
		}
		p.observes(act{operation: "show-facts", path: "/facts?" + about, says: "The observed recorder looks at what they recorded of somebody."})
		for _, f := range p.desk.facts { // what they recorded has been recorded about
			if f.body["about"].(object)["dimension"] == "subject" {
				p.observes(act{operation: "show-facts", path: "/facts?dimension=subject&reference=" + url.QueryEscape(f.body["about"].(object)["reference"].(string)), says: "The observed recorder looks at what became of act " + f.id + "."})
			}
		}
	},
	"show-agreements": func(p *plan, d *dice) {
		p.observes(act{operation: "show-agreements", path: pick(d, "/agreements", "/agreements?within=90"), says: "The observed recorder lists their agreements."})
	},
	"show-me": func(p *plan, _ *dice) {
		p.observes(act{operation: "show-me", path: "/me", says: "The observed recorder asks who they are."})
	},
	"show-policy": func(p *plan, _ *dice) {
		p.observes(act{operation: "show-policy", path: "/policy", says: "The observed recorder looks at the notices."})
	},
	"show-requirements": func(p *plan, d *dice) {
		notice := pick(d, "dartford-complaints", "dartford-contact")
		if p.register == kent {
			notice = "kent-feedback"
		}
		p.observes(act{operation: "show-requirements", path: "/policy/requirements?on=2026-11-09&notice=" + notice +
			pick(d, "&category=police&kind=police-force&data=name,health", "&category=contractor&data=marker"), says: "The observed recorder asks what a disclosure needs."})
	},
}

func (p *plan) own(d *dice) recorded {
	if len(p.desk.entries) == 0 {
		p.records(d)
	}
	return p.desk.entries[d.throw(len(p.desk.entries))]
}

func (p *plan) opens(d *dice, operation, page string) {
	e := p.own(d)
	p.observes(act{operation: operation, path: "/disclosures/" + e.id + page, says: "The observed recorder opens what act " + e.id + " recorded."})
}

// drafts is a disclosure that the observed recorder is about to record.
func (p *plan) drafts(d *dice) (body object, ref string, who person, says string) {
	who, ref = person(d.throw(persons)), pick(d, sharedCases[0], sharedCases[1], "DBC-O-1")
	body, says = p.ordinary(d, ref, who)
	switch d.throw(6) {
	case 1:
		if p.register == dartford {
			body, says = p.contact(ref, subject(who, "marked")), "a marker shared with a contractor who visits"
		}
	case 2:
		body["evidence"].(object)["breachReference"] = breaches[d.throw(2)]
		if p.register == kent {
			body["recipient"] = object{"category": "ico", "kind": "ico-breach", "organisation": "Information Commissioner"}
		}
		says = "something that names a breach"
	case 3:
		body["departure"] = object{"reason": "It went astray.", "breachReference": breaches[d.throw(2)], "discoveredOn": "2026-11-10"}
		says += ", which went astray in a breach"
	case 4:
		if p.register == dartford {
			body, says = p.health(ref, who), "data concerning health"
		}
	}
	body["subjects"].([]object)[0]["reference"] = who.spelt(d.throw(5))
	return body, ref, who, says
}

func (p *plan) records(d *dice) {
	body, ref, who, says := p.drafts(d)
	p.observes(act{
		method: "POST", operation: "record-disclosure", path: "/disclosures?dryRun=true", body: body,
		says: "The observed recorder tries, about " + who.says() + " in " + ref + ": " + says + ".",
	})
	id := p.observes(act{
		method: "POST", operation: "record-disclosure", path: "/disclosures", body: body,
		says: "The observed recorder records, about " + who.says() + " in " + ref + ": " + says + ".",
	})
	p.desk.entries = append(p.desk.entries, recorded{id, ref, who, body, false})
}

func batchKey(batch, item int) string { return "batch-" + itoa(batch) + "-row-" + itoa(item) }

func (p *plan) recordsBatch(d *dice) {
	var items []any
	p.desk.batches++
	for i := range 1 + d.throw(2) {
		body, _, _, _ := p.drafts(d)
		body["case"] = sharedCases[0] // cases go on at once, and then the order is anybody's
		items = append(items, object{"key": batchKey(p.desk.batches, i), "disclosure": body})
	}
	p.observes(act{method: "POST", operation: "record-batch", path: "/disclosures/batch", body: object{"items": items}, says: "The observed recorder records a batch."})
}

func (p *plan) learns(d *dice) {
	if n := len(p.desk.facts); n > 0 && d.throw(3) == 1 {
		if f := &p.desk.facts[d.throw(n)]; !f.past {
			f.past = true
			body := clone(f.body)
			body["replaces"], body["reference"] = f.id, "Second form"
			id := p.observes(act{method: "POST", operation: "learn-fact", path: "/facts", body: body, says: "The observed recorder replaces the fact of act " + f.id + "."})
			p.desk.facts = append(p.desk.facts, known{id, f.who, body, false})
			return
		}
	}
	who := person(d.throw(persons))
	reference := who.spelt(d.throw(4))
	var body object
	switch d.throw(4) {
	case 1:
		body = aboutPerson("objection", reference, object{"reason": "Her situation."})
	case 2:
		body = aboutPerson("representation", reference, object{"recipient": "Councillor A. Example", "capacity": "constituent-casework", "reference": "E-mail"})
	case 3:
		body = object{
			"kind": "breach", "about": object{"dimension": "breach", "reference": breaches[d.throw(2)]}, "from": "2026-11-10", "reason": "It went to a former address",
			"breach": object{"awareAt": "2026-11-10T14:05:00Z", "retrieval": []any{object{"outcome": "asked", "on": "2026-11-10"}}},
		}
		if slices.ContainsFunc(p.desk.facts, func(k known) bool { return k.body["kind"] == "breach" }) {
			body = aboutPerson("consent", reference, object{"recipient": "Example Advocacy"})
		}
	default:
		body = aboutPerson("consent", reference, object{"recipient": "Example Advocacy", "explicit": true})
	}
	id := p.observes(act{method: "POST", operation: "learn-fact", path: "/facts", body: body, says: "The observed recorder records a fact: " + body["kind"].(string) + " of " + who.says() + "."})
	p.desk.facts = append(p.desk.facts, known{id, who, body, false})
}

func letter() object {
	sum := sha256.Sum256([]byte(letterText))
	return object{"title": "Letter", "contentType": "text/plain", "size": len(letterText), "sha256": hex.EncodeToString(sum[:])}
}

func (p *plan) ticket(d *dice) (document, ref string) {
	e, body := p.own(d), letter()
	if d.throw(2) == 1 {
		body["disclosure"] = e.id
	}
	document = p.observes(act{method: "POST", operation: "request-upload", path: "/cases/" + e.ref + "/correspondence", body: body, says: "The observed recorder asks to archive a letter in " + e.ref + "."})
	return document, e.ref
}

func (p *plan) archives(d *dice) {
	document, ref := p.ticket(d)
	p.add(act{upload: len(p.acts), says: "The letter is put up."})
	p.observes(act{method: "POST", operation: "complete-upload", path: "/cases/" + ref + "/correspondence/" + document + "/complete", says: "The observed recorder completes it."})
	p.desk.letters = append(p.desk.letters, archived{document, ref})
}

func (p *plan) closes(d *dice) {
	if e := p.own(d); !slices.Contains(p.desk.closed, e.ref) {
		p.closesCase(e.ref)
	}
}

func (p *plan) closesCase(ref string) {
	p.desk.closed = append(p.desk.closed, ref)
	p.observes(act{
		method: "POST", operation: "close-case", path: "/cases/" + ref + "/close", body: object{"closedOn": "2026-11-01"}, probe: true,
		says: "The observed recorder closes " + ref + " on a day before it was worked on.",
	})
	p.observes(act{method: "POST", operation: "close-case", path: "/cases/" + ref + "/close", body: object{"closedOn": "2026-11-20"}, says: "The observed recorder closes " + ref + "."})
}

// asksTicket asks for a letter's ticket once more.
func (p *plan) asksTicket(document, ref string, probe bool) {
	p.observes(act{operation: "show-ticket", path: "/cases/" + ref + "/correspondence/" + document + "/ticket", probe: probe, says: "The observed recorder asks for the ticket of what act " + document + " made."})
}

// opensCase looks at what is the department's own in a case, which may be none of its.
func (p *plan) opensCase(ref string, probe bool) {
	p.observes(act{operation: "show-own-case", path: "/cases/" + ref + "/own", probe: probe, says: "The observed recorder looks at what is theirs in " + ref + "."})
}

// probes offer, in paths and bodies, what is not the recorder's.
func (p *plan) probes(d *dice, id string, a *act) {
	ref := sharedCases[0]
	if len(p.desk.entries) > 0 {
		ref = p.desk.entries[0].ref
	}
	why := " names what act " + itoa(a.number) + " made."
	probe := func(operation, method, path string, body any) {
		p.observes(act{operation: operation, method: method, path: path, body: body, probe: true, says: "The observed recorder, in " + operation + "," + why})
	}
	replacing := func() object {
		if f, ok := a.body.(object); ok && a.operation == "learn-fact" {
			f = clone(f)
			f["replaces"] = id
			if f["kind"] == "marker" {
				f = told(f)
			}
			if f["kind"] == "breach" {
				delete(f["breach"].(object), "risk")
				delete(f["breach"].(object), "riskReason")
			}
			if f["kind"] == "change" || f["kind"] == "telling" {
				f["kind"] = "objection"
				delete(f, "change")
				delete(f, "telling")
			}
			return f
		}
		return aboutPerson("consent", person(0).reference(), object{"recipient": "Example Advocacy", "replaces": id})
	}
	if a.operation == "record-share" {
		share := "/shares/" + id
		mine, _ := p.ordinary(&dice{}, ref, 0)
		mine["subjects"], mine["share"] = []any{}, object{"people": 2, "howToTell": "Report CR-12 of the complaints system."}
		withLetter := letter()
		withLetter["disclosure"] = id
		calls := []func(){
			func() { probe("show-share", "GET", share, nil) },
			func() { probe("show-share-people", "GET", share+"/people", nil) },
			func() {
				probe("add-share-people", "POST", share+"/parts/9", object{"people": []any{person(0).reference()}})
			},
			func() {
				probe("remove-share-person", "POST", share+"/removals", object{"person": person(0).reference(), "reason": "Another of the name."})
			},
			func() { probe("close-share", "POST", share+"/close", nil) },
			func() {
				probe("correct-disclosure", "POST", "/disclosures/"+id+"/corrections", object{"reason": "Wrong.", "disclosure": mine})
			},
			func() { probe("request-upload", "POST", "/cases/"+ref+"/correspondence", withLetter) },
		}
		for n, first := 0, d.throw(len(calls)); n < 3; n++ {
			calls[(first+2*n)%len(calls)]()
		}
		return
	}
	n := d.throw(16)
	if a.operation == "request-upload" { // a letter is opened, cited in its own case or completed
		ref, n = strings.Split(a.path, "/")[2], []int{8, 10, 11, 12}[n%4]
	}
	if body, ok := a.body.(object); ok && a.operation == "record-disclosure" && body["case"] != nil {
		ref = body["case"].(string)
	}
	mine, _ := p.ordinary(&dice{}, ref, 0)
	withLetter := letter()
	withLetter["disclosure"] = id
	switch n {
	case 0, 1, 2:
		probe("learn-fact", "POST", "/facts", replacing())
	case 3:
		probe("open-disclosure", "GET", "/disclosures/"+id, nil)
	case 4:
		probe("show-law", "GET", "/disclosures/"+id+"/law", nil)
	case 5:
		probe("correct-disclosure", "POST", "/disclosures/"+id+"/corrections", object{"reason": "Wrong.", "disclosure": mine})
	case 6, 7:
		probe("request-upload", "POST", "/cases/"+ref+"/correspondence", withLetter)
	case 8:
		p.asksTicket(id, ref, true)
		probe("open-letter", "GET", "/cases/"+ref+"/correspondence/"+id, nil)
	case 9:
		probe("show-receipt", "GET", "/receipts/"+id, nil)
	case 10:
		mine["documents"] = []any{id}
		probe("record-disclosure", "POST", "/disclosures?dryRun=true", mine)
	case 11:
		probe("complete-upload", "POST", "/cases/"+ref+"/correspondence/"+id+"/complete", nil)
	case 12:
		mine["documents"] = []any{id}
		probe("record-batch", "POST", "/disclosures/batch", object{"items": []any{object{"key": "probe-" + itoa(len(p.acts)), "disclosure": mine}}})
	case 13:
		probe("correct-disclosure", "POST", "/disclosures/"+id+"/corrections?dryRun=true", object{"reason": "Wrong.", "disclosure": mine})
	case 14: // a case that others alone work on
		probe("close-case", "POST", "/cases/DBC-H-1/close", object{"closedOn": "2026-11-20"})
	case 15:
		p.opensCase("DBC-H-1", true)
	}
}
