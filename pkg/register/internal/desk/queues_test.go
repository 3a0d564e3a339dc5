package desk_test

import (
	"cmp"
	"encoding/json"
	"fmt"
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
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store"
)

// What has been put right stays listed for a while. A first page is not empty behind it,
// and reading on is one look.
func TestAFirstPageIsNotEmptyBehindWhatHasBeenPutRight(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	mistyped := func(d *disclosure.Disclosure) { d.Recipient.Organisation = "Typo Ombudsman" }
	stands := d.record(t, housing, toOmbudsman(t, on(1), inCase("T-stands"), mistyped)).ID
	for i := range desk.MaxReadings + 5 {
		ref := inCase(disclosure.CaseRef(fmt.Sprintf("T-%d", i)))
		id := d.record(t, housing, toOmbudsman(t, on(2), ref, mistyped)).ID
		d.corrects(t, housing, id, toOmbudsman(t, on(2), ref))
	}
	for _, by := range []disclosure.Caller{dpo, auditor} {
		d.table.Reset()
		page, err := d.Read(t.Context(), looking(by), desk.Search{Recipient: "Typo Ombudsman"}, 0, "")
		if err != nil {
			t.Fatal(detail(err))
		}
		if len(page.Disclosures) != 1 || page.Disclosures[0].Entry != stands || page.Cursor != "" {
			t.Errorf("%s: %d disclosures, and more: %v; want the one that nothing has corrected", by.Name, len(page.Disclosures), page.Cursor != "")
		}
		if calls := d.table.Calls(); calls.Transact != 1 {
			t.Errorf("%s: %d looks on record, want 1", by.Name, calls.Transact)
		}
	}

	// The open cases come after those whose clock has not started though they are closed.
	cases, err := d.NotStarted(t.Context(), looking(dpo), "")
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(cases.Cases) != desk.MaxReadings+6 || cases.Cursor != "" {
		t.Errorf("%d cases whose clock has not started, and more: %v; want all of them on the first page", len(cases.Cases), cases.Cursor != "")
	}
	facts, err := d.FactRetention(t.Context(), looking(dpo), 366, "")
	if err != nil || len(facts.Facts) != 0 || facts.Cursor != "" {
		t.Errorf("of no facts: %d, and more: %v, %v", len(facts.Facts), facts.Cursor != "", err)
	}
}

