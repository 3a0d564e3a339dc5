package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// councilOf returns the council that runs under the disclosure's notice.
func councilOf(t *testing.T, d *disclosure.Disclosure) council {
	t.Helper()
	n := slices.IndexFunc(everyCouncil, func(c council) bool { return c.notice == d.Notice })
	if n < 0 {
		t.Fatalf("nobody runs under %s", d.Notice)
	}
	return everyCouncil[n]
}

// story judges one of the disclosures in testdata/officers, recorded some days after
// it was made.
func story(t *testing.T, name string, change func(*disclosure.Disclosure), facts ...disclosure.Fact) policy.Decision {
	t.Helper()
	d := read(t, "officers/"+name)
	if change != nil {
		change(d)
	}
	q := ask(d, facts...)
	q.Register, q.At = councilOf(t, d).register, noon(2026, time.November, 20)
	return policy.Load().Decide(q)
}

func leftUntold(d *disclosure.Disclosure) {
	d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
	d.Justification.Exemptions = []disclosure.Exemption{{
		ID: "dpa18-sch2-para2", Provisions: []string{"13(1)-(3)", "15(1)-(3)"}, Reason: "Telling would tip off the suspect",
		ReviewBy: disclosure.NewDate(2027, time.February, 1),
	}}
}

func wrong(d *disclosure.Disclosure) {
	d.Departure = &disclosure.Departure{Reason: "It went out like that", NoBreachReason: "No breach of security", DiscoveredOn: disclosure.NewDate(2026, time.November, 13)}
}

