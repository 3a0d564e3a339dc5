package policy_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// council is a register and one of its notices, as the rows that compare notices
// see them.
type council struct {
	register disclosure.Register
	notice   string
}

var (
	dc = council{dartford, "dartford-complaints"}
	dm = council{dartford, "dartford-contact"}
	ms = council{maidstone, "maidstone-stage-2"}
	kc = council{kent, "kent-feedback"}
	nk = council{northKesteven, "north-kesteven-feedback"}
)

var everyCouncil = []council{dc, dm, ms, kc, nk}

// complaint is shared by the council with the recipient: the same few facts for
// every notice, so that only the notices differ.
func (c council) complaint(changes ...func(*disclosure.Disclosure)) *disclosure.Disclosure {
	d := &disclosure.Disclosure{
		Case: "X-1", Notice: c.notice, Decision: disclosure.Disclosed, DisclosedAt: noon(2026, time.November, 9),
		Reason: "It was asked for", Purpose: "Look into a complaint",
		Recipient: disclosure.Recipient{Category: "ombudsman", Kind: "lgsco", Organisation: "The ombudsman"},
		Subjects:  []disclosure.Subject{{Reference: "P-1", Role: "complainant"}},
		Data:      []disclosure.DataItem{{Category: "complaint-nature", Description: "The complaint", Source: "complaint"}},
		Justification: disclosure.Justification{
			LawfulBases: []string{"ukgdpr-6-1-e"}, Necessity: "No less would do",
		},
		TellSubject:  disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.NewDate(2026, time.November, 9)},
		Evidence:     map[string]any{},
		AuthorisedBy: disclosure.Officer{Name: "A. N. Officer", Post: "Manager"},
	}
	for _, change := range changes {
		change(d)
	}
	return d
}

func (c council) decide(t *testing.T, d *disclosure.Disclosure, facts ...disclosure.Fact) policy.Decision {
	t.Helper()
	q := ask(d, facts...)
	q.Register = c.register
	return policy.Load().Decide(q)
}

func (c council) latest(t *testing.T) *policy.Notice {
	t.Helper()
	n := policy.Load().Notice(c.register, c.notice, disclosure.DateOf(recordedAt))
	if n == nil {
		t.Fatalf("%s is not in force", c.notice)
	}
	return n
}

// differ holds one disclosure to what each notice makes of it: the lines that
// begin with one of the councils' own rows or with XX.
func differ(t *testing.T, change func(*disclosure.Disclosure), want map[council][]string) {
	t.Helper()
	for c, lines := range want {
		got := c.decide(t, c.complaint(change))
		for _, line := range lines {
			if !says(got, line) {
				t.Errorf("%s: got %v, want %q among them", c.notice, outcome(got), line)
			}
		}
		if len(lines) == 0 && !got.Accepted() {
			t.Errorf("%s: got %v, want it accepted", c.notice, outcome(got))
		}
	}
}

// noRefusal reports whether the notice refuses nothing.
func noRefusal(d policy.Decision) bool { return d.Accepted() }

// retained says how long a notice keeps a class, as the class's clock has it.
func retained(t *testing.T, class string) policy.Class {
	t.Helper()
	for _, c := range everyCouncil {
		for _, found := range c.latest(t).Retention {
			if found.ID == class {
				return found
			}
		}
	}
	t.Fatalf("no notice has the class %s", class)
	return policy.Class{}
}

func keeps(t *testing.T, want map[string]string) {
	t.Helper()
	for class, words := range want {
		if got := retained(t, class).InWords(); !strings.HasSuffix(got, ": "+words) {
			t.Errorf("%s: got %q, want %q", class, got, words)
		}
	}
}

// sharedWith is a data item and a condition beside it.
func withHealth(d *disclosure.Disclosure) {
	d.Data = append(d.Data, disclosure.DataItem{Category: "health", Description: "Told in the complaint", Source: "complaint"})
	d.Justification.Conditions = []string{"ukgdpr-9-2-f"}
	d.Evidence["caseOrProspectiveClaimRef"] = "Claim expected"
}

