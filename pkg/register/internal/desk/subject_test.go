package desk_test

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
)

const mrsA = "DBC-P-550193"

// reply is an answer as somebody reads it.
type reply struct {
	answer  door.Answer
	Shared  []door.Shared
	Changes []struct {
		On   disclosure.Date
		What string
		Data []string
		Told []struct {
			Recipient, Kind, Outcome string
			On                       disclosure.Date
		}
	}
}

func readAnswer(t *testing.T, a door.Answer) reply {
	t.Helper()
	r := reply{answer: a}
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func answered(t *testing.T, d *office, q answering.SubjectQuestion) reply {
	t.Helper()
	q.To = cmp.Or(q.To, door.Person)
	a, err := d.SubjectReport(t.Context(), looking(dpo), q)
	if err != nil {
		t.Fatal(detail(err))
	}
	return readAnswer(t, a)
}

// printed is an answer in every form, one after the other.
func printed(t *testing.T, r reply) string {
	t.Helper()
	body, err := json.Marshal(r.answer)
	if err != nil {
		t.Fatal(err)
	}
	page, err := r.answer.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(body) + string(page) + r.answer.Digest()
}

func (d *office) reviewed(t *testing.T, q answering.SubjectQuestion) answering.SubjectReview {
	t.Helper()
	q.To = cmp.Or(q.To, door.Person)
	review, err := d.ReviewSubject(t.Context(), looking(dpo), q)
	if err != nil {
		t.Fatal(detail(err))
	}
	return review
}

// relyingOn has happened, so that it is recorded whatever the rules say of it.
func relyingOn(e disclosure.Exemption) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.Case, d.Recipient.Organisation, d.Recipient.Person = "DBC-C-SECRET", "Secret Constabulary", "S. Ecret"
		d.Justification.Exemptions = []disclosure.Exemption{e}
		d.Evidence["healthProfessionalOpinion"], d.Evidence["opinionDate"] = "test-met", "2026-11-01"
		d.Departure = &disclosure.Departure{Reason: "It has happened.", NoBreachReason: "Nothing was lost.", DiscoveredOn: disclosure.NewDate(2026, time.November, 10)}
	}
}

func notTold(outcome disclosure.TellOutcome, ground string) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.TellSubject = disclosure.TellSubject{Outcome: outcome, Ground: ground}
	}
}

func liftingAccess(id string) disclosure.Exemption {
	return disclosure.Exemption{
		ID: id, Provisions: []string{"15(1)-(3)"}, Reason: "Telling would prejudice the inquiry.", ReviewBy: disclosure.NewDate(2099, time.January, 31),
	}
}

// neighbours are on every desk: what she is shown, and what is another's.
func neighbours(t *testing.T, d *office) {
	t.Helper()
	d.record(t, housing, toOmbudsman(t))
	d.record(t, revenue, toOmbudsman(t, about("DBC-P-other"), inCase("DBC-C-other")))
}

// For every ground in the catalogue on which an entry is kept back, or on which it is
// doubtful that it may be shown, the report with the entry recorded, its case held and its
// flags queued is byte for byte the report of a register that has never heard of it.
func TestWhatIsWithheldLeavesNoTrace(t *testing.T) {
	law := policy.Load()
	plain := newDeskWith(t, desk.Options{})
	neighbours(t, plain)
	want := map[door.As]string{}
	for _, to := range []door.As{door.Person, door.Representative} {
		want[to] = printed(t, answered(t, plain, answering.SubjectQuestion{Subject: mrsA, To: to}))
	}
	tried := 0
	for _, item := range law.Catalogue().Items {
		if item.Kind != policy.ExemptionItem {
			continue
		}
		t.Run(item.ID, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			neighbours(t, d)
			d.record(t, housing, toOmbudsman(t, relyingOn(liftingAccess(item.ID)), notTold(disclosure.NotTold, item.ID)))
			if _, err := d.PlaceHold(t.Context(), asks(dpo), "DBC-C-SECRET", disclosure.HoldPlaced{By: "Secret Constabulary", Reason: "An inquiry", ReviewOn: disclosure.NewDate(2099, 1, 31)}); err != nil {
				t.Fatal(detail(err))
			}
			q := answering.SubjectQuestion{Subject: mrsA, To: asWhom(item)}
			review := d.reviewed(t, q)
			got := printed(t, answered(t, d, q))
			if got != want[q.To] {
				t.Errorf("what is kept back leaves a trace:\n%s\nwant\n%s", got, want[q.To])
			}
			if !slices.ContainsFunc(review.About, func(j answering.Reviewed) bool {
				return j.Case == "DBC-C-SECRET" && (j.Outcome == door.Withheld || j.Outcome == door.Undecided)
			}) {
				t.Errorf("the Data Protection Officer is shown %+v", review.About)
			}
			if printed(t, readAnswer(t, review.Answer)) != got {
				t.Error("the Data Protection Officer is shown another report than the person")
			}
			tried++
		})
	}
	if tried < 40 {
		t.Errorf("%d grounds tried: the table shows too little", tried)
	}
}

