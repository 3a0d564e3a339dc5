package policy_test

import (
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// What came after the disclosure did not oblige the council to make it, be it an order or a
// request; nor is there an obligation under a provision that is not given.
func TestNothingObligesBeforeItCame(t *testing.T) {
	obligation := bases("ukgdpr-6-1-c")
	request := both(to("ombudsman", "lgsco", ""), gateway("gw-lga74-s29"), give("ombudsmanCaseRef", "26 001 234"))
	order := both(to("court", "civil-county", "County Court"), gateway("gw-court"), give("caseNumber", "K01"), give("orderNumber", "K1"))
	const day, after = "2026-11-02", "2026-12-20"
	for _, c := range everyCouncil {
		refused := func(change ...func(*disclosure.Disclosure)) bool {
			d := c.complaint(append(change, obligation)...)
			for _, line := range outcome(c.decide(t, d)) {
				if strings.HasPrefix(line, "refuse ") && strings.Contains(line, " /justification/lawfulBases") {
					return true
				}
			}
			return false
		}
		for name, field := range map[string]struct {
			of   func(*disclosure.Disclosure)
			date string
		}{"a request": {request, "investigationRequestDate"}, "an order": {order, "orderDate"}} {
			if refused(field.of, give(field.date, day)) {
				t.Errorf("%s, %s of before is refused", c.notice, name)
			}
			provision := func(date string) bool {
				return strings.Contains(strings.Join(outcome(c.decide(t, c.complaint(field.of, give(field.date, date), obligation))), "\n"), "/evidence/statutoryProvisionOrOrder")
			}
			if name == "a request" && (provision(day) || !provision(after)) {
				t.Errorf("%s, %s: what obliges is asked for before %v and after %v", c.notice, name, provision(day), provision(after))
			}
			if !refused(field.of, give(field.date, after)) {
				t.Errorf("%s, %s of after is taken for an obligation: %v", c.notice, name, outcome(c.decide(t, c.complaint(field.of, give(field.date, after), obligation))))
			}
		}
	}
}

// A gateway that does not reach the recipient is no power to share with it.
func TestAGatewayIsForWhomItNames(t *testing.T) {
	for name, want := range map[string]bool{"gw-dpa18-s142": true, "gw-lga74-s29": true, "gw-hswa74": true, "gw-laaa14": true, "gw-cda98-s115": false} {
		got := outcome(kc.decide(t, kc.complaint(to("police", "police-force", "Example Constabulary"), gateway(name))))
		if is := strings.Contains(strings.Join(got, " "), "refuse KC-R8 /evidence/legalPower"); is != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

// Who acts for one person is sent that person's data, and not somebody else's.
func TestWhoeverActsForOneActsForNobodyElse(t *testing.T) {
	for _, c := range everyCouncil {
		for name, r := range map[string]struct {
			to     func(*disclosure.Disclosure)
			asks   string
			always func(*disclosure.Disclosure)
		}{
			"a solicitor": {to("advocate-representative", "solicitor-for-subject", "Sample LLP"), "/evidence/authorityToAct", unchanged},
			"a Member":    {to("elected-representative", "mp", "House of Commons"), "/evidence/para24NoConsentReason", both(give("inOfficeOnDate", true), conditions("dpa18-sch1-para24"))},
		} {
			d := c.complaint(r.to, r.always)
			d.Recipient.Person = "Alex Sample"
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "ANOTHER-1", Role: "complained-about"})
			asked := func(of string) bool {
				for i := range d.Data {
					d.Data[i].Subject = of
				}
				represents := disclosure.Fact{Recipient: "Alex Sample", Capacity: "constituent-casework", Reference: "Letter of 2 November"}
				if name == "a solicitor" {
					represents.Recipient = "Sample LLP"
				}
				return strings.Contains(strings.Join(outcome(c.decide(t, d, knownOf("P-1", disclosure.FactRepresentation, represents))), "\n"), r.asks)
			}
			if asked("P-1") || asked("") {
				t.Errorf("%s: %s is asked for more about who asked", c.notice, name)
			}
			if !asked("ANOTHER-1") {
				t.Errorf("%s: %s is sent another's data", c.notice, name)
			}
		}
	}
}

// Consent carries the data of whoever gave it, and of nobody else.
func TestConsentIsEachPersonsOwn(t *testing.T) {
	for _, c := range everyCouncil {
		two := c.complaint(to("partner-organisation", "voluntary-sector", "Example Aid"), bases("ukgdpr-6-1-a"))
		two.Subjects = append(two.Subjects, disclosure.Subject{Reference: "ANOTHER-1", Role: "complained-about"})
		first := two.Subjects[0].Reference
		consent := func(person, record string) disclosure.Fact {
			return knownOf(person, disclosure.FactConsent, disclosure.Fact{Recipient: "Example Aid", Reference: record})
		}
		asked := func(facts ...disclosure.Fact) bool {
			return strings.Contains(strings.Join(outcome(c.decide(t, two, facts...)), "\n"), "/evidence/consentRecordId")
		}
		for i := range two.Data {
			two.Data[i].Subject = "ANOTHER-1"
		}
		if !asked(consent(first, "")) {
			t.Errorf("%s: one person's consent carries another's data", c.notice)
		}
		for i := range two.Data {
			two.Data[i].Subject = ""
		}
		if !asked(consent(first, "")) {
			t.Errorf("%s: one person's consent carries what is about two", c.notice)
		}
		two.Evidence["consentRecordId"] = "CN-1"
		if got := outcome(c.decide(t, two, consent(first, "CN-1"))); !strings.Contains(strings.Join(got, "\n"), "flag ukgdpr-6-1-a /evidence/consentRecordId") && !strings.Contains(strings.Join(got, "\n"), "-B1 /evidence/consentRecordId") {
			t.Errorf("%s: the record of one person's consent is cited for another: %v", c.notice, got)
		}
		delete(two.Evidence, "consentRecordId")
		if both := []disclosure.Fact{consent(first, ""), consent("another-1", "")}; asked(both...) && c.notice != "maidstone-stage-2" {
			t.Errorf("%s: with both: %v", c.notice, outcome(c.decide(t, two, both...)))
		}
	}
}

// An exemption, a condition or a power to share obliges no council, whatever the record says
// of it: under every notice a legal obligation that rests on it alone is refused, and one that
// something else obliges is not.
func TestAPowerToShareObligesNobody(t *testing.T) {
	for _, c := range everyCouncil {
		refused := func(power string, change ...func(*disclosure.Disclosure)) bool {
			d := c.complaint(append([]func(*disclosure.Disclosure){
				to("police", "police-force", "Example Constabulary"), bases("ukgdpr-6-1-c"), give("legalPower", power), give("provisionIsMandatory", true),
			}, change...)...)
			got := strings.Join(outcome(c.decide(t, d)), "\n")
			return strings.Contains(got, "refuse ukgdpr-6-1-c /evidence/legalPower") || strings.Contains(got, "refuse DM-B1 /evidence/legalPower")
		}
		for _, power := range []string{"DPA 2018 Schedule 2 paragraph 2(1)", "Section 29(3) Data Protection Act 1998", "Crime and Disorder Act 1998 s.115", "Localism Act 2011 s.1"} {
			if !refused(power) {
				t.Errorf("%s: %s is taken for an obligation", c.notice, power)
			}
			if refused(power, bases("ukgdpr-6-1-c", "ukgdpr-6-1-e")) {
				t.Errorf("%s: %s refuses what has another basis, too", c.notice, power)
			}
			if refused(power, give("legalCompulsion", "warrant"), give("orderNumber", "W-1")) {
				t.Errorf("%s: %s beside a warrant is refused", c.notice, power)
			}
		}
		if refused("Road Traffic Act 1988 s.172") {
			t.Errorf("%s: a duty is refused", c.notice)
		}
	}
	for power, want := range map[string]string{
		"DP7 form": "refuse KC-R8 /evidence/legalPower", "Crime and Disorder Act 1998 s.115": "flag KC-R8 /evidence/provisionIsMandatory", "Road Traffic Act 1988 s.172": "",
	} {
		got := strings.Join(outcome(kc.decide(t, kc.complaint(to("police", "police-force", "Example Constabulary"), give("legalPower", power), give("provisionIsMandatory", true)))), "\n")
		if strings.Contains(got, "KC-R8") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %q", power, got, want)
		}
	}
}
