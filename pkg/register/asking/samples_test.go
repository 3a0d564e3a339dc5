package asking_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/asking"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/sample"
	"disclosure-register/pkg/sealing"
	"disclosure-register/pkg/store/storetest"
)

// oneCheckpoint is a log of which nothing but its newest checkpoint is asked;
// whoever asks for more panics.
type oneCheckpoint struct {
	desk.Log
	newest string
}

func (l oneCheckpoint) Checkpoint(context.Context, string) ([]byte, error) {
	if l.newest == "" {
		return nil, sealing.ErrNotYet
	}
	return []byte(l.newest), nil
}

// newAuditedDesk has an archive and a log.
func newAuditedDesk(t *testing.T) *office {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	return newOffice(t, desk.Options{
		Letters: archive.NewCorrespondence(client, letters), Reports: archive.NewReports(client, reports), Log: oneCheckpoint{newest: "a checkpoint"},
	})
}

// november is a question about the disclosures of November.
func november(seed string) asking.SampleQuestion {
	return asking.SampleQuestion{Seed: seed, From: disclosure.NewDate(2026, 11, 1), To: disclosure.NewDate(2026, 11, 30)}
}

func (d *office) sample(t *testing.T, q asking.SampleQuestion) asking.Sample {
	t.Helper()
	s, err := d.DrawSample(t.Context(), looking(auditor), q)
	if err != nil {
		t.Fatal(detail(err))
	}
	return s
}

func members(s asking.Sample) []disclosure.EntryID {
	ids := []disclosure.EntryID{}
	for _, item := range s.Items {
		ids = append(ids, item.Member)
	}
	return ids
}

// An auditor with the list of entries and the published method draws the same
// sample without the register.
func TestASampleCanBeDrawnAgainWithoutTheRegister(t *testing.T) {
	d := newAuditedDesk(t)
	for i := range 40 {
		d.record(t, housing, toOmbudsman(t, on(1+i%9), inCase(disclosure.CaseRef(fmt.Sprintf("DBC-C-%d", i)))))
	}
	d.record(t, housing, toOmbudsman(t, on(4), refused(disclosure.NoPower), inCase("DBC-C-exempt")))
	q := november("2026-audit")
	q.Size = 10
	d.table.Reset()
	got := d.sample(t, q)
	if calls, want := d.table.Calls(), (storetest.Calls{Query: 4 + 10, BatchGet: 1, Transact: 1}); calls != want {
		t.Errorf("calls = %+v, want %+v: the period, what was recorded twice, ten cases' letters, ten entries at once, and the look", calls, want)
	}

	var population []sample.Member
	exempt := 0
	for cursor := ""; ; {
		page, err := d.Search(t.Context(), looking(auditor), desk.Search{From: q.From, To: q.To}, 0, cursor)
		if err != nil {
			t.Fatal(detail(err))
		}
		for _, row := range page.Rows {
			m := sample.Member{ID: row.ID.String(), Weight: 1}
			if slices.ContainsFunc(row.Legal, func(id string) bool { return strings.HasPrefix(id, "dpa18-sch2") }) {
				m.Weight = 4
				exempt++
			}
			population = append(population, m)
		}
		if cursor = page.Cursor; cursor == "" {
			break
		}
	}
	want := []disclosure.EntryID{}
	for _, drawn := range sample.Draw("2026-audit", 10, population) {
		want = append(want, disclosure.EntryID(drawn.ID))
	}
	if !slices.Equal(members(got), want) {
		t.Errorf("drawn %v, want %v", members(got), want)
	}
	if p := got.Population; p.Size != 41 || p.WithExemptions != exempt || exempt != 1 || p.Fingerprint != sample.Fingerprint(population) {
		t.Errorf("population %+v of %d, %d exempt", p, len(population), exempt)
	}
	if got.Checkpoint != "a checkpoint" || got.Seed != "2026-audit" || got.SeedDrawn {
		t.Errorf("drawn by %q (%t) at %q", got.Seed, got.SeedDrawn, got.Checkpoint)
	}
}

