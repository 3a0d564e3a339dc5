package desk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// of is the caller in another council's register.
func of(register disclosure.Register, by disclosure.Caller) disclosure.Caller {
	by.Register = register
	return by
}

const (
	kent          disclosure.Register = "E10000016"
	maidstone     disclosure.Register = "E07000110"
	northKesteven disclosure.Register = "E07000139"
)

// example is one of the examples that the rules are tested on, changed.
func example(t *testing.T, name string, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "..", "..", "policy", "testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var d disclosure.Disclosure
	if err := json.Unmarshal(body, &d); err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(&d)
	}
	return d
}

// happened lets a rule be broken: it is recorded all the same.
func happened(d *disclosure.Disclosure) {
	d.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
}

func turnedDown(d *disclosure.Disclosure) {
	d.Decision, d.Reason, d.Justification = disclosure.RefusedToShare, "The request went further than the inquiry.", disclosure.Justification{}
}

func toPolice(d *disclosure.Disclosure) {
	d.Recipient = disclosure.Recipient{Category: "police", Kind: "police-force", Organisation: "Sample Constabulary", Person: "P. Example", Post: "Detective Constable"}
	d.Evidence["offenceOrPurpose"] = "Burglary"
	d.Justification.Exemptions = []disclosure.Exemption{{
		ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Reason: "Telling would let the goods be moved.", ReviewBy: disclosure.NewDate(2099, 1, 31),
	}}
}

func noBasis(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{} }

func abroad(d *disclosure.Disclosure) {
	d.Transfer = &disclosure.Transfer{Country: "Canada", Mechanism: "Adequacy regulations", Instrument: "Data Protection Act 2018 Schedule 21"}
}

// corrects adds a correction and returns its id.
func (d *office) corrects(t *testing.T, by disclosure.Caller, id disclosure.EntryID, body disclosure.Disclosure) disclosure.EntryID {
	t.Helper()
	got, err := d.Correct(t.Context(), asks(by), id, correction(body))
	if err != nil {
		t.Fatalf("correct: %v", detail(err))
	}
	return got.ID
}

// reads returns every page of what a search finds as it now reads.
func (d *office) reads(t *testing.T, by disclosure.Caller, s desk.Search) []desk.Reading {
	t.Helper()
	all := []desk.Reading{}
	for cursor := ""; ; {
		page, err := d.Read(t.Context(), looking(by), s, 0, cursor)
		if err != nil {
			t.Fatalf("read: %v", detail(err))
		}
		all = append(all, page.Disclosures...)
		if cursor = page.Cursor; cursor == "" {
			return all
		}
	}
}

// wantReadings asks for what now reads so, newest first, and counts the calls: a
// page is one query, the entries are one batch read, their flags and approvers
// another, and the access is one transaction.
func (d *office) wantReadings(t *testing.T, by disclosure.Caller, s desk.Search, want ...disclosure.EntryID) []desk.Reading {
	t.Helper()
	d.table.Reset()
	got := d.reads(t, by, s)
	calls := storetest.Calls{Query: 1, BatchGet: 2, Transact: 1}
	if slices.ContainsFunc(got, func(r desk.Reading) bool {
		return slices.ContainsFunc(r.Flags, func(f desk.ReadFlag) bool { return f.StandsOn != "" })
	}) {
		calls.Query, calls.BatchGet = 2, 4 // of the one case that has the first of such disclosures, of that and its flags
	}
	if slices.ContainsFunc(got, func(r desk.Reading) bool {
		return slices.ContainsFunc(r.Flags, func(f desk.ReadFlag) bool { return f.Cleared != nil })
	}) {
		calls.BatchGet++ // of what cleared the page's flags
	}
	if slices.ContainsFunc(got, func(r desk.Reading) bool { return r.Corrects != "" }) {
		calls.BatchGet++ // of what was corrected
	}
	if made := d.table.Calls(); made != calls {
		t.Errorf("calls = %+v, want %+v", made, calls)
	}
	var ids []disclosure.EntryID
	for _, r := range got {
		ids = append(ids, r.Entry)
	}
	if !slices.Equal(ids, want) {
		t.Fatalf("found %v, want %v", ids, want)
	}
	return got
}

