package policy_test

import (
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// offence makes the example one that carries an allegation, under paragraph 10.
func offence(d *disclosure.Disclosure) {
	both(addData("criminal-allegation"), conditions("dpa18-sch1-para10"), give("unlawfulActDescription", "Fly-tipping"),
		give("whyConsentWouldPrejudice", "The person would move the waste"), give("substantialPublicInterestReason", "Environmental Protection Act 1990"))(d)
}

func bases(ids ...string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Justification.LawfulBases = ids }
}

func gateway(id string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Justification.Gateway = id }
}

func exemption(e disclosure.Exemption) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Justification.Exemptions = []disclosure.Exemption{e} }
}

var crime = disclosure.Exemption{
	ID: "dpa18-sch2-para2", Provisions: []string{"13(1)-(3)", "Article 15"}, Reason: "Telling would let the suspect move the goods",
	ReviewBy: disclosure.NewDate(2027, time.February, 1),
}

// TestLaw shows each rule of law at work. A line in says is among the findings;
// a line in silent is not.
func TestLaw(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		facts  []disclosure.Fact
		says   string
		silent string
	}{
		"a data item's own basis stands in for the record's": {func(d *disclosure.Disclosure) {
			d.Justification.LawfulBases = nil
			for i := range d.Data {
				d.Data[i].LawfulBases = []string{"ukgdpr-6-1-e"}
			}
		}, nil, "", "refuse DC-B6 /justification/lawfulBases"},
		"a data item's own basis has to be one":                {func(d *disclosure.Disclosure) { d.Data[0].LawfulBases = []string{"ukgdpr-annex1-crime"} }, nil, "refuse DC-B6 /data/0/lawfulBases", ""},
		"vital interests need a danger described":              {bases("ukgdpr-6-1-d"), nil, "refuse ukgdpr-6-1-d /evidence/riskDescription", ""},
		"consent needs its record":                             {bases("ukgdpr-6-1-a"), nil, "refuse ukgdpr-6-1-a /evidence/consentRecordId", ""},
		"consent given afterwards is none":                     {both(bases("ukgdpr-6-1-a"), give("consentRecordId", "C-1"), give("consentDate", "2026-11-10")), nil, "refuse ukgdpr-6-1-a /evidence/consentDate", ""},
		"consent withdrawn the same day is none":               {both(bases("ukgdpr-6-1-a"), give("consentRecordId", "C-1"), give("withdrawalDate", "2026-11-09")), nil, "refuse ukgdpr-6-1-a /evidence/withdrawalDate", ""},
		"consent withdrawn later still counts":                 {both(bases("ukgdpr-6-1-a"), give("consentRecordId", "C-1"), give("withdrawalDate", "2026-11-10")), nil, "", "refuse ukgdpr-6-1-a /evidence/withdrawalDate"},
		"a legal obligation needs what obliges":                {bases("ukgdpr-6-1-c"), nil, "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder", ""},
		"a duty gateway is what obliges":                       {both(bases("ukgdpr-6-1-c"), gateway("gw-ha96-s51")), nil, "", "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder"},
		"a power obliges nobody":                               {both(bases("ukgdpr-6-1-c"), gateway("gw-cda98-s115"), to("police", "police-force", "Example Constabulary")), nil, "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder", ""},
		"a provision that permits obliges nobody":              {both(bases("ukgdpr-6-1-c"), give("statutoryProvisionOrOrder", "s.115"), give("provisionIsMandatory", false)), nil, "refuse ukgdpr-6-1-c /justification/lawfulBases/0", ""},
		"a duty towards somebody else does not oblige":         {both(bases("ukgdpr-6-1-c"), gateway("gw-lga74-s29")), nil, "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder", ""},
		"a gateway for another recipient":                      {gateway("gw-lga74-s29"), nil, "flag gw-lga74-s29 /justification/gateway", ""},
		"a court order needs its number":                       {gateway("gw-court"), nil, "flag gw-court /evidence/orderNumber", ""},
		"a court order made only afterwards":                   {both(gateway("gw-court"), give("orderNumber", "K1"), give("orderDate", "2026-11-10")), nil, "flag gw-court /evidence/orderDate", ""},
		"a court order made that day":                          {both(gateway("gw-court"), give("orderNumber", "K1"), give("orderDate", "2026-11-09")), nil, "", "flag gw-court /evidence/orderDate"},
		"an order made afterwards is no legal obligation":      {both(bases("ukgdpr-6-1-c"), gateway("gw-court"), give("orderDate", "2026-11-10")), nil, "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder", ""},
		"a gateway not known to be in force":                   {both(gateway("gw-cwsa26"), to("social-services", "childrens-services", "Kent County Council")), nil, "flag gw-cwsa26 /justification/gateway", ""},
		"a duty in doubt obliges nobody":                       {both(bases("ukgdpr-6-1-c"), gateway("gw-cwsa26"), to("social-services", "childrens-services", "Kent County Council")), nil, "refuse ukgdpr-6-1-c /evidence/statutoryProvisionOrOrder", ""},
		"a gateway before its Act":                             {both(gateway("gw-cwsa26"), on(noon(2026, time.April, 28))), nil, "refuse gw-cwsa26 /justification/gateway", ""},
		"a recognised legitimate interest":                     {bases("ukgdpr-6-1-ea"), nil, "refuse ukgdpr-6-1-ea /justification/lawfulBases/0", ""},
		"a recognised legitimate interest before it was law":   {both(bases("ukgdpr-6-1-ea"), on(noon(2026, time.February, 4))), nil, "refuse DC-B6 /justification/lawfulBases", ""},
		"and it is said that it was not the law":               {both(bases("ukgdpr-6-1-ea"), on(noon(2026, time.February, 4)), give("investigationRequestDate", "2026-01-01")), nil, "refuse ukgdpr-6-1-ea /justification/lawfulBases/0", ""},
		"outside every public task":                            {both(bases("ukgdpr-6-1-ea"), give("nonPublicTaskReason", "A letting of the town hall"), give("annex1ConditionId", "ukgdpr-annex1-crime")), nil, "", "refuse ukgdpr-6-1-ea /justification/lawfulBases/0"},
		"legitimate interests":                                 {bases("ukgdpr-6-1-f"), nil, "refuse ukgdpr-6-1-f /justification/lawfulBases/0", ""},
		"legitimate interests, half shown":                     {both(bases("ukgdpr-6-1-f"), give("liaRef", "LIA-1")), nil, "refuse ukgdpr-6-1-f /justification/lawfulBases/0", ""},
		"legitimate interests outside public tasks":            {both(bases("ukgdpr-6-1-f"), give("liaRef", "LIA-1"), give("outsidePublicTaskReason", "Private letting")), nil, "", "refuse ukgdpr-6-1-f /justification/lawfulBases/0"},
		"no basis for somebody who has died":                   {both(bases(), hasDied), nil, "flag gw-common-law /evidence/confidenceOverrideReason", "refuse DC-B6 /justification/lawfulBases"},
		"no condition for the health of somebody who has died": {both(addData("health"), hasDied), nil, "flag gw-common-law /evidence/confidenceOverrideReason", "refuse DC-B2 /data/4/category"},
		"no condition for an allegation against the dead":      {both(addData("criminal-allegation"), hasDied), nil, "flag gw-common-law /evidence/confidenceOverrideReason", "refuse DC-B3 /data/4/category"},
		"a basis given for somebody who has died":              {hasDied, nil, "", "flag gw-common-law /evidence/confidenceOverrideReason"},
		"the living beside the dead have their rights": {both(bases(), hasDied, func(d *disclosure.Disclosure) {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "P-2", Role: "relative"})
		}), nil, "refuse DC-B6 /justification/lawfulBases", ""},
		"data about the dead alone, beside the living": {both(bases(), hasDied, func(d *disclosure.Disclosure) {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "P-2", Role: "relative"})
			d.Data = []disclosure.DataItem{{Category: "health", Description: "Cause of death", Subject: d.Subjects[0].Reference}}
		}), nil, "flag gw-common-law /evidence/confidenceOverrideReason", "refuse DC-B6 /justification/lawfulBases"},
		"necessity in words":                                      {func(d *disclosure.Disclosure) { d.Justification.Necessity = " " }, nil, "flag ukgdpr-6-1-e /justification/necessity", ""},
		"care with its paragraph":                                 {both(addData("health"), conditions("ukgdpr-9-2-h", "dpa18-sch1-para2")), nil, "", "refuse DC-B2 /data/4/category"},
		"legal claims need no paragraph":                          {both(addData("health"), conditions("ukgdpr-9-2-f")), nil, "", "refuse DC-B2 /data/4/category"},
		"a paragraph that does not reach the category":            {both(addData("special-category-other"), conditions("dpa18-sch1-para8")), nil, "refuse DC-B2 /data/4/category", ""},
		"the same paragraph where it does":                        {both(addData("religion"), conditions("dpa18-sch1-para8")), nil, "", "refuse DC-B2 /data/4/category"},
		"a condition for other bodies":                            {both(addData("health"), conditions("ukgdpr-9-2-d")), nil, "refuse ukgdpr-9-2-d /justification/conditions/0", ""},
		"the representative's own condition":                      {both(addData("health"), conditions("dpa18-sch1-para23")), nil, "flag dpa18-sch1-para23 /justification/conditions/0", "refuse DC-B2 /data/4/category"},
		"paragraph 24 without the representative's letter":        {both(addData("health"), conditions("dpa18-sch1-para24")), nil, "flag dpa18-sch1-para24 /evidence/communicationRef", ""},
		"paragraph 24 when somebody else asked":                   {both(addData("health"), conditions("dpa18-sch1-para24"), give("requesterIsSubject", false)), nil, "flag dpa18-sch1-para24 /evidence/para24NoConsentReason", ""},
		"monitoring that decides about one person":                {both(addData("religion"), conditions("dpa18-sch1-para8"), give("notForDecisionAboutIndividual", false)), nil, "refuse dpa18-sch1-para8 /evidence/notForDecisionAboutIndividual", ""},
		"monitoring over a written objection":                     {both(addData("religion"), conditions("dpa18-sch1-para8"), give("noWrittenObjectionInForce", false)), nil, "refuse dpa18-sch1-para8 /evidence/noWrittenObjectionInForce", ""},
		"monitoring that decides, with another condition as well": {both(addData("religion"), conditions("dpa18-sch1-para8", "ukgdpr-9-2-f"), give("notForDecisionAboutIndividual", false)), nil, "flag dpa18-sch1-para8 /evidence/notForDecisionAboutIndividual", "refuse dpa18-sch1-para8 /evidence/notForDecisionAboutIndividual"},
		"research whose results name people":                      {both(exemption(disclosure.Exemption{ID: "dpa18-sch2-para27", Provisions: []string{"15"}, Reason: "Research"}), give("resultsNotIdentifying", false)), nil, "flag dpa18-sch2-para27 /evidence/resultsNotIdentifying", ""},
		"an agreement said not to be signed":                      {both(underAgreement, give("signatoryOnDate", false)), []disclosure.Fact{agreement("2026", "Housing Ombudsman Service")}, "flag DC-B8 /evidence/signatoryOnDate", ""},
		"being a carer is not special category data":              {addData("carer-status"), nil, "", "refuse DC-B2 /data/4/category"},
		"paragraph 36 alone extends nothing":                      {both(addData("criminal-offence"), conditions("dpa18-sch1-para36")), nil, "refuse dpa18-sch1-para36 /data/4/category", ""},
		"paragraph 36 with what it extends":                       {both(addData("criminal-offence"), conditions("dpa18-sch1-para36", "dpa18-sch1-para6")), nil, "", "refuse dpa18-sch1-para36 /data/4/category"},
		"paragraph 36 does away with substantial public interest": {both(addData("criminal-offence"), conditions("dpa18-sch1-para36", "dpa18-sch1-para6")), nil, "", "flag dpa18-sch1-para6 /evidence/substantialPublicInterestReason"},
		"but not for special category data":                       {both(addData("criminal-offence"), addData("health"), conditions("dpa18-sch1-para36", "dpa18-sch1-para6")), nil, "flag dpa18-sch1-para6 /evidence/substantialPublicInterestReason", ""},
		"paragraph 10 to the police":                              {both(offence, to("police", "police-force", "Example Constabulary")), nil, "", "flag DC-B5 /justification/policyDocument"},
		"paragraph 10 to a contractor":                            {both(offence, to("contractor", "waste-contractor", "Example Waste Ltd")), nil, "flag DC-B5 /justification/policyDocument", ""},
		"paragraph 36 and 10 to the police":                       {both(offence, conditions("dpa18-sch1-para36", "dpa18-sch1-para10"), to("police", "nca", "National Crime Agency")), nil, "", "flag DC-B5 /justification/policyDocument"},
		"paragraph 36 and a condition named in evidence":          {both(addData("criminal-offence"), conditions("dpa18-sch1-para36"), give("part2ConditionId", "dpa18-sch1-para18")), nil, "flag DC-B5 /justification/policyDocument", "refuse dpa18-sch1-para36 /data/4/category"},
		"Part 3 needs no document":                                {both(addData("criminal-offence"), conditions("dpa18-sch1-para33")), nil, "", "flag DC-B5 /justification/policyDocument"},
		"likely harm fades":                                       {exemption(disclosure.Exemption{ID: crime.ID, Provisions: crime.Provisions, Reason: crime.Reason}), nil, "refuse dpa18-sch2-para2 /justification/exemptions/0/reviewBy", ""},
		"a review before the disclosure":                          {exemption(disclosure.Exemption{ID: crime.ID, Provisions: crime.Provisions, Reason: crime.Reason, ReviewBy: disclosure.NewDate(2026, time.November, 8)}), nil, "flag dpa18-sch2-para2 /justification/exemptions/0/reviewBy", ""},
		"a provision the exemption does not lift":                 {exemption(disclosure.Exemption{ID: crime.ID, Provisions: []string{"13(1)-(3)", "32"}, Reason: crime.Reason, ReviewBy: crime.ReviewBy}), nil, "flag dpa18-sch2-para2 /justification/exemptions/0/provisions/1", ""},
		"provisions as officers write them":                       {exemption(crime), nil, "", "flag dpa18-sch2-para2 /justification/exemptions/0/provisions/1"},
		"no provision named":                                      {exemption(disclosure.Exemption{ID: crime.ID, Reason: crime.Reason, ReviewBy: crime.ReviewBy}), nil, "flag dpa18-sch2-para2 /justification/exemptions/0/provisions", ""},
		"a ground of extent with its reason":                      {both(exemption(crime), tell("dpa18-sch2-para2")), nil, "", "flag DC-B7 /tellSubject/ground"},
		"a court's own ground":                                    {exemption(disclosure.Exemption{ID: "dpa18-sch3-health-court", Provisions: []string{"15"}, Reason: "Rules"}), nil, "flag dpa18-sch3-health-court /justification/exemptions/0/id", ""},
		"a court's own ground for not telling":                    {tell("dpa18-sch3-socialwork-court"), nil, "flag dpa18-sch3-socialwork-court /tellSubject/ground", ""},
		"the Secretary of State's ground":                         {tell("dpa18-sch2-para4"), nil, "flag dpa18-sch2-para4 /tellSubject/ground", ""},
		"limb (3) of paragraph 14":                                {both(tell("dpa18-sch2-para14"), give("prejudiceReason", "Trial next week")), nil, "", "flag dpa18-sch2-para14 /tellSubject/ground"},
		"limbs of paragraph 14 that are a court's":                {tell("dpa18-sch2-para14"), nil, "flag dpa18-sch2-para14 /tellSubject/ground", ""},
		"audit for the Auditors General alone":                    {both(tell("dpa18-sch2-para8"), to("statutory-access-holder", "external-auditor", "Example LLP")), nil, "flag dpa18-sch2-para8 /tellSubject/ground", ""},
		"audit for the National Audit Office":                     {both(tell("dpa18-sch2-para8"), to("other-public-body", "national-auditor", "National Audit Office")), nil, "", "flag dpa18-sch2-para8 /tellSubject/ground"},
		"the Housing Ombudsman is not in the Table":               {tell("dpa18-sch2-para7"), nil, "flag dpa18-sch2-para7 /tellSubject/ground", ""},
		"required by law, to the Housing Ombudsman":               {tell("dpa18-sch2-para5-2"), nil, "flag dpa18-sch2-para5-2 /tellSubject/ground", ""},
		"a ground that was not the law yet":                       {both(tell("ukgdpr-14-5-e-f"), on(noon(2026, time.February, 4))), nil, "refuse ukgdpr-14-5-e-f /tellSubject/ground", ""},
		"the ground that stood in its place":                      {both(tell("ukgdpr-14-5-b"), on(noon(2026, time.February, 4))), nil, "", "refuse ukgdpr-14-5-b /tellSubject/ground"},
		"and that is gone":                                        {both(tell("ukgdpr-14-5-b"), on(noon(2026, time.February, 5))), nil, "refuse ukgdpr-14-5-b /tellSubject/ground", ""},
		"a ground that has since become law":                      {tell("ukgdpr-14-5-e-f"), nil, "", "refuse ukgdpr-14-5-e-f /tellSubject/ground"},
		"an opinion of six months before, to the day":             {both(exemption(disclosure.Exemption{ID: "dpa18-sch3-health-harm", Provisions: []string{"15"}, Reason: "Harm", ReviewBy: crime.ReviewBy}), give("opinionDate", "2026-05-09")), nil, "flag dpa18-sch3-health-harm /evidence/opinionDate", ""},
		"an opinion in the six months that end on the day":        {both(exemption(disclosure.Exemption{ID: "dpa18-sch3-health-harm", Provisions: []string{"15"}, Reason: "Harm", ReviewBy: crime.ReviewBy}), give("opinionDate", "2026-05-10")), nil, "", "flag dpa18-sch3-health-harm /evidence/opinionDate"},
		"an objection decided the day before":                     {nil, []disclosure.Fact{objection("DBC-P-204417", disclosure.NewDate(2026, time.November, 8))}, "", "flag DC-G1 /subjects/0"},
		"an objection by somebody else":                           {nil, []disclosure.Fact{objection("DBC-P-1", disclosure.Date{})}, "", "flag DC-G1 /subjects/0"},
		"an objection does not bear on an obligation":             {both(bases("ukgdpr-6-1-c"), gateway("gw-ha96-s51")), []disclosure.Fact{objection("DBC-P-204417", disclosure.Date{})}, "", "flag DC-G1 /subjects/0"},
		"a signatory of the agreement":                            {underAgreement, []disclosure.Fact{agreement("2026", "housing  ombudsman SERVICE")}, "", "flag DC-B8 /recipient/organisation"},
		"a transfer without a mechanism":                          {func(d *disclosure.Disclosure) { d.Transfer = &disclosure.Transfer{Country: "Ireland"} }, nil, "refuse ukgdpr-chapter-5 /transfer/mechanism", ""},
		"a transfer with one": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Ireland", Mechanism: "adequacy regulations"}
		}, nil, "", "refuse ukgdpr-chapter-5 /transfer/mechanism"},
		"a transfer with words that are no mechanism": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "We trust them", Instrument: "Contract C-1"}
		}, nil, "flag ukgdpr-chapter-5 /transfer/mechanism", "refuse ukgdpr-chapter-5 /transfer/mechanism"},
		"a transfer by consent that is not said to be explicit": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "Consent"}
		}, nil, "flag ukgdpr-chapter-5 /transfer/mechanism", ""},
		"a transfer without regulations": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "No adequacy regulations"}
		}, nil, "flag ukgdpr-chapter-5 /transfer/mechanism", ""},
		"a transfer by explicit consent": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "Explicit consent, Article 49(1)(a)"}
		}, nil, "", "flag ukgdpr-chapter-5 /transfer/mechanism"},
		"a transfer whose instrument says it": {func(d *disclosure.Disclosure) {
			d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "Agreement", Instrument: "The UK Addendum to the EU SCCs"}
		}, nil, "", "flag ukgdpr-chapter-5 /transfer/mechanism"},
		"a former Member 30 days after the poll":             {both(representative, give("inOfficeOnDate", false), give("pollingDay", "2026-10-10")), nil, "", "flag DC-R7 /evidence/inOfficeOnDate"},
		"a former Member four days after, under the old law": {both(representative, on(noon(2024, time.July, 8)), give("inOfficeOnDate", false), give("pollingDay", "2024-07-04")), nil, "", "flag DC-R7 /evidence/inOfficeOnDate"},
		"a former Member five days after, under the old law": {both(representative, on(noon(2024, time.July, 9)), give("inOfficeOnDate", false), give("pollingDay", "2024-07-04")), nil, "flag DC-R7 /evidence/inOfficeOnDate", ""},
		"a compatible purpose that was not the law yet":      {both(on(noon(2026, time.February, 4)), give("purposeCompatibility", "compat-annex2-crime")), nil, "refuse compat-annex2-crime /evidence/purposeCompatibility", ""},
		"a compatible purpose under the law of that day":     {both(on(noon(2026, time.February, 4)), give("purposeCompatibility", "compat-6-4")), nil, "", "refuse compat-6-4 /evidence/purposeCompatibility"},
		"a compatible purpose under law that has ended":      {give("purposeCompatibility", "compat-6-4"), nil, "refuse compat-6-4 /evidence/purposeCompatibility", ""},
		"a compatible purpose closed to councils":            {give("purposeCompatibility", "compat-annex2-request"), nil, "flag compat-annex2-request /evidence/purposeCompatibility", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			if c.change != nil {
				c.change(d)
			}
			got := policy.Load().Decide(ask(d, c.facts...))
			if len(got.Malformed) > 0 {
				t.Fatalf("got malformed %v", outcome(got))
			}
			if c.says != "" && !says(got, c.says) {
				t.Errorf("got\n  %s\nwant among them\n  %s", strings.Join(outcome(got), "\n  "), c.says)
			}
			if c.silent != "" && says(got, c.silent) {
				t.Errorf("got %q, want it unsaid", c.silent)
			}
		})
	}
}

