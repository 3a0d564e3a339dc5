package policy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
)

// anyQuestion draws a disclosure under any of the notices, what the register knows
// of the people in it, and whose register it is.
func anyQuestion(l *policy.Law) *rapid.Generator[policy.Question] {
	disclosures := anyDisclosure(l)
	return rapid.Custom(func(t *rapid.T) policy.Question {
		c := rapid.SampledFrom(everyCouncil).Draw(t, "council")
		d := disclosures.Draw(t, "disclosure")
		d.Notice = c.notice
		if rapid.IntRange(0, 3).Draw(t, "override") == 0 {
			overruled(d)
		}
		q := ask(d, rapid.SliceOfN(anyFact(d), 0, 4).Draw(t, "facts")...)
		q.Register = c.register
		return q
	})
}

// anyFact draws a fact of any kind that the register would find for the
// disclosure.
func anyFact(d *disclosure.Disclosure) *rapid.Generator[disclosure.Fact] {
	about := map[disclosure.FactKind]string{
		disclosure.FactAgreement: disclosure.FactsOfAgreement, disclosure.FactPolicyDocument: disclosure.FactsOfPolicyDocument,
		disclosure.FactContract: disclosure.FactsOfContract, disclosure.FactBreach: disclosure.FactsOfBreach,
	}
	kinds := []disclosure.FactKind{
		disclosure.FactConsent, disclosure.FactObjection, disclosure.FactRestriction, disclosure.FactRepresentation, disclosure.FactMarker, disclosure.FactSPoC,
		disclosure.FactContactRestriction, disclosure.FactAgreement, disclosure.FactPolicyDocument, disclosure.FactContract, disclosure.FactBreach,
	}
	return rapid.Custom(func(t *rapid.T) disclosure.Fact {
		f := disclosure.Fact{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), From: disclosure.NewDate(2018, time.January, 1).AddDays(rapid.IntRange(0, 3300).Draw(t, "from")),
			Recipient: rapid.SampledFrom([]string{"Example Body", "Another"}).Draw(t, "recipient"), Capacity: "constituent-casework",
			Reason: rapid.SampledFrom([]string{"", "behaviour", "efficiency"}).Draw(t, "reason"), Version: "1", Signatories: []string{"Example Body"},
			Explicit: rapid.Bool().Draw(t, "explicit"), Outsourced: rapid.Bool().Draw(t, "outsourced"),
			SubjectTold: rapid.SampledFrom([]disclosure.TellOutcome{disclosure.Told, disclosure.NotTold}).Draw(t, "told"),
		}
		if rapid.Bool().Draw(t, "ended") {
			f.Until = f.From.AddDays(rapid.IntRange(-1, 900).Draw(t, "until"))
		}
		reference, _ := d.Evidence["contractRef"].(string)
		f.About = disclosure.FactKey{Dimension: about[f.Kind], Reference: reference}
		if f.About.Dimension == "" {
			f.About = disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: rapid.SampledFrom([]string{"P-1", "P-2"}).Draw(t, "person")}
		}
		return f
	})
}

