package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/policy"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// wentWrong is a disclosure to the wrong contractor, under a reference in the
// breach register.
func wentWrong(t *testing.T, reference string, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
	return toOmbudsman(t, append([]func(*disclosure.Disclosure){func(d *disclosure.Disclosure) {
		d.Recipient = disclosure.Recipient{Category: "contractor", Organisation: "Wrong Repairs Ltd"}
		d.Departure = &disclosure.Departure{Reason: "The letter was for another contractor.", BreachReference: reference, DiscoveredOn: theDay(9)}
	}}, changes...)...)
}

func breachFact(reference string, b *disclosure.Breach) disclosure.Fact {
	return disclosure.Fact{
		Kind: disclosure.FactBreach, About: disclosure.FactKey{Dimension: disclosure.FactsOfBreach, Reference: reference},
		From: theDay(9), Reason: "A letter went to the wrong contractor.", Breach: b,
	}
}

func (d *office) breach(t *testing.T, q desk.BreachQuestion) desk.BreachView {
	t.Helper()
	got, err := d.Breach(t.Context(), looking(dpo), q)
	if err != nil {
		t.Fatal(detail(err))
	}
	return got
}

func (d *office) openBreaches(t *testing.T) []string {
	t.Helper()
	got, err := d.OpenBreaches(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	lines := []string{}
	for _, b := range got.Breaches {
		lines = append(lines, fmt.Sprintf("%s %s %t", b.Reference, b.Clock.State, b.Recorded))
	}
	return lines
}

func questionEight(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	astray := d.record(t, housing, wentWrong(t, "BR-1", on(8), about(mrsA, "DBC-P-other"))).ID
	d.record(t, housing, wentWrong(t, "BR-2", on(8), about("DBC-P-another")))                                                               // another breach
	d.record(t, housing, wentWrong(t, "", on(8), func(b *disclosure.Disclosure) { b.Departure.NoBreachReason = "It came back unopened." })) // none at all
	mended := d.record(t, housing, wentWrong(t, "BR-1", on(7), about("DBC-P-mended"))).ID                                                   // no longer
	right := wentWrong(t, "BR-2", on(7), about("DBC-P-mended"))
	if _, err := d.Correct(t.Context(), asks(housing), mended, disclosure.Correction{Reason: "It was of the other breach.", Disclosure: right}); err != nil {
		t.Fatal(detail(err))
	}
	toICO := d.record(t, housing, toOmbudsman(t, on(10), happened, func(b *disclosure.Disclosure) { // the breach told of
		b.Recipient = disclosure.Recipient{Category: "ico", Kind: "ico-breach", Organisation: "Information Commissioner"}
		b.Evidence["breachReference"] = "BR-1"
	})).ID
	aware := time.Date(2026, 11, 9, 14, 5, 0, 0, time.UTC)
	d.learn(t, dpo, breachFact("BR-1", &disclosure.Breach{
		AwareAt: aware, Risk: disclosure.RiskLikely, RiskReason: "It names her landlord.",
		Retrieval: []disclosure.Retrieval{{Outcome: disclosure.AskedBack, On: theDay(9)}, {Outcome: disclosure.DestroyedConfirmed, On: theDay(10), How: "E-mail of the 10th"}},
	}))

	d.table.Reset()
	got := d.breach(t, desk.BreachQuestion{Reference: "BR-1"})
	if want := (storetest.Calls{BatchGet: 2, Query: 2, Transact: 1}); d.table.Calls() != want {
		t.Errorf("calls = %+v, want %+v: the breach, its disclosures, what was said of the one that went wrong, and the access", d.table.Calls(), want)
	}
	if len(got.Disclosures) != 1 || got.Disclosures[0].Entry != astray || got.Disclosures[0].Recipient.Organisation != "Wrong Repairs Ltd" || len(got.Disclosures[0].Data) == 0 {
		t.Fatalf("what went wrong: %+v", got.Disclosures)
	}
	if !slices.Equal(got.Subjects, []string{mrsA, "DBC-P-other"}) {
		t.Errorf("whose: %v", got.Subjects)
	}
	if got.Retrieved != disclosure.DestroyedConfirmed {
		t.Errorf("retrieved: %q", got.Retrieved)
	}
	if got.Clock.State != policy.ClockOverdue || !got.Clock.AwareAt.Equal(aware) || !got.Clock.Deadline.Equal(aware.Add(72*time.Hour)) || got.Clock.Assumed {
		t.Errorf("clock: %+v", got.Clock)
	}
	if len(got.Notices) != 1 || got.Notices[0].Entry != toICO {
		t.Errorf("told of it: %+v", got.Notices)
	}
	if byEntry := d.breach(t, desk.BreachQuestion{Entry: astray}); byEntry.Reference != "BR-1" || len(byEntry.Disclosures) != 1 {
		t.Errorf("by the letter's entry: %+v", byEntry)
	}
	if byMended := d.breach(t, desk.BreachQuestion{Entry: mended}); byMended.Reference != "BR-2" || len(byMended.Disclosures) != 2 || !byMended.Clock.Assumed || byMended.Clock.AwareAt != theDay(9).Start() {
		t.Errorf("by an entry whose correction names another breach: %+v", byMended)
	}
}

func TestABreachHasTheLettersThatWentWithIt(t *testing.T) {
	d := newDesk(t)
	astray := wentWrong(t, "BR-1")
	id := d.record(t, housing, astray).ID
	corrected := d.corrects(t, housing, id, astray)
	for of, want := range map[disclosure.EntryID]int{id: 1, corrected: 2} {
		ticket, err := d.RequestUpload(t.Context(), asks(housing), astray.Case, letter(of))
		if err != nil {
			t.Fatal(detail(err))
		}
		put(t, ticket, letterText)
		archived, err := d.CompleteUpload(t.Context(), asks(housing), astray.Case, ticket.Document)
		if err != nil {
			t.Fatal(detail(err))
		}
		got := d.breach(t, desk.BreachQuestion{Reference: "BR-1"}).Disclosures
		if len(got) != 1 || !slices.ContainsFunc(got[0].Letters, func(l desk.AstrayLetter) bool {
			return l.Document == ticket.Document && l.SHA256 == archived.SHA256 && l.Title != "" && l.Entry == archived.ID
		}) {
			t.Errorf("after letter %d: the breach shows %+v", want, got)
		}
	}
}

func TestABreachThatIsNone(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	unopened := d.record(t, housing, wentWrong(t, "", func(b *disclosure.Disclosure) { b.Departure.NoBreachReason = "It came back unopened." })).ID
	ordinary := d.record(t, housing, toOmbudsman(t)).ID
	for name, tt := range map[string]struct {
		entry disclosure.EntryID
		says  string
	}{"unopened": {unopened, "no breach"}, "ordinary": {ordinary, "not recorded as having gone wrong"}} {
		got := d.breach(t, desk.BreachQuestion{Entry: tt.entry})
		if got.Clock != nil || got.Reference != "" || len(got.Disclosures) != 1 || !strings.Contains(got.Says, tt.says) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, q := range map[string]desk.BreachQuestion{"no question": {}, "two questions": {Reference: "BR-1", Entry: ordinary}} {
		if _, err := d.Breach(t.Context(), looking(dpo), q); kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, q := range map[string]desk.BreachQuestion{"an unknown reference": {Reference: "BR-1"}, "an unknown entry": {Entry: "01990000-0000-7000-8000-000000000000"}} {
		d.table.Reset()
		if _, err := d.Breach(t.Context(), looking(dpo), q); kindOf(t, err) != disclosure.NotFound || d.table.Calls().Transact != 1 {
			t.Errorf("%s: %v, and the look is on record %d times", name, err, d.table.Calls().Transact)
		}
	}
}

// The list has every breach with something to do: one that only a disclosure
// names, one known by its day, one whose clock runs; and none that is settled.
func TestBreachesWithSomethingToDo(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	now := d.clock()
	state := func(risk disclosure.BreachRisk, ago time.Duration) *disclosure.Breach {
		b := &disclosure.Breach{AwareAt: now.Add(-ago), Risk: risk}
		if risk != "" {
			b.RiskReason = "As judged."
		}
		return b
	}
	learn := func(reference string, b *disclosure.Breach, replaces disclosure.EntryID) disclosure.EntryID {
		f := breachFact(reference, b)
		f.Replaces = replaces
		return d.learn(t, dpo, f)
	}
	d.record(t, housing, wentWrong(t, "named"))
	d.record(t, housing, wentWrong(t, "named", on(8)))
	mistaken := d.record(t, housing, wentWrong(t, "mistaken")).ID
	if _, err := d.Correct(t.Context(), asks(housing), mistaken, disclosure.Correction{Reason: "It was right after all.", Disclosure: toOmbudsman(t)}); err != nil {
		t.Fatal(detail(err))
	}
	d.learn(t, housing, breachFact("by-day", nil))
	running := learn("running", state("", time.Hour), "")
	learn("unlikely", state(disclosure.RiskUnlikely, 100*time.Hour), "")
	high := learn("high", state(disclosure.RiskHigh, 50*time.Hour), "")

	want := []string{"by-day overdue true", "named overdue false", "high running true", "running running true"}
	if got := d.openBreaches(t); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) || got[2] != want[2] || got[3] != want[3] {
		t.Fatalf("open %v, want %v", got, want)
	}
	notified := state(disclosure.RiskHigh, 50*time.Hour)
	notified.Notified = &disclosure.Notified{At: now}
	high = learn("high", notified, high)
	learn("running", state(disclosure.RiskUnlikely, time.Hour), running)
	want = []string{"by-day overdue true", "named overdue false", "high notified-in-time true"}
	if got := d.openBreaches(t); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("with a notification made and the people untold: open %v, want %v", got, want)
	}
	notified.People = &disclosure.PeopleTold{Outcome: disclosure.Told, On: disclosure.DateOf(now)}
	learn("high", notified, high)
	d.turnClock(2 * time.Hour)
	d.openBreaches(t) // takes off what is settled
	d.table.Reset()
	if got := d.openBreaches(t); len(got) != 2 || d.hints(t, "clock") != 3 {
		t.Errorf("at last: open %v with %d hints, want two breaches, one of them named twice", got, d.hints(t, "clock"))
	}
	if got, want := d.table.Calls(), (storetest.Calls{Query: 1 + 2, BatchGet: 1 + 1, Transact: 1}); got != want {
		t.Errorf("calls = %+v, want %+v", got, want)
	}
	d.checkWhole(t, disclosure.KindDisclosure)
}

func TestWhoSaysHowABreachStands(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	aware := d.clock().Add(-time.Hour)
	first := d.learn(t, housing, breachFact("BR-1", nil))
	reported := breachFact("BR-1", &disclosure.Breach{AwareAt: aware, Retrieval: []disclosure.Retrieval{{Outcome: disclosure.AskedBack, On: disclosure.DateOf(aware)}}})
	if _, err := d.LearnFact(t.Context(), asks(dpo), reported); err == nil || !strings.Contains(detail(err), "/replaces") {
		t.Errorf("a second account by the Data Protection Officer: %v", err)
	}
	reported.Replaces = first
	second := d.learn(t, housing, reported)
	judged := breachFact("BR-1", &disclosure.Breach{AwareAt: aware, Risk: disclosure.RiskUnlikely, RiskReason: "It was encrypted."})
	judged.Replaces = second
	if _, err := d.LearnFact(t.Context(), asks(housing), judged); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a department judges the risk: %v", err)
	}
	bare := breachFact("BR-1", nil)
	bare.Replaces = second
	if _, err := d.LearnFact(t.Context(), asks(dpo), bare); err == nil || !strings.Contains(detail(err), "/breach") {
		t.Errorf("less than was known: %v", err)
	}
	third := d.learn(t, dpo, judged)
	reported.Replaces = third
	if _, err := d.LearnFact(t.Context(), asks(housing), reported); kindOf(t, err) != disclosure.Refused || !strings.Contains(detail(err), "/replaces") {
		t.Errorf("a department takes the judgement away: %v", err) // it is not there for a department
	}
	early := breachFact("BR-3", &disclosure.Breach{AwareAt: theDay(8).Start()})
	if _, err := d.LearnFact(t.Context(), asks(dpo), early); err == nil || !strings.Contains(detail(err), "/from") {
		t.Errorf("aware before it was discovered: %v", err)
	}
	if got := d.breach(t, desk.BreachQuestion{Reference: "BR-1"}); got.Known.Entry != third || got.Clock.State != policy.NotNotifiable {
		t.Errorf("how it stands: %+v", got)
	}
}