// What officers really wrote, and what is right of it. Each stands for a kind, whose
// other members are in the tests below.
func TestWhatOfficersWrote(t *testing.T) {
	told := func(f *disclosure.Fact) {}
	dated := func(year int, month time.Month, day int) disclosure.Date { return disclosure.NewDate(year, month, day) }
	about := func(person string, kind disclosure.FactKind, f disclosure.Fact) disclosure.Fact {
		return knownOf(person, kind, f)
	}
	markerOf := func(person string, change func(*disclosure.Fact)) disclosure.Fact {
		return knownOf(person, disclosure.FactMarker, aMarker(change)[0])
	}
	for name, c := range map[string]struct {
		story  string
		change func(*disclosure.Disclosure)
		facts  []disclosure.Fact
		want   []string
	}{
		// A record names who received the data.
		"a contractor whom nobody named": {"contractor-without-a-name", nil, nil, []string{"refuse ukgdpr-5-2 /recipient/organisation"}},
		"the same, found out later":      {"contractor-without-a-name", wrong, nil, []string{"departure ukgdpr-5-2 /recipient/organisation"}},
		"the same, in an emergency":      {"contractor-without-a-name", func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }, nil, []string{"flag ukgdpr-5-2 /recipient/organisation", "flag XX-14 /urgency"}},
		"a former partner, by name":      {"former-partner-told-by-mistake", nil, nil, []string{"flag DC-R9 /recipient/category"}},

		// A duty that arises on a request needs the request.
		"a gateway picked from a list": {"police-with-a-gateway-and-no-request", nil, nil, []string{
			"flag gw-ca04-s10-11-16h /evidence/requestReceived", "flag KC-R8 /evidence/provisionIsMandatory",
			"flag ukgdpr-5-2 /evidence/requestFormReceived", "flag ukgdpr-5-2 /evidence/officerNameRankNumber", "flag ukgdpr-5-2 /evidence/offenceOrPurpose",
		}},
		"the same, with the safeguarding partner's request": {"police-with-a-gateway-and-no-request", give("requestReceived", "Letter of 9 November 2026, KP/22"), nil, nil},
		"a board that did not ask": {"safeguarding-board-that-did-not-ask", nil, nil, []string{
			"refuse DC-R3 /evidence/concernSummary", "refuse DC-R3 /evidence/whoseWellbeing", "flag gw-care14-s42-45 /evidence/requestReceived",
		}},
		"a board that did": {"safeguarding-board-that-did-not-ask", give("requestReceived", "SAB/7 of 9 November 2026"), nil, []string{
			"flag DC-R3 /evidence/concernSummary", "flag DC-R3 /evidence/whoseWellbeing",
		}},

		// Telling of a marker and telling of a disclosure are two things.
		"a police enquiry the person is not told of, and a marker they know": {"police-enquiry-of-which-the-person-is-not-told", nil, []disclosure.Fact{markerOf("DBC-P-000046", told)}, nil},
		"the same, and a marker they are not to know":                        {"police-enquiry-of-which-the-person-is-not-told", nil, []disclosure.Fact{markerOf("DBC-P-000046", untold)}, []string{"kept DM-W6 /evidence/dpoConsultation"}},

		// What has happened can be recorded.
		"nobody told the constituent":         {"nobody-told-the-constituent", nil, nil, []string{"departure ukgdpr-13-14 /tellSubject/ground"}},
		"nobody told her, and no departure":   {"nobody-told-the-constituent", func(d *disclosure.Disclosure) { d.Departure = nil }, nil, []string{"refuse ukgdpr-13-14 /tellSubject/ground"}},
		"told, and nobody wrote down when":    {"nobody-told-the-constituent", func(d *disclosure.Disclosure) { d.TellSubject.Outcome = disclosure.Told }, nil, []string{"departure ukgdpr-13-14 /tellSubject/on"}},
		"a marker untold without the DPO":     {"marker-told-to-a-visiting-contractor", leftUntold, []disclosure.Fact{markerOf("DBC-P-000045", func(f *disclosure.Fact) { untold(f); f.DPOConsulted = disclosure.Date{} })}, []string{"flag XX-10 /purpose", "kept DM-W6 /evidence/dpoConsultation"}},
		"a marker untold on no ground at all": {"marker-told-to-a-visiting-contractor", leftUntold, []disclosure.Fact{markerOf("DBC-P-000045", func(f *disclosure.Fact) { untold(f); f.Ground = "" })}, []string{"flag XX-10 /purpose", "kept DM-W6 /evidence/dpoConsultation", "kept DM-W6 /subjects"}},

		// Told of what went, of which a marker they are not to know was a part.
		"told of it, and a marker untold without the DPO":     {"marker-told-to-a-visiting-contractor", nil, []disclosure.Fact{markerOf("DBC-P-000045", func(f *disclosure.Fact) { untold(f); f.DPOConsulted = disclosure.Date{} })}, []string{"flag XX-10 /purpose", "kept DM-W6 /evidence/dpoConsultation", "kept DM-W6 /tellSubject/outcome"}},
		"told of it, and a marker untold on no ground at all": {"marker-told-to-a-visiting-contractor", nil, []disclosure.Fact{markerOf("DBC-P-000045", func(f *disclosure.Fact) { untold(f); f.Ground = "" })}, []string{"flag XX-10 /purpose", "kept DM-W6 /subjects", "kept DM-W6 /tellSubject/outcome"}},
		"told of it, and of the marker":                       {"marker-told-to-a-visiting-contractor", nil, []disclosure.Fact{markerOf("DBC-P-000045", told)}, []string{"flag XX-10 /purpose"}},
		"told of it, and no marker known":                     {"marker-told-to-a-visiting-contractor", nil, nil, []string{"flag XX-10 /purpose"}},

		// What a kind of recipient always needs is asked whatever the notice says of it.
		"the police, by telephone": {"police-who-gave-no-request", nil, nil, []string{
			"flag XX-10 /recipient", "flag XX-10 /purpose",
			"flag ukgdpr-5-2 /evidence/requestFormReceived", "flag ukgdpr-5-2 /evidence/officerNameRankNumber", "flag ukgdpr-5-2 /evidence/offenceOrPurpose",
		}},
		"a perfect request": {"police-who-gave-no-request", both(give("requestFormReceived", "Form of 9 November"), give("officerNameRankNumber", "DC A. Sample 123"), give("offenceOrPurpose", "Burglary")), nil, []string{"flag XX-10 /recipient", "flag XX-10 /purpose"}},
		"a Member without the constituent's authority": {"member-without-authority", nil, nil, []string{
			"flag XX-10 /recipient", "flag ukgdpr-5-2 /evidence/communicationRef", "flag ukgdpr-5-2 /evidence/requestByIndividualEvidence",
		}},

		// A processor is no third party.
		"a processor that prints letters":  {"processor-that-prints-letters", nil, nil, nil},
		"the same, without its terms":      {"processor-that-prints-letters", both(drop("processorTermsArt28OrSharingAgreement"), to("contractor", "waste-contractor", "Print Ltd")), nil, []string{"refuse KC-R3b /evidence/feedbackRelatesToThatService", "flag KC-R16 /evidence/identifiersReason"}},
		"a mailing house, terms not given": {"processor-that-prints-letters", both(drop("processorTermsArt28OrSharingAgreement"), to("contractor", "mailing-house", "Print Ltd")), nil, []string{"flag KC-R16 /evidence/identifiersReason", "flag ukgdpr-28 /evidence/processorTermsArt28OrSharingAgreement"}},

		// Unknown is not false.
		"a complainant of fifteen, said to be a child": {"complaint-of-a-fifteen-year-old", func(d *disclosure.Disclosure) { yes := true; d.Subjects[0].Child = &yes }, nil, []string{
			"flag XX-10 /recipient", "refuse KC-B8 /evidence/confidenceOverrideReason", "flag KC-R16 /evidence/identifiersReason",
		}},
		"a complainant of whose age nobody says anything": {"complaint-of-a-fifteen-year-old", nil, nil, []string{"flag XX-10 /recipient", "flag KC-R16 /evidence/identifiersReason"}},
		"a child among several roles": {"complaint-of-a-fifteen-year-old", func(d *disclosure.Disclosure) {
			d.Subjects[0].Role, d.Subjects[0].Roles = "", []string{"complainant", "young-person"}
		}, nil, []string{"flag XX-10 /recipient", "refuse KC-B8 /evidence/confidenceOverrideReason", "flag KC-R16 /evidence/identifiersReason"}},

		// The council is no department, and its departments are no outside body.
		"a department by the council's name":   {"department-called-by-the-councils-name", nil, nil, []string{"refuse DC-R1 /evidence/department"}},
		"the council's name for a department":  {"department-called-by-the-councils-name", give("department", "Dartford Borough Council."), nil, []string{"refuse DC-R1 /evidence/department"}},
		"any department":                       {"department-called-by-the-councils-name", give("department", "another department"), nil, []string{"refuse DC-R1 /evidence/department"}},
		"a department by its own name":         {"department-called-by-the-councils-name", give("department", "Dartford Borough Council, Housing"), nil, nil},
		"social services of the same council":  {"social-services-of-the-same-council", nil, nil, nil},
		"the coroner, a controller of its own": {"social-services-of-the-same-council", both(to("court", "coroner", "Kent County Council"), give("caseNumber", "INQ-1")), nil, []string{"refuse KC-R10 /evidence/courtName", "refuse KC-R10 /evidence/orderNumber", "refuse KC-R10 /evidence/orderDate", "refuse KC-R10 /evidence/orderScope"}},

		"the electoral registration officer": {"social-services-of-the-same-council", to("other-public-body", "electoral-registration", "Kent County Council"), nil, []string{"flag XX-10 /recipient", "flag ukgdpr-5-2 /evidence/legalPower"}},
		"the returning officer, by name":     {"social-services-of-the-same-council", both(to("other-public-body", "electoral-registration", "Returning Officer for Kent"), give("legalPower", "Representation of the People Regulations 2001 regulation 23")), nil, []string{"flag XX-10 /recipient"}},
		"the superintendent registrar":       {"social-services-of-the-same-council", to("other-public-body", "superintendent-registrar", "Kent County Council"), nil, []string{"flag XX-10 /recipient", "flag ukgdpr-5-2 /evidence/legalPower"}},
		"a company of the council's":         {"social-services-of-the-same-council", to("contractor", "cantium", "Cantium Business Solutions"), nil, []string{"refuse KC-R3i /evidence/feedbackRelatesToThatService", "refuse KC-R3i /evidence/outsourcedOrCommissioned", "refuse KC-R3i /evidence/serviceId", "flag KC-R16 /evidence/identifiersReason"}},
		"another department":                 {"social-services-of-the-same-council", to("service-department", "other-department", "Highways"), nil, []string{"flag KC-R16 /evidence/identifiersReason"}},

		// The register's own facts count, and a signed authority is no consent.
		"the consent cited was to another": {"charity-on-anothers-consent", nil, []disclosure.Fact{about("MBC-P-000019", disclosure.FactConsent, disclosure.Fact{From: dated(2026, time.November, 1), Recipient: "Kent County Council", Reference: "CN-771"})}, []string{
			"flag ukgdpr-6-1-a /evidence/consentRecordId", "flag ukgdpr-6-1-a /subjects/0", "flag MS-R1 /recipient", "flag MS-R2 /evidence/consentRecordId",
		}},
		"agreed after a restriction": {"charity-agreed-after-a-restriction", nil, restrictedThen("Maidstone Mediation", dated(2026, time.November, 10)), []string{"flag MS-R1 /recipient"}},
		"agreed before it": {"charity-agreed-after-a-restriction", nil, restrictedThen("Maidstone Mediation", dated(2026, time.September, 30)), []string{
			"refuse MS-G5 /evidence/restrictionException", "flag MS-G5 /subjects/0", "flag MS-R1 /recipient",
		}},
		"agreed to something less": {"charity-agreed-after-a-restriction", nil, restrictedThen("Maidstone Mediation", dated(2026, time.November, 10), "name"), []string{
			"refuse MS-G5 /evidence/restrictionException", "flag MS-G5 /subjects/0", "flag MS-R1 /recipient",
			"flag ukgdpr-6-1-a /data/1", "flag ukgdpr-6-1-a /data/2", // the consent is for the name alone
		}},
		"the person's own solicitor":             {"own-solicitor-with-signed-authority", nil, nil, []string{"flag MS-R1 /recipient"}},
		"the same, the authority having run out": {"own-solicitor-with-signed-authority", give("authorityExpiry", "2026-11-11"), nil, []string{"refuse MS-R2 /evidence/consentRecordId", "flag MS-R1 /recipient", "flag ukgdpr-5-2 /evidence/authorityToAct"}},

		// One field for the power relied on.
		"the fire service under its own power": {"fire-service-under-its-own-power", nil, nil, []string{"flag KC-R8 /evidence/provisionIsMandatory"}},
		"the same, under the field's new name": {"fire-service-under-its-own-power", both(drop("functionOrPower"), give("legalPower", "Fire and Rescue Services Act 2004 section 6")), nil, []string{"flag KC-R8 /evidence/provisionIsMandatory"}},
		"the fire service, no power named":     {"fire-service-under-its-own-power", drop("functionOrPower"), nil, []string{"refuse KC-R8 /evidence/legalPower"}},

		"an advocate for who cannot ask":      {"advocate-appointed-by-law", nil, nil, []string{"flag XX-10 /recipient"}},
		"an advocate nobody appointed":        {"advocate-appointed-by-law", drop("incapacityNote"), nil, []string{"refuse KC-R5 /evidence/authorityToAct"}},
		"a former Member, two years on":       {"former-member-two-years-on", nil, nil, []string{"refuse dpa18-sch1-para24 /evidence/inOfficeOnDate", "flag KC-R4 /evidence/inOfficeOnDate"}},
		"a former Member, found out later":    {"former-member-two-years-on", wrong, nil, []string{"departure dpa18-sch1-para24 /evidence/inOfficeOnDate", "flag KC-R4 /evidence/inOfficeOnDate"}},
		"a former Member, in an emergency":    {"former-member-two-years-on", func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }, nil, []string{"refuse dpa18-sch1-para24 /evidence/inOfficeOnDate", "flag KC-R4 /evidence/inOfficeOnDate"}},
		"a former Member within thirty days":  {"former-member-two-years-on", func(d *disclosure.Disclosure) { d.Evidence["pollingDay"] = "2026-10-20" }, nil, nil},
		"one day after them":                  {"former-member-two-years-on", func(d *disclosure.Disclosure) { d.Evidence["pollingDay"] = "2026-10-12" }, nil, []string{"refuse dpa18-sch1-para24 /evidence/inOfficeOnDate", "flag KC-R4 /evidence/inOfficeOnDate"}},
		"a councillor who has left":           {"former-member-two-years-on", to("elected-representative", "councillor-casework", "Kent County Council"), nil, []string{"flag XX-10 /recipient", "refuse dpa18-sch1-para24 /evidence/inOfficeOnDate"}},
		"a Member in office":                  {"former-member-two-years-on", give("inOfficeOnDate", true), nil, nil},
		"no matter for the Housing Ombudsman": {"housing-ombudsman-out-of-its-field", nil, nil, []string{"flag ukgdpr-5-2 /evidence/housingOmbudsmanMatter"}},
		"a leaseholder's matter":              {"housing-ombudsman-out-of-its-field", give("housingOmbudsmanMatter", true), nil, nil},
		"the reason asked for, given":         {"coroner-about-somebody-who-died", nil, nil, nil},
		"a coroner's duty without it":         {"coroner-about-somebody-who-died", drop("confidenceOverrideReason"), nil, nil},
		"a newspaper, without it": {"coroner-about-somebody-who-died", both(drop("confidenceOverrideReason"), drop("provision"), drop("noticeNumber"), to("other-organisation", "", "Example Gazette"), give("balancingReason", "Weighed"), give("seniorAuthoriser", "Chief Executive")), nil, []string{
			"flag gw-common-law /evidence/confidenceOverrideReason",
		}},
		"yearly numbers":                         {"yearly-numbers-of-complaints", give("anonymisedHow", "Totals by ward, none under ten"), nil, nil},
		"yearly numbers, and not said how":       {"yearly-numbers-of-complaints", nil, nil, []string{"flag ukgdpr-5-2 /evidence/anonymisedHow"}},
		"a name among the numbers":               {"yearly-numbers-of-complaints", both(addData("name"), give("anonymisedHow", "Totals")), nil, []string{"refuse DC-W2 /data", "refuse ukgdpr-5-2 /data/1/category"}},
		"numbers that are said to say who":       {"yearly-numbers-of-complaints", give("anonymised", false), nil, []string{"malformed form /subjects", "refuse DC-W2 /evidence/anonymised"}},
		"somebody's complaint, naming nobody":    {"yearly-numbers-of-complaints", to("police", "police-force", "Example Constabulary"), nil, []string{"malformed form /subjects", "flag XX-10 /recipient", "flag ukgdpr-5-2 /evidence/requestFormReceived", "flag ukgdpr-5-2 /evidence/officerNameRankNumber", "flag ukgdpr-5-2 /evidence/offenceOrPurpose"}},
		"an investigator in Scotland":            {"investigator-in-scotland", nil, nil, nil},
		"three names that the catalogue has not": {"councillor-with-three-wrong-names", nil, nil, []string{"malformed form /evidence", "malformed form /evidence", "malformed form /evidence"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := outcome(story(t, c.story, c.change, c.facts...))
			slices.Sort(got)
			want := slices.Sorted(slices.Values(c.want))
			if !slices.Equal(got, want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		})
	}
}

