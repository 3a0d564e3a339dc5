package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/register/internal/desk"
	"disclosure-register/pkg/register/recording"
	"disclosure-register/pkg/store/storetest"
)

var letterText = []byte("Dear Ombudsman, please find the complaint file enclosed. (A sample.)")

func letter(id disclosure.EntryID) desk.LetterRequest {
	sum := sha256.Sum256(letterText)
	return desk.LetterRequest{
		Title: "Letter to the ombudsman", ContentType: "text/plain", Size: int64(len(letterText)),
		SHA256: hex.EncodeToString(sum[:]), Disclosure: id,
	}
}

// put uploads as the department would, with exactly the ticket's headers.
func put(t *testing.T, ticket recording.UploadTicket, body []byte) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), ticket.Method, ticket.URL, bytes.NewReader(body))
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
	return response.StatusCode
}

// aCase records a disclosure and asks for a ticket for the letter that sent it.
func aCase(t *testing.T, d *office) (disclosure.CaseRef, disclosure.EntryID, recording.UploadTicket) {
	t.Helper()
	body := toOmbudsman(t)
	id := d.record(t, housing, body).ID
	ticket, err := d.RequestUpload(t.Context(), asks(housing), body.Case, letter(id))
	if err != nil {
		t.Fatal(detail(err))
	}
	return body.Case, id, ticket
}

func TestALetterIsArchivedVerifiedAndLinked(t *testing.T) {
	d := newDesk(t)
	ref, id, ticket := aCase(t, d)
	if got := put(t, ticket, letterText); got != http.StatusOK {
		t.Fatalf("PUT answered %d", got)
	}
	archived, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document)
	if err != nil {
		t.Fatal(detail(err))
	}
	if archived.Version == "" || archived.Size != int64(len(letterText)) {
		t.Errorf("archived %+v", archived)
	}
	opened, err := d.Open(t.Context(), looking(housing), id)
	if err != nil || len(opened.Letters) != 1 || opened.Letters[0].ID != archived.ID {
		t.Errorf("the disclosure shows %d letters, %v", len(opened.Letters), err)
	}
	view, err := d.Case(t.Context(), looking(dpo), ref, "")
	if err != nil || len(view.Letters) != 1 || view.Letters[0].State != "archived" || !view.Letters[0].LegalHold {
		t.Errorf("the case shows %+v, %v", view.Letters, err)
	}
	for _, reader := range []disclosure.Caller{housing, dpo, auditor} {
		link, err := d.OpenLetter(t.Context(), looking(reader), ref, ticket.Document)
		if err != nil {
			t.Fatal(detail(err))
		}
		// The file is named for what it is and when it was archived, and for nobody.
		named := regexp.MustCompile(`filename%3D%22([^%]*)%22`).FindStringSubmatch(link.URL)
		if want := "letter-archived-" + archived.RecordedAt.In(disclosure.London).Format("2006-01-02-1504") + ".txt"; named == nil || named[1] != want {
			t.Errorf("the file is named %v, want %s", named, want)
		}
		if got := fetch(t, link.URL); !bytes.Equal(got, letterText) {
			t.Errorf("%v read %d bytes, want %d", reader.Roles, len(got), len(letterText))
		}
	}
	// A later disclosure cites the letter it sent.
	d.record(t, housing, toOmbudsman(t, func(b *disclosure.Disclosure) { b.Documents = []disclosure.DocumentID{ticket.Document} }))
}

func fetch(t *testing.T, url string) []byte {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("GET answered %d, %v", response.StatusCode, err)
	}
	return body
}

func TestAnUploadThatDidNotArriveIsNotCompleted(t *testing.T) {
	for name, upload := range map[string]func(*testing.T, recording.UploadTicket){
		"never begun": func(*testing.T, recording.UploadTicket) {},
		"tampered with": func(t *testing.T, ticket recording.UploadTicket) {
			other := bytes.ToUpper(letterText)
			if got := put(t, ticket, other); got < 400 {
				t.Errorf("the archive took other bytes: %d", got)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ref, _, ticket := aCase(t, d)
			upload(t, ticket)
			_, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document)
			if kindOf(t, err) != disclosure.Conflict {
				t.Fatalf("completed: %v", err)
			}
			if got := d.checkWhole(t, disclosure.KindCorrespondence); got != 0 {
				t.Errorf("%d letters recorded", got)
			}
			// The same ticket still works.
			if got := put(t, ticket, letterText); got != http.StatusOK {
				t.Fatalf("PUT answered %d", got)
			}
			if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
				t.Errorf("after all: %v", detail(err))
			}
		})
	}
}

