package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/cases"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
)

const (
	before = "DBC-P-before" // one person's two references
	now    = "DBC-P-now"
)

func protecting(a, b string) disclosure.Join {
	return disclosure.Join{References: []string{a, b}, Evidence: "Both files have the tenancy of 2019.", Until: disclosure.NewDate(2027, 11, 1)}
}

func reaching(a, b string) disclosure.Join {
	j := protecting(a, b)
	j.Reach = disclosure.JoinAnswers
	return j
}

// joins proposes a join and has another confirm it.
func (d *office) joins(t *testing.T, j disclosure.Join) disclosure.EntryID {
	t.Helper()
	id := d.proposesJoin(t, j)
	if refused := d.confirmsJoin(t, secondDPO, id); refused != "" {
		t.Fatal(refused)
	}
	return id
}

func (d *office) proposesJoin(t *testing.T, j disclosure.Join) disclosure.EntryID {
	t.Helper()
	got, err := d.ProposeJoin(t.Context(), asks(dpo), j)
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.ID
}

func (d *office) confirmsJoin(t *testing.T, by disclosure.Caller, id disclosure.EntryID) string {
	t.Helper()
	_, err := d.ConfirmJoin(t.Context(), asks(by), id, disclosure.JoinDecided{Outcome: disclosure.JoinConfirmed, Reason: "The two files were compared."})
	return against(err)
}

func (d *office) endsJoin(t *testing.T, id disclosure.EntryID) string {
	t.Helper()
	_, err := d.EndJoin(t.Context(), asks(secondDPO), id, disclosure.JoinEnded{Reason: "They are sisters."})
	return against(err)
}

