package door_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/policy"
)

func lifting(id string, provisions ...string) disclosure.Exemption {
	return disclosure.Exemption{ID: id, Provisions: provisions, Reason: "A reason", ReviewBy: disclosure.NewDate(2099, 1, 1)}
}

func relying(es ...disclosure.Exemption) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) { d.Justification.Exemptions = append(d.Justification.Exemptions, es...) }
}

func withB(d *disclosure.Disclosure) {
	d.Subjects = append(slices.Clone(d.Subjects), disclosure.Subject{Reference: "B-1", Role: "third-party"})
}

func untold(outcome disclosure.TellOutcome, ground string, on disclosure.Date) func(*disclosure.Disclosure) {
	return func(d *disclosure.Disclosure) {
		d.TellSubject = disclosure.TellSubject{Outcome: outcome, Ground: ground, On: on}
	}
}

func ofA(f disclosure.Fact) door.Known {
	f.About = disclosure.FactKey{Dimension: disclosure.FactsOfSubject, Reference: "A"}
	return door.Known{Entry: disclosure.EntryID("fact of " + f.From.String()), Fact: f}
}

func corrected(words ...*disclosure.Disclosure) door.Question {
	q := asking()
	var h door.History
	for n, d := range words {
		h = append(h, door.Word{Entry: disclosure.EntryID(rune('1' + n)), RecordedAt: time.Date(2026, 11, 10+n, 9, 0, 0, 0, time.UTC), Disclosure: d})
	}
	q.Histories = []door.History{h}
	return q
}

func has(j door.Judged, c door.Cause) bool {
	return slices.ContainsFunc(j.Because, func(b door.Because) bool { return b.Cause == c }) ||
		slices.ContainsFunc(j.Items, func(i door.JudgedItem) bool { return i.Because.Cause == c })
}

