package functions_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/store/dynamo/dynamotest"
)

// Before any request goes to a new release each of its functions is tried, over the
// deployed roles: nothing is written by it, whoever looks finds no look, and a release
// whose table does not answer is refused.
func TestAReleaseIsTriedByItsHook(t *testing.T) {
	t.Parallel()
	r, dynamoDB := overFaultyDynamoDB(t)
	r.Calls()
	if got := r.Release(t); got != "Succeeded" {
		t.Fatalf("reported %q\n%s", got, r.Output())
	}
	calls := r.Calls()
	if calls[dynamotest.TransactWriteItems] > 0 {
		t.Errorf("the trial wrote: %v", calls)
	}
	if calls[dynamotest.BatchGetItem] == 0 || calls[dynamotest.GetItem] == 0 {
		t.Errorf("the trial read too little: %v", calls)
	}
	looks := r.send(t, lambdatest.Request{
		By: &dpo, Method: http.MethodGet, Target: base + "/access", Headers: map[string]string{"Access-Purpose": "Who looked"},
	})
	if looks.Status != http.StatusOK || strings.Contains(string(looks.Body), "trial-of-a-release") {
		t.Errorf("got %d %s, want no look of a trial", looks.Status, looks.Body)
	}

	dynamoDB.Answer(dynamotest.BatchGetItem, slices.Repeat([]dynamotest.Answer{{Status: http.StatusBadRequest, Code: "AccessDeniedException"}}, 4)...)
	if got := r.Release(t); got != "Failed" {
		t.Errorf("a release that may not read its table: reported %q", got)
	}
	if output := r.Output(); !strings.Contains(output, `"trial":"a disclosure","status":500,"want":200`) {
		t.Errorf("the log does not say at what it failed: %s", output)
	}
}

// Seal and export change at once, with their mappings; one that is made anew begins at
// the stream's horizon, so what has long been done is told of again. Nothing of it is
// done twice: the log stays, byte for byte, and a report that was written is not written
// again.
func TestAMappingThatBeginsAgainDoesNothingTwice(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	s := &story{t: t, to: r}
	for _, key := range []string{"one", "two"} {
		s.post(officer, base+"/disclosures", key, toOmbudsman(t), http.StatusCreated)
	}
	ask := object{"format": "csv", "filter": object{}, "purpose": "Sample"}
	job := text(s.post(officerAuditor, base+"/exports", "export", ask, http.StatusAccepted), "id")
	r.finishExports(t)
	r.seal(t)
	r.finishExports(t)
	report := func() string {
		t.Helper()
		shown := s.get(officerAuditor, base+"/exports/"+job, http.StatusOK)
		if text(shown, "status") != "done" {
			t.Fatalf("got %v", shown)
		}
		delete(shown, "url") // signed anew for whoever asks
		delete(shown, "urlExpires")
		return string(encode(t, shown))
	}
	log := func() string {
		t.Helper()
		return string(r.send(t, lambdatest.Request{By: &officerAuditor, Method: http.MethodGet, Target: base + "/checkpoint"}).Body)
	}
	wantReport := report()
	r.seal(t) // of that look too
	wantLog := log()
	r.Calls()
	for _, function := range []string{"seal", "export"} {
		r.Rewind(function)
		r.DeliverStream(t, function)
	}
	calls := r.Calls()
	if calls[dynamotest.TransactWriteItems] > 0 || calls[dynamotest.GetItem] == 0 {
		t.Errorf("told again, they asked for %v, want reads alone", calls)
	}
	if got := log(); got != wantLog || !strings.Contains(got, "\n4\n") {
		t.Errorf("got log %s, want %s of two entries, an export and a look", got, wantLog)
	}
	if got := report(); got != wantReport {
		t.Errorf("got report %s, want %s", got, wantReport)
	}
}
