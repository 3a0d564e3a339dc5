package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/disclosure"
	"disclosure-register/pkg/problem"
)

// answers is a client of a service that answers with the handler.
func answers(handle http.HandlerFunc) *client.Client {
	return client.New("http://127.0.0.1:8080", "E07000107", "a.b.c", client.InProcess{Handler: handle})
}

func TestALookSaysWhoAsksAndWhy(t *testing.T) {
	c := answers(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer a.b.c" || r.Header.Get("Access-Purpose") != "Request of 3 November" ||
			r.URL.Path != "/v1/registers/E07000107/sharing" || r.URL.Query().Get("subject") != "A&B #1" {
			t.Errorf("asked %s with %v", r.URL, r.Header)
		}
		_, _ = io.WriteString(w, `{"marking":"Not for the person","disclosures":[{"entry":"e","legal":["ukgdpr-6-1-e"]}]}`)
	})
	got, err := c.Sharing(t.Context(), "Request of 3 November", "A&B #1", client.SharingPage{Limit: 15, Cursor: "next"})
	if err != nil || len(got.Disclosures) != 1 || got.Disclosures[0].Legal[0] != "ukgdpr-6-1-e" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestAChangeCarriesItsKeyAndBody(t *testing.T) {
	c := answers(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.Header.Get("Idempotency-Key") != "k" || r.Header.Get("Content-Type") != "application/json" ||
			string(body) != `{"digest":"d","leaveOut":[{"entry":"e","reason":"Why."}]}` || r.URL.Path != "/v1/registers/E07000107/access-requests/r/release" {
			t.Errorf("asked %s with %v: %s", r.URL, r.Header, body)
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"new"}`)
	})
	got, err := c.Release(t.Context(), "k", "r", client.Release{Digest: "d", LeaveOut: []client.LeftOut{{Entry: "e", Reason: "Why."}}})
	if err != nil || got.ID != "new" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestARefusalKeepsEveryFinding(t *testing.T) {
	findings := []disclosure.Finding{{Rule: "DC-R5", Pointer: "/reason", Detail: "Say why."}, {Rule: "form", Pointer: "/ground", Detail: "Give a ground."}}
	c := answers(func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r, problem.Of(422, "Not so.", findings))
	})
	_, err := c.Decide(t.Context(), "k", disclosure.AnswerDecision{})
	var p *client.Problem
	if !errors.As(err, &p) || p.Status != 422 || p.Detail != "Not so." || len(p.Errors) != 2 || p.Errors[0] != findings[0] || p.Errors[1] != findings[1] {
		t.Errorf("got %#v", err)
	}
}

// Something between here and the service may answer in its own words, which are shown
// to nobody; nor is what a question was about.
func TestWhatIsNoProblemDocumentIsAStatus(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		kind, body string
	}{
		"a gateway's page":      {502, "text/html", "<h1>Bad gateway DBC-P-1</h1>"},
		"half a document":       {500, problem.ContentType, `{"status":`},
		"a document of nothing": {500, problem.ContentType, `{}`},
		"sent elsewhere":        {302, "text/html", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := answers(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", tt.kind)
				w.Header().Set("Location", "https://example.org/")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			})
			_, err := c.Sharing(t.Context(), "why", "DBC-P-1", client.SharingPage{})
			var p *client.Problem
			if !errors.As(err, &p) || p.Status != tt.status || strings.Contains(err.Error(), "DBC-P-1") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnAnswerOfAnotherFormIsAnError(t *testing.T) {
	c := answers(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"disclosures":"DBC-P-1"}`) })
	if _, err := c.Sharing(t.Context(), "why", "DBC-P-1", client.SharingPage{}); err == nil || strings.Contains(err.Error(), "DBC-P-1") {
		t.Errorf("got %v", err)
	}
}

// broken is a network that is down, and says what it was asked for.
type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("refused") }

func TestAnErrorOfTheNetworkDoesNotSayWhomItWasAbout(t *testing.T) {
	c := client.New("http://127.0.0.1:8080", "E07000107", "a.b.c", broken{})
	_, err := c.Sharing(context.Background(), "why", "DBC-P-1", client.SharingPage{})
	if err == nil || strings.Contains(err.Error(), "DBC-P-1") || strings.Contains(err.Error(), "a.b.c") {
		t.Errorf("got %v", err)
	}
}

// What API Gateway answers by itself has a body of its own, and the request's id in a
// header alone.
func TestAFaultNamesItsRequest(t *testing.T) {
	c := answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Apigw-Requestid", "JKJaXmPLvHcESHA=")
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`{"message":"Service Unavailable"}`))
	})
	_, err := c.Decide(t.Context(), "k", disclosure.AnswerDecision{})
	var p *client.Problem
	if !errors.As(err, &p) || p.RequestID != "JKJaXmPLvHcESHA=" || !strings.Contains(err.Error(), "calls this request JKJaXmPLvHcESHA=") {
		t.Errorf("got %v", err)
	}
}
