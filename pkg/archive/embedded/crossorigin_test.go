package embedded_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"
	"time"

	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded"
)

// A browser on the console's pages may put a letter by its ticket, and do nothing else;
// one on any other page may do nothing.
func TestABrowserPutsALetterByItsTicketAlone(t *testing.T) {
	const console = "http://127.0.0.1:8080"
	s := start(t, embedded.Config{Dir: t.TempDir(), Origins: []string{console}})
	letters, _ := s.Buckets()
	text := "A sample letter."
	key, err := archive.NewKey(rand.Reader, "E07000107")
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := archive.NewCorrespondence(s.Client(), letters).Ticket(t.Context(), archive.Letter{
		Key: key, ContentType: "text/plain", Size: int64(len(text)), SHA256: sha256.Sum256([]byte(text)),
	}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	send := func(method, url, body string, headers map[string]string) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range headers {
			r.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		return response
	}
	const sent = "content-type,if-none-match,x-amz-checksum-sha256,x-amz-object-lock-legal-hold"
	for _, tt := range []struct {
		what, origin, method, headers, path string
		may                                 bool
	}{
		{"the console's letter", console, "PUT", sent, "", true},
		{"another site's", "https://example.org", "PUT", sent, "", false},
		{"a page of no origin", "null", "PUT", sent, "", false},
		{"another method", console, "DELETE", "", "", false},
		{"a reading", console, "GET", "", "", false},
		{"a header that no ticket signs", console, "PUT", sent + ",x-amz-acl", "", false},
		{"another bucket", console, "PUT", sent, s.URL() + "/reports/x", false},
	} {
		url := ticket.URL
		if tt.path != "" {
			url = tt.path
		}
		answer := send(http.MethodOptions, url, "", map[string]string{"Origin": tt.origin, "Access-Control-Request-Method": tt.method, "Access-Control-Request-Headers": tt.headers})
		if may := answer.StatusCode == http.StatusNoContent && answer.Header.Get("Access-Control-Allow-Origin") == tt.origin; may != tt.may {
			t.Errorf("%s: %d, %v", tt.what, answer.StatusCode, answer.Header)
		}
	}
	headers := map[string]string{"Origin": console}
	for name, value := range ticket.Headers {
		headers[name] = value
	}
	delete(headers, "Content-Length") // the client's own, as a browser's
	if answer := send(http.MethodPut, ticket.URL, "Another letter..", headers); answer.StatusCode/100 == 2 {
		t.Error("other bytes than the ticket's were taken")
	}
	if answer := send(http.MethodPut, ticket.URL, text, headers); answer.StatusCode != http.StatusOK || answer.Header.Get("Access-Control-Allow-Origin") != console {
		t.Errorf("the letter: %d, %v", answer.StatusCode, answer.Header)
	}
	headers["Origin"] = "https://example.org"
	if answer := send(http.MethodPut, ticket.URL, text, headers); answer.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("another site's page may read the answer")
	}
}