// Whether a breach is known, and from whom, a department does not learn from what
// becomes of its own account.
func TestADepartmentDoesNotLearnOfAnothersBreach(t *testing.T) {
	mention := breachFact("BR-1", nil)
	account := breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start().Add(9 * time.Hour)})
	judged := breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start(), Risk: disclosure.RiskUnlikely, RiskReason: "It was encrypted."})
	for known, learn := range map[string]func(*office) disclosure.EntryID{
		"nothing":                    func(*office) disclosure.EntryID { return "" },
		"another's mention":          func(d *office) disclosure.EntryID { return d.learn(t, revenue, mention) },
		"another's account":          func(d *office) disclosure.EntryID { return d.learn(t, revenue, account) },
		"what the officer judged it": func(d *office) disclosure.EntryID { return d.learn(t, dpo, judged) },
	} {
		for name, f := range map[string]disclosure.Fact{"a mention": mention, "an account": account} {
			d := newDeskWith(t, desk.Options{})
			theirs := learn(d)
			first, err := d.LearnFact(t.Context(), asks(housing), f)
			if err != nil {
				t.Errorf("%s, when %s was known: %v", name, known, detail(err))
				continue
			}
			f.Replaces = first.ID
			own := d.learn(t, housing, f)
			if got := d.breach(t, desk.BreachQuestion{Reference: "BR-1"}); theirs != "" && len(got.Others) != 1 || theirs == "" && got.Known.Entry != own {
				t.Errorf("%s, when %s was known: the Data Protection Officer sees %+v", name, known, got)
			}
			f.Replaces, f.Breach = own, nil
			if _, err := d.LearnFact(t.Context(), asks(housing), f); (err == nil) != (name == "a mention") {
				t.Errorf("%s, when %s was known, and then less: %v", name, known, err)
			}
		}
	}
}