// restrictedThen restricts somebody's data from October 2026, with a consent.
func restrictedThen(recipient string, from disclosure.Date, data ...string) []disclosure.Fact {
	return []disclosure.Fact{
		knownOf("MBC-P-000019", disclosure.FactRestriction, disclosure.Fact{From: disclosure.NewDate(2026, time.October, 1), Reason: "Accuracy is disputed"}),
		knownOf("MBC-P-000019", disclosure.FactConsent, disclosure.Fact{From: from, Recipient: recipient, Data: data}),
	}
}

// A placeholder names nobody, under any notice and whatever obliges the council.
func TestARecordNamesItsRecipient(t *testing.T) {
	refused := "refuse ukgdpr-5-2 /recipient/organisation"
	ordered := both(gateway("gw-court"), give("orderNumber", "K1"))
	for _, c := range everyCouncil {
		for _, name := range []string{
			"", "a contractor", "Contractor", "the contractor", "n/a", "N/A", "tbc", "TBC.", "various", "unknown", "Not known", "-", "?", "ditto", "Housing repairs contractor", "various", "several contractors", "Gas contractor", "the council's contractor", "T.B.C.", "TBC - ask Pat", "name withheld", "Other (specify)", "3rd party", "Enforcement agents", "Bailiffs", "Solicitors", "the housing associations", "Debt collection agency", "GP surgery", "An engineer", "Local MP",
			"N/K", "0", "XXXX", "Contractor 1", "Company Ltd", "Unknown company", "contractor - name to follow", "see contract", "As per contract", "whoever has the contract", "Claimant solicitor", "none given",
		} {
			for what, obliged := range map[string]func(*disclosure.Disclosure){"of its own motion": unchanged, "by an order": ordered} {
				if got := c.decide(t, c.complaint(to("contractor", "housing-repairs", name), obliged)); !says(got, refused) {
					t.Errorf("%s, %q %s: got %v, want %q", c.notice, name, what, outcome(got), refused)
				}
			}
			d := c.complaint(to("contractor", "housing-repairs", name))
			wrong(d)
			d.Departure.DiscoveredOn = disclosure.DateOf(recordedAt)
			if got := c.decide(t, d); !says(got, "departure ukgdpr-5-2 /recipient/organisation") || !got.Accepted() {
				t.Errorf("%s, %q found out later: got %v, want it flagged", c.notice, name, outcome(got))
			}
		}
		for name, named := range map[string]func(*disclosure.Disclosure){
			"a company":            to("contractor", "housing-repairs", "Example Repairs Ltd"),
			"a company by a trade": to("contractor", "housing-repairs", "Gas Repairs Ltd"),
			"a firm of a town":     to("contractor", "housing-repairs", "Sampleton Gas"),
			"a person alone": func(d *disclosure.Disclosure) {
				d.Recipient = disclosure.Recipient{Category: "other-organisation", Person: "Former partner"}
			},
			"a body of which one is":     to("ombudsman", "lgsco", ""),
			"a force in the evidence":    both(to("police", "police-force", ""), give("force", "Example Constabulary")),
			"a court in the evidence":    both(to("court", "magistrates-crown", ""), give("courtName", "Example Magistrates' Court")),
			"the public":                 to("public", "statistics-report", ""),
			"the person":                 to("data-subject", "complaint-response", ""),
			"the only court of its name": to("court", "civil-county", "County Court"),
		} {
			if got := c.decide(t, c.complaint(named)); says(got, refused) {
				t.Errorf("%s, %s: got %v, want it named", c.notice, name, outcome(got))
			}
		}
		if got := c.decide(t, c.complaint(to("service-department", "other-department", c.latest(t).Control.Name))); !strings.Contains(strings.Join(outcome(got), " "), "/evidence/department") {
			t.Errorf("%s: got %v, want the department asked for", c.notice, outcome(got))
		}
	}
}

