package api_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/archive"
	"disclosure-register/pkg/archive/embedded/embeddedtest"
	"disclosure-register/pkg/auth"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
	"disclosure-register/pkg/register/registrar"
	"disclosure-register/pkg/register/registrartest"
	"disclosure-register/pkg/store"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
)

const dartford disclosure.Register = "E07000107"

var (
	recorder = disclosure.Caller{Register: dartford, Subject: "r", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
	dpo      = disclosure.Caller{Register: dartford, Subject: "d", Name: "D. P. Officer", Roles: []disclosure.Role{disclosure.DPO}}
	deputy   = disclosure.Caller{Register: dartford, Subject: "d2", Name: "D. Eputy", Roles: []disclosure.Role{disclosure.DPO}}
	auditor  = disclosure.Caller{Register: dartford, Subject: "a", Name: "A. Uditor", Roles: []disclosure.Role{disclosure.Auditor}}
)

// service is the whole API over HTTP, on one machine's real parts.
type service struct {
	url   string
	key   ed25519.PrivateKey
	table store.Table
	log   *lockedBuffer
	keys  int
}

// lockedBuffer keeps what the service writes.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newService(t *testing.T) *service {
	t.Helper()
	return newServiceOver(t, sqlitetest.New(t), api.OneMachine{PurposeRequired: true})
}

func newServiceOver(t *testing.T, table store.Table, machine api.OneMachine) *service {
	t.Helper()
	client, letters, reports := embeddedtest.Buckets(t)
	desk := registrartest.New(t, table, registrar.Options{
		Letters: archive.NewCorrespondence(client, letters), Reports: archive.NewReports(client, reports),
		Log: newPromptLog(t, table),
	})
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &service{key: private, table: table, log: &lockedBuffer{}}
	logger := slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	server := httptest.NewServer(named(auth.Bearer(public, time.Now, api.Everything(desk, logger, machine))))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *service) token(t *testing.T, c disclosure.Caller) string {
	t.Helper()
	token, err := auth.Issue(s.key, c, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// theRequest is the id that the door gives every request. On AWS and on one machine each
// has its own; here two answers are compared byte for byte.
const theRequest = "JKJaXmPLvHcESHA="

func named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(problem.WithRequestID(r.Context(), theRequest)))
	})
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) problem(t *testing.T) problem.Problem {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != problem.ContentType {
		t.Fatalf("%d with Content-Type %q, want a problem", a.status, got)
	}
	var p problem.Problem
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != a.status || p.Title == "" || p.Type == "" || p.RequestID != theRequest {
		t.Errorf("a problem that is not whole: %+v with status %d", p, a.status)
	}
	return p
}

// names says whether the problem has a finding at the place.
func names(p problem.Problem, pointer string) bool {
	return slices.ContainsFunc(p.Errors, func(f disclosure.Finding) bool { return f.Pointer == pointer && f.Detail != "" })
}

// holdsNothing fails the test when a disclosure has been recorded.
func (s *service) holdsNothing(t *testing.T) {
	t.Helper()
	if rows := s.send(t, dpo, http.MethodGet, "/disclosures", nil); !bytes.Contains(rows.body, []byte(`"rows":[]`)) {
		t.Errorf("something was recorded: %s", rows.body)
	}
}

// send asks as the caller, with headers in pairs. A POST gets a fresh
// Idempotency-Key unless the headers give one.
func (s *service) send(t *testing.T, c disclosure.Caller, method, path string, body []byte, headers ...string) answer {
	t.Helper()
	return s.sendTo(t, c.Register, c, method, path, body, headers...)
}

// sendTo asks as the caller of any register.
func (s *service) sendTo(t *testing.T, register disclosure.Register, c disclosure.Caller, method, path string, body []byte, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+"/v1/registers/"+register.String()+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token(t, c))
	if method == http.MethodGet {
		request.Header.Set("Access-Purpose", "Subject access request of 3 November")
	}
	if method == http.MethodPost {
		s.keys++
		request.Header.Set("Idempotency-Key", "test-"+strconv.Itoa(s.keys))
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return s.do(t, request)
}

func (s *service) do(t *testing.T, request *http.Request) answer {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, body}
}

func example(t *testing.T) []byte {
	t.Helper()
	body, err := os.ReadFile("../../docs/examples/housing-ombudsman.json")
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// changed is the example with one piece of its text replaced.
func changed(t *testing.T, before, after string) []byte {
	t.Helper()
	body := example(t)
	if !bytes.Contains(body, []byte(before)) {
		t.Fatalf("the example has no %q", before)
	}
	return bytes.Replace(body, []byte(before), []byte(after), 1)
}