func TestASampleStaysTheSame(t *testing.T) {
	d := newAuditedDesk(t)
	var ids []disclosure.EntryID
	for i := range 12 {
		ids = append(ids, d.record(t, housing, toOmbudsman(t, on(1+i))).ID)
	}
	q := november("2026-audit")
	q.Size = 5
	before := d.sample(t, q)
	if again := d.sample(t, q); !reflect.DeepEqual(again, before) {
		t.Errorf("asked again: %v, want %v", members(again), members(before))
	}
	d.record(t, housing, toOmbudsman(t, at("2026-10-31T09:00:00Z")))
	if again := d.sample(t, q); !reflect.DeepEqual(again, before) {
		t.Errorf("after an entry of another month: %v, want %v", members(again), members(before))
	}
	// A correction keeps the disclosure's lots, and is what is shown.
	drawn := before.Items[0]
	fixed, err := d.Correct(t.Context(), d.asks(housing), drawn.Member, correction(toOmbudsman(t, on(20))))
	if err != nil {
		t.Fatal(detail(err))
	}
	again := d.sample(t, q)
	if !slices.Equal(members(again), members(before)) || again.Items[0].Entry.ID != fixed.ID || again.Population != before.Population {
		t.Errorf("after a correction: %v of %+v, showing %s", members(again), again.Population, again.Items[0].Entry.ID)
	}
	// All of a population that is no larger.
	q.Size = 50
	if all := members(d.sample(t, q)); len(all) != len(ids) {
		t.Errorf("drew %d of %d", len(all), len(ids))
	}
	q = november("")
	if one, other := d.sample(t, q), d.sample(t, q); one.Seed == other.Seed || !one.SeedDrawn || len(one.Seed) != 32 {
		t.Errorf("seeds drawn: %q and %q", one.Seed, other.Seed)
	}
}

func TestASampleShowsTheLettersOfItsCases(t *testing.T) {
	d := newAuditedDesk(t)
	body := toOmbudsman(t)
	ref, id := body.Case, d.record(t, housing, body).ID
	ticket, err := d.RequestUpload(t.Context(), d.asks(housing), ref, letter(id))
	if err != nil {
		t.Fatal(detail(err))
	}
	put(t, ticket)
	if _, err := d.CompleteUpload(t.Context(), d.asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	other, err := d.RequestUpload(t.Context(), d.asks(housing), ref, letter(""))
	if err != nil {
		t.Fatal(detail(err))
	}
	s := d.sample(t, november("2026-audit"))
	if len(s.Items) != 1 || s.Items[0].Member != id || len(s.Items[0].Letters) != 2 {
		t.Fatalf("drawn %+v", s.Items)
	}
	first, second := s.Items[0].Letters[0], s.Items[0].Letters[1]
	if first.Document != ticket.Document || !first.Own || first.State != "archived" || second.Document != other.Document || second.Own {
		t.Errorf("letters %+v", s.Items[0].Letters)
	}
	if want := "/cases/" + ref.String() + "/correspondence/" + ticket.Document.String(); first.Open != want || first.Check != want+"/check" {
		t.Errorf("opened by %q, checked by %q", first.Open, first.Check)
	}
}

// An auditor sees of each flag whether it waits, and who cleared it and why: also of one
// that stands on what was corrected since.
func TestASampleSaysWhatBecameOfEachFlag(t *testing.T) {
	d := newAuditedDesk(t)
	byItself := func(b *disclosure.Disclosure) {
		b.AuthorisedBy = disclosure.Officer{Name: housing.Name, Post: "Manager"}
	}
	cleared, waits := d.record(t, housing, toOmbudsman(t, byItself, inCase("DBC-C-cleared"))), d.record(t, housing, toOmbudsman(t, byItself, inCase("DBC-C-waits")))
	if len(cleared.Flags) != 1 || len(waits.Flags) != 1 {
		t.Fatalf("flags %+v and %+v, want one of each", cleared.Flags, waits.Flags)
	}
	if _, err := d.ClearFlag(t.Context(), d.asks(dpo), cleared.ID, 0, "The head of service has approved it since."); err != nil {
		t.Fatal(detail(err))
	}
	says := func() map[disclosure.EntryID]string {
		said := map[disclosure.EntryID]string{}
		for _, item := range d.sample(t, november("2026-audit")).Items {
			for _, f := range item.Flags {
				said[item.Member] += fmt.Sprint(f.Rule, " ", f.Name != "", " ", f.Open)
				if f.Cleared != nil {
					said[item.Member] += " " + f.Cleared.By + ": " + f.Cleared.Reason
				}
				if f.Before != "" {
					said[item.Member] += " before"
				}
			}
		}
		return said
	}
	const why = " D. P. Officer: The head of service has approved it since."
	if got, want := says(), (map[disclosure.EntryID]string{cleared.ID: "XX-9 true false" + why, waits.ID: "XX-9 true true"}); !reflect.DeepEqual(got, want) {
		t.Errorf("the sample says %q, want %q", got, want)
	}
	if _, err := d.Correct(t.Context(), d.asks(housing), cleared.ID, correction(toOmbudsman(t, inCase("DBC-C-cleared")))); err != nil {
		t.Fatal(detail(err))
	}
	if got, want := says()[cleared.ID], "XX-9 true false"+why+" before"; got != want {
		t.Errorf("after a correction it says %q, want %q", got, want)
	}
}

var letterText = []byte("Dear Ombudsman, please find the complaint file enclosed. (A sample.)")

func letter(id disclosure.EntryID) desk.LetterRequest {
	sum := sha256.Sum256(letterText)
	return desk.LetterRequest{
		Title: "Letter to the ombudsman", ContentType: "text/plain", Size: int64(len(letterText)),
		SHA256: hex.EncodeToString(sum[:]), Disclosure: id,
	}
}

// put uploads the letter as the department would, with exactly the ticket's headers.
func put(t *testing.T, ticket recording.UploadTicket) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), ticket.Method, ticket.URL, bytes.NewReader(letterText))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("the archive answered %d", response.StatusCode)
	}
}

