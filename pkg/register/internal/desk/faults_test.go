package desk_test

import (
	"context"
	"testing"
	"time"

	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/store/storetest"
)

// change is one kind of change: what must be there first, and the change itself,
// which returns what it made.
type change struct {
	kind    disclosure.Kind
	prepare func(*testing.T, *office) func(*office, desk.Asking) (string, error)
	by      disclosure.Caller
}

func changes() map[string]change {
	aDisclosure := func(t *testing.T, d *office) disclosure.EntryID {
		return d.record(t, housing, toOmbudsman(t, approvedByItself)).ID
	}
	id := func(r desk.Recorded, err error) (string, error) { return r.ID.String(), err }
	return map[string]change{
		"recording": {disclosure.KindDisclosure, func(t *testing.T, _ *office) func(*office, desk.Asking) (string, error) {
			body := toOmbudsman(t)
			return func(d *office, by desk.Asking) (string, error) { return id(d.Record(t.Context(), by, body)) }
		}, housing},
		"correcting": {disclosure.KindCorrection, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			entry, body := aDisclosure(t, d), correction(toOmbudsman(t))
			return func(d *office, by desk.Asking) (string, error) { return id(d.Correct(t.Context(), by, entry, body)) }
		}, housing},
		"closing": {disclosure.KindCaseClosed, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			aDisclosure(t, d)
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.Close(t.Context(), by, toOmbudsman(t).Case, disclosure.Closure{ClosedOn: today}))
			}
		}, housing},
		"placing a hold": {disclosure.KindHoldPlaced, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			aDisclosure(t, d)
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.PlaceHold(t.Context(), by, toOmbudsman(t).Case, disclosure.HoldPlaced{By: "County Court", Reason: "Pending.", ReviewOn: tomorrow}))
			}
		}, dpo},
		"learning a fact": {disclosure.KindFact, func(t *testing.T, _ *office) func(*office, desk.Asking) (string, error) {
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.LearnFact(t.Context(), by, objection()))
			}
		}, dpo},
		"recording a request for access": {disclosure.KindFact, func(t *testing.T, _ *office) func(*office, desk.Asking) (string, error) {
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.RecordRequest(t.Context(), by, asksFor("DBC-P-204417", today)))
			}
		}, dpo},
		"deciding on an answer": {disclosure.KindAnswerDecided, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			body := toOmbudsman(t, happened, nobodyTold)
			decision := toShow(body.Subjects[0].Reference, d.record(t, housing, body).ID)
			return func(d *office, by desk.Asking) (string, error) {
				got, err := d.DecideAnswer(t.Context(), by, decision)
				return id(got.Recorded, err)
			}
		}, dpo},
		"deciding on a duplicate": {disclosure.KindDuplicateDecided, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			of, entry := aDisclosure(t, d), aDisclosure(t, d)
			return func(d *office, by desk.Asking) (string, error) {
				got, err := d.DecideDuplicate(t.Context(), by, entry, disclosure.DuplicateDecided{Of: of, Decision: disclosure.AreOne, Reason: "The same letter."})
				return id(got.Recorded, err)
			}
		}, dpo},
		"proposing a join": {disclosure.KindJoin, func(t *testing.T, _ *office) func(*office, desk.Asking) (string, error) {
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.ProposeJoin(t.Context(), by, protecting(before, now)))
			}
		}, dpo},
		"confirming a join": {disclosure.KindJoinDecided, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			join := d.proposesJoin(t, protecting(before, now))
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.ConfirmJoin(t.Context(), by, join, disclosure.JoinDecided{Outcome: disclosure.JoinConfirmed, Reason: "Compared."}))
			}
		}, secondDPO},
		"ending a join": {disclosure.KindJoinEnded, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			join := d.joins(t, protecting(before, now))
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.EndJoin(t.Context(), by, join, disclosure.JoinEnded{Reason: "They are sisters."}))
			}
		}, secondDPO},
		"clearing a flag": {disclosure.KindFlagCleared, func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			entry := aDisclosure(t, d)
			return func(d *office, by desk.Asking) (string, error) {
				return id(d.ClearFlag(t.Context(), by, entry, 0, "Confirmed."))
			}
		}, dpo},
		"asking for a ticket": {"", func(t *testing.T, d *office) func(*office, desk.Asking) (string, error) {
			letter := letter(aDisclosure(t, d))
			return func(d *office, by desk.Asking) (string, error) {
				ticket, err := d.RequestUpload(t.Context(), by, toOmbudsman(t).Case, letter)
				return ticket.Document.String(), err
			}
		}, housing},
		"asking for an export": {"", func(t *testing.T, _ *office) func(*office, desk.Asking) (string, error) {
			return func(d *office, by desk.Asking) (string, error) {
				job, err := d.RequestExport(t.Context(), by, everything())
				return job.ID, err
			}
		}, auditor},
	}
}

