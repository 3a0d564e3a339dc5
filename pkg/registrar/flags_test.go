package registrar_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/registrar"
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

func (d *desk) queue(t *testing.T) []registrar.OpenFlag {
	t.Helper()
	var all []registrar.OpenFlag
	for cursor := ""; ; {
		page, err := d.Queue(t.Context(), looking(dpo), cursor)
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
	if _, err := d.Queue(t.Context(), looking(housing), ""); kindOf(t, err) != disclosure.Forbidden {
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
	if found := d.finds(t, dpo, registrar.Search{Flag: recorded.Flags[0].Rule}); len(found) != 1 {
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
	second := dpo
	second.Subject = "sub-dpo-2"
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
