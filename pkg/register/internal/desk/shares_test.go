package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/exporting"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/storetest"
)

// ofMany is a share that breaks no rule.
func ofMany(t *testing.T, people int, changes ...func(*disclosure.ShareRecorded)) disclosure.ShareRecorded {
	t.Helper()
	body, err := os.ReadFile("../../../../docs/examples/share.json")
	if err != nil {
		t.Fatal(err)
	}
	var s disclosure.ShareRecorded
	if err := json.Unmarshal(body, &s); err != nil {
		t.Fatal(err)
	}
	s.People = people
	for _, change := range changes {
		change(&s)
	}
	return s
}

func (d *office) share(t *testing.T, s disclosure.ShareRecorded) disclosure.EntryID {
	t.Helper()
	got, err := d.RecordShare(t.Context(), asks(housing), s)
	if err != nil {
		t.Fatal(detail(err))
	}
	if len(got.Flags) > 0 {
		t.Logf("flags %v", got.Flags)
	}
	return got.ID
}

func (d *office) part(t *testing.T, share disclosure.EntryID, n int, people ...string) desk.PartAdded {
	t.Helper()
	got, err := d.AddSharePeople(t.Context(), asks(housing), share, n, desk.SharePeople{People: people})
	if err != nil {
		t.Fatal(detail(err))
	}
	return got
}

func (d *office) shown(t *testing.T, share disclosure.EntryID) desk.ShareView {
	t.Helper()
	view, err := d.ShowShare(t.Context(), looking(housing), share)
	if err != nil {
		t.Fatal(detail(err))
	}
	return view
}

func judgedOf(t *testing.T, review answering.SubjectReview, root disclosure.EntryID) door.Judged {
	t.Helper()
	for _, j := range review.About {
		if j.Root == root {
			return j.Judged
		}
	}
	t.Fatalf("%d disclosures reviewed, and not the share", len(review.About))
	return door.Judged{}
}

const shareRecipient = "Sample Mailing Ltd"

func TestAShareIsFoundByEachOfItsPeople(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 3))
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	d.part(t, share, 2, "DBC-P-3")
	for _, person := range []string{"DBC-P-1", "DBC-P-3", " dbc‑p 2"} {
		person = strings.TrimSpace(person)
		if person == "dbc‑p 2" {
			person = "dbc-p-2"
		}
		if got := answered(t, d, answering.SubjectQuestion{Subject: person}); len(got.Shared) != 1 || got.Shared[0].Recipient != shareRecipient || len(got.Shared[0].Data) != 2 {
			t.Errorf("%s is answered %+v", person, got.Shared)
		}
		sharing, err := d.Sharing(t.Context(), looking(dpo), person, disclosure.Date{}, answering.SharingPage{})
		if err != nil {
			t.Fatal(detail(err))
		}
		if len(sharing.Disclosures) != 1 || sharing.Disclosures[0].Entry != share || sharing.Disclosures[0].ToPerson != door.Shown || len(sharing.Recipients) != 1 {
			t.Errorf("shared about %s: %+v", person, sharing)
		}
		if got := d.finds(t, dpo, desk.Search{Subject: person}); !slices.Equal(got, []disclosure.EntryID{share}) {
			t.Errorf("a search for %s finds %v", person, got)
		}
		read, err := d.Read(t.Context(), looking(dpo), desk.Search{Subject: person}, 0, "")
		if err != nil || len(read.Disclosures) != 1 || !read.Disclosures[0].Disclosure.IsAbout(person) {
			t.Errorf("read of %s: %+v, %v", person, read.Disclosures, err)
		}
	}
	if got := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-4"}); len(got.Shared) != 0 {
		t.Errorf("somebody else is answered %+v", got.Shared)
	}
	if got := d.finds(t, dpo, desk.Search{}); len(got) != 1 {
		t.Errorf("everything is %v: a share counts once", got)
	}
	d.checkWhole(t, disclosure.KindSharePart)
}

