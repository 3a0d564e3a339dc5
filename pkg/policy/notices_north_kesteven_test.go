package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

const (
	northKesteven = disclosure.Register("E07000139")
	nkTeam        = "north-kesteven-handling-team"
	nkContractor  = "north-kesteven-contractor"
	nkPolice      = "north-kesteven-police"
	nkPerson      = "NK-P-70021"
)

// enquiry makes the matter an enquiry, of which no complaint data is part.
func enquiry(d *disclosure.Disclosure) {
	d.Intake.RecordKind = "enquiry"
	d.Purpose = "Answer an enquiry about council tax"
	d.Data = []disclosure.DataItem{{Category: "contact-reason", Description: "Why the person called", Source: "call"}}
}

// legally makes the recipient one that a provision gives a right of access.
var legally = both(to("statutory-access-holder", "external-auditor", "Example Audit LLP"),
	give("provision", "Local Audit and Accountability Act 2014 section 22"), purpose("Answer the auditor under a legal duty"))

var partner = both(to("partner-organisation", "voluntary-sector", "Example Advice Centre"),
	give("proportionalityNote", "Only the dates went, and no name"), give("transmissionMethod", "Encrypted e-mail"))

var outweighing = both(to("other-organisation", "", "Example Bank"),
	give("balancingReason", "One date against the loss of an elderly person's savings"), give("seniorAuthoriser", "Chief Executive"))

// onConsent rests the disclosure on consent of which the register knows.
func onConsent(change func(*disclosure.Fact)) []disclosure.Fact {
	f := knownOf(nkPerson, disclosure.FactConsent, disclosure.Fact{Recipient: "North Kesteven District Council"})
	if change != nil {
		change(&f)
	}
	return []disclosure.Fact{f}
}

func untilTheDayBefore(f *disclosure.Fact) { f.Until = disclosure.NewDate(2026, time.November, 8) }

func contactOnly(d *disclosure.Disclosure) { d.Data = d.Data[:2] }

var health = both(addData("health"), conditions("ukgdpr-9-2-a"), give("explicitConsentRecord", "Consent form of 6 November 2026"))