// hasDied says that the person had died.
func hasDied(d *disclosure.Disclosure) { d.Subjects[0].Role = "Deceased" }

func representative(d *disclosure.Disclosure) {
	to("elected-representative", "mp", "House of Commons")(d)
	d.Evidence = map[string]any{"communicationRef": "L-1", "requestByIndividualEvidence": "Signed form", "capacity": "constituent-casework"}
}

// A refusal to share is evidence: none of the sharing rules apply to it.
func TestRefusedDecisions(t *testing.T) {
	bare := func(d *disclosure.Disclosure) {
		d.Decision = disclosure.RefusedToShare
		d.Justification = disclosure.Justification{}
		d.Evidence = nil
		d.Data = []disclosure.DataItem{{Category: "health", Description: "The person's medical notes"}}
		d.Purpose = "Marketing"
		d.AuthorisedBy.Name = "B. Recorder"
	}
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		want   []string
	}{
		"health data, no basis, no condition": {bare, nil},
		"not said who asked":                  {both(bare, to("police", "police-force", "")), []string{"malformed form /recipient/organisation"}},
		"not said what for":                   {both(bare, func(d *disclosure.Disclosure) { d.Data = nil }), []string{"malformed form /data"}},
		"not said why not":                    {both(bare, func(d *disclosure.Disclosure) { d.Reason = " " }), []string{"malformed form /reason"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			c.change(d)
			expect(t, policy.Load().Decide(ask(d)), c.want...)
		})
	}
}

