package policy_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

const (
	dmMarker = "dartford-contact-marker"
	marked   = "DBC-P-310577"
)

// dmFact is a fact about the marked person, well kept unless it is changed.
func dmFact(kind disclosure.FactKind, change func(*disclosure.Fact)) disclosure.Fact {
	f := disclosure.Fact{
		From: disclosure.NewDate(2026, time.June, 1), Reason: "Threats to staff on a visit", ReviewBy: disclosure.NewDate(2026, time.December, 1),
		SubjectTold: disclosure.Told, ToldOn: disclosure.NewDate(2026, time.June, 2), DecidedBy: "Service Manager, Housing",
	}
	if kind == disclosure.FactSPoC {
		f.Reason = "efficiency"
	}
	if change != nil {
		change(&f)
	}
	return knownOf(marked, kind, f)
}

func aMarker(change func(*disclosure.Fact)) []disclosure.Fact {
	return []disclosure.Fact{dmFact(disclosure.FactMarker, change)}
}

// untold makes a marker one of which the person is not to know.
func untold(f *disclosure.Fact) {
	f.SubjectTold, f.ToldOn = disclosure.NotTold, disclosure.Date{}
	f.Ground, f.DPOConsulted = "dpa18-sch2-para2", disclosure.NewDate(2026, time.May, 29)
}

func restriction(change func(*disclosure.Fact)) []disclosure.Fact {
	return []disclosure.Fact{dmFact(disclosure.FactContactRestriction, change)}
}

func spoc(change func(*disclosure.Fact)) []disclosure.Fact {
	return []disclosure.Fact{dmFact(disclosure.FactSPoC, change)}
}

func takenOff(f *disclosure.Fact) { f.Until = disclosure.NewDate(2026, time.November, 8) }

// staffTold shares that there is a single point of contact with the staff.
var staffTold = both(to("service-department", "spoc-distribution", "Housing"), give("distributionList", "All housing officers, list of 9 November 2026"),
	give("spocReason", "efficiency"), purpose("Single point of contact"),
	func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "spoc", Description: "Who the single point of contact is"}}
	})

var dmOmbudsman = both(to("ombudsman", "housing-ombudsman", "Housing Ombudsman Service"), give("ombudsmanCaseRef", "HOS-2026-00456"), gateway(""))

var dmCourt = both(to("court", "civil-county", "County Court"), give("caseNumber", "K00XX000"), gateway(""))

var onInterests = both(bases("ukgdpr-6-1-f"), give("outsidePublicTaskReason", "Managing contact is no statutory task"), give("liaRef", "LIA-2026-03"))

// threats adds an allegation, on the ground of preventing unlawful acts.
var threats = both(addData("criminal-allegation"), conditions("dpa18-sch1-para10"), withDocument,
	give("unlawfulActDescription", "Threats to staff"), give("whyConsentWouldPrejudice", "Asking would invite more"), give("substantialPublicInterestReason", "The duty to staff under the 1974 Act"))

var illHealth = both(addData("health"), conditions("dpa18-sch1-para6"), withDocument,
	give("substantialPublicInterestReason", "The duty to staff under the 1974 Act"), give("functionAndEnactment", "Health and Safety at Work etc. Act 1974"))

// notTold leaves the person untold, as the notice allows.
var notTold = both(tell("dpa18-sch2-para2"), give("dpoConsultation", "Note of 5 November 2026"), func(d *disclosure.Disclosure) {
	d.Justification.Exemptions = []disclosure.Exemption{{
		ID: "dpa18-sch2-para2", Provisions: []string{"14", "15"}, Reason: "A violent reaction is likely",
		ReviewBy: disclosure.NewDate(2027, time.May, 9),
	}}
})

