package twoworlds

import (
	"encoding/json"
	"os"
	"strings"
	"sync"
	"unicode"

	"disclosure-register/pkg/disclosure"
)

const (
	dartford disclosure.Register = "E07000107"
	kent     disclosure.Register = "E10000016"
)

// Who acts. The observed recorder is of housing, and so is a colleague of theirs;
// revenues, where two work, and planning are other departments.
var (
	observed  = recorderOf("housing", "sub-observed", "O. Bserver")
	colleague = recorderOf("housing", "sub-colleague", "C. Olleague")
	revenues  = recorderOf("revenues", "sub-revenues", "R. Collector")
	collector = recorderOf("revenues", "sub-collector", "S. Econd-Collector")
	planning  = recorderOf("planning", "sub-planning", "P. Lanner")
	dpo       = disclosure.Caller{Subject: "sub-dpo", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	deputy    = disclosure.Caller{Subject: "sub-deputy", Name: "D. Eputy", Roles: []disclosure.Role{disclosure.DPO}}
	auditor   = disclosure.Caller{Subject: "sub-auditor", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
)

func recorderOf(department, subject, name string) disclosure.Caller {
	return disclosure.Caller{Subject: subject, Name: name, Roles: []disclosure.Role{disclosure.Recorder}, Department: department}
}

// called names a caller in a story.
func called(c disclosure.Caller) string {
	switch c.Subject {
	case observed.Subject:
		return "the observed recorder"
	case colleague.Subject:
		return "a colleague in housing"
	case dpo.Subject:
		return "the DPO"
	case deputy.Subject:
		return "the DPO's deputy"
	}
	return "a recorder of " + c.Department
}

// object is a body, as JSON has it.
type object = map[string]any

var bodies sync.Map // the text of each example, by its name

// example is one of the disclosures that the rules' own tests use.
func example(name string) object {
	text, ok := bodies.Load(name)
	if !ok {
		b, err := os.ReadFile("../../policy/testdata/" + name + ".json")
		if err != nil {
			panic(err)
		}
		text, _ = bodies.LoadOrStore(name, b)
	}
	var o object
	if err := json.Unmarshal(text.([]byte), &o); err != nil {
		panic(err)
	}
	return o
}

// person is one of a few people; spelling says how their reference is written.
type person int

// persons is how many there are; beside them is one whom stories let see some of what
// they hide from the others, and one to whom answers are released.
const (
	persons         = 4
	seeing   person = persons
	answered person = persons + 1
)

func (w person) says() string { return "person " + string(rune('A'+int(w))) }

func (w person) reference() string { return "DBC-P-10" + string(rune('1'+int(w))) }

// spelt writes the person's reference in another way, which is theirs all the same.
func (w person) spelt(n int) string {
	switch n % len(spellings) {
	case 1:
		return strings.ToLower(w.reference())
	case 2:
		return mixed(w.reference())
	case 3:
		return wide(w.reference())
	}
	return w.reference()
}

var spellings = []string{"as it is", "in small letters", "in mixed letters", "in full-width letters"}

// wide writes letters and digits as wide as an ideograph.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r + 0xfee0
		}
		return r
	}, s)
}