// asWhom is who asks where a ground is to keep something back.
func asWhom(item policy.Item) door.As {
	if item.SubjectReport == "withhold-from-representative" {
		return door.Representative
	}
	return door.Person
}

// An undisclosed marker and every disclosure of it are in nothing that the
// person sees (DM-W9).
func TestAnUndisclosedMarkerLeavesNoTrace(t *testing.T) {
	body, err := os.ReadFile("../../../policy/testdata/dartford-contact-marker.json")
	if err != nil {
		t.Fatal(err)
	}
	var marked disclosure.Disclosure
	if err := json.Unmarshal(body, &marked); err != nil {
		t.Fatal(err)
	}
	who := marked.Subjects[0].Reference
	q := answering.SubjectQuestion{Subject: who}
	plain := newDeskWith(t, desk.Options{})
	plain.record(t, housing, toOmbudsman(t, about(who)))
	want := printed(t, answered(t, plain, q))
	for told, same := range map[disclosure.TellOutcome]bool{disclosure.NotTold: true, disclosure.Told: false} {
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, toOmbudsman(t, about(who)))
		fact := disclosure.Fact{
			Kind: disclosure.FactMarker, About: disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: who},
			From: disclosure.NewDate(2026, 9, 1), Reason: "Threats at a visit", LastReview: disclosure.NewDate(2026, 9, 1), ReviewBy: disclosure.NewDate(2027, 3, 1), SubjectTold: told,
		}
		if told == disclosure.NotTold {
			fact.Ground, fact.DPOConsulted = "dpa18-sch2-para2", disclosure.NewDate(2026, 9, 1)
		}
		d.learnByTwo(t, dpo, fact)
		d.record(t, housing, marked)
		if got := printed(t, answered(t, d, q)); (got == want) != same {
			t.Errorf("a marker %s: the same report = %v, want %v", told, got == want, same)
		}
	}
}

