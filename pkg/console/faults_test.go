package console_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"disclosure-register/pkg/client"
	"disclosure-register/pkg/console"
	"disclosure-register/pkg/problem"
)

// reached is how the console comes to the API in a test.
type reached func(*http.Request) (*http.Response, error)

func (f reached) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Whoever meets a fault can say which request it was: as the log calls it, where it is the
// console's own, and as the API's log does where it is the API's; and the console's log has
// both.
func TestAFaultNamesItsRequest(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	fails, log := "", &bytes.Buffer{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.console.ServeHTTP(w, r.WithContext(problem.WithRequestID(r.Context(), "the-console-calls-it-so")))
	}))
	faulty := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r.WithContext(problem.WithRequestID(r.Context(), "the-API-calls-it-so")), problem.Of(http.StatusInternalServerError, "The fault is ours.", nil))
	})
	o.console = console.New(console.Config{
		API: reached(func(r *http.Request) (*http.Response, error) {
			switch {
			case !strings.HasSuffix(r.URL.Path, "/waiting"):
			case fails == "unreachable":
				return nil, errors.New("no route to host")
			case fails == "fault":
				return client.InProcess{Handler: faulty}.RoundTrip(r)
			}
			return client.InProcess{Handler: o.api}.RoundTrip(r)
		}),
		Address: "http://" + server.Listener.Addr().String(), Hosts: []string{server.Listener.Addr().String()},
		ArchiveOrigin: "http://letters.invalid", Now: o.now, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	server.Start()
	t.Cleanup(server.Close)
	o.url = server.URL
	b := o.signedIn(dpo)
	for _, one := range []struct{ fails, says, logs string }{
		{"unreachable", "it was the request the-console-calls-it-so.", "the console cannot answer"},
		{"fault", "it was the request the-API-calls-it-so.", "apiRequestId=the-API-calls-it-so"},
	} {
		fails = one.fails
		log.Reset()
		if p := b.open("/"); p.status != http.StatusInternalServerError || !strings.Contains(p.body, one.says) {
			t.Errorf("%s: %d %s", one.fails, p.status, p.body)
		}
		if !strings.Contains(log.String(), one.logs) {
			t.Errorf("%s: the log has no %s: %s", one.fails, one.logs, log)
		}
	}
}