func (d *office) joinStates(t *testing.T) string {
	t.Helper()
	list, err := d.Joins(t.Context(), looking(auditor), "", true, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	var states []string
	for _, j := range list.Joins {
		states = append(states, string(j.State))
	}
	return strings.Join(states, " ")
}

// A join counts once a second person has confirmed it, and until it is ended.
func TestAJoinTakesTwoAndIsUndone(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	id := d.proposesJoin(t, protecting(before, now))
	if refused := d.confirmsJoin(t, dpo, id); !strings.Contains(refused, "Two people") {
		t.Errorf("who asked confirms it: %q", refused)
	}
	if refused := d.endsJoin(t, id); !strings.Contains(refused, "nothing to end") {
		t.Errorf("one that waits is ended: %q", refused)
	}
	d.request(t, asksFor(now, theDay(3)))
	asker := secondDPO
	asker.Name = "A. Sample"
	if refused := d.confirmsJoin(t, asker, id); !strings.Contains(refused, "asked for themselves") {
		t.Errorf("the person confirms it: %q", refused)
	}
	if refused := d.confirmsJoin(t, secondDPO, id); refused != "" {
		t.Fatal(refused)
	}
	if refused := d.confirmsJoin(t, secondDPO, id); !strings.Contains(refused, "already") {
		t.Errorf("it is confirmed twice: %q", refused)
	}
	if _, err := d.ProposeJoin(t.Context(), asks(dpo), protecting(strings.ToLower(now), before)); !strings.Contains(against(err), "joined already") {
		t.Errorf("the two are joined again: %q", against(err))
	}
	if got := d.joinStates(t); got != "stands" {
		t.Errorf("it %s", got)
	}
	if _, err := d.EndJoin(t.Context(), asks(dpo), id, disclosure.JoinEnded{Reason: "They are sisters."}); !strings.Contains(against(err), "Two people") || d.joinStates(t) != "stands" {
		t.Errorf("who asked ends it alone: %q, and it %s", against(err), d.joinStates(t))
	}
	if refused := d.endsJoin(t, id); refused != "" {
		t.Fatal(refused)
	}
	if refused := d.endsJoin(t, id); !strings.Contains(refused, "already") {
		t.Errorf("it is ended twice: %q", refused)
	}
	again := d.proposesJoin(t, protecting(before, now))
	if _, err := d.ConfirmJoin(t.Context(), asks(secondDPO), again, disclosure.JoinDecided{Outcome: disclosure.JoinRefused, Reason: "Two people."}); err != nil {
		t.Fatal(detail(err))
	}
	if got := d.joinStates(t); got != "refused ended" {
		t.Errorf("they are %s", got)
	}
	for sort, item := range d.factItems(t) {
		brief, _ := item.Attrs["brief"].([]byte)
		if item.Attrs["joins"] != nil || strings.Contains(string(brief), "joined") {
			t.Errorf("something of an ended join is left with what is known: %s", sort)
		}
	}
	checkListed(t, d)
}

// Every broken rule of a join is named, and nothing is recorded.
func TestAJoinThatCannotBe(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for says, change := range map[string]func(*disclosure.Join){
		"/references/1": func(j *disclosure.Join) { j.References = []string{now, "dbc\u2011p\u2011NOW"} },
		"/references":   func(j *disclosure.Join) { j.References = j.References[:1] },
		"/reach":        func(j *disclosure.Join) { j.Reach, j.NewIdentity = disclosure.JoinAnswers, disclosure.ByAdoption },
		"/newIdentity":  func(j *disclosure.Join) { j.NewIdentity = "a new name" },
		"/evidence":     func(j *disclosure.Join) { j.Evidence = " " },
		"/until":        func(j *disclosure.Join) { j.Until = theDay(1) },
	} {
		j := reaching(before, now)
		change(&j)
		if _, err := d.ProposeJoin(t.Context(), asks(dpo), j); !strings.Contains(against(err), says) {
			t.Errorf("%s: %q", says, against(err))
		}
	}
	if got := d.joinStates(t); got != "" {
		t.Errorf("recorded: %s", got)
	}
}

// At most five references are joined; and none reaches answers that is with one of a new
// identity.
func TestWhoIsJoinedWithWhom(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	refs := []string{"DBC-P-1", "DBC-P-2", "DBC-P-3", "DBC-P-4", "DBC-P-5", "DBC-P-6"}
	hidden := protecting(refs[0], refs[1])
	hidden.NewIdentity = disclosure.ByDomesticAbuse
	d.joins(t, hidden)
	for i := 1; i < 4; i++ {
		d.joins(t, protecting(refs[i], refs[i+1]))
	}
	if _, err := d.ProposeJoin(t.Context(), asks(dpo), protecting(refs[4], refs[5])); !strings.Contains(against(err), "at most 5") {
		t.Errorf("a sixth: %q", against(err))
	}
	if _, err := d.ProposeJoin(t.Context(), asks(dpo), reaching(refs[4], refs[2])); !strings.Contains(against(err), "new identity") {
		t.Errorf("an answer that reaches somebody with a new identity: %q", against(err))
	}
	d.learn(t, dpo, untoldMarkerOf(refs[4]))
	d.record(t, housing, readBody(t, ofPolicy("dartford-contact-marker"), happened, about(refs[0])))
	if got := d.draft(t, refs[0], door.Person).About; len(got) != 1 || got[0].Outcome != door.Withheld {
		t.Errorf("a marker four joins away: %+v", got)
	}
}

// What protects under one reference counts for the other, recorded before the join or
// after, in the queue of the Data Protection Officer and in the answer, until the join is
// ended. No department is told.
func TestWhatProtectsCountsForEveryReferenceThatIsJoined(t *testing.T) {
	for name, first := range map[string]bool{"recorded before the join": true, "recorded after it": false} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			body := readBody(t, ofPolicy("dartford-social-services"), happened, about(now), func(b *disclosure.Disclosure) {
				b.Data = []disclosure.DataItem{{Category: "health", Description: "Her diagnosis"}}
			})
			opinion := func(of, says string) {
				d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject(of), From: theDay(2), Opinion: says, DecidedBy: "General practitioner"})
			}
			opinion(now, "harm-unlikely")
			alone := d.record(t, housing, body)
			outcome := func() door.Outcome {
				t.Helper()
				about := d.draft(t, now, door.Person).About
				return about[len(about)-1].Outcome
			}
			was := outcome()
			if was != door.Shown {
				t.Fatalf("before anything is known to the contrary, it is %s", was)
			}
			if first {
				opinion(before, "harm-likely")
			}
			id := d.joins(t, protecting(before, now))
			if !first {
				opinion(before, "harm-likely")
			}
			if got := outcome(); got == door.Shown {
				t.Errorf("joined, it is %s", got)
			}
			joined := d.record(t, housing, body)
			if len(joined.Flags) != len(alone.Flags) {
				t.Errorf("the department is told %v", joined.Flags)
			}
			queue := d.queue(t)
			if !slices.ContainsFunc(queue, func(f recording.OpenFlag) bool {
				return f.Entry == joined.ID && f.Kept && strings.Contains(f.Detail, "another reference")
			}) {
				t.Errorf("the queue has %+v", queue)
			}
			if refused := d.endsJoin(t, id); refused != "" {
				t.Fatal(refused)
			}
			if got := outcome(); got != was {
				t.Errorf("ended, it is %s, and was %s", got, was)
			}
			after := d.record(t, housing, body)
			if slices.ContainsFunc(d.queue(t), func(f recording.OpenFlag) bool {
				return f.Entry == after.ID && strings.Contains(f.Detail, "another reference")
			}) {
				t.Error("ended, the next one is flagged")
			}
			checkListed(t, d)
		})
	}
}