// A departure that breaks no rule of the register is flagged all the same, and
// first.
func TestDeparture(t *testing.T) {
	sent := &disclosure.Departure{Reason: "Sent to an old address", BreachReference: "BR-7", DiscoveredOn: disclosure.DateOf(recordedAt)}
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		want   []string
	}{
		"nothing broken": {func(*disclosure.Disclosure) {}, []string{"departure ukgdpr-33 /departure"}},
		"ahead of other flags": {
			both(give("opinionDate", "2026-11-01"), func(d *disclosure.Disclosure) { d.Purpose = "Recruitment"; d.Justification.LawfulBases = nil }),
			[]string{"departure DC-B6 /justification/lawfulBases", "flag XX-10 /purpose"},
		},
		"no breach reference and no reason": {func(d *disclosure.Disclosure) { d.Departure.BreachReference = "" }, []string{"malformed form /departure/breachReference", "departure ukgdpr-33 /departure"}},
		"a reason why it is no breach": {func(d *disclosure.Disclosure) {
			d.Departure.BreachReference, d.Departure.NoBreachReason = "", "It came back unopened"
		}, []string{"departure ukgdpr-33 /departure"}},
		"discovered tomorrow":      {func(d *disclosure.Disclosure) { d.Departure.DiscoveredOn = d.Departure.DiscoveredOn.AddDays(1) }, []string{"malformed form /departure/discoveredOn", "departure ukgdpr-33 /departure"}},
		"not said when discovered": {func(d *disclosure.Disclosure) { d.Departure.DiscoveredOn = disclosure.Date{} }, []string{"malformed form /departure/discoveredOn", "departure ukgdpr-33 /departure"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			departure := *sent
			d.Departure = &departure
			c.change(d)
			expect(t, policy.Load().Decide(ask(d)), c.want...)
		})
	}
	t.Run("a refusal points to it", func(t *testing.T) {
		got := policy.Load().Decide(ask(read(t, "bad-no-case-reference")))
		for _, f := range got.Refusals {
			if !strings.Contains(f.Detail, "record it with a departure") {
				t.Errorf("%s %s does not say what to do when it has already happened", f.Rule, f.Pointer)
			}
		}
	})
}

