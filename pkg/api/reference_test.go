package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// K3: whatever can be printed is data. A reference with slashes, spaces, marks or
// letters of any script is recorded, found, shown in a path, closed and held, and stands
// in no key.
func TestAnyPrintableReferenceIsData(t *testing.T) {
	s := newService(t)
	for n, ref := range []string{
		"DSR/26/001", "25 001 234", "46/123456/26", "a?b#c&d=e%2F;f", "../x/./y//z", "Größe №7", "案件-7", "100% +1", `"quoted" \ 'x'`, "#1", "~0",
	} {
		t.Run(ref, func(t *testing.T) {
			person := "p " + ref
			var body map[string]any
			if err := json.Unmarshal(example(t), &body); err != nil {
				t.Fatal(err)
			}
			body["case"], body["subjects"] = ref, []any{map[string]any{"reference": person, "role": "complainant"}}
			key := "k3-" + string(rune('a'+n))
			recorded := s.send(t, recorder, http.MethodPost, "/disclosures", encode(t, body), "Idempotency-Key", key)
			if recorded.status != http.StatusCreated {
				t.Fatalf("recorded: %d %s", recorded.status, recorded.body)
			}
			id := recordedIn(t, recorded)
			path := "/cases/" + url.PathEscape(ref)
			for what, query := range map[string]url.Values{"case": {"case": {ref}}, "person": {"subject": {person}}} {
				got := s.send(t, dpo, http.MethodGet, "/disclosures?"+query.Encode(), nil)
				if got.status != http.StatusOK || !strings.Contains(string(got.body), id) {
					t.Errorf("searched by %s: %d %s", what, got.status, got.body)
				}
			}
			shared := s.send(t, dpo, http.MethodGet, "/sharing?"+url.Values{"subject": {person}}.Encode(), nil)
			if shared.status != http.StatusOK || !strings.Contains(string(shared.body), id) {
				t.Errorf("what was shared about them: %d %s", shared.status, shared.body)
			}
			hold := encode(t, map[string]any{"by": "County Court", "reason": "Pending.", "reviewOn": "2099-01-01"})
			held := s.send(t, dpo, http.MethodPost, path+"/holds", hold, "Idempotency-Key", key+"-hold")
			if held.status != http.StatusCreated {
				t.Fatalf("held: %d %s", held.status, held.body)
			}
			release := encode(t, map[string]any{"reason": "Over."})
			if got := s.send(t, dpo, http.MethodPost, path+"/holds/"+recordedIn(t, held)+"/release", release, "Idempotency-Key", key+"-release"); got.status != http.StatusCreated {
				t.Errorf("released: %d %s", got.status, got.body)
			}
			if got := s.send(t, recorder, http.MethodPost, path+"/close", encode(t, map[string]any{"closedOn": "2026-11-20"}), "Idempotency-Key", key+"-close"); got.status != http.StatusCreated {
				t.Errorf("closed: %d %s", got.status, got.body)
			}
			shown := s.send(t, dpo, http.MethodGet, path, nil)
			var view struct{ Case, State string }
			if err := json.Unmarshal(shown.body, &view); err != nil || view.Case != ref || view.State != "closed" {
				t.Errorf("shown: %d %s", shown.status, shown.body)
			}
			looks := s.send(t, auditor, http.MethodGet, "/access?"+url.Values{"case": {ref}, "action": {"show-case"}}.Encode(), nil)
			if looks.status != http.StatusOK || !strings.Contains(string(looks.body), `"show-case"`) {
				t.Errorf("who looked at it: %d %s", looks.status, looks.body)
			}
		})
	}
	for name, ref := range map[string]string{
		"dots alone": "..", "a slash alone": "/", "a space before it": " DBC-1", "what cannot be seen": "DBC\u200b-1",
		"a tab": "DBC\t1", "65 characters": strings.Repeat("é", 65), "nothing": "",
	} {
		body := changed(t, `"DBC-C-2026-0141"`, string(encode(t, ref)))
		if got := s.send(t, recorder, http.MethodPost, "/disclosures", body, "Idempotency-Key", "refused"); got.status != http.StatusUnprocessableEntity || !names(got.problem(t), "/case") {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}

// One rule holds for every field of one line: of a fact, a hold, a letter and a
// question as of a disclosure.
func TestEveryFieldOfOneLineObeysOneRule(t *testing.T) {
	s := newService(t)
	if got := s.send(t, recorder, http.MethodPost, "/disclosures", example(t), "Idempotency-Key", "one"); got.status != http.StatusCreated {
		t.Fatalf("recorded: %d %s", got.status, got.body)
	}
	path := "/cases/DBC-C-2026-0141"
	for what, unseen := range map[string]string{"a zero-width space": "a\u200bb", "a soft hyphen": "a\u00adb", "a tab": "a\tb", "a space before": " ab", "a line break": "a\nb"} {
		for _, tt := range []struct {
			path, pointer string
			body          map[string]any
		}{
			{"/facts", "/about/reference", map[string]any{"kind": "objection", "about": map[string]any{"dimension": "subject", "reference": unseen}, "from": "2026-11-01", "reason": "No."}},
			{"/facts", "/recipient", map[string]any{"kind": "consent", "about": map[string]any{"dimension": "subject", "reference": "P"}, "from": "2026-11-01", "recipient": unseen}},
			{path + "/holds", "/by", map[string]any{"by": unseen, "reason": "Pending.", "reviewOn": "2099-01-01"}},
			{path + "/correspondence", "/title", map[string]any{"title": unseen, "contentType": "application/pdf", "size": 1, "sha256": strings.Repeat("0", 64)}},
		} {
			got := s.send(t, dpo, http.MethodPost, tt.path, encode(t, tt.body), "Idempotency-Key", "unseen")
			if got.status != http.StatusUnprocessableEntity || !names(got.problem(t), tt.pointer) {
				t.Errorf("%s at %s of %s: %d %s", what, tt.pointer, tt.path, got.status, got.body)
			}
		}
		for _, query := range []string{"/disclosures?recipient=", "/disclosures?subject=", "/disclosures?department=", "/disclosures?case=", "/sharing?subject=", "/facts?dimension=subject&reference=", "/access?subject="} {
			got := s.send(t, dpo, http.MethodGet, query+url.QueryEscape(unseen), nil)
			if got.status != http.StatusUnprocessableEntity {
				t.Errorf("%s in %s: %d %s", what, query, got.status, got.body)
			}
		}
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