var northKestevenRows = map[string]row{
	"NK-R1": {met: nkTeam, mend: both(enquiry, to("service-department", "other-department", "Revenues"), drop("consentRecordId")), breaks: []breach{
		{"department not named", both(drop("department"), to("service-department", "other-department", "")), nil, "refuse NK-R1 /evidence/department"},
		{"not said whether it is the handling team", to("service-department", "", "Revenues"), nil, "refuse NK-R1 /recipient/kind"},
	}},
	"NK-R2": {met: nkTeam, breaks: []breach{
		{"a complaint passed to another team", to("service-department", "other-department", "Leisure"), nil, "refuse NK-R2 /recipient/kind"},
		{"a compliment passed to trainers", both(enquiry, to("service-department", "trainer-kcc-staff", "Training"), func(d *disclosure.Disclosure) { d.Intake.RecordKind = "compliment" }), nil, "refuse NK-R2 /recipient/kind"},
		{"what a complaint is about, in an enquiry's file", both(enquiry, addData("complaint-nature"), to("service-department", "other-department", "Leisure")), nil, "refuse NK-R2 /recipient/kind"},
		{"team not named", both(drop("department"), to("service-department", "handling-team", "")), nil, "refuse NK-R2 /evidence/department"},
	}},
	"NK-R3": {met: nkContractor, mend: both(to("ombudsman", "lgsco", "The ombudsman"), give("ombudsmanCaseRef", "24 000 000"), give("complainantComplainedToIt", false)), breaks: []breach{
		{"no case reference", drop("ombudsmanCaseRef"), nil, "refuse NK-R3 /evidence/ombudsmanCaseRef"},
		{"required under section 29 without a reference", both(drop("ombudsmanCaseRef"), give("investigationRequestDate", "2026-11-02"), gateway("gw-lga74-s29")), nil, "flag NK-R3 /evidence/ombudsmanCaseRef"},
	}},
	"NK-R4": {met: nkContractor, mend: both(drop("contractRef"), give("relationshipRef", "Supports the person weekly since 2025")), breaks: []breach{
		{"neither contract nor work with the person", drop("relationshipRef"), nil, "refuse NK-R4 /evidence/contractRef"},
		{"outside lawyers without a contract", both(drop("relationshipRef"), to("court", "own-external-solicitor", "Example LLP")), nil, "refuse NK-R4 /evidence/contractRef"},
		{"a surgery not said to work with the person", both(drop("relationshipRef"), to("nhs", "gp", "Example Surgery")), nil, "flag XX-10 /recipient"},
	}},
	"NK-R5": {met: nkContractor, mend: partner, breaks: []breach{
		{"not said why it was proportionate", drop("proportionalityNote"), nil, "refuse NK-R5 /evidence/proportionalityNote"},
		{"not said how it was sent", both(drop("transmissionMethod"), func(d *disclosure.Disclosure) { d.Method = nil }), nil, "refuse NK-R5 /evidence/transmissionMethod"},
	}},
	"NK-R6": {met: nkContractor, mend: legally, breaks: []breach{
		{"no provision", drop("provision"), nil, "refuse NK-R6 /evidence/legalPower"},
		{"a provision that only permits", give("provisionIsMandatory", false), nil, "refuse NK-R6 /evidence/provisionIsMandatory"},
		{"a court under a provision that only permits", both(to("court", "civil-county", "County Court"), give("provisionIsMandatory", false)), nil, "refuse NK-R6 /evidence/provisionIsMandatory"},
		{"a court without an order", both(drop("provision"), to("court", "civil-county", "County Court")), nil, "refuse NK-R6 /evidence/legalPower"},
		{"a surgery under a power that only permits", both(to("nhs", "gp", "Example Surgery"), give("provisionIsMandatory", false)), nil, "flag XX-10 /recipient"},
	}},
	"NK-R7": {met: nkContractor, mend: outweighing, breaks: []breach{
		{"privacy not weighed", drop("balancingReason"), nil, "refuse NK-R7 /evidence/balancingReason"},
		{"nobody senior authorised it", drop("seniorAuthoriser"), nil, "refuse NK-R7 /evidence/seniorAuthoriser"},
		{"organisation not named", to("other-organisation", "", ""), nil, "refuse ukgdpr-5-2 /recipient/organisation"},
		{"a surgery, nobody senior having authorised it", both(to("nhs", "gp", "Example Surgery"), drop("seniorAuthoriser")), nil, "flag XX-10 /recipient"},
	}},
	"NK-R8": {met: nkPolice, breaks: []breach{
		{"no request form", drop("requestFormReceived"), nil, "refuse NK-R8 /evidence/requestFormReceived"},
		{"not said which officer", drop("officerNameRankNumber"), nil, "refuse NK-R8 /evidence/officerNameRankNumber"},
		{"not said what was asked for", drop("specificDataRequested"), nil, "refuse NK-R8 /evidence/specificDataRequested"},
		{"force not named", both(drop("force"), to("police", "police-force", "")), nil, "refuse ukgdpr-5-2 /recipient/organisation"},
		{"no offence", drop("offenceOrPurpose"), nil, "refuse NK-R8 /evidence/offenceOrPurpose"},
		{"privacy not weighed", drop("balancingReason"), nil, "refuse NK-R8 /evidence/balancingReason"},
		{"nobody senior authorised it", drop("seniorAuthoriser"), nil, "refuse NK-R8 /evidence/seniorAuthoriser"},
		{"privacy not weighed in a report of the council's own", both(to("police", "council-initiated-report", "Example Constabulary"), drop("balancingReason")), nil, "refuse NK-R8 /evidence/balancingReason"},
	}},
	"NK-R9": {met: nkContractor, mend: purpose("Remedial action by the contractor"), breaks: []breach{
		{"feedback about another service", give("feedbackRelatesToThatService", false), nil, "refuse NK-R9 /evidence/feedbackRelatesToThatService"},
		{"no contract", drop("contractRef"), nil, "refuse NK-R9 /evidence/contractRef"},
	}},
	"NK-R10": {met: nkTeam, breaks: []breach{
		{"data sent where the person was only to be directed", both(to("other-public-body", "support-service", "Example Debt Advice"), purpose("Signposting")), nil, "flag NK-R10 /purpose"},
	}},
	"NK-B1": {met: nkTeam, mend: drop("consentRecordId"), facts: onConsent(nil), breaks: []breach{
		{"no record of consent", unchanged, nil, "refuse NK-B1 /evidence/consentRecordId"},
		{"consent taken back the day before", contactOnly, onConsent(untilTheDayBefore), "refuse NK-B1 /subjects/0"},
		{"consent taken back, by the evidence", both(give("consentRecordId", "C-1"), give("withdrawalDate", "2026-11-09")), nil, "refuse NK-B1 /evidence/withdrawalDate"},
		{"consent taken back, and another basis given", func(d *disclosure.Disclosure) {
			for i := range d.Data {
				d.Data[i].LawfulBases = []string{"ukgdpr-6-1-a", "ukgdpr-6-1-e"}
			}
		}, onConsent(untilTheDayBefore), "flag NK-B1 /subjects/0"},
	}},
	"NK-B2": {met: nkContractor, breaks: []breach{
		{"no basis at all", func(d *disclosure.Disclosure) { d.Justification.LawfulBases = nil }, nil, "refuse NK-B2 /justification/lawfulBases"},
	}},
	"NK-B3": {met: nkTeam, mend: health, breaks: []breach{
		{"health without a condition", conditions(), nil, "refuse NK-B3 /data/3/category"},
		{"ordinary consent for health data", drop("explicitConsentRecord"), nil, "refuse NK-B3 /evidence/explicitConsentRecord"},
		{"consent on the register that was not explicit", unchanged, onConsent(nil), "refuse NK-B3 /subjects/0"},
		{"explicit consent taken back", unchanged, onConsent(func(f *disclosure.Fact) { f.Explicit = true; untilTheDayBefore(f) }), "refuse NK-B3 /subjects/0"},
		{"substantial public interest without a paragraph", conditions("ukgdpr-9-2-g"), nil, "refuse NK-B3 /data/3/category"},
	}},
	"NK-B4": {met: nkTeam, breaks: []breach{
		{"the complaint itself resting on consent alone", func(d *disclosure.Disclosure) { d.Data[2].LawfulBases = []string{"ukgdpr-6-1-a"} }, nil, "flag NK-B4 /justification/lawfulBases"},
		{"one item without a basis", func(d *disclosure.Disclosure) { d.Data[0].LawfulBases = []string{"ukgdpr-annex1-crime"} }, nil, "refuse NK-B2 /data/0/lawfulBases"},
	}},
	"NK-D11": {met: nkTeam, mend: func(d *disclosure.Disclosure) { d.Reason = "Call 01529 414155, or ask for order 4111111111111112" }, breaks: []breach{
		{"a card's number in the reason", func(d *disclosure.Disclosure) { d.Reason = "Paid with 4111 1111 1111 1111" }, nil, "malformed NK-D11 /reason"},
		{"a card's number in the evidence", give("officerRole", "5555-5555-5555-4444"), nil, "malformed NK-D11 /evidence/officerRole"},
		{"a card's number in a data item", func(d *disclosure.Disclosure) { d.Data[2].Description = "Card 378282246310005, two payments" }, nil, "malformed NK-D11 /data/2/description"},
		{"a card's number in a refusal to share", func(d *disclosure.Disclosure) {
			d.Decision, d.Reason = disclosure.RefusedToShare, "4111111111111111"
		}, nil, "malformed NK-D11 /reason"},
	}},
	"NK-D12": {met: nkTeam, mend: func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: "other-department-information", Description: "Bin order", Source: "Waste"})
	}, breaks: []breach{
		{"not said which department it came from", func(d *disclosure.Disclosure) { d.Data[3].Source = "" }, nil, "flag NK-D12 /data"},
	}},
	"NK-W2": {met: nkPolice, breaks: []breach{
		{"a recording put to another use", drop("callRecordingUse"), nil, "flag NK-W2 /evidence/callRecordingUse"},
	}},
	"NK-W3": {met: nkContractor, breaks: []breach{
		{"no protocol", drop("protocolRef"), nil, "flag NK-W3 /evidence/protocolRef"},
		{"a contract on the register without one", drop("protocolRef"), nkContract(nil), "flag NK-W3 /evidence/protocolRef"},
		{"a contract that had ended", unchanged, nkContract(func(f *disclosure.Fact) { untilTheDayBefore(f) }), "flag NK-W3 /evidence/contractRef"},
	}},
	"NK-X1": {met: nkContractor, mend: func(d *disclosure.Disclosure) {
		d.Transfer = &disclosure.Transfer{Country: "ireland", Mechanism: "Adequacy regulations"}
	}, breaks: []breach{
		{"outside the European Economic Area", func(d *disclosure.Disclosure) { d.Transfer.Country = "United States" }, nil, "refuse NK-X1 /transfer/country"},
		{"Switzerland, which is not in it", func(d *disclosure.Disclosure) { d.Transfer.Country = "Switzerland" }, nil, "refuse NK-X1 /transfer/country"},
		{"abroad under an order", both(func(d *disclosure.Disclosure) { d.Transfer.Country = "Canada" }, gateway("gw-court"), give("orderNumber", "K1")), nil, "flag NK-X1 /transfer/country"},
	}},
	"NK-X2": {met: nkContractor, breaks: []breach{
		{"sale", purpose("Sale of data"), nil, "refuse NK-X2 /purpose"},
	}},
	"NK-X3": {met: nkContractor, breaks: []breach{
		{"marketing", purpose("Direct marketing"), nil, "refuse NK-X3 /purpose"},
	}},
	"NK-P1": {met: nkContractor, breaks: []breach{
		{"a purpose the notice does not name", purpose("Recruitment"), nil, "flag XX-10 /purpose"},
	}},
	"NK-G4": {met: nkContractor, breaks: []breach{
		{"restricted data shared", unchanged, []disclosure.Fact{knownOf(nkPerson, disclosure.FactRestriction, disclosure.Fact{})}, "flag NK-G4 /subjects/0"},
	}},
}

