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
	maidstone       = disclosure.Register("E07000110")
	maidstoneInside = "maidstone-internal"
	maidstoneAbroad = "maidstone-advocate" // outside the council
	complainant     = "MBC-P-10482"
)

// knownOf is a fact about a person, from 1 November 2026 unless it says otherwise.
func knownOf(subject string, kind disclosure.FactKind, more disclosure.Fact) disclosure.Fact {
	more.Kind, more.About = kind, disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject}
	if more.From.IsZero() {
		more.From = disclosure.NewDate(2026, time.November, 1)
	}
	return more
}

func agreedTo(recipient string) disclosure.Fact {
	return knownOf(complainant, disclosure.FactConsent, disclosure.Fact{Recipient: recipient})
}

func withdrew(recipient string) disclosure.Fact {
	f := agreedTo(recipient)
	f.Until = disclosure.NewDate(2026, time.November, 8)
	return f
}

func purpose(words string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Purpose = words }
}

func overruled(d *disclosure.Disclosure) {
	d.Override = &disclosure.Override{
		Reason: "The court wants it by Friday", Provision: "Order of the County Court of 3 November 2026, CPR 31.17",
		AuthorisedBy: disclosure.Officer{Name: "M. Monitor", Post: "Monitoring Officer"},
	}
}

func unchanged(*disclosure.Disclosure) {}

var processor = both(to("contractor", "case-system-supplier", "Example Systems Ltd"),
	give("roleDecision", "processor"), give("contractRef", "MBC-IT-7"), give("processorTermsArt28OrSharingAgreement", "Schedule 4"))

