package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// What would become of a case is said before it does, to who may see the case, as a look
// with why; nothing is changed, and what would be refused is.
func TestWhatWouldBecomeOfACase(t *testing.T) {
	s := newService(t)
	f := s.newFile(t)
	closed, open := "/cases/"+f.ref+"-closed", "/cases/"+f.ref
	state := func(path string) string { return string(s.send(t, dpo, http.MethodGet, path, nil).body) }
	for _, tt := range []struct {
		what, path, body string
		says             []string
	}{
		{"closing", open + "/close", `{"closedOn":"2026-11-20"}`, []string{`"state":"closed"`, `"held":true`}},
		{"reopening", closed + "/reopen", `{"reason":"More has come."}`, []string{`"state":"open"`, `"before":{"clock":"running"`, `"retention":{"clock":"not-started"`}},
		{"holding", closed + "/holds", `{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`, []string{`"held":true`, `"retention":{"clock":"held"`}},
		{"releasing", open + "/holds/" + f.hold + "/release", `{"reason":"It ended."}`, []string{`"held":false`, `"before":{"clock":"held"`}},
		{"dating", open + "/dates", `{"born":"2010-05-01","reason":"From the file."}`, []string{`"schedule":[`}},
		{"reviewing", open + "/review", `{"outcome":"keep","nextOn":"2099-01-31","reason":"Still needed."}`, []string{`"retention":{`}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			case1, _, _ := strings.Cut(strings.TrimPrefix(tt.path, "/cases/"), "/")
			before := state("/cases/" + case1)
			got := s.send(t, dpo, http.MethodPost, tt.path+"?dryRun=true", []byte(tt.body), "Idempotency-Key", "", "Access-Purpose", "What would follow")
			if got.status != http.StatusOK || !strings.HasPrefix(string(got.body), `{"marking":"Not for the person"`) {
				t.Fatalf("%d %s", got.status, got.body)
			}
			for _, says := range tt.says {
				if !strings.Contains(string(got.body), says) {
					t.Errorf("it does not say %s: %s", says, got.body)
				}
			}
			if after := state("/cases/" + case1); after != before {
				t.Errorf("the case was\n%s\nand is\n%s", before, after)
			}
			for who, refused := range map[string]answer{
				"a recorder":         s.send(t, recorder, http.MethodPost, tt.path+"?dryRun=true", []byte(tt.body), "Access-Purpose", "What would follow"),
				"who gives no key":   s.send(t, dpo, http.MethodPost, tt.path, []byte(tt.body), "Idempotency-Key", ""),
				"who says not why":   s.send(t, dpo, http.MethodPost, tt.path+"?dryRun=true", []byte(tt.body), "Access-Purpose", ""),
				"who may not change": s.send(t, auditor, http.MethodPost, tt.path+"?dryRun=true", []byte(tt.body), "Access-Purpose", "Audit"),
			} {
				if refused.status < 400 || refused.status >= 500 {
					t.Errorf("%s: %d %s", who, refused.status, refused.body)
				}
			}
		})
	}
	var looks struct {
		Accesses []struct{ Action, Purpose string }
	}
	if err := json.Unmarshal(s.send(t, auditor, http.MethodGet, "/access?action=show-case&limit=200", nil).body, &looks); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, l := range looks.Accesses {
		if l.Purpose == "What would follow" {
			tried++
		}
	}
	if tried != 6 {
		t.Errorf("%d looks with why, want 6", tried)
	}
	for path, want := range map[string]int{
		closed + "/close?dryRun=true": http.StatusConflict, "/cases/none/reopen?dryRun=true": http.StatusNotFound, open + "/disposal/stop?dryRun=true": http.StatusConflict,
	} {
		body := `{"closedOn":"2026-11-20"}`
		if strings.Contains(path, "reopen") {
			body = `{"reason":"x"}`
		} else if strings.Contains(path, "stop") {
			body = `{"by":"County Court","reason":"A claim.","reviewOn":"2099-01-31"}`
		}
		if got := s.send(t, dpo, http.MethodPost, path, []byte(body), "Access-Purpose", "What would follow"); got.status != want {
			t.Errorf("%s: %d, want %d: %s", path, got.status, want, got.body)
		}
	}
}
