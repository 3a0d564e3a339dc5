package policy_test

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

const (
	kent         = disclosure.Register("E10000016")
	kentHighways = "kent-highways"
	kentInside   = "kent-internal"
	kentPolice   = "kent-police"
	kentChild    = "kent-child"
	kentPerson   = "KCC-P-5540017"
)

// only replaces the evidence.
func only(evidence map[string]any) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Evidence = map[string]any{}
		maps.Copy(d.Evidence, evidence)
	}
}

func aboutYou(category string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: category, Description: "As answered", Source: "about-you"})
	}
}

// onlyData replaces what was shared.
func onlyData(categories ...string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Data = nil
		for _, c := range categories {
			addData(c)(d)
		}
	}
}

func abroad(country, mechanism, instrument string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Transfer = &disclosure.Transfer{Country: country, Mechanism: mechanism, Instrument: instrument}
	}
}

func apd(d *disclosure.Disclosure) {
	d.Justification.PolicyDocument = &disclosure.VersionedRef{Reference: "KCC-APD-2", Version: "5"}
}

func askedToAct(name string, more disclosure.Fact) disclosure.Fact {
	more.Recipient, more.Capacity, more.Reference = name, "constituent-casework", "Letter of 1 November 2026"
	return knownOf(kentPerson, disclosure.FactRepresentation, more)
}

var lastWeek = disclosure.Fact{Until: disclosure.NewDate(2026, time.November, 5)}

func adjustmentConsent(recipient string, more disclosure.Fact) disclosure.Fact {
	more.Recipient = recipient
	return knownOf(kentPerson, disclosure.FactConsent, more)
}

func kentContract(more disclosure.Fact) disclosure.Fact {
	more.Kind, more.About = disclosure.FactContract, disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: "KCC-HW-2024-03"}
	more.From, more.Service = disclosure.NewDate(2024, time.April, 1), "highways-maintenance"
	return more
}

// commissioned tests a kind of supplier the notice names.
func commissioned(id, kind string) row {
	return row{met: kentHighways, mend: to("contractor", kind, "Example Ltd"), breaks: []breach{
		{"service not named", drop("serviceId"), nil, "refuse " + id + " /evidence/serviceId"},
		{"not commissioned", give("outsourcedOrCommissioned", false), nil, "refuse " + id + " /evidence/outsourcedOrCommissioned"},
		{"feedback about another service", give("feedbackRelatesToThatService", false), nil, "refuse " + id + " /evidence/feedbackRelatesToThatService"},
		{"not said what the feedback is about", drop("feedbackRelatesToThatService"), nil, "refuse " + id + " /evidence/feedbackRelatesToThatService"},
	}}
}

var (
	toMP = both(to("elected-representative", "mp", "Office of J. Sample MP"), only(map[string]any{
		"requestByIndividualEvidence": "By letter on 1 November 2026", "communicationRef": "JS/14", "capacity": "constituent-casework",
	}))
	toAdvocate = both(to("advocate-representative", "advocate", "Example Advocacy"), only(map[string]any{"authorityToAct": "Form of 1 November 2026"}))
	toNHS      = both(to("nhs", "trust", "Example NHS Trust"), purpose("Investigate a joint complaint"), only(map[string]any{"jointHandling": true, "healthAndSocialCare": true}))
	toCourt    = both(to("court", "civil-county", "County Court at Sampleford"), purpose("Obey a court order"), only(map[string]any{
		"courtName": "County Court at Sampleford", "orderNumber": "K1", "orderDate": "2026-11-03", "orderScope": "The complaint file",
	}))
	toSystem = both(to("contractor", "case-system-supplier", "Example Systems Ltd"), purpose("Support of the feedback system"), only(map[string]any{
		"roleDecision": "processor", "contractRef": "KCC-IT-9", "processorTermsArt28OrSharingAgreement": "Schedule 2",
	}))
	toTrainer = both(to("service-department", "trainer-kcc-staff", "Learning and Development"), purpose("Staff training"), only(map[string]any{"trainerStaffId": "KCC-10077"}))
)