func nkContract(change func(*disclosure.Fact)) []disclosure.Fact {
	f := disclosure.Fact{
		Kind: disclosure.FactContract, About: disclosure.FactKey{Dimension: disclosure.FactsOfContract, Reference: "NK-WC-2023-04"},
		From: disclosure.NewDate(2023, time.April, 1), Service: "Household waste collection", Outsourced: true,
	}
	if change != nil {
		change(&f)
	}
	return []disclosure.Fact{f}
}

var northKestevenShown = map[string]func(*policy.Notice) bool{
	"NK-R7":  states("NK-R7", "rare"),
	"NK-R10": states("NK-R10", "No data is sent"),
	"NK-B4":  states("NK-B4", "given for each"),
	"NK-D1":  selectable("name"),
	"NK-D2":  selectable("address", "email", "telephone"),
	"NK-D3":  selectable("contact-reason"),
	"NK-D4":  selectable("call-recording"),
	"NK-D5":  selectable("visual-image"),
	"NK-D6":  selectable("sound-recording"),
	"NK-D7":  selectable("financial-circumstances"),
	"NK-D8":  selectable("health", "special-category-other"),
	"NK-D9":  selectable("other-department-information"),
	"NK-D10": selectable("complaint-nature", "feedback"),
	"NK-D11": states("NK-D11", "nothing that looks like a card's number"),
	"NK-D12": func(n *policy.Notice) bool {
		return slices.Equal(n.Channels, []string{"telephone", "email", "online-form", "in-person", "social-media"}) && states("NK-D12", "other departments")(n)
	},
	"NK-T1": func(n *policy.Notice) bool {
		return class("NK-T1", policy.RecordCreated, policy.Period{Years: 2}, policy.Exactly)(n) && strings.Contains(n.Retention[0].Assumption, "does not say when")
	},
	"NK-T2": class("NK-T2", policy.FileClosed, policy.Period{Years: 7}, policy.Exactly),
	"NK-W1": states("NK-W1", "complaint, comment and compliment"),
	"NK-W2": states("NK-W2", "training, quality"),
	"NK-W4": states("NK-W4", "may not be possible"),
	"NK-W5": states("NK-W5", "only when it is closed"),
	"NK-P1": func(n *policy.Notice) bool {
		named := 0
		for _, p := range n.Purposes {
			if p.Row == "NK-P1" {
				named++
			}
		}
		return named == 7
	},
	"NK-G1": both2(states("NK-G1", "see what is held"), turnTo("NK-G1", "dataprotection@n-kesteven.gov.uk")),
	"NK-G2": states("NK-G2", "put right"),
	"NK-G3": states("NK-G3", "deleted"),
	"NK-G4": states("NK-G4", "restricted"),
	"NK-G5": both2(states("NK-G5", "take consent back"), turnTo("NK-G5", "dataprotection@n-kesteven.gov.uk")),
	"NK-G6": both2(states("NK-G6", "164A"), both2(turnTo("NK-G6", "01529 414155"), turnTo("NK-G6", "icocasework@ico.org.uk"))),
}

