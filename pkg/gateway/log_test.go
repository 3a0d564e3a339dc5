package gateway

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"disclosure-register/pkg/problem"
)

// Whoever is asked about a request by its id finds what was written about it, and
// about no other.
func TestWhatIsWrittenSaysOfWhichRequest(t *testing.T) {
	out := &bytes.Buffer{}
	log := logTo(out)
	line := func() (requestID any) {
		t.Helper()
		var said map[string]any
		if err := json.Unmarshal(out.Bytes(), &said); err != nil {
			t.Fatalf("%q: %v", out, err)
		}
		out.Reset()
		return said["requestId"]
	}
	serving, err := ParseServing("E07000107", "https://login.council.example/")
	if err != nil {
		t.Fatal(err)
	}
	serve := serving.HTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		log.With(slog.Int("n", 1)).Info("request")
		problem.Write(w, r, problem.Of(http.StatusNotFound, "Not there.", nil))
	}))
	for _, id := range []string{"JKJaXmPLvHcESHA=", "JKJaYgQ1vHcESIw="} {
		event := events.APIGatewayV2HTTPRequest{Version: "2.0"}
		event.RequestContext.HTTP.Method, event.RequestContext.RequestID = http.MethodGet, id
		answered, err := serve(t.Context(), event)
		if err != nil {
			t.Fatal(err)
		}
		var said struct{ RequestID string }
		if err := json.Unmarshal([]byte(answered.Body), &said); err != nil || said.RequestID != id {
			t.Errorf("the problem says %s (%v), want that it is of request %s", answered.Body, err, id)
		}
		if got := line(); got != id {
			t.Errorf("got request %v, want %s", got, id)
		}
	}
	log.Info("between requests")
	if got := line(); got != nil {
		t.Errorf("between requests: got request %v, want none", got)
	}
}
