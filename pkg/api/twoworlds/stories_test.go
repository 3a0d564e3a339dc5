package twoworlds

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"disclosure-register/pkg/disclosure"
)

// observer is who must not be able to tell the two worlds apart.
type observer string

const (
	aRecorder observer = "a recorder"
	aPerson   observer = "the people and their representatives"
	thePublic observer = "whoever reads what is published"
)

// story is a way in which something comes to be hidden.
type story struct {
	name string
	from []observer
	in   []disclosure.Register // nil is anywhere
	tell func(*plan, *dice)
}

// often are the stories told four times as often as others, each time that they stand
// here, since few of the ways in which they fall out could tell.
var often = []string{
	"a breach that another department knows", "the classes and dates of a case", "the end of a destruction", "the end of a destruction", "opinions that contradict each other",
	"what the ground cited cannot keep from a suspect", "a correction to another person", "two references joined, of which one has what protects",
	"a letter of another department", "words about two people", "a person not told, and no exemption", "an entry with none of the asker's data",
	"a correction that drops a ground", "a prohibition, cited illegibly, that it was tried to show", "a withdrawal of consent that another department takes back",
	"a breach that another department knows", "a decision to withhold what nothing else withholds", "what became of the observed recorder's own word",
	"a share of whoever has a marker", "a kept flag that is cleared",
}

var everybody = []observer{aRecorder, aPerson, thePublic}

// another is a department that is not the observed recorder's.
func another(d *dice) disclosure.Caller { return pick(d, revenues, planning, collector) }

// theirCase is a case that another department works on, and may write otherwise.
func theirCase(d *dice) string {
	ref := pick(d, sharedCases[0], sharedCases[1], "DBC-H-1")
	return pick(d, ref, ref, strings.ToLower(ref), mixed(ref))
}

func (p *plan) fact(by disclosure.Caller, body object, says string, args ...any) string {
	return p.post(by, "learn-fact", "/facts", body, called(by)+" records "+says, args...)
}

func (p *plan) disclose(by disclosure.Caller, body object, says string, args ...any) string {
	return p.post(by, "record-disclosure", "/disclosures", body, called(by)+" records "+says, args...)
}

func (p *plan) correct(by disclosure.Caller, id string, body object, says string, args ...any) string {
	return p.post(by, "correct-disclosure", "/disclosures/"+id+"/corrections", object{"reason": "It was wrong.", "disclosure": body}, called(by)+" corrects act "+id+": "+says, args...)
}

// lets says that the person, asking in this capacity, may see something of the story.
func (p *plan) lets(who person, as string) { p.visible[who.says()+"/"+as] = true }

const (
	himself        = "person"
	representative = "representative"
)

