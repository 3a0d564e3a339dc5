package policy_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// A row is shown met by an example that it has nothing to say of, and broken by
// a change to the example that it answers with one line of the outcome.
type row struct {
	met    string // an example in testdata
	mend   func(*disclosure.Disclosure)
	facts  []disclosure.Fact // known when it is met
	breaks []breach
}

type breach struct {
	name   string
	change func(*disclosure.Disclosure)
	facts  []disclosure.Fact
	want   string // a line of the outcome
}

func drop(field string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { delete(d.Evidence, field) }
}

func give(field string, value any) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Evidence[field] = value }
}

func both(changes ...func(*disclosure.Disclosure)) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		for _, c := range changes {
			c(d)
		}
	}
}

func addData(category string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: category, Description: "An example"})
	}
}

func conditions(ids ...string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Justification.Conditions = ids }
}

func withDocument(d *disclosure.Disclosure) {
	d.Justification.PolicyDocument = &disclosure.VersionedRef{Reference: "DBC-APD-01", Version: "3"}
}

func to(category, kind, organisation string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: category, Kind: kind, Organisation: organisation}
	}
}

func on(at time.Time) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.DisclosedAt = at }
}

func noon(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

const example = "dartford-housing-ombudsman"

var dartfordRows = map[string]row{
	"DC-R1": {met: "dartford-internal", breaks: []breach{
		{"no department named", both(drop("department"), to("service-department", "other-department", "")), nil, "refuse DC-R1 /evidence/department"},
	}},
	"DC-R2": {met: "dartford-contractor", breaks: []breach{
		{"service not named", drop("serviceId"), nil, "refuse DC-R2 /evidence/serviceId"},
		{"service still run by the council", give("outsourcedOrCommissioned", false), nil, "refuse DC-R2 /evidence/outsourcedOrCommissioned"},
		{"not said whether outsourced", drop("outsourcedOrCommissioned"), nil, "refuse DC-R2 /evidence/outsourcedOrCommissioned"},
		{"no contract", drop("contractRef"), nil, "refuse DC-R2 /evidence/contractRef"},
		{"complaint about another service", give("feedbackRelatesToThatService", false), nil, "refuse DC-R2 /evidence/feedbackRelatesToThatService"},
	}},
	"DC-R3": {met: "dartford-social-services", breaks: []breach{
		{"no concern described", drop("concernSummary"), nil, "refuse DC-R3 /evidence/concernSummary"},
		{"not said whose well-being", drop("whoseWellbeing"), nil, "refuse DC-R3 /evidence/whoseWellbeing"},
		{"category alone", to("social-services", "childrens-services", " "), nil, "refuse ukgdpr-5-2 /recipient/organisation"},
	}},
	"DC-R4": {met: "dartford-lgsco", breaks: []breach{
		{"no case reference", drop("ombudsmanCaseRef"), nil, "refuse DC-R4 /evidence/ombudsmanCaseRef"},
		{"a blank case reference", give("ombudsmanCaseRef", "  "), nil, "refuse DC-R4 /evidence/ombudsmanCaseRef"},
		{"not said when the request came", drop("investigationRequestDate"), nil, "refuse DC-R4 /evidence/investigationRequestDate"},
		{"sent before it was asked for", give("investigationRequestDate", "2026-11-10"), nil, "refuse DC-R4 /evidence/investigationRequestDate"},
		{"person did not complain to it", give("complainantComplainedToIt", false), nil, "refuse DC-R4 /evidence/complainantComplainedToIt"},
		{"kind left out", to("ombudsman", "", "An ombudsman"), nil, "refuse DC-R4 /recipient/kind"},
		{"required under section 29 without a reference", both(drop("ombudsmanCaseRef"), func(d *disclosure.Disclosure) { d.Justification.Gateway = "gw-lga74-s29" }), nil, "flag DC-R4 /evidence/ombudsmanCaseRef"},
	}},
	"DC-R5": {met: example, breaks: []breach{
		{"no case reference", drop("ombudsmanCaseRef"), nil, "refuse DC-R5 /evidence/ombudsmanCaseRef"},
		{"not said when the request came", drop("investigationRequestDate"), nil, "refuse DC-R5 /evidence/investigationRequestDate"},
		{"person did not complain to it", give("complainantComplainedToIt", false), nil, "refuse DC-R5 /evidence/complainantComplainedToIt"},
		{"demanded under the scheme without a reference", both(drop("ombudsmanCaseRef"), func(d *disclosure.Disclosure) { d.Justification.Gateway = "gw-ha96-s51" }), nil, "flag DC-R5 /evidence/ombudsmanCaseRef"},
	}},
	"DC-R6": {met: "dartford-councillor", breaks: []breach{
		{"resident's request not evidenced", drop("requestByIndividualEvidence"), nil, "refuse DC-R6 /evidence/requestByIndividualEvidence"},
		{"the request taken back", func(*disclosure.Disclosure) {}, []disclosure.Fact{represented("DBC-P-204417", "cllr s.  example", disclosure.NewDate(2026, time.November, 8))}, "refuse DC-R6 /evidence/requestByIndividualEvidence"},
		{"capacity not given", drop("capacity"), nil, "refuse DC-R6 /evidence/capacity"},
		{"as a member of a committee", give("capacity", "committee-or-ward-need-to-know"), nil, "refuse DC-R6 /evidence/capacity"},
		{"out of office", give("inOfficeOnDate", false), nil, "flag DC-R6 /evidence/inOfficeOnDate"},
		{"a neighbour asked", give("requesterIsSubject", false), nil, "flag DC-R6 /evidence/para24NoConsentReason"},
	}},
	"DC-R7": {met: "dartford-mp", breaks: []breach{
		{"resident's request not evidenced", drop("requestByIndividualEvidence"), nil, "refuse DC-R7 /evidence/requestByIndividualEvidence"},
		{"no letter from the Member", drop("communicationRef"), nil, "refuse DC-R7 /evidence/communicationRef"},
		{"a neighbour asked", give("requesterIsSubject", false), nil, "flag DC-R7 /evidence/para24NoConsentReason"},
		{"capacity not given", drop("capacity"), nil, "refuse DC-R7 /evidence/capacity"},
		{"out of office for five days, before the tail grew", both(on(noon(2024, time.July, 9)), give("inOfficeOnDate", false), give("pollingDay", "2024-07-04")), nil, "flag DC-R7 /evidence/inOfficeOnDate"},
		{"out of office long ago", both(give("inOfficeOnDate", false), give("pollingDay", "2026-10-09")), nil, "flag DC-R7 /evidence/inOfficeOnDate"},
	}},
	"DC-R8": {met: example, mend: both(to("ombudsman", "designated-person", "A tenant panel"), on(noon(2022, time.September, 30))), breaks: []breach{
		{"after the role ended", on(noon(2022, time.October, 1)), nil, "flag DC-R8 /recipient/kind"},
		{"not a housing matter", give("housingOmbudsmanMatter", false), nil, "flag DC-R8 /evidence/housingOmbudsmanMatter"},
	}},
	"DC-R9": {breaks: []breach{
		{"always looked at", both(to("other-organisation", "", "Example Trust"), give("whyNoCategoryFits", "It runs the hostel")), nil, "flag DC-R9 /recipient/category"},
		{"no reason of its own", both(to("other-organisation", "", "Example Trust"), func(d *disclosure.Disclosure) { d.Justification.Necessity = "" }), nil, "refuse DC-R9 /evidence/whyNoCategoryFits"},
		{"organisation not named", to("other-organisation", "", ""), nil, "refuse ukgdpr-5-2 /recipient/organisation"},
		{"a partner, and no reason of its own", both(to("partner-organisation", "kmisa-signatory", "Example Trust"), func(d *disclosure.Disclosure) { d.Justification.Necessity = "" }), nil, "refuse DC-R9 /evidence/whyNoCategoryFits"},
		{"a partner not named", to("partner-organisation", "kmisa-signatory", ""), nil, "refuse ukgdpr-5-2 /recipient/organisation"},
		{"a partner under the agreement", to("partner-organisation", "kmisa-signatory", "Example Trust"), nil, "flag DC-R9 /recipient/category"},
	}},
	"DC-B1": {met: example, breaks: []breach{
		{"a basis the notice does not name", func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{"ukgdpr-6-1-d"} }, nil, "flag XX-10 /justification/lawfulBases/0"},
	}},
	"DC-B2": {met: "dartford-social-services", breaks: []breach{
		{"health without a condition", conditions(), nil, "refuse DC-B2 /data/1/category"},
		{"substantial public interest without a paragraph", conditions("ukgdpr-9-2-g"), nil, "refuse DC-B2 /data/1/category"},
		{"care without its paragraph", conditions("ukgdpr-9-2-h"), nil, "refuse DC-B2 /data/1/category"},
		{"a paragraph of Part 1 without its point", conditions("dpa18-sch1-para2"), nil, "refuse DC-B2 /data/1/category"},
		{"a condition for offence data", conditions("dpa18-sch1-para33"), nil, "refuse DC-B2 /data/1/category"},
		{"a condition of the item that does not do", func(d *disclosure.Disclosure) { d.Data[1].Conditions = []string{"ukgdpr-9-2-j"} }, nil, "refuse DC-B2 /data/1/conditions"},
	}},
	"DC-B3": {met: example, mend: both(addData("criminal-allegation"), conditions("dpa18-sch1-para6"), withDocument, give("substantialPublicInterestReason", "The Housing Act 1996 asks for it")), breaks: []breach{
		{"an allegation without a condition", conditions(), nil, "refuse DC-B3 /data/4/category"},
		{"a condition for special category data alone", conditions("ukgdpr-9-2-a"), nil, "refuse DC-B3 /data/4/category"},
		{"official authority alone", both(conditions(), give("officialAuthority", "Housing Act 1996")), nil, "flag DC-B3 /justification/conditions"},
	}},
	"DC-B4": {met: "dartford-social-services", breaks: []breach{
		{"no reason in words", both(drop("substantialPublicInterestReason"), func(d *disclosure.Disclosure) { d.Justification.Necessity = "" }), nil, "refuse DC-B4 /evidence/substantialPublicInterestReason"},
	}},
	"DC-B5": {met: "dartford-social-services", breaks: []breach{
		{"no policy document", func(d *disclosure.Disclosure) { d.Justification.PolicyDocument = nil }, nil, "flag DC-B5 /justification/policyDocument"},
	}},
	"DC-B6": {met: example, breaks: []breach{
		{"an exemption and no basis", func(d *disclosure.Disclosure) {
			d.Justification.LawfulBases = nil
			d.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para5-3", Provisions: []string{"15(1)-(3)"}, Reason: "Advice"}}
		}, nil, "refuse DC-B6 /justification/lawfulBases"},
	}},
	"DC-B7": {met: example, breaks: []breach{
		{"a ground that bears on Article 15 alone", tell("dpa18-sch2-para16"), nil, "flag DC-B7 /tellSubject/ground"},
		{"a ground for turning down a request", tell("ukgdpr-12-5"), nil, "flag DC-B7 /tellSubject/ground"},
		{"a ground that is no exemption", tell("ukgdpr-6-1-e"), nil, "flag DC-B7 /tellSubject/ground"},
		{"a ground of extent without its reason", tell("dpa18-sch2-para2"), nil, "flag DC-B7 /tellSubject/ground"},
		{"put off without a day", func(d *disclosure.Disclosure) { d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred} }, nil, "flag DC-B7 /tellSubject/on"},
		{"put off to a day that had passed", func(d *disclosure.Disclosure) {
			d.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: disclosure.NewDate(2026, time.November, 8)}
		}, nil, "flag DC-B7 /tellSubject/on"},
	}},
	"DC-B8": {met: example, breaks: []breach{
		{"an agreement the register does not hold", underAgreement, nil, "flag DC-B8 /agreement"},
		{"another version of it", underAgreement, []disclosure.Fact{agreement("2025", "Housing Ombudsman Service")}, "flag DC-B8 /agreement"},
		{"a recipient that had not signed", underAgreement, []disclosure.Fact{agreement("2026", "Another Body")}, "flag DC-B8 /recipient/organisation"},
	}},
	"DC-D9": {met: example, mend: addData("correspondence-ombudsman"), breaks: []breach{
		{"nobody went to an ombudsman", drop("ombudsmanCaseRef"), nil, "refuse DC-D9 /evidence/ombudsmanCaseRef"},
	}},
	"DC-D10": {met: example, mend: addData("correspondence-designated-person"), breaks: []breach{
		{"no housing matter", drop("ombudsmanCaseRef"), nil, "refuse DC-D10 /evidence/housingOmbudsmanMatter"},
	}},
	"DC-D11": {met: "dartford-councillor", mend: addData("correspondence-representative"), breaks: []breach{
		{"nobody was asked to represent", drop("requestByIndividualEvidence"), nil, "refuse DC-D11 /evidence/requestByIndividualEvidence"},
	}},
	"DC-W2": {met: example, mend: both(onlyData("complaint-nature"), to("public", "statistics-report", ""), give("anonymised", true)), breaks: []breach{
		{"figures with names in them", addData("name"), nil, "refuse DC-W2 /data"},
		{"figures that identify people", give("anonymised", false), nil, "refuse DC-W2 /evidence/anonymised"},
		{"not said whether they do", drop("anonymised"), nil, "refuse DC-W2 /evidence/anonymised"},
	}},
	"DC-G1": {met: example, breaks: []breach{
		{"an objection in force on the day", func(*disclosure.Disclosure) {}, []disclosure.Fact{objection("DBC-P-204417", disclosure.Date{})}, "flag DC-G1 /subjects/0"},
	}},
}