var contactRows = map[string]row{
	"DM-R1": {met: dmMarker, mend: to("service-department", "other-department", "Revenues"), breaks: []breach{
		{"department not named", to("service-department", "other-department", ""), nil, "refuse DM-R1 /evidence/department"},
	}},
	"DM-R2": {met: dmMarker, mend: both(to("elected-representative", "councillor-member-role", "Dartford"), give("capacity", "committee-or-ward-need-to-know")), breaks: []breach{
		{"capacity not given", drop("capacity"), nil, "refuse DM-R2 /evidence/capacity"},
		{"another capacity", give("capacity", "other"), nil, "refuse DM-R2 /evidence/capacity"},
		{"a former councillor", give("inOfficeOnDate", false), nil, "flag DM-R2 /evidence/inOfficeOnDate"},
		{"a Member of Parliament, whom the notice does not name", to("elected-representative", "mp", "House of Commons"), nil, "flag XX-10 /recipient"},
	}},
	"DM-R3": {met: dmMarker, breaks: []breach{
		{"no need to know", drop("needToKnowReason"), nil, "refuse DM-R3 /evidence/needToKnowReason"},
	}},
	"DM-R4": {met: dmMarker, mend: dmOmbudsman, breaks: []breach{
		{"no case reference", drop("ombudsmanCaseRef"), nil, "refuse DM-R4 /evidence/ombudsmanCaseRef"},
		{"no case reference for one of another kind", both(drop("ombudsmanCaseRef"), to("ombudsman", "", "An ombudsman")), nil, "refuse DM-R4 /evidence/ombudsmanCaseRef"},
	}},
	"DM-R5": {met: dmMarker, mend: both(to("police", "council-initiated-report", "Example Constabulary"), gateway("")), breaks: []breach{
		{"neither asked nor reported", to("police", "police-force", "Example Constabulary"), nil, "refuse DM-R5 /evidence/requestFormReceived"},
	}},
	"DM-R6": {met: dmMarker, mend: dmCourt, breaks: []breach{
		{"no case number", drop("caseNumber"), nil, "refuse DM-R6 /evidence/caseNumber"},
		{"an order relied on and not given", gateway("gw-court"), nil, "refuse DM-R6 /evidence/orderNumber"},
		{"the council's own lawyers, who are no court", both(drop("caseNumber"), to("court", "own-external-solicitor", "Example LLP")), nil, "flag XX-10 /recipient"},
	}},
	"DM-R7": {met: dmMarker, mend: staffTold, breaks: []breach{
		{"not said who was on the list", drop("distributionList"), nil, "refuse DM-R7 /evidence/distributionList"},
	}},
	"DM-B1": {met: dmMarker, breaks: []breach{
		{"no statute named", both(drop("statutoryProvisionOrOrder"), gateway("")), nil, "refuse DM-B1 /evidence/statutoryProvisionOrOrder"},
		{"a power that only permits", both(gateway("gw-cda98-s115"), give("provisionIsMandatory", false)), nil, "refuse DM-B1 /justification/lawfulBases/0"},
	}},
	"DM-B2": {met: dmMarker, mend: onInterests, breaks: []breach{
		{"not said why it is outside public tasks", drop("outsidePublicTaskReason"), nil, "refuse DM-B2 /justification/lawfulBases/0"},
		{"no assessment", drop("liaRef"), nil, "refuse DM-B2 /justification/lawfulBases/0"},
	}},
	"DM-B3": {met: dmMarker, mend: illHealth, breaks: []breach{
		{"health without a condition", conditions(), nil, "refuse DM-B3 /data/3/category"},
		{"substantial public interest without a paragraph", conditions("ukgdpr-9-2-g"), nil, "refuse DM-B3 /data/3/category"},
	}},
	"DM-B4": {met: dmMarker, mend: threats, breaks: []breach{
		{"an allegation without a condition", conditions(), nil, "refuse DM-B4 /data/3/category"},
		{"no policy document, for a contractor", func(d *disclosure.Disclosure) { d.Justification.PolicyDocument = nil }, nil, "flag DM-B4 /justification/policyDocument"},
		{"no policy document, for a councillor", both(to("elected-representative", "councillor-casework", "Dartford"), give("capacity", "constituent-casework"), func(d *disclosure.Disclosure) { d.Justification.PolicyDocument = nil }), nil, "flag DM-B4 /justification/policyDocument"},
	}},
	"DM-B5": {met: dmMarker, mend: both(onInterests, func(d *disclosure.Disclosure) { d.Data[0].LawfulBases = []string{"ukgdpr-6-1-c", "ukgdpr-6-1-f"} }), breaks: []breach{
		{"consent, which the notice does not name", both(bases("ukgdpr-6-1-a"), give("consentRecordId", "C-1"), give("consentDate", "2026-11-01")), nil, "flag XX-10 /justification/lawfulBases/0"},
	}},
	"DM-B6": {met: dmMarker, mend: illHealth, breaks: []breach{
		{"no policy document", func(d *disclosure.Disclosure) { d.Justification.PolicyDocument = nil }, nil, "flag DM-B6 /justification/policyDocument"},
	}},
	"DM-B7": {met: dmMarker, breaks: []breach{
		{"an exemption and no basis", func(d *disclosure.Disclosure) {
			d.Justification.LawfulBases = nil
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para5-3", Provisions: []string{"15(1)-(3)"}, Reason: "Advice"}}
		}, nil, "refuse DM-B7 /justification/lawfulBases"},
		{"a ground that bears on Article 15 alone", tell("dpa18-sch2-para16"), nil, "flag DM-B7 /tellSubject/ground"},
		{"an agreement the register does not hold", underAgreement, nil, "flag DM-B7 /agreement"},
	}},
	"DM-W1": {met: dmMarker, facts: restriction(nil), breaks: []breach{
		{"nobody says when it was explained", unchanged, restriction(func(f *disclosure.Fact) { f.ToldOn = disclosure.Date{} }), "flag DM-W1 /subjects"},
		{"never explained", unchanged, restriction(func(f *disclosure.Fact) { f.SubjectTold = disclosure.NotTold }), "flag DM-W1 /subjects"},
	}},
	"DM-W2": {met: dmMarker, facts: restriction(nil), breaks: []breach{
		{"review overdue", unchanged, restriction(func(f *disclosure.Fact) { f.ReviewBy = disclosure.NewDate(2026, time.November, 8) }), "flag DM-W2 /subjects"},
	}},
	"DM-W3": {met: dmMarker, mend: staffTold, facts: spoc(nil), breaks: []breach{
		{"not said who decided", unchanged, spoc(func(f *disclosure.Fact) { f.DecidedBy = "" }), "flag DM-W3 /subjects"},
	}},
	"DM-W4": {met: dmMarker, mend: both(staffTold, drop("spocReason")), facts: spoc(nil), breaks: []breach{
		{"not said whether for behaviour or efficiency", unchanged, nil, "refuse DM-W4 /evidence/spocReason"},
		{"one for efficiency shown as one for behaviour", give("spocReason", "behaviour"), spoc(nil), "refuse DM-W4 /evidence/spocReason"},
	}},
	"DM-W5": {met: dmMarker, facts: aMarker(nil), breaks: []breach{
		{"not said when the person was told", unchanged, aMarker(func(f *disclosure.Fact) { f.ToldOn = disclosure.Date{} }), "flag DM-W5 /subjects"},
	}},
	"DM-W6": {met: dmMarker, mend: notTold, facts: aMarker(untold), breaks: []breach{
		// Not telling of a disclosure was refused here for want of what a marker needs:
		// telling of the two is not one thing, and accept or refuse told of the marker.
		{"the Data Protection Officer not consulted", drop("dpoConsultation"), aMarker(untold), "kept DM-W6 /evidence/dpoConsultation"},
		{"a marker left untold on no ground", unchanged, aMarker(func(f *disclosure.Fact) { untold(f); f.Ground = "" }), "kept DM-W6 /subjects"},
		{"a marker left untold on a ground that is for something else", unchanged, aMarker(func(f *disclosure.Fact) { untold(f); f.Ground = "dpa18-sch2-para19" }), "kept DM-W6 /subjects"},
		{"told of a disclosure, and not to know of the marker", func(d *disclosure.Disclosure) {
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(recordedAt)}
		}, aMarker(untold), "kept DM-W6 /tellSubject/outcome"},
		{"an opinion more than six months old", both(tell("dpa18-sch3-health-harm"), give("healthProfessionalOpinion", "test-met"), give("opinionDate", "2026-05-08")), nil, "flag dpa18-sch3-health-harm /evidence/opinionDate"},
		{"the person's own health, which relieves Article 15 alone", both(tell("dpa18-sch3-health-harm"), give("healthProfessionalOpinion", "test-met"), give("opinionDate", "2026-11-01")), nil, "flag DM-B7 /tellSubject/ground"},
	}},
	"DM-W7": {met: dmMarker, facts: aMarker(nil), breaks: []breach{
		{"the day named has passed", unchanged, aMarker(func(f *disclosure.Fact) { f.ReviewBy = disclosure.NewDate(2026, time.November, 8) }), "flag DM-W7 /subjects"},
		{"the same, of a marker that the person is not to know of", notTold, aMarker(func(f *disclosure.Fact) { untold(f); f.ReviewBy = disclosure.NewDate(2026, time.November, 8) }), "kept DM-W7 /subjects"},
		{"six months and a day since it was set", unchanged, aMarker(func(f *disclosure.Fact) { f.From = disclosure.NewDate(2026, time.May, 8) }), "flag DM-W7 /subjects"},
		{"six months and a day since its last review", unchanged, aMarker(func(f *disclosure.Fact) {
			f.From, f.LastReview = disclosure.NewDate(2025, time.May, 8), disclosure.NewDate(2026, time.May, 8)
		}), "flag DM-W7 /subjects"},
	}},
	"DM-W8": {met: dmMarker, facts: aMarker(nil), breaks: []breach{
		{"taken off the day before", unchanged, aMarker(takenOff), "refuse DM-W8 /subjects"},
		{"its reason alone", func(d *disclosure.Disclosure) { d.Data[0].Category = "marker-reason" }, aMarker(takenOff), "refuse DM-W8 /subjects"},
		{"one that the person never knew of", notTold, aMarker(func(f *disclosure.Fact) { untold(f); takenOff(f) }), "kept DM-W8 /subjects"},
		{"an ombudsman that gives no case", both(dmOmbudsman, drop("ombudsmanCaseRef")), aMarker(takenOff), "refuse DM-W8 /subjects"},
		{"a duty to share it all the same", both(gateway("gw-court"), give("orderNumber", "K1")), aMarker(takenOff), "flag DM-W8 /subjects"},
	}},
	"DM-G1": {met: dmMarker, mend: onInterests, breaks: []breach{
		{"an objection in force on the day", unchanged, []disclosure.Fact{objection(marked, disclosure.Date{})}, "flag DM-G1 /subjects/0"},
	}},
}

