package api_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestALookWithoutAPurposeIsOnRecordAsSuch(t *testing.T) {
	s := newService(t)
	for _, purpose := range []string{"", "  "} {
		if got := s.send(t, dpo, http.MethodGet, "/disclosures", nil, "Access-Purpose", purpose); got.status != http.StatusOK {
			t.Fatalf("status = %d: %s", got.status, got.body)
		}
	}
	got := s.send(t, auditor, http.MethodGet, "/access", nil)
	if n := strings.Count(string(got.body), `"purpose":"not stated"`); n != 2 {
		t.Errorf("%d looks without a purpose on record, want 2: %s", n, got.body)
	}
}