// Not everybody is known to be listed until the share is closed with as many as it says.
func TestAShareNotWhollyListedIsSaidBesideEveryReview(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 3))
	unlisted := func(person string) []answering.UnlistedShare {
		t.Helper()
		sharing, err := d.Sharing(t.Context(), looking(dpo), person, disclosure.Date{}, answering.SharingPage{})
		if err != nil {
			t.Fatal(detail(err))
		}
		review := d.reviewed(t, answering.SubjectQuestion{Subject: person})
		if !reflect.DeepEqual(review.Unlisted, sharing.Unlisted) {
			t.Errorf("beside the review %v, beside what was shared %v", review.Unlisted, sharing.Unlisted)
		}
		return review.Unlisted
	}
	if got := unlisted("DBC-P-9"); len(got) != 1 || got[0].Entry != share || got[0].Share.People != 3 || got[0].Share.HowToTell == "" {
		t.Fatalf("while nobody is listed: %+v", got)
	}
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	by := asks(housing)
	closed, err := d.CloseShare(t.Context(), by, share)
	if err != nil || closed.Stated != 3 || closed.Listed != 2 || len(closed.Flags) != 1 {
		t.Fatalf("closed with one missing: %+v, %v", closed, err)
	}
	if again, err := d.CloseShare(t.Context(), by, share); err != nil || !reflect.DeepEqual(again, closed) {
		t.Errorf("the same request again: %+v, %v, want the first answer", again, err)
	}
	queue, err := d.Queue(t.Context(), looking(dpo), recording.FlagFilter{}, "")
	if err != nil || len(queue.Flags) != 1 || queue.Flags[0].Entry != closed.ID || queue.Flags[0].Case == "" {
		t.Errorf("the queue is %+v, %v", queue.Flags, err)
	}
	if got := unlisted("DBC-P-9"); len(got) != 1 {
		t.Errorf("closed with one missing: %+v", got)
	}
	d.part(t, share, 2, "DBC-P-3")
	if closed, err = d.CloseShare(t.Context(), asks(housing), share); err != nil || closed.Listed != 3 || len(closed.Flags) != 0 {
		t.Fatalf("closed whole: %+v, %v", closed, err)
	}
	if got := unlisted("DBC-P-9"); len(got) != 0 {
		t.Errorf("closed whole: %+v", got)
	}
	view := d.shown(t, share)
	if !view.Closed || view.Listed != 3 || view.Parts != 2 || view.Next != 3 {
		t.Errorf("the share is %+v", view)
	}
	file, err := d.Case(t.Context(), looking(dpo), view.Share.Case, "")
	if err != nil || file.State != disclosure.CaseClosed || file.Triggers.Closed != disclosure.DateOf(d.clock()) {
		t.Errorf("its file is %+v, %v", file.Case, err)
	}
}

func TestAPartIsAddedOnce(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 4))
	people := desk.SharePeople{People: []string{"DBC-P-1", "DBC-P-2"}}
	first := d.part(t, share, 1, people.People...)
	for name, by := range map[string]disclosure.Caller{"another key": housing, "a colleague": {Register: dartford, Subject: "sub-other", Name: "O. Ther", Roles: housing.Roles, Department: "Housing"}} {
		if got, err := d.AddSharePeople(t.Context(), asks(by), share, 1, people); err != nil || !reflect.DeepEqual(got, first) {
			t.Errorf("%s: %+v, %v, want the first answer", name, got, err)
		}
	}
	for name, tt := range map[string]struct {
		by     disclosure.Caller
		part   int
		people []string
		kind   disclosure.ErrorKind
		at     string
	}{
		"the part with others":    {housing, 1, []string{"DBC-P-3"}, disclosure.Conflict, ""},
		"somebody listed already": {housing, 2, []string{"DBC-P-3", "dbc-p-2"}, disclosure.Conflict, "/people/1"},
		"somebody twice":          {housing, 2, []string{"DBC-P-3", "DBC-p-3"}, disclosure.Refused, "/people/1"},
		"no reference":            {housing, 2, []string{"DBC-P-3", "  "}, disclosure.Refused, "/people/1"},
		"nobody":                  {housing, 2, nil, disclosure.Refused, "/people"},
		"too many":                {housing, 2, manyPeople(0, disclosure.MaxSharePart+1), disclosure.Refused, "/people"},
		"no part":                 {housing, 0, []string{"DBC-P-3"}, disclosure.Refused, "/n"},
		"another department":      {revenue, 1, people.People, disclosure.NotFound, ""},
		"an auditor":              {auditor, 2, []string{"DBC-P-3"}, disclosure.Forbidden, ""},
	} {
		_, err := d.AddSharePeople(t.Context(), asks(tt.by), share, tt.part, desk.SharePeople{People: tt.people})
		if err == nil || kindOf(t, err) != tt.kind {
			t.Errorf("%s: %v", name, detail(err))
			continue
		}
		if found := err.(*disclosure.Error).Findings; tt.at != "" && (len(found) != 1 || found[0].Pointer != tt.at) {
			t.Errorf("%s: %v, want it at %s", name, found, tt.at)
		}
	}
	if got := d.shown(t, share); got.Listed != 2 || got.Parts != 1 || got.Next != 2 {
		t.Errorf("after all: %+v", got)
	}
	if got := d.checkWhole(t, disclosure.KindSharePart); got != 1 {
		t.Errorf("%d parts", got)
	}
}

func manyPeople(from, n int) []string {
	people := make([]string, 0, n)
	for i := range n {
		people = append(people, fmt.Sprintf("DBC-P-%06d", from+i))
	}
	return people
}

// Whatever the table does in the middle of a part leaves all of it or nothing, and the
// same request again makes it whole.
func TestAPartIsWholeOrNotThere(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.Conflict, storetest.TimeoutNotApplied, storetest.TimeoutApplied} {
		d := newDesk(t)
		share := d.share(t, ofMany(t, 80))
		d.table.Inject(storetest.OnTransact(1, fault))
		got := d.part(t, share, 1, manyPeople(0, 80)...)
		if again := d.part(t, share, 1, manyPeople(0, 80)...); !reflect.DeepEqual(again, got) {
			t.Errorf("%v: again %v, first %v", fault, again, got)
		}
		if view := d.shown(t, share); view.Listed != 80 || d.checkWhole(t, disclosure.KindSharePart) != 1 {
			t.Errorf("%v: %+v", fault, view)
		}
	}
}