func tell(ground string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: ground}
	}
}

func underAgreement(d *disclosure.Disclosure) {
	d.Agreement = &disclosure.VersionedRef{Reference: "KMISA", Version: "2026"}
}

func agreement(version string, signatories ...string) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactAgreement, About: disclosure.FactKey{Dimension: disclosure.FactsOfAgreement, Reference: "KMISA"},
		From: disclosure.NewDate(2025, time.January, 1), Version: version, Signatories: signatories,
	}
}

// represented is a resident's request to a representative, in force until a day.
func represented(subject, name string, until disclosure.Date) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactRepresentation, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject},
		From: disclosure.NewDate(2026, time.November, 1), Until: until, Recipient: name, Capacity: "constituent-casework", Reference: "Letter",
	}
}

func objection(subject string, until disclosure.Date) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactObjection, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: subject},
		From: disclosure.NewDate(2026, time.May, 3), Until: until,
	}
}

// Rows that are shown rather than broken are true in what GET /policy returns.
var dartfordShown = map[string]func(*policy.Notice) bool{
	"DC-D1":  selectable("name", "address", "telephone", "email"),
	"DC-D2":  selectable("complaint-nature"),
	"DC-D3":  selectable("complained-about"),
	"DC-D4":  selectable("remedy-sought"),
	"DC-D5":  selectable("equalities-monitoring"),
	"DC-D6":  selectable("feedback"),
	"DC-D7":  selectable("call-recording"),
	"DC-D8":  selectable("correspondence"),
	"DC-D9":  selectable("correspondence-ombudsman"),
	"DC-D10": selectable("correspondence-designated-person"),
	"DC-D11": selectable("correspondence-representative"),
	"DC-D12": selectable("health", "ethnicity", "religion", "sexuality", "disability", "special-category-other"),
	"DC-D13": selectable("criminal-offence", "criminal-allegation"),
	"DC-T1":  class("DC-T1", policy.FileClosed, policy.Period{Years: 2}, policy.Exactly),
	"DC-T2":  class("DC-T2", policy.TenancyEnded, policy.Period{}, policy.Exactly),
	"DC-T3":  states("DC-T3", "certificate"),
	"DC-W1": func(n *policy.Notice) bool {
		return slices.Equal(n.Channels, []string{"telephone", "email", "letter", "in-person"})
	},
	"DC-W2": states("DC-W2", "identify nobody"),
	"DC-W3": states("DC-W3", "identity was withheld"),
	"DC-W4": states("DC-W4", "version"),
	"DC-G1": states("DC-G1", "object"),
	"DC-G2": func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Contacts, func(c policy.Contact) bool {
			return c.Row == "DC-G2" && strings.Contains(c.Where, "www.dartford.gov.uk")
		})
	},
}

