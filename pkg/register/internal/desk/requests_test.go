package desk_test

import (
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/answering"
	"disclosure-register/pkg/register/asking"
)

// asksFor is a request by the person for their own data, received on the day, when
// it was clear who asked.
func asksFor(subject string, received disclosure.Date) answering.RequestForAccess {
	return answering.RequestForAccess{Subject: subject, Received: received, AccessRequest: disclosure.AccessRequest{
		AskedBy: "A. Sample", As: disclosure.AskerPerson, IdentitySettled: received,
	}}
}

func (d *office) request(t *testing.T, q answering.RequestForAccess) disclosure.EntryID {
	t.Helper()
	got, err := d.RecordRequest(t.Context(), asks(dpo), q)
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.ID
}

func (d *office) requests(t *testing.T, ended bool) []asking.RequestView {
	t.Helper()
	got, err := d.AccessRequests(t.Context(), looking(auditor), ended, "")
	if err != nil {
		t.Fatal(detail(err))
	}
	return got.Requests
}

func TestRequestsForAccessAreListedByTheirLastDay(t *testing.T) {
	d := newDesk(t)
	d.now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	late, early := asksFor("DBC-P-2", theDay(15)), asksFor("DBC-P-1", disclosure.NewDate(2026, 10, 12))
	d.request(t, late)
	first := d.request(t, early)

	open := d.requests(t, false)
	if len(open) != 2 || open[0].Subject != "DBC-P-1" || open[0].Overdue != 8 || open[0].Clock.LastDay != theDay(12) || open[1].Overdue != 0 {
		t.Fatalf("got %+v, want DBC-P-1 first, eight days overdue", open)
	}

	// It was clear who asked only a fortnight later, and it was extended in time.
	early.Replaces, early.IdentitySettled = first, disclosure.NewDate(2026, 10, 26)
	early.Extended = &disclosure.Extension{To: disclosure.NewDate(2027, 1, 26), Because: "Nine departments hold data.", Told: theDay(19)}
	second := d.request(t, early)
	open = d.requests(t, false)
	if len(open) != 2 || open[0].Subject != "DBC-P-2" || open[1].Entry != second || open[1].Overdue != 0 {
		t.Fatalf("got %+v, want the extended one last", open)
	}
	if _, err := d.RecordRequest(t.Context(), asks(dpo), early); err == nil {
		t.Error("what has been replaced was replaced again")
	}

	early.Replaces, early.NoAnswer = second, "Withdrawn by letter."
	ended := d.request(t, early)
	if open, gone := d.requests(t, false), d.requests(t, true); len(open) != 1 || len(gone) != 1 || gone[0].Entry != ended || gone[0].Ended != disclosure.DateOf(d.now) {
		t.Fatalf("got open %+v, ended %+v", open, gone)
	}
	early.Replaces = ended
	if _, err := d.RecordRequest(t.Context(), asks(dpo), early); err == nil {
		t.Error("a request that has ended was changed")
	}
}
