package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/internal/door"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store/storetest"
)

// approvedByItself is flagged (XX-9): its recorder authorised it.
func approvedByItself(d *disclosure.Disclosure) { d.AuthorisedBy.Name = housing.Name }

// mistaken breaks a rule and has happened: it is flagged as a departure.
func mistaken(d *disclosure.Disclosure) {
	d.Justification.Gateway = ""
	delete(d.Evidence, "ombudsmanCaseRef")
	d.Departure = &disclosure.Departure{
		Reason: "Sent before the ombudsman wrote.", BreachReference: "BR-1", DiscoveredOn: disclosure.NewDate(2026, 11, 10),
	}
}

func (d *office) queue(t *testing.T) []recording.OpenFlag {
	t.Helper()
	var all []recording.OpenFlag
	for cursor := ""; ; {
		page, err := d.Queue(t.Context(), looking(dpo), recording.FlagFilter{}, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		all = append(all, page.Flags...)
		if cursor = page.Cursor; cursor == "" {
			return all
		}
	}
}

func TestTheQueueHasDeparturesFirstThenTheOldest(t *testing.T) {
	d := newDesk(t)
	first := d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.turnClock(time.Hour)
	second := d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.turnClock(time.Hour)
	departed := d.record(t, housing, toOmbudsman(t, mistaken))
	queue := d.queue(t)
	if len(queue) < 3 || queue[0].Entry != departed.ID || !queue[0].Departure {
		t.Fatalf("the queue begins with %+v, want the departure", queue)
	}
	var rest []disclosure.EntryID
	for _, open := range queue {
		if !open.Departure {
			rest = append(rest, open.Entry)
		}
		if open.Rule == "" || open.Detail == "" || open.Clears == "" || open.RecordedAt.IsZero() {
			t.Errorf("an open flag is not whole: %+v", open)
		}
	}
	if len(rest) != 2 || rest[0] != first.ID || rest[1] != second.ID {
		t.Errorf("then %v, want the oldest first", rest)
	}
	if _, err := d.Queue(t.Context(), looking(housing), recording.FlagFilter{}, ""); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("a recorder saw the queue: %v", err)
	}
}

func TestClearingIsAnEntryAndNeverAnEdit(t *testing.T) {
	d := newDesk(t)
	recorded := d.record(t, housing, toOmbudsman(t, approvedByItself))
	by := asks(dpo)
	clearing, err := d.ClearFlag(t.Context(), by, recorded.ID, 0, "The head of service confirmed it.")
	if err != nil {
		t.Fatal(detail(err))
	}
	if queue := d.queue(t); len(queue) != 0 {
		t.Errorf("the queue still has %+v", queue)
	}
	opened, err := d.Open(t.Context(), looking(dpo), recorded.ID)
	if err != nil || len(opened.Entry.Flags) != 1 || len(opened.Others) != 1 || opened.Others[0].ID != clearing.ID {
		t.Errorf("the entry shows %+v, %v", opened, err)
	}
	if found := d.finds(t, dpo, desk.Search{Flag: recorded.Flags[0].Rule}); len(found) != 1 {
		t.Errorf("the flag is found in %d entries, want 1: cleared is not forgotten", len(found))
	}
	if again, err := d.ClearFlag(t.Context(), by, recorded.ID, 0, "The head of service confirmed it."); err != nil || again.ID != clearing.ID {
		t.Errorf("the repeat: %v, %v", again.ID, err)
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), recorded.ID, 0, "Again."); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("clearing twice: %v", err)
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), recorded.ID, 1, "?"); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("clearing no flag: %v", err)
	}
}