var maidstoneRows = map[string]row{
	"MS-R1": {met: maidstoneInside, breaks: []breach{
		{"an advocate to whom the person agreed", both(to("advocate-representative", "advocate", "Example Advocacy")), []disclosure.Fact{agreedTo("Example Advocacy")}, "flag MS-R1 /recipient"},
		{"a contractor that decides for itself", both(processor, give("roleDecision", "separate-controller")), nil, "flag MS-R1 /recipient"},
		{"a processor whose terms are not given", both(processor, drop("processorTermsArt28OrSharingAgreement")), nil, "flag MS-R1 /recipient"},
		{"figures for the public that identify people", both(to("public", "statistics-report", ""), give("anonymised", false)), nil, "flag MS-R1 /recipient"},
	}},
	"MS-R2": {met: maidstoneAbroad, mend: noAuthority, facts: []disclosure.Fact{agreedTo("Example Advocacy")}, breaks: []breach{
		{"consent never sought", unchanged, nil, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent to somebody else", unchanged, []disclosure.Fact{agreedTo("Another Body")}, "refuse MS-R2 /evidence/consentRecordId"},
		{"somebody else's consent", unchanged, []disclosure.Fact{knownOf("MBC-P-2", disclosure.FactConsent, disclosure.Fact{Recipient: "Example Advocacy"})}, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent given the day after", unchanged, []disclosure.Fact{knownOf(complainant, disclosure.FactConsent, disclosure.Fact{Recipient: "Example Advocacy", From: disclosure.NewDate(2026, time.November, 10)})}, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent withdrawn the day before", unchanged, []disclosure.Fact{withdrew("Example Advocacy")}, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent in the evidence that the register knows to be withdrawn", both(give("consentRecordId", "C-1"), give("consentDate", "2026-11-02")), []disclosure.Fact{withdrew("Example Advocacy")}, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent in the evidence, dated after the disclosure", both(give("consentRecordId", "C-1"), give("consentDate", "2026-11-10")), nil, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent in the evidence to somebody else", both(give("consentRecordId", "C-1"), give("consentDate", "2026-11-02"), give("scopeNamesRecipient", false)), nil, "refuse MS-R2 /evidence/consentRecordId"},
		{"consent in the evidence alone", both(give("consentRecordId", "C-1"), give("consentDate", "2026-11-02")), nil, "flag MS-R2 /evidence/consentRecordId"},
		{"the ombudsman requires it", both(to("ombudsman", "lgsco", "The ombudsman"), give("investigationRequestDate", "2026-11-02"), gateway("gw-lga74-s29")), nil, "flag MS-R2 /evidence/consentRecordId"},
		{"a court orders it", both(to("court", "civil-county", "County Court"), gateway("gw-court"), give("orderNumber", "K1")), nil, "flag MS-R2 /evidence/consentRecordId"},
		{"an officer with authority names the law that goes first", overruled, nil, "flag MS-R2 /evidence/consentRecordId"},
		{"an emergency", func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }, nil, "flag MS-R2 /evidence/consentRecordId"},
		{"the police only ask", to("police", "police-force", "Example Constabulary"), nil, "refuse MS-R2 /evidence/consentRecordId"},
		{"a research body, names replaced by codes", both(to("other-public-body", "research-body", "Example University"), give("anonymised", false)), nil, "refuse MS-R2 /evidence/consentRecordId"},
	}},
	"MS-B1": {met: maidstoneAbroad, mend: func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{"ukgdpr-6-1-a"} }, facts: []disclosure.Fact{agreedTo("Example Advocacy")}, breaks: []breach{
		{"consent for handling the complaint itself", to("service-department", "other-department", "Parks"), []disclosure.Fact{agreedTo("Parks")}, "flag MS-B1 /justification/lawfulBases"},
	}},
	"MS-D3": {met: maidstoneInside, breaks: []breach{
		{"stage 1 not named", drop("stage1CaseRef"), nil, "flag MS-D3 /evidence/stage1CaseRef"},
	}},
	"MS-W1": {met: maidstoneInside, mend: both(purpose("Research on complaints"), to("other-public-body", "research-body", "Example University"), give("anonymised", true), func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "further-details", Description: "Counts by ward"}}
	}), breaks: []breach{
		{"names replaced by codes", give("anonymised", false), []disclosure.Fact{agreedTo("Example University")}, "flag MS-W1 /evidence/anonymised"},
		{"called anonymous, with names in it", addData("name"), []disclosure.Fact{agreedTo("Example University")}, "flag MS-W1 /evidence/anonymised"},
		{"and without consent", give("anonymised", false), nil, "refuse MS-R2 /evidence/consentRecordId"},
	}},
	"MS-W3": {met: maidstoneInside, breaks: []breach{
		{"decided by nobody", func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = " " }, nil, "malformed form /authorisedBy/name"},
	}},
	"MS-W4": {met: maidstoneInside, mend: give("guardianPermission", false)},
	"MS-G5": {met: maidstoneInside, breaks: []breach{
		{"restricted, and no reason the law excepts", unchanged, []disclosure.Fact{knownOf(complainant, disclosure.FactRestriction, disclosure.Fact{})}, "refuse MS-G5 /evidence/restrictionException"},
		{"restricted, with a reason", give("restrictionException", "legal-claims"), []disclosure.Fact{knownOf(complainant, disclosure.FactRestriction, disclosure.Fact{})}, "flag MS-G5 /subjects/0"},
		{"an objection not decided", unchanged, []disclosure.Fact{objection(complainant, disclosure.Date{})}, "flag MS-G5 /subjects/0"},
	}},
}

var maidstoneShown = map[string]func(*policy.Notice) bool{
	"MS-R3": func(n *policy.Notice) bool {
		return n.Recipients != nil && len(n.Recipients) == 0 && states("MS-R3", "it is empty")(n)
	},
	"MS-B1": func(n *policy.Notice) bool {
		return len(n.Bases) == 2 && n.Bases[0].ID == "ukgdpr-6-1-e" && n.Bases[1].ID == "ukgdpr-6-1-a"
	},
	"MS-D1": selectable("name"),
	"MS-D2": selectable("address", "telephone", "email"),
	"MS-D3": selectable("further-details"),
	"MS-D4": func(n *policy.Notice) bool {
		return slices.Equal(n.Channels, []string{"website", "online-form", "letter", "telephone", "email", "social-media", "in-person"})
	},
	"MS-D5": states("MS-D5", "Cookies"),
	"MS-T1": func(n *policy.Notice) bool {
		return class("MS-T1", policy.FileClosed, policy.Period{Years: 6}, policy.Exactly)(n) &&
			n.Retention[0].Default && strings.Contains(n.Retention[0].Assumption, "does not say when the six years start")
	},
	"MS-W1": states("MS-W1", "still personal data"),
	"MS-W2": states("MS-W2", "none is made up"),
	"MS-W3": states("MS-W3", "a named officer decides"),
	"MS-W4": states("MS-W4", "13 or under"),
	"MS-W5": states("MS-W5", "safeguards"),
	"MS-W6": states("MS-W6", "Article 19"),
	"MS-G1": states("MS-G1", "under six months old"),
	"MS-G2": states("MS-G2", "Article 19"),
	"MS-G3": states("MS-G3", "reason is recorded"),
	"MS-G4": states("MS-G4", "a machine can read"),
	"MS-G5": states("MS-G5", "restricted"),
	"MS-G6": states("MS-G6", "None is made"),
	"MS-G7": func(n *policy.Notice) bool {
		has := func(words string) bool {
			return slices.ContainsFunc(n.Contacts, func(c policy.Contact) bool { return c.Row == "MS-G7" && strings.Contains(c.Where, words) })
		}
		return has("Dataprotectionofficer@maidstone.gov.uk") && has("casework@ico.org.uk") &&
			states("MS-G7", "section 164A")(n) && states("MS-G7", "section 165")(n)
	},
}