// anyDisclosure draws a disclosure from the words the register uses, well formed
// or not quite.
func anyDisclosure(l *policy.Law) *rapid.Generator[*disclosure.Disclosure] {
	c := l.Catalogue()
	var bases, conditions, exemptions, gateways, categories, data []string
	kinds := map[string][]string{}
	for _, i := range c.Items {
		switch i.Kind {
		case policy.LawfulBasis:
			bases = append(bases, i.ID)
		case policy.ExemptionItem:
			exemptions = append(exemptions, i.ID)
		default:
			conditions = append(conditions, i.ID)
		}
	}
	for _, g := range c.Gateways {
		gateways = append(gateways, g.ID)
	}
	for _, r := range c.Recipients {
		categories = append(categories, r.ID)
		kinds[r.ID] = []string{""}
		for _, k := range r.Kinds {
			kinds[r.ID] = append(kinds[r.ID], k.ID)
		}
	}
	for _, d := range c.DataCategories {
		data = append(data, d.ID)
	}
	some := func(t *rapid.T, of []string, label string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(of), 0, 3).Draw(t, label)
	}
	return rapid.Custom(func(t *rapid.T) *disclosure.Disclosure {
		d := &disclosure.Disclosure{
			Case: "DBC-1", Notice: "dartford-complaints", Reason: "Asked for", Purpose: rapid.SampledFrom([]string{"complaint", "Recruitment", "marketing"}).Draw(t, "purpose"),
			Decision:     rapid.SampledFrom([]disclosure.Decision{disclosure.Disclosed, disclosure.PartlyDisclosed, disclosure.RefusedToShare}).Draw(t, "decision"),
			DisclosedAt:  recordedAt.AddDate(0, 0, -rapid.IntRange(0, 3200).Draw(t, "days ago")),
			Subjects:     []disclosure.Subject{{Reference: "P-1", Role: "complainant"}, {Reference: "P-2", Role: "child"}},
			TellSubject:  disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: rapid.SampledFrom(exemptions).Draw(t, "ground")},
			AuthorisedBy: disclosure.Officer{Name: rapid.SampledFrom([]string{"A. N. Officer", "B. Recorder"}).Draw(t, "by"), Post: "Manager"},
			Urgency:      rapid.SampledFrom([]disclosure.Urgency{"", disclosure.Routine, disclosure.Urgent, disclosure.Emergency}).Draw(t, "urgency"),
		}
		d.Recipient.Category = rapid.SampledFrom(categories).Draw(t, "category")
		d.Recipient.Kind = rapid.SampledFrom(kinds[d.Recipient.Category]).Draw(t, "kind")
		d.Recipient.Organisation = rapid.SampledFrom([]string{"", "Example Body"}).Draw(t, "organisation")
		d.Justification.LawfulBases = some(t, bases, "bases")
		d.Justification.Conditions = some(t, conditions, "conditions")
		for _, id := range some(t, exemptions, "exemptions") {
			d.Justification.Exemptions = append(d.Justification.Exemptions, disclosure.Exemption{ID: id, Reason: "Reason", Provisions: []string{"15"}, ReviewBy: disclosure.NewDate(2027, time.January, 1)})
		}
		d.Justification.Gateway = rapid.SampledFrom(append(gateways, "", "")).Draw(t, "gateway")
		if rapid.Bool().Draw(t, "necessity given") {
			d.Justification.Necessity = "No less would do"
		}
		for _, category := range rapid.SliceOfN(rapid.SampledFrom(data), 1, 4).Draw(t, "data") {
			item := disclosure.DataItem{Category: category, Description: "An example"}
			if rapid.IntRange(0, 3).Draw(t, "own footing") == 0 {
				item.LawfulBases, item.Conditions = some(t, bases, "own bases"), some(t, conditions, "own conditions")
			}
			d.Data = append(d.Data, item)
		}
		d.Evidence = map[string]any{}
		for _, f := range rapid.SliceOfN(rapid.SampledFrom(c.Evidence), 0, 25).Draw(t, "evidence") {
			d.Evidence[f.Name] = anyValue(t, f)
		}
		return d
	})
}

func anyValue(t *rapid.T, f policy.Field) any {
	if rapid.IntRange(0, 2).Draw(t, "good") > 0 {
		return good(f)
	}
	switch f.Type {
	case policy.DayField:
		return rapid.SampledFrom([]string{"2018-01-01", "2026-12-31", "2026-11-08"}).Draw(t, "day")
	case policy.YesNoField, policy.StatementField:
		return rapid.Bool().Draw(t, "yes or no")
	case policy.ChoiceField:
		return rapid.SampledFrom(f.Choices).Draw(t, "choice")
	}
	return rapid.SampledFrom([]string{"", " ", "Given"}).Draw(t, "text")
}