func selectable(categories ...string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return !slices.ContainsFunc(categories, func(id string) bool {
			return !slices.ContainsFunc(n.DataCategories, func(d policy.NoticeData) bool { return slices.Contains(d.Categories, id) })
		})
	}
}

func class(row string, from policy.TriggerEvent, period policy.Period, bound policy.Bound) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Retention, func(c policy.Class) bool {
			return c.Row == row && c.Trigger == from && c.Period == period && c.Bound == bound
		})
	}
}

func states(row, words string) func(*policy.Notice) bool {
	return func(n *policy.Notice) bool {
		return slices.ContainsFunc(n.Statements, func(s policy.Told) bool { return s.Row == row && strings.Contains(s.Says, words) })
	}
}

// noticeTests are the tests of one notice's rows. A row is in rows, in shown or
// in both.
type noticeTests struct {
	register disclosure.Register
	notice   string
	example  string // what a row is shown with that names no example of its own
	rows     map[string]row
	shown    map[string]func(*policy.Notice) bool
	size     int // how many rows the notice has
}

// allNotices has one line for each notice.
var allNotices = []noticeTests{
	{dartford, "dartford-complaints", example, dartfordRows, dartfordShown, 39},
	{maidstone, "maidstone-stage-2", maidstoneInside, maidstoneRows, maidstoneShown, 23},
	{kent, "kent-feedback", kentHighways, kentRows, kentShown, 81},
	{northKesteven, "north-kesteven-feedback", nkTeam, northKestevenRows, northKestevenShown, 43},
	{dartford, "dartford-contact", dmMarker, contactRows, contactShown, 33},
}