// Every cause of undecided keeps back, and none is listed that cannot come about.
func TestEveryCauseKeepsBack(t *testing.T) {
	flagged := asking(shared())
	flagged.Histories[0][0].Flags = []disclosure.Flag{{Finding: disclosure.Finding{Rule: "DC-B7", Pointer: "/tellSubject/ground"}}}
	differ := asking(shared(func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "health", Description: "Her diagnosis"}}
	}))
	for day, says := range map[int]string{2: "harm-likely", 3: "harm-unlikely"} {
		differ.Known = append(differ.Known, ofA(disclosure.Fact{Kind: disclosure.FactHealthOpinion, From: disclosure.NewDate(2026, 11, day), Opinion: says}))
	}
	onEarlier := corrected(shared(), shared(func(d *disclosure.Disclosure) { d.Purpose = "Answer a complaint" }))
	onEarlier.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, On: "1"}}
	reworded := corrected(shared(), shared(func(d *disclosure.Disclosure) { d.Purpose = "Answer a complaint" }))
	reworded.Decisions = []door.Decision{{Entry: "1", Subject: "A", To: door.Person, Show: true, On: "1"}}
	open := asking(shared())
	open.Decisions = []door.Decision{{Entry: open.Histories[0].Root(), Subject: "A", To: door.Person, On: open.Histories[0].Last().Entry, Open: true}}
	narrow := lifting("dpa18-sch2-para2", "15")
	narrow.Items = []int{1}
	fromThem := asking(shared())
	fromThem.As = door.Representative
	fromThem.Decisions = []door.Decision{{Entry: fromThem.Histories[0].Root(), Subject: "A", To: door.Person, On: fromThem.Histories[0].Last().Entry, Recorded: "2"}}
	cases := map[door.Cause]door.Question{
		door.Unreadable:      asking(shared(relying(lifting("dpa18-sch2-para2", "right of access")))),
		door.CannotLift:      asking(shared(relying(lifting("ukgdpr-13-4", "15(1)-(3)")))),
		door.CannotReach:     asking(shared(withB, relying(lifting("dpa18-sch3-child-abuse", "15")))),
		door.WhomUnsaid:      asking(shared(withB, relying(lifting("dpa18-sch2-para2", "15")))),
		door.UntoldOnAGround: asking(shared(untold(disclosure.NotTold, "dpa18-sch2-para2", disclosure.Date{}))),
		door.TellingPutOff:   asking(shared(untold(disclosure.Deferred, "", disclosure.NewDate(2026, 12, 1)))),
		door.TellingDayCome:  asking(shared(untold(disclosure.Deferred, "", disclosure.NewDate(2026, 11, 20)))),
		door.FlagAtGround:    flagged,
		door.OpinionsDiffer:  differ,
		door.HealthByEvidence: asking(shared(func(d *disclosure.Disclosure) {
			d.Data = []disclosure.DataItem{{Category: "health", Description: "Her diagnosis"}}
			d.Evidence = map[string]any{"alreadyKnownToSubject": true}
		})),
		door.TellsOfMarker: asking(shared(func(d *disclosure.Disclosure) { d.Recipient.Post = "Lead for warning markers" })),
		door.ToAnIndividual: asking(shared(func(d *disclosure.Disclosure) {
			d.Recipient = disclosure.Recipient{Category: "other-organisation", Person: "A Former Partner"}
		})),
		door.NamesAnother:      asking(shared(withB, func(d *disclosure.Disclosure) { d.Purpose = "Investigate the complaint of b 1" })),
		door.WordsUnseen:       asking(shared(relying(narrow), func(d *disclosure.Disclosure) { d.Purpose = "Zzz" })),
		door.CorrectionOpens:   corrected(shared(relying(lifting("dpa18-sch2-para2", "15"))), shared()),
		door.CorrectionRewords: reworded,
		door.CorrectionAdds: corrected(shared(func(d *disclosure.Disclosure) {
			d.Subjects = []disclosure.Subject{{Reference: "B", Role: "complainant"}}
		}), shared()),
		door.CorrectionTakes: corrected(shared(), shared(func(d *disclosure.Disclosure) {
			d.Subjects = []disclosure.Subject{{Reference: "B", Role: "complainant"}}
		})),
		door.DecidedOnEarlier: onEarlier,
		door.DecisionOpen:     open,
		door.NearSpelling: asking(shared(func(d *disclosure.Disclosure) {
			d.Subjects = []disclosure.Subject{{Reference: "a", Role: "complainant"}, {Reference: "A", Role: "third-party"}}
		})),
		door.KeptFromThem: fromThem,
		door.OneUndecided: asOne(shared(), shared(untold(disclosure.Deferred, "", disclosure.NewDate(2026, 12, 1)))),
	}
	for _, listed := range door.Causes {
		q, tried := cases[listed.Cause]
		if !tried {
			t.Errorf("%s: no disclosure shows it", listed.Cause)
			continue
		}
		answer, review := theDoor(t).Judge(q)
		none := asking()
		none.As = q.As
		if nothing, _ := theDoor(t).Judge(none); answer.Digest() != nothing.Digest() {
			t.Errorf("%s: something is shown", listed.Cause)
		}
		if !slices.ContainsFunc(review.Disclosures, func(one door.Judged) bool { return one.Outcome == door.Undecided && has(one, listed.Cause) }) {
			t.Errorf("%s: %v", listed.Cause, review.Disclosures)
		}
	}
}