func TestRepeatedUploadsAndCompletions(t *testing.T) {
	d := newDesk(t)
	body := toOmbudsman(t)
	id := d.record(t, housing, body).ID
	by := asks(housing)
	ticket, err := d.RequestUpload(t.Context(), by, body.Case, letter(id))
	if err != nil {
		t.Fatal(detail(err))
	}
	again, err := d.RequestUpload(t.Context(), by, body.Case, letter(id))
	if err != nil || again.Document != ticket.Document {
		t.Fatalf("a repeat is for document %v, %v; want the same", again.Document, err)
	}
	if got := put(t, ticket, letterText); got != http.StatusOK {
		t.Fatalf("PUT answered %d", got)
	}
	if got := put(t, again, letterText); got != http.StatusPreconditionFailed {
		t.Errorf("a second PUT answered %d, want 412", got)
	}
	completing := asks(housing)
	first, err := d.CompleteUpload(t.Context(), completing, body.Case, ticket.Document)
	if err != nil {
		t.Fatal(detail(err))
	}
	if repeat, err := d.CompleteUpload(t.Context(), completing, body.Case, ticket.Document); err != nil || repeat.ID != first.ID {
		t.Errorf("the repeat: %v, %v", repeat.ID, err)
	}
	if _, err := d.CompleteUpload(t.Context(), asks(housing), body.Case, ticket.Document); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("completing with another key: %v", err)
	}
	if got := d.checkWhole(t, disclosure.KindCorrespondence); got != 1 {
		t.Errorf("%d letters recorded, want 1", got)
	}
}

func TestATicketLapsesAfterSevenDays(t *testing.T) {
	d := newDesk(t)
	ref, id, ticket := aCase(t, d)
	if got := put(t, ticket, letterText); got != http.StatusOK {
		t.Fatalf("PUT answered %d", got)
	}
	by := asks(housing)
	if _, err := d.RequestUpload(t.Context(), by, ref, letter(id)); err != nil {
		t.Fatal(detail(err))
	}
	d.turnClock(7 * 24 * time.Hour)
	if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("completed after seven days: %v", err)
	}
	if again, err := d.RequestUpload(t.Context(), by, ref, letter(id)); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("a repeat after seven days: %v, with a link: %v", err, again.URL != "")
	}
	if again, err := d.Ticket(t.Context(), looking(housing), ref, ticket.Document); kindOf(t, err) != disclosure.Conflict {
		t.Errorf("the ticket after seven days: %v, with a link: %v", err, again.URL != "")
	}
}

// A letter that races its case's disposal is refused, and never left behind.
func TestALetterRacingItsCasesDisposalIsRefused(t *testing.T) {
	for name, act := range map[string]func(*office, disclosure.CaseRef, disclosure.EntryID, disclosure.DocumentID) error{
		"a place is asked for": func(d *office, ref disclosure.CaseRef, id disclosure.EntryID, _ disclosure.DocumentID) error {
			_, err := d.RequestUpload(t.Context(), asks(housing), ref, letter(id))
			return err
		},
		"an upload is completed": func(d *office, ref disclosure.CaseRef, _ disclosure.EntryID, document disclosure.DocumentID) error {
			_, err := d.CompleteUpload(t.Context(), asks(housing), ref, document)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ref, id, ticket := aCase(t, d)
			put(t, ticket, letterText)
			fenced := false
			d.table.Before(func(_ context.Context, call storetest.Call) {
				if call.Operation == storetest.Transact && !fenced {
					fenced = true // after the case was read, before the commit
					d.fence(t, ref, disclosure.CaseDisposing)
				}
			})
			if err := act(d, ref, id, ticket.Document); kindOf(t, err) != disclosure.Conflict {
				t.Errorf("got %v, want a refusal", err)
			}
			if got := d.checkWhole(t, disclosure.KindCorrespondence); got != 0 || !fenced {
				t.Errorf("%d letters recorded, want none; fenced: %v", got, fenced)
			}
		})
	}
}