var stories = []story{
	{"an untold marker", everybody, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		by := pick(d, dpo, dpo, revenues, colleague)
		if p.observer == aRecorder && by.Department == observed.Department {
			by = revenues // of their own department's they may know
		}
		p.fact(by, untold(who.spelt(d.throw(3))), "a marker of which %s is not told.", who.says())
	}},
	{"an untold marker taken off", everybody, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		set := p.fact(dpo, untold(who.reference()), "a marker of which %s is not told.", who.says())
		off := untold(who.reference())
		off["replaces"], off["until"] = set, "2026-11-15"
		gone := p.fact(dpo, off, "that it was taken off.")
		p.fact(dpo, aboutPerson("change", who.reference(), object{"from": "2026-11-16", "reason": "It was taken off.", "change": object{"what": "marker-removed", "fact": gone}}), "the change.")
	}},
	{"a hold", everybody, nil, func(p *plan, d *dice) {
		ref := p.aCase(d)
		hold := p.post(dpo, "place-hold", "/cases/"+ref+"/holds", object{"by": "County Court", "reason": "A claim.", "reviewOn": "2027-06-30"}, "the DPO places a hold on %s.", ref)
		if d.throw(2) == 1 {
			p.post(dpo, "release-hold", "/cases/"+ref+"/holds/"+hold+"/release", object{"reason": "It ended."}, "the DPO releases the hold.")
		}
	}},
	{"a health professional's opinion", everybody, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		p.fact(dpo, opinion(who, "harm-likely", "2026-11-02"), "an opinion that harm to %s is likely.", who.says())
	}},
	{"opinions that contradict each other", everybody, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.openly(func() {
			p.disclose(another(d), p.health(ref, who), "data concerning the health of %s, sent to social services.", who.says())
		})
		likely := opinion(who, "harm-likely", "2026-11-02")
		likely["about"].(object)["reference"] = who.spelt(d.throw(4))
		p.fact(dpo, likely, "an opinion that harm to %s is likely, under any spelling.", who.says())
		p.fact(pick(d, dpo, deputy, dpo, deputy, revenues), opinion(who, "harm-unlikely", "2026-11-20"), "an opinion that harm is unlikely.")
	}},
	{"a breach that another department knows", everybody, nil, func(p *plan, d *dice) {
		by, ref := another(d), breaches[d.throw(2)]
		account := object{
			"kind": "breach", "about": object{"dimension": "breach", "reference": ref}, "from": "2026-11-10", "reason": "A letter went astray",
			"breach": object{"awareAt": "2026-11-10T09:00:00Z", "retrieval": []any{object{"outcome": "asked", "on": "2026-11-10"}}},
		}
		first := p.fact(by, account, "what is known of breach %s.", ref)
		if d.throw(2) == 1 {
			judged := clone(account)
			judged["replaces"] = first
			judged["breach"].(object)["risk"], judged["breach"].(object)["riskReason"] = "unlikely", "It came back unopened"
			p.fact(dpo, judged, "how the breach stands.")
		}
	}},
	{"the classes and dates of a case", everybody, nil, func(p *plan, d *dice) {
		ref := p.aCase(d)
		closes := p.observer == aRecorder && !p.nights && !slices.Contains(p.desk.closed, ref)
		if closes {
			p.openly(func() {
				body, says := p.ordinary(d, ref, person(0))
				p.observes(act{method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, says: "The observed recorder records " + says + ", in " + ref + "."})
			})
		}
		dates := object{"tenancyEnded": "2026-10-01", "classes": []string{"dc-tenancy-file"}, "reason": "From the file."}
		if p.nights { // a night would destroy such a case, and everybody sees that it is gone
			dates = object{"born": "2010-05-01", "reason": "From the file."}
		}
		p.dated = true
		if p.register == kent {
			dates = object{"born": "2010-05-01", "classes": []string{"kc-child-in-care"}, "reason": "From the file."}
		}
		p.post(dpo, "date-case", "/cases/"+ref+"/dates", dates, "the DPO dates %s.", ref)
		if closes {
			p.openly(func() { p.closesCase(ref) })
		}
	}},
	{"another department's disclosure", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		body, says := p.ordinary(d, ref, who)
		id := p.disclose(by, body, "%s, about %s in %s.", says, who.says(), ref)
		switch d.throw(4) {
		case 1:
			fixed := clone(body)
			fixed["reason"] = "Another reason."
			if by.Department == revenues.Department { // by a colleague of who recorded it
				by = pick(d, revenues, collector)
			}
			p.correct(by, id, fixed, "the reason.")
		case 2:
			l := letter()
			l["disclosure"] = id
			p.post(by, "request-upload", "/cases/"+ref+"/correspondence", l, "%s asks to archive a letter in it.", called(by))
		case 3:
			who := person(d.throw(persons))
			p.fact(dpo, aboutPerson("change", who.reference(), object{"from": "2026-11-16", "reason": "She moved.", "change": object{"what": "rectification", "data": []string{"address"}}}), "that the address of %s changed.", who.says())
		}
	}},
	{"another department's share", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		body, says := p.ordinary(d, "", person(0))
		p.sharedBy(another(d), body, says, everyone(d)...)
	}},
	{"a share that is withheld", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		p.sharedBy(another(d), p.tip("", person(0)), "a list for the police, on a ground that withholds it", everyone(d)...)
	}},
	{"who else was in a share", []observer{aPerson}, nil, func(p *plan, d *dice) {
		body, says := p.ordinary(d, "", person(0))
		p.sharedBy(another(d), body, says, "DBC-P-nobody-1", "DBC-P-nobody-2")
	}},
	{"a disclosure that is withheld", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.disclose(another(d), p.tip(ref, who), "a tip to the police about %s in %s, on a ground that withholds it.", who.says(), ref)
	}},
	{"a ground that cannot be read", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		body := p.tip(ref, who)
		provision := pick(d, "the listed GDPR provisions", "ukgdpr-15-1-c", "right of access", "Art. XV", "")
		says := "provisions that nobody can read"
		if provision == "" {
			exempt(body, lifting())
			says = "no provisions"
		} else {
			exempt(body, lifting(provision))
		}
		if d.throw(2) == 1 {
			body["tellSubject"] = object{"outcome": "told", "on": "2026-11-10"}
			says += ", of which they are said to be told"
		}
		p.disclose(another(d), body, "a tip to the police about %s in %s, with %s.", who.says(), ref, says)
	}},
	{"a person not told, and no exemption", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		body := exempt(p.tip(ref, who))
		body["tellSubject"] = pick(d,
			object{"outcome": "not-told", "ground": "dpa18-sch2-para2"}, object{"outcome": "deferred", "on": "2026-12-24"},
			object{"outcome": "deferred"}, object{"outcome": "deferred", "on": "2026-11-12"})
		p.disclose(another(d), body, "a tip to the police about %s in %s, of which they are not told, with no exemption.", who.says(), ref)
	}},
	{"a marker behind its notice's purpose", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.fact(dpo, untold(who.reference()), "a marker of which %s is not told.", who.says())
		body := p.contact(ref, subject(who, "marked"))
		body["data"] = []any{datum("address", "Address of the home")}
		p.disclose(another(d), body, "an address of %s given to a contractor who visits a person with a marker.", who.says())
	}},
	{"a marker of which a third party reads", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.fact(dpo, untold(who.reference()), "a marker of which %s is not told.", who.says())
		third := (who + 1) % persons
		p.disclose(another(d), p.contact(ref, subject(who, "marked"), subject(third, "third-party")), "the marker of %s, shared with a contractor, with %s as third party.", who.says(), third.says())
	}},
	{"a marker under another spelling", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.fact(dpo, untold(who.spelt(1+d.throw(2))), "a marker of which %s is not told, under another spelling.", who.says())
		p.disclose(another(d), p.contact(ref, subject(who, "marked")), "the marker of %s, shared with a contractor.", who.says())
	}},
	{"a marker that one officer says was told", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.disclose(another(d), p.contact(ref, subject(who, "marked")), "a marker of %s, shared with a contractor; the register knows of none.", who.says())
	}},
	{"a marker that a department calls told", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		marker := p.fact(by, untold(who.reference()), "a marker of which %s is not told.", who.says())
		p.disclose(another(d), p.contact(ref, subject(who, "marked")), "the marker of %s, shared with a contractor.", who.says())
		again := told(untold(who.reference()))
		again["replaces"] = marker
		p.fact(pick(d, by, by, by, by, by, revenues), again, "in place of act %s that %s was told of the marker.", marker, who.says())
	}},
	{"a weakening that awaits the DPO", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		who, by := person(d.throw(persons)), another(d)
		said := pick(d, aboutPerson("objection", who.reference(), object{"reason": "Fears a former partner"}), aboutPerson("restriction", who.reference(), object{"reason": "Accuracy is disputed"}))
		first := ""
		p.openly(func() { first = p.fact(by, said, "an %s of %s.", said["kind"], who.says()) })
		less := clone(said)
		less["replaces"] = first
		if said["kind"] == "objection" && d.throw(2) == 0 {
			less["decided"] = "overridden"
		} else {
			less["until"] = "2026-10-31"
		}
		weaker := p.fact(by, less, "that it stands no longer.")
		if d.throw(2) == 1 {
			p.post(dpo, "confirm-fact", "/facts/"+weaker+"/confirm", object{"outcome": "refused", "reason": "Nobody asked the person"}, "the DPO does not confirm that.")
		}
	}},
	{"what the ground cited cannot keep from a suspect", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		father, ref := person(d.throw(persons)), theirCase(d)
		child := seeing
		body := p.about(example("dartford-social-services"), ref, subject(father, "complained-about"), subject(child, "child"))
		items := []any{datum("complaint-nature", "What the neighbour saw")}
		if d.throw(2) == 1 {
			items = []any{datum("complaint-nature", "What the neighbour saw", child.reference())}
		}
		body["data"] = items
		exempt(body, object{"id": "dpa18-sch3-child-abuse", "provisions": []string{"15(1)-(3)"}, "reason": "The parent is suspected", "reviewBy": "2027-05-01"})
		p.disclose(another(d), body, "a safeguarding referral about %s, of which %s is suspected, on the ground for child abuse data.", child.says(), father.says())
		p.lets(child, himself)
	}},
	{"an entry with none of the asker's data", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		other := seeing
		body := p.about(example("dartford-lgsco"), ref, subject(who, "complainant"), subject(other, "third-party"))
		body["data"] = []any{datum("complaint-nature", "What the other said", other.reference())}
		p.disclose(another(d), body, "a file about %s and %s, with data of %s alone.", who.says(), other.says(), other.says())
		p.lets(other, himself)
		p.lets(other, representative)
	}},
	{"words about two people", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		other := (who + 1) % persons
		body := p.about(example("dartford-lgsco"), ref, subject(who, "informant"), subject(other, "informant"))
		body["data"] = []any{datum("complaint-nature", "What "+who.reference()+" said about "+other.spelt(d.throw(3)))}
		p.disclose(another(d), body, "what %s said about %s, in words that name both.", who.says(), other.says())
	}},
	{"a correction that drops a ground", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		body := p.tip(ref, who)
		id := p.disclose(by, body, "a tip to the police about %s in %s, on a ground that withholds it.", who.says(), ref)
		weaker := clone(body)
		says := "without the exemption, and that they were told"
		switch d.throw(3) {
		case 0:
			exempt(weaker)
			weaker["tellSubject"] = object{"outcome": "told", "on": "2026-11-10"}
		case 1:
			exempt(weaker, lifting("13(1)"))
			weaker["tellSubject"] = object{"outcome": "told", "on": "2026-11-10"}
			says = "with a ground that lifts less"
		case 2:
			exempt(weaker)
			weaker["tellSubject"] = object{"outcome": "told", "on": "2026-11-10"}
			weaker["recipient"] = object{"category": "ombudsman", "kind": "lgsco", "organisation": "Local Government and Social Care Ombudsman"}
			weaker["evidence"] = example("dartford-lgsco")["evidence"]
			says = "as though it had gone to the ombudsman"
			if p.register == kent {
				weaker["recipient"] = body["recipient"]
				weaker["evidence"] = body["evidence"]
			}
		}
		p.correct(by, id, weaker, says+".")
	}},
	{"a correction to another person", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		other := (who + 1) % persons
		body := p.about(example("dartford-lgsco"), ref, subject(who, "complainant"))
		id := p.disclose(by, body, "a file about %s.", who.says())
		p.correct(by, id, p.about(clone(body), ref, subject(other, "complainant")), "it was about %s.", other.says())
	}},
	{"a request that was refused", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		p.disclose(another(d), p.about(example("dartford-refused-police"), ref, subject(who, "complained-about")), "that the police were refused data of %s.", who.says())
	}},
	{"the words of what is withheld", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		by := another(d)
		body := p.tip(ref, who)
		varied := clone(body)
		varied["reason"], varied["purpose"] = "Another reason", "deal with a complaint"
		varied["data"] = []any{datum("address", "Where they live"), datum("name", "Name")}
		a := act{by: by, method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, instead: varied}
		a.says = called(by) + " records a tip to the police about " + who.says() + ", on a ground that withholds it, in other words."
		p.add(a)
	}},
	{"what is about somebody else", []observer{aPerson}, nil, func(p *plan, d *dice) {
		who, ref := seeing, theirCase(d)
		body, says := p.ordinary(d, ref, who)
		p.disclose(another(d), body, "%s, about %s in %s.", says, who.says(), ref)
		p.lets(who, himself)
		p.lets(who, representative)
	}},
	{"what is recorded and never told", []observer{aPerson}, nil, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		body, says := p.ordinary(d, ref, who)
		varied := clone(body)
		varied["reason"], varied["method"] = "Another reason altogether", object{"channel": "letter"}
		varied["authorisedBy"] = object{"name": "Z. Other", "post": "Another Manager"}
		varied["justification"].(object)["necessity"] = "Less would not have done."
		p.add(act{by: by, method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, instead: varied, says: called(by) + " records " + says + ", with another reason, by another officer."})
	}},
	{"the words of another department", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		body, says := p.ordinary(d, ref, who)
		varied := clone(body)
		varied["reason"], varied["disclosedAt"] = "Another reason altogether", "2026-11-02T10:00:00Z"
		varied["subjects"] = []any{subject((who+1)%persons, "complainant")}
		p.add(act{by: by, method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, instead: varied, says: called(by) + " records " + says + ", on another day and about another person."})
	}},
	{"the words of a marker beside a third party", []observer{aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		who, ref, by := person(d.throw(persons)), theirCase(d), another(d)
		third := (who + 1) % persons
		p.openly(func() { p.fact(dpo, untold(who.reference()), "a marker of which %s is not told.", who.says()) })
		body := p.contact(ref, subject(who, "marked"), subject(third, "third-party"))
		varied := clone(body)
		varied["data"].([]any)[0].(object)["description"] = "That there is a marker: no visits after dark"
		p.add(act{by: by, method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, instead: varied, says: called(by) + " records the marker of " + who.says() + ", in other words, with " + third.says() + " as third party."})
	}},
	{"the end of a destruction", []observer{aRecorder}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		const ref = "DBC-H-9"
		if p.nights || p.dated {
			return
		}
		p.nights = true
		p.openly(func() {
			body := p.about(example("dartford-lgsco"), ref, subject(0, "complainant"))
			body["disclosedAt"] = "2026-11-09T09:00:00Z"
			p.disclose(revenues, body, "a file in %s.", ref)
			p.post(dpo, "close-case", "/cases/"+ref+"/close", object{"closedOn": "2011-01-10", "confirmed": true}, "the DPO closes %s, long ago.", ref)
			p.add(act{night: true, says: "retention begins to destroy it."})
		})
		p.day += 9
		p.add(act{night: true, says: "retention destroys it."})
		mine := p.about(example("dartford-lgsco"), ref, subject(0, "complainant"))
		p.openly(func() {
			p.observes(act{method: "POST", operation: "record-disclosure", path: "/disclosures", body: mine, probe: true, says: "The observed recorder records in " + ref + "."})
			p.observes(act{method: "POST", operation: "record-disclosure", path: "/disclosures?dryRun=true", body: mine, says: "The observed recorder tries in " + ref + "."})
			p.observes(act{method: "POST", operation: "request-upload", path: "/cases/" + ref + "/correspondence", body: letter(), probe: true, says: "The observed recorder asks to archive a letter in " + ref + "."})
			p.observes(act{method: "POST", operation: "close-case", path: "/cases/" + ref + "/close", body: object{"closedOn": "2026-11-20"}, probe: true, says: "The observed recorder closes " + ref + "."})
		})
	}},
	{"a letter of another department", everybody, nil, func(p *plan, d *dice) {
		by, ref := another(d), pick(d, sharedCases...)
		p.openly(func() {
			body, says := p.ordinary(d, ref, person(d.throw(persons)))
			p.disclose(by, body, "%s, in %s.", says, ref)
		})
		p.post(by, "request-upload", "/cases/"+ref+"/correspondence", letter(), called(by)+" asks to archive a letter in %s.", ref)
		ticket := len(p.acts)
		p.add(act{upload: ticket, says: "the letter is put up."})
		p.post(by, "complete-upload", "/cases/"+ref+"/correspondence/"+made(ticket)+"/complete", nil, "%s completes it.", called(by))
	}},
	{"which post may approve", everybody, nil, func(p *plan, d *dice) {
		p.fact(dpo, object{"kind": "authority", "about": object{"dimension": "post", "reference": "Housing Complaints Manager"}, "from": "2026-04-01", "reference": "Scheme of delegation"}, "that a post may approve.")
	}},
	{"a batch of another department", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		by := another(d)
		body, _ := p.ordinary(d, theirCase(d), person(d.throw(persons)))
		p.post(by, "record-batch", "/disclosures/batch", object{"items": []any{object{"key": batchKey(1+d.throw(2), 0), "disclosure": body}}}, "%s records a batch, with keys that others use too.", called(by))
	}},
	{"a kept flag that is cleared", []observer{aRecorder, aPerson}, []disclosure.Register{dartford}, func(p *plan, d *dice) {
		// Of anybody else an objection or a restriction may be known, whose flag comes first and
		// is the department's own to see.
		who, ref := seeing, sharedCases[d.throw(2)]
		marker := untold(who.reference())
		marker["reviewBy"], marker["lastReview"] = "2026-11-01", "2026-05-01"
		p.fact(dpo, marker, "a marker, long overdue for review, of which %s is not told.", who.says())
		flagged := ""
		p.openly(func() {
			body := p.contact(ref, subject(who, "marked"))
			if p.observer == aRecorder {
				flagged = p.observes(act{method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, says: "The observed recorder records the marker of " + who.says() + ", shared with a contractor."})
				p.desk.entries = append(p.desk.entries, recorded{flagged, ref, who, body, false})
				return
			}
			flagged = p.disclose(revenues, body, "the marker of %s, shared with a contractor.", who.says())
		})
		p.post(dpo, "clear-flag", "/disclosures/"+flagged+"/flags/0/clear", object{"reason": "The review was done."}, "the DPO clears a flag that is kept from departments.")
	}},
	{"what was recorded twice", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		body, says := p.outside(d, ref, who)
		first := p.disclose(another(d), body, "%s, about %s in %s.", says, who.says(), ref)
		again := p.disclose(another(d), body, "the same once more.")
		p.pairs(dpo, again, first, pick(d, "one", "two"), "")
	}},
	{"what the observed recorder and another department recorded", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		if len(p.desk.entries) == 0 {
			p.openly(func() { p.records(d) })
		}
		mine := p.desk.entries[d.throw(len(p.desk.entries))]
		if mine.corrected {
			return
		}
		theirs := p.disclose(another(d), clone(mine.body), "the same as act %s recorded.", mine.id)
		duplicate, of := mine.id, theirs
		if d.throw(2) == 0 {
			duplicate, of = of, duplicate
		}
		p.pairs(dpo, duplicate, of, pick(d, "one", "two"), "")
	}},
	{"an inquiry that is shown by its second record", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref, released := person(d.throw(persons)), theirCase(d), p.observer == aPerson && !p.also && d.throw(2) == 0
		if released {
			who, p.also = answered, true
		}
		again := func(ref string) object { // to a force of which no other story tells
			body := p.tip(ref, who)
			body["recipient"].(object)["organisation"] = "Second Constabulary"
			return body
		}
		open := exempt(again(ref))
		open["tellSubject"] = object{"outcome": "told", "on": "2026-11-10"}
		shown, kept := "", ""
		record := []func(){
			func() {
				p.openly(func() {
					shown = p.disclose(another(d), open, "a tip to the police about %s in %s, of which they are told.", who.says(), ref)
				})
			},
			func() {
				kept = p.disclose(another(d), again(pick(d, ref, theirCase(d))), "the same tip once more, on a ground that withholds it.")
			},
		}
		first := d.throw(2)
		record[first]()
		record[1-first]()
		if !released && d.throw(2) == 0 {
			return // nobody has decided yet
		}
		p.pairs(deputy, shown, kept, "two", p.pairs(dpo, shown, kept, "two", ""))
		if !released {
			return
		}
		p.openly(func() {
			request := p.post(dpo, "record-access-request", "/access-requests", object{
				"subject": who.reference(), "received": "2026-11-19", "askedBy": "A. Sker", "as": himself, "identitySettled": "2026-11-20",
			}, "the DPO records that somebody asks for the data of %s.", who.says())
			p.add(act{by: dpo, method: http.MethodGet, operation: "review-subject-report", says: "the DPO reviews the answer.", path: "/subject-report/review?subject=" + who.reference() + "&to=" + himself})
			p.add(act{
				by: dpo, method: http.MethodPost, operation: "release-answer", path: "/access-requests/" + request + "/release", body: object{"digest": made(len(p.acts))},
				compared: true, says: "The DPO releases the answer.",
			})
		})
	}},
	{"a withdrawal of consent that another department takes back", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		who, by := person(d.throw(persons)), another(d)
		body, _ := p.outside(d, pick(d, sharedCases...), who)
		consent := aboutPerson("consent", who.spelt(d.throw(3)), object{"from": "2026-05-03", "recipient": body["recipient"].(object)["organisation"]})
		withdrawn, again := clone(consent), clone(consent)
		p.openly(func() {
			withdrawn["replaces"] = p.fact(by, consent, "that %s consented.", who.says())
			withdrawn["until"] = "2026-10-01"
			again["replaces"] = p.fact(by, withdrawn, "that %s withdrew it.", who.says())
		})
		p.fact(by, again, "the consent anew, as though it had not been withdrawn.")
		p.openly(func() { // it rests on something else besides, so that citing the consent is flagged
			justification := body["justification"].(object)
			justification["lawfulBases"] = append(justification["lawfulBases"].([]any), "ukgdpr-6-1-a")
			p.observes(act{method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, says: "The observed recorder records what rests on that consent too, about " + who.says() + "."})
		})
	}},
	{"two references joined, of which one has what protects", []observer{aRecorder, thePublic}, nil, func(p *plan, d *dice) {
		who, other := person(d.throw(persons)), person(d.throw(persons))
		if who == other {
			return
		}
		p.openly(func() {
			p.fact(pick(d, dpo, revenues), aboutPerson(pick(d, "objection", "restriction"), other.reference(), object{"from": "2026-10-01", "reason": "Her situation"}), "what protects %s.", other.says())
		})
		p.fact(dpo, untold(other.reference()), "a marker of which %s is not told.", other.says())
		join := p.joins(d, who.spelt(d.throw(3)), other.spelt(d.throw(3)), pick(d, "protection", "answers"))
		if p.observer == aRecorder {
			p.openly(func() {
				ref := pick(d, sharedCases...)
				body, says := p.outside(d, ref, who)
				id := p.observes(act{method: http.MethodPost, operation: "record-disclosure", path: "/disclosures", body: body, says: "The observed recorder records " + says + ", about " + who.says() + " in " + ref + "."})
				p.desk.entries = append(p.desk.entries, recorded{id, ref, who, body, false})
			})
		}
		if d.throw(3) == 0 {
			p.post(deputy, "end-join", "/joins/"+join+"/end", object{"reason": "They are sisters."}, "the join is ended.")
		}
	}},
	{"a join with a reference of which nothing is known", everybody, nil, func(p *plan, d *dice) {
		p.joins(d, person(d.throw(persons)).spelt(d.throw(3)), "DBC-J-"+itoa(len(p.acts)), pick(d, "protection", "answers"))
	}},
	{"a recipient told of a change, and withheld", []observer{aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		change := ""
		p.openly(func() {
			change = p.fact(dpo, aboutPerson("change", who.reference(), object{"from": "2026-11-16", "reason": "A mistake", "change": object{"what": "rectification", "data": []string{"name"}}}), "that the name of %s was corrected.", who.says())
		})
		p.disclose(another(d), p.tip(ref, who), "a tip to the police about %s, on a ground that withholds it.", who.says())
		p.fact(dpo, aboutPerson("telling", who.reference(), object{"from": "2026-11-18", "telling": object{
			"change": change, "outcome": "told", "how": "By letter", "recipients": []any{object{"category": "police", "kind": "police-force", "organisation": "Sample Constabulary"}},
		}}), "that the police were told of it.")
	}},
	{"a change of which the person is not told", everybody, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		p.fact(dpo, aboutPerson("change", who.reference(), object{"from": "2026-11-16", "reason": "A mistake", "change": object{
			"what": pick(d, "rectification", "erasure"), "data": []string{"name"}, "exemption": lifting("15(1)-(3)", "19"),
		}}), "a change to the data of %s, on a ground that withholds it.", who.says())
	}},
	{"a request for access", everybody, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		p.post(dpo, "record-access-request", "/access-requests", object{
			"subject": who.reference(), "received": "2026-11-10", "askedBy": "A. Sker", "as": pick(d, himself, representative), "authority": "An order of the court", "identitySettled": "2026-11-12",
		}, "the DPO records that somebody asks for the data of %s.", who.says())
	}},
	{"a decision to withhold what nothing else withholds", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		body, says := p.outside(d, ref, who)
		id := p.disclose(another(d), body, "%s, about %s in %s.", says, who.says(), ref)
		// Its day of review comes before the later look, or after it.
		review := pick(d, "2026-12-10", "2026-12-10", "2027-03-01")
		for _, to := range []string{himself, representative} {
			p.decides(dpo, who, to, "withhold", object{"ground": "dpa18-sch2-para7", "provisions": []string{"15(1)-(3)"}, "reviewOn": review}, id)
		}
	}},
	{"a decision towards a representative alone", []observer{aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		body, says := p.outside(d, ref, who)
		id := p.disclose(another(d), body, "%s, about %s in %s.", says, who.says(), ref)
		p.decides(dpo, who, representative, "withhold", object{"ground": "dpa18-sch2-para7", "provisions": []string{"15(1)-(3)"}, "reviewOn": "2027-03-01"}, id)
		p.lets(who, himself)
	}},
	{"a proposal to show, which nobody has confirmed", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		body := exempt(p.tip(ref, who), lifting(pick(d, "15(1)-(3)", "right of access")))
		id := p.disclose(another(d), body, "a tip to the police about %s in %s.", who.says(), ref)
		asked := object{"asked": object{"who": "Their manager", "on": "2026-11-20", "said": "The inquiry is closed."}}
		first := p.decides(dpo, who, himself, "show", asked, id)
		if p.observer == aRecorder && d.throw(2) == 1 {
			asked["confirms"] = first
			p.decides(deputy, who, himself, "show", asked, id)
		}
	}},
	{"a prohibition, cited illegibly, that it was tried to show", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		who, ref := person(d.throw(persons)), theirCase(d)
		adoption := lifting(pick(d, "the listed GDPR provisions", "the rights of the child", "14(1)-(4)", "15(1)-(3)"))
		adoption["id"] = "dpa18-sch4-para3"
		id := p.disclose(another(d), exempt(p.tip(ref, who), adoption), "a file to the police about %s in %s, on a ground that forbids giving it.", who.says(), ref)
		asked := object{"asked": object{"who": "Their manager", "on": "2026-11-20", "said": "The inquiry is closed."}}
		if d.throw(4) > 0 { // it is refused
			asked["confirms"] = p.decides(dpo, who, himself, "show", asked, id)
			p.decides(deputy, who, himself, "show", asked, id)
		}
	}},
	{"a share of whoever has a marker", []observer{aPerson}, nil, func(p *plan, d *dice) {
		who, by := person(d.throw(persons)), another(d)
		body, says := p.ordinary(d, "", person(0))
		share := ofMany(body, 3)
		share["howToTell"] = "Everybody who had a warning marker that day."
		p.fact(dpo, untold(who.reference()), "a marker of which %s is not told.", who.says())
		id := p.post(by, "record-share", "/shares", share, "%s records, of all with a marker: %s.", called(by), says)
		p.decides(dpo, who, himself, "cannot-be-told", nil, id)
	}},
	{"an answer that was released without what is undecided", []observer{aRecorder, aPerson}, nil, func(p *plan, d *dice) {
		if p.also {
			return // what the first left out is undecided, and would stop the second
		}
		who, ref := answered, theirCase(d)
		to := pick(d, himself, representative)
		p.also = true
		p.openly(func() {
			body, says := p.outside(d, ref, who)
			p.disclose(another(d), body, "%s, about %s in %s.", says, who.says(), ref)
		})
		kept := exempt(p.tip(ref, who), lifting("the listed GDPR provisions"))
		id := p.disclose(another(d), kept, "a tip to the police about %s in %s, with provisions that nobody can read.", who.says(), ref)
		p.openly(func() {
			request := p.post(dpo, "record-access-request", "/access-requests", object{
				"subject": who.reference(), "received": "2026-11-19", "askedBy": "A. Sker", "as": to, "authority": "An order of the court", "identitySettled": "2026-11-20",
			}, "the DPO records that somebody asks for the data of %s.", who.says())
			p.add(act{
				by: dpo, method: http.MethodGet, operation: "review-subject-report", says: "the DPO reviews the answer.",
				path: "/subject-report/review?subject=" + who.reference() + "&to=" + to,
			})
			digest := made(len(p.acts))
			p.add(act{
				by: dpo, method: http.MethodPost, operation: "release-answer", path: "/access-requests/" + request + "/release",
				body:    object{"digest": digest, "leaveOut": []any{object{"entry": id, "reason": "The inquiry goes on."}}},
				instead: object{"digest": digest}, says: "the DPO releases the answer, without what is undecided.",
			})
		})
	}},
	{"what became of the observed recorder's own word", []observer{aRecorder}, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		var body, later object
		says := "that the marker was taken off"
		sort := d.throw(3)
		if sort == 0 {
			body = object{
				"kind": "breach", "about": object{"dimension": "breach", "reference": "BR-" + itoa(9+len(p.acts))}, "from": "2026-11-10", "reason": "It went to a former address",
				"breach": object{"awareAt": "2026-11-10T14:05:00Z", "retrieval": []any{object{"outcome": "asked", "on": "2026-11-10"}}},
			}
			later, says = clone(body), "how the breach stands"
			later["breach"].(object)["risk"], later["breach"].(object)["riskReason"] = "unlikely", "It came back unopened"
		} else {
			body = untold(who.reference())
			later = clone(body)
			later["until"] = "2026-11-15"
		}
		first := ""
		p.openly(func() {
			first = p.observes(act{method: "POST", operation: "learn-fact", path: "/facts", body: body, says: "The observed recorder records a fact: " + body["kind"].(string) + "."})
			if sort == 2 {
				body = told(clone(body))
				body["replaces"] = first
				first = p.observes(act{method: "POST", operation: "learn-fact", path: "/facts", body: body, says: "The observed recorder records that " + who.says() + " was told of the marker."})
			}
		})
		if sort == 2 {
			p.post(dpo, "confirm-fact", "/facts/"+first+"/confirm", object{"outcome": pick(d, "confirmed", "refused"), "reason": "Seen on the file."}, "the DPO decides on that.")
		} else {
			later["replaces"] = first
			p.fact(dpo, later, "in its place %s.", says)
		}
		again := clone(body)
		again["replaces"], again["reference"] = first, "Second form"
		p.openly(func() {
			about := body["about"].(object)
			p.observes(act{
				operation: "show-facts", path: "/facts?dimension=" + about["dimension"].(string) + "&reference=" + url.QueryEscape(about["reference"].(string)),
				says: "The observed recorder looks at what became of act " + first + ".",
			})
			id := p.observes(act{method: "POST", operation: "learn-fact", path: "/facts", body: again, says: "The observed recorder replaces the fact of act " + first + "."})
			p.desk.facts = append(p.desk.facts, known{id, who, again, false})
		})
	}},
	{"looks of the DPO and the auditor", everybody, nil, func(p *plan, d *dice) {
		who := person(d.throw(persons))
		for _, path := range []string{
			"/disclosures?subject=" + who.reference(), "/flags", "/sharing?subject=" + who.reference(), "/answers/undecided", "/answers/undecided?subject=" + who.reference(),
			"/access-requests", "/access-requests?state=ended", "/facts/pending", "/joins?ended=true", "/subject-report/review?to=person&subject=" + who.reference(),
		} {
			p.add(act{by: pick(d, dpo, auditor), method: http.MethodGet, path: path, says: "somebody with the whole register looks at what concerns " + who.says() + "."})
		}
		p.post(dpo, "request-export", "/exports", object{"format": "csv", "filter": object{}, "purpose": "Yearly audit"}, "the DPO asks for an export.")
	}},
}