func TestAccountsOfABreachArePutTogether(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.turnClock(theDay(20).Start().Sub(d.clock()))
	account := func(hour time.Duration) disclosure.Fact {
		return breachFact("BR-1", &disclosure.Breach{AwareAt: theDay(10).Start().Add(hour * time.Hour)})
	}
	stands := func(want disclosure.EntryID, others int, listed ...string) {
		t.Helper()
		if got := d.breach(t, desk.BreachQuestion{Reference: "BR-1"}); got.Known.Entry != want || len(got.Others) != others {
			t.Errorf("it stands as %s with %d others, want %s with %d", got.Known.Entry, len(got.Others), want, others)
		}
		if got := d.openBreaches(t); !slices.Equal(got, listed) {
			t.Errorf("listed %v, want %v", got, listed)
		}
	}
	first := d.learn(t, revenue, account(9))
	d.learn(t, housing, account(11))
	stands(first, 1, "BR-1 overdue true")
	aware := d.learn(t, housing, account(8))
	stands(aware, 2, "BR-1 overdue true")

	judged := account(8)
	judged.Breach.Risk, judged.Breach.RiskReason, judged.Replaces = disclosure.RiskUnlikely, "It was encrypted.", aware
	settled := d.learn(t, dpo, judged)
	stands(settled, 0)
	d.turnClock(2 * time.Hour)
	d.openBreaches(t) // takes off what is settled
	if got := d.hints(t, "clock"); got != 0 {
		t.Errorf("%d hints of a settled breach", got)
	}

	d.learn(t, revenue, account(7))
	stands(settled, 1, "BR-1 not-notifiable true")
	judged.Replaces = settled
	stands(d.learn(t, dpo, judged), 0)
}
