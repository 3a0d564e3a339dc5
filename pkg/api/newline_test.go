package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// Text typed on Windows ends its lines with CRLF, on old systems with CR and on
// mainframes with NEL; Word's soft returns are vertical tabs, and its new pages form
// feeds. It is taken, and kept with LF. A field of one line still takes none.
func TestLinesMayEndAsOnWindows(t *testing.T) {
	s := newService(t)
	const reason = `The Housing Ombudsman is`
	for name, end := range map[string]string{"CRLF": `\r\n`, "a lone CR": `\r`, "LF": `\n`, "VT": `\u000b`, "FF": `\f`, "NEL": `\u0085`, "NEL itself": "\u0085"} {
		t.Run(name, func(t *testing.T) {
			got := s.send(t, recorder, http.MethodPost, "/disclosures", changed(t, reason, "First line"+end+reason), "Idempotency-Key", strings.ReplaceAll(name, " ", "-"))
			if got.status != http.StatusCreated {
				t.Fatalf("status = %d: %s", got.status, got.body)
			}
			opened := s.send(t, recorder, http.MethodGet, "/disclosures/"+recordedIn(t, got), nil)
			if !strings.Contains(string(opened.body), `First line\n`+reason) {
				t.Error("the reason is not kept with LF at the end of its line")
			}
			got = s.send(t, recorder, http.MethodPost, "/disclosures", changed(t, `"Housing Ombudsman Service"`, `"Housing`+end+`Ombudsman Service"`), "Idempotency-Key", strings.ReplaceAll(name, " ", "-")+"-1")
			if got.status != http.StatusUnprocessableEntity {
				t.Errorf("a name of two lines: status = %d, want 422", got.status)
			}
		})
	}
}

func recordedIn(t *testing.T, got answer) string {
	t.Helper()
	var recorded struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(got.body, &recorded); err != nil || recorded.ID == "" {
		t.Fatalf("no entry was recorded: %v", err)
	}
	return recorded.ID
}