// A placeholder is no evidence: what it stands for is asked for all the same.
func TestAPlaceholderGivesNoEvidence(t *testing.T) {
	for _, c := range everyCouncil {
		with := func(officer string) []string {
			return outcome(c.decide(t, c.complaint(to("police", "police-force", "Example Constabulary"), give("officerNameRankNumber", officer))))
		}
		lacking := with(" ")
		for _, written := range []string{"tbc", "T.B.C.", "N/A", "see file", "Not known", "TBC - the force will say", "to follow, by e-mail", "N/K", "none", "None given", "no", "No name.", "not given by phone", "not yet received", "awaiting form"} {
			if got := with(written); !slices.Equal(got, lacking) {
				t.Errorf("%s, %q: got %v, want what is said of a blank: %v", c.notice, written, got, lacking)
			}
		}
		for _, written := range []string{"PC 4411 Example", "DC Nunn", "Sgt No", "Not one but two: PC 1 and PC 2 Example"} {
			if got := with(written); slices.Equal(got, lacking) {
				t.Errorf("%s, %q: got %v, want the officer taken", c.notice, written, got)
			}
		}
	}
}

// A purpose that is picked is one the notice names; words that it does not name are
// flagged once.
func TestThePurposeIsPicked(t *testing.T) {
	for _, c := range everyCouncil {
		for _, p := range c.latest(t).Purposes {
			d := c.complaint(purpose("In an officer's own words"))
			d.PurposeID = p.ID
			if got := c.decide(t, d); says(got, "flag XX-10 /purpose") || says(got, "malformed form /purposeId") {
				t.Errorf("%s, %s: got %v, want the purpose taken", c.notice, p.ID, outcome(got))
			}
		}
		if got := c.decide(t, c.complaint(purpose("In an officer's own words"))); !says(got, "flag XX-10 /purpose") {
			t.Errorf("%s: got %v, want the purpose flagged", c.notice, outcome(got))
		}
		d := c.complaint()
		d.PurposeID = "no-such-purpose"
		if got := c.decide(t, d); !says(got, "malformed form /purposeId") {
			t.Errorf("%s: got %v, want the id refused", c.notice, outcome(got))
		}
	}
	d := read(t, "officers/marker-told-to-a-visiting-contractor")
	d.PurposeID = "staff-safety"
	if n := policy.Load().Notice(dartford, d.Notice, disclosure.DateOf(d.DisclosedAt)); !slices.ContainsFunc(n.Purposes, func(p policy.NoticePurpose) bool { return p.ID == d.PurposeID }) {
		d.PurposeID = n.Purposes[0].ID
	}
	got := story(t, "marker-told-to-a-visiting-contractor", func(o *disclosure.Disclosure) { o.PurposeID = d.PurposeID }, knownOf("DBC-P-000045", disclosure.FactMarker, aMarker(nil)[0]))
	expect(t, got)
}

