package api_test

import (
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/store/sqlite/sqlitetest"
	"disclosure-register/pkg/store/storetest"
)

func TestALookWithoutAPurposeIsRefusedAndLeavesNothing(t *testing.T) {
	s := newService(t)
	for _, purpose := range []string{"", "  "} {
		refused := s.send(t, dpo, http.MethodGet, "/disclosures", nil, "Access-Purpose", purpose)
		if p := refused.problem(t); p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Pointer != "/Access-Purpose" {
			t.Errorf("purpose %q: %+v, want 422 naming the header", purpose, p)
		}
	}
	if got := s.send(t, auditor, http.MethodGet, "/access", nil); strings.Contains(string(got.body), "search-disclosures") {
		t.Errorf("a refused look is on record: %s", got.body)
	}
}

// A look has no key to be repeated with.
func TestALookThatCannotBeRecordedIsRefusedInItsOwnWords(t *testing.T) {
	table := storetest.NewFaulty(sqlitetest.New(t))
	s := newServiceOver(t, table, api.OneMachine{PurposeRequired: true})
	table.Inject(storetest.OnTransact(storetest.Every, storetest.TimeoutNotApplied))
	got := s.send(t, dpo, http.MethodGet, "/disclosures", nil)
	p := got.problem(t)
	if p.Status != http.StatusServiceUnavailable || !strings.Contains(p.Detail, "shows you nothing") || strings.Contains(p.Detail, "Idempotency-Key") {
		t.Errorf("%d %q, want 503, that nothing is shown, and nothing of a key", p.Status, p.Detail)
	}
}

func TestWhereAPurposeIsOptionalALookWithoutOneIsOnRecordAsSuch(t *testing.T) {
	s := newServiceOver(t, sqlitetest.New(t), api.OneMachine{})
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
