package desk_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store"
)

// left is what the department has left to do, page after page: the rules of the flags that
// wait on each disclosure, and "telling".
func (d *office) left(t *testing.T, by disclosure.Caller) (letters []desk.AwaitedLetter, left map[disclosure.EntryID][]string) {
	t.Helper()
	left = map[disclosure.EntryID][]string{}
	for cursor, pages := "", 0; ; pages++ {
		page, err := d.OwnWork(t.Context(), looking(by), cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		letters = append(letters, page.Letters...)
		for _, l := range page.Disclosures {
			if left[l.ID] != nil {
				t.Errorf("%s is on two pages", l.ID)
			}
			for _, f := range l.Waiting {
				left[l.ID] = append(left[l.ID], f.Rule)
			}
			if !l.TellBy.IsZero() {
				left[l.ID] = append(left[l.ID], "telling")
			}
		}
		if cursor = page.Cursor; cursor == "" {
			return letters, left
		}
		if pages == 50 {
			t.Fatal("what is left to do does not end")
		}
	}
}

func TestADepartmentSeesWhatItHasLeftToDo(t *testing.T) {
	d := newDesk(t)
	dueNow := func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: d.today()}
	}
	later := func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Deferred, On: d.today().AddDays(9)}
	}
	d.record(t, housing, toOmbudsman(t))
	d.record(t, housing, toOmbudsman(t, later))
	telling := d.record(t, housing, toOmbudsman(t, dueNow)).ID
	flagged := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	cleared := d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	if _, err := d.ClearFlag(t.Context(), asks(dpo), cleared, 0, "Seen."); err != nil {
		t.Fatal(detail(err))
	}
	d.record(t, revenuesIn("Revenues"), toOmbudsman(t, mistaken, inCase("theirs")))
	departed := d.record(t, housing, toOmbudsman(t, mistaken)).ID
	put := d.corrects(t, housing, departed, toOmbudsman(t)) // takes it back, so that it waits still

	_, left := d.left(t, housing)
	if len(left) != 3 || !slices.Equal(left[telling], []string{"telling"}) || !slices.Equal(left[flagged], []string{"XX-9"}) || len(left[departed]) == 0 {
		t.Errorf("left are %v; want the telling %s, the flag of %s and the departure %s", left, telling, flagged, departed)
	}
	if left[put] != nil {
		t.Errorf("the correction has %v left", left[put])
	}
	d.corrects(t, housing, telling, toOmbudsman(t, func(b *disclosure.Disclosure) {
		b.TellSubject = disclosure.TellSubject{Outcome: disclosure.Told, On: d.today()}
	}))
	d.corrects(t, housing, flagged, toOmbudsman(t))
	if _, left = d.left(t, housing); len(left) != 1 || left[departed] == nil {
		t.Errorf("once corrected, left are %v; want %s alone", left, departed)
	}
}

// What an untold marker flags is not left to do: no department is told of it.
func TestNoDepartmentHasAKeptFlagLeft(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	d.learn(t, dpo, disclosure.Fact{
		Kind: disclosure.FactMarker, About: aboutSubject("DBC-P-marked"), From: disclosure.NewDate(2026, 1, 5), Reason: "Threats at a visit",
		ReviewBy: disclosure.NewDate(2026, 7, 1), SubjectTold: disclosure.NotTold, Ground: "dpa18-sch2-para2", DPOConsulted: disclosure.NewDate(2026, 1, 5),
	})
	own := func(b *disclosure.Disclosure) { b.AuthorisedBy.Name = housing.Name }
	marked := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked"))).ID
	both := d.record(t, housing, example(t, "dartford-contact-marker", about("DBC-P-marked"), own)).ID
	if queue := d.queue(t); len(queue) < 4 {
		t.Fatalf("%d flags wait, want the kept ones of both", len(queue))
	}
	if _, left := d.left(t, housing); len(left) != 1 || left[marked] != nil || !slices.Equal(left[both], []string{"XX-9"}) {
		t.Errorf("left are %v, want the flag that anybody would have of %s", left, both)
	}
}

// Pages go on where the last ended.
func TestWhatIsLeftIsPaged(t *testing.T) {
	d := newDeskWith(t, desk.Options{})
	for range 45 {
		d.record(t, housing, toOmbudsman(t, approvedByItself))
	}
	page, err := d.OwnWork(t.Context(), looking(housing), "")
	if err != nil || len(page.Disclosures) != 20 || page.Cursor == "" {
		t.Fatalf("the first page has %d, %v", len(page.Disclosures), err)
	}
	if _, left := d.left(t, housing); len(left) != 45 {
		t.Errorf("%d are left, want 45", len(left))
	}
}