// charity is no representative of the person, so that consent is what it needs.
var charity = both(noAuthority, to("partner-organisation", "voluntary-sector", "Example Advocacy"))

// noAuthority leaves out what would meet the promise of consent in another way.
var noAuthority = drop("authorityToAct")

// The notice names nobody, and says nothing of special category or offence data.
func TestMaidstoneStaysInside(t *testing.T) {
	consented := []disclosure.Fact{agreedTo("Example Advocacy"), agreedTo("Example University"), agreedTo("County Court")}
	for name, c := range map[string]struct {
		example string
		change  func(*disclosure.Disclosure)
		facts   []disclosure.Fact
		want    []string
	}{
		"another department":             {maidstoneInside, nil, nil, nil},
		"the person":                     {maidstoneInside, to("data-subject", "complaint-response", ""), nil, nil},
		"a processor under its terms":    {maidstoneInside, processor, nil, nil},
		"figures that identify nobody":   {maidstoneInside, both(purpose("Statistics"), to("public", "statistics-report", ""), give("anonymised", true), func(d *disclosure.Disclosure) { d.Data = d.Data[2:] }), nil, nil},
		"an advocate, agreed beforehand": {maidstoneAbroad, nil, consented, []string{"flag MS-R1 /recipient"}},
		"agreed on the day":              {maidstoneAbroad, nil, []disclosure.Fact{knownOf(complainant, disclosure.FactConsent, disclosure.Fact{Recipient: "EXAMPLE  advocacy", From: disclosure.NewDate(2026, time.November, 9)})}, []string{"flag MS-R1 /recipient"}},
		"the officer complained about too": {maidstoneAbroad, func(d *disclosure.Disclosure) {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "MBC-P-3", Role: "complained-about"})
		}, consented, []string{"flag MS-R1 /recipient"}},
		"a role with a capital letter": {maidstoneAbroad, func(d *disclosure.Disclosure) {
			d.Subjects[0].Role = "Complainant"
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "MBC-P-3", Role: "complained-about"})
		}, consented, []string{"flag MS-R1 /recipient"}},
		"two people complained, one agreed": {maidstoneAbroad, both(charity, func(d *disclosure.Disclosure) {
			d.Subjects = append(d.Subjects, disclosure.Subject{Reference: "MBC-P-3", Role: "complainant"})
		}), consented, []string{"flag MS-R1 /recipient", "refuse MS-R2 /evidence/consentRecordId"}},
		"nobody is called the complainant":           {maidstoneAbroad, both(charity, func(d *disclosure.Disclosure) { d.Subjects[0].Role = "customer" }), nil, []string{"flag MS-R1 /recipient", "refuse MS-R2 /evidence/consentRecordId"}},
		"an override":                                {maidstoneAbroad, both(charity, overruled), nil, []string{"flag MS-R1 /recipient", "flag MS-R2 /evidence/consentRecordId"}},
		"an override where nothing stood in the way": {maidstoneInside, overruled, nil, []string{"flag XX-10 /override"}},
		"an override by the one who records":         {maidstoneInside, both(overruled, func(d *disclosure.Disclosure) { d.Override.AuthorisedBy.Name = "b. recorder" }), nil, []string{"flag XX-9 /override/authorisedBy/name", "flag XX-10 /override"}},
		"an override that names no provision":        {maidstoneAbroad, both(overruled, func(d *disclosure.Disclosure) { d.Override.Provision = "" }), consented, []string{"malformed form /override/provision", "flag MS-R1 /recipient", "flag XX-10 /override"}},
		"an override that nobody authorised":         {maidstoneAbroad, both(overruled, func(d *disclosure.Disclosure) { d.Override.AuthorisedBy.Name = "" }), consented, []string{"malformed form /override/authorisedBy/name", "flag MS-R1 /recipient", "flag XX-10 /override"}},
		"an override is no lawful basis":             {maidstoneInside, both(overruled, func(d *disclosure.Disclosure) { d.Justification.LawfulBases = nil }), nil, []string{"refuse ukgdpr-6 /justification/lawfulBases", "flag XX-10 /override"}},
		"health":                                     {maidstoneInside, both(addData("health"), conditions("ukgdpr-9-2-f"), give("caseNumber", "1")), nil, []string{"flag XX-11 /data/3/category"}},
		"an allegation":                              {maidstoneInside, both(addData("criminal-allegation"), conditions("dpa18-sch1-para33"), give("caseNumber", "1")), nil, []string{"flag XX-11 /data/3/category"}},
		"sale":                                       {maidstoneInside, purpose("Sale of data on complaints"), nil, []string{"refuse XX-12 /purpose"}},
		"a refusal to the police":                    {maidstoneInside, both(to("police", "police-force", "Example Constabulary"), func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, c.example)
			if c.change != nil {
				c.change(d)
			}
			got := policy.Load().Decide(noticeTests{register: maidstone}.ask(d, c.facts...))
			lines := outcome(got)
			slices.Sort(lines)
			slices.Sort(c.want)
			if !slices.Equal(lines, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(lines, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

// Who acts for the person has what they asked the council to give; but where they have
// withdrawn consent to a body that may be this one in other words, nothing goes without a word.
func TestAWithdrawalIsNotPassedOverForItsWords(t *testing.T) {
	const withdrawn, flagged = "refuse MS-R2 /evidence/consentRecordId", "flag MS-R2 /recipient/organisation"
	for name, c := range map[string]struct {
		body  string
		facts []disclosure.Fact
		want  string
	}{
		"a legal form in full":         {"Sample Solicitors", []disclosure.Fact{withdrew("Sample Solicitors Limited Liability Partnership")}, withdrawn},
		"a company in full":            {"Sample & Co", []disclosure.Fact{withdrew("Sample and Company")}, withdrawn},
		"an accent":                    {"Café Sample", []disclosure.Fact{withdrew("Cafe Sample")}, withdrawn},
		"a saint":                      {"St. Sample", []disclosure.Fact{withdrew("Saint Sample")}, withdrawn},
		"what it trades as":            {"Sample Solicitors", []disclosure.Fact{withdrew("Sample Legal, trading as Sample Solicitors")}, flagged},
		"another office":               {"Sample Solicitors", []disclosure.Fact{withdrew("Sample Solicitors (Maidstone office)")}, flagged},
		"somebody else":                {"Sample Solicitors", []disclosure.Fact{withdrew("Example Surgery")}, flagged},
		"consent to this one in force": {"Sample Solicitors", []disclosure.Fact{withdrew("Example Surgery"), agreedTo("Sample Solicitors")}, ""},
		"consent to others in force":   {"Sample Solicitors", []disclosure.Fact{agreedTo("Example Surgery")}, ""},
		"nothing withdrawn":            {"Sample Solicitors", nil, ""},
	} {
		d := read(t, maidstoneAbroad)
		d.Recipient.Organisation = c.body
		got := policy.Load().Decide(policy.Question{Register: maidstone, Disclosure: d, Facts: c.facts, At: d.DisclosedAt.Add(time.Hour)})
		for _, line := range []string{withdrawn, flagged} {
			if says(got, line) != (line == c.want) {
				t.Errorf("%s: %v, want %q", name, outcome(got), c.want)
			}
		}
	}
}