// What a department is told, accept or refuse, is the same whether the person knows
// of the marker or not.
func TestARefusalDoesNotTellOfAMarker(t *testing.T) {
	shown := func(d policy.Decision) []string {
		return slices.DeleteFunc(outcome(d), func(line string) bool { return strings.HasPrefix(line, "kept ") })
	}
	const name = "police-enquiry-of-which-the-person-is-not-told"
	for what, change := range map[string]func(*disclosure.Disclosure){
		"as written": nil, "told of the disclosure": func(d *disclosure.Disclosure) {
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.NewDate(2026, time.November, 12)}
		},
		"on another ground": tell("dpa18-sch2-para19"), "with the Data Protection Officer": give("dpoConsultation", "Note of 5 November"),
	} {
		known := story(t, name, change, knownOf("DBC-P-000046", disclosure.FactMarker, aMarker(nil)[0]))
		hidden := story(t, name, change, knownOf("DBC-P-000046", disclosure.FactMarker, aMarker(untold)[0]))
		none := story(t, name, change)
		if got, want := shown(hidden), shown(known); !slices.Equal(got, want) || !slices.Equal(got, shown(none)) {
			t.Errorf("%s: got %v where it is hidden, %v where it is known, %v where there is none", what, got, want, shown(none))
		}
	}
}