var kentRows = map[string]row{
	"KC-R1": {met: kentInside, breaks: []breach{
		{"no department named", both(drop("department"), to("service-department", "", "")), nil, "refuse KC-R1 /evidence/department"},
	}},
	"KC-R2": {met: kentHighways, mend: toNHS, breaks: []breach{
		{"not considered by both", give("jointHandling", false), nil, "refuse KC-R2 /evidence/jointHandling"},
		{"not said whether both consider it", drop("jointHandling"), nil, "refuse KC-R2 /evidence/jointHandling"},
		{"about health alone", give("healthAndSocialCare", false), nil, "refuse KC-R2 /evidence/healthAndSocialCare"},
		{"body not named", to("nhs", "trust", ""), nil, "refuse ukgdpr-5-2 /recipient/organisation"},
	}},
	"KC-R3":  commissioned("KC-R3", ""),
	"KC-R3a": commissioned("KC-R3a", "care-home"),
	"KC-R3b": commissioned("KC-R3b", "waste-contractor"),
	"KC-R3c": commissioned("KC-R3c", "school"),
	"KC-R3d": commissioned("KC-R3d", "public-health-contractor"),
	"KC-R3e": commissioned("KC-R3e", "academy"),
	"KC-R3f": commissioned("KC-R3f", "nhs-provider"),
	"KC-R3g": commissioned("KC-R3g", "gen2"),
	"KC-R3h": commissioned("KC-R3h", "the-education-people"),
	"KC-R3i": commissioned("KC-R3i", "cantium"),
	"KC-R3j": commissioned("KC-R3j", "district-or-borough-council"),
	"KC-R4": {met: kentInside, mend: toMP, breaks: []breach{
		{"the person's request not evidenced", drop("requestByIndividualEvidence"), nil, "refuse KC-R4 /evidence/requestByIndividualEvidence"},
		{"the request taken back", unchanged, []disclosure.Fact{askedToAct("office of j. sample mp", lastWeek)}, "refuse KC-R4 /evidence/requestByIndividualEvidence"},
		{"no letter from the Member", drop("communicationRef"), nil, "refuse KC-R4 /evidence/communicationRef"},
		{"a neighbour asked", give("requesterIsSubject", false), nil, "flag KC-R4 /evidence/para24NoConsentReason"},
		{"capacity not given", drop("capacity"), nil, "refuse KC-R4 /evidence/capacity"},
		{"out of office long ago", both(give("inOfficeOnDate", false), give("pollingDay", "2026-10-09")), nil, "flag KC-R4 /evidence/inOfficeOnDate"},
		{"out of office under the earlier law", both(give("inOfficeOnDate", false), give("pollingDay", "2024-07-04"), on(noon(2024, time.July, 9)), give("requestByIndividualEvidence", "By letter")), nil, "flag KC-R4 /evidence/inOfficeOnDate"},
	}},
	"KC-R5": {met: kentInside, mend: toAdvocate, breaks: []breach{
		{"authority not evidenced", drop("authorityToAct"), nil, "refuse KC-R5 /evidence/authorityToAct"},
		{"asked to act only the day after", drop("authorityToAct"), []disclosure.Fact{askedToAct("Example Advocacy", disclosure.Fact{From: disclosure.NewDate(2026, time.November, 10)})}, "refuse KC-R5 /evidence/authorityToAct"},
		{"somebody else asked to act", drop("authorityToAct"), []disclosure.Fact{askedToAct("Another", disclosure.Fact{})}, "refuse KC-R5 /evidence/authorityToAct"},
		{"the request taken back", unchanged, []disclosure.Fact{askedToAct("Example Advocacy", lastWeek)}, "refuse KC-R5 /evidence/authorityToAct"},
		{"authority ended the day before", give("authorityExpiry", "2026-11-08"), nil, "refuse KC-R5 /evidence/authorityExpiry"},
	}},
	"KC-R6": {met: kentInside, mend: both(to("ombudsman", "lgsco", "The ombudsman"), only(map[string]any{"ombudsmanCaseRef": "26 004 512", "investigationRequestDate": "2026-11-01"})), breaks: []breach{
		{"no case reference", drop("ombudsmanCaseRef"), nil, "refuse KC-R6 /evidence/ombudsmanCaseRef"},
		{"not said when the request came", drop("investigationRequestDate"), nil, "refuse KC-R6 /evidence/investigationRequestDate"},
		{"the person did not ask it", give("complainantComplainedToIt", false), nil, "refuse KC-R6 /evidence/complainantComplainedToIt"},
		{"required under section 29", both(drop("ombudsmanCaseRef"), gateway("gw-lga74-s29")), nil, "flag KC-R6 /evidence/ombudsmanCaseRef"},
	}},
	"KC-R7": {met: kentInside, mend: both(to("ico", "ico-complaint", "Information Commissioner"), only(map[string]any{"icoCaseRef": "IC-1"})), breaks: []breach{
		{"no case reference", drop("icoCaseRef"), nil, "refuse KC-R7 /evidence/icoCaseRef"},
		{"the person did not ask", give("complainantAskedIco", false), nil, "refuse KC-R7 /evidence/complainantAskedIco"},
		{"kind left out", to("ico", "", "Information Commissioner"), nil, "refuse KC-R7 /recipient/kind"},
	}},
	"KC-R8": {met: kentPolice, breaks: []breach{
		{"the police only ask", both(drop("legalCompulsion"), drop("orderNumber")), nil, "refuse KC-R8 /evidence/legalPower"},
		{"said to be asked and no more", both(give("legalCompulsion", "none"), drop("orderNumber")), nil, "refuse KC-R8 /evidence/legalPower"},
		{"a power that permits", both(drop("legalCompulsion"), gateway("gw-cda98-s115")), nil, "flag KC-R8 /evidence/provisionIsMandatory"},
		{"a provision not said to oblige", both(drop("legalCompulsion"), give("statutoryProvision", "Example Act 2001 section 3")), nil, "flag KC-R8 /evidence/provisionIsMandatory"},
		{"another authority only asks", both(drop("legalCompulsion"), to("other-public-body", "hse", "Health and Safety Executive")), nil, "refuse KC-R8 /evidence/legalPower"},
		{"another authority under a power that permits", both(drop("legalCompulsion"), to("other-public-body", "hse", "Health and Safety Executive"), give("statutoryProvision", "Example Act 2001 section 3")), nil, "flag KC-R8 /evidence/provisionIsMandatory"},
		{"the Commissioner, said to have served a notice and no more", both(drop("legalCompulsion"), to("ico", "ico-notice", "Information Commissioner")), nil, "refuse KC-R8 /evidence/legalPower"},
		{"the Commissioner under a provision not said to oblige", both(drop("legalCompulsion"), to("ico", "ico-notice", "Information Commissioner"), give("statutoryProvision", "Example Act 2001 section 3")), nil, "flag KC-R8 /evidence/provisionIsMandatory"},
		{"the law goes before the notice, by name", both(drop("legalCompulsion"), overruled), nil, "flag KC-R8 /evidence/legalPower"},
	}},
	"KC-R9": {met: kentInside, mend: both(to("statutory-access-holder", "external-auditor", "Example Audit LLP"), purpose("A right of access in law"), give("provision", "Local Audit and Accountability Act 2014 section 22")), breaks: []breach{
		{"no provision", drop("provision"), nil, "refuse KC-R9 /evidence/legalPower"},
	}},
	"KC-R10": {met: kentInside, mend: toCourt, breaks: []breach{
		{"court not named", drop("courtName"), nil, "refuse KC-R10 /evidence/courtName"},
		{"no order", drop("orderNumber"), nil, "refuse KC-R10 /evidence/orderNumber"},
		{"not said when it was made", drop("orderDate"), nil, "refuse KC-R10 /evidence/orderDate"},
		{"made after the disclosure", give("orderDate", "2026-11-10"), nil, "refuse KC-R10 /evidence/orderDate"},
		{"not said what it covers", drop("orderScope"), nil, "refuse KC-R10 /evidence/orderScope"},
		{"an order cited as what obliges", both(drop("orderScope"), gateway("gw-court")), nil, "flag KC-R10 /evidence/orderScope"},
	}},
	"KC-R11": {met: kentInside, mend: toSystem, breaks: []breach{
		{"a controller of its own", give("roleDecision", "separate-controller"), nil, "refuse KC-R11 /evidence/roleDecision"},
		{"no contract", drop("contractRef"), nil, "refuse KC-R11 /evidence/contractRef"},
		{"no terms of Article 28", drop("processorTermsArt28OrSharingAgreement"), nil, "refuse KC-R11 /evidence/processorTermsArt28OrSharingAgreement"},
	}},
	"KC-R12": {met: kentChild, breaks: []breach{
		{"not justified", drop("concernSummary"), nil, "refuse KC-R12 /evidence/concernSummary"},
		{"not said whether agreement was sought", drop("consentSought"), nil, "refuse KC-R12 /evidence/consentSought"},
		{"not said why or why not", drop("consentSoughtReason"), nil, "refuse KC-R12 /evidence/consentSoughtReason"},
		{"not said how it was kept to what was needed", drop("minimumDataStatement"), nil, "refuse KC-R12 /evidence/minimumDataStatement"},
		{"a nurse, not justified", both(to("nhs", "gp", "Example Surgery"), drop("concernSummary")), nil, "refuse KC-R12 /evidence/concernSummary"},
		{"a nurse, agreement not spoken of", both(to("nhs", "gp", "Example Surgery"), drop("consentSought")), nil, "refuse KC-R12 /evidence/consentSought"},
		{"a nurse, not said why or why not", both(to("nhs", "gp", "Example Surgery"), drop("consentSoughtReason")), nil, "refuse KC-R12 /evidence/consentSoughtReason"},
		{"a nurse, more than was needed", both(to("nhs", "gp", "Example Surgery"), drop("minimumDataStatement")), nil, "refuse KC-R12 /evidence/minimumDataStatement"},
	}},
	"KC-R13": {met: kentInside, mend: toTrainer, breaks: []breach{
		{"a trainer of another employer", give("trainerIsCouncilStaff", false), nil, "refuse KC-R13 /evidence/trainerIsCouncilStaff"},
		{"a training company", to("contractor", "", "Example Training Ltd"), nil, "refuse KC-R13 /recipient"},
		{"a training company, without names", both(to("contractor", "", "Example Training Ltd"), give("anonymised", true)), nil, "refuse KC-R13 /recipient"},
	}},
	"KC-R14": {met: kentInside, mend: both(to("ico", "ico-breach", "Information Commissioner"), purpose("Report a suspected breach"), only(map[string]any{"breachReference": "BR-2026-9"})), breaks: []breach{
		{"no reference", drop("breachReference"), nil, "refuse KC-R14 /evidence/breachReference"},
		{"the person is told, and no reference", both(drop("breachReference"), to("data-subject", "breach-notice", "")), nil, "refuse KC-R14 /evidence/breachReference"},
		{"the person is told of one not known until later", to("data-subject", "breach-notice", ""), []disclosure.Fact{{Kind: disclosure.FactBreach, About: disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: "BR-2026-9"}, From: disclosure.NewDate(2026, time.November, 10)}}, "flag KC-R14 /evidence/breachReference"},
		{"a breach not known until later", unchanged, []disclosure.Fact{{Kind: disclosure.FactBreach, About: disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: "BR-2026-9"}, From: disclosure.NewDate(2026, time.November, 10)}}, "flag KC-R14 /evidence/breachReference"},
	}},
	"KC-R15": {met: kentHighways, breaks: []breach{
		{"not commissioned", give("outsourcedOrCommissioned", false), nil, "refuse KC-R15 /evidence/outsourcedOrCommissioned"},
		{"a partner that was not commissioned", both(to("partner-organisation", "voluntary-sector", "Example Trust"), drop("outsourcedOrCommissioned")), nil, "refuse KC-R15 /evidence/outsourcedOrCommissioned"},
	}},
	"KC-R16": {met: kentHighways, breaks: []breach{
		{"an address without a reason", drop("identifiersReason"), nil, "flag KC-R16 /evidence/identifiersReason"},
		{"a name without a reason, said not to have gone", both(drop("identifiersReason"), give("identifiersIncluded", false), addData("name")), nil, "flag KC-R16 /evidence/identifiersReason"},
		{"said to have gone, without a reason", both(onlyData("feedback"), drop("identifiersReason")), nil, "flag KC-R16 /evidence/identifiersReason"},
	}},
	"KC-B1": {met: kentHighways, breaks: []breach{
		{"consent as a basis", func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{"ukgdpr-6-1-a"} }, nil, "flag XX-10 /justification/lawfulBases/0"},
	}},
	"KC-B2": {met: kentInside, mend: both(addData("health"), conditions("dpa18-sch1-para6"), apd, give("substantialPublicInterestReason", "To answer under the Care Act 2014")), breaks: []breach{
		{"health without a condition", conditions(), nil, "refuse KC-B2 /data/1/category"},
		{"a condition the notice does not speak of", conditions("ukgdpr-9-2-c"), nil, "flag KC-B2 /justification/conditions"},
	}},
	"KC-B3": {met: kentInside, mend: both(onlyData("ethnicity"), purpose("Equality monitoring"), conditions("dpa18-sch1-para8"), apd, give("notForDecisionAboutIndividual", true)), breaks: []breach{
		{"for a decision about the person", give("notForDecisionAboutIndividual", false), nil, "refuse KC-B3 /evidence/notForDecisionAboutIndividual"},
		{"for the complaint itself", purpose("Investigate a complaint"), nil, "flag KC-B3 /justification/conditions"},
	}},
	"KC-B4": {met: kentInside, mend: both(onlyData("health-adjustment"), purpose("Make a reasonable adjustment"), conditions("ukgdpr-9-2-a"), give("explicitConsentRecord", "Form 7")), facts: []disclosure.Fact{adjustmentConsent("Kent County Council", disclosure.Fact{Explicit: true})}, breaks: []breach{
		{"another condition", conditions("dpa18-sch1-para6"), nil, "flag KC-B4 /justification/conditions"},
		{"no record of the consent", drop("explicitConsentRecord"), nil, "refuse KC-B4 /evidence/explicitConsentRecord"},
		{"withdrawn from the council", unchanged, []disclosure.Fact{adjustmentConsent("kent county council", disclosure.Fact{Explicit: true, Until: lastWeek.Until})}, "refuse KC-B4 /subjects"},
		{"withdrawn, and another condition named", conditions("dpa18-sch1-para6"), []disclosure.Fact{adjustmentConsent("Kent County Council", disclosure.Fact{Explicit: true, Until: lastWeek.Until})}, "refuse KC-B4 /subjects"},
		{"consent that was not explicit", unchanged, []disclosure.Fact{adjustmentConsent("Highways", disclosure.Fact{})}, "refuse KC-B4 /subjects/0"},
	}},
	"KC-B5": {met: kentInside, mend: both(toCourt, addData("health"), conditions("ukgdpr-9-2-f"), give("caseNumber", "26KC1")), breaks: []breach{
		{"no claim named", drop("caseNumber"), nil, "flag ukgdpr-9-2-f /evidence/caseOrProspectiveClaimRef"},
	}},
	"KC-B6": {met: kentInside, mend: both(addData("criminal-allegation"), conditions("dpa18-sch1-para33"), give("caseNumber", "26KC1")), breaks: []breach{
		{"an allegation without a condition", conditions(), nil, "refuse KC-B6 /data/1/category"},
		{"a condition the notice does not speak of", conditions("dpa18-sch1-para30"), nil, "flag KC-B6 /justification/conditions"},
	}},
	"KC-B7": {met: kentChild, mend: both(give("consentSought", false), give("confidenceOverrideReason", "The child was in danger at once")), breaks: []breach{
		{"agreement not sought, and not said why the child's safety came first", drop("confidenceOverrideReason"), nil, "refuse KC-B7 /evidence/confidenceOverrideReason"},
	}},
	"KC-B8": {met: kentChild, breaks: []breach{
		{"a body the notice does not name", to("partner-organisation", "voluntary-sector", "Example Trust"), nil, "refuse KC-B8 /evidence/confidenceOverrideReason"},
		{"a row of the notice that is not met", drop("minimumDataStatement"), nil, "refuse KC-B8 /evidence/confidenceOverrideReason"},
		{"a role written Child in Care", both(to("partner-organisation", "voluntary-sector", "Example Trust"), func(d *disclosure.Disclosure) { d.Subjects[0].Role = "Child in Care" }), nil, "refuse KC-B8 /evidence/confidenceOverrideReason"},
	}},
	"KC-W1": {met: kentInside, mend: both(onlyData(), aboutYou("carer-status"), give("anonymised", true)), breaks: []breach{
		{"with a name", addData("name"), nil, "refuse KC-W1 /data"},
		{"with a case number", give("caseReferenceIncluded", true), nil, "refuse KC-W1 /data"},
		{"not said to be anonymised", drop("anonymised"), nil, "refuse KC-W1 /data"},
		{"written About You", both(func(d *disclosure.Disclosure) { d.Data[0].Source = "About You" }, addData("email")), nil, "refuse KC-W1 /data"},
		{"to a supplier", both(to("contractor", "care-home", "Example Home"), addData("address")), nil, "refuse KC-W1 /data"},
		{"called monitoring answers", both(onlyData("equalities-monitoring"), drop("anonymised")), nil, "refuse KC-W1 /data"},
	}},
	"KC-W2": {met: kentInside, mend: both(purpose("Equality report"), onlyData(), aboutYou("carer-status"), give("anonymised", true)), breaks: []breach{
		{"with addresses", addData("address"), nil, "refuse KC-W2 /data"},
		{"a report on complaints, published with names in it", both(purpose("A report on complaints"), to("public", "statistics-report", ""), give("anonymised", true), onlyData("name")), nil, "refuse KC-W2 /data"},
		{"published, not said to identify nobody", both(to("public", "statistics-report", ""), drop("anonymised")), nil, "refuse KC-W2 /evidence/anonymised"},
	}},
	"KC-W3": {met: kentInside, mend: toTrainer, breaks: []breach{
		{"trainer not named by staff number", drop("trainerStaffId"), nil, "refuse KC-W3 /evidence/trainerStaffId"},
		{"the class, with everything left in", to("service-department", "other-department", "Contact Point"), nil, "refuse KC-W3 /evidence/anonymised"},
		{"the class, with a name left in", both(to("service-department", "other-department", "Contact Point"), give("anonymised", true), addData("name")), nil, "refuse KC-W3 /evidence/anonymised"},
	}},
	"KC-W4": {met: kentHighways, breaks: []breach{
		{"something went wrong, though no rule is broken", func(d *disclosure.Disclosure) {
			d.Departure = &disclosure.Departure{Reason: "The wrong envelope", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(recordedAt)}
		}, nil, "departure KC-W4 /departure"},
	}},
	"KC-D16": {met: kentInside, mend: func(d *disclosure.Disclosure) {
		d.Intake = &disclosure.Intake{Channel: "online-form", RecordKind: "complaint", IdentityWithheld: true}
	}},
	"KC-P1": {met: kentHighways, breaks: []breach{
		{"a purpose the notice does not name", purpose("Recruitment"), nil, "flag XX-10 /purpose"},
	}},
	"KC-X1": {met: kentInside, mend: both(toSystem, abroad("Ireland", "Transfer approved by regulations, UK GDPR Article 45A", "SI 2019/419 Sch 2 para 102")), breaks: []breach{
		{"outside the Union", abroad("United States", "Standard data protection clauses", "IDTA of 1 March 2026"), nil, "flag KC-X1 /transfer/country"},
		{"regulations not named", abroad("Ireland", "Adequacy regulations", ""), nil, "flag KC-X1 /transfer/instrument"},
	}},
	"KC-X2": {met: kentHighways, mend: abroad("Canada", "Standard data protection clauses", "IDTA of 1 March 2026"), breaks: []breach{
		{"no mechanism", abroad("Canada", " ", ""), nil, "refuse KC-X2 /transfer/mechanism"},
	}},
	"KC-G2": {met: kentInside, mend: to("data-subject", "", "")},
	"KC-G4": {met: kentHighways, breaks: []breach{
		{"direct marketing", purpose("For direct marketing of libraries"), nil, "refuse XX-12 /purpose"},
	}},
	"KC-G9": {met: kentHighways, breaks: []breach{
		{"an objection not decided", unchanged, []disclosure.Fact{objection(kentPerson, disclosure.Date{})}, "flag KC-G9 /subjects/0"},
	}},
	"KC-G10": {met: kentHighways, breaks: []breach{
		{"restricted on the day", unchanged, []disclosure.Fact{knownOf(kentPerson, disclosure.FactRestriction, disclosure.Fact{})}, "flag KC-G10 /subjects/0"},
	}},
}