var contactShown = map[string]func(*policy.Notice) bool{
	"DM-B3": citedAs("DM-B3", "section 10(5)", "section 10(3)"),
	"DM-B5": states("DM-B5", "More than one lawful basis"),
	"DM-B6": states("DM-B6", "Legitimate Interests Policy and the Data Protection Policy"),
	"DM-D1": selectable("marker", "name"),
	"DM-D2": selectable("address", "telephone", "email"),
	"DM-D3": selectable("marker-reason"),
	"DM-D4": selectable("spoc"),
	"DM-D5": selectable("health", "special-category-other"),
	"DM-D6": selectable("criminal-offence", "criminal-allegation"),
	"DM-W1": states("DM-W1", "explained"),
	"DM-W2": states("DM-W2", "day of review"),
	"DM-W3": states("DM-W3", "service manager"),
	"DM-W5": states("DM-W5", "told that there is a marker"),
	"DM-W7": class("DM-W7", policy.MarkerReviewed, policy.Period{Months: 6}, policy.Recurring),
	"DM-W8": states("DM-W8", "told that it is gone"),
	"DM-W9": func(n *policy.Notice) bool {
		return len(n.Silences) == 1 && n.Silences[0].Row == "DM-W9" && n.Silences[0].While == disclosure.FactMarker
	},
	"DM-T1": class("DM-T1", policy.FileClosed, policy.Period{Years: 1}, policy.Exactly),
	"DM-T2": states("DM-T2", "destroyed confidentially"),
	"DM-G1": states("DM-G1", "object"),
	"DM-G2": both2(states("DM-G2", "corporate, call recording and complaints"), both2(turnTo("DM-G2", "Corporate"), both2(turnTo("DM-G2", "Call Recording"), turnTo("DM-G2", "Complaints Process")))),
}