// A letter that has not arrived is on its department's list until it has, or is given up.
func TestAnUnfinishedLetterIsListedUntilItArrives(t *testing.T) {
	d := newDesk(t)
	ref, _, ticket := aCase(t, d)
	revenues := revenuesIn("Revenues")
	d.record(t, revenues, toOmbudsman(t, inCase(ref)))
	theirs, err := d.RequestUpload(t.Context(), asks(revenues), ref, letter(""))
	if err != nil {
		t.Fatal(detail(err))
	}
	given, err := d.RequestUpload(t.Context(), asks(housing), ref, letter(""))
	if err != nil {
		t.Fatal(detail(err))
	}
	listed := func(by disclosure.Caller) (ids []disclosure.DocumentID) {
		t.Helper()
		letters, _ := d.left(t, by)
		for _, l := range letters {
			if l.In != ref || l.Title == "" || !l.Lapses.Equal(l.TicketedAt.Add(desk.TicketLapses)) {
				t.Errorf("the letter is listed as %+v", l)
			}
			ids = append(ids, l.Document)
		}
		slices.Sort(ids)
		return ids
	}
	both := []disclosure.DocumentID{ticket.Document, given.Document}
	slices.Sort(both)
	if got := listed(housing); !slices.Equal(got, both) {
		t.Errorf("housing's are %v, want %v", got, both)
	}
	if got := listed(revenues); !slices.Equal(got, []disclosure.DocumentID{theirs.Document}) {
		t.Errorf("revenues' are %v, want %v", got, theirs.Document)
	}
	if status := put(t, ticket, letterText); status != http.StatusOK {
		t.Fatalf("PUT answered %d", status)
	}
	if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	if got := listed(housing); !slices.Equal(got, []disclosure.DocumentID{given.Document}) {
		t.Errorf("once one has arrived: %v, want %v", got, given.Document)
	}
	own, err := d.OwnCase(t.Context(), looking(housing), ref, "")
	if err != nil || len(own.Letters) != 2 || own.Letters[0].Document != given.Document || own.Letters[0].Lapses.IsZero() || !own.Letters[1].Archived() {
		t.Errorf("the case shows housing %+v, %v", own.Letters, err)
	}
	again, err := d.Ticket(t.Context(), looking(housing), ref, given.Document)
	if err != nil || again.Document != given.Document || put(t, again, letterText) != http.StatusOK {
		t.Errorf("the ticket, once more: %+v, %v", again, err)
	}
	for by, want := range map[*disclosure.Caller]disclosure.ErrorKind{&revenues: disclosure.NotFound, &auditor: disclosure.Forbidden} {
		if _, err := d.Ticket(t.Context(), looking(*by), ref, given.Document); kindOf(t, err) != want {
			t.Errorf("%v of %q asks for another's ticket: %v", by.Roles, by.Department, err)
		}
	}
	if _, err := d.Ticket(t.Context(), looking(housing), ref, ticket.Document); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("the ticket of what is archived: %v", err)
	}
	d.turnClock(desk.TicketLapses + time.Hour)
	if got := listed(housing); got != nil {
		t.Errorf("once given up: %v", got)
	}
	files := desk.FilesOf(d.Registrar.Registrar)
	lapsed, _, err := files.LapsedUploads(t.Context(), housing.Register, "")
	if err != nil || len(lapsed) != 2 {
		t.Fatalf("%d lapsed, %v", len(lapsed), err)
	}
	for _, u := range lapsed {
		if err := files.ForgetUpload(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := files.LapsedUploads(t.Context(), housing.Register, ""); err != nil {
		t.Fatal(err)
	}
	for _, department := range []string{housing.Department, revenues.Department} {
		list := store.WatchPartition(housing.Register.String(), store.WatchLetters(disclosure.Canonical(department)))
		if page, err := d.table.Query(t.Context(), store.Query{Partition: list, Limit: 9}); err != nil || len(page.Items) != 0 {
			t.Errorf("%d items are left on the list of %s, %v", len(page.Items), department, err)
		}
	}
}

// A department sees of a case what is its own, and another's case not at all.
func TestADepartmentSeesOfACaseWhatIsItsOwn(t *testing.T) {
	d := newDesk(t)
	ref, _, _ := aCase(t, d)
	revenues := revenuesIn("Revenues")
	if _, err := d.OwnCase(t.Context(), looking(revenues), ref, ""); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department's case: %v", err)
	}
	mine := d.record(t, revenues, toOmbudsman(t, inCase(ref))).ID
	own, err := d.OwnCase(t.Context(), looking(revenues), ref, "")
	if err != nil || len(own.Disclosures) != 1 || own.Disclosures[0].ID != mine || len(own.Letters) != 0 || own.State != disclosure.CaseOpen {
		t.Errorf("revenues sees %+v, %v", own, err)
	}
	for range 60 {
		d.record(t, housing, toOmbudsman(t, inCase(ref)))
	}
	again, err := d.OwnCase(t.Context(), looking(revenues), ref, "")
	if err != nil || len(again.Disclosures) != 1 || again.Cursor != "" {
		t.Errorf("with sixty more of housing's, revenues sees %d and the cursor %q, %v", len(again.Disclosures), again.Cursor, err)
	}
	seen, cursor := 0, ""
	for range 4 {
		page, err := d.OwnCase(t.Context(), looking(housing), ref, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		if seen += len(page.Disclosures); page.Cursor == "" {
			break
		}
		cursor = page.Cursor
	}
	if seen != 61 {
		t.Errorf("housing sees %d of its own, want 61", seen)
	}
}