// crowd is what grows with the register and not with any answer.
func (d *office) crowd(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		d.record(t, revenue, toOmbudsman(t, on(2+i%8), about(fmt.Sprintf("DBC-P-crowd-%d", i)), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-crowd-%d", i)))))
	}
}

func questionPolice(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	lastQuarter := func(body *disclosure.Disclosure) {
		body.DisclosedAt = time.Date(2026, time.September, 30, 22, 59, 0, 0, time.UTC) // a minute before midnight in London
	}
	d.record(t, housing, toOmbudsman(t, lastQuarter, toPolice, happened))
	shared := d.record(t, housing, toOmbudsman(t, on(4), toPolice, happened)).ID
	noToPolice := d.record(t, revenue, toOmbudsman(t, on(5), toPolice, turnedDown)).ID
	notPolice := d.record(t, housing, toOmbudsman(t, on(6), toPolice, happened)).ID
	d.corrects(t, housing, notPolice, toOmbudsman(t, on(6)))
	wasOmbudsman := d.record(t, housing, toOmbudsman(t, on(7))).ID
	nowPolice := d.corrects(t, housing, wasOmbudsman, toOmbudsman(t, on(7), toPolice, happened))
	d.crowd(t, 12)

	got := d.wantReadings(t, dpo, desk.Search{RecipientCategory: "police", From: disclosure.NewDate(2026, 10, 1), To: disclosure.NewDate(2026, 12, 31)}, nowPolice, noToPolice, shared)
	if r := got[0]; r.Corrects != wasOmbudsman {
		t.Errorf("the correction says it corrects %q, want %q", r.Corrects, wasOmbudsman)
	}
	r := got[2].Disclosure
	for what, got := range map[string]string{
		"force":      r.Recipient.Organisation,
		"officer":    r.Recipient.Person + ", " + r.Recipient.Post,
		"offence":    fmt.Sprint(r.Evidence["offenceOrPurpose"]),
		"provision":  r.Justification.Exemptions[0].ID,
		"authoriser": r.AuthorisedBy.Name,
	} {
		if want := map[string]string{"force": "Sample Constabulary", "officer": "P. Example, Detective Constable", "offence": "Burglary", "provision": "dpa18-sch2-para2", "authoriser": "B. Example"}[what]; got != want {
			t.Errorf("%s = %q, want %q", what, got, want)
		}
	}
}

func questionNoFooting(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	health := func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: "health", Description: "What the doctor wrote"})
		d.Justification.Conditions = []string{}
	}
	accused := func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: "criminal-allegation", Description: "What he is said to have done"})
		d.Justification.Conditions = []string{}
	}
	basis := d.record(t, housing, toOmbudsman(t, on(2), happened, noBasis)).ID
	special := d.record(t, revenue, toOmbudsman(t, on(3), happened, health)).ID
	criminal := d.record(t, housing, toOmbudsman(t, on(4), happened, accused)).ID
	d.record(t, housing, toOmbudsman(t, on(5), turnedDown))
	d.record(t, housing, toOmbudsman(t, on(6), mistaken)) // broken, and with a basis
	mended := d.record(t, housing, toOmbudsman(t, on(7), happened, noBasis)).ID
	d.corrects(t, housing, mended, toOmbudsman(t, on(7)))
	found := d.record(t, housing, toOmbudsman(t, on(8))).ID
	found = d.corrects(t, housing, found, toOmbudsman(t, on(8), happened, noBasis))
	kents := d.record(t, of(kent, housing), example(t, "kent-highways", happened, noBasis)).ID
	d.crowd(t, 12)
	if _, err := d.ClearFlag(t.Context(), asks(dpo), basis, 0, "The DPO has seen it."); err != nil {
		t.Fatal(detail(err))
	}

	got := d.wantReadings(t, dpo, desk.Search{Aspect: string(policy.NoFooting)}, found, criminal, special, basis)
	if cleared := got[3].Flags[0].Cleared; cleared == nil || cleared.Reason != "The DPO has seen it." || cleared.By != dpo.Name {
		t.Errorf("the cleared flag says %+v", cleared)
	}
	if got[3].Flags[0].Open || !got[2].Flags[0].Open {
		t.Errorf("open flags: cleared %t, not cleared %t", got[3].Flags[0].Open, got[2].Flags[0].Open)
	}
	d.wantReadings(t, of(kent, auditor), desk.Search{Aspect: string(policy.NoFooting)}, kents)
}

