package console_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
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

// An officer attaches a letter without script: the bytes go where the API's ticket says,
// once, however often the form is sent.
func TestAnOfficerAttachesALetter(t *testing.T) {
	o := newOffice(t)
	id := o.post(recorder, "/disclosures", example(t, someone, nil))
	b := o.signedIn(recorder)
	form := b.open(b.open(b.person(someone).link("Open")).link("Attach a letter")).says("at most 4 MB")
	b.fill(form).says("Say what the letter is.", "Choose the letter.")
	b.sendFile(form, "Our answer", "answer.pdf", nil).says("Choose the letter.")
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
