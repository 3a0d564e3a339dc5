package main_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// sent is a letter of the example's case, with its ticket.
type sent struct {
	r      *running
	key    string // of the requests
	body   []byte
	ticket struct {
		Document string
		Method   string
		URL      string
		Headers  map[string]string
	}
}

// exampleCase is the case of the example.
const exampleCase = "DBC-C-2026-0141"

// letterFor asks for a ticket for a letter that is about the key alone.
func letterFor(t *testing.T, r *running, key string) *sent {
	t.Helper()
	return letterOf(t, r, key, []byte("A fictional letter, about "+key))
}

func letterOf(t *testing.T, r *running, key string, body []byte) *sent {
	t.Helper()
	l := &sent{r: r, key: key, body: body}
	sum := sha256.Sum256(l.body)
	asked := fmt.Sprintf(`{"title":"A letter","contentType":"text/plain","size":%d,"sha256":"%s"}`, len(l.body), hex.EncodeToString(sum[:]))
	status, answer, err := r.send(r.token(t, "recorder", "housing"), http.MethodPost, "/cases/"+exampleCase+"/correspondence", "ticket-"+key, []byte(asked))
	if err != nil || status != http.StatusCreated || json.Unmarshal(answer, &l.ticket) != nil {
		t.Fatalf("ask for a ticket: %d %s, %v", status, answer, err)
	}
	return l
}

// download reads the letter by the link that its officer is given.
func (l *sent) download(t *testing.T) (string, error) {
	t.Helper()
	status, answer, err := l.r.send(l.r.token(t, "recorder", "housing"), http.MethodGet, "/cases/"+exampleCase+"/correspondence/"+l.ticket.Document, "", nil)
	var link struct{ URL string }
	if err != nil || status != http.StatusOK || json.Unmarshal(answer, &link) != nil {
		t.Fatalf("ask for the link: %d %s, %v", status, answer, err)
	}
	response, err := http.Get(link.URL)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the archive answered %d", response.StatusCode)
	}
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

// upload puts the letter into the archive and completes it.
func (l *sent) upload(t *testing.T) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), l.ticket.Method, l.ticket.URL, bytes.NewReader(l.body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range l.ticket.Headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("upload: %s", response.Status)
	}
	status, answer, err := l.r.send(l.r.token(t, "recorder", "housing"), http.MethodPost, "/cases/"+exampleCase+"/correspondence/"+l.ticket.Document+"/complete", "complete-"+l.key, nil)
	if err != nil || status/100 != 2 {
		t.Fatalf("complete: %d %s, %v", status, answer, err)
	}
}
