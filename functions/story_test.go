package functions_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/disclosure"
)

// story sends requests and keeps the answers.
type story struct {
	t       *testing.T
	to      register
	answers []string
	ids     []string // in the order in which they were first seen
}

type object = map[string]any

func (s *story) post(by disclosure.Caller, path, key string, body any, want int) object {
	s.t.Helper()
	r := lambdatest.Request{By: &by, Method: http.MethodPost, Target: path, Headers: map[string]string{}}
	if key != "" {
		r.Headers["Idempotency-Key"] = strings.ReplaceAll(key, " ", "-")
	}
	if body != nil {
		r.Headers["Content-Type"] = "application/json"
		r.Body = encode(s.t, body)
	}
	return s.send(key, r, want)
}

func (s *story) get(by disclosure.Caller, target string, want int) object {
	s.t.Helper()
	return s.send(target, lambdatest.Request{By: &by, Method: http.MethodGet, Target: target, Headers: map[string]string{
		"Access-Purpose": "Looking for " + marker,
	}}, want)
}

// send checks the status and keeps the answer.
func (s *story) send(what string, r lambdatest.Request, want int) object {
	s.t.Helper()
	got := s.to.send(s.t, r)
	if got.Status != want {
		s.t.Fatalf("%s: got %d, want %d: %s\nlog:\n%s", what, got.Status, want, got.Body, s.to.logged())
	}
	var body object
	if err := json.Unmarshal(got.Body, &body); err != nil {
		s.t.Fatalf("%s: the answer is not a JSON object: %v", what, err)
	}
	if got.Status >= 400 {
		wantNothingPrivate(s.t, string(got.Body))
	}
	s.note(fmt.Sprint(got.Status), got.Header.Get("Content-Type"), got.Header.Get("Cache-Control"), body)
	return body
}

// finds reads every page of a search, one row to a page.
func (s *story) finds(by disclosure.Caller, q url.Values) []string {
	s.t.Helper()
	var ids []string
	query := url.Values{"limit": {"1"}}
	for name, values := range q {
		if name != "" {
			query[name] = values
		}
	}
	for {
		page := s.get(by, base+"/disclosures?"+query.Encode(), http.StatusOK)
		for _, row := range page["rows"].([]any) {
			ids = append(ids, text(row.(object), "id"))
		}
		cursor, more := page["cursor"].(string)
		if !more {
			return ids
		}
		query.Set("cursor", cursor)
	}
}

// note keeps an answer without what differs from one service to the next.
func (s *story) note(parts ...any) {
	s.t.Helper()
	line := string(encode(s.t, parts))
	for _, id := range entryIDs.FindAllString(line, -1) {
		line = strings.ReplaceAll(line, id, s.name(id))
	}
	for pattern, name := range different {
		line = pattern.ReplaceAllString(line, name)
	}
	s.answers = append(s.answers, line)
}

func (s *story) name(id string) string {
	for n, known := range s.ids {
		if known == id {
			return fmt.Sprintf("id-%d", n)
		}
	}
	s.ids = append(s.ids, id)
	return fmt.Sprintf("id-%d", len(s.ids)-1)
}

var (
	entryIDs  = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)
	different = map[*regexp.Regexp]string{
		regexp.MustCompile(`\b[0-9a-f]{64,66}\b`):                                                                                  "digest",
		regexp.MustCompile(`"(url|cursor|version|objectKey)":"[^"]{20,}"`):                                                         `"$1":"…"`,
		regexp.MustCompile(`\\"(at|recordedAt|archivedAt)\\":\\"[^"]+\\"`):                                                         `\"$1\":\"…\"`,               // in a cell
		regexp.MustCompile(`"size":\d+,"status":"done"`):                                                                           `"size":"…","status":"done"`, // of a report with times in it
		regexp.MustCompile(`"(recordedAt|openedAt|ticketedAt|archivedAt|requestedAt|recordCreated|\w*[eE]xpires|lapses)":"[^"]+"`): `"$1":"…"`,
	}
)

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// transfer goes to S3 by a link.
func transfer(t *testing.T, method, link string, headers http.Header, body []byte) (status int, got []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, link, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if headers != nil {
		request.Header = headers.Clone()
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, got
}

func csvRows(t *testing.T, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// letterOf describes a letter that is about to be archived.
func letterOf(text, entry string) object {
	sum := sha256.Sum256([]byte(text))
	return object{
		"title": "Letter about " + marker, "contentType": "text/plain", "size": len(text),
		"sha256": hex.EncodeToString(sum[:]), "disclosure": entry,
	}
}

// ticket asks for a place for a letter, and returns the document's id and what
// puts bytes into S3 by the ticket.
func (s *story) ticket(by disclosure.Caller, path, key, letter, entry string) (document string, put func(string) int) {
	s.t.Helper()
	ticket := s.post(by, path, key, letterOf(letter, entry), http.StatusCreated)
	headers := http.Header{}
	for name, value := range ticket["headers"].(object) {
		headers.Set(name, value.(string))
	}
	return text(ticket, "document"), func(body string) int {
		status, _ := transfer(s.t, text(ticket, "method"), text(ticket, "url"), headers, []byte(body))
		return status
	}
}