func namesPurpose(row string, ids ...string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return !slices.ContainsFunc(ids, func(id string) bool {
			return !slices.ContainsFunc(n.Purposes, func(p policy.NoticePurpose) bool { return p.ID == id && p.Row == row })
		})
	}
}

func reliesOn(row string, ids ...string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		named := slices.Concat(n.Bases, n.Conditions)
		return !slices.ContainsFunc(ids, func(id string) bool {
			return !slices.ContainsFunc(named, func(b policy.NoticeBasis) bool { return b.ID == id && b.Row == row })
		})
	}
}

func gives(row string, words ...string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return !slices.ContainsFunc(words, func(w string) bool {
			return !slices.ContainsFunc(n.Contacts, func(c policy.Contact) bool { return c.Row == row && strings.Contains(c.Where, w) })
		})
	}
}

func insteadOf(class string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Retention, func(c policy.Class) bool {
			return c.Alternative != nil && c.Alternative.To == class && c.Alternative.When == "died-before-18"
		})
	}
}

func every(tests ...func(*policy.Notice) bool) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return !slices.ContainsFunc(tests, func(holds func(*policy.Notice) bool) bool { return !holds(n) })
	}
}

var kentShown = map[string]func(*policy.Notice) bool{
	"KC-B1":  reliesOn("KC-B1", "ukgdpr-6-1-e"),
	"KC-B2":  reliesOn("KC-B2", "dpa18-sch1-para6"),
	"KC-B3":  reliesOn("KC-B3", "dpa18-sch1-para8"),
	"KC-B4":  reliesOn("KC-B4", "ukgdpr-9-2-a"),
	"KC-B5":  reliesOn("KC-B5", "ukgdpr-9-2-f"),
	"KC-B6":  reliesOn("KC-B6", "dpa18-sch1-para33", "dpa18-sch1-para34"),
	"KC-D1":  selectable("name"),
	"KC-D2":  selectable("address"),
	"KC-D3":  selectable("telephone"),
	"KC-D4":  selectable("email"),
	"KC-D5":  selectable("contact-preference"),
	"KC-D6":  selectable("feedback"),
	"KC-D7":  selectable("ethnicity"),
	"KC-D8":  selectable("religion"),
	"KC-D9":  selectable("sexuality"),
	"KC-D10": selectable("disability"),
	"KC-D11": selectable("carer-status"),
	"KC-D12": selectable("session-cookie"),
	"KC-D13": selectable("ip-address"),
	"KC-D14": selectable("health-adjustment"),
	"KC-D15": selectable("criminal-offence", "criminal-allegation"),
	"KC-D16": states("KC-D16", "identity was withheld"),
	"KC-T1":  class("KC-T1", policy.FileClosed, policy.Period{Years: 6}, policy.AtMost),
	"KC-T2":  class("KC-T2", policy.RecordCreated, policy.Period{Years: 2}, policy.Exactly),
	"KC-T3":  class("KC-T3", policy.ChildBorn, policy.Period{Years: 75}, policy.Exactly),
	"KC-T3b": every(class("KC-T3b", policy.ChildDied, policy.Period{Years: 15}, policy.Exactly), insteadOf("kc-child-in-care")),
	"KC-T4":  class("KC-T4", policy.ApprovalTerminated, policy.Period{Years: 10}, policy.AtLeast),
	"KC-T5":  class("KC-T5", policy.AdoptionOrderMade, policy.Period{Years: 100}, policy.AtLeast),
	"KC-T6":  class("KC-T6", policy.ChildBorn, policy.Period{Years: 75}, policy.Exactly),
	"KC-T7":  class("KC-T7", policy.ChildBorn, policy.Period{Years: 25}, policy.Exactly),
	"KC-T7b": every(class("KC-T7b", policy.ChildDied, policy.Period{Years: 6}, policy.Exactly), insteadOf("kc-child-protection")),
	"KC-T8": func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Retention, func(c policy.Class) bool {
			return c.Row == "KC-T8" && c.Bound == policy.Following && len(c.Follows) == 5
		})
	},
	"KC-W3": states("KC-W3", "staff number"),
	"KC-W4": states("KC-W4", "breach register"),
	"KC-W5": states("KC-W5", "genuine need"),
	"KC-P1": namesPurpose("KC-P1", "investigate", "seek-comments", "staff-training", "equality-monitoring"),
	"KC-W6": states("KC-W6", "may delay a service"),
	"KC-W7": states("KC-W7", "contact details"),
	"KC-X1": func(n *policy.Notice) bool {
		t := n.Transfers
		return len(t) == 1 && strings.Contains(t[0].AsCited, "Article 45") && strings.Contains(t[0].Instrument, "paragraph 102") &&
			t[0].Mechanisms[0].Until == disclosure.NewDate(2026, time.February, 4) && strings.Contains(t[0].Mechanisms[1].Citation, "45A")
	},
	"KC-G1":  states("KC-G1", "and why"),
	"KC-G2":  states("KC-G2", "subject access"),
	"KC-G3":  states("KC-G3", "Article 19"),
	"KC-G4":  states("KC-G4", "direct marketing"),
	"KC-G5":  every(states("KC-G5", "section 164A"), states("KC-G5", "section 165"), gives("KC-G5", "0303 123 1113")),
	"KC-G6":  states("KC-G6", "Depending on the lawful basis"),
	"KC-G7":  states("KC-G7", "Depending on the lawful basis"),
	"KC-G8":  states("KC-G8", "decides nothing by machine"),
	"KC-G9":  states("KC-G9", "until it is decided"),
	"KC-G10": states("KC-G10", "stop certain uses"),
	"KC-G11": every(states("KC-G11", "two contacts"), gives("KC-G11", "data.protection@kent.gov.uk", "dpo@kent.gov.uk")),
}