// What a share costs: at most three write units a person in, of 1 KB each and two of
// them for a write in a transaction, as DynamoDB counts; and no item near its limit.
func TestWhatAPersonInAShareCosts(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 80))
	units, largest := 0, 0
	d.table.Before(func(_ context.Context, call storetest.Call) {
		for _, w := range call.Writes {
			units += 2 * max(1, (w.Item.Size()+1023)/1024)
			largest = max(largest, w.Item.Size())
		}
	})
	d.part(t, share, 1, manyPeople(0, 80)...)
	if units > 3*80 {
		t.Errorf("%d write units for 80 people, want at most 3 each", units)
	}
	if largest > 64<<10 {
		t.Errorf("the largest item has %d bytes", largest)
	}
	t.Logf("%.2f write units a person, largest item %d bytes", float64(units)/80, largest)
}

func TestACorrectionOfAShareIsReadThroughByAll(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 2))
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	right := d.shown(t, share).Share
	right.Data = right.Data[:1]
	if _, err := d.Correct(t.Context(), asks(housing), share, disclosure.Correction{Reason: "No addresses were in it.", Disclosure: right}); err != nil {
		t.Fatal(detail(err))
	}
	for _, person := range []string{"DBC-P-1", "DBC-P-2"} {
		if got := answered(t, d, answering.SubjectQuestion{Subject: person}); len(got.Shared) != 1 || len(got.Shared[0].Data) != 1 {
			t.Errorf("%s is answered %+v", person, got.Shared)
		}
		read, err := d.Read(t.Context(), looking(dpo), desk.Search{Subject: person}, 0, "")
		if err != nil || len(read.Disclosures) != 1 || len(read.Disclosures[0].Disclosure.Data) != 1 {
			t.Errorf("read of %s: %+v, %v", person, read.Disclosures, err)
		}
	}
	for name, change := range map[string]func(*disclosure.Disclosure){
		"no share any more": func(c *disclosure.Disclosure) { c.Share = nil; about("DBC-P-1")(c) },
		"named people":      about("DBC-P-1"),
		"another file":      inCase("DBC-C-other"),
	} {
		wrong := right
		change(&wrong)
		if _, err := d.Correct(t.Context(), asks(housing), d.shown(t, share).LastWord, disclosure.Correction{Reason: "Wrong.", Disclosure: wrong}); err == nil || kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s: %v", name, detail(err))
		}
	}
}

// As recorded, a person's rows have every word on a share that was corrected, and its last
// one alone as it now reads, though its corrections are listed for nobody.
func TestASpreadsheetOfOnePersonHasEveryWordOnAShare(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 2))
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	words := []disclosure.EntryID{share}
	for _, reason := range []string{"No addresses were in it.", "Nor were their names."} {
		right := d.shown(t, share).Share
		right.Reason = reason
		correction, err := d.Correct(t.Context(), asks(housing), words[len(words)-1], disclosure.Correction{Reason: reason, Disclosure: right})
		if err != nil {
			t.Fatal(detail(err))
		}
		words = append(words, correction.ID)
	}
	for reading, want := range map[exporting.RowsRead][]disclosure.EntryID{exporting.AsRecorded: words, exporting.AsItReads: words[2:]} {
		job := d.export(t, asked("csv", desk.Search{Subject: "DBC-P-1"}, reading))
		rows := table(t, fetch(t, job.URL))
		var got []disclosure.EntryID
		for n := range rows[1:] {
			got = append(got, disclosure.EntryID(rows[n+1][0]))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%s: the rows are %v, want %v", reading, got, want)
		}
		if reading == exporting.AsItReads {
			continue
		}
		for n, by := range []string{words[1].String(), words[2].String(), ""} {
			if said := cellOf(t, rows, n+1, "Corrected by"); said != by {
				t.Errorf("row %d is corrected by %q, want %q", n+1, said, by)
			}
		}
	}
}

// Nobody is listed in a share that was recorded in words which name them: whoever else is
// in it may be shown these.
func TestTheWordsOfAShareNameNobodyInIt(t *testing.T) {
	d := newDesk(t)
	const person = "DBC-P-880123"
	share := d.share(t, ofMany(t, 2, func(s *disclosure.ShareRecorded) { s.Data[0].Description = "Name, as " + person + " has it" }))
	_, err := d.AddSharePeople(t.Context(), asks(housing), share, 1, desk.SharePeople{People: []string{"DBC-P-1", "dbc-p-880123"}})
	if got := against(err); !strings.Contains(got, "/people/1") || strings.Contains(got, "/people/0") {
		t.Fatalf("got %q, want the second refused", got)
	}
	if _, err := d.AddSharePeople(t.Context(), asks(housing), share, 1, desk.SharePeople{People: []string{"DBC-P-1"}}); err != nil {
		t.Errorf("the other: %s", detail(err))
	}
}