func withAllegation(d *disclosure.Disclosure) {
	d.Data = append(d.Data, disclosure.DataItem{Category: "criminal-allegation", Description: "Told in the complaint", Source: "complaint"})
	d.Justification.Conditions = []string{"dpa18-sch1-para33"}
	d.Evidence["caseOrProspectiveClaimRef"] = "Claim expected"
}

// acrossNotices are the rows in which notices differ, or that hold for all.
var acrossNotices = map[string]func(*testing.T){
	"XX-1": func(t *testing.T) { // the complainant's own complaint to the ombudsman
		asked := both(give("ombudsmanCaseRef", "24 000 000"), give("investigationRequestDate", "2026-11-02"))
		differ(t, both(asked, give("complainantComplainedToIt", false)), map[council][]string{
			dc: {"refuse DC-R4 /evidence/complainantComplainedToIt"},
			kc: {"refuse KC-R6 /evidence/complainantComplainedToIt"},
			ms: {"refuse MS-R2 /evidence/consentRecordId"},
			nk: nil, dm: nil,
		})
		differ(t, asked, map[council][]string{dc: nil, kc: nil, nk: nil, dm: nil, ms: {"refuse MS-R2 /evidence/consentRecordId"}})
		differ(t, give("investigationRequestDate", "2026-11-02"), map[council][]string{
			dc: {"refuse DC-R4 /evidence/ombudsmanCaseRef"}, kc: {"refuse KC-R6 /evidence/ombudsmanCaseRef"},
			nk: {"refuse NK-R3 /evidence/ombudsmanCaseRef"}, dm: {"refuse DM-R4 /evidence/ombudsmanCaseRef"},
		})
		got := ms.decide(t, ms.complaint(asked), knownOf("P-1", disclosure.FactConsent, disclosure.Fact{Recipient: "The ombudsman"}))
		if !noRefusal(got) {
			t.Errorf("Maidstone with consent: got %v, want it accepted", outcome(got))
		}
	},
	"XX-2": func(t *testing.T) { // the police
		police := both(to("police", "police-force", "Example Constabulary"), purpose("Find and stop a crime"))
		form := both(police, give("requestFormReceived", "Form of 5 November"), give("force", "Example Constabulary"), give("officerNameRankNumber", "PC 0000"),
			give("offenceOrPurpose", "Fraud"), give("specificDataRequested", "One letter"))
		differ(t, form, map[council][]string{
			ms: {"refuse MS-R2 /evidence/consentRecordId"},
			nk: {"refuse NK-R8 /evidence/balancingReason"},
			dc: {"flag XX-10 /recipient"},
			dm: nil,
		})
		if got := kc.decide(t, kc.complaint(form)); noRefusal(got) || !strings.Contains(strings.Join(outcome(got), " "), "refuse KC-R8 ") {
			t.Errorf("Kent, asked and not required: got %v, want KC-R8 to refuse", outcome(got))
		}
		required := both(form, give("legalCompulsion", "production-order"), give("orderNumber", "PO/7"))
		for _, c := range everyCouncil {
			if got := c.decide(t, c.complaint(required)); !noRefusal(got) {
				t.Errorf("%s under a production order: got %v, want it accepted", c.notice, outcome(got))
			}
		}
		if got := nk.decide(t, nk.complaint(form, give("balancingReason", "One letter against a fraud"), give("seniorAuthoriser", "Chief Executive"))); !noRefusal(got) {
			t.Errorf("North Kesteven, weighed: got %v, want it accepted", outcome(got))
		}
	},
	"XX-3": func(t *testing.T) { // complaints
		keeps(t, map[string]string{
			"dc-complaints-db":    "2 years from the file's closure",
			"dm-managing-contact": "1 year from the file's closure",
			"ms-stage2":           "6 years from the file's closure",
			"kc-feedback":         "at most 6 years from the file's closure",
			"nk-feedback":         "7 years from the file's closure",
		})
	},
	"XX-4": func(t *testing.T) { // compliments
		keeps(t, map[string]string{"kc-compliment": "2 years from the record's creation", "nk-feedback": "7 years from the file's closure"})
		if got := retained(t, "nk-feedback").What; !strings.Contains(got, "compliment") {
			t.Errorf("got %q, want compliments in it", got)
		}
	},
	"XX-5": func(t *testing.T) { // consent as a basis
		names := func(c council, id string) bool {
			n := c.latest(t)
			return slices.ContainsFunc(slices.Concat(n.Bases, n.Conditions), func(b policy.NoticeBasis) bool { return b.ID == id })
		}
		for c, want := range map[council][2]bool{dc: {false, false}, dm: {false, false}, ms: {true, false}, kc: {false, true}, nk: {true, true}} {
			if got := [2]bool{names(c, "ukgdpr-6-1-a"), names(c, "ukgdpr-9-2-a")}; got != want {
				t.Errorf("%s: got consent %v and explicit consent %v, want %v", c.notice, got[0], got[1], want)
			}
		}
		rests := both(bases("ukgdpr-6-1-a"), give("consentRecordId", "C-1"), give("consentDate", "2026-11-02"))
		for _, c := range []council{dc, dm, kc} {
			if got := c.decide(t, c.complaint(rests)); !says(got, "flag XX-10 /justification/lawfulBases/0") {
				t.Errorf("%s: got %v, want consent flagged as outside the notice", c.notice, outcome(got))
			}
		}
		if got := nk.decide(t, nk.complaint(rests)); says(got, "flag XX-10 /justification/lawfulBases/0") {
			t.Errorf("North Kesteven: got %v, want consent named", outcome(got))
		}
		if got := ms.decide(t, ms.complaint(rests, to("service-department", "other-department", "Parks"))); !says(got, "flag MS-B1 /justification/lawfulBases") {
			t.Errorf("Maidstone, inside the council: got %v, want consent flagged", outcome(got))
		}
	},
	"XX-6": func(t *testing.T) { // out of the United Kingdom
		abroad := func(country, mechanism string) func(*disclosure.Disclosure) {
			return func(d *disclosure.Disclosure) {
				d.Transfer = &disclosure.Transfer{Country: country, Mechanism: mechanism}
			}
		}
		differ(t, abroad("Canada", "adequacy regulations"), map[council][]string{nk: {"refuse NK-X1 /transfer/country"}})
		for _, c := range []council{dc, dm, ms, kc} {
			for _, line := range outcome(c.decide(t, c.complaint(abroad("Canada", "adequacy regulations")))) {
				if strings.Contains(line, "refuse ") && strings.Contains(line, "/transfer") {
					t.Errorf("%s is silent: got %q", c.notice, line)
				}
			}
		}
		for _, c := range everyCouncil {
			got := strings.Join(outcome(c.decide(t, c.complaint(abroad("Ireland", "")))), " ")
			if !strings.Contains(got, "refuse") || !strings.Contains(got, "/transfer/mechanism") {
				t.Errorf("%s, without a mechanism: got %s", c.notice, got)
			}
		}
		if n := kc.latest(t); len(n.Transfers) != 1 || n.Transfers[0].Row != "KC-X1" {
			t.Errorf("got %+v, want Kent's one transfer named", n.Transfers)
		}
	},
	"XX-7": func(t *testing.T) { // exact, at most, at least, and no start
		closed := disclosure.NewDate(2020, time.November, 9)
		file := disclosure.Case{State: disclosure.CaseClosed, Triggers: disclosure.Triggers{Closed: closed, RecordCreated: closed, ApprovalTerminated: closed}}
		for class, want := range map[string]string{
			"dc-complaints-db": "2022-11-10", // exact: the day after its last day
			"kc-feedback":      "2026-11-09", // at most: its last lawful day
			"kc-foster-carer":  "2030-11-10", // at least: the first day of review
		} {
			due, ok := policy.Load().ClockOf(class, file, closed)
			if !ok || due.DueOn.String() != want {
				t.Errorf("%s: got %s, want %s", class, due.DueOn, want)
			}
		}
		if due, _ := policy.Load().ClockOf("kc-foster-carer", file, disclosure.NewDate(2031, time.January, 1)); due.Clock != policy.ForReview {
			t.Errorf("at least: got %s, want a review and no destruction", due.Clock)
		}
		for class, assumed := range map[string]bool{"ms-stage2": true, "kc-compliment": true, "nk-enquiry": true, "nk-feedback": false, "dc-complaints-db": false} {
			if got := retained(t, class).Assumption != ""; got != assumed {
				t.Errorf("%s: got an assumption %v, want %v", class, got, assumed)
			}
		}
		if due, _ := policy.Load().ClockOf("ms-stage2", disclosure.Case{State: disclosure.CaseOpen}, closed); due.Clock != policy.NotStarted {
			t.Errorf("no start: got %s, want not started", due.Clock)
		}
	},
	"XX-8": func(t *testing.T) { // a complaint by somebody who has a marker
		closed := disclosure.NewDate(2026, time.November, 9)
		file := disclosure.Case{
			Ref: "DBC-1", State: disclosure.CaseClosed, Notices: []string{"dartford-complaints", "dartford-contact"},
			Triggers: disclosure.Triggers{Closed: closed, RecordCreated: closed},
		}
		got := policy.Load().Retention(dartford, file, closed)
		due := map[string]string{}
		for _, class := range got.Classes {
			due[class.Class] = class.DueOn.String()
		}
		if want := map[string]string{"dc-complaints-db": "2028-11-10", "dm-managing-contact": "2027-11-10"}; !maps.Equal(due, want) {
			t.Errorf("got %v, want %v", due, want)
		}
		if got.DueOn.String() != "2028-11-10" {
			t.Errorf("got the file due on %s, want the longest lawful need", got.DueOn)
		}
	},
	"XX-9": func(t *testing.T) { // nobody approves their own
		for _, c := range everyCouncil {
			d := c.complaint(func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = "b.  recorder" })
			if got := c.decide(t, d); !says(got, "flag XX-9 /authorisedBy/name") {
				t.Errorf("%s: got %v", c.notice, outcome(got))
			}
			if got := c.decide(t, c.complaint()); says(got, "flag XX-9 /authorisedBy/name") {
				t.Errorf("%s, another officer: got %v", c.notice, outcome(got))
			}
			overrode := c.complaint(overruled, func(d *disclosure.Disclosure) { d.Override.AuthorisedBy.Name = "B. Recorder" })
			if got := c.decide(t, overrode); !says(got, "flag XX-9 /override/authorisedBy/name") {
				t.Errorf("%s, an override: got %v", c.notice, outcome(got))
			}
		}
	},
	"XX-10": func(t *testing.T) { // what the notice does not name
		for _, c := range everyCouncil {
			if got := c.decide(t, c.complaint(purpose("Recruitment"))); !says(got, "flag XX-10 /purpose") {
				t.Errorf("%s, a purpose: got %v", c.notice, outcome(got))
			}
			vital := both(bases("ukgdpr-6-1-e", "ukgdpr-6-1-d"), give("riskDescription", "A fall"), give("whoseLife", "the complainant"))
			if got := c.decide(t, c.complaint(vital)); !says(got, "flag XX-10 /justification/lawfulBases/1") {
				t.Errorf("%s, a basis: got %v", c.notice, outcome(got))
			}
		}
		outside := to("other-public-body", "financial-ombudsman", "Example Ombudsman")
		for _, c := range []council{dc, dm, nk} {
			if got := c.decide(t, c.complaint(outside)); !says(got, "flag XX-10 /recipient") {
				t.Errorf("%s, a recipient: got %v", c.notice, outcome(got))
			}
		}
		if got := kc.decide(t, kc.complaint(to("other-organisation", "", "Example Bank"))); !says(got, "flag XX-10 /recipient") {
			t.Errorf("Kent, a recipient: got %v", outcome(got))
		}
		// Maidstone's own row speaks of everybody outside the council.
		if got := ms.decide(t, ms.complaint(outside)); !says(got, "flag MS-R1 /recipient") {
			t.Errorf("Maidstone, a recipient: got %v", outcome(got))
		}
		// The law applies in full all the same.
		if got := dc.decide(t, dc.complaint(outside, bases())); !says(got, "refuse DC-B6 /justification/lawfulBases") {
			t.Errorf("outside the notice and without a basis: got %v", outcome(got))
		}
	},
	"XX-11": func(t *testing.T) { // data of which the notice is silent
		for c, silent := range map[council][2]bool{ms: {true, true}, nk: {false, true}, dc: {}, dm: {}, kc: {}} {
			for i, share := range []func(*disclosure.Disclosure){withHealth, withAllegation} {
				if got := says(c.decide(t, c.complaint(share)), "flag XX-11 /data/1/category"); got != silent[i] {
					t.Errorf("%s, %s: got flagged %v, want %v", c.notice, []string{"health", "an allegation"}[i], got, silent[i])
				}
			}
		}
		if got := ms.decide(t, ms.complaint(withHealth, conditions())); !says(got, "refuse ukgdpr-9 /data/1/category") {
			t.Errorf("silent, and without the law's condition: got %v", outcome(got))
		}
	},
	"XX-12": func(t *testing.T) { // sale and marketing
		for c, rows := range map[council][2]string{dc: {"XX-12", "XX-12"}, dm: {"XX-12", "XX-12"}, ms: {"XX-12", "XX-12"}, kc: {"XX-12", "XX-12"}, nk: {"NK-X2", "NK-X3"}} {
			for i, said := range []string{"Sale", "Marketing"} {
				want := "refuse " + rows[i] + " /purpose"
				d := c.complaint(purpose(said))
				if got := c.decide(t, d); !says(got, want) {
					t.Errorf("%s: got %v, want %q among them", c.notice, outcome(got), want)
				}
				d.Departure = &disclosure.Departure{Reason: "It was done", BreachReference: "BR-1", DiscoveredOn: disclosure.DateOf(recordedAt)}
				if got := c.decide(t, d); len(got.Refusals) > 0 || !says(got, "departure "+rows[i]+" /purpose") {
					t.Errorf("%s, with a departure: got %v", c.notice, outcome(got))
				}
			}
		}
		if got := dc.decide(t, dc.complaint(purpose("A complaint about the sale of a garage"))); !says(got, "flag XX-12 /purpose") {
			t.Errorf("a mention: got %v, want it flagged", outcome(got))
		}
		if got := nk.decide(t, nk.complaint(purpose("Details sold to a firm"))); !says(got, "flag NK-X2 /purpose") {
			t.Errorf("sold: got %v, want it flagged", outcome(got))
		}
		if got := dc.decide(t, dc.complaint(purpose("A complaint about a wholesale market"))); says(got, "flag XX-12 /purpose") {
			t.Errorf("a longer word: got %v", outcome(got))
		}
	},
	"XX-13": func(t *testing.T) { // days
		for c, first := range map[council]time.Time{
			dc: noon(2018, time.May, 25), ms: noon(2018, time.May, 25), nk: noon(2018, time.May, 25),
			dm: noon(2021, time.January, 1), kc: noon(2022, time.March, 21),
		} {
			if got := c.decide(t, c.complaint(on(recordedAt.Add(5*time.Minute+time.Second)))); !says(got, "malformed XX-13 /disclosedAt") {
				t.Errorf("%s, still to come: got %v", c.notice, outcome(got))
			}
			if got := c.decide(t, c.complaint(on(recordedAt.Add(5*time.Minute)))); says(got, "malformed XX-13 /disclosedAt") {
				t.Errorf("%s, clocks that differ a little: got %v", c.notice, outcome(got))
			}
			if got := c.decide(t, c.complaint(on(first.AddDate(0, 0, -1)))); !says(got, "refuse XX-13 /disclosedAt") {
				t.Errorf("%s, the day before it began: got %v", c.notice, outcome(got))
			}
			if got := c.decide(t, c.complaint(on(first))); says(got, "refuse XX-13 /disclosedAt") {
				t.Errorf("%s, the day it began: got %v", c.notice, outcome(got))
			}
		}
	},
	"XX-14": func(t *testing.T) { // emergencies
		for c, line := range map[council]string{
			dc: "DC-R4 /evidence/ombudsmanCaseRef", kc: "KC-R6 /evidence/ombudsmanCaseRef", nk: "NK-R3 /evidence/ombudsmanCaseRef",
			dm: "DM-R4 /evidence/ombudsmanCaseRef", ms: "MS-R2 /evidence/consentRecordId",
		} {
			emergency := func(d *disclosure.Disclosure) { d.Urgency = disclosure.Emergency }
			if got := c.decide(t, c.complaint()); !says(got, "refuse "+line) {
				t.Errorf("%s, no emergency: got %v", c.notice, outcome(got))
			}
			if got := c.decide(t, c.complaint(emergency)); !noRefusal(got) || !says(got, "flag "+line) || !says(got, "flag XX-14 /urgency") {
				t.Errorf("%s: got %v, want it recorded at once and flagged for the rest", c.notice, outcome(got))
			}
			// The law that obliges the sharing gives none of what the record lacks; but a
			// consent, which it did without, is not to come.
			obliged := func(d *disclosure.Disclosure) {
				d.Evidence["legalCompulsion"], d.Evidence["legalPower"] = "statute", "Local Government Act 1974 section 29"
			}
			if got := c.decide(t, c.complaint(emergency, obliged)); !noRefusal(got) || !says(got, "flag "+line) || says(got, "flag XX-14 /urgency") != (c != ms) {
				t.Errorf("%s, where the law obliges: got %v", c.notice, outcome(got))
			}
			if got := c.decide(t, c.complaint(obliged)); says(got, "flag XX-14 /urgency") {
				t.Errorf("%s, obliged in no emergency: got %v", c.notice, outcome(got))
			}
			// Whom, why and who are needed all the same, and so is a basis.
			nobody := c.complaint(emergency, bases(), func(d *disclosure.Disclosure) {
				d.Subjects, d.Reason, d.AuthorisedBy.Name = nil, "", ""
			})
			got := c.decide(t, nobody)
			for _, want := range []string{"malformed form /subjects", "malformed form /reason", "malformed form /authorisedBy/name"} {
				if !says(got, want) {
					t.Errorf("%s: got %v, want %q among them", c.notice, outcome(got), want)
				}
			}
			if len(got.Refusals) == 0 {
				t.Errorf("%s, without a basis: got %v, want it refused", c.notice, outcome(got))
			}
		}
	},
}

// What notices differ in is data: the program that carries them is one, and says
// so in GET /policy.
func TestDifferencesAreShown(t *testing.T) {
	for _, c := range everyCouncil {
		shown, err := json.Marshal(c.latest(t))
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(`"id":%q`, c.notice); !strings.Contains(string(shown), want) || !strings.Contains(string(shown), `"retention":[{`) {
			t.Errorf("%s: GET /policy does not show it", c.notice)
		}
	}
}