// The whole answer to some disclosures of Kent's.
func TestKentFeedback(t *testing.T) {
	for name, c := range map[string]struct {
		example string
		change  func(*disclosure.Disclosure)
		facts   []disclosure.Fact
		want    []string
	}{
		"a highways contractor":          {kentHighways, nil, nil, nil},
		"the council's own department":   {kentInside, nil, nil, nil},
		"a production order":             {kentPolice, nil, nil, nil},
		"a professional with a child":    {kentChild, nil, nil, nil},
		"a health visitor in the NHS":    {kentChild, to("nhs", "trust", "Example NHS Trust"), nil, nil},
		"the child":                      {kentChild, both(to("data-subject", "complaint-response", ""), purpose("Answer a complaint"), only(nil)), nil, nil},
		"the ombudsman, about a child":   {kentChild, both(to("ombudsman", "lgsco", "The ombudsman"), purpose("Ombudsman investigation"), only(map[string]any{"ombudsmanCaseRef": "1", "investigationRequestDate": "2026-11-01"})), nil, nil},
		"an advocate on the register":    {kentInside, both(toAdvocate, drop("authorityToAct")), []disclosure.Fact{askedToAct("EXAMPLE advocacy", disclosure.Fact{})}, nil},
		"a Member on the register":       {kentInside, both(toMP, only(map[string]any{"communicationRef": "JS/14"})), []disclosure.Fact{askedToAct("Office of J. Sample MP", disclosure.Fact{})}, nil},
		"a Member within 30 days":        {kentInside, both(toMP, give("inOfficeOnDate", false), give("pollingDay", "2026-10-10")), nil, nil},
		"authority that ends on the day": {kentInside, both(toAdvocate, give("authorityExpiry", "2026-11-09")), nil, nil},
		"a contract on the register":     {kentHighways, drop("outsourcedOrCommissioned"), []disclosure.Fact{kentContract(disclosure.Fact{Outsourced: true})}, nil},
		"a contract that had ended": {kentHighways, drop("outsourcedOrCommissioned"), []disclosure.Fact{kentContract(disclosure.Fact{Outsourced: true, Until: lastWeek.Until})}, []string{
			"refuse KC-R3b /evidence/outsourcedOrCommissioned", "refuse KC-R15 /evidence/outsourcedOrCommissioned", "flag ukgdpr-28 /evidence/contractRef",
		}},
		"About You answers to the processor":     {kentInside, both(toSystem, aboutYou("carer-status"), addData("name")), nil, nil},
		"About You answers under a court order":  {kentInside, both(toCourt, aboutYou("carer-status"), addData("name")), nil, nil},
		"About You answers to the person":        {kentInside, both(to("data-subject", "subject-access", ""), purpose("Answer an enquiry"), aboutYou("carer-status"), addData("name")), nil, nil},
		"a disability told in the complaint":     {kentInside, both(addData("disability"), from("Letter of complaint"), conditions("dpa18-sch1-para6"), apd, give("substantialPublicInterestReason", "Care Act 2014")), nil, nil},
		"a breach told under its reference":      {kentInside, both(to("data-subject", "breach-notice", ""), purpose("Tell of a data breach"), give("breachReference", "BR-1")), nil, nil},
		"a board for adults that may require it": {kentInside, both(to("social-services", "adult-safeguarding", "Example Safeguarding Adults Board"), purpose("Do what the law requires"), gateway("gw-care14-s42-45"), give("requestReceived", "The board's letter of 2 November 2026"), bases("ukgdpr-6-1-c")), nil, nil},
		"an ombudsman that can require it":       {kentInside, both(to("ombudsman", "housing-ombudsman", "An ombudsman"), give("ombudsmanCaseRef", "HOS-1"), give("investigationRequestDate", "2026-11-02"), gateway("gw-ha96-s51")), nil, nil},
		"a bank that a statute obliges it to":    {kentInside, both(to("other-organisation", "", "Example Bank"), give("provisionIsMandatory", true), give("provision", "Example Act 2001 section 3")), nil, nil},
		"a councillor, said to be obliged to":    {kentInside, both(to("elected-representative", "councillor-casework", "Councillor S. Sample"), give("provisionIsMandatory", true), give("provision", "Example Act 2001 section 3")), nil, []string{"flag XX-10 /recipient", "flag ukgdpr-5-2 /evidence/communicationRef", "flag ukgdpr-5-2 /evidence/requestByIndividualEvidence"}},
		"a landlord whom a court order names":    {kentInside, both(toCourt, gateway("gw-court"), to("partner-organisation", "housing-association", "Example Homes")), nil, nil},
		"a landlord under an order half told":    {kentInside, both(toCourt, gateway("gw-court"), drop("orderScope"), to("partner-organisation", "housing-association", "Example Homes")), nil, []string{"flag KC-R10 /evidence/orderScope"}},
		"another ombudsman":                      {kentInside, both(to("ombudsman", "phso", "An ombudsman"), give("ombudsmanCaseRef", "P-1")), nil, []string{"flag XX-10 /recipient"}},
		"a councillor":                           {kentInside, both(to("elected-representative", "councillor-casework", "Councillor S. Sample"), give("communicationRef", "E-mail of 3 November"), give("requestByIndividualEvidence", "By telephone on 2 November")), nil, []string{"flag XX-10 /recipient"}},
		"before the notice":                      {kentInside, on(noon(2022, time.March, 20)), nil, []string{"refuse XX-13 /disclosedAt"}},
		"sent to the wrong place": {kentHighways, func(d *disclosure.Disclosure) {
			d.Departure = &disclosure.Departure{Reason: "Wrong envelope", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(recordedAt)}
		}, nil, []string{"departure KC-W4 /departure"}},
		"a refusal to the police": {kentPolice, both(only(map[string]any{"force": "Example Constabulary"}), func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, c.example)
			if c.change != nil {
				c.change(d)
			}
			expect(t, policy.Load().Decide(noticeTests{register: kent}.ask(d, c.facts...)), c.want...)
		})
	}
}

// Where one row speaks of several recipients, or one condition holds for several
// rows, each asks for the same.
func TestKentRowsThatAskTheSame(t *testing.T) {
	first := map[string]policy.NoticeRecipient{}
	for _, r := range policy.Load().Notice(kent, "kent-feedback", disclosure.DateOf(recordedAt)).Recipients {
		row := r.Row
		if strings.HasPrefix(row, "KC-R3") {
			row = "KC-R3"
		}
		if len(r.Requires) == 0 {
			continue // it speaks only where all that it asks is there
		}
		same, seen := first[row]
		if !seen {
			first[row] = r
			continue
		}
		if !reflect.DeepEqual(r.Requires, same.Requires) {
			t.Errorf("%s asks of %q other things than of %q", row, r.Title, same.Title)
		}
	}
}

// The example of the docs is the one that is tested.
func TestKentExampleOfTheDocs(t *testing.T) {
	body, err := os.ReadFile("../../docs/examples/kent-highways.json")
	if err != nil {
		t.Fatal(err)
	}
	d := &disclosure.Disclosure{}
	if err := json.Unmarshal(body, d); err != nil {
		t.Fatal(err)
	}
	expect(t, policy.Load().Decide(noticeTests{register: kent}.ask(d)))
}
