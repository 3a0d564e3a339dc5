package policy_test

import (
	"testing"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// Whatever in a disclosure says that it was with the police, for safeguarding or against
// harm, two people show it; nothing else asks for two.
func TestWhatAsksForTwoPeople(t *testing.T) {
	law := policy.Load()
	to := func(category, kind string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Recipient.Category, d.Recipient.Kind = category, kind }
	}
	through := func(gateway string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Justification.Gateway = gateway }
	}
	on := func(ground string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Justification.Exemptions = []disclosure.Exemption{{ID: ground}} }
	}
	with := func(field string, value any) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Evidence = map[string]any{field: value} }
	}
	of := func(category, description string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: category, Description: description}}
		}
	}
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		two    bool
	}{
		"a complaint to a trust":                   {func(*disclosure.Disclosure) {}, false},
		"an ombudsman":                             {to("ombudsman", "lgsco"), false},
		"a waste contractor":                       {to("contractor", "waste-contractor"), false},
		"health data":                              {of("health", "A diagnosis"), false},
		"a reason left as a placeholder":           {with("whyTellingWouldPrejudice", "n/a"), false},
		"the person's own request":                 {with("requesterIsSubject", true), false},
		"the police":                               {to("police", "police-force"), true},
		"children's services":                      {to("social-services", "childrens-services"), true},
		"a risk assessment conference":             {to("partner-organisation", "marac"), true},
		"an adviser on domestic violence":          {to("partner-organisation", "idva"), true},
		"a police and crime commissioner":          {to("elected-representative", "mayor-pcc"), true},
		"the Security Service":                     {to("other-public-body", "security-service"), true},
		"the Disclosure and Barring Service":       {to("statutory-access-holder", "dbs"), true},
		"a family court":                           {to("court", "family"), true},
		"crime and disorder":                       {through("gw-cda98-s115"), true},
		"safeguarding partners":                    {through("gw-ca04-s10-11-16h"), true},
		"children's welfare":                       {through("gw-cwsa26"), true},
		"an adults board":                          {through("gw-care14-s42-45"), true},
		"crime":                                    {on("dpa18-sch2-para2"), true},
		"child abuse":                              {on("dpa18-sch3-child-abuse"), true},
		"serious harm":                             {on("dpa18-sch3-education-harm"), true},
		"immigration":                              {on("dpa18-sch2-para4"), true},
		"privilege":                                {on("dpa18-sch2-para19"), false},
		"not told, on crime":                       {func(d *disclosure.Disclosure) { d.TellSubject.Ground = "dpa18-sch2-para2" }, true},
		"the condition of safeguarding":            {func(d *disclosure.Disclosure) { d.Justification.Conditions = []string{"dpa18-sch1-para18"} }, true},
		"an item's own condition":                  {func(d *disclosure.Disclosure) { d.Data[0].Conditions = []string{"dpa18-sch1-para10"} }, true},
		"the basis of safeguarding":                {func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{"ukgdpr-annex1-safeguarding"} }, true},
		"the same as evidence":                     {with("annex1ConditionId", "ukgdpr-annex1-safeguarding"), true},
		"compatible for safeguarding":              {with("purposeCompatibility", "compat-annex2-safeguarding"), true},
		"compatible as the same purpose":           {with("purposeCompatibility", "compat-same-purpose"), false},
		"a police request form":                    {with("policeRequestForm", "DP9 of 3 November"), true},
		"a crime reference":                        {with("crimeOrIncidentRef", "46/1234/26"), true},
		"a production order":                       {with("legalCompulsion", "production-order"), true},
		"a concern for well-being":                 {with("concernSummary", "Marks on an arm"), true},
		"a power in words":                         {with("legalPower", "Children Act 1989, section 47: child protection"), true},
		"an allegation":                            {of("criminal-allegation", "A theft"), true},
		"a social care record":                     {of("social-care-record", "The file"), true},
		"data in words":                            {of("other", "The SAFEGUARDING referral"), true},
		"the National Crime Agency, in the reason": {func(d *disclosure.Disclosure) { d.Reason = "NCA, for an inquiry" }, true},
		"it with dots, in the reason":              {func(d *disclosure.Disclosure) { d.Reason = "the N.C.A." }, true},
		"the Security Service, in the reason":      {func(d *disclosure.Disclosure) { d.Reason = "Given to MI5" }, true},
		"a hub, in the reason":                     {func(d *disclosure.Disclosure) { d.Reason = "MASH enquiry" }, true},
		"a designated officer, in the reason":      {func(d *disclosure.Disclosure) { d.Reason = "to the LADO" }, true},
		"a referral mechanism, in the reason":      {func(d *disclosure.Disclosure) { d.Reason = "National Referral Mechanism" }, true},
		"a panel, in the reason":                   {func(d *disclosure.Disclosure) { d.Reason = "Channel panel" }, true},
		"Prevent, in the reason":                   {func(d *disclosure.Disclosure) { d.Reason = "Prevent referral" }, true},
		"a youth team, in the reason":              {func(d *disclosure.Disclosure) { d.Reason = "Youth Offending Team" }, true},
		"probation, in the reason":                 {func(d *disclosure.Disclosure) { d.Reason = "the Probation Service" }, true},
		"fraud, in the reason":                     {func(d *disclosure.Disclosure) { d.Reason = "Action Fraud" }, true},
		"a constable by number, in the reason":     {func(d *disclosure.Disclosure) { d.Reason = "PC 1234 Smith" }, true},
		"a refuge, in the reason":                  {func(d *disclosure.Disclosure) { d.Reason = "Example Refuge" }, true},
		"a referral centre, in the reason":         {func(d *disclosure.Disclosure) { d.Reason = "the SARC" }, true},
		"a modern slave, in the reason":            {func(d *disclosure.Disclosure) { d.Reason = "modern-slavery" }, true},
		"glued, in the reason":                     {func(d *disclosure.Disclosure) { d.Reason = "childprotection conference" }, true},
		"a support service":                        {to("other-public-body", "support-service"), true},
		"a prohibition in words":                   {func(d *disclosure.Disclosure) { d.Justification.Necessity = "POCA" }, true},
		"a prohibition":                            {on("dpa18-sch4-para2"), true},
		"to prevent a repeat":                      {func(d *disclosure.Disclosure) { d.Reason = "To prevent a repeat, by any channel" }, false},
		"an investigation":                         {func(d *disclosure.Disclosure) { d.Reason = "We investigate what the tenant says; PC 1 was slow" }, false},
		"a purpose in words":                       {func(d *disclosure.Disclosure) { d.Purpose = "Safeguarding enquiry" }, true},
		"an organisation in words":                 {func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Sample Constabulary" }, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := &disclosure.Disclosure{
				Notice: "dartford-complaints", Purpose: "Investigate a complaint",
				Recipient:     disclosure.Recipient{Category: "nhs", Kind: "trust", Organisation: "Sample Trust"},
				Data:          []disclosure.DataItem{{Category: "feedback", Description: "A letter of June"}},
				Justification: disclosure.Justification{LawfulBases: []string{"ukgdpr-6-1-e"}},
			}
			c.change(d)
			if got := law.NeedsTwo(d, ""); got != c.two {
				t.Errorf("two people are needed: %t, want %t", got, c.two)
			}
		})
	}
}