// Whoever asks who looked at an entry, at its case or at its person is told of the
// sample.
func TestASampleIsALookAtEachOfItsEntries(t *testing.T) {
	d := newAuditedDesk(t)
	id := d.record(t, housing, toOmbudsman(t)).ID
	d.record(t, housing, toOmbudsman(t, about("DBC-P-other"), inCase("DBC-C-other")))
	d.sample(t, november("2026-audit"))
	for name, s := range map[string]desk.AccessSearch{
		"the entry":  {Entry: id, Action: "draw-sample"},
		"the case":   {Case: toOmbudsman(t).Case, Action: "draw-sample"},
		"the person": {Subject: mrsA, Action: "draw-sample"},
	} {
		if looks := d.accesses(t, s); len(looks) != 1 || looks[0].Asked["seed"] != "2026-audit" || looks[0].Results != 2 || looks[0].Purpose == "" {
			t.Errorf("looks at %s: %+v", name, looks)
		}
	}
}

// A sample of so many people that it takes two records of the look is given only
// when both are there.
func TestALargeSampleIsOnRecordWhole(t *testing.T) {
	d := newAuditedDesk(t)
	for n := range 3 {
		var people []string
		for i := range 40 {
			people = append(people, fmt.Sprintf("DBC-P-%d-%d", n, i))
		}
		d.record(t, housing, toOmbudsman(t, about(people...)))
	}
	for n := range 2 {
		d.table.Reset()
		for try := range 4 { // a commit tries three times more
			d.table.Inject(storetest.OnTransact(n+1+try, storetest.TimeoutNotApplied))
		}
		if s, err := d.DrawSample(t.Context(), looking(auditor), november("2026-audit")); kindOf(t, err) != disclosure.Unavailable || len(s.Items) > 0 {
			t.Errorf("with look %d not recorded: %d items, %v", n+1, len(s.Items), err)
		}
	}
	d.table.Reset()
	if s := d.sample(t, november("2026-audit")); len(s.Items) != 3 {
		t.Fatalf("%d drawn, want 3", len(s.Items))
	}
	if calls := d.table.Calls(); calls.Transact != 2 {
		t.Errorf("%d transactions, want 2", calls.Transact)
	}
}

func TestASampleThatCannotBeDrawnIsRefused(t *testing.T) {
	d := newAuditedDesk(t)
	for pointer, change := range map[string]func(*asking.SampleQuestion){
		"/seed": func(q *asking.SampleQuestion) { q.Seed = "two\nlines" },
		"/size": func(q *asking.SampleQuestion) { q.Size = 101 },
		"/from": func(q *asking.SampleQuestion) { q.From = disclosure.Date{} },
		"/to":   func(q *asking.SampleQuestion) { q.To = q.From.AddDays(-1) },
	} {
		q := november("2026-audit")
		change(&q)
		_, err := d.DrawSample(t.Context(), looking(auditor), q)
		if err == nil || kindOf(t, err) != disclosure.Refused || err.(*disclosure.Error).Findings[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	// A register without disclosures, or without a log yet, has an empty sample.
	empty := newOffice(t, desk.Options{Log: oneCheckpoint{}})
	if s := empty.sample(t, november("2026-audit")); s.Items == nil || len(s.Items) != 0 || s.Population.Size != 0 || s.Checkpoint != "" {
		t.Errorf("of nothing: %+v", s)
	}
}