func TestNobodyClearsTheirOwn(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t, func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = dpo.Name })
	recorded := d.record(t, dpo, body)
	if len(recorded.Flags) == 0 {
		t.Fatal("not flagged")
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), recorded.ID, 0, "I am sure."); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("cleared their own: %v", err)
	}
	second := dpo // who has the same name may be the same person under another account
	second.Subject, second.Name = "sub-dpo-2", "d p  OFFICER"
	if _, err := d.ClearFlag(t.Context(), asks(second), recorded.ID, 0, "I am sure."); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("cleared by a namesake: %v", err)
	}
	second.Name = "D. Second"
	if _, err := d.ClearFlag(t.Context(), asks(second), recorded.ID, 0, "Looked at."); err != nil {
		t.Errorf("another DPO: %v", detail(err))
	}
	if _, err := d.ClearFlag(t.Context(), asks(auditor), recorded.ID, 0, "?"); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("an auditor cleared: %v", err)
	}
}

func TestNobodyClearsAnOverrideTheyAuthorised(t *testing.T) {
	d := newDesk(t)
	recorded := d.record(t, housing, toOmbudsman(t, func(d *disclosure.Disclosure) {
		d.Override = &disclosure.Override{Reason: "Ordered", Provision: "CPR 31.17", AuthorisedBy: disclosure.Officer{Name: dpo.Name, Post: "DPO"}}
	}))
	if len(recorded.Flags) == 0 {
		t.Fatal("not flagged")
	}
	if _, err := d.ClearFlag(t.Context(), asks(dpo), recorded.ID, 0, "I said so."); kindOf(t, err) != disclosure.Forbidden {
		t.Errorf("cleared their own override: %v", err)
	}
	second := dpo
	second.Subject, second.Name = "sub-dpo-2", "D. Second"
	if _, err := d.ClearFlag(t.Context(), asks(second), recorded.ID, 0, "The order was seen."); err != nil {
		t.Errorf("another DPO: %v", detail(err))
	}
}

func TestAfterAnyFaultAFlagIsClearedOnce(t *testing.T) {
	for _, fault := range []storetest.Fault{storetest.TimeoutApplied, storetest.TimeoutNotApplied, storetest.Conflict, storetest.CrashBefore, storetest.CrashAfter} {
		t.Run(fault.String(), func(t *testing.T) {
			d := newDesk(t)
			recorded := d.record(t, housing, toOmbudsman(t, approvedByItself))
			by := asks(dpo)
			d.table.Inject(storetest.OnTransact(1, fault))
			_, _ = d.ClearFlag(t.Context(), by, recorded.ID, 0, "Confirmed.") // may fail; the DPO asks again
			d.table.Reset()
			if _, err := d.ClearFlag(t.Context(), by, recorded.ID, 0, "Confirmed."); err != nil {
				t.Fatal(detail(err))
			}
			if got := d.checkWhole(t, disclosure.KindFlagCleared); got != 1 || len(d.queue(t)) != 0 {
				t.Errorf("%d clearings and %d open flags", got, len(d.queue(t)))
			}
		})
	}
}

func TestARowOfTheQueueSaysWhatItIsAbout(t *testing.T) {
	d := newDesk(t)
	recorded := d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.turnClock(48 * time.Hour)
	queue := d.queue(t)
	if len(queue) != 1 {
		t.Fatalf("the queue has %d flags, want 1", len(queue))
	}
	body := toOmbudsman(t)
	got, row := queue[0], queue[0]
	if row.Case != body.Case || row.Recipient.Organisation != body.Recipient.Organisation || row.Department != housing.Department ||
		row.RecordedBy != housing.Name || len(row.Subjects) != len(body.Subjects) || row.Days != 2 || row.Entry != recorded.ID {
		t.Errorf("a row of the queue is %+v", got)
	}
}