// Whatever fails, and whether or not it was applied, a client that repeats its
// request makes the change once: one entry, and nothing that dangles.
func TestAnyChangeAfterAnyFaultHappensOnce(t *testing.T) {
	for name, c := range changes() {
		for _, fault := range []storetest.Injection{
			storetest.OnBatchGet(1, storetest.TimeoutNotApplied),
			storetest.OnTransact(1, storetest.Conflict),
			storetest.OnTransact(1, storetest.TimeoutApplied),
			storetest.OnTransact(storetest.Every, storetest.TimeoutApplied),
			storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied),
			storetest.OnTransact(1, storetest.CrashBefore),
			storetest.OnTransact(1, storetest.CrashAfter),
		} {
			t.Run(name+"/"+fault.String(), func(t *testing.T) {
				d := newDesk(t)
				do, by := c.prepare(t, d), asks(c.by)
				d.table.Inject(fault)
				first, firstErr := do(d, by)
				d.table.Reset()
				again, err := do(d, by)
				if err != nil {
					t.Fatalf("the repeat: %v", detail(err))
				}
				if firstErr == nil && first != again {
					t.Errorf("acknowledged %s, then %s", first, again)
				}
				after := len(d.keys(t))
				if third, err := do(d, by); err != nil || third != again || len(d.keys(t)) != after {
					t.Errorf("a third time: %s, %v; want %s and nothing written", third, err, again)
				}
				if got := d.checkWhole(t, c.kind); c.kind != "" && got != 1 {
					t.Errorf("%d entries of kind %s, want 1", got, c.kind)
				}
			})
		}
	}
}

// What keeps a case or protects a person is not put off because others are quicker,
// however often; and it ends when the caller has gone.
func TestWhatProtectsStandsThoughOthersAreAtTheCase(t *testing.T) {
	for _, name := range []string{"placing a hold", "learning a fact", "recording a request for access", "deciding on an answer", "proposing a join", "confirming a join", "ending a join"} {
		t.Run(name, func(t *testing.T) {
			d, c := newDesk(t), changes()[name]
			do, by := c.prepare(t, d), asks(c.by)
			var busy []storetest.Injection
			for n := range 40 {
				busy = append(busy, storetest.OnTransact(n+1, storetest.Conflict))
			}
			d.table.Inject(busy...)
			if _, err := do(d, by); err != nil {
				t.Errorf("got %v, want it in the end", detail(err))
			}
		})
	}
	d := newDesk(t)
	d.record(t, housing, toOmbudsman(t, approvedByItself))
	d.table.Inject(storetest.OnTransact(storetest.Every, storetest.Conflict))
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	hold := disclosure.HoldPlaced{By: "County Court", Reason: "Pending.", ReviewOn: tomorrow}
	if _, err := d.PlaceHold(short, asks(dpo), toOmbudsman(t).Case, hold); err == nil {
		t.Error("got no error though the caller has gone")
	}
}