// Every name that is not the catalogue's is found, with the nearest that are asked for of
// such a recipient, where there are any, and none is repeated.
func TestUnknownEvidenceIsFound(t *testing.T) {
	got := story(t, "councillor-with-three-wrong-names", nil).Malformed
	if len(got) != 3 {
		t.Fatalf("got %d findings, want 3", len(got))
	}
	for i, want := range []string{"1st of 11", "6th of 11", "7th of 11"} {
		if !strings.Contains(got[i].Detail, want) || !strings.Contains(got[i].Detail, "3 of the names") {
			t.Errorf("got %q, want it to say %s", got[i].Detail, want)
		}
	}
	for i, nearest := range []string{"capacity", "", ""} {
		if !strings.Contains(got[i].Detail, nearest) {
			t.Errorf("got %q, want %s among the nearest", got[i].Detail, nearest)
		}
		if strings.Contains(got[i].Detail, "officerNameRankNumber") {
			t.Errorf("%q names what is asked of the police", got[i].Detail)
		}
		for _, written := range []string{"CapaCity", "recipientRole", "policeOfficerName"} {
			if strings.Contains(got[i].Detail, written) {
				t.Errorf("%q repeats what was written", got[i].Detail)
			}
		}
	}
}

// Old names of the power relied on are read wherever the new one is asked for, and the
// new one wherever an old one is.
func TestOneFieldForThePower(t *testing.T) {
	var old []string
	for _, f := range policy.Load().Catalogue().Evidence {
		if f.Instead == "legalPower" {
			old = append(old, f.Name)
		}
	}
	if len(old) != 11 {
		t.Errorf("got %d old names, want 11: %v", len(old), old)
	}
	for _, name := range append(old, "legalPower") {
		got := story(t, "fire-service-under-its-own-power", both(drop("functionOrPower"), give(name, "Fire and Rescue Services Act 2004 section 6")))
		if !got.Accepted() {
			t.Errorf("%s: got %v, want the power read", name, outcome(got))
		}
	}
	if got := kc.decide(t, kc.complaint(bases("ukgdpr-6-1-c"), give("legalPower", "Example Act 2001 section 3"))); says(got, "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder") {
		t.Errorf("got %v, want the new name read for an old one", outcome(got))
	}
}