// A correction of any field that protects, which takes protection away, waits for the
// Data Protection Officer; the table in docs/law.md. One that adds some does not show.
func TestACorrectionOfEveryFieldThatProtects(t *testing.T) {
	access := lifting("dpa18-sch2-para2", "15(1)-(3)")
	narrow, anothers, whole := access, access, access
	narrow.Items, anothers.People, whole.People = []int{1}, []string{"B-1"}, []string{"A"}
	whose := func(subject string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			d.Data = slices.Clone(d.Data)
			d.Data[1].Subject = subject
		}
	}
	category := func(d *disclosure.Disclosure) {
		d.Data = slices.Clone(d.Data)
		d.Data[1].Category = "telephone"
	}
	day := func(on int) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) { d.DisclosedAt = time.Date(2026, 12, on, 9, 0, 0, 0, time.UTC) }
	}
	refused := func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }
	elsewhere := func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "ombudsman", Kind: "lgsco", Organisation: "Local Government and Social Care Ombudsman"}
	}
	for field, tt := range map[string]struct {
		was, now func(*disclosure.Disclosure)
		want     door.Cause
	}{
		"the exemption":              {relying(access), nil, door.CorrectionOpens},
		"its provisions":             {relying(access), relying(lifting("dpa18-sch2-para2", "13(1)")), door.CorrectionOpens},
		"its data":                   {relying(access), relying(narrow), door.CorrectionOpens},
		"its people":                 {relying(whole), both(withB, relying(anothers)), door.CorrectionOpens},
		"whether they were told":     {untold(disclosure.NotTold, "dpa18-sch2-para2", disclosure.Date{}), nil, door.CorrectionOpens},
		"whom an item is about":      {both(withB, whose("B-1")), both(withB, whose("A")), door.CorrectionOpens},
		"an item's category":         {nil, category, door.CorrectionOpens},
		"the recipient":              {nil, elsewhere, door.CorrectionOpens},
		"the day":                    {day(31), nil, door.CorrectionOpens},
		"refused, and now disclosed": {refused, nil, door.CorrectionOpens},
		"disclosed, and now refused": {nil, refused, door.CorrectionOpens},
	} {
		change := func(f func(*disclosure.Disclosure)) *disclosure.Disclosure {
			if f == nil {
				return shared()
			}
			return shared(f)
		}
		_, review := theDoor(t).Judge(corrected(change(tt.was), change(tt.now)))
		if got := review.Disclosures[0]; got.Outcome != door.Undecided || !has(got, tt.want) {
			t.Errorf("%s: %s because %v", field, got.Outcome, got.Because)
		}
	}
}

// Once the flags at a ground are cleared it is relied on, and what it keeps is withheld.
// No clearing shows anything: not of a ground that cannot be read, nor of the telling.
func TestClearingAFlagShowsNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		pointer  string
		provides string // what the exemption lifts
		want     door.Outcome
	}{
		"at a ground that withholds":      {"/justification/exemptions/0", "15(1)-(3)", door.Withheld},
		"in it":                           {"/justification/exemptions/0/reason", "15(1)-(3)", door.Withheld},
		"at the telling, beside a ground": {"/tellSubject/ground", "15(1)-(3)", door.Withheld},
		"at a ground that cannot be read": {"/justification/exemptions/0", "right of access", door.Undecided},
		"at one that lifts no answer":     {"/justification/exemptions/0", "13(1)", door.Undecided},
		"at the telling":                  {"/tellSubject", "13(1)", door.Undecided},
		"at whom an item is about":        {"/data/0/subject", "13(1)", door.Undecided},
	} {
		t.Run(name, func(t *testing.T) {
			q := asking(shared(relying(lifting("dpa18-sch2-para2", tt.provides))))
			word := &q.Histories[0][0]
			word.Flags = []disclosure.Flag{{Finding: disclosure.Finding{Rule: "DC-B7", Pointer: tt.pointer}}}
			_, flagged := theDoor(t).Judge(q)
			word.Cleared = []int{0}
			_, cleared := theDoor(t).Judge(q)
			if got := flagged.Disclosures[0].Outcome; got == door.Shown {
				t.Errorf("flagged, it is %s", got)
			}
			if got := cleared.Disclosures[0]; got.Outcome != tt.want {
				t.Errorf("cleared, it is %s because %v, want %s", got.Outcome, got.Because, tt.want)
			}
		})
	}
}