// standalone reports whether the id is an Article 6 basis in force on the day.
func standalone(l *policy.Law, id string, on disclosure.Date) bool {
	return slices.ContainsFunc(l.Catalogue().Items, func(i policy.Item) bool {
		return i.ID == id && i.Kind == policy.LawfulBasis && i.Parent == "" && i.Covers(on)
	})
}

// Nothing shared is ever accepted unflagged without a lawful basis for each data
// item, whatever the notice, the gateway, the exemption or the urgency.
func TestNothingIsSharedWithoutABasis(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(l).Draw(t, "question")
		d := q.Disclosure
		if rapid.Bool().Draw(t, "no basis") {
			d.Justification.LawfulBases = nil
		}
		got := l.Decide(q)
		if !d.Shares() || !got.Accepted() || len(got.Flags) > 0 {
			return
		}
		for _, item := range d.Data {
			bases := item.LawfulBases
			if len(bases) == 0 {
				bases = d.Justification.LawfulBases
			}
			if !slices.ContainsFunc(bases, func(id string) bool { return standalone(l, id, disclosure.DateOf(d.DisclosedAt)) }) {
				t.Fatalf("accepted unflagged without a basis: %+v", d)
			}
		}
	})
}

// contradictory are fields whose given value speaks against the disclosure.
// A reason for a single point of contact contradicts the register's own.
var contradictory = []string{"withdrawalDate", "authorityExpiry", "caseReferenceIncluded", "spocReason"}

// Adding evidence never turns an accepted disclosure into a refused one, unless
// the evidence itself is contradictory.
func TestMoreEvidenceNeverRefuses(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(l).Draw(t, "question")
		d := q.Disclosure
		d.Justification.LawfulBases = append(d.Justification.LawfulBases, "ukgdpr-6-1-e")
		d.DisclosedAt = recordedAt
		if !l.Decide(q).Accepted() {
			return // there is nothing to turn
		}
		field := rapid.SampledFrom(l.Catalogue().Evidence).Draw(t, "more")
		if _, given := d.Evidence[field.Name]; given || slices.Contains(contradictory, field.Name) {
			return // it is no more than there was
		}
		d.Evidence[field.Name] = good(field)
		if got := l.Decide(q); !got.Accepted() {
			t.Fatalf("%s: got %v, want it still accepted", field.Name, outcome(got))
		}
	})
}

// The same holds of every example that is accepted, for each piece of evidence
// in turn.
func TestMoreEvidenceNeverRefusesAnExample(t *testing.T) {
	l := policy.Load()
	names, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[council]int{}
	for _, name := range names {
		name = strings.TrimSuffix(filepath.Base(name), ".json")
		for _, c := range everyCouncil {
			d := read(t, name)
			if d.Notice != c.notice || !c.decide(t, d).Accepted() {
				continue
			}
			for _, field := range l.Catalogue().Evidence {
				d := read(t, name)
				if _, given := d.Evidence[field.Name]; given || slices.Contains(contradictory, field.Name) {
					continue
				}
				if d.Evidence == nil {
					d.Evidence = map[string]any{}
				}
				d.Evidence[field.Name] = good(field)
				if got := c.decide(t, d); !got.Accepted() {
					t.Errorf("%s with %s: got %v, want it still accepted", name, field.Name, outcome(got))
				}
				tried[c]++
			}
		}
	}
	for _, c := range everyCouncil {
		if tried[c] < 100 {
			t.Errorf("%s: only %d tried", c.notice, tried[c])
		}
	}
}