// What was shared is of one reference. Whoever asks is told of the others whose
// disclosures the answer to the person has, and their look is found by each; a join that
// protects, or whose last day is over, is not told of there.
func TestWhatWasSharedNamesTheReferencesThatTheAnswerReaches(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, on(2), inCase("case-1"), about(before)))
	d.joins(t, protecting(now, "DBC-P-protected"))
	d.joins(t, reaching(before, now))
	for _, who := range []disclosure.Caller{dpo, auditor} {
		got, err := d.Sharing(t.Context(), looking(who), now, disclosure.Date{}, answering.SharingPage{})
		if err != nil || len(got.Disclosures) != 0 || !slices.Equal(got.Joined, []string{before}) {
			t.Errorf("%+v, joined with %v, %v; want nothing, and the other reference", got.Disclosures, got.Joined, err)
		}
	}
	looks, err := d.Accesses(t.Context(), looking(dpo), desk.AccessSearch{Subject: before}, 0, "")
	if err != nil || !slices.ContainsFunc(looks.Accesses, func(a desk.AccessRow) bool { return a.Action == "show-sharing" }) {
		t.Errorf("who looked at the other reference: %+v, %v", looks, err)
	}
	d.now = disclosure.NewDate(2027, 11, 2).Start()
	if got, err := d.Sharing(t.Context(), looking(dpo), now, disclosure.Date{}, answering.SharingPage{}); err != nil || len(got.Joined) != 0 {
		t.Errorf("once its last day is over, it is joined with %v, %v", got.Joined, err)
	}
}

// With the reach of answers, what is found under one reference is in the answer under the
// other as well, until its last day; with protection, never. What was decided to be
// withheld under the one is withheld under the other.
func TestAnAnswerThatReachesAnotherReference(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	theirs := d.record(t, housing, toOmbudsman(t, on(2), inCase("case-1"), about(before))).ID
	shown := func() (entries []disclosure.EntryID) {
		t.Helper()
		for _, j := range d.draft(t, now, door.Person).About {
			if j.Outcome == door.Shown {
				entries = append(entries, j.Entry)
			}
		}
		return entries
	}
	id := d.joins(t, protecting(before, now))
	if got := shown(); got != nil {
		t.Fatalf("a join that protects shows %v", got)
	}
	if refused := d.endsJoin(t, id); refused != "" {
		t.Fatal(refused)
	}
	id = d.joins(t, reaching(before, now))
	if got := shown(); !slices.Equal(got, []disclosure.EntryID{theirs}) {
		t.Fatalf("a join that reaches answers shows %v, want the other's", got)
	}
	if got := printed(t, answered(t, d, answering.SubjectQuestion{Subject: now})); strings.Contains(got, before) {
		t.Error("the other reference is printed")
	}
	later, err := d.ReviewSubject(t.Context(), looking(dpo), answering.SubjectQuestion{Subject: now, To: door.Person, AsOf: disclosure.NewDate(2027, 11, 2)})
	if err != nil || len(later.About) != 0 {
		t.Errorf("once its last day is over: %+v, %v", later.About, err)
	}
	if _, refused := d.decide(t, secondDPO, toWithhold(d, before, theirs)); refused != "" {
		t.Fatal(refused)
	}
	if got := shown(); got != nil {
		t.Errorf("withheld under the one, and shown under the other: %v", got)
	}
	if refused := d.endsJoin(t, id); refused != "" {
		t.Fatal(refused)
	}
	if got := d.draft(t, now, door.Person).About; len(got) != 0 {
		t.Errorf("ended, the answer still has %+v", got)
	}
}

// A joined reference in a text that would be printed keeps it back.
func TestWordsThatNameAJoinedReference(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, on(2), about(now), func(b *disclosure.Disclosure) { b.Recipient.Organisation = "Ombudsman, for dbc p before" }))
	if got := d.draft(t, now, door.Person).About; len(got) != 1 || got[0].Outcome != door.Shown {
		t.Fatalf("alone: %+v", got)
	}
	d.joins(t, protecting(before, now))
	keptBack(t, d, answering.SubjectQuestion{Subject: now}, door.Undecided, door.NamesAnother)
}

