package policy_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

func about(role string, more ...func(*disclosure.Subject)) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		for i := range d.Subjects {
			d.Subjects[i].Role, d.Subjects[i].Roles = role, nil
			for _, change := range more {
				change(&d.Subjects[i])
			}
		}
	}
}

func aChild(p *disclosure.Subject) { yes := true; p.Child = &yes }

func nobody(d *disclosure.Disclosure) {
	d.Subjects = nil
	for i := range d.Data {
		d.Data[i].Subject = ""
	}
}

func unfooted(d *disclosure.Disclosure) {
	d.Justification.LawfulBases, d.Justification.Conditions = nil, nil
	for i := range d.Data {
		d.Data[i].LawfulBases, d.Data[i].Conditions = nil, nil
	}
}

func laterFound(d *disclosure.Disclosure) {
	d.Departure = &disclosure.Departure{Reason: "It went out like that", NoBreachReason: "No breach of security", DiscoveredOn: disclosure.DateOf(recordedAt)}
}

func urgent(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }

func from(source string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Data[len(d.Data)-1].Source = source }
}

// toPerson is a recipient with the name of somebody there.
func toPerson(category, kind, organisation, person string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		to(category, kind, organisation)(d)
		d.Recipient.Person = person
	}
}

// Each row is one of a kind, judged by a rule that holds for all of it, under whichever
// notice.
func TestEachOfAKindIsJudgedAsTheKind(t *testing.T) {
	const northKesteven = disclosure.Register("E07000139")
	figures := func(categories ...string) func(*disclosure.Disclosure) {
		return both(nobody, unfooted, onlyData(categories...), to("public", "statistics-report", ""), only(map[string]any{"anonymised": true, "anonymisedHow": "Totals of ten or more"}))
	}
	byContract := func(category, kind, organisation string) func(*disclosure.Disclosure) {
		return both(to(category, kind, organisation), give("roleDecision", "processor"), give("contractRef", "C-1"), give("processorTermsArt28OrSharingAgreement", "Schedule 4"))
	}
	byLaw := func(kind, person string) func(*disclosure.Disclosure) {
		return both(toPerson("advocate-representative", kind, "", person), only(map[string]any{"legalPower": "Children Act 1989 section 26A", "incapacityNote": "Nine years old"}))
	}
	inquest := both(to("court", "coroner", "Example Coroner"), only(map[string]any{"courtName": "Example Coroner", "caseNumber": "INQ-1", "noticeNumber": "S5/12", "legalPower": "Coroners and Justice Act 2009 Schedule 5 paragraph 1"}))
	member := both(toPerson("elected-representative", "mp", "House of Commons", "A. Sample"), only(map[string]any{
		"capacity": "constituent-casework", "communicationRef": "AS/9 of 5 November 2026", "requestByIndividualEvidence": "Signed form of 3 November 2026", "inOfficeOnDate": true,
	}))
	toFraudInitiative := both(to("statutory-access-holder", "national-fraud-initiative", ""), only(map[string]any{"requestReceived": "Data specification of 2026"}), gateway("gw-laaa14"), bases("ukgdpr-6-1-c"))
	needToKnow := both(toPerson("elected-representative", "councillor-casework", "", "S. Sample"), conditions("dpa18-sch1-para24"), apd, addData("health"), only(map[string]any{
		"capacity": "committee-or-ward-need-to-know", "communicationRef": "E-mail of 5 November 2026", "requestByIndividualEvidence": "By telephone on 4 November 2026",
	}))
	putOff := func(to disclosure.Date) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: to}
		}
	}
	signedBy := func(name string) []disclosure.Fact { return []disclosure.Fact{agreement("2026", name)} }
	equality := both(unfooted, bases("ukgdpr-6-1-e"), onlyData("name"))

	for name, c := range map[string]struct {
		register disclosure.Register
		example  string
		change   func(*disclosure.Disclosure)
		facts    []disclosure.Fact
		want     []string
	}{
		// Schedule 9 to the Local Audit and Accountability Act 2014 is the fraud initiative's.
		"data matching, Kent":                     {kent, kentInside, toFraudInitiative, nil, nil},
		"data matching, North Kesteven":           {northKesteven, "north-kesteven-contractor", toFraudInitiative, nil, nil},
		"data matching, Maidstone":                {maidstone, maidstoneAbroad, toFraudInitiative, nil, []string{"flag MS-R1 /recipient", "flag XX-10 /justification/lawfulBases/0", "flag MS-R2 /evidence/consentRecordId", "flag MS-D3 /evidence/stage1CaseRef"}},
		"data matching that nobody asked for":     {kent, kentInside, both(toFraudInitiative, drop("requestReceived")), nil, []string{"refuse KC-R9 /evidence/legalPower", "flag gw-laaa14 /evidence/requestReceived"}},
		"the police, under the auditor's law":     {kent, kentPolice, gateway("gw-laaa14"), nil, []string{"flag gw-laaa14 /justification/gateway", "flag gw-laaa14 /evidence/requestReceived"}},
		"an unlawful act, told to the government": {dartford, "dartford-lgsco", both(toFraudInitiative, onlyData("criminal-allegation"), conditions("dpa18-sch1-para10"), give("unlawfulActDescription", "Two tenancies"), give("whyConsentWouldPrejudice", "Tipping off"), give("substantialPublicInterestReason", "Public money")), nil, []string{"flag XX-10 /recipient", "flag XX-10 /justification/lawfulBases/0"}},

		// A child's data stays with the child: who is no third party is nobody else.
		"a child's letter, sent by a mailing house":      {kent, kentInside, both(about("complainant", aChild), byContract("contractor", "mailing-house", "Example Print Ltd")), nil, nil},
		"a child's call, interpreted":                    {kent, kentInside, both(about("complainant", aChild), byContract("contractor", "interpreter", "Example Languages Ltd")), nil, nil},
		"a child's call, interpreted without terms":      {kent, kentInside, both(about("complainant", aChild), byContract("contractor", "interpreter", "Example Languages Ltd"), drop("processorTermsArt28OrSharingAgreement")), nil, []string{"refuse KC-B8 /evidence/confidenceOverrideReason", "flag ukgdpr-28 /evidence/processorTermsArt28OrSharingAgreement"}},
		"a child's case, with the council's own lawyers": {kent, kentInside, both(about("complainant", aChild), byContract("professional-adviser", "own-lawyers", "Example Law LLP")), nil, nil},
		"a child, told to the council's own services":    {kent, kentInside, both(about("complainant", aChild), to("social-services", "childrens-services", "Kent County Council"), give("concernSummary", "None")), nil, nil},
		"a child, told to another council":               {kent, kentInside, both(about("complainant", aChild), to("partner-organisation", "other-council", "Example County Council")), nil, []string{"refuse KC-B8 /evidence/confidenceOverrideReason", "flag XX-10 /recipient"}},
		"a child's advocate under the Children Act":      {kent, kentInside, both(about("complainant", aChild), byLaw("advocate", "A. Sample")), nil, []string{"flag XX-10 /recipient"}},
		"the parent of a child too young to ask":         {kent, kentInside, both(about("complainant", aChild), byLaw("parent", "P. Sample")), nil, []string{"flag XX-10 /recipient"}},
		"a relative without parental responsibility":     {kent, kentInside, both(about("complainant", aChild), byLaw("family-carer", "R. Sample")), nil, []string{"refuse KC-R5 /evidence/authorityToAct", "refuse KC-B8 /evidence/confidenceOverrideReason"}},

		// Figures about nobody are no personal data, and hide nobody.
		"equality figures, Kent":                        {kent, kentInside, both(figures("equalities-monitoring"), purpose("Equality report")), nil, nil},
		"figures of allegations, Maidstone":             {maidstone, maidstoneAbroad, both(figures("criminal-allegation"), purpose("Statistics")), nil, nil},
		"figures of health, North Kesteven":             {northKesteven, "north-kesteven-contractor", figures("health"), nil, []string{"flag XX-10 /recipient"}},
		"figures with names, in an emergency, Dartford": {dartford, "dartford-lgsco", both(figures("name"), urgent), nil, []string{"refuse ukgdpr-5-2 /data/0/category", "flag DC-W2 /data", "flag XX-14 /urgency"}},
		"figures with names, in an emergency, Kent":     {kent, kentInside, both(figures("name"), purpose("Equality report"), urgent), nil, []string{"refuse ukgdpr-5-2 /data/0/category", "flag KC-W2 /data", "flag KC-W2 /data", "flag XX-14 /urgency"}},
		"figures with names, found out later":           {dartford, "dartford-lgsco", both(figures("name"), laterFound), nil, []string{"departure DC-W2 /data", "departure ukgdpr-5-2 /data/0/category"}},
		"health of somebody, called figures": {kent, kentInside, both(figures("health"), purpose("Equality report"), func(d *disclosure.Disclosure) {
			d.Subjects = []disclosure.Subject{{Reference: kentPerson, Role: "complainant"}}
		}), nil, []string{"refuse ukgdpr-6 /justification/lawfulBases", "refuse KC-B2 /data/0/category", "flag KC-B2 /justification/conditions"}},

		// Who has died has no data in law and consents to nothing; what they objected to, the Data Protection Officer sees.
		"an inquest, Kent":                         {kent, kentInside, both(about("deceased"), unfooted, inquest, addData("health")), nil, []string{"flag KC-R8 /evidence/provisionIsMandatory"}},
		"an inquest into somebody alive":           {kent, kentInside, inquest, nil, []string{"flag KC-R8 /evidence/provisionIsMandatory"}},
		"a coroner's order":                        {kent, kentInside, both(inquest, give("orderNumber", "O-1")), nil, []string{"refuse KC-R10 /evidence/orderDate", "refuse KC-R10 /evidence/orderScope"}},
		"a county court that nothing is cited for": {kent, kentInside, both(to("court", "civil-county", "Example County Court"), only(map[string]any{"courtName": "Example County Court", "caseNumber": "C-1", "legalPower": "Civil Procedure Rules"})), nil, []string{"refuse KC-R10 /evidence/orderNumber", "refuse KC-R10 /evidence/orderDate", "refuse KC-R10 /evidence/orderScope"}},
		"an inquest, Maidstone":                    {maidstone, maidstoneAbroad, both(about("deceased"), unfooted, inquest, addData("health"), give("confidenceOverrideReason", "The inquest")), nil, []string{"flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"who has died and somebody alive, Maidstone": {maidstone, maidstoneAbroad, func(d *disclosure.Disclosure) {
			both(only(nil), about("third-party"), to("nhs", "gp", "Example Surgery"))(d)
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "MBC-P-2", Role: "deceased"})
		}, []disclosure.Fact{agreedTo("Example Surgery")}, []string{"flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"objected before dying":              {dartford, "dartford-lgsco", about("deceased"), []disclosure.Fact{objection("DBC-P-204417", disclosure.Date{})}, []string{"flag DC-G1 /subjects/0"}},
		"restricted before dying, Maidstone": {maidstone, maidstoneAbroad, about("deceased"), []disclosure.Fact{knownOf(complainant, disclosure.FactRestriction, disclosure.Fact{Reason: "Accuracy"})}, []string{"refuse MS-G5 /evidence/restrictionException", "flag MS-G5 /subjects/0", "flag MS-R1 /recipient"}},

		// A Member whom the person asked acts for them, as their solicitor does.
		"a Member, by the register":                   {maidstone, maidstoneAbroad, member, []disclosure.Fact{knownOf(complainant, disclosure.FactRepresentation, disclosure.Fact{Recipient: "A. Sample", Capacity: "constituent-casework"})}, []string{"flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"a Member, by a signed authority":             {maidstone, maidstoneAbroad, both(member, give("authorityToAct", "Signed on 3 November 2026")), nil, []string{"flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"a Member, by word alone":                     {maidstone, maidstoneAbroad, member, nil, []string{"refuse MS-R2 /evidence/consentRecordId", "flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"a Member whose authority had ended":          {maidstone, maidstoneAbroad, both(member, give("authorityToAct", "Signed on 3 November 2026"), give("authorityExpiry", "2026-11-04")), nil, []string{"refuse MS-R2 /evidence/consentRecordId", "flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"a member of a committee":                     {maidstone, maidstoneAbroad, both(member, give("authorityToAct", "Signed on 3 November 2026"), give("capacity", "committee-or-ward-need-to-know")), nil, []string{"refuse MS-R2 /evidence/consentRecordId", "flag MS-R1 /recipient", "flag MS-D3 /evidence/stage1CaseRef"}},
		"a member who needs to know, by paragraph 24": {dartford, "dartford-councillor", needToKnow, nil, []string{"refuse dpa18-sch1-para24 /evidence/capacity", "refuse DC-R6 /evidence/capacity"}},
		"the same, found out later":                   {dartford, "dartford-councillor", both(needToKnow, laterFound), nil, []string{"departure dpa18-sch1-para24 /evidence/capacity", "departure DC-R6 /evidence/capacity"}},

		// What was answered for equality goes by many words.
		"the About You section":                      {kent, kentInside, both(equality, addData("carer-status"), from("the ‘About You’ section of the form")), nil, []string{"refuse KC-W1 /data", "flag KC-R16 /evidence/identifiersReason"}},
		"an equalities form":                         {kent, kentInside, both(equality, addData("carer-status"), from("Equalities form")), nil, []string{"refuse KC-W1 /data", "flag KC-R16 /evidence/identifiersReason"}},
		"the Equality and Human Rights Commission":   {kent, kentInside, both(equality, addData("feedback"), from("Equality and Human Rights Commission")), nil, []string{"flag KC-R16 /evidence/identifiersReason"}},
		"a carer, and no word of where it came from": {kent, kentInside, both(equality, addData("carer-status")), nil, []string{"flag KC-R16 /evidence/identifiersReason", "flag KC-W1 /data"}},
		"a carer, by the letter of complaint":        {kent, kentInside, both(equality, addData("carer-status"), from("Letter of complaint")), nil, []string{"flag KC-R16 /evidence/identifiersReason"}},
		"a carer, not known from where":              {kent, kentInside, both(equality, addData("carer-status"), from("n/a")), nil, []string{"flag KC-R16 /evidence/identifiersReason", "flag KC-W1 /data"}},

		// Purposes, days, countries and names.
		"safeguarding an adult":                    {kent, kentInside, both(to("nhs", "trust", "Example Trust"), purpose("Safeguarding an adult"), give("concernSummary", "A fall")), nil, []string{"refuse KC-R2 /evidence/jointHandling", "flag XX-10 /purpose"}},
		"safeguarding a child of an adult":         {kent, kentInside, both(to("nhs", "trust", "Example Trust"), purpose("Safeguarding a child of an adult at risk"), give("concernSummary", "A fall")), nil, []string{"refuse KC-R12 /evidence/consentSought", "refuse KC-R12 /evidence/consentSoughtReason", "refuse KC-R12 /evidence/minimumDataStatement"}},
		"put off for six years":                    {dartford, "dartford-lgsco", putOff(disclosure.NewDate(2032, time.November, 1)), nil, []string{"flag DC-B7 /tellSubject/on"}},
		"put off for a year":                       {dartford, "dartford-lgsco", putOff(disclosure.NewDate(2027, time.November, 1)), nil, nil},
		"to London":                                {maidstone, maidstoneInside, abroad("London, GBR", "", ""), nil, nil},
		"to London in Canada":                      {maidstone, maidstoneInside, abroad("London, Ontario", "", ""), nil, []string{"refuse ukgdpr-chapter-5 /transfer/mechanism"}},
		"to nowhere":                               {maidstone, maidstoneInside, abroad("n/a", "", ""), nil, nil},
		"to nowhere, on a mechanism":               {northKesteven, "north-kesteven-contractor", abroad("n/a", "Transfer agreement of 2026", ""), nil, []string{"refuse NK-X1 /transfer/country", "flag ukgdpr-chapter-5 /transfer/mechanism"}},
		"to a country that is not known":           {maidstone, maidstoneInside, abroad("not known", "", ""), nil, []string{"refuse ukgdpr-chapter-5 /transfer/mechanism"}},
		"to Eire and Holland":                      {northKesteven, "north-kesteven-contractor", abroad("Eire and Holland", "Adequacy", ""), nil, nil},
		"to Germany and Turkey":                    {northKesteven, "north-kesteven-contractor", abroad("Germany and Turkey", "Adequacy", ""), nil, []string{"refuse NK-X1 /transfer/country", "flag ukgdpr-chapter-5 /transfer/country"}},
		"an agreement signed under the legal name": {dartford, "dartford-lgsco", both(underAgreement, to("partner-organisation", "housing-association", "Example Homes"), give("whyNoCategoryFits", "It is the landlord")), signedBy("The Example Homes Ltd."), []string{"flag DC-R9 /recipient/category"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, c.example)
			c.change(d)
			expect(t, policy.Load().Decide(noticeTests{register: c.register}.ask(d, c.facts...)), c.want...)
		})
	}
}