// The Data Protection Officer decides, and never what another law forbids, what
// tells of an untold marker, or health data without an opinion.
func TestWhatIsDecided(t *testing.T) {
	show := func(q door.Question) door.Question {
		h := q.Histories[0]
		q.Decisions = []door.Decision{{Entry: h.Root(), Subject: "A", To: q.As, Show: true, On: h.Last().Entry}}
		return q
	}
	health := func(d *disclosure.Disclosure) {
		d.Data = []disclosure.DataItem{{Category: "health", Description: "Her diagnosis"}}
	}
	for name, tt := range map[string]struct {
		q    door.Question
		want door.Outcome
	}{
		"a ground that cannot be read, shown": {show(asking(shared(relying(lifting("dpa18-sch2-para2", "access"))))), door.Shown},
		"a correction confirmed":              {show(corrected(shared(relying(lifting("dpa18-sch2-para2", "15"))), shared())), door.Shown},
		"a good ground, shown all the same":   {show(asking(shared(relying(lifting("dpa18-sch2-para2", "15"))))), door.Shown},
		"Schedule 4":                          {show(asking(shared(relying(lifting("dpa18-sch4-para3", "15"))))), door.Withheld},
		"money laundering":                    {show(asking(shared(func(d *disclosure.Disclosure) { d.Reason = "Report under POCA section 330" }))), door.Withheld},
		"an interception":                     {show(asking(shared(func(d *disclosure.Disclosure) { d.Purpose = "Notice under the Investigatory Powers Act 2016" }))), door.Withheld},
		"gender recognition":                  {show(asking(shared(func(d *disclosure.Disclosure) { d.Data[1].Description = "Gender recognition certificate" }))), door.Withheld},
		"adoption":                            {show(asking(shared(func(d *disclosure.Disclosure) { d.Data[1].Description = "Her adoption records" }))), door.Withheld},
		"a court's order":                     {show(asking(shared(func(d *disclosure.Disclosure) { d.Reason = "Order of the court that forbids telling her" }))), door.Withheld},
		"an untold marker": {show(asking(shared(func(d *disclosure.Disclosure) {
			d.Data[0] = disclosure.DataItem{Category: "marker", Description: "In pairs"}
		}))), door.Undecided},
		"health without an opinion": {show(asking(shared(health))), door.Withheld},
		"of the representative's answer": {func() door.Question {
			q := show(asking(shared(relying(lifting("dpa18-sch2-para2", "access")))))
			q.Decisions[0].To = door.Representative
			return q
		}(), door.Undecided},
	} {
		t.Run(name, func(t *testing.T) {
			answer, review := theDoor(t).Judge(tt.q)
			if got := review.Disclosures[0]; got.Outcome != tt.want {
				t.Errorf("%s because %v, want %s", got.Outcome, got.Because, tt.want)
			}
			if got := len(lines(t, answer)); (got == 1) != (tt.want == door.Shown) {
				t.Errorf("%d lines are printed", got)
			}
		})
	}
}

// lines are what an answer shows: of each occasion its data.
func lines(t interface{ Fatal(...any) }, a door.Answer) [][]door.SharedData {
	var read struct{ Shared []door.Shared }
	body, err := json.Marshal(a)
	if err == nil {
		err = json.Unmarshal(body, &read)
	}
	if err != nil {
		t.Fatal(err)
	}
	var out [][]door.SharedData
	for _, s := range read.Shared {
		out = append(out, s.Data)
	}
	return out
}

