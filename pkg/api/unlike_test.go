package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/disclosure"
)

// What looks like no reference of the council's is flagged when it is recorded, wherever a
// person's belongs: nobody who asks about the person finds what stands under it. What may
// well be one is not, nor the reference of an agreement or a post.
func TestWhatLooksLikeNoReferenceIsFlaggedWhereverAPersonsBelongs(t *testing.T) {
	s := newService(t)
	fact := func(kind string) func(ref string) (string, any) {
		return func(ref string) (string, any) {
			return "/facts", map[string]any{
				"kind": kind, "about": map[string]any{"dimension": "subject", "reference": ref}, "from": "2026-11-01", "reason": "It was asked for.", "recipient": "Sample Surgery",
				"subjectTold": "told", "toldOn": "2026-11-02", "reviewBy": "2027-03-01",
			}
		}
	}
	for what, body := range map[string]func(ref string) (path string, body any){
		"an objection": fact("objection"), "a restriction": fact("restriction"), "a restriction of contact": fact("contact-restriction"),
		"the first of a join": func(ref string) (string, any) {
			return "/joins", map[string]any{"references": []string{ref, "DBC-P-9" + ref}, "reach": "protection", "evidence": "Seen.", "until": "2027-03-01"}
		},
		"the second of a join": func(ref string) (string, any) {
			return "/joins", map[string]any{"references": []string{"DBC-P-8", ref}, "reach": "protection", "evidence": "Seen.", "until": "2027-03-01"}
		},
		"a request for access": func(ref string) (string, any) {
			return "/access-requests", map[string]any{"subject": ref, "received": "2026-11-02", "as": "person", "askedBy": "B. Sample", "identitySettled": "2026-11-02"}
		},
		"a disclosure": func(ref string) (string, any) {
			return "/disclosures", json.RawMessage(changed(t, `"DBC-P-550193"`, `"`+ref+`"`))
		},
	} {
		for ref, flagged := range map[string]bool{"tbc": true, "Jane Sample": true, "jane.sample@example.org": true, "01/02/1980": true, "DBC-P-550193": false} {
			by := dpo
			path, said := body(ref)
			if path == "/disclosures" {
				by = disclosure.Caller{Register: dartford, Subject: "r", Name: "A. N. Officer", Roles: []disclosure.Role{disclosure.Recorder}, Department: "housing"}
			}
			got := s.send(t, by, http.MethodPost, path, encode(t, said))
			if got.status != http.StatusCreated {
				t.Errorf("%s of %q: %d %s", what, ref, got.status, got.body)
				continue
			}
			if is := strings.Contains(string(got.body), "not like the council's own reference for a person"); is != flagged {
				t.Errorf("%s of %q: flagged %t, want %t: %s", what, ref, is, flagged, got.body)
			}
		}
	}
	if got := s.send(t, dpo, http.MethodGet, "/flags?subject=tbc", nil); strings.Count(string(got.body), "not like the council's own") < 5 {
		t.Errorf("what waits: %s", got.body)
	}
}