// Who acts for the person has what consent would give, and no consent is said to be
// there.
func TestAuthorityIsNoConsent(t *testing.T) {
	got := story(t, "own-solicitor-with-signed-authority", nil)
	if got.Consent != policy.ConsentActedFor {
		t.Errorf("got %q, want %q", got.Consent, policy.ConsentActedFor)
	}
}

// A correction is never refused for what the word it corrects lacked already: what it
// lacked is flagged, and what the correction itself breaks is still refused.
func TestACorrectionIsNotRefusedForWhatWasLacking(t *testing.T) {
	const name = "contractor-without-a-name"
	judge := func(before, after func(*disclosure.Disclosure)) policy.Decision {
		original, now := read(t, "officers/"+name), read(t, "officers/"+name)
		before(original)
		after(now)
		q := ask(now)
		q.At, q.Corrects = noon(2026, time.November, 20), original
		return policy.Load().Decide(q)
	}
	reworded := func(d *disclosure.Disclosure) { d.Reason = "Put better" }
	named := func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Example Ltd" }
	expect(t, judge(unchanged, reworded), "flag ukgdpr-5-2 /recipient/organisation")
	expect(t, judge(wrong, reworded), "departure ukgdpr-5-2 /recipient/organisation")
	expect(t, judge(unchanged, both(wrong, reworded)), "departure ukgdpr-5-2 /recipient/organisation")
	expect(t, judge(unchanged, named))
	expect(t, judge(named, reworded), "refuse ukgdpr-5-2 /recipient/organisation")
}