func mixed(s string) string {
	up := false
	return strings.Map(func(r rune) rune {
		up = !up
		if up {
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, s)
}

func subject(w person, role string) object { return object{"reference": w.reference(), "role": role} }

// set changes members of a body, named by their path.
func (p *plan) about(body object, ref string, subjects ...object) object {
	body["case"] = ref
	if subjects != nil {
		body["subjects"] = subjects
	}
	return body
}

func datum(category, description string, more ...string) object {
	o := object{"category": category, "description": description}
	if len(more) > 0 {
		o["subject"] = more[0]
	}
	return o
}

// ordinary is a disclosure that anybody may be shown, of one of several sorts.
func (p *plan) ordinary(d *dice, ref string, who person) (object, string) {
	var body object
	var says string
	if p.register == kent {
		name := pick(d, "kent-highways", "kent-internal")
		body, says = example(name), "something of the "+strings.TrimPrefix(name, "kent-")+" team"
	} else {
		switch d.throw(4) {
		case 0:
			body, says = example("dartford-lgsco"), "a complaint file sent to the ombudsman"
		case 1:
			body, says = example("dartford-contractor"), "an address sent to the waste contractor"
		case 2:
			body, says = example("dartford-housing-ombudsman"), "a complaint file sent to the housing ombudsman"
		default:
			body, says = example("dartford-internal"), "a complaint passed on within the council"
		}
	}
	return p.about(body, ref, subject(who, "complainant")), says
}

// outside is an ordinary disclosure to somebody outside the council.
func (p *plan) outside(d *dice, ref string, who person) (object, string) {
	if p.register == kent {
		return p.about(example("kent-highways"), ref, subject(who, "complainant")), "something of the highways team"
	}
	if d.throw(2) == 1 {
		return p.about(example("dartford-contractor"), ref, subject(who, "complainant")), "an address sent to the waste contractor"
	}
	return p.about(example("dartford-lgsco"), ref, subject(who, "complainant")), "a complaint file sent to the ombudsman"
}

// sensitive is an ordinary disclosure of data concerning health.
func (p *plan) health(ref string, who person) object {
	body := p.about(example("dartford-social-services"), ref, subject(who, "complainant"))
	body["data"] = []any{datum("name", "Name"), datum("health", "What the surgery wrote")}
	body["evidence"].(object)["childOrAdult"] = "adult"
	return body
}

// untold is a warning marker of which the person is not told.
func untold(reference string) object {
	return object{
		"kind": "marker", "about": object{"dimension": "subject", "reference": reference}, "from": "2026-06-01", "reason": "Threats to staff",
		"reviewBy": "2026-12-01", "lastReview": "2026-10-01", "subjectTold": "not-told", "ground": "dpa18-sch2-para2", "dpoConsulted": "2026-05-29", "decidedBy": "Service Manager",
	}
}

// told is the same marker, told to the person.
func told(fact object) object {
	fact["subjectTold"], fact["toldOn"] = "told", "2026-11-01"
	delete(fact, "ground")
	delete(fact, "dpoConsulted")
	return fact
}

// contact shares a marker with a contractor who visits.
func (p *plan) contact(ref string, subjects ...object) object {
	return p.about(example("dartford-contact-marker"), ref, subjects...)
}

// tip gives a person's name to the police, who look into an offence.
func (p *plan) tip(ref string, who person) object {
	body := object{
		"notice": "dartford-complaints", "decision": "disclosed", "disclosedAt": "2026-11-09T14:05:00Z", "reason": "Police inquiry", "purpose": "investigate a complaint",
		"recipient": object{"category": "police", "kind": "police-force", "organisation": "Sample Constabulary", "person": "PC Sample"},
		"data":      []any{datum("name", "Name")},
		"justification": object{
			"lawfulBases": []string{"ukgdpr-6-1-e"}, "conditions": []string{}, "gateway": "gw-cda98-s115", "necessity": "Name only",
			"exemptions": []any{lifting("15(1)-(3)")},
		},
		"tellSubject":  object{"outcome": "not-told", "ground": "dpa18-sch2-para2"},
		"evidence":     object{"crimeOrIncidentRef": "46/1/26", "policeRequestForm": "DP9", "offenceType": "burglary", "prejudiceReason": "would flee"},
		"authorisedBy": object{"name": "B. Example", "post": "Complaints Manager"},
	}
	if p.register == kent {
		body["notice"] = "kent-feedback"
	}
	return p.about(body, ref, subject(who, "complained-about"))
}

// lifting is the exemption for crime, relied on to lift the provisions.
func lifting(provisions ...string) object {
	if provisions == nil {
		provisions = []string{}
	}
	return object{"id": "dpa18-sch2-para2", "provisions": provisions, "reason": "Would tip off the suspect", "reviewBy": "2027-05-01"}
}

func exempt(body object, exemptions ...any) object {
	if exemptions == nil {
		exemptions = []any{}
	}
	body["justification"].(object)["exemptions"] = exemptions
	return body
}

func aboutPerson(kind, reference string, more object) object {
	f := object{"kind": kind, "about": object{"dimension": "subject", "reference": reference}, "from": "2026-05-03"}
	for k, v := range more {
		f[k] = v
	}
	return f
}

func clone(body object) object {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	var o object
	if err := json.Unmarshal(text, &o); err != nil {
		panic(err)
	}
	return o
}