// One person who was in it by mistake is taken out by one entry; what they are told is
// for the Data Protection Officer to decide.
func TestAPersonIsTakenOutOfAShare(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 1))
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	out := desk.SharePersonRemoved{Person: "dbc-p-2", Reason: "Another of the name."}
	removed, err := d.RemoveSharePerson(t.Context(), asks(housing), share, out)
	if err != nil {
		t.Fatal(detail(err))
	}
	if got := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-1"}); len(got.Shared) != 1 {
		t.Errorf("who is in it is answered %+v", got.Shared)
	}
	if got := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-2"}); len(got.Shared) != 0 {
		t.Errorf("who was taken out is answered %+v", got.Shared)
	}
	j := judgedOf(t, d.reviewed(t, answering.SubjectQuestion{Subject: "DBC-P-2"}), share)
	if j.Outcome != door.Undecided || j.Because[0].Cause != door.CorrectionTakes || j.Entry != removed.ID {
		t.Errorf("reviewed as %+v", j)
	}
	undecided, err := d.Undecided(t.Context(), looking(dpo), "")
	if err != nil || len(undecided.Undecided) != 1 || undecided.Undecided[0].Subject != "DBC-P-2" {
		t.Errorf("undecided: %+v, %v", undecided.Undecided, err)
	}
	sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-2", disclosure.Date{}, answering.SharingPage{})
	if err != nil || len(sharing.Disclosures) != 1 || sharing.Disclosures[0].NotSince == nil || len(sharing.Recipients) != 0 {
		t.Errorf("shared: %+v, %v", sharing, err)
	}
	if _, err := d.RemoveSharePerson(t.Context(), asks(housing), share, out); err == nil || kindOf(t, err) != disclosure.Conflict {
		t.Errorf("taken out twice: %v", err)
	}
	out.Person = "DBC-P-3"
	if _, err := d.RemoveSharePerson(t.Context(), asks(housing), share, out); err == nil || kindOf(t, err) != disclosure.NotFound {
		t.Errorf("somebody who is not in it: %v", err)
	}
	if closed, err := d.CloseShare(t.Context(), asks(housing), share); err != nil || closed.Listed != 1 || len(closed.Flags) != 0 {
		t.Errorf("closed: %+v, %v", closed, err)
	}
	decision := disclosure.AnswerDecision{
		Subject: "DBC-P-2", To: disclosure.AskerPerson, Entries: []disclosure.EntryID{removed.ID}, Decision: disclosure.DecideWithhold, Reason: "They were not in it.", ReviewOn: disclosure.DateOf(d.clock()).AddDays(30),
	}
	if got, err := d.DecideAnswer(t.Context(), asks(dpo), decision); err != nil || !got.Stands {
		t.Fatalf("decided: %+v, %v", got, detail(err))
	}
	if j := judgedOf(t, d.reviewed(t, answering.SubjectQuestion{Subject: "DBC-P-2"}), share); j.Outcome != door.Withheld {
		t.Errorf("after the decision %+v", j)
	}
	d.checkWhole(t, disclosure.KindMemberRemoved)
}

// Silence is judged on the share and on the person, and what is known of a person makes
// no difference to whoever adds them.
func TestSilenceOfAShareIsJudgedForEachPerson(t *testing.T) {
	d := newDesk(t)
	health := func(s *disclosure.ShareRecorded) {
		s.Data = append(s.Data, disclosure.DataItem{Category: "health", Description: "Whether large print is wanted", Conditions: []string{"ukgdpr-9-2-a"}})
	}
	today := disclosure.DateOf(d.clock())
	d.learn(t, dpo, disclosure.Fact{Kind: disclosure.FactHealthOpinion, About: aboutSubject("DBC-P-2"), From: today.AddDays(-20), Opinion: "harm-unlikely", DecidedBy: "General practitioner"})
	d.learn(t, dpo, untoldMarker("DBC-P-3", "Threats at a visit"))
	happened := func(s *disclosure.ShareRecorded) {
		s.Departure = &disclosure.Departure{Reason: "It went before anybody looked.", NoBreachReason: "The recipient was the right one.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
	}
	share := d.share(t, ofMany(t, 3, health, happened))
	for part, person := range []string{"DBC-P-1", "DBC-P-2", "DBC-P-3"} {
		if got := d.part(t, share, part+1, person); len(got.Flags) != 0 || got.People != 1 {
			t.Errorf("%s: %+v", person, got)
		}
	}
	for person, want := range map[string]int{"DBC-P-1": 2, "DBC-P-2": 3, "DBC-P-3": 2} {
		if got := answered(t, d, answering.SubjectQuestion{Subject: person}); len(got.Shared) != 1 || len(got.Shared[0].Data) != want {
			t.Errorf("%s is answered %+v, want %d items", person, got.Shared, want)
		}
	}

	ground := func(s *disclosure.ShareRecorded) {
		s.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Reason: "An inquiry runs.", ReviewBy: today.AddDays(30)}}
		s.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
	}
	kept := d.share(t, ofMany(t, 1, ground, happened))
	before := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-1"})
	d.part(t, kept, 1, "DBC-P-1")
	if got := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-1"}); printed(t, got) != printed(t, before) {
		t.Error("what is kept from a person changed their answer")
	}
	if j := judgedOf(t, d.reviewed(t, answering.SubjectQuestion{Subject: "DBC-P-1"}), kept); j.Outcome == door.Shown {
		t.Errorf("judged %+v", j)
	}
}