func questionOutsideNotice(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	unnamed := func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Sample Hospital Trust"}
	}
	notNamed := d.record(t, housing, toOmbudsman(t, on(2), happened, unnamed)).ID
	notShown := d.record(t, housing, toOmbudsman(t, on(3), mistaken)).ID
	d.record(t, housing, toOmbudsman(t, on(4), approvedByItself)) // flagged for something else
	d.record(t, housing, toOmbudsman(t, on(5), turnedDown, unnamed))
	mended := d.record(t, housing, toOmbudsman(t, on(6), mistaken)).ID
	d.corrects(t, housing, mended, toOmbudsman(t, on(6)))
	again := d.record(t, housing, toOmbudsman(t, on(7), happened, unnamed, approvedByItself)).ID
	d.crowd(t, 12)
	got := d.wantReadings(t, dpo, desk.Search{Aspect: string(policy.OutsideNotice)}, again, notShown, notNamed)
	if f := got[2].Flags; !slices.ContainsFunc(f, func(f desk.ReadFlag) bool { return f.Rule == "XX-10" && f.Open }) {
		t.Errorf("flags %+v, want that the notice does not name the recipient", f)
	}
	for i, want := range []disclosure.EntryID{notNamed, "", ""} { // the first of a recipient in a case is flagged for all
		answers := slices.IndexFunc(got[i].Flags, func(f desk.ReadFlag) bool { return slices.Contains(f.Answers, policy.OutsideNotice) })
		if answers < 0 || got[i].Flags[answers].StandsOn != want || want != "" && got[i].Flags[answers].Rule != policy.OutsideRule {
			t.Errorf("flags %+v: want why it was found, on %q", got[i].Flags, want)
		}
	}
	if n := len(got[0].Flags); n != 4 { // that it went wrong, the gateway, that it was approved by itself
		t.Errorf("%d flags of the second sharing: %+v, want its own and the one that stands for it", n, got[0].Flags)
	}
	// Another recipient has a flag of its own, and whoever clears the first clears it for both.
	elsewhere := d.record(t, housing, toOmbudsman(t, on(8), happened, func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "nhs", Organisation: "Another Sample Trust"}
	})).ID
	first := got[2].Flags[slices.IndexFunc(got[2].Flags, func(f desk.ReadFlag) bool { return f.Rule == policy.OutsideRule })]
	if _, err := d.ClearFlag(t.Context(), asks(dpo), notNamed, first.Number, "Agreed with the trust"); err != nil {
		t.Fatal(detail(err))
	}
	for _, r := range d.reads(t, dpo, desk.Search{Aspect: string(policy.OutsideNotice)}) {
		for _, f := range r.Flags {
			if f.StandsOn != "" && (r.Entry != again || f.Cleared == nil || f.Open) {
				t.Errorf("%s has %+v: want the cleared flag on %s alone, and none on %s", r.Entry, f, again, elsewhere)
			}
		}
	}
}

func questionEqualities(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	officer := of(kent, housing)
	answers := func(d *disclosure.Disclosure) {
		d.Data = append(d.Data, disclosure.DataItem{Category: "carer-status", Description: "That she cares for her father", Source: "about-you"})
	}
	flagged := d.record(t, officer, example(t, "kent-highways", on(2), happened, answers)).ID
	lawful := d.record(t, officer, example(t, "kent-highways", on(3), func(d *disclosure.Disclosure) {
		d.Purpose, d.Recipient.Kind, d.Recipient.Organisation = "Run the feedback system", "case-system-supplier", "Example Systems Ltd"
		d.Data = []disclosure.DataItem{{Category: "carer-status", Description: "One answer of many", Source: "about-you"}}
		d.Evidence["anonymised"] = true
	}, happened)).ID
	d.record(t, officer, example(t, "kent-highways", on(4)))
	d.record(t, officer, example(t, "kent-highways", on(5), answers, turnedDown))
	taken := d.record(t, officer, example(t, "kent-highways", on(6), happened, answers)).ID
	d.corrects(t, officer, taken, example(t, "kent-highways", on(6)))
	d.crowd(t, 3)
	got := d.wantReadings(t, of(kent, dpo), desk.Search{Aspect: string(policy.EqualityData)}, lawful, flagged)
	broke := func(r desk.Reading) bool {
		return slices.ContainsFunc(r.Flags, func(f desk.ReadFlag) bool { return f.Rule == "KC-W1" })
	}
	if broke(got[0]) || !broke(got[1]) {
		t.Errorf("broke the notice: to the supplier %t, to the contractor %t", broke(got[0]), broke(got[1]))
	}
}