func TestTheQueueIsFilteredByWhatItsRowsSay(t *testing.T) {
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t, approvedByItself))
	body := toOmbudsman(t)
	today := disclosure.DateOf(d.now)
	for name, test := range map[string]struct {
		filter recording.FlagFilter
		want   int
	}{
		"everything":                  {recording.FlagFilter{}, 1},
		"its rule":                    {recording.FlagFilter{Rule: "XX-9"}, 1},
		"another rule":                {recording.FlagFilter{Rule: "XX-10"}, 0},
		"its case":                    {recording.FlagFilter{Case: body.Case}, 1},
		"another case":                {recording.FlagFilter{Case: "DBC-C-9999"}, 0},
		"a person of it":              {recording.FlagFilter{Subject: body.Subjects[0].Reference}, 1},
		"another person":              {recording.FlagFilter{Subject: "DBC-P-999999"}, 0},
		"its recipient":               {recording.FlagFilter{Recipient: strings.ToUpper(body.Recipient.Organisation)}, 1},
		"another recipient":           {recording.FlagFilter{Recipient: "Example Repairs Ltd"}, 0},
		"its department":              {recording.FlagFilter{Department: housing.Department}, 1},
		"another department":          {recording.FlagFilter{Department: "legal"}, 0},
		"who recorded it":             {recording.FlagFilter{RecordedBy: housing.Name}, 1},
		"somebody else":               {recording.FlagFilter{RecordedBy: "Z. Nobody"}, 0},
		"its day":                     {recording.FlagFilter{From: today, To: today}, 1},
		"before it":                   {recording.FlagFilter{To: today.AddDays(-1)}, 0},
		"after it":                    {recording.FlagFilter{From: today.AddDays(1)}, 0},
		"all of that, but one's name": {recording.FlagFilter{Rule: "XX-9", Case: body.Case, RecordedBy: "Z. Nobody"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := d.Queue(t.Context(), looking(dpo), test.filter, "")
			if err != nil || len(page.Flags) != test.want {
				t.Errorf("%d flags, %v; want %d", len(page.Flags), err, test.want)
			}
		})
	}
}

func TestAFlagThatACorrectionHasMetLeavesTheQueue(t *testing.T) {
	authorised := func(d *disclosure.Disclosure) {}
	for name, test := range map[string]struct {
		recorded, corrected func(*disclosure.Disclosure)
		want                func(original, correction disclosure.EntryID) []disclosure.EntryID // entries that then wait
	}{
		"met": {approvedByItself, authorised, func(_, _ disclosure.EntryID) []disclosure.EntryID { return nil }},
		"not met: the correction carries it": {approvedByItself, approvedByItself, func(_, c disclosure.EntryID) []disclosure.EntryID {
			return []disclosure.EntryID{c}
		}},
		"a departure taken back waits until the officer has seen it": {mistaken, authorised, func(o, _ disclosure.EntryID) []disclosure.EntryID {
			return []disclosure.EntryID{o}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			original := d.record(t, housing, toOmbudsman(t, test.recorded))
			correction, err := d.Correct(t.Context(), asks(housing), original.ID, disclosure.Correction{
				Reason: "Written down wrongly.", Disclosure: toOmbudsman(t, test.corrected),
			})
			if err != nil {
				t.Fatal(detail(err))
			}
			var got []disclosure.EntryID
			for _, open := range d.queue(t) {
				if !slices.Contains(got, open.Entry) {
					got = append(got, open.Entry)
				}
			}
			if want := test.want(original.ID, correction.ID); !slices.Equal(got, want) {
				t.Errorf("the queue has flags of %v, want of %v", got, want)
			}
		})
	}
}

