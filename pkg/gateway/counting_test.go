package gateway_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"disclosure-register/pkg/gateway"
)

func TestWhatIsRecordedAndRefusedIsCounted(t *testing.T) {
	t.Parallel()
	const disclosures = "/v1/registers/E07000107/disclosures"
	for name, test := range map[string]struct {
		method, target string
		status         int
		body           string
		want           string // "recorded flagged refused"; "" is no line
	}{
		"recorded":              {"POST", disclosures, 201, `{"id":"1","flags":[]}`, "1 0 0"},
		"recorded with flags":   {"POST", disclosures, 201, `{"id":"1","flags":[{},{}]}`, "1 1 0"},
		"refused":               {"POST", disclosures, 422, `{"findings":[{"detail":"Zzyzx"}]}`, "0 0 1"},
		"corrected":             {"POST", disclosures + "/1/corrections", 201, `{"flags":[]}`, "1 0 0"},
		"not allowed":           {"POST", disclosures, 403, `{}`, ""},
		"failed":                {"POST", disclosures, 500, `{}`, ""},
		"tried":                 {"POST", disclosures + "?dryRun=true", 200, `{"flags":[{}]}`, ""},
		"tried and ill formed":  {"POST", disclosures + "?dryRun=true", 422, `{}`, ""},
		"listed":                {"GET", disclosures, 200, `{"rows":[]}`, ""},
		"a fact":                {"POST", "/v1/registers/E07000107/facts", 201, `{"flags":[]}`, ""},
		"a batch":               {"POST", disclosures + "/batch", 200, `{"results":[{"status":201,"recorded":{"flags":[{}]}},{"status":201,"recorded":{"flags":[]}},{"status":422},{"status":201,"earlier":true,"recorded":{"flags":[]}},{"status":503}]}`, "2 1 1"},
		"a batch of nothing":    {"POST", disclosures + "/batch", 200, `{"results":[{"status":503}]}`, ""},
		"an ill-formed batch":   {"POST", disclosures + "/batch", 422, `{}`, "0 0 1"},
		"what is no JSON":       {"POST", disclosures, 201, `<html>`, ""},
		"an answer that is odd": {"POST", disclosures, 201, `{"flags":7}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := new(bytes.Buffer)
			handler := gateway.Counted(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Location", "/there")
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}), slog.New(slog.NewJSONHandler(log, nil)), "Council/register")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), test.method, test.target, nil))
			if w.Code != test.status || w.Body.String() != test.body || w.Header().Get("Location") != "/there" {
				t.Errorf("answered %d %v %q, want what the handler said", w.Code, w.Header(), w.Body)
			}
			if test.want == "" {
				if log.Len() > 0 {
					t.Errorf("counted %s", log)
				}
				return
			}
			var recorded, flagged, refused int
			if _, err := fmt.Sscan(test.want, &recorded, &flagged, &refused); err != nil {
				t.Fatal(err)
			}
			want := fmt.Sprintf(`"Recorded":%d,"Flagged":%d,"Refused":%d}`, recorded, flagged, refused)
			if !strings.Contains(log.String(), want) || !strings.Contains(log.String(), `"Dimensions":[[]]`) || !strings.Contains(log.String(), `"Namespace":"Council/register"`) {
				t.Errorf("wrote %s, want %s", log, want)
			}
			if strings.Contains(log.String(), "Zzyzx") || strings.Contains(log.String(), "E07000107") {
				t.Error("it wrote what was sent")
			}
		})
	}
}