// both2 is shown when both are.
func both2(a, b func(*policy.Notice) bool) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool { return a(n) && b(n) }
}

// turnTo reports whether the row gives a contact at that place.
func turnTo(row, where string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Contacts, func(c policy.Contact) bool { return c.Row == row && strings.Contains(c.Where, where) })
	}
}

// What the notice accepts for more than one reason is accepted unflagged.
func TestNorthKestevenAccepts(t *testing.T) {
	n := noticeTests{register: northKesteven}
	for name, c := range map[string]struct {
		example string
		change  func(*disclosure.Disclosure)
		facts   []disclosure.Fact
	}{
		"the team handling the complaint":                  {nkTeam, unchanged, nil},
		"the contractor, to verify":                        {nkContractor, unchanged, nil},
		"the contractor, its protocol known with contract": {nkContractor, drop("protocolRef"), nkContract(func(f *disclosure.Fact) { f.Protocol = "Version 2" })},
		"the police, with their form":                      {nkPolice, unchanged, nil},
		"the police, by a report of the council's own": {nkPolice, both(to("police", "council-initiated-report", "Example Constabulary"),
			drop("requestFormReceived"), drop("officerNameRankNumber"), drop("specificDataRequested")), nil},
		"the police, by a warrant that leaves nothing to weigh":                      {nkPolice, both(only(map[string]any{"legalCompulsion": "warrant", "orderNumber": "W/7", "callRecordingUse": "complaint"}), bases("ukgdpr-6-1-c"), give("statutoryProvision", "Police and Criminal Evidence Act 1984 section 8")), nil},
		"an ombudsman, where nobody complained to it":                                {nkContractor, both(to("ombudsman", "lgsco", "The ombudsman"), give("ombudsmanCaseRef", "24 000 000"), give("complainantComplainedToIt", false)), nil},
		"a surgery working with the person":                                          {nkContractor, both(to("nhs", "gp", "Example Surgery"), give("relationshipRef", "The person's own surgery")), nil},
		"a surgery, by a duty":                                                       {nkContractor, both(to("nhs", "gp", "Example Surgery"), gateway("gw-hsca12-s251b"), give("carePurpose", "The person's own treatment")), nil},
		"a surgery, for a reason that outweighs":                                     {nkContractor, both(outweighing, to("nhs", "gp", "Example Surgery")), nil},
		"a bank, for a reason that outweighs":                                        {nkContractor, outweighing, nil},
		"papers for a court in the council's own claim, for a reason that outweighs": {nkContractor, both(outweighing, to("court", "civil-county", "County Court"), give("caseOrProspectiveClaimRef", "Arrears claim of November 2026")), nil},
		"an auditor who may only ask, for a reason that outweighs":                   {nkContractor, both(outweighing, to("statutory-access-holder", "external-auditor", "Example Audit LLP")), nil},
		"the council's outside lawyers":                                              {nkContractor, both(to("court", "own-external-solicitor", "Example LLP"), give("contractRef", "NK-LS-2025-01")), nil},
		"a legal obligation, by its provision":                                       {nkContractor, both(legally, bases("ukgdpr-6-1-c")), nil},
		"a partner":                                                                  {nkContractor, partner, nil},
		"an auditor":                                                                 {nkContractor, legally, nil},
		"within the European Economic Area": {nkContractor, func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "FR", Mechanism: "Adequacy regulations"}
		}, nil},
		"within the European Union, without saying where": {nkContractor, func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "European Union", Mechanism: "Adequacy regulations"}
		}, nil},
		"consent to the council itself reaches its departments": {nkTeam, both(drop("consentRecordId"), drop("consentDate")), onConsent(nil)},
		"explicit consent on the register":                      {nkTeam, both(health, drop("explicitConsentRecord"), drop("consentRecordId")), onConsent(func(f *disclosure.Fact) { f.Explicit = true })},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, c.example)
			c.change(d)
			expect(t, policy.Load().Decide(n.ask(d, c.facts...)))
		})
	}
}

// A task still to be followed up keeps the case open, and nothing runs (NK-W5).
func TestFollowUpKeepsTheClockFromStarting(t *testing.T) {
	open := disclosure.Case{State: disclosure.CaseOpen}
	due, ok := policy.Load().ClockOf("nk-feedback", open, disclosure.NewDate(2040, time.January, 1))
	if !ok || due.Clock != policy.NotStarted {
		t.Errorf("got %v %s, want a clock that has not started", ok, due.Clock)
	}
	open.State, open.Triggers.Closed = disclosure.CaseClosed, disclosure.NewDate(2026, time.November, 9)
	due, _ = policy.Load().ClockOf("nk-feedback", open, disclosure.NewDate(2026, time.November, 10))
	if want := disclosure.NewDate(2033, time.November, 10); due.DueOn != want {
		t.Errorf("got %s, want %s", due.DueOn, want)
	}
}