func TestLettersOfOthersAreNotFound(t *testing.T) {
	d := newDesk(t)
	ref, id, ticket := aCase(t, d)
	put(t, ticket, letterText)
	if _, err := d.CompleteUpload(t.Context(), asks(revenue), ref, ticket.Document); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department completed: %v", err)
	}
	if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	if _, err := d.OpenLetter(t.Context(), looking(revenue), ref, ticket.Document); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department opened: %v", err)
	}
	if _, err := d.RequestUpload(t.Context(), asks(revenue), ref, letter(id)); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("another department asked for a ticket: %v", err)
	}
	if _, err := d.RequestUpload(t.Context(), asks(dpo), "DBC-C-none", letter("")); kindOf(t, err) != disclosure.NotFound {
		t.Errorf("a ticket in no case: %v", err)
	}
	d.record(t, housing, toOmbudsman(t, inCase("DBC-C-other")))
	if _, err := d.RequestUpload(t.Context(), asks(housing), "DBC-C-other", letter(id)); kindOf(t, err) != disclosure.Refused {
		t.Errorf("a letter linked to another case's disclosure: %v", err)
	}
}

func TestOpeningALetterIsOnRecordFirst(t *testing.T) {
	d := newDesk(t)
	ref, _, ticket := aCase(t, d)
	put(t, ticket, letterText)
	if _, err := d.CompleteUpload(t.Context(), asks(housing), ref, ticket.Document); err != nil {
		t.Fatal(detail(err))
	}
	d.table.Inject(storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied))
	if link, err := d.OpenLetter(t.Context(), looking(dpo), ref, ticket.Document); err == nil || link.URL != "" {
		t.Error("a link was given although the access could not be recorded")
	}
	d.table.Reset()
	d.table.Inject(storetest.OnTransact(1, storetest.TimeoutApplied))
	if _, err := d.OpenLetter(t.Context(), looking(dpo), ref, ticket.Document); err != nil {
		t.Errorf("recorded, but the answer was lost: %v", detail(err))
	}
	accesses := 0
	for _, key := range d.keys(t) {
		if strings.HasPrefix(key.Partition, "access#E07000107#20") { // a month, not a copy
			accesses++
		}
	}
	if accesses != 1 {
		t.Errorf("%d accesses on record, want 1", accesses)
	}
}

// deafArchive says nothing of what it holds, a number of times.
type deafArchive struct {
	desk.Letters
	deaf int
}

func (a *deafArchive) Inspect(ctx context.Context, key string) (archive.Stored, error) {
	if a.deaf > 0 {
		a.deaf--
		return archive.Stored{}, errors.New("the archive does not answer")
	}
	return a.Letters.Inspect(ctx, key)
}

func TestCompletingAfterAnyFaultRecordsOneLetter(t *testing.T) {
	for name, strike := range map[string]func(*office){
		"the archive does not answer":         func(*office) {},
		"the commit timed out, not applied":   func(d *office) { d.table.Inject(storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied)) },
		"the commit timed out, applied":       func(d *office) { d.table.Inject(storetest.OnTransact(storetest.Every, storetest.TimeoutApplied)) },
		"the process ended before the commit": func(d *office) { d.table.Inject(storetest.OnTransact(1, storetest.CrashBefore)) },
		"the process ended after the commit":  func(d *office) { d.table.Inject(storetest.OnTransact(1, storetest.CrashAfter)) },
	} {
		t.Run(name, func(t *testing.T) {
			deaf := &deafArchive{}
			d := newDeskAround(t, func(l desk.Letters) desk.Letters {
				deaf.Letters = l
				return deaf
			})
			ref, _, ticket := aCase(t, d)
			put(t, ticket, letterText)
			deaf.deaf = 1
			strike(d)
			by := asks(housing)
			if _, err := d.CompleteUpload(t.Context(), by, ref, ticket.Document); kindOf(t, err) != disclosure.Unavailable {
				t.Fatalf("the first attempt: %v", err)
			}
			if deaf.deaf > 0 {
				t.Fatal("the archive was never asked")
			}
			if _, err := d.CompleteUpload(t.Context(), by, ref, ticket.Document); name != "the archive does not answer" && kindOf(t, err) != disclosure.Unavailable {
				t.Fatalf("the second attempt: %v", err)
			}
			d.table.Reset()
			if _, err := d.CompleteUpload(t.Context(), by, ref, ticket.Document); err != nil {
				t.Fatalf("the last attempt: %v", detail(err))
			}
			if got := d.checkWhole(t, disclosure.KindCorrespondence); got != 1 {
				t.Errorf("%d letters recorded, want 1", got)
			}
		})
	}
}