// What the law obliges is recorded whatever the notice asks of the recipient,
// and is flagged.
func TestCompulsionBeatsTheNotice(t *testing.T) {
	for name, change := range map[string]func(*disclosure.Disclosure){
		"a requirement of the ombudsman": both(to("ombudsman", "lgsco", "LGSCO"), gateway("gw-lga74-s29")),
		"an order of a court":            both(gateway("gw-court"), give("orderNumber", "K00DA123")),
		"a production order, by number":  both(give("legalCompulsion", "production-order"), give("orderNumber", "PO/7")),
		"a warrant, by its provision":    both(give("legalCompulsion", "warrant"), give("statutoryProvision", "Police and Criminal Evidence Act 1984 s.8")),
		"a statute that is named":        both(give("legalCompulsion", "statute"), give("statutoryProvision", "Environment Act 1995 s.108")),
		"a provision said to oblige":     both(give("provisionIsMandatory", true), give("statutoryProvisionOrOrder", "Environment Act 1995 s.108")),
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			delete(d.Evidence, "ombudsmanCaseRef")
			change(d)
			got := policy.Load().Decide(ask(d))
			if !got.Accepted() || len(got.Flags) == 0 {
				t.Errorf("got %v, want it accepted and flagged", outcome(got))
			}
			d.Justification.LawfulBases = nil
			if got := policy.Load().Decide(ask(d)); got.Accepted() {
				t.Error("accepted without a lawful basis: compulsion beats the notice, and not the law")
			}
		})
	}
	for name, change := range map[string]func(*disclosure.Disclosure){
		"a statute that is not named":             give("legalCompulsion", "statute"),
		"an order without a number":               gateway("gw-court"),
		"an order made only afterwards":           both(gateway("gw-court"), give("orderNumber", "K1"), give("orderDate", "2026-11-10")),
		"a warrant of which nothing is said":      give("legalCompulsion", "warrant"),
		"a warrant issued only afterwards":        both(give("legalCompulsion", "warrant"), give("orderNumber", "W/7"), give("orderDate", "2026-11-10")),
		"a power":                                 gateway("gw-cda98-s115"),
		"a duty towards another ombudsman":        gateway("gw-lga74-s29"),
		"a provision that permits":                both(give("provisionIsMandatory", false), give("statutoryProvisionOrOrder", "s.115")),
		"a duty that is not known to be in force": gateway("gw-cwsa26"),
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			delete(d.Evidence, "ombudsmanCaseRef")
			change(d)
			if got := policy.Load().Decide(ask(d)); got.Accepted() {
				t.Errorf("got %v, want it refused", outcome(got))
			}
		})
	}
}