// Of a share of which not everybody is listed it is decided, person by person, whether
// they were in it: who was not is not asked about again, and who perhaps was is told so,
// as far as the share would be shown to them at all.
func TestWhetherSomebodyWasInAShareIsDecided(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 3))
	d.part(t, share, 1, "DBC-P-1")
	const person = "DBC-P-9"
	is := func(when, answer string, unlisted ...disclosure.Verdict) {
		t.Helper()
		for _, to := range []door.As{door.Person, door.Representative} {
			review := d.reviewed(t, answering.SubjectQuestion{Subject: person, To: to})
			got := printed(t, answered(t, d, answering.SubjectQuestion{Subject: person, To: to}))
			if strings.Contains(got, "perhaps") != (answer == "perhaps") || strings.Contains(got, shareRecipient) != (answer != "") {
				t.Errorf("%s: the %s is answered %s", when, to, got)
			}
			var decided []disclosure.Verdict
			for _, u := range review.Unlisted {
				decided = append(decided, u.Decided)
			}
			if !slices.Equal(decided, unlisted) {
				t.Errorf("%s: beside the review %v, want %v", when, decided, unlisted)
			}
		}
	}
	decide := func(person string, decision disclosure.Verdict, of disclosure.EntryID) error {
		a := disclosure.AnswerDecision{Subject: person, To: "person", Decision: decision, Entries: []disclosure.EntryID{of}, Reason: "CR-12 of that day is gone."}
		got, err := d.DecideAnswer(t.Context(), asks(dpo), a)
		if err == nil && !got.Stands {
			t.Errorf("%s does not stand", decision)
		}
		return err
	}
	is("undecided", "", "")
	if err := decide(person, disclosure.CannotBeTold, share); err != nil {
		t.Fatal(detail(err))
	}
	is("cannot be told", "perhaps", disclosure.CannotBeTold)
	correction := ofMany(t, 3, func(s *disclosure.ShareRecorded) { s.Recipient.Organisation = "Other Example Mailing Ltd" }).Disclosure(d.shown(t, share).Share.Case)
	if _, err := d.Correct(t.Context(), asks(housing), share, disclosure.Correction{Reason: "Another one printed it.", Disclosure: correction}); err != nil {
		t.Fatal(detail(err))
	}
	if got := printed(t, answered(t, d, answering.SubjectQuestion{Subject: person})); strings.Contains(got, "Other Example") && strings.Contains(got, shareRecipient) {
		t.Errorf("both words are printed: %s", got)
	}
	if err := decide("dbc-p-9", disclosure.NotInIt, share); err != nil {
		t.Fatal(detail(err))
	}
	is("not in it", "")
	if err := decide(person, disclosure.CannotBeTold, share); err != nil {
		t.Fatal(detail(err))
	}
	d.part(t, share, 2, person, "DBC-P-2")
	if got := printed(t, answered(t, d, answering.SubjectQuestion{Subject: person})); strings.Contains(got, "perhaps") {
		t.Errorf("listed, and answered %s", got)
	}
	for _, decision := range []disclosure.Verdict{disclosure.CannotBeTold, disclosure.NotInIt} {
		if err := decide(person, decision, share); err == nil || kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s of who is listed: %v", decision, err)
		}
	}
	if err := decide("DBC-P-8", disclosure.CannotBeTold, share); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.CloseShare(t.Context(), asks(housing), share); err != nil {
		t.Fatal(detail(err))
	}
	if got := printed(t, answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-8"})); strings.Contains(got, "perhaps") {
		t.Errorf("wholly listed, and somebody else is answered %s", got)
	}
	if err := decide("DBC-P-8", disclosure.NotInIt, "01a1f82f-1e81-7000-b401-82c20bd77156"); err == nil || kindOf(t, err) != disclosure.NotFound {
		t.Errorf("of no share: %v", err)
	}
	d.checkWhole(t, disclosure.KindAnswerDecided)
}

// What would be kept from somebody in a share is kept from who was perhaps in it.
func TestAShareThatIsKeptIsNotPerhapsShown(t *testing.T) {
	d := newDesk(t)
	today := disclosure.DateOf(d.clock())
	ground := func(s *disclosure.ShareRecorded) {
		s.Justification.Exemptions = []disclosure.Exemption{{ID: "dpa18-sch2-para2", Provisions: []string{"15(1)-(3)"}, Reason: "An inquiry runs.", ReviewBy: today.AddDays(30)}}
		s.TellSubject = disclosure.TellSubject{Outcome: disclosure.NotTold, Ground: "dpa18-sch2-para2"}
		s.Departure = &disclosure.Departure{Reason: "It went before anybody looked.", NoBreachReason: "The recipient was the right one.", DiscoveredOn: disclosure.NewDate(2026, 11, 10)}
	}
	share := d.share(t, ofMany(t, 3, ground))
	before := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-9"})
	if _, err := d.DecideAnswer(t.Context(), asks(dpo), disclosure.AnswerDecision{
		Subject: "DBC-P-9", To: "person", Decision: disclosure.CannotBeTold, Entries: []disclosure.EntryID{share}, Reason: "CR-12 of that day is gone.",
	}); err != nil {
		t.Fatal(detail(err))
	}
	if got := answered(t, d, answering.SubjectQuestion{Subject: "DBC-P-9"}); printed(t, got) != printed(t, before) {
		t.Errorf("what is kept is perhaps shown: %s", printed(t, got))
	}
}

