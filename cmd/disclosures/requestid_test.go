package main_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// Whoever tells of a refusal can be told by its name what the log has of it. The name is
// drawn anew for each request, and is all in which the answers to two of them differ.
func TestAProblemAndTheLogNameTheRequest(t *testing.T) {
	t.Parallel()
	r := start(t, t.TempDir(), "--sample=false")
	dpo := r.token(t, "dpo", "")
	named := func(token, method, path string, want int) (name, rest string) {
		t.Helper()
		status, answer, err := r.send(token, method, path, "k", nil)
		var said struct{ RequestID string }
		if err != nil || status != want || json.Unmarshal(answer, &said) != nil || len(said.RequestID) < 20 {
			t.Fatalf("%s %s: %d, %v, %s", method, path, status, err, answer)
		}
		return said.RequestID, string(bytes.ReplaceAll(answer, []byte(said.RequestID), nil))
	}
	names := map[string]bool{}
	for _, one := range []struct {
		token, method, path string
		status              int
	}{
		{"none", http.MethodGet, "/flags", http.StatusUnauthorized},
		{dpo, http.MethodGet, "/disclosures/01JZ0000000000000000000000", http.StatusNotFound},
		{dpo, http.MethodGet, "/disclosures?limit=x", http.StatusUnprocessableEntity},
		{dpo, http.MethodGet, "/nothing-is-here", http.StatusNotFound},
		{dpo, http.MethodPut, "/flags", http.StatusMethodNotAllowed},
		{dpo, http.MethodPost, "/disclosures", http.StatusBadRequest},
	} {
		first, rest := named(one.token, one.method, one.path, one.status)
		second, same := named(one.token, one.method, one.path, one.status)
		if rest != same {
			t.Errorf("%s %s: two answers differ in more than the name\n%s\n%s", one.method, one.path, rest, same)
		}
		names[first], names[second] = true, true
		if one.status != http.StatusUnauthorized { // whose request goes no further than the token
			r.says(t, "requestId="+second)
		}
	}
	if len(names) != 12 {
		t.Errorf("%d names of 12 requests", len(names))
	}
}
