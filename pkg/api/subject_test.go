package api_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"testing"
)

// An entry that is withheld changes nothing of the answer to the person: not its
// status, not a header, not a byte.
func TestAWithheldEntryChangesNoByteOfTheAnswer(t *testing.T) {
	var answers [2][]answer
	for i := range answers {
		s := newService(t)
		if got := s.send(t, recorder, http.MethodPost, "/disclosures", example(t)); got.status != http.StatusCreated {
			t.Fatalf("%d %s", got.status, got.body)
		}
		if i == 1 {
			var secret map[string]any
			if err := json.Unmarshal(example(t), &secret); err != nil {
				t.Fatal(err)
			}
			secret["case"] = "DBC-C-SECRET"
			secret["departure"] = map[string]string{"reason": "It has happened.", "noBreachReason": "Nothing was lost.", "discoveredOn": "2026-11-10"}
			secret["justification"].(map[string]any)["exemptions"] = []any{map[string]any{
				"id": "dpa18-sch2-para2", "provisions": []string{"15(1)-(3)"}, "reason": "An inquiry.", "reviewBy": "2099-01-31",
			}}
			body, err := json.Marshal(secret)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.send(t, recorder, http.MethodPost, "/disclosures", body); got.status != http.StatusCreated {
				t.Fatalf("%d %s", got.status, got.body)
			}
		}
		for _, path := range []string{"/subject-report?subject=DBC-P-550193&to=person", "/subject-report/page?subject=DBC-P-550193&to=person"} {
			got := s.send(t, dpo, http.MethodGet, path, nil)
			got.header = maps.Clone(got.header)
			got.header.Del("Date")
			answers[i] = append(answers[i], got)
		}
		review := s.send(t, dpo, http.MethodGet, "/subject-report/review?subject=DBC-P-550193&to=person", nil)
		if !bytes.HasPrefix(review.body, []byte(`{"marking":"Not for the person"`)) {
			t.Error("the review does not say that it is not for the person")
		}
		var both struct{ About []struct{ Outcome string } }
		if err := json.Unmarshal(review.body, &both); err != nil || len(both.About) != i+1 {
			t.Errorf("the DPO sees %d entries, want %d", len(both.About), i+1)
		}
	}
	if !reflect.DeepEqual(answers[0], answers[1]) {
		t.Errorf("without the entry:\n%+v\nwith it:\n%+v", answers[0], answers[1])
	}
	if got := answers[0][1].header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("the page is %q", got)
	}
}