// A page that holds all there is says so.
func TestAListEndsWithTheLastOfIt(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for i := range 60 {
		d.record(t, housing, toOmbudsman(t, approvedByItself, inCase(disclosure.CaseRef(fmt.Sprintf("T-%d", i)))))
	}
	for _, filter := range []recording.FlagFilter{{Case: "T-0"}, {Case: "T-59"}} {
		page, err := d.Queue(t.Context(), looking(dpo), filter, "")
		if err != nil || len(page.Flags) != 1 || page.Cursor != "" {
			t.Errorf("flags of %s: %d, and more: %v, %v", filter.Case, len(page.Flags), page.Cursor != "", err)
		}
	}
	// By their recorder it is all of them, in two pages and no third.
	var pages []int
	for cursor := ""; len(pages) == 0 || cursor != ""; {
		page, err := d.Queue(t.Context(), looking(dpo), recording.FlagFilter{RecordedBy: housing.Name}, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		cursor, pages = page.Cursor, append(pages, len(page.Flags))
	}
	if sum := pages[0] + pages[len(pages)-1]; len(pages) != 2 || sum != 60 {
		t.Errorf("pages of %v flags, want 60 on two", pages)
	}

	hold := disclosure.HoldPlaced{By: "County Court", Reason: "A claim for disrepair.", ReviewOn: d.today().AddDays(30)}
	if _, err := d.PlaceHold(t.Context(), asks(dpo), "T-0", hold); err != nil {
		t.Fatal(detail(err))
	}
	page, err := d.RetentionRecords(t.Context(), looking(dpo), disclosure.Date{}, "")
	if err != nil || len(page.Records) != 60 || page.Records[0].What != "held" || page.Cursor != "" {
		t.Errorf("of one hold and the open cases: %d records, and more: %v, %v", len(page.Records), page.Cursor != "", err)
	}
}

// A correction that is about somebody else says nothing of what the first lacked, if it
// lacks the same.
func TestACorrectionOfSomebodyElseMeetsNoDeparture(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	body, err := os.ReadFile("../../../../cmd/disclosures/sample/4-wrong-contractor.json")
	if err != nil {
		t.Fatal(err)
	}
	var wrong disclosure.Disclosure
	if err := json.Unmarshal(body, &wrong); err != nil {
		t.Fatal(err)
	}
	original := d.record(t, housing, wrong).ID
	text := strings.ReplaceAll(string(body), wrong.Subjects[0].Reference, "DBC-P-999001")
	if err := json.Unmarshal([]byte(text), &wrong); err != nil {
		t.Fatal(err)
	}
	correction := d.corrects(t, housing, original, wrong)
	for _, id := range []disclosure.EntryID{original, correction} {
		if !slices.ContainsFunc(d.queue(t), func(f recording.OpenFlag) bool { return f.Entry == id && f.Departure && f.GivenByCorrection() }) {
			t.Errorf("what the record of %s lacked does not wait", id)
		}
	}
}

// What the record of a departure lacked, and a correction gives, waits no more. What was
// wrong when it happened does, and stays with the disclosure as it now reads until the
// Data Protection Officer has seen it, whoever takes the departure back.
func TestACorrectionGivesWhatADepartureLackedAndHidesNothingThatWasWrong(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	body, err := os.ReadFile("../../../../cmd/disclosures/sample/4-wrong-contractor.json")
	if err != nil {
		t.Fatal(err)
	}
	reads := func(evidence map[string]any, changes ...func(*disclosure.Disclosure)) disclosure.Disclosure {
		t.Helper()
		var wrong disclosure.Disclosure
		if err := json.Unmarshal(body, &wrong); err != nil {
			t.Fatal(err)
		}
		wrong.Evidence = evidence
		for _, change := range changes {
			change(&wrong)
		}
		return wrong
	}
	waits := func() (flags []string) {
		t.Helper()
		for _, f := range d.queue(t) {
			flags = append(flags, f.Entry.String()+strings.TrimPrefix(f.Pointer, "/disclosure"))
		}
		slices.Sort(flags)
		return flags
	}
	noBasis := func(d *disclosure.Disclosure) { d.Justification.LawfulBases = []string{} }
	original := d.record(t, housing, reads(nil, noBasis)).ID
	const lacked, wrong = "/evidence/serviceId", "/justification/lawfulBases"
	for _, at := range []string{lacked, wrong} {
		if !slices.Contains(waits(), original.String()+at) {
			t.Fatalf("waiting: %v, want %s among them", waits(), at)
		}
	}

	known := map[string]any{"serviceId": "S-1"}
	first := d.corrects(t, housing, original, reads(known))
	got := waits()
	if slices.ContainsFunc(got, func(f string) bool { return strings.HasSuffix(f, lacked) }) {
		t.Errorf("once a correction gave the service: %v waits", got)
	}
	if !slices.Contains(got, original.String()+wrong) {
		t.Errorf("a basis named later: %v, want that there was none when it happened", got)
	}

	last := d.corrects(t, housing, first, reads(map[string]any{"serviceId": "S-1", "outsourcedOrCommissioned": true, "contractRef": "C-1"},
		func(d *disclosure.Disclosure) { d.Departure = nil }, func(d *disclosure.Disclosure) { d.Data = d.Data[:2]; d.Subjects = d.Subjects[:1] }))
	want := waits()
	shown := []string{}
	for _, reading := range d.reads(t, dpo, desk.Search{}) {
		for _, f := range reading.Flags {
			if !f.Open {
				continue
			}
			on := cmp.Or(f.Before, reading.Entry)
			if reading.Entry != last || on == last && f.Before != "" {
				t.Errorf("a flag of %s on %s", reading.Entry, on)
			}
			shown = append(shown, on.String()+strings.TrimPrefix(f.Pointer, "/disclosure"))
		}
	}
	slices.Sort(shown)
	if !slices.Equal(shown, want) || !slices.ContainsFunc(want, func(f string) bool { return strings.HasPrefix(f, first.String()) }) {
		t.Errorf("as it now reads: %v\nthe queue: %v", shown, want)
	}
	// Whichever word is opened, what waits on the earlier ones is there, for who clears it.
	earlier := slices.DeleteFunc(slices.Clone(want), func(f string) bool { return strings.HasPrefix(f, last.String()) })
	for _, id := range []disclosure.EntryID{original, last} {
		opened, err := d.Open(t.Context(), looking(dpo), id)
		if err != nil {
			t.Fatal(detail(err))
		}
		before := []string{}
		for _, f := range opened.Before {
			before = append(before, f.Before.String()+strings.TrimPrefix(f.Pointer, "/disclosure"))
		}
		if slices.Sort(before); !slices.Equal(before, earlier) || len(before) == 0 {
			t.Errorf("opened, there wait %v; want %v", before, earlier)
		}
		if theirs, err := d.Open(t.Context(), looking(housing), id); err != nil || theirs.Before != nil {
			t.Errorf("the department is shown %v, %v", theirs.Before, err)
		}
	}
	for _, f := range d.queue(t) {
		if _, err := d.ClearFlag(t.Context(), asks(dpo), f.Entry, f.Number, "Dealt with as a breach."); err != nil {
			t.Fatal(detail(err))
		}
	}
	for _, reading := range d.reads(t, dpo, desk.Search{}) {
		if slices.ContainsFunc(reading.Flags, func(f desk.ReadFlag) bool { return f.Open }) {
			t.Errorf("cleared, and still shown: %+v", reading.Flags)
		}
	}
}

// The review of an answer says of what the Data Protection Officer decided who did, when,
// why, on which ground and until when, and of what tells of an untold marker the marker's;
// the answer itself says none of it.
func TestAReviewSaysWhoDecidedAnAnswerAndUntilWhen(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	kept := d.record(t, housing, toOmbudsman(t, on(2), happened, nobodyTold)).ID
	shown := d.record(t, housing, toOmbudsman(t, on(1), happened, nobodyTold)).ID
	subject := toOmbudsman(t).Subjects[0].Reference
	withhold, show := toWithhold(d, subject, kept), toShow(subject, shown)
	before := printed(t, answered(t, d, answering.SubjectQuestion{Subject: subject}))
	for _, decision := range []disclosure.AnswerDecision{withhold, show} {
		if _, refused := d.decide(t, secondDPO, decision); refused != "" {
			t.Fatal(refused)
		}
	}
	judged := func(id disclosure.EntryID) (j door.Judged) {
		t.Helper()
		for _, r := range d.reviewed(t, answering.SubjectQuestion{Subject: subject}).About {
			if r.Entry == id {
				return r.Judged
			}
		}
		t.Fatalf("the review has nothing of %s", id)
		return j
	}
	if j := judged(kept); j.DecidedBy.Name != secondDPO.Name || j.DecidedOn != d.today() || j.DecidedWhy != withhold.Reason || len(j.Grounds) == 0 ||
		j.Grounds[0].Ground != withhold.Ground || !slices.Equal(j.Grounds[0].Provisions, withhold.Provisions) || j.Grounds[0].Reason != withhold.Reason || j.Grounds[0].ReviewBy != withhold.ReviewOn {
		t.Errorf("what was withheld: by %+v on %s, %q, grounds %+v", j.DecidedBy, j.DecidedOn, j.DecidedWhy, j.Grounds)
	}
	if j := judged(shown); j.DecidedBy.Name != secondDPO.Name || j.DecidedWhy != show.Reason || slices.ContainsFunc(j.Grounds, func(g policy.Withholding) bool { return g.Reason == show.Reason }) {
		t.Errorf("what was shown: by %+v, %q, grounds %+v", j.DecidedBy, j.DecidedWhy, j.Grounds)
	}
	answer := printed(t, answered(t, d, answering.SubjectQuestion{Subject: subject}))
	if answer == before {
		t.Error("what was decided to be shown is not in the answer")
	}
	for _, said := range []string{withhold.Reason, show.Reason, secondDPO.Name, withhold.Ground} {
		if strings.Contains(answer, said) {
			t.Errorf("the answer says %q", said)
		}
	}
	// Once it has lapsed nothing stands.
	d.turnClock(61 * 24 * time.Hour)
	if j := judged(kept); j.DecidedBy.Name == secondDPO.Name || !j.DecidedOn.IsZero() {
		t.Errorf("lapsed: by %+v on %s", j.DecidedBy, j.DecidedOn)
	}
}

func TestAReviewSaysUntilWhenAnUntoldMarkerKeepsWhatTellsOfIt(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	marker := untoldMarkerOf("DBC-P-marked")
	d.learn(t, dpo, marker)
	told := d.record(t, housing, toOmbudsman(t, happened, about("DBC-P-marked"), func(b *disclosure.Disclosure) {
		b.Data = []disclosure.DataItem{{Category: "marker", Description: "That there is a marker"}}
	})).ID
	review := d.reviewed(t, answering.SubjectQuestion{Subject: "DBC-P-marked"})
	if len(review.About) != 1 || review.About[0].Entry != told || review.About[0].Outcome != door.Withheld {
		t.Fatalf("reviewed: %+v", review.About)
	}
	g := review.About[0].Grounds
	if len(g) == 0 || g[0].Ground != marker.Ground || g[0].Reason != marker.Reason || g[0].ReviewBy != marker.ReviewBy || g[0].Why == "" {
		t.Errorf("grounds %+v, want the marker's", g)
	}
	if answer := printed(t, answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-marked"})); strings.Contains(answer, marker.Reason) || strings.Contains(answer, marker.Ground) {
		t.Error("the answer tells of the marker")
	}
}

// A list is read on past lines that say nothing any more, and so far only: what is left
// is on the next page. Reading on is one look.
func TestAListIsReadOnPastWhatSaysNothingAnyMore(t *testing.T) {
	const long, drafts = 10, 3 // reads of one page
	watched := func(list store.Watch) func(id string) store.Item {
		return func(id string) store.Item {
			return store.Item{Key: store.WatchKey(dartford.String(), list, "2026-01-02", id)}
		}
	}
	hinted := func(key store.Key, attrs store.Attrs) store.Item {
		attrs["hinted"] = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC).UnixMilli()
		return store.Item{Key: key, Attrs: attrs}
	}
	for name, list := range map[string]struct {
		page, reads int
		dead        func(id string) store.Item
		lives       func(t *testing.T, d *office)
		ask         func(t *testing.T, d *office, cursor string) (int, string, error)
	}{
		"breaches": {
			50, long,
			func(id string) store.Item {
				return hinted(store.ClockKey(dartford.String(), time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), id), store.Attrs{"breach": "BR-" + id})
			},
			func(t *testing.T, d *office) { d.record(t, housing, wentWrong(t, "BR-1", on(8))) },
			func(t *testing.T, d *office, cursor string) (int, string, error) {
				page, err := d.OpenBreaches(t.Context(), looking(dpo), cursor)
				return len(page.Breaches), page.Cursor, err
			},
		},
		"changes to tell": {
			20, drafts,
			func(id string) store.Item {
				return hinted(store.UntoldKey(dartford.String(), "2026-01-02", id), store.Attrs{"changes": id})
			},
			func(t *testing.T, d *office) {
				d.record(t, housing, toTrust(t, on(2)))
				d.learn(t, dpo, changed(mrsA, disclosure.Rectification, 4, "address"))
			},
			func(t *testing.T, d *office, cursor string) (int, string, error) {
				page, err := d.UntoldChanges(t.Context(), looking(dpo), cursor)
				return len(page.Changes), page.Cursor, err
			},
		},
		"what is undecided": {
			20, drafts,
			func(id string) store.Item {
				return hinted(store.UndecidedKey(dartford.String(), "2026-01-02", id), store.Attrs{})
			},
			func(t *testing.T, d *office) { d.record(t, housing, toOmbudsman(t, happened, nobodyTold)) },
			func(t *testing.T, d *office, cursor string) (int, string, error) {
				page, err := d.Undecided(t.Context(), looking(dpo), cursor)
				return len(page.Undecided), page.Cursor, err
			},
		},
		"facts to confirm": {
			store.MaxWrites - 7, long, watched(store.WatchUnconfirmed),
			func(t *testing.T, d *office) {
				first := d.learn(t, housing, objection())
				d.learn(t, housing, objection(func(f *disclosure.Fact) { f.Replaces = first; overridden(f) }))
			},
			func(t *testing.T, d *office, cursor string) (int, string, error) {
				page, err := d.PendingFacts(t.Context(), looking(dpo), cursor)
				return len(page.Facts), page.Cursor, err
			},
		},
		"requests": {
			50, long, watched(store.WatchRequest),
			func(t *testing.T, d *office) { d.request(t, asksFor(mrsA, d.today())) },
			func(t *testing.T, d *office, cursor string) (int, string, error) {
				page, err := d.AccessRequests(t.Context(), looking(dpo), false, cursor)
				return len(page.Requests), page.Cursor, err
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDeskWith(t, desk.Options{})
			n := 0
			dies := func(lines int) {
				var writes []store.Write
				for ; lines > 0; lines-- {
					n++
					writes = append(writes, store.Write{Action: store.Put, Item: list.dead(fmt.Sprintf("019b7d00-0000-7000-8000-%012d", n))})
				}
				for some := range slices.Chunk(writes, store.MaxWrites) {
					if err := d.table.Transact(t.Context(), some); err != nil {
						t.Fatal(err)
					}
				}
			}
			dies((list.reads-1)*list.page + 1)
			list.lives(t, d)
			d.table.Reset()
			got, cursor, err := list.ask(t, d, "")
			if err != nil || got != 1 || cursor != "" {
				t.Errorf("%d lines, and more: %v, %v; want the one that says something", got, cursor != "", err)
			}
			if calls := d.table.Calls(); calls.Query < list.reads || calls.Transact > 2 {
				t.Errorf("calls = %+v, want %d queries at least, one look and one tidying", calls, list.reads)
			}
			dies(list.reads*list.page + 1)
			if got, cursor, err = list.ask(t, d, ""); err != nil || got != 0 || cursor == "" {
				t.Errorf("%d lines, and more: %v, %v; want it to end after %d reads", got, cursor != "", err, list.reads)
			}
			if got, cursor, err = list.ask(t, d, cursor); err != nil || got != 1 || cursor != "" {
				t.Errorf("%d lines on the page after, and more: %v, %v", got, cursor != "", err)
			}
		})
	}
}