// What somebody was perhaps in, and is not told of because it is undecided, stands in the
// review and holds up a release until it is left out by name.
func TestAShareThatIsUndecidedHoldsUpAnAnswer(t *testing.T) {
	d := newDesk(t)
	const person = "DBC-P-9"
	share := d.share(t, ofMany(t, 3, func(s *disclosure.ShareRecorded) {
		s.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: disclosure.DateOf(d.clock()).AddDays(20)}
	}))
	if _, err := d.DecideAnswer(t.Context(), asks(dpo), disclosure.AnswerDecision{
		Subject: person, To: "person", Decision: disclosure.CannotBeTold, Entries: []disclosure.EntryID{share}, Reason: "CR-12 of that day is gone.",
	}); err != nil {
		t.Fatal(detail(err))
	}
	request := d.request(t, asksFor(person, disclosure.DateOf(d.now)))
	review := d.draft(t, person, door.Person)
	if len(review.Perhaps) != 1 || review.Perhaps[0].Root != share || review.Perhaps[0].Outcome != door.Undecided {
		t.Fatalf("the review has %+v, want the share undecided", review.Perhaps)
	}
	_, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest})
	if refused := against(err); !strings.Contains(refused, share.String()) {
		t.Errorf("got %q, want the share named", refused)
	}
	got, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: review.Digest, LeaveOut: []answering.LeftOut{{Entry: share, Reason: "The telling is put off."}}})
	if err != nil || !slices.Equal(got.Released.WithoutShares, []disclosure.LeftShare{{Entry: share, Reason: "The telling is put off."}}) {
		t.Errorf("got %+v, %s; want the share left out, with the reason", got.Released, against(err))
	}
}

// A share of which nobody has said whether the person was in it is in no answer and holds
// up none; while they ask, it stands with their request on the list "decide first".
func TestAShareThatNobodyHasLookedUpStandsWithTheRequest(t *testing.T) {
	d := newDesk(t)
	const person, other = "DBC-P-9", "DBC-P-10"
	share := d.share(t, ofMany(t, 2))
	lists := func() (all [][]answering.UndecidedShare) {
		t.Helper()
		for _, ask := range []func() (answering.Undecided, error){
			func() (answering.Undecided, error) { return d.UndecidedAbout(t.Context(), looking(dpo), person) },
			func() (answering.Undecided, error) { return d.Undecided(t.Context(), looking(dpo), "") },
		} {
			got, err := ask()
			if err != nil {
				t.Fatal(detail(err))
			}
			all = append(all, got.Shares)
		}
		return all
	}
	wantNone := func(when string) {
		t.Helper()
		for n, got := range lists() {
			if len(got) != 0 {
				t.Errorf("%s: list %d has %+v", when, n, got)
			}
		}
	}
	wantNone("while nobody asks")
	request := d.request(t, asksFor(person, disclosure.DateOf(d.now)))
	second := d.share(t, ofMany(t, 2, func(s *disclosure.ShareRecorded) { s.Occasion = "Another mailing" })) // after the request
	for n, got := range lists() {
		if len(got) != 2 || got[0].Entry != share || got[1].Entry != second || got[0].Subject != person || got[0].HoldsUp ||
			got[0].Request == nil || got[0].Request.Entry != request || got[0].DecideBy != got[0].Request.LastDay.AddDays(-10) || got[0].Share.HowToTell == "" {
			t.Fatalf("list %d has %+v, want both shares with the request", n, got)
		}
	}
	decide := func(root disclosure.EntryID, verdict disclosure.Verdict) {
		t.Helper()
		if _, why := d.decide(t, dpo, disclosure.AnswerDecision{Subject: person, To: disclosure.AskerPerson, Entries: []disclosure.EntryID{root}, Decision: verdict, Reason: "By CR-12."}); why != "" {
			t.Fatal(why)
		}
	}
	decide(share, disclosure.NotInIt)
	decide(second, disclosure.CannotBeTold)
	wantNone("once the Data Protection Officer has said")

	// What it cannot be told of, and is itself undecided, is there until it is left out, also
	// once the hint of the request is gone.
	d.turnClock(2 * time.Hour)
	d.undecided(t)
	late := d.share(t, ofMany(t, 2, func(s *disclosure.ShareRecorded) {
		s.Occasion, s.TellSubject = "Later", disclosure.TellSubject{Outcome: disclosure.Deferred, On: disclosure.DateOf(d.clock()).AddDays(20)}
	}))
	digest := d.draft(t, person, door.Person).Digest
	if list := d.undecided(t); len(list) != 0 {
		t.Errorf("it is undecided itself: %+v", list)
	}
	decide(late, disclosure.CannotBeTold)
	for n, got := range lists() {
		if len(got) != 1 || got[0].Entry != late || !got[0].HoldsUp || got[0].Decided != disclosure.CannotBeTold || got[0].Request == nil {
			t.Errorf("list %d has %+v, want what holds up the answer", n, got)
		}
	}
	decide(late, disclosure.NotInIt)
	third := d.share(t, ofMany(t, 2, func(s *disclosure.ShareRecorded) { s.Occasion = "The last" }))
	if now := d.draft(t, person, door.Person); now.Digest != digest {
		t.Error("what nobody has looked up changes the draft")
	}
	// It need not hold up the answer: what is undecided is left out of it.
	if _, err := d.Release(t.Context(), asks(dpo), request, answering.Release{Digest: digest}); err != nil {
		t.Fatal(detail(err))
	}
	wantNone("once the request is answered")
	d.request(t, asksFor(other, disclosure.DateOf(d.now)))
	if got := lists()[1]; len(got) != 4 || got[0].Subject != other || got[3].Entry != third {
		t.Errorf("of somebody else who asks, all are asked: %+v", got)
	}
}