// citedAs reports whether the row keeps what the notice cites, and beside it what
// applies.
func citedAs(row, cited, applies string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Conditions, func(b policy.NoticeBasis) bool {
			return b.Row == row && strings.Contains(b.AsCited, cited) && strings.Contains(b.Says, applies)
		})
	}
}

// What the notice accepts is accepted unflagged.
func TestContactAccepts(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		facts  []disclosure.Fact
	}{
		"a marker, to a contractor who visits":         {unchanged, aMarker(nil)},
		"six months to the day":                        {unchanged, aMarker(func(f *disclosure.Fact) { f.From = disclosure.NewDate(2026, time.May, 9) })},
		"a marker the person does not know of":         {notTold, aMarker(untold)},
		"its history, to an ombudsman with a case":     {dmOmbudsman, aMarker(takenOff)},
		"its history, to a court with a case":          {dmCourt, aMarker(takenOff)},
		"set again after it was taken off":             {unchanged, append(aMarker(takenOff), aMarker(func(f *disclosure.Fact) { f.From = disclosure.NewDate(2026, time.November, 9) })...)},
		"staff told of a single point of contact":      {staffTold, spoc(nil)},
		"one for behaviour, and said to be":            {both(staffTold, give("spocReason", "behaviour")), spoc(func(f *disclosure.Fact) { f.Reason = "behaviour" })},
		"an allegation to the police without document": {both(to("police", "council-initiated-report", "Example Constabulary"), gateway(""), threats, func(d *disclosure.Disclosure) { d.Justification.PolicyDocument = nil }), nil},
		"an ombudsman of another kind":                 {both(dmOmbudsman, to("ombudsman", "phso", "Health ombudsman")), nil},
		"restricted contact, well kept":                {unchanged, restriction(nil)},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, dmMarker)
			c.change(d)
			expect(t, policy.Load().Decide(ask(d, c.facts...)))
		})
	}
}