func TestWhatAPersonIsShown(t *testing.T) {
	on := disclosure.NewDate(2026, time.November, 21)
	lapsed := liftingAccess("dpa18-sch2-para2")
	lapsed.ReviewBy = disclosure.NewDate(2026, time.November, 20)
	unreviewed := liftingAccess("dpa18-sch2-para2")
	unreviewed.ReviewBy = disclosure.Date{}
	tellingOnly := liftingAccess("dpa18-sch2-para2")
	tellingOnly.Provisions = []string{"13(1)-(3)", "14(1)-(4)"}
	oldOpinion := func(d *disclosure.Disclosure) { d.Evidence["opinionDate"] = "2026-05-21" }
	unlikely := func(d *disclosure.Disclosure) { d.Evidence["healthProfessionalOpinion"] = "test-not-met" }
	for name, tt := range map[string]struct {
		changes []func(*disclosure.Disclosure)
		outcome string
		due     string
	}{
		"nothing relied on":         {nil, "shown", ""},
		"prejudice to an inquiry":   {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch2-para2"))}, "withheld", ""},
		"whose review is overdue":   {[]func(*disclosure.Disclosure){relyingOn(lapsed)}, "withheld", "review date has passed"},
		"that nobody is to review":  {[]func(*disclosure.Disclosure){relyingOn(unreviewed)}, "undecided", "fades"},
		"relief from telling alone": {[]func(*disclosure.Disclosure){relyingOn(tellingOnly)}, "shown", ""},
		// Without its order's number the ground is flagged, and is for a person to decide.
		"a court order, told":                      {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch2-para5-2"))}, "undecided", ""},
		"a court order that forbids telling":       {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch2-para5-2")), notTold(disclosure.Deferred, "dpa18-sch2-para5-2")}, "undecided", ""},
		"a legal claim, not told on other grounds": {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch2-para5-3")), notTold(disclosure.NotTold, "dpa18-sch2-para2")}, "undecided", ""},
		"another individual's rights":              {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch2-para16"))}, "shown without people", ""},
		"health, with a fresh opinion":             {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch3-health-harm"))}, "withheld", ""},
		"health, with an opinion of six months":    {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch3-health-harm")), oldOpinion}, "withheld", "opinion"},
		"health, harm not likely":                  {[]func(*disclosure.Disclosure){relyingOn(liftingAccess("dpa18-sch3-health-harm")), unlikely}, "withheld", "opinion"},
		"a refusal":                                {[]func(*disclosure.Disclosure){func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }}, "not-in-it", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			d.record(t, housing, toOmbudsman(t, tt.changes...))
			q := answering.SubjectQuestion{Subject: mrsA, AsOf: on}
			decided := d.reviewed(t, q).About[0]
			due := ""
			if len(decided.Grounds) > 0 {
				due = decided.Grounds[0].Due
			}
			outcome := string(decided.Outcome)
			if decided.People {
				outcome += " without people"
			}
			if outcome != tt.outcome || !strings.Contains(due, tt.due) || (tt.due == "") != (due == "") {
				t.Errorf("got %s (%v), due %q; want %s, due %q", outcome, decided.Because, due, tt.outcome, tt.due)
			}
			if early := d.reviewed(t, answering.SubjectQuestion{Subject: mrsA, AsOf: disclosure.NewDate(2026, time.November, 8)}); early.About[0].Outcome != "not-in-it" {
				t.Errorf("in an answer of the day before: %s", early.About[0].Outcome)
			}
			shown := printed(t, answered(t, d, q))
			if got, want := strings.Contains(shown, "What we gave them"), strings.HasPrefix(tt.outcome, "shown"); got != want {
				t.Errorf("an entry is shown = %v, want %v", got, want)
			}
			if tt.outcome == "shown without people" && (strings.Contains(shown, "Ecret") || strings.Contains(shown, "Constabulary") || !strings.Contains(shown, "Housing Ombudsman")) {
				t.Error("the body is to be shown by the catalogue's name, and not who it was there")
			}
		})
	}
}

// A parent's answer is not the child's.
func TestAChildsReportIsNotTheParents(t *testing.T) {
	law := policy.Load()
	tried := 0
	for _, item := range law.Catalogue().Items {
		if item.SubjectReport != "withhold-from-representative" {
			continue
		}
		tried++
		d := newDeskWith(t, desk.Options{})
		d.record(t, housing, toOmbudsman(t, relyingOn(liftingAccess(item.ID)), func(b *disclosure.Disclosure) { b.Subjects[0].Role = "child" }))
		child, parent := answered(t, d, answering.SubjectQuestion{Subject: mrsA}), answered(t, d, answering.SubjectQuestion{Subject: mrsA, To: door.Representative})
		if len(child.Shared) != 1 || len(parent.Shared) != 0 {
			t.Errorf("%s: the child is shown %d and the parent %d, want 1 and 0", item.ID, len(child.Shared), len(parent.Shared))
		}
	}
	if tried == 0 {
		t.Fatal("no such ground")
	}
}

func TestAReportHasTheLastWordAndNobodyElses(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	body := toOmbudsman(t, about(mrsA, "DBC-P-neighbour"), func(b *disclosure.Disclosure) {
		b.Data[0].Subject, b.Data[0].Description = "DBC-P-neighbour", "What the neighbour did <script>"
		b.Data[1].Description = "Letters <script>"
	})
	first := d.record(t, housing, body)
	wrong := d.record(t, housing, toOmbudsman(t, on(3)))
	right := body
	right.Purpose = "answer the ombudsman"
	for id, put := range map[disclosure.EntryID]disclosure.Disclosure{first.ID: right, wrong.ID: toOmbudsman(t, on(3), about("DBC-P-another"))} {
		if _, err := d.Correct(t.Context(), asks(housing), id, disclosure.Correction{Reason: "A mistake.", Disclosure: put}); err != nil {
			t.Fatal(detail(err))
		}
	}
	got := answered(t, d, answering.SubjectQuestion{Subject: mrsA})
	if len(got.Shared) != 1 || got.Shared[0].Purpose != right.Purpose || len(got.Shared[0].Data) != 2 {
		t.Fatalf("shown %+v, want one entry as corrected, without the neighbour's data", got.Shared)
	}
	out := printed(t, got)
	for what, private := range map[string]string{
		"the neighbour's reference": "DBC-P-neighbour", "the neighbour's data": "What the neighbour did", "an entry's id": first.ID.String(),
		"the time of recording": "recordedAt", "who authorised it": "B. Example", "who recorded it": "A. N. Officer", "markup": "<script>", "the case": "DBC-C-2026-0141",
	} {
		if strings.Contains(out, private) {
			t.Errorf("the report has %s", what)
		}
	}
	for what, wanted := range map[string]string{
		"the recipient": "Housing Ombudsman Service", "the basis": "UK GDPR Article 6(1)(e)", "the council's complaints route": "section 164A", "the Commissioner's": "section 165",
		"its language": `<html lang="en-GB" `, "its reference on each page": `data-reference="Reference ` + mrsA + `"`, "a place for the address": `aria-label="Name and address of who this goes to.`, "the number of each page": `counter(page) " of " counter(pages)`,
	} {
		if !strings.Contains(out, wanted) {
			t.Errorf("the report lacks %s", what)
		}
	}
	before := printed(t, answered(t, d, answering.SubjectQuestion{Subject: mrsA, AsOf: disclosure.NewDate(2026, 6, 18)}))
	if strings.Contains(before, "164A") || !strings.Contains(before, "Article 77") {
		t.Error("on 18 June 2026 the route to complain was another")
	}
}