// Whose share it is, nobody else learns.
func TestADepartmentSeesItsOwnSharesAlone(t *testing.T) {
	d := newDesk(t)
	share := d.share(t, ofMany(t, 2))
	d.part(t, share, 1, "DBC-P-1", "DBC-P-2")
	list := func(by disclosure.Caller) (ids []disclosure.EntryID) {
		t.Helper()
		page, err := d.ListShares(t.Context(), looking(by), "", "")
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, row := range page.Shares {
			ids = append(ids, row.ID)
		}
		return ids
	}
	for _, by := range []disclosure.Caller{housing, dpo, auditor} {
		if got := list(by); !slices.Equal(got, []disclosure.EntryID{share}) {
			t.Errorf("%s lists %v", by.Name, got)
		}
		var people []string
		for cursor := ""; ; {
			page, err := d.ShareMembers(t.Context(), looking(by), share, cursor)
			if err != nil {
				t.Fatal(detail(err))
			}
			for _, m := range page.People {
				people = append(people, m.Person)
			}
			if cursor = page.Cursor; cursor == "" {
				break
			}
		}
		if !slices.Equal(people, []string{"DBC-P-1", "DBC-P-2"}) {
			t.Errorf("%s is shown %v", by.Name, people)
		}
	}
	if got := list(revenue); got != nil {
		t.Errorf("another department lists %v", got)
	}
	for name, err := range map[string]error{
		"show":   second(d.ShowShare(t.Context(), looking(revenue), share)),
		"people": second(d.ShareMembers(t.Context(), looking(revenue), share, "")),
		"close":  second(d.CloseShare(t.Context(), asks(revenue), share)),
		"remove": second(d.RemoveSharePerson(t.Context(), asks(revenue), share, desk.SharePersonRemoved{Person: "DBC-P-1", Reason: "x"})),
	} {
		if err == nil || kindOf(t, err) != disclosure.NotFound || detail(err) != "There is no such share. []" {
			t.Errorf("%s: %v", name, detail(err))
		}
	}
	looks, err := d.Accesses(t.Context(), looking(auditor), desk.AccessSearch{Entry: share}, 0, "")
	if err != nil || len(looks.Accesses) < 8 {
		t.Errorf("looks found by the share: %d, %v", len(looks.Accesses), err)
	}
	if _, err := d.Record(t.Context(), asks(housing), d.shown(t, share).Share); err == nil || kindOf(t, err) != disclosure.Refused {
		t.Errorf("a share recorded as a disclosure: %v", err)
	}
}