// A fact that the notice needs is not learned without what it needs (DM-W2, DM-W4,
// DM-W5, DM-W6).
func TestContactFacts(t *testing.T) {
	today := disclosure.DateOf(recordedAt)
	for name, c := range map[string]struct {
		fact disclosure.Fact
		want string
	}{
		"a restriction":                    {restriction(nil)[0], ""},
		"a review before it began":         {restriction(func(f *disclosure.Fact) { f.ReviewBy = f.From.AddDays(-1) })[0], "/reviewBy"},
		"a restriction nobody will review": {restriction(func(f *disclosure.Fact) { f.ReviewBy = disclosure.Date{} })[0], "/reviewBy"},
		"a marker":                         {aMarker(nil)[0], ""},
		"a marker, and not said whether the person knows": {aMarker(func(f *disclosure.Fact) { f.SubjectTold = "" })[0], "/subjectTold"},
		"a marker untold":                  {aMarker(untold)[0], ""},
		"a marker untold without a ground": {aMarker(func(f *disclosure.Fact) { untold(f); f.Ground = "" })[0], ""},
		"a marker untold without the Data Protection Officer": {aMarker(func(f *disclosure.Fact) {
			untold(f)
			f.DPOConsulted = disclosure.Date{}
		})[0], ""},
		"a single point of contact":                  {spoc(nil)[0], ""},
		"a single point of contact without a reason": {spoc(func(f *disclosure.Fact) { f.Reason = "" })[0], "/reason"},
		"a single point of contact for dislike":      {spoc(func(f *disclosure.Fact) { f.Reason = "dislike" })[0], "/reason"},
	} {
		t.Run(name, func(t *testing.T) {
			got := policy.CheckFact(c.fact, today)
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || got[0].Pointer != c.want) {
				t.Errorf("got %v, want one at %q", got, c.want)
			}
		})
	}
}

