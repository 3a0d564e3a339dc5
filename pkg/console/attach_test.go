package console_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"disclosure-register/pkg/client"
)

// sendFile sends the page's last form as a browser does one with a file.
func (b *browser) sendFile(p shownPage, title, name string, file []byte) shownPage {
	b.o.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range p.form("title", title) {
		if err := w.WriteField(field, values[0]); err != nil {
			b.o.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		b.o.t.Fatal(err)
	}
	if _, err = part.Write(file); err != nil {
		b.o.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.o.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.o.url+p.path, &body)
	if err != nil {
		b.o.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Origin", b.o.url)
	response, err := b.http.Do(r)
	if err != nil {
		b.o.t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		b.o.t.Fatal(err)
	}
	return b.follow(shownPage{b.o.t, response.StatusCode, response.Header, p.path, text.String()})
}

func digest(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// An officer attaches a letter without script: the bytes go where the API's ticket says,
// once, however often the form is sent.
func TestAnOfficerAttachesALetter(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(recorder)
	form := b.open(b.open(b.person(someone).link("Open")).link("Attach a letter")).says("at most 4 MB")
	b.fill(form).says("Say what the letter is.", "Choose the letter.")
	b.sendFile(form, "", "answer.pdf", []byte("%PDF-1.7 sample")).says("Say what the letter is. Choose the letter again.")
	b.sendFile(form, "Our answer", "answer.pdf", nil).says("This file is empty: it has 0 bytes.").saysNot("Choose the letter.")
	b.sendFile(form, "Our answer", "answer.pdf", bytes.Repeat([]byte("x"), 4<<20+1)).says("longer than 4 MB")
	for range 2 { // a double click
		b.sendFile(form, "Our answer of 9 November", "answer.pdf", []byte("%PDF-1.7 sample")).says("The letter is archived: Our answer of 9 November.")
	}
	opened := o.get(dpo, "/disclosures/"+id)
	if strings.Count(opened, `"correspondence-archived"`) != 1 || !strings.Contains(opened, "application/pdf") || strings.Contains(opened, "answer.pdf") {
		t.Errorf("the letter is not on record once, without its file's name: %s", opened)
	}
	b.open(b.person(someone).link("Open")).says("Our answer of 9 November")

	if got := o.browser().sendFile(form, "Anything", "a.pdf", bytes.Repeat([]byte("x"), 1<<20)); got.status != http.StatusBadRequest {
		t.Errorf("a stranger sends a megabyte: %d", got.status)
	}
}

// A file that is too long to be read at all is named as that, to whoever is signed in still,
// with what to do and the way back to the form.
func TestALetterThatIsTooLongLeadsBackToItsForm(t *testing.T) {
	o := newOffice(t)
	o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(recorder)
	form := b.open(b.open(b.person(someone).link("Open")).link("Attach a letter"))
	long := bytes.Repeat([]byte("x"), 6<<20)
	p := b.sendFile(form, "Our answer", "answer.pdf", long).says("This file is longer than 4 MB", "Nothing was archived.", "With script", "up to 100 MB", "disclosures attach", "Sign out", "A. N. Officer")
	if p.status != http.StatusRequestEntityTooLarge {
		t.Errorf("it is answered %d", p.status)
	}
	again := b.open(p.link("Go back to the form")).says("Attach a letter", "at most 4 MB")
	b.sendFile(again, "Our answer", "answer.pdf", []byte("%PDF-1.7 sample")).says("The letter is archived: Our answer.")
	if got := o.browser().sendFile(form, "Anything", "a.pdf", long); got.status != http.StatusBadRequest || strings.Contains(got.text(), "Sign out") {
		t.Errorf("a stranger is answered %d: %s", got.status, got.text())
	}
}

// With script the browser sends the letter itself, by a ticket that the console asks for
// in the person's name; its page may reach the archive and nothing else. What is wrong is
// said on the page, as without.
func TestABrowserSendsALetterItself(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(recorder)
	form := b.open(b.open(b.person(someone).link("Open")).link("Attach a letter"))
	policy := form.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src 'self'; ") || !strings.HasSuffix(policy, "; connect-src 'self' http://letters.invalid") || strings.Contains(policy, "unsafe") {
		t.Errorf("the page's policy is %q", policy)
	}
	if !strings.Contains(form.body, `<script src="/assets/letter.js" defer></script>`) {
		t.Error("the page has not its script")
	}
	letter := []byte(strings.Repeat("A long letter. ", 1<<19)) // 7.5 MB: more than goes through the console
	sum := sha256.Sum256(letter)
	described := []string{"do", "ticket", "title", "Our answer", "size", strconv.Itoa(len(letter)), "sha256", hex.EncodeToString(sum[:]), "ending", "pdf"}

	b.fill(form, "do", "ticket", "title", "", "size", strconv.Itoa(100<<20+1)).says("longer than 100 MB", "Say what the letter is.")
	b.fill(form, "do", "describe", "title", "Our answer", "size", "5", "sha256", "no digest").says("There is something to put right")
	if p := o.signedIn(auditor).sendForm(form, described...); p.status != http.StatusForbidden || strings.Contains(p.body, "X-Amz") {
		t.Errorf("somebody else's form got a ticket: %d", p.status)
	}

	for i := range 2 { // the second time, as though the first one's answer had been lost
		answer := b.sendForm(form, described...)
		if answer.status != http.StatusOK || answer.header.Get("Content-Type") != "application/json" || answer.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("the ticket: %d %v", answer.status, answer.header)
		}
		var ticket client.Ticket
		if err := json.Unmarshal([]byte(answer.body), &ticket); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if early := b.fill(form, "do", "complete", "title", "Our answer", "document", ticket.Document.String()); early.status != http.StatusUnprocessableEntity {
				t.Errorf("a letter that has not arrived: %d %s", early.status, early.text())
			}
			if err := ticket.Put(t.Context(), nil, letter); err != nil {
				t.Fatal(err)
			}
		}
		b.fill(form, "do", "complete", "title", "Our answer", "document", ticket.Document.String()).says("The letter is archived: Our answer.")
	}
	opened := o.get(dpo, "/disclosures/"+id)
	if strings.Count(opened, `"correspondence-archived"`) != 1 || !strings.Contains(opened, "application/pdf") {
		t.Errorf("the letter is not on record once: %s", opened)
	}
	b.fill(form, "do", "complete", "title", "x", "document", "../holds").says("This page was opened in another session")
}