// That a correction met a flag is in every view of the entry: which correction, by whom and
// why. One that somebody cleared before was not met, and one that the correction carries is
// the correction's own.
func TestThatACorrectionMetAFlagIsInEveryView(t *testing.T) {
	d := newDesk(t)
	correct := func(original disclosure.EntryID, how func(*disclosure.Disclosure)) disclosure.EntryID {
		t.Helper()
		c, err := d.Correct(t.Context(), asks(housing), original, disclosure.Correction{Reason: "Written down wrongly.", Disclosure: toOmbudsman(t, how)})
		if err != nil {
			t.Fatal(detail(err))
		}
		return c.ID
	}
	mended := func(*disclosure.Disclosure) {}
	met, cleared, carried := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID, d.record(t, housing, toOmbudsman(t, approvedByItself)).ID, d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	if _, err := d.ClearFlag(t.Context(), asks(dpo), cleared, 0, "Seen."); err != nil {
		t.Fatal(detail(err))
	}
	correction := correct(met, mended)
	clearedBy, carriedBy := correct(cleared, mended), correct(carried, approvedByItself)
	is := func(where string, f desk.ReadFlag) {
		t.Helper()
		if f.Open || f.Cleared != nil || f.Before != met || f.Rule != "XX-9" || f.Met == nil || f.Met.Entry != correction || f.Met.By != housing.Name || f.Met.Reason != "Written down wrongly." || f.Met.At.IsZero() {
			t.Errorf("%s: %+v, met %+v", where, f, f.Met)
		}
	}
	for who, by := range map[string]disclosure.Caller{"the officer": dpo, "the department": housing} {
		want := map[disclosure.EntryID]int{met: 1, correction: 1, cleared: 0, clearedBy: 0, carried: 0, carriedBy: 0}
		if who == "the department" { // which does not learn what was cleared
			want[cleared], want[clearedBy] = 1, 1
		}
		for id, n := range want {
			opened, err := d.Open(t.Context(), looking(by), id)
			if err != nil || len(opened.Met) != n {
				t.Fatalf("%s opens it: %d flags that were met, %v; want %d", who, len(opened.Met), err, n)
			}
			if id == met || id == correction {
				is(who, opened.Met[0])
			}
		}
	}
	page, err := d.Read(t.Context(), looking(dpo), desk.Search{}, 50, "")
	if err != nil || len(page.Disclosures) != 3 {
		t.Fatalf("%d, %v", len(page.Disclosures), err)
	}
	for _, reading := range page.Disclosures {
		switch reading.Entry {
		case correction:
			if len(reading.Flags) != 1 {
				t.Fatalf("as it now reads it has %d flags", len(reading.Flags))
			}
			is("as it now reads", reading.Flags[0])
		case clearedBy:
			if len(reading.Flags) != 1 || reading.Flags[0].Cleared == nil || reading.Flags[0].Cleared.Reason != "Seen." || reading.Flags[0].Met != nil {
				t.Errorf("what was cleared before: %+v", reading.Flags)
			}
		case carriedBy:
			if len(reading.Flags) != 1 || !reading.Flags[0].Open || reading.Flags[0].Before != "" {
				t.Errorf("what the correction carries: %+v", reading.Flags)
			}
		}
	}
}

