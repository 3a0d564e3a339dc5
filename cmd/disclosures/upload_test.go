package main_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// put sends the bytes to the ticket's link with these headers, and returns the status
// and the code in the archive's own XML, "" where it took them.
func (l *sent) put(t *testing.T, link string, headers map[string]string, body string) (status int, code string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), l.ticket.Method, link, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var said struct{ Code string }
	if len(answer) > 0 {
		if err := xml.Unmarshal(answer, &said); err != nil {
			t.Fatalf("the archive answered %d with no XML", response.StatusCode)
		}
	}
	return response.StatusCode, said.Code
}

// What the archive says of an upload that is not the ticket's is S3's, and
// docs/letters.md says what each of it means.
func TestWhatTheArchiveSaysOfAnUploadIsExplained(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	if status, _, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/disclosures", "the-case", example(t)); err != nil || status != http.StatusCreated {
		t.Fatalf("record: %d, %v", status, err)
	}
	l := letterFor(t, r, "upload")
	page := fileText(t, "../../docs/letters.md")
	was := string(l.body)
	refused := func(what, link string, headers map[string]string, body string) {
		t.Helper()
		status, code := l.put(t, link, headers, body)
		if row := fmt.Sprintf("| %d `%s` |", status, code); status/100 == 2 || !strings.Contains(page, row) {
			t.Errorf("%s: got %d %s, which docs/letters.md does not explain", what, status, code)
		}
	}
	for name := range l.ticket.Headers {
		if name == "Content-Length" {
			continue // the client sends it by itself
		}
		without := maps.Clone(l.ticket.Headers)
		delete(without, name)
		refused("without "+name, l.ticket.URL, without, was)
	}
	other := maps.Clone(l.ticket.Headers)
	other["Content-Type"] = "application/pdf"
	refused("another type", l.ticket.URL, other, was)
	refused("a link cut short", l.ticket.URL[:len(l.ticket.URL)-1], l.ticket.Headers, was)
	refused("other bytes", l.ticket.URL, l.ticket.Headers, strings.ToUpper(was))
	refused("more bytes", l.ticket.URL, l.ticket.Headers, was+".")
	if status, code := l.put(t, l.ticket.URL, l.ticket.Headers, was); status != http.StatusOK {
		t.Fatalf("the letter itself: %d %s", status, code)
	}
	refused("the letter again", l.ticket.URL, l.ticket.Headers, was)
}
