package functions_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"disclosure-register/functions/lambdatest"
	"disclosure-register/pkg/gateway"
	"disclosure-register/pkg/store/dynamo/dynamotest"
)

// When AWS fails, a function says so in its log and to its caller, and names
// nobody in either.
func TestFaultsNameNobody(t *testing.T) {
	t.Parallel()
	r, dynamoDB := overFaultyDynamoDB(t)
	s := &story{t: t, to: r}
	disclosures := base + "/disclosures"
	id := text(s.post(housing, disclosures, "before", toOmbudsman(t), http.StatusCreated), "id")
	search := disclosures + "?subject=" + marker + "&case=" + caseRef + "&recipient=" + marker
	export := object{"format": "csv", "filter": object{"subject": marker}, "purpose": "For " + marker}

	invalid := []dynamotest.Answer{{Status: http.StatusBadRequest, Code: "ValidationException"}}
	denied := []dynamotest.Answer{{Status: http.StatusBadRequest, Code: "AccessDeniedException"}}
	// The SDK gives up after three attempts.
	throttled := slices.Repeat([]dynamotest.Answer{{Status: http.StatusBadRequest, Code: "ThrottlingException"}}, 3)
	for _, test := range []struct {
		name    string
		at      string
		answers []dynamotest.Answer
		do      func()
	}{
		{"a read of the case", dynamotest.BatchGetItem, invalid, func() {
			s.post(housing, disclosures, "one", toOmbudsman(t), http.StatusInternalServerError)
		}},
		{"a transaction", dynamotest.TransactWriteItems, invalid, func() {
			s.post(housing, disclosures, "two", toOmbudsman(t), http.StatusInternalServerError)
		}},
		{"a read that its role does not allow", dynamotest.BatchGetItem, denied, func() {
			s.post(housing, disclosures, "five", toOmbudsman(t), http.StatusInternalServerError)
		}},
		{"a transaction that its role does not allow", dynamotest.TransactWriteItems, denied, func() {
			s.post(housing, disclosures, "six", toOmbudsman(t), http.StatusInternalServerError)
		}},
		{"a search", dynamotest.Query, invalid, func() { s.get(dpo, search, http.StatusInternalServerError) }},
		{"a search, for load", dynamotest.Query, throttled, func() { s.get(dpo, search, http.StatusServiceUnavailable) }},
		{"opening an entry", dynamotest.GetItem, invalid, func() {
			s.get(dpo, disclosures+"/"+id, http.StatusInternalServerError)
		}},
		{"showing a case", dynamotest.GetItem, invalid, func() {
			s.get(dpo, base+"/cases/"+caseRef, http.StatusInternalServerError)
		}},
		{"asking for an export", dynamotest.TransactWriteItems, invalid, func() {
			s.post(dpo, base+"/exports", "three", export, http.StatusInternalServerError)
		}},
		{"writing an export, once", dynamotest.Query, invalid, func() {
			s.post(dpo, base+"/exports", "four", export, http.StatusAccepted)
			s.to.finishExports(t)
		}},
	} {
		dynamoDB.Answer(test.at, test.answers...)
		calls := dynamoDB.Calls(test.at)
		test.do()
		if got := dynamoDB.Calls(test.at) - calls; got < len(test.answers) {
			t.Fatalf("%s: %d calls of %s met %d faults", test.name, got, test.at, len(test.answers))
		}
	}
	wantNothingPrivate(t, r.logged())
	wantPlainLog(t, r.logged())
	if got, want := strings.Count(r.logged(), `"error":`), 9; got != want {
		t.Errorf("%d faults logged, want %d:\n%s", got, want, r.logged())
	}
}

// wantPlainLog checks that a line holds the route's pattern and the outcome, or the
// count of what was recorded, and never a path, a query, a header or a body. A failed
// event gets another line, from the library that asks for events.
func wantPlainLog(t *testing.T, log string) {
	t.Helper()
	known := []string{
		"error", "errorMessage", "errorType", "level", "method", "ms", "msg", "requestId", "route", "status", "time",
		"_aws", gateway.Recorded, gateway.Flagged, gateway.Refused,
	}
	for line := range strings.Lines(log) {
		var fields object
		_, document, _ := strings.Cut(line, "{") // after the library's date
		if err := json.Unmarshal([]byte("{"+document), &fields); err != nil {
			t.Errorf("a line of the log is no JSON: %s", line)
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(fields)) {
			if !slices.Contains(known, name) {
				t.Errorf("a line of the log has %q: %s", name, line)
			}
		}
	}
}

// What is no event of theirs the functions refuse without repeating it.
func TestAnEventThatIsNoneIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	r := overDynamoDBProtocol(t)
	for function := range lambdatest.ReadTemplate(t) {
		for name, event := range map[string]string{
			"of another shape":   `{"version": "2.0", "headers": "` + marker + `"}`,
			"of another format":  `{"version": "1.0", "path": "/` + marker + `"}`,
			"not encoded":        `{"version": "2.0", "isBase64Encoded": true, "body": "` + marker + `"}`,
			"a string":           `"` + marker + `"`,
			"a stream of others": `{"Records": [{"eventName": "INSERT", "dynamodb": {"Keys": {"pk": {"S": "entry#` + marker + `"}, "sk": {"S": "entry"}}}}]}`,
			"not a record":       `{"Records": ["` + marker + `"]}`,
		} {
			answer, failed := r.Invoke(t, function, []byte(event))
			// To seal, whatever has no records is the schedule's: it reads nothing of it.
			if !failed && function != "seal" {
				t.Errorf("%s answered an event %s: %s", function, name, answer)
			}
			wantNothingPrivate(t, string(answer))
		}
	}
	wantNothingPrivate(t, r.logged())
}