func TestNotices(t *testing.T) {
	l := policy.Load()
	for _, id := range slices.Sorted(maps.Keys(acrossNotices)) {
		t.Run(id, acrossNotices[id])
	}
	for _, n := range allNotices {
		notice := n.latest(t, l)
		for _, id := range slices.Sorted(maps.Keys(n.tested())) {
			t.Run(id, func(t *testing.T) {
				if shown := n.shown[id]; shown != nil && !shown(notice) {
					t.Error("GET /policy does not show this row")
				}
				row := n.rows[id]
				if row.met != "" {
					t.Run("met", func(t *testing.T) { n.isMet(t, l, id) })
				}
				for _, b := range row.breaks {
					t.Run(b.name, func(t *testing.T) { n.isBroken(t, l, id, b) })
				}
			})
		}
	}
}

// latest returns the version of the notice in force when the tests record.
func (n noticeTests) latest(t *testing.T, l *policy.Law) *policy.Notice {
	t.Helper()
	notice := l.Notice(n.register, n.notice, disclosure.DateOf(recordedAt))
	if notice == nil {
		t.Fatalf("%s is not in force", n.notice)
	}
	return notice
}

// tested returns the rows that have a test.
func (n noticeTests) tested() map[string]bool {
	tested := map[string]bool{}
	for id := range n.rows {
		tested[id] = true
	}
	for id := range n.shown {
		tested[id] = true
	}
	return tested
}