// A series joins the occasions of a routine, however each spells it, as each now reads:
// a department's its own, and the person's each with its occasion.
func TestASeriesJoinsItsOccasions(t *testing.T) {
	d := newDesk(t)
	n := 0
	occasion := func(by disclosure.Caller, series string) disclosure.EntryID {
		t.Helper()
		n++
		got, err := d.RecordShare(t.Context(), asks(by), ofMany(t, 1, func(s *disclosure.ShareRecorded) {
			s.Series, s.Occasion, s.DisclosedAt = series, fmt.Sprint("Occasion ", n), s.DisclosedAt.Add(time.Duration(-10+n)*time.Hour)
		}))
		if err != nil {
			t.Fatal(detail(err))
		}
		return got.ID
	}
	put := func(id disclosure.EntryID, series string) {
		t.Helper()
		right := d.shown(t, id).Share
		right.Share.Series = series
		if _, err := d.Correct(t.Context(), asks(housing), d.shown(t, id).LastWord, disclosure.Correction{Reason: "Another routine.", Disclosure: right}); err != nil {
			t.Fatal(detail(err))
		}
	}
	first := occasion(housing, "Yearly survey")
	theirs := occasion(revenue, "yearly  survey")
	second := occasion(housing, "YEARLY SURVEY")
	out := occasion(housing, "Yearly survey")
	in := occasion(housing, "")
	again := occasion(housing, "Yearly survey")
	occasion(housing, "Monthly return")
	occasion(housing, "")
	put(out, "Monthly return")
	put(in, "Yearly survey")
	put(again, "Monthly return")
	put(again, "Yearly survey")
	for by, want := range map[*disclosure.Caller][]disclosure.EntryID{&housing: {again, in, second, first}, &revenue: {theirs}, &dpo: {again, in, second, theirs, first}, &auditor: {again, in, second, theirs, first}} {
		d.table.Reset()
		page, err := d.ListShares(t.Context(), looking(*by), "Yearly Survey", "")
		if err != nil || page.Cursor != "" {
			t.Fatal(detail(err))
		}
		var got []disclosure.EntryID
		for _, row := range page.Shares {
			if got = append(got, row.ID); disclosure.Canonical(row.Series) != "yearly survey" || !strings.HasPrefix(row.Occasion, "Occasion ") || row.People != 1 {
				t.Errorf("%s is shown %+v", by.Name, row)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s lists %v, want %v", by.Name, got, want)
		}
		if calls := d.table.Calls(); calls.Query != 1 || calls.Transact != 1 || calls.BatchGet > 3 {
			t.Errorf("%s's page made calls %+v: one query, a batch for each word of the longest, and the look", by.Name, calls)
		}
	}
	if page, err := d.ListShares(t.Context(), looking(dpo), "Yearly", ""); err != nil || len(page.Shares) != 0 {
		t.Errorf("another series: %+v, %v", page.Shares, err)
	}
	if page, err := d.ListShares(t.Context(), looking(housing), "", ""); err != nil || len(page.Shares) != 7 || page.Shares[3].Series != "Yearly survey" || page.Shares[4].Series != "Monthly return" {
		t.Errorf("all of the department's, as each now reads: %+v, %v", page.Shares, err)
	}
	d.part(t, in, 1, "DBC-P-1")
	sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-1", disclosure.Date{}, answering.SharingPage{})
	if got := sharing.Disclosures; err != nil || len(got) != 1 || got[0].Series != "Yearly survey" || got[0].Occasion != "Occasion 5" {
		t.Errorf("the person's: %+v", got)
	}
	d.part(t, first, 1, "DBC-P-1")
	d.part(t, second, 1, "DBC-P-1")
	d.part(t, out, 1, "DBC-P-1")
	d.record(t, housing, toOmbudsman(t, about("DBC-P-1"), on(1)))
	page := func(of answering.SharingPage) (says []string) {
		t.Helper()
		for {
			sharing, err := d.Sharing(t.Context(), looking(dpo), "DBC-P-1", disclosure.Date{}, of)
			if err != nil {
				t.Fatal(detail(err))
			}
			if sharing.Counts.All != 5 || sharing.Counts.Shown != 5 {
				t.Errorf("%+v counts %+v, want everything", of, sharing.Counts)
			}
			for _, about := range sharing.Disclosures {
				line := about.Occasion
				if about.Occasions != nil {
					line += fmt.Sprintf(", of %d shown %d", about.Occasions.All, about.Occasions.Shown)
					for _, e := range about.Occasions.Earlier {
						line += ", " + e.Occasion + " " + string(e.ToPerson)
					}
				}
				says = append(says, line)
			}
			if of.Cursor = sharing.Cursor; of.Cursor == "" {
				return says
			}
		}
	}
	series := "Occasion 5, of 3 shown 3, Occasion 3 shown, Occasion 1 shown"
	for of, want := range map[answering.SharingPage][]string{
		{}:                                  {"Occasion 5", "Occasion 4", "Occasion 3", "Occasion 1", ""},
		{Once: true}:                        {series, "Occasion 4, of 1 shown 1", ""},
		{Once: true, Limit: 1}:              {series, "Occasion 4, of 1 shown 1", ""},
		{Series: "YEARLY survey"}:           {"Occasion 5", "Occasion 3", "Occasion 1"},
		{Series: "Yearly survey", Limit: 2}: {"Occasion 5", "Occasion 3", "Occasion 1"},
		{Series: "Weekly survey"}:           nil,
	} {
		if got := page(of); !slices.Equal(got, want) {
			t.Errorf("%+v has %q, want %q", of, got, want)
		}
	}
	for _, key := range d.keys(t) {
		if strings.Contains(strings.ToLower(key.Partition), "survey") {
			t.Errorf("the series stands in a key: %s", key.Partition)
		}
	}
	d.checkWhole(t, disclosure.KindDisclosure)
}

// A share goes with its own clock, people and all; its leaves stay.
func TestAShareIsDestroyedWithItsPeople(t *testing.T) {
	l := newLogged(t)
	share := l.share(t, ofMany(t, 81))
	l.part(t, share, 1, manyPeople(0, 80)...)
	l.part(t, share, 2, "DBC-P-last")
	if _, err := l.RemoveSharePerson(t.Context(), asks(housing), share, desk.SharePersonRemoved{Person: "DBC-P-last", Reason: "Another of the name."}); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := l.CloseShare(t.Context(), asks(housing), share); err != nil {
		t.Fatal(detail(err))
	}
	l.seal()
	size := l.size()
	l.turnClock(10 * year)
	if got := l.destroy(); got.Certified != 1 {
		t.Fatalf("%d destroyed", got.Certified)
	}
	for _, key := range l.office.keys(t) {
		if strings.HasPrefix(key.Partition, "idx#"+dartford.String()+"#subject/2#") || strings.HasPrefix(key.Partition, store.UnlistedPartition(dartford.String())) {
			t.Errorf("left: %s", strings.SplitN(key.Partition, "#", 4)[2])
		}
	}
	l.seal()
	if sum, found := l.inspect(); len(found) > 0 || len(sum.Lost) > 0 || sum.Destroyed < 5 || l.size() <= size {
		t.Errorf("after: %+v, %v", sum, found)
	}
}