// An untold marker is left out of all that the person sees (DM-W9).
func TestAnUntoldMarkerIsSilent(t *testing.T) {
	told := func(f *disclosure.Fact) {}
	for name, c := range map[string]struct {
		change func(*disclosure.Disclosure)
		facts  []disclosure.Fact
		person string
		want   string
	}{
		"while untold":                              {unchanged, aMarker(untold), marked, "DM-W9"},
		"once told":                                 {unchanged, aMarker(told), marked, ""},
		"taken off and never told":                  {unchanged, aMarker(func(f *disclosure.Fact) { untold(f); takenOff(f) }), marked, "DM-W9"},
		"its reason alone":                          {func(d *disclosure.Disclosure) { d.Data[0].Category = "marker-reason" }, aMarker(untold), marked, "DM-W9"},
		"no marker data in it":                      {func(d *disclosure.Disclosure) { d.Data = d.Data[1:] }, aMarker(untold), marked, ""},
		"somebody else's marker":                    {func(d *disclosure.Disclosure) { d.Data[0].Subject = "P-2" }, aMarker(untold), marked, ""},
		"a marker on somebody else of whom it says": {unchanged, []disclosure.Fact{knownOf("P-2", disclosure.FactMarker, aMarker(untold)[0])}, marked, ""},
		"in a case of the complaints notice":        {func(d *disclosure.Disclosure) { d.Notice = "dartford-complaints" }, aMarker(untold), marked, "DM-W9"},
		"before there was such a notice":            {on(noon(2020, time.December, 31)), aMarker(untold), marked, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := read(t, dmMarker)
			c.change(d)
			if got := policy.Load().SilentTo(dartford, d, c.person, c.facts); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A review of a marker comes round every six months (DM-W7).
func TestMarkerReviewComesRound(t *testing.T) {
	file := disclosure.Case{State: disclosure.CaseOpen, Triggers: disclosure.Triggers{MarkerReviewed: disclosure.NewDate(2026, time.August, 31)}}
	due, ok := policy.Load().ClockOf("dm-marker-review", file, disclosure.NewDate(2027, time.March, 1))
	if want := disclosure.NewDate(2027, time.February, 28); !ok || due.DueOn != want || due.Clock != policy.ForReview {
		t.Errorf("got %s %s, want review due on %s", due.Clock, due.DueOn, want)
	}
}

// Whose notice it is, is data: the text does not name its council.
func TestTheContactNoticeCanBeAnothersByDataAlone(t *testing.T) {
	all := files(t)
	change := func(file, from, to string) {
		source := string(all[file].Data)
		if !strings.Contains(source, from) {
			t.Fatalf("%s does not hold %q", file, from)
		}
		all[file] = &fstest.MapFile{Data: []byte(strings.Replace(source, from, to, 1)), Mode: os.ModePerm}
	}
	change("notices/dartford-contact.yaml", "register: E07000107", "register: E07000139")
	change("registers.yaml", "[dartford-complaints, dartford-contact]", "[dartford-complaints]")
	change("registers.yaml", "[north-kesteven-feedback]", "[north-kesteven-feedback, dartford-contact]")
	l, err := readLaw(all)
	if err != nil {
		t.Fatal(err)
	}
	q := ask(read(t, dmMarker))
	q.Register = northKesteven
	expect(t, l.Decide(q))
}