// What was shared about a person, and the review of their answer, say of each flag what
// became of it: who cleared it, when and why, and which correction met it.
func TestWhatBecameOfAFlagIsSaidOfAPerson(t *testing.T) {
	d := newDesk(t)
	on := func(c string) func(*disclosure.Disclosure) {
		return func(b *disclosure.Disclosure) { b.Case = disclosure.CaseRef(c); approvedByItself(b) }
	}
	waits, cleared, met, both := d.record(t, housing, toOmbudsman(t, on("DBC-C-1"))).ID, d.record(t, housing, toOmbudsman(t, on("DBC-C-2"))).ID, d.record(t, housing, toOmbudsman(t, on("DBC-C-3"))).ID, d.record(t, housing, toOmbudsman(t, on("DBC-C-4"))).ID
	for _, id := range []disclosure.EntryID{cleared, both} {
		if _, err := d.ClearFlag(t.Context(), asks(dpo), id, 0, "The head of service confirmed it."); err != nil {
			t.Fatal(detail(err))
		}
	}
	mended := map[disclosure.EntryID]disclosure.EntryID{waits: waits, cleared: cleared}
	for n, id := range []disclosure.EntryID{met, both} {
		c, err := d.Correct(t.Context(), asks(housing), id, disclosure.Correction{Reason: "Written down wrongly.", Disclosure: toOmbudsman(t, func(b *disclosure.Disclosure) { b.Case = []disclosure.CaseRef{"DBC-C-3", "DBC-C-4"}[n] })})
		if err != nil {
			t.Fatal(detail(err))
		}
		mended[id] = c.ID
	}
	subject := toOmbudsman(t).Subjects[0].Reference
	sharing, err := d.Sharing(t.Context(), looking(auditor), subject, disclosure.Date{}, answering.SharingPage{})
	if err != nil {
		t.Fatal(detail(err))
	}
	review := d.draft(t, subject, door.Person)
	said := map[string]map[disclosure.EntryID][]desk.ReadFlag{"sharing": {}, "review": {}}
	for _, about := range sharing.Disclosures {
		said["sharing"][about.Entry] = about.Became
		if want := about.Entry == waits; slices.Contains(about.Waiting, "XX-9") != want {
			t.Errorf("%s: flags that wait are %q", about.Case, about.Waiting)
		}
	}
	for _, j := range review.About {
		said["review"][j.Entry] = j.Flags
	}
	day := d.now.In(disclosure.London).Format("2 January 2006")
	for view, of := range said {
		for _, tt := range []struct {
			of                disclosure.EntryID
			open, clear, meet bool
			says              string
		}{
			{waits, true, false, false, "waits for the Data Protection Officer."},
			{cleared, false, true, false, "was cleared by " + dpo.Name + " on " + day + ": The head of service confirmed it."},
			{met, false, false, true, "was met by the correction of " + housing.Name + " on " + day + ": Written down wrongly."},
			{both, false, true, false, "was cleared by " + dpo.Name + " on " + day + ": The head of service confirmed it."},
		} {
			flags := of[mended[tt.of]]
			if len(flags) != 1 {
				t.Fatalf("%s: %d flags of %q, want 1", view, len(flags), tt.says)
			}
			f := flags[0]
			if f.Rule != "XX-9" || f.Name == "" || f.Open != tt.open || (f.Cleared != nil) != tt.clear || (f.Met != nil) != tt.meet || !strings.HasPrefix(f.Became, "XX-9 ("+f.Name+"): "+f.Detail) || !strings.HasSuffix(f.Became, tt.says) {
				t.Errorf("%s: %+v, want %q", view, f, tt.says)
			}
			if corrected := mended[tt.of] != tt.of; (f.Before == tt.of) != corrected {
				t.Errorf("%s: it stands on %q", view, f.Before)
			}
		}
	}
}

// A page reads on past flags that corrections have met, and past those that are not meant.
func TestAPageOfTheQueueIsNotEmptyWhereAFlagWaits(t *testing.T) {
	const met = 51 // one more than a page looks at
	d := newDesk(t)
	for range met {
		d.corrects(t, housing, d.record(t, housing, toOmbudsman(t, approvedByItself)).ID, toOmbudsman(t))
	}
	waits := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	page, err := d.Queue(t.Context(), looking(dpo), recording.FlagFilter{}, "")
	if err != nil || len(page.Flags) != 1 || page.Flags[0].Entry != waits || page.Cursor != "" {
		t.Errorf("behind flags that were met: %d flags, more %v, %v; want the one that waits", len(page.Flags), page.Cursor != "", err)
	}
	for range met {
		d.record(t, housing, toOmbudsman(t, approvedByItself))
	}
	other := housing
	other.Subject, other.Name = "sub-other", "O. Ther"
	meant := d.record(t, other, toOmbudsman(t, func(b *disclosure.Disclosure) { b.AuthorisedBy.Name = other.Name })).ID
	page, err = d.Queue(t.Context(), looking(dpo), recording.FlagFilter{RecordedBy: other.Name}, "")
	if err != nil || len(page.Flags) != 1 || page.Flags[0].Entry != meant || page.Cursor != "" {
		t.Errorf("behind flags that are not meant: %d flags, more %v, %v; want the one of %s", len(page.Flags), page.Cursor != "", err, other.Name)
	}
	page, err = d.Queue(t.Context(), looking(dpo), recording.FlagFilter{RecordedBy: "N. Obody"}, "")
	if err != nil || len(page.Flags) != 0 || page.Cursor != "" {
		t.Errorf("nobody's: %d flags, more %v, %v; want none, and no more", len(page.Flags), page.Cursor != "", err)
	}
}