// Protection that is added, of whatever sort and in whatever order, never makes an
// answer larger: no occasion more, and no item more.
func TestProtectionNeverMakesAnAnswerLarger(t *testing.T) {
	theDoor := theDoor(t)
	grounds := []string{"dpa18-sch2-para2", "dpa18-sch2-para5-3", "dpa18-sch2-para16", "dpa18-sch3-child-abuse", "dpa18-sch3-health-harm", "dpa18-sch4-para3", "ukgdpr-13-4", "ukgdpr-12-5"}
	provisions := []string{"15(1)-(3)", "13(1)-(3)", "right of access", "Chapter III", "14"}
	count := func(t *rapid.T, q door.Question) (occasions, items int) {
		answer, _ := theDoor.Judge(q)
		for _, data := range lines(t, answer) {
			occasions++
			items += len(data)
		}
		return occasions, items
	}
	exemption := rapid.Custom(func(t *rapid.T) disclosure.Exemption {
		e := lifting(rapid.SampledFrom(grounds).Draw(t, "ground"), rapid.SliceOfN(rapid.SampledFrom(provisions), 0, 2).Draw(t, "provisions")...)
		e.People = rapid.SliceOfN(rapid.SampledFrom([]string{"A", "a", "B-1"}), 0, 2).Draw(t, "people")
		if rapid.Bool().Draw(t, "narrowed") {
			e.Items = []int{rapid.IntRange(0, 1).Draw(t, "item")}
		}
		return e
	})
	word := func(t *rapid.T) *disclosure.Disclosure {
		d := shared()
		if rapid.Bool().Draw(t, "with another") {
			withB(d)
			d.Data[1].Subject = rapid.SampledFrom([]string{"", "A", "B-1"}).Draw(t, "item of")
		}
		d.Data[0].Category = rapid.SampledFrom([]string{"name", "health", "marker"}).Draw(t, "category")
		d.Justification.Exemptions = rapid.SliceOfN(exemption, 0, 2).Draw(t, "exemptions")
		return d
	}
	rapid.Check(t, func(t *rapid.T) {
		q := asking(word(t), word(t))
		q.As = rapid.SampledFrom([]door.As{door.Person, door.Representative}).Draw(t, "as")
		for n := rapid.IntRange(1, 4).Draw(t, "steps"); n > 0; n-- {
			occasions, items := count(t, q)
			h := q.Histories[0]
			last := h.Last()
			more := *last.Disclosure
			switch rapid.SampledFrom([]string{"an exemption", "not told", "a flag", "a marker", "an opinion", "a word before"}).Draw(t, "adds") {
			case "an exemption":
				more.Justification.Exemptions = append(slices.Clone(more.Justification.Exemptions), exemption.Draw(t, "exemption"))
			case "not told":
				if more.TellSubject.Outcome == disclosure.Told { // else it would be another ground, and none the more
					more.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: rapid.SampledFrom(grounds).Draw(t, "untold on")}
				}
			case "a flag":
				last.Flags = append(slices.Clone(last.Flags), disclosure.Flag{Finding: disclosure.Finding{Rule: "XX-1", Pointer: "/justification/exemptions/0"}})
			case "a marker":
				q.Known = append(slices.Clone(q.Known), ofA(disclosure.Fact{Kind: disclosure.FactMarker, From: disclosure.NewDate(2026, 10, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2"}))
			case "an opinion":
				q.Known = append(slices.Clone(q.Known), ofA(disclosure.Fact{Kind: disclosure.FactHealthOpinion, From: disclosure.NewDate(2026, 11, 1), Opinion: "harm-likely"}))
			case "a word before":
				h = append(door.History{{Entry: disclosure.EntryID("before " + h[0].Entry), Disclosure: word(t)}}, h...)
				n = 1 // what the last word then adds may be what it had taken away
			}
			last.Disclosure = &more
			h = slices.Clone(h)
			h[len(h)-1] = last
			q.Histories = append([]door.History{h}, q.Histories[1:]...)
			if moreOccasions, moreItems := count(t, q); moreOccasions > occasions || moreItems > items {
				t.Fatalf("with more protection %d occasions of %d items are shown, and %d of %d before", moreOccasions, moreItems, occasions, items)
			}
		}
	})
}

// Somebody whom a correction takes out of what went to nobody outside has nothing to wait
// for; out of what went outside by any word about them, or does by the last, they have.
func TestWhoIsTakenOutOfWhatNeverWentWaitsForNothing(t *testing.T) {
	inside := func(d *disclosure.Disclosure) { d.Recipient = disclosure.Recipient{Category: "service-department"} }
	refused := func(d *disclosure.Disclosure) { d.Decision = disclosure.RefusedToShare }
	ofB := func(d *disclosure.Disclosure) {
		d.Subjects = []disclosure.Subject{{Reference: "B", Role: "complainant"}}
	}
	plain := func(*disclosure.Disclosure) {}
	for name, tt := range map[string]struct {
		was, now func(*disclosure.Disclosure)
		want     door.Outcome
	}{
		"inside":              {inside, inside, door.NotInIt},
		"refused":             {refused, refused, door.NotInIt},
		"inside, and refused": {inside, refused, door.NotInIt},
		"outside":             {plain, plain, door.Undecided},
		"outside until then":  {plain, inside, door.Undecided},
		"outside since":       {inside, plain, door.Undecided},
	} {
		_, review := theDoor(t).Judge(corrected(shared(tt.was), shared(tt.now, ofB)))
		if got := review.Disclosures[0]; got.Outcome != tt.want {
			t.Errorf("%s: %s because %v, want %s", name, got.Outcome, got.Because, tt.want)
		}
	}
}

// Data of a special category or about offences that names none of several people is told
// to nobody as theirs, and everything else of the same disclosure is as ever.
func TestWhoseIsUnsaid(t *testing.T) {
	allegation := disclosure.DataItem{Category: "criminal-allegation", Description: "What was alleged"}
	has := func(item disclosure.DataItem, subject string) func(*disclosure.Disclosure) {
		return func(d *disclosure.Disclosure) {
			item.Subject = subject
			d.Data = append(slices.Clone(d.Data), item)
		}
	}
	ofMany := func(d *disclosure.Disclosure) { d.Share = &disclosure.Share{People: 9, HowToTell: "Every tenant"} }
	for name, test := range map[string]struct {
		of          *disclosure.Disclosure
		kept, shown bool
	}{
		"an allegation of nobody's, of two people": {shared(withB, has(allegation, "")), true, false},
		"ethnicity of nobody's, of two people":     {shared(withB, has(disclosure.DataItem{Category: "ethnicity", Description: "What was alleged"}, "")), true, false},
		"an allegation of the asker's":             {shared(withB, has(allegation, "A")), false, true},
		"an allegation of the other's":             {shared(withB, has(allegation, "B-1")), false, false},
		"of one person":                            {shared(has(allegation, "")), false, true},
		"of many":                                  {shared(withB, ofMany, has(allegation, "")), false, true},
		"ordinary data of two people":              {shared(withB, has(disclosure.DataItem{Category: "remedy-sought", Description: "What was alleged"}, "")), false, true},
	} {
		t.Run(name, func(t *testing.T) {
			flagged := false
			for _, f := range policy.Load().Decide(policy.Question{Register: dartford, Disclosure: test.of, At: test.of.DisclosedAt.Add(time.Hour)}).Flags {
				flagged = flagged || f.Pointer == "/data/2/subject" && !f.Departure
			}
			if flagged != test.kept {
				t.Errorf("flagged %t, want %t", flagged, test.kept)
			}
			for _, flag := range []bool{false, true} { // what was recorded before the rule as well
				q := asking(test.of)
				if flag && test.kept {
					q.Histories[0][0].Flags = []disclosure.Flag{{Finding: disclosure.Finding{Rule: "ukgdpr-5-2", Pointer: "/data/2/subject"}}}
				}
				answer, review := theDoor(t).Judge(q)
				page := printed(t, answer)
				if strings.Contains(page, "What was alleged") != test.shown {
					t.Errorf("shown %t, want %t: %+v", !test.shown, test.shown, review.Disclosures)
				}
				if !strings.Contains(page, "Feedback on a service") {
					t.Errorf("what is of an ordinary category is not shown: %+v", review.Disclosures)
				}
				if waits := slices.ContainsFunc(review.Disclosures[0].Items, func(i door.JudgedItem) bool {
					return i.Outcome == door.Undecided && i.Because.Cause == door.WhomUnsaid
				}); waits != test.kept {
					t.Errorf("undecided %t, want %t: %+v", waits, test.kept, review.Disclosures)
				}
			}
		})
	}
}