func questionConsentFirst(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	officer := of(maidstone, housing)
	person := func(reference string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.Subjects[0].Reference = reference }
	}
	d.learn(t, of(maidstone, dpo), disclosure.Fact{
		Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "MBC-P-willing"},
		From: disclosure.NewDate(2026, 10, 1), Recipient: "Example Advocacy", Reference: "Form of 1 October",
	})
	asked := d.record(t, officer, example(t, "maidstone-advocate", on(2), person("MBC-P-willing"))).ID
	noted := d.record(t, officer, example(t, "maidstone-advocate", on(3), func(d *disclosure.Disclosure) {
		d.Evidence["consentRecordId"], d.Evidence["consentDate"] = "F-7", "2026-11-01"
	})).ID
	charity := func(d *disclosure.Disclosure) { delete(d.Evidence, "authorityToAct") } // nobody who acts for the person
	overruled := d.record(t, officer, example(t, "maidstone-advocate", on(4), charity, func(d *disclosure.Disclosure) {
		d.Override = &disclosure.Override{Reason: "The court wants it by Friday.", Provision: "Order of 3 November 2026", AuthorisedBy: disclosure.Officer{Name: "M. Monitor", Post: "Monitoring Officer"}}
	})).ID
	unasked := d.record(t, officer, example(t, "maidstone-advocate", on(5), charity, happened)).ID
	d.record(t, officer, example(t, "maidstone-internal", on(6)))
	d.record(t, officer, example(t, "maidstone-advocate", on(7), turnedDown))
	d.crowd(t, 3) // Dartford's notice promises nothing of the kind
	got := d.wantReadings(t, of(maidstone, dpo), desk.Search{Aspect: string(policy.ConsentFirst)}, unasked, overruled, noted, asked)
	for i, want := range []policy.ConsentFound{policy.ConsentMissing, policy.ConsentSetAside, policy.ConsentInEvidence, policy.ConsentOnRegister} {
		if got[i].Consent != want {
			t.Errorf("shared on day %d: consent %q, want %q", 5-i, got[i].Consent, want)
		}
	}
	if c := got[3].Consents; len(c) != 1 || c[0].Subject != "MBC-P-willing" || c[0].On != disclosure.NewDate(2026, 10, 1) || c[0].DaysLate != 0 {
		t.Errorf("the consent on the register: %+v", c)
	}
	if c := got[2].Consents; len(c) != 1 || c[0].Subject != "" || c[0].On != disclosure.NewDate(2026, 11, 1) {
		t.Errorf("the consent that the record speaks of: %+v", c)
	}
	if c := got[0].Consents; len(c) != 1 || c[0].Standing != desk.ConsentNone || !c[0].On.IsZero() {
		t.Errorf("nobody was asked, and there is a consent: %+v", c)
	}
	d.learn(t, of(maidstone, dpo), disclosure.Fact{
		Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: got[0].Disclosure.Subjects[0].Reference},
		From: disclosure.NewDate(2026, 11, 8), Recipient: "Example Advocacy", Reference: "Form of 8 November",
	})
	again := d.reads(t, of(maidstone, dpo), desk.Search{Aspect: string(policy.ConsentFirst)})
	if c := again[0].Consents; len(c) != 1 || c[0].DaysLate != 3 {
		t.Errorf("asked three days after the sharing: %+v", c)
	}
	if o := got[1].Disclosure.Override; o == nil || o.Reason != "The court wants it by Friday." {
		t.Errorf("override %+v, want its reason", o)
	}
}

