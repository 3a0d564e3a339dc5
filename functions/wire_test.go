package functions_test

import (
	"net/http"
	"reflect"
	"testing"
)

// Each call costs money and time, and a transaction more is one more to fail. The
// guards before DynamoDB count what crosses the wire, retries included.
func TestWhatAnAnswerCostsOfDynamoDB(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	s := &story{t: t, to: r}
	disclosures := base + "/disclosures"
	var id, cursor string
	for _, step := range []struct {
		name string
		do   func()
		want map[string]int
	}{
		{"recording", func() {
			id = text(s.post(housing, disclosures, "one", toOmbudsman(t), http.StatusCreated), "id")
		}, map[string]int{"BatchGetItem": 1, "TransactWriteItems": 1}},
		{"the same again writes nothing", func() {
			s.post(housing, disclosures, "one", toOmbudsman(t), http.StatusCreated)
		}, map[string]int{"BatchGetItem": 1}},
		{"a refusal writes nothing", func() {
			s.post(housing, disclosures, "two", toOmbudsman(t, func(d object) { delete(d, "evidence") }), http.StatusUnprocessableEntity)
		}, map[string]int{"BatchGetItem": 1}},
		{"what is not well formed is not looked up", func() {
			s.post(housing, disclosures, "three", object{}, http.StatusUnprocessableEntity)
		}, map[string]int{}},
		{"recording in a case that is known", func() {
			s.post(housing, disclosures, "four", toOmbudsman(t), http.StatusCreated)
		}, map[string]int{"BatchGetItem": 1, "TransactWriteItems": 1}},
		{"correcting reads the entry as well", func() {
			body := object{"reason": "Wrong post", "disclosure": toOmbudsman(t)}
			s.post(housing, disclosures+"/"+id+"/corrections", "five", body, http.StatusCreated)
		}, map[string]int{"BatchGetItem": 1, "GetItem": 1, "TransactWriteItems": 1}},
		{"a page", func() {
			cursor = text(s.get(dpo, disclosures+"?limit=1", http.StatusOK), "cursor")
		}, map[string]int{"Query": 1, "TransactWriteItems": 1}},
		{"the page after it", func() {
			s.get(dpo, disclosures+"?limit=1&cursor="+cursor, http.StatusOK)
		}, map[string]int{"Query": 1, "TransactWriteItems": 1}},
		{"a page of a case looks first which case it is", func() {
			s.get(dpo, disclosures+"?case="+caseRef+"&recipientCategory=ombudsman&decision=disclosed&from=2026-01-01", http.StatusOK)
		}, map[string]int{"BatchGetItem": 1, "Query": 1, "TransactWriteItems": 1}},
		{"the law", func() {
			s.get(dpo, base+"/policy", http.StatusOK)
		}, map[string]int{}},
		{"asking for an export", func() {
			s.post(dpo, base+"/exports", "six", object{"format": "csv", "filter": object{}, "purpose": "Audit"}, http.StatusAccepted)
		}, map[string]int{"BatchGetItem": 1, "TransactWriteItems": 1}},
	} {
		r.Calls()
		step.do()
		if got := r.Calls(); !reflect.DeepEqual(got, step.want) {
			t.Errorf("%s: got %v, want %v", step.name, got, step.want)
		}
	}
}