// pairs has the Data Protection Officer say whether two records are one sharing.
func (p *plan) pairs(by disclosure.Caller, duplicate, of, decision, confirms string) string {
	body := object{"of": of, "decision": decision, "reason": "The files were compared."}
	if decision == "two" {
		body["asked"] = object{"who": "Both managers", "on": "2026-11-20", "said": "There were two."}
	}
	if confirms != "" {
		body["confirms"] = confirms
	}
	return p.post(by, "decide-duplicate", "/disclosures/"+duplicate+"/duplicate", body, "%s decides that acts %s and %s are %s.", called(by), duplicate, of, decision)
}

// joins has two people say that two references are one person's.
func (p *plan) joins(d *dice, a, b, reach string) string {
	body := object{"references": []any{a, b}, "reach": reach, "evidence": "Both files have the tenancy of 2019.", "until": "2099-01-31"}
	join := p.post(dpo, "propose-join", "/joins", body, "the DPO joins two references, with the reach of %s.", reach)
	p.post(deputy, "confirm-join", "/joins/"+join+"/confirm", object{"outcome": pick(d, "confirmed", "confirmed", "refused"), "reason": "The files were compared."}, "the deputy says whether they are one.")
	return join
}

func opinion(who person, says, day string) object {
	return aboutPerson("health-opinion", who.reference(), object{"from": day, "opinion": says, "decidedBy": "General practitioner"})
}

// decides has the Data Protection Officer decide what the person, or who acts for them,
// is told.
func (p *plan) decides(by disclosure.Caller, who person, to, decision string, more object, entry string) string {
	body := object{"subject": who.reference(), "to": to, "entries": []any{entry}, "decision": decision, "reason": "From the file."}
	for k, v := range more {
		body[k] = v
	}
	return p.post(by, "decide-answer", "/answers/decisions", body, "%s decides to %s act %s, towards %s as %s.", called(by), decision, entry, who.says(), to)
}

// openly adds acts of a story that are in both worlds.
func (p *plan) openly(tell func()) {
	was := p.secret
	p.secret = false
	tell()
	p.secret = was
}

// aCase returns a shared case that there is in both worlds, opening it if need be.
func (p *plan) aCase(d *dice) string {
	ref := pick(d, sharedCases...)
	p.openly(func() {
		body, says := p.ordinary(d, ref, person(d.throw(persons)))
		p.disclose(another(d), body, "%s, in %s.", says, ref)
	})
	return ref
}