// What reads on stops, and says that there is more.
func TestAPageOfTheQueueReadsOnOnlySoFar(t *testing.T) {
	d := newDesk(t)
	for range 501 { // one more than a page may look at
		d.record(t, housing, toOmbudsman(t, approvedByItself))
	}
	d.table.Reset()
	page, err := d.Queue(t.Context(), looking(dpo), recording.FlagFilter{RecordedBy: "N. Obody"}, "")
	if err != nil || len(page.Flags) != 0 || page.Cursor == "" {
		t.Errorf("%d flags, more %v, %v; want none, and more", len(page.Flags), page.Cursor != "", err)
	}
	if calls := d.table.Calls(); calls.Query != 10 {
		t.Errorf("%d queries, want 10", calls.Query)
	}
}

func TestSeveralFlagsAreClearedForOneReason(t *testing.T) {
	d := newDesk(t)
	var named []recording.FlagRef
	for range 3 {
		named = append(named, recording.FlagRef{Entry: d.record(t, housing, toOmbudsman(t, approvedByItself)).ID})
	}
	departed := d.record(t, housing, toOmbudsman(t, mistaken))
	own := d.record(t, dpo, toOmbudsman(t, func(d *disclosure.Disclosure) { d.AuthorisedBy.Name = dpo.Name }))

	by := asks(dpo)
	asked := recording.FlagsToClear{Flags: append(named[:2:2], named[0], recording.FlagRef{Entry: own.ID}), Reason: "The scheme of delegation was looked at."}
	for _, time := range []string{"first", "sent again"} {
		cleared, err := d.ClearFlags(t.Context(), by, asked)
		if err != nil || cleared.Count != 2 || len(cleared.Left) != 1 || cleared.Left[0].Entry != own.ID {
			t.Fatalf("%s: %+v, %v; want two cleared and one's own left", time, cleared, err)
		}
	}
	if got := d.checkWhole(t, disclosure.KindFlagCleared); got != 2 {
		t.Errorf("%d clearings are on record, want one for each of two flags", got)
	}

	by, asked = asks(dpo), recording.FlagsToClear{Filter: &recording.FlagFilter{Department: housing.Department}, Reason: "Looked at."}
	for _, time := range []string{"first", "sent again"} {
		cleared, err := d.ClearFlags(t.Context(), by, asked)
		if err != nil || cleared.Count != 1 || cleared.Cleared[0].Entry != named[2].Entry {
			t.Errorf("by a filter, %s: %+v, %v; want the third cleared", time, cleared, err)
		}
		for _, left := range cleared.Left {
			if left.Entry != departed.ID {
				t.Errorf("%s: left %+v, want only the departure", time, left)
			}
		}
		d.record(t, housing, toOmbudsman(t, approvedByItself)) // which the call did not mean
	}
	asked.Reason = "Another reason."
	if _, err := d.ClearFlags(t.Context(), by, asked); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("another request with the same key: %v, want a conflict", err)
	}
	page, err := d.Read(t.Context(), looking(dpo), desk.Search{Department: housing.Department}, 0, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	for _, reading := range page.Disclosures {
		for _, flag := range reading.Flags {
			if flag.Open != (flag.Cleared == nil) || flag.Cleared != nil && (flag.Cleared.Reason == "" || flag.Cleared.By != dpo.Name) {
				t.Errorf("the flag %s of a reading: open %v, cleared %+v", flag.Rule, flag.Open, flag.Cleared)
			}
		}
	}
	for name, wrong := range map[string]recording.FlagsToClear{
		"neither": {Reason: "?"}, "an empty filter": {Filter: &recording.FlagFilter{}, Reason: "?"},
		"both": {Flags: named, Filter: &recording.FlagFilter{Rule: "XX-9"}, Reason: "?"},
	} {
		if _, err := d.ClearFlags(t.Context(), asks(dpo), wrong); kindOf(t, err) != disclosure.Refused {
			t.Errorf("%s: %v, want it refused", name, err)
		}
	}
}