// A hold on a case under one reference, and a disclosure under one that could tell of a
// marker, keep what is known under the other.
func TestWhatIsUnderAJoinedReferenceKeepsWhatIsKnown(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.record(t, housing, toOmbudsman(t, on(2), inCase("case-held"), about(before)))
	if _, err := d.PlaceHold(t.Context(), asks(dpo), "case-held", disclosure.HoldPlaced{By: "County Court", Reason: "A claim.", ReviewOn: disclosure.NewDate(2099, 1, 1)}); err != nil {
		t.Fatal(detail(err))
	}
	d.record(t, housing, readBody(t, ofPolicy("dartford-contact-marker"), happened, about("DBC-P-marked-before")))
	ended := disclosure.NewDate(2026, 11, 1)
	facts := map[string]disclosure.Fact{}
	for _, subject := range []string{now, "DBC-P-other"} {
		facts[subject] = objection(func(f *disclosure.Fact) { f.About, f.Until = aboutSubject(subject), ended })
	}
	for _, subject := range []string{"DBC-P-marked", "DBC-P-other-marked"} {
		f := untoldMarkerOf(subject)
		f.Until = ended
		facts[subject] = f
	}
	for _, f := range facts {
		d.learn(t, dpo, f)
	}
	d.joins(t, protecting(before, now))
	d.joins(t, protecting("DBC-P-marked-before", "DBC-P-marked"))
	d.now = d.now.AddDate(20, 0, 0)
	retention := cases.NewRunner(d.Retention, nil, nil, cases.Config{Now: d.clock, Today: disclosure.DateOf(d.clock())})
	if report, err := retention.Run(t.Context(), dartford); err != nil || report.Facts != 2 {
		t.Fatalf("%+v, %v", report, detail(err))
	}
	for subject, want := range map[string]int{now: 1, "DBC-P-other": 0, "DBC-P-marked": 1, "DBC-P-other-marked": 0} {
		if got, err := d.Facts(t.Context(), looking(dpo), aboutSubject(subject)); err != nil || len(got.Facts) != want {
			t.Errorf("%s: %d facts, %v, want %d", subject, len(got.Facts), err, want)
		}
	}
}

// What was decided to be withheld under one of two references that a join had answers reach
// is kept under both: while one person proposes to show it, once two have shown it under the
// other, and when the join's last day is over.
func TestWhatIsWithheldUnderAJoinedReferenceIsKeptUnderBoth(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	e := d.record(t, housing, givenToPolice(t, about(before), func(b *disclosure.Disclosure) {
		b.Justification.Exemptions = nil
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: disclosure.DateOf(b.DisclosedAt)}
	})).ID
	other := d.record(t, housing, toOmbudsman(t, happened, about(before))).ID
	j := reaching(before, now)
	j.Until = disclosure.DateOf(d.now).AddDays(40)
	d.joins(t, j)
	for subject, entry := range map[string]disclosure.EntryID{before: e, now: other} {
		if _, why := d.decide(t, dpo, toWithhold(d, subject, entry)); why != "" {
			t.Fatal(why)
		}
	}
	kept := func(when, subject string, entry disclosure.EntryID) {
		t.Helper()
		if got := outcomeOf(d.draft(t, subject, door.Person), entry); got != door.Withheld && got != door.Undecided {
			t.Errorf("%s, under %s: %s", when, subject, got)
		}
	}
	kept("withheld under the other", now, e)
	shows := toShow(before, e)
	shows.Asked = &disclosure.Asked{Who: "A. N. Officer", On: disclosure.NewDate(2026, 11, 20), Said: "We have nothing against it."}
	proposed, why := d.decide(t, dpo, shows)
	if why != "" || proposed.Stands {
		t.Fatal(proposed.Stands, why)
	}
	kept("one proposes to show it", before, e)
	kept("one proposes to show it under the other", now, e)
	shows.Confirms = proposed.ID
	if got, why := d.decide(t, secondDPO, shows); why != "" || !got.Stands {
		t.Fatal(got.Stands, why)
	}
	if got := outcomeOf(d.draft(t, before, door.Person), e); got != door.Shown {
		t.Errorf("two have shown it: %s", got)
	}
	kept("two have shown it under the other", now, e)
	d.turnClock(45 * 24 * time.Hour)
	kept("the join's day is over", before, other)
}