// What was there and was wrong is not met by a correction that says otherwise: what the
// record lacked is.
func TestWhatWasWrongIsNotGivenByACorrection(t *testing.T) {
	departed := func(d *disclosure.Disclosure) {
		d.Departure = &disclosure.Departure{Reason: "It went out.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, time.November, 10)}
	}
	for name, c := range map[string]struct {
		story, at string
		change    func(*disclosure.Disclosure)
		given     bool
	}{
		"a name among the numbers": {"yearly-numbers-of-complaints", "/data", both(addData("name"), give("anonymisedHow", "Totals")), false},
		"numbers that are said to say who": {"yearly-numbers-of-complaints", "/evidence/anonymised", both(give("anonymised", false), func(d *disclosure.Disclosure) {
			d.Subjects = []disclosure.Subject{{Reference: "DBC-P-1", Role: "complainant"}}
		}), false},
		"the fire service, no power named": {"fire-service-under-its-own-power", "/evidence/legalPower", drop("functionOrPower"), true},
	} {
		found := false
		for _, f := range story(t, c.story, both(c.change, departed)).Flags {
			if f.Departure && f.Pointer == c.at {
				if found = true; f.GivenByCorrection() != c.given {
					t.Errorf("%s: %q; met by what a correction gives: %v, want %v", name, f.Clears, !c.given, c.given)
				}
			}
		}
		if !found {
			t.Errorf("%s: no flag at %s", name, c.at)
		}
	}
}
