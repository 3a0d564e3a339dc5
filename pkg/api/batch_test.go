package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"disclosure-register/pkg/api"
	"disclosure-register/pkg/problem"
)

// batched is a batch of the bodies, each with a key of its own.
func batched(t *testing.T, bodies ...[]byte) []byte {
	t.Helper()
	type item struct {
		Key        string          `json:"key"`
		Disclosure json.RawMessage `json:"disclosure"`
	}
	var batch struct {
		Items []item `json:"items"`
	}
	for i, body := range bodies {
		batch.Items = append(batch.Items, item{fmt.Sprintf("row-%d", i), body})
	}
	encoded, err := json.Marshal(batch)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

type batchAnswer struct {
	Results []struct {
		Key         string
		Status      int
		Earlier     bool
		Recorded    *struct{ ID string }
		Explanation *struct {
			Outcome string
			Rules   []struct{ Rule, Pointer string }
		}
		Problem *problem.Problem
	}
}

func (a answer) batch(t *testing.T) (b batchAnswer) {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("status = %d: %s", a.status, a.body)
	}
	if err := json.Unmarshal(a.body, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryItemOfABatchHasItsOwnAnswer(t *testing.T) {
	s := newService(t)
	unevidenced := changed(t, `"ombudsmanCaseRef": "202600000",`, "")
	body := batched(t, example(t), unevidenced, changed(t, "DBC-P-550193", "DBC-P-2"))
	first := s.send(t, recorder, http.MethodPost, "/disclosures/batch", body).batch(t)
	var statuses []int
	for i, r := range first.Results {
		statuses = append(statuses, r.Status)
		if r.Key != fmt.Sprintf("row-%d", i) {
			t.Errorf("result %d is of %s", i, r.Key)
		}
	}
	if fmt.Sprint(statuses) != "[201 422 201]" {
		t.Fatalf("statuses %v", statuses)
	}
	if e := first.Results[1].Problem.Errors; len(e) == 0 || e[0].Rule == "" || e[0].Pointer != "/items/1/disclosure/evidence/ombudsmanCaseRef" {
		t.Errorf("the refusal: %+v", e)
	}
	colleague := recorder
	colleague.Subject, colleague.Name = "colleague", "C. Olleague"
	again := s.send(t, colleague, http.MethodPost, "/disclosures/batch", body).batch(t)
	for i, r := range again.Results {
		if i != 1 && (!r.Earlier || r.Recorded.ID != first.Results[i].Recorded.ID) {
			t.Errorf("item %d again: %+v, want its first answer", i, r)
		}
	}
}

func TestABatchTriedRecordsNothing(t *testing.T) {
	s := newService(t)
	body := batched(t, example(t), changed(t, `"ombudsmanCaseRef": "202600000",`, ""))
	got := s.send(t, recorder, http.MethodPost, "/disclosures/batch?dryRun=true", body).batch(t)
	if r := got.Results[0]; r.Status != http.StatusOK || r.Explanation.Outcome != "accept" {
		t.Errorf("the first: %+v", r)
	}
	if r := got.Results[1]; r.Status != http.StatusOK || r.Explanation.Outcome != "refuse" || r.Explanation.Rules[0].Pointer != "/items/1/disclosure/evidence/ombudsmanCaseRef" {
		t.Errorf("the second: %+v", r.Explanation)
	}
	s.holdsNothing(t)
}

func TestABatchThatIsNotWellFormedIsRefusedWhole(t *testing.T) {
	s := newService(t)
	good := string(batched(t, example(t)))
	tooMany := make([][]byte, 26)
	for i := range tooMany {
		tooMany[i] = example(t)
	}
	for name, tt := range map[string]struct {
		body    string
		status  int
		pointer string
	}{
		"not JSON":                    {marker, 400, ""},
		"no items":                    {`{"items":[]}`, 422, "/items"},
		"too many":                    {string(batched(t, tooMany...)), 422, "/items"},
		"no key":                      {strings.Replace(good, `"key":"row-0",`, "", 1), 422, "/items/0/key"},
		"a key with a space":          {strings.Replace(good, "row-0", "row 0", 1), 422, "/items/0/key"},
		"an item with an extra field": {strings.Replace(good, `"key"`, `"name":"`+marker+`","key"`, 1), 422, "/items/0/name"},
		"a field misspelt":            {string(batched(t, example(t), changed(t, `"purpose":`, `"Purpose":`))), 422, "/items/1/disclosure/Purpose"},
		"blank text":                  {string(batched(t, example(t), changed(t, `"answer the ombudsman's investigation of the complaint"`, `"  "`))), 422, "/items/1/disclosure/purpose"},
		"too long":                    {strings.Repeat(" ", api.MaxBatchBody) + good, 413, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.send(t, recorder, http.MethodPost, "/disclosures/batch", []byte(tt.body))
			p := got.problem(t)
			if got.status != tt.status || bytes.Contains(got.body, []byte(marker)) {
				t.Fatalf("got %d %s, want %d", got.status, got.body, tt.status)
			}
			if tt.pointer != "" && !names(p, tt.pointer) {
				t.Errorf("no finding at %s: %+v", tt.pointer, p.Errors)
			}
		})
	}
	s.holdsNothing(t)
}

// A batch may be longer than a single disclosure may be.
func TestABatchOfLongDisclosuresIsTaken(t *testing.T) {
	s := newService(t)
	long := changed(t, "The file as asked for", strings.Repeat("The file as asked for. ", 40))
	var bodies [][]byte
	for i := range 25 {
		bodies = append(bodies, bytes.Replace(long, []byte("DBC-C-2026-0141"), fmt.Appendf(nil, "DBC-C-long-%d", i), 1))
	}
	body := append(batched(t, bodies...), bytes.Repeat([]byte(" "), api.MaxBody)...)
	for i, r := range s.send(t, recorder, http.MethodPost, "/disclosures/batch", body).batch(t).Results {
		if r.Status != http.StatusCreated {
			t.Errorf("item %d: %+v", i, r.Problem)
		}
	}
}
