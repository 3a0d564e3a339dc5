package gateway

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"

	"github.com/aws/aws-lambda-go/events"
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
	serve := serving.HTTP(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		log.With(slog.Int("n", 1)).Info("request")
	}))
	for _, id := range []string{"JKJaXmPLvHcESHA=", "JKJaYgQ1vHcESIw="} {
		event := events.APIGatewayV2HTTPRequest{Version: "2.0"}
		event.RequestContext.HTTP.Method, event.RequestContext.RequestID = http.MethodGet, id
		if _, err := serve(t.Context(), event); err != nil {
			t.Fatal(err)
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