// In London it is already the next day, and the law of that day governs.
func TestTheDayIsLondons(t *testing.T) {
	d := read(t, example)
	both(to("ombudsman", "designated-person", "A tenant panel"), on(time.Date(2022, time.September, 30, 23, 30, 0, 0, time.UTC)))(d)
	if got := policy.Load().Decide(ask(d)); !says(got, "flag DC-R8 /recipient/kind") {
		t.Errorf("got %v, want half past midnight on 1 October to count as October", outcome(got))
	}
}

func TestFactKeys(t *testing.T) {
	d := read(t, "dartford-contractor")
	d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "DBC-P-1", Role: "neighbour"}, disclosure.Subject{Reference: "DBC-P-204417", Role: "tenant"})
	underAgreement(d)
	got := policy.FactKeys(d)
	want := []disclosure.FactKey{
		{Dimension: "agreement", Reference: "KMISA"},
		{Dimension: "contract", Reference: "DBC-W-2023-01"},
		{Dimension: "subject", Reference: "DBC-P-1"},
		{Dimension: "subject", Reference: "DBC-P-204417"},
	}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}

// A request to be represented that is a fact on the register needs no evidence
// of it besides.
func TestRepresentationOnTheRegister(t *testing.T) {
	asked := represented("DBC-P-204417", "Cllr S. Example", disclosure.Date{})
	member := asked
	member.Capacity = "committee-or-ward-need-to-know"
	for name, c := range map[string]struct {
		facts []disclosure.Fact
		want  []string
	}{
		"nothing known":             {nil, []string{"refuse DC-R6 /evidence/requestByIndividualEvidence", "refuse DC-R6 /evidence/capacity"}},
		"asked":                     {[]disclosure.Fact{asked}, nil},
		"asked in another capacity": {[]disclosure.Fact{member}, []string{"refuse DC-R6 /evidence/capacity"}},
		"another person asked":      {[]disclosure.Fact{represented("DBC-P-1", "Another", disclosure.Date{})}, []string{"refuse DC-R6 /evidence/requestByIndividualEvidence", "refuse DC-R6 /evidence/capacity"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, "dartford-councillor")
			both(drop("requestByIndividualEvidence"), drop("capacity"))(d)
			expect(t, policy.Load().Decide(ask(d, c.facts...)), c.want...)
		})
	}
	over := represented("DBC-P-204417", "Cllr S. Example", disclosure.NewDate(2026, time.November, 5))
	for name, fact := range map[string]disclosure.Fact{"the councillor's letters, to an ombudsman": asked, "her letters, when she acts no more": over} {
		t.Run(name, func(t *testing.T) {
			d := read(t, example)
			addData("correspondence-representative")(d)
			expect(t, policy.Load().Decide(ask(d, fact)))
			expect(t, policy.Load().Decide(ask(d)), "refuse DC-D11 /evidence/requestByIndividualEvidence")
		})
	}
}