// ask puts a disclosure to the notice's own register.
func (n noticeTests) ask(d *disclosure.Disclosure, facts ...disclosure.Fact) policy.Question {
	q := ask(d, facts...)
	q.Register = n.register
	return q
}

func (n noticeTests) disclosure(t *testing.T, id string) *disclosure.Disclosure {
	r, name := n.rows[id], n.example
	if r.met != "" {
		name = r.met
	}
	d := read(t, name)
	if r.mend != nil {
		r.mend(d)
	}
	return d
}

func (n noticeTests) isMet(t *testing.T, l *policy.Law, id string) {
	got := l.Decide(n.ask(n.disclosure(t, id), n.rows[id].facts...))
	if !got.Accepted() {
		t.Errorf("got %v, want it accepted", outcome(got))
	}
	for _, line := range outcome(got) {
		if strings.Fields(line)[1] == id {
			t.Errorf("got %q, want the row to have nothing to say", line)
		}
	}
}

// isBroken also shows that a departure turns what was refused into a flag of the
// same rule, and that what is malformed stays refused.
func (n noticeTests) isBroken(t *testing.T, l *policy.Law, id string, b breach) {
	d := n.disclosure(t, id)
	b.change(d)
	got := l.Decide(n.ask(d, b.facts...))
	if !says(got, b.want) {
		t.Fatalf("got\n  %s\nwant among them\n  %s", strings.Join(outcome(got), "\n  "), b.want)
	}
	d.Departure = &disclosure.Departure{Reason: "It was sent by mistake", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(recordedAt)}
	got = l.Decide(n.ask(d, b.facts...))
	if len(got.Refusals) > 0 {
		t.Errorf("with a departure: got refusals %v, want none", outcome(got))
	}
	if want := strings.Replace(b.want, "refuse ", "departure ", 1); !says(got, want) {
		t.Errorf("with a departure: got %v, want %q among them", outcome(got), want)
	}
}

// rowsOf returns the id of every row the notice has, sorted and once each.
func rowsOf(n *policy.Notice) []string {
	var ids []string
	for _, r := range n.Contacts {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Purposes {
		ids = append(ids, r.Row)
	}
	for _, r := range slices.Concat(n.Bases, n.Conditions) {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Recipients {
		ids = append(ids, r.Row)
	}
	if n.OtherRecipients != nil {
		ids = append(ids, n.OtherRecipients.Row)
	}
	for _, r := range n.Transfers {
		ids = append(ids, r.Row)
	}
	for _, r := range n.DataCategories {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Prohibited {
		ids = append(ids, r.Row)
	}
	for _, r := range n.LawRows {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Rules {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Retention {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Silences {
		ids = append(ids, r.Row)
	}
	for _, r := range n.Statements {
		ids = append(ids, r.Row)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == "" })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Every row of a notice has a test, and every test names a row of the notice.
func TestEveryRowHasATest(t *testing.T) {
	for _, n := range allNotices {
		tested, rows := n.tested(), rowsOf(n.latest(t, policy.Load()))
		for _, id := range rows {
			if !tested[id] {
				t.Errorf("row %s has no test", id)
			}
		}
		for id := range tested {
			if !slices.Contains(rows, id) {
				t.Errorf("a test names %s, which is no row of %s", id, n.notice)
			}
		}
		if got := len(rows); got != n.size {
			t.Errorf("%s: got %d rows, want %d", n.notice, got, n.size)
		}
	}
}
