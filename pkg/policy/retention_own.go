package policy

import (
	"slices"

	"disclosure-register/pkg/disclosure"
)

// The register's own classes: what it keeps that belongs to no case. No notice
// says how long; each is the default until the council sets its own in
// registers.yaml, and is reported with its assumption.
const (
	// AccessClass is of the record of who looked at what.
	AccessClass = "register-access"
	// ExportClass is of the request for an export: its filter and its purpose. The
	// file itself expires after a week.
	ExportClass = "register-export"
)

const sixYears = "No notice says how long. Six years is the time in which a claim that rests on it may be brought (Limitation Act 1980, sections 5 and 9); the council may set another."

// factClasses are of the facts that belong to no case. A fact's period runs from
// its end: the last day it held, or the day another took its place. One that is
// still in force has not started.
var factClasses = []struct {
	Class
	kinds []disclosure.FactKind
	// atLeast is the shortest period that the law allows a council to set.
	atLeast Period
}{
	{
		Class: Class{ID: "register-consent", What: "Consent", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactConsent},
	},
	{
		Class: Class{ID: "register-objection", What: "Objection or restriction of a person", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactObjection, disclosure.FactRestriction},
	},
	{
		Class: Class{ID: "register-representation", What: "Request to act for a person", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactRepresentation},
	},
	{
		Class: Class{
			ID: "register-marker", What: "Warning marker, single point of contact or restriction of contact", Period: Period{Years: 1},
			Assumption: "Dartford keeps such records for a year after the file is closed (DM); the same is taken from the end of each, and where another notice says nothing. The council may set another.",
		},
		kinds: []disclosure.FactKind{disclosure.FactMarker, disclosure.FactSPoC, disclosure.FactContactRestriction},
	},
	{
		Class: Class{ID: "register-agreement", What: "Sharing agreement or contract", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactAgreement, disclosure.FactContract},
	},
	{
		Class: Class{
			ID: "register-policy-document", What: "Appropriate policy document", Period: Period{Months: 6},
			Assumption: "The law asks for six months after the council stops relying on it (Data Protection Act 2018, Schedule 1, paragraph 40); the council may set longer.",
		},
		kinds:   []disclosure.FactKind{disclosure.FactPolicyDocument},
		atLeast: Period{Months: 6},
	},
	{
		Class: Class{ID: "register-breach", What: "Reference in the breach register, and how the breach stands", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactBreach},
	},
	{
		Class: Class{ID: "register-change", What: "Change to a person's data, and who was told of it", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactChange, disclosure.FactTelling},
	},
	{
		Class: Class{ID: "register-health-opinion", What: "Health professional's opinion on an answer to a person", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactHealthOpinion},
	},
	{
		Class: Class{ID: "register-access-request", What: "Request for access to a person's data, and the answer that was released", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactAccessRequest},
	},
	{
		Class: Class{ID: "register-authority", What: "Which posts may approve disclosures", Period: Period{Years: 6}, Assumption: sixYears},
		kinds: []disclosure.FactKind{disclosure.FactAuthority},
	},
}

// InForceReview is how long a fact may stay in force before somebody is asked
// whether it still is: nothing else would ever start its clock.
var InForceReview = Period{Years: 2}

// OwnClasses are the register's own, whatever its notices, as they are until the
// council sets a period.
func OwnClasses() []Class {
	classes := []Class{
		{
			ID: AccessClass, What: "Record of who looked at what, and why", Trigger: RecordCreated, Period: Period{Years: 6},
			Assumption: "No notice says how long. Six years is the time in which a claim may be brought (Limitation Act 1980, section 9); the council may set another.",
		},
		{
			ID: ExportClass, What: "Request for an export", Trigger: RecordCreated, Period: Period{Months: 1},
			Assumption: "No notice says how long. A month outlasts the file; who asked for it stays in the record of who looked.",
		},
	}
	for _, c := range factClasses {
		c.Trigger = FactEnded
		classes = append(classes, c.Class)
	}
	for i := range classes {
		c := &classes[i]
		c.Row, c.Section, c.Bound, c.Rule = "register", "the register's own", Exactly, "the register's default"
	}
	return classes
}

// OwnPeriod is what a council has set for a class of the register's own.
type OwnPeriod struct {
	Class  string `yaml:"class" json:"class"`
	Period Period `yaml:"period" json:"period"`
	// Decided says where the council decided it, such as a row of its retention
	// schedule.
	Decided string `yaml:"decided" json:"decided"`
}

// OwnClass returns a class of the register's own, as the council has set it or
// else by default; ok is false when there is none of that id.
func (l *Law) OwnClass(register disclosure.Register, id string) (class Class, ok bool) {
	found := find(OwnClasses(), id)
	if found == nil {
		return Class{}, false
	}
	class = *found
	if r := l.byRegister[register]; r != nil {
		for _, set := range r.Retention {
			if set.Class == id {
				class.Period, class.Rule, class.Assumption = set.Period, "set by the council: "+set.Decided, ""
			}
		}
	}
	return class, true
}

// FactClass returns the class that a fact of the kind is of in the register.
func (l *Law) FactClass(register disclosure.Register, kind disclosure.FactKind) Class {
	for _, c := range factClasses {
		if slices.Contains(c.kinds, kind) {
			class, _ := l.OwnClass(register, c.ID)
			return class
		}
	}
	return Class{}
}

// FactClock says when a fact that ended on the day may be destroyed, and why. A
// zero day is of a fact in force: its clock has not started.
func (l *Law) FactClock(register disclosure.Register, kind disclosure.FactKind, ended, asOf disclosure.Date) Due {
	return l.FactClass(register, kind).due(disclosure.Case{Triggers: disclosure.Triggers{Ended: ended}}, asOf)
}

// LeastPeriod is the shortest period that the law allows for a class of a register's
// own; zero where it says nothing.
func LeastPeriod(class string) Period {
	for _, c := range factClasses {
		if c.ID == class {
			return c.atLeast
		}
	}
	return Period{}
}