// Which consent counts is settled by the day of the sharing: one that had been withdrawn
// is not there, and one that came afterwards is late whatever there had been before.
func TestAConsentThatHadEndedIsNotSaidToHaveBeenThere(t *testing.T) {
	october := func(day int) disclosure.Date { return disclosure.NewDate(2026, 10, day) }
	november := theDay
	type consent struct{ from, until disclosure.Date }
	shared := november(9)
	for name, tt := range map[string]struct {
		consents []consent
		want     desk.ConsentGiven
	}{
		"withdrawn before":                {[]consent{{october(1), november(1)}}, desk.ConsentGiven{On: october(1), Until: november(1), Standing: desk.ConsentEnded}},
		"withdrawn, and given afterwards": {[]consent{{november(20), disclosure.Date{}}, {october(1), october(5)}}, desk.ConsentGiven{On: november(20), Standing: desk.ConsentLater, DaysLate: 11}},
		"withdrawn afterwards":            {[]consent{{october(1), november(9)}}, desk.ConsentGiven{On: october(1), Until: november(9), Standing: desk.ConsentInForce}},
		"given again before":              {[]consent{{october(1), october(5)}, {november(2), disclosure.Date{}}}, desk.ConsentGiven{On: november(2), Standing: desk.ConsentInForce}},
		"the first of two afterwards":     {[]consent{{november(25), disclosure.Date{}}, {november(12), november(13)}}, desk.ConsentGiven{On: november(12), Until: november(13), Standing: desk.ConsentLater, DaysLate: 3}},
		"never":                           {nil, desk.ConsentGiven{Standing: desk.ConsentNone}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			learn := func(who string, c consent) {
				d.learn(t, of(maidstone, dpo), disclosure.Fact{
					Kind: disclosure.FactConsent, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: who},
					From: c.from, Until: c.until, Recipient: "Example Advocacy", Reference: "Form",
				})
			}
			for _, c := range tt.consents {
				learn("MBC-P-asked", c)
			}
			learn("MBC-P-willing", consent{october(1), disclosure.Date{}})
			d.record(t, of(maidstone, housing), example(t, "maidstone-advocate", happened, func(d *disclosure.Disclosure) {
				d.Subjects = []disclosure.Subject{{Reference: "MBC-P-willing", Role: "complainant"}, {Reference: "MBC-P-asked", Role: "complainant"}}
			}))
			got := d.reads(t, of(maidstone, dpo), desk.Search{Aspect: string(policy.ConsentFirst)})
			if len(got) != 1 || disclosure.DateOf(got[0].Disclosure.DisclosedAt) != shared {
				t.Fatalf("%d readings, want one of the 9th", len(got))
			}
			tt.want.Subject = "MBC-P-asked"
			want := []desk.ConsentGiven{tt.want, {Subject: "MBC-P-willing", On: october(1), Standing: desk.ConsentInForce}}
			if !slices.Equal(got[0].Consents, want) {
				t.Errorf("got\n%+v\nwant\n%+v", got[0].Consents, want)
			}
		})
	}
}

func questionAbroad(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	toIreland := func(d *disclosure.Disclosure) {
		d.Transfer = &disclosure.Transfer{Country: "Ireland", Mechanism: "Adequacy regulations"}
	}
	canada := d.record(t, housing, toOmbudsman(t, on(2), abroad)).ID
	ireland := d.record(t, revenue, toOmbudsman(t, on(3), toIreland)).ID
	d.record(t, housing, toOmbudsman(t, on(4), abroad, turnedDown))
	stayed := d.record(t, housing, toOmbudsman(t, on(5), abroad)).ID
	d.corrects(t, housing, stayed, toOmbudsman(t, on(5)))
	d.crowd(t, 12)
	got := d.wantReadings(t, dpo, desk.Search{Aspect: string(policy.LeftUK)}, ireland, canada)
	if got[0].Abroad.BeyondEEA || !got[1].Abroad.BeyondEEA {
		t.Errorf("beyond the EEA: Ireland %t, Canada %t", got[0].Abroad.BeyondEEA, got[1].Abroad.BeyondEEA)
	}
	if m := got[1].Disclosure.Transfer.Mechanism; m != "Adequacy regulations" {
		t.Errorf("mechanism %q", m)
	}
}