// With a departure nothing well formed is refused, and what would have been is
// flagged before everything else.
func TestADepartureIsNeverRefused(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(l).Draw(t, "question")
		d := q.Disclosure
		before := l.Decide(q)
		d.Departure = &disclosure.Departure{Reason: "Mistake", NoBreachReason: "Came back unopened", DiscoveredOn: disclosure.DateOf(recordedAt)}
		got := l.Decide(q)
		if len(got.Refusals) > 0 {
			t.Fatalf("got refusals %v", outcome(got))
		}
		departures := slices.DeleteFunc(slices.Clone(got.Flags), func(f disclosure.Flag) bool { return !f.Departure })
		if len(departures) < max(1, len(before.Refusals)) {
			t.Fatalf("got %v departures for %v", departures, outcome(before))
		}
		if !slices.IsSortedFunc(got.Flags, func(a, b disclosure.Flag) int { return rank(a) - rank(b) }) {
			t.Fatalf("got %v, want departures first, and what is kept after all that is shown", outcome(got))
		}
	})
}

// rank is the order of an entry's flags. Those that are kept from departments come
// last, departures among them too: a flag is known by its number, and a number
// missed out would tell a department that there is one it is not shown.
func rank(f disclosure.Flag) int {
	rank := 0
	if f.Kept {
		rank += 2
	}
	if !f.Departure {
		rank++
	}
	return rank
}

// A refusal to share needs no lawful basis, and raises none of the sharing rules.
func TestARefusalNeedsNoBasis(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(l).Draw(t, "question")
		d := q.Disclosure
		d.Decision, d.Recipient.Organisation = disclosure.RefusedToShare, "Example Body"
		d.DisclosedAt = recordedAt
		if got := l.Decide(q); len(outcome(got)) > 0 {
			t.Fatalf("got %v, want nothing", outcome(got))
		}
	})
}

// The same question has the same answer, and every finding says something.
func TestDecideIsPure(t *testing.T) {
	l := policy.Load()
	rapid.Check(t, func(t *rapid.T) {
		q := anyQuestion(l).Draw(t, "question")
		first, second := l.Decide(q), l.Decide(q)
		if a, b := outcome(first), outcome(second); !slices.Equal(a, b) {
			t.Fatalf("got %v and then %v", a, b)
		}
		for _, f := range slices.Concat(first.Malformed, first.Refusals) {
			if f.Rule == "" || !strings.HasSuffix(f.Detail, ".") {
				t.Fatalf("%+v says nothing", f)
			}
		}
		for _, f := range first.Flags {
			if f.Rule == "" || !strings.HasSuffix(f.Detail, ".") || !strings.HasSuffix(f.Clears, ".") {
				t.Fatalf("%+v does not say what is wrong and what would clear it", f)
			}
		}
	})
}

// FuzzDecide shows that Decide answers whatever it is given.
func FuzzDecide(f *testing.F) {
	names, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	facts, err := json.Marshal([]disclosure.Fact{aMarker(untold)[0], restriction(nil)[0], spoc(nil)[0], objection("P-1", disclosure.Date{}), agreement("2026", "Example Body")})
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, c := range everyCouncil {
			if strings.Contains(string(body), c.notice) {
				f.Add(body, facts, string(c.register), recordedAt.Unix())
			}
		}
	}
	l := policy.Load()
	f.Fuzz(func(t *testing.T, body, facts []byte, register string, at int64) {
		d := &disclosure.Disclosure{}
		if json.Unmarshal(body, d) != nil {
			return
		}
		q := policy.Question{Register: disclosure.Register(register), Disclosure: d, At: time.Unix(at, 0)}
		_ = json.Unmarshal(facts, &q.Facts) // whatever of it could be read
		for _, f := range q.Facts {
			policy.CheckFact(f, disclosure.DateOf(q.At))
		}
		l.SilentTo(q.Register, d, "P-1", q.Facts)
		if got := l.Decide(q); d.Departure != nil && len(got.Refusals) > 0 {
			t.Errorf("got refusals %v with a departure", outcome(got))
		}
		policy.FactKeys(d)
	})
}

func TestDecideWithoutADisclosure(t *testing.T) {
	if got := policy.Load().Decide(policy.Question{}); got.Accepted() {
		t.Error("accepted nothing at all")
	}
}