func questionApprovals(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	may := func(post string, from, until disclosure.Date) {
		d.learn(t, dpo, disclosure.Fact{
			Kind: disclosure.FactAuthority, About: disclosure.FactKey{Dimension: disclosure.FactsOfPost, Reference: post},
			From: from, Until: until, Reference: "Scheme of delegation 2026, part 3",
		})
	}
	may("Complaints  MANAGER", disclosure.NewDate(2026, 1, 1), disclosure.NewDate(2026, 11, 4))
	may("Monitoring Officer", disclosure.NewDate(2026, 11, 9), disclosure.Date{})
	by := func(name, post string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.AuthorisedBy = disclosure.Officer{Name: name, Post: post} }
	}
	d.record(t, housing, toOmbudsman(t, on(1), by("C. Manager", "Complaints Manager"))) // outside the days asked for
	inTime := d.record(t, housing, toOmbudsman(t, on(4), by("C. Manager", "Complaints Manager"))).ID
	tooLate := d.record(t, housing, toOmbudsman(t, on(5), by("C. Manager", "Complaints Manager"))).ID
	own := d.record(t, housing, toOmbudsman(t, on(6), by(housing.Name, "Housing Officer"))).ID
	overrode := d.record(t, housing, toOmbudsman(t, on(7), by("C. Manager", "Complaints Manager"), func(d *disclosure.Disclosure) {
		d.Override = &disclosure.Override{Reason: "An order.", Provision: "Order of 3 November 2026", AuthorisedBy: disclosure.Officer{Name: housing.Name, Post: "Monitoring Officer"}}
	})).ID
	got := d.wantReadings(t, auditor, desk.Search{From: disclosure.NewDate(2026, 11, 2), To: disclosure.NewDate(2026, 11, 30)}, overrode, own, tooLate, inTime)
	var lines []string
	for _, r := range got {
		for _, a := range r.Approvals {
			lines = append(lines, fmt.Sprintf("%s: %s, entitled %s, own %t", a.Of, a.Post, a.Entitled, a.Own))
		}
	}
	if want := []string{
		"disclosure: Complaints Manager, entitled no, own false", "override: Monitoring Officer, entitled no, own true",
		"disclosure: Housing Officer, entitled not-known, own true",
		"disclosure: Complaints Manager, entitled no, own false",
		"disclosure: Complaints Manager, entitled yes, own false",
	}; !slices.Equal(lines, want) {
		t.Errorf("got\n%q\nwant\n%q", lines, want)
	}
}

func TestOnlyTheDPOSaysWhichPostsMayApprove(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	post := disclosure.Fact{
		Kind: disclosure.FactAuthority, About: disclosure.FactKey{Dimension: disclosure.FactsOfPost, Reference: "Housing Officer"},
		From: disclosure.NewDate(2026, 1, 1), Reference: "Scheme of delegation 2026, part 3",
	}
	if _, err := d.LearnFact(t.Context(), asks(housing), post); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("an officer gives their own post authority: %v", err)
	}
	d.learn(t, dpo, post)
	d.record(t, housing, toOmbudsman(t))
	if own, err := d.Read(t.Context(), looking(housing), desk.Search{}, 0, ""); err != nil || len(own.Disclosures) != 1 || len(own.Disclosures[0].Approvals) != 0 {
		t.Errorf("a department reads which posts may approve: %+v, %v", own.Disclosures, err)
	}
}

// A page is read on past what was corrected.
func TestReadingGoesOnPastWhatWasCorrected(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	want := d.record(t, housing, toOmbudsman(t, on(1), abroad)).ID
	for i := range 5 {
		id := d.record(t, housing, toOmbudsman(t, on(2+i), abroad)).ID
		d.corrects(t, housing, id, toOmbudsman(t, on(2+i)))
	}
	var found []disclosure.EntryID
	cursor := ""
	for pages := 1; ; pages++ {
		page, err := d.Read(t.Context(), looking(dpo), desk.Search{Aspect: string(policy.LeftUK)}, 3, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, r := range page.Disclosures {
			found = append(found, r.Entry)
		}
		if cursor = page.Cursor; cursor == "" {
			if pages != 1 {
				t.Errorf("%d pages, want one that is not empty", pages)
			}
			break
		}
	}
	if !slices.Equal(found, []disclosure.EntryID{want}) {
		t.Errorf("found %v, want %v", found, want)
	}
}

func TestReadingByAPersonFollowsCorrections(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	wrong := d.record(t, housing, toOmbudsman(t, about("DBC-P-wrong"))).ID
	right := d.corrects(t, housing, wrong, toOmbudsman(t, about("DBC-P-right")))
	if got := d.reads(t, dpo, desk.Search{Subject: "DBC-P-wrong"}); len(got) != 0 {
		t.Errorf("about the wrong person: %d", len(got))
	}
	if got := d.reads(t, dpo, desk.Search{Subject: "DBC-P-right"}); len(got) != 1 || got[0].Entry != right {
		t.Errorf("about the right person: %+v", got)
	}
}
